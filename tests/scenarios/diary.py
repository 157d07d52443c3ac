"""A debtor's story, told day by day: the planner runs each morning, the mail service answers, people do things.

`Diary().owes("F-1", due=…)`, `.lives_until(day)`, then `pages`: one line for each message. A test's verbs are those of
the people: a debtor pays, contests, promises; a creditor holds, approves, posts.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from chalicelib.adapters.policies.shipped_policies import shipped
from chalicelib.domain.creditor_state import Closure
from chalicelib.domain.decision import Decision, Reason, Why
from chalicelib.domain.e_invoice import StatusCode
from chalicelib.domain.hold import EVERYTHING, Hold, HoldKind
from chalicelib.domain.invoice import Part
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepMove, StepState
from chalicelib.domain.money import Money
from chalicelib.domain.parties import Debtor
from chalicelib.domain.plan import Instalment
from chalicelib.domain.policy import ManualStepKind
from chalicelib.domain.promise import PromiseState
from chalicelib.domain.step import Step, invoice_of
from chalicelib.usecases.agree_plan import AgreePlan, EndPlan
from chalicelib.usecases.approve_level import ApproveLevel
from chalicelib.usecases.declare_claim import DeclareClaim
from chalicelib.usecases.hold_chase import EndHold, HoldChase
from chalicelib.usecases.list_invoices import ShowInvoice
from chalicelib.usecases.promise_payment import PromisePayment
from chalicelib.usecases.record_e_invoice_status import RecordEInvoiceStatus
from chalicelib.usecases.record_posting import RecordPosting
from chalicelib.usecases.steer_creditor import SteerCreditor
from chalicelib.usecases.take_manual_step import TakeManualStep
from chalicelib.usecases.upload_invoices import invoice_id
from chalicelib.usecases.upsert_debtor import UpsertDebtor
from tests.builders import CREDITOR, KEY, Office, credit_note, days, debtor, payment, row
from tests.fakes import FixedPolicies

HOLIDAYS = frozenset({date(2026, 11, 11), date(2026, 12, 25), date(2027, 1, 1)})
STARTS = date(2026, 10, 5)
CLERK = "Claire"


def under(reference: str, **changes: Any) -> Office:
    """Relance under a policy that comes with it, or under that one with changes."""
    return Office(policies=FixedPolicies(replace(shipped()[reference], **changes)))


class Killed(BaseException):
    """The process ends here: nothing catches it."""


@dataclass
class Diary:
    """`mailbox` says what becomes of a mail the day it is taken: a move, or None for silence."""

    today: date = STARTS
    mailbox: StepMove | None = StepMove.DELIVER
    office: Office = field(default_factory=Office)

    def __post_init__(self) -> None:
        self.office.holidays.days = HOLIDAYS
        self.office.wake(self.today)
        self.steer = SteerCreditor(self.office.creditors, self.office.policies, self.office.clock)

    def owes(self, number: str, *, due: date, cents: int = 10000, who: Debtor | None = None, **changes: Any) -> "Diary":
        self.office.upload(row(number, due=due, cents=cents, who=who, **changes))
        return self

    def owes_in_parts(self, number: str, *parts: tuple[date, int]) -> "Diary":
        split = tuple(Part(day, Money(cents)) for day, cents in parts)
        return self.owes(number, due=parts[0][0], cents=sum(cents for _, cents in parts), parts=split)

    def lives_until(self, day: date, *, planner_runs: bool = True) -> "Diary":
        """Every morning up to and including that day."""
        while self.today < day:
            self.today += days(1)
            self.office.wake(self.today)
            if planner_runs:
                self.office.run()
                self._mail_service_answers()
        return self

    def lives_by_the_hour(self, since: datetime, until: datetime) -> list[datetime]:
        """The planner runs each hour from one instant to another; the hours in which a mail left."""
        sent, at = list[datetime](), since
        while at <= until:
            self.office.clock.at, before = at, len(self.office.mailer.mails)
            self.today = self.office.today
            self.office.run()
            sent += [at] * (len(self.office.mailer.mails) - before)
            self._mail_service_answers()
            at += timedelta(hours=1)
        return sent

    # What a debtor does.

    def pays(self, number: str, cents: int, reference: str | None = None, on: date | None = None) -> "Diary":
        entry = payment(cents, reference or f"VIR-{self.today}", on or self.today)
        self.office.pay(CREDITOR, invoice_id(CREDITOR, number), entry, "key_1")
        return self

    def contests(self, number: str, reason: str = "wrong-amount", detail: str = "") -> "Diary":
        self.office.contest(KEY, invoice_id(CREDITOR, number), reason, detail)
        return self

    def promises(self, on: date, *numbers: str) -> "Diary":
        PromisePayment(self.office.change, self.office.ids)(KEY, ids(numbers), on, "by telephone", "debtor")
        return self

    # What a creditor does.

    def gives_an_address(self, number: str, *, due: date, email: str) -> "Diary":
        """The creditor uploads the invoice again, with an address for its debtor."""
        return self.owes(number, due=due, who=debtor(email=email))

    def is_stated(self, who: Debtor) -> "Diary":
        """The creditor states who its debtor is."""
        UpsertDebtor(self.office.change, self.office.cases.suppressions)(CREDITOR, who, CLERK)
        return self

    def credits(self, number: str, cents: int) -> "Diary":
        entry = credit_note(cents, f"AV-{self.today}", self.today)
        self.office.pay(CREDITOR, invoice_id(CREDITOR, number), entry, "key_1")
        return self

    def takes_back(self, number: str, reference: str, reason: str = "another customer's") -> "Diary":
        """A payment or credit note that was booked by mistake."""
        self.office.cancel(CREDITOR, invoice_id(CREDITOR, number), reference, reason, CLERK)
        return self

    def credits_no_invoice(self, cents: int, on: date | None = None) -> "Diary":
        self.office.credited(cents, f"AV-{self.today}", on)
        return self

    def agrees_on(self, *instalments: tuple[date, int], numbers: Iterable[str] = ("F-1",)) -> "Diary":
        plan = tuple(Instalment(day, Money(cents)) for day, cents in instalments)
        AgreePlan(self.office.change, self.office.ids)(KEY, ids(numbers), plan, CLERK)
        return self

    def ends_the_plan(self, reason: str = "the debtor asked for it") -> "Diary":
        (running,) = [p for p in self.office.case.plans if p.ended_on is None]
        EndPlan(self.office.change)(KEY, running.id, reason, CLERK)
        return self

    def holds(self, kind: HoldKind, about: str = EVERYTHING, **changes: Any) -> "Diary":
        """A pause, a dispute (with an amount, of a part), an insolvency or unmatched money, from today on."""
        name = invoice_id(CREDITOR, about) if about else EVERYTHING
        hold = Hold(kind, name, self.today, CLERK, "a word with the director")
        HoldChase(self.office.change)(KEY, replace(hold, **changes))
        return self

    def lets_go_on(self, kind: HoldKind, about: str = EVERYTHING, note: str = "settled") -> "Diary":
        name = invoice_id(CREDITOR, about) if about else EVERYTHING
        EndHold(self.office.change)(KEY, kind, name, note, CLERK)
        return self

    def declares_the_claim(self, proof: str = "1A 234") -> "Diary":
        """In the insolvency of the debtor."""
        DeclareClaim(self.office.change)(KEY, self.today, proof, CLERK)
        return self

    def approves(self, *numbers: str, level: Level = Level.FORMAL_NOTICE) -> "Diary":
        ApproveLevel(self.office.change)(KEY, level, ids(numbers), is_given=True, reason="", by=CLERK)
        return self

    def refuses(self, *numbers: str, level: Level = Level.FORMAL_NOTICE) -> "Diary":
        ApproveLevel(self.office.change)(KEY, level, ids(numbers), is_given=False, reason="an old friend", by=CLERK)
        return self

    def posts(self, on: date | None = None, proof: str = "2C 018 442 7714 2", *, letter: Step | None = None) -> "Diary":
        """The last letter that waits for the post goes to it; or that one did, though it was withdrawn."""
        posted = letter or self.letters_to_post[-1]
        RecordPosting(self.office.change)(KEY, posted.reference, on or self.today, proof, CLERK)
        return self

    def calls(self, *numbers: str, outcome: str = "will pay next week", on: date | None = None) -> "Diary":
        take = TakeManualStep(self.office.change)
        take(KEY, ManualStepKind.CALL, ids(numbers), on or self.today, outcome, CLERK)
        return self

    def pauses(self, until: date) -> "Diary":
        """The creditor, all that anybody owes it."""
        self.steer.pause(CREDITOR, until, "a new bookkeeper", CLERK)
        return self

    def resumes(self) -> "Diary":
        self.steer.resume(CREDITOR, CLERK)
        return self

    def closes(self, *closures: tuple[date, date]) -> "Diary":
        self.steer.close(CREDITOR, tuple(Closure(*days) for days in closures))
        return self

    def imports_bank_data(self, on: date | None = None) -> "Diary":
        self.steer.tell_bank_data(CREDITOR, on or self.today)
        return self

    # What a platform says.

    def is_told(self, number: str, code: StatusCode, reason: str = "", at: datetime | None = None) -> "Diary":
        """The status of its e-invoice, now unless it was given at another time."""
        tell = RecordEInvoiceStatus(self.office.change)
        tell(CREDITOR, invoice_id(CREDITOR, number), code, at or self.office.clock.at, reason)
        return self

    # What a reader asks.

    @property
    def pages(self) -> list[str]:
        """`5 Nov reminder-1 F-1 F-2: delivered`, oldest first; of an invoice in parts, `F-1/2` is the second."""
        return [
            f"{s.on.day} {s.on:%b} {s.level} {' '.join(self._name(i.invoice_id) for i in s.items)}: {s.state}"
            for s in self.office.case.steps
        ]

    @property
    def claimed_cents(self) -> list[int]:
        """What each mail asked for, in the order of sending."""
        return [int(m.words.text.split()[0]) for m in self.office.mailer.mails]

    @property
    def decision(self) -> Decision:
        return self.office.judge.decision_on(self.office.case, self.office.clock.at)

    @property
    def tasks(self) -> list[str]:
        """`approve F-1`, or `declare-claim F-1 by 2 Jan 2027`: what waits for a person today."""
        return [
            " ".join([t.kind, *map(self._name, t.invoice_ids)]) + (f" by {t.by.day} {t.by:%b %Y}" if t.by else "")
            for t in self.decision.tasks
        ]

    @property
    def letters_to_post(self) -> list[Step]:
        return [s for s in self.office.case.steps if s.state is StepState.UNPOSTED]

    @property
    def history(self) -> list[str]:
        """The kinds of all facts, oldest first."""
        return [e.kind for e in self.office.cases.history(KEY)]

    @property
    def promise_states(self) -> list[PromiseState]:
        return [p.state for p in self.office.case.promises]

    @property
    def plan_ends(self) -> list[str]:
        """Why each plan was told to end, and `resumed` where one was told to stand again, oldest first."""
        told = (e for e in self.office.cases.history(KEY) if e.kind in ("PlanEnded", "PlanResumed"))
        return [e.data.get("reason", "resumed") for e in told]

    def reason(self, number: str) -> Reason:
        """What the creditor is told when it asks about the invoice today."""
        show = ShowInvoice(self.office.cases, self.office.judge, self.office.clock)
        return show(CREDITOR, invoice_id(CREDITOR, number)).reason

    def why(self, number: str) -> Why:
        return self.reason(number).why

    def _name(self, claim: str) -> str:
        numbers = {i.id: i.number for i in self.office.case.invoices}
        return claim.replace(invoice_of(claim), numbers[invoice_of(claim)])

    def _mail_service_answers(self) -> None:
        for sent in self.office.case.steps:
            if sent.state is StepState.ACCEPTED and sent.on == self.today and self.mailbox:
                self.office.told(sent, self.mailbox)


def ids(numbers: Iterable[str]) -> tuple[str, ...]:
    return tuple(invoice_id(CREDITOR, number) for number in numbers)
