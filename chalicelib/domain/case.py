"""All that is open between one creditor and one debtor: the unit that is read, decided and locked.

A case is a value. A change is a new case made from the old one; the store compares the two and writes the difference in
one transaction, conditioned on the version.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from chalicelib.domain.e_invoice import platform_holds
from chalicelib.domain.errors import NotFound
from chalicelib.domain.facts import Approval, Facts, InvoiceFacts, ManualStepDone
from chalicelib.domain.hold import EVERYTHING, Hold, HoldKind
from chalicelib.domain.invoice import Entry, Invoice, WithdrawnCredit
from chalicelib.domain.money import Money, total
from chalicelib.domain.parties import Debtor
from chalicelib.domain.plan import Plan
from chalicelib.domain.policy import DEFAULT
from chalicelib.domain.promise import Promise, PromiseState
from chalicelib.domain.step import Step, claim_id


@dataclass(frozen=True, slots=True, order=True)
class CaseKey:
    creditor_id: str
    debtor_id: str


class CaseUnreadable(RuntimeError):
    """What is kept of a debtor's case makes none: a row is gone, a hand was at it, or newer code wrote it."""

    def __init__(self, debtor_id: str) -> None:
        super().__init__(f"the case of {debtor_id} cannot be read")
        self.debtor_id = debtor_id


@dataclass(frozen=True, slots=True)
class Case:
    """`version` is 0 for a case not stored yet. `suspended_emails` have bounced or complained. `credits` are what the
    debtor paid, or was credited, on no invoice, and `withdrawn_credits` what stood there before; `excuses` are
    the days on which money counted that was taken back since, as pauses that are over; `approvals` and `done` what
    persons said and did, oldest first; `waits_since` the day of the oldest task that waits for one, as it was at the
    last change; `look_failed_on` the day since which every look at it has failed, through a fault of ours.

    `is_policy_chosen` is whether a person chose its policy by name. `next_look_at` is when the planner must look again;
    None when there is nothing to look at. `seen_at` is the last click of the debtor in the history, `last_hash` the
    hash of its last entry. `epoch` counts the restored tables of which the send journal was asked.
    """

    key: CaseKey
    debtor: Debtor
    invoices: tuple[Invoice, ...] = ()
    steps: tuple[Step, ...] = ()
    holds: tuple[Hold, ...] = ()
    policy: str = DEFAULT
    is_policy_chosen: bool = False
    promises: tuple[Promise, ...] = ()
    plans: tuple[Plan, ...] = ()
    approvals: tuple[Approval, ...] = ()
    done: tuple[ManualStepDone, ...] = ()
    credits: tuple[Entry, ...] = ()
    withdrawn_credits: tuple[WithdrawnCredit, ...] = ()
    excuses: tuple[Hold, ...] = ()
    waits_since: date | None = None
    look_failed_on: date | None = None
    suspended_emails: frozenset[str] = frozenset()
    next_look_at: datetime | None = None
    seen_at: datetime | None = None
    version: int = 0
    epoch: int = 0
    last_hash: str = ""

    @property
    def open(self) -> Money:
        """What is still owed on all invoices together; an overpaid invoice lessens it."""
        return total(i.open for i in self.invoices)

    @property
    def email(self) -> str | None:
        """The first of its addresses that is not suspended."""
        return next((e for e in self.debtor.emails if not self.is_suspended(e)), None)

    def is_suspended(self, email: str) -> bool:
        """However it is written: no mailbox tells small letters from capitals."""
        return email.casefold() in {e.casefold() for e in self.suspended_emails}

    def invoice(self, invoice_id: str) -> Invoice:
        for invoice in self.invoices:
            if invoice.id == invoice_id:
                return invoice
        raise NotFound("no such invoice")

    def with_invoice(
        self, invoice: Invoice, booked_on: date | None = None, days_off: Collection[date] = frozenset()
    ) -> "Case":
        """With the invoice added, or put in the place of the one with its id; `booked_on` is the day on which what pays
        it was booked, whatever its own, `days_off` those that do not count for what its platform has announced.
        """
        before = next((i for i in self.invoices if i.id == invoice.id), None)
        others = tuple(i for i in self.invoices if i is not before)
        excuses = self.excuses
        if before and before.is_open and not invoice.is_open:
            # What kept it back excuses a plan of others too, as long as anybody was kept back: until it was booked.
            of_platform = platform_holds(invoice.id, invoice.statuses, days_off)
            own = (h for h in self.holds if h.invoice_id == invoice.id)
            until = booked_on or max(e.on for e in invoice.entries)
            ended = (_ended(h, until) for h in (*of_platform, *own))
            excuses += tuple(h for h in ended if h not in excuses)
        if before and not before.is_open and invoice.is_open:
            # Owed again, it is contested again: the same part is not contested twice.
            excuses = tuple(h for h in excuses if h.invoice_id != invoice.id or not h.is_partial)
        invoices = tuple(sorted((*others, invoice), key=lambda i: (i.due_on, i.id)))
        return replace(self, invoices=invoices, excuses=excuses)

    def step(self, step_id: str) -> Step:
        for step in self.steps:
            if step.id == step_id:
                return step
        raise NotFound("no such step")

    def with_step(self, step: Step) -> "Case":
        others = tuple(s for s in self.steps if s.id != step.id)
        return replace(self, steps=tuple(sorted((*others, step), key=lambda s: (s.on, s.id))))

    def live_step(self) -> Step | None:
        """The step of the chase that is planned but not yet claimed, if any: it may still be cancelled."""
        return next((s for s in self.steps if s.is_live and not s.level.is_reply), None)

    def live_reply(self) -> Step | None:
        """The oldest reply that is planned but not yet claimed."""
        return next((s for s in self.steps if s.is_live and s.level.is_reply), None)

    def hold_on(self, invoice_id: str, on: date, kind: HoldKind | None = None) -> Hold | None:
        """A hold that stands on the whole of the invoice that day, of that kind when one is given."""
        for hold in self.holds:
            if hold.is_on(invoice_id) and not hold.is_partial and hold.stands(on) and kind in (None, hold.kind):
                return hold
        return None

    def contested_until(self, invoice: Invoice) -> date | None:
        """The last day of a dispute on the invoice or a part of it, by whomever; `date.max` for one without an end,
        None where there is none.
        """
        # Its own statuses alone: whoever asks of each invoice of a thousand would else read those of all each time.
        of_platform = platform_holds(invoice.id, invoice.statuses, frozenset())
        holds = (h for h in (*self.holds, *of_platform) if h.kind is HoldKind.DISPUTE and h.is_on(invoice.id))
        return max((h.until or date.max for h in holds), default=None)

    @property
    def ever_contested(self) -> frozenset[str]:
        """The invoices that their debtor has contested, to us or on its platform, also where that was settled since."""
        holds = [h for h in (*self.holds, *self._of_platform(frozenset())) if h.kind is HoldKind.DISPUTE]
        return frozenset(
            i.id for i in self.invoices if any(h.is_on(i.id) and i.issued_on <= (h.until or date.max) for h in holds)
        )

    def facts(self, holidays: frozenset[date] = frozenset(), pauses: tuple[Hold, ...] = ()) -> Facts:
        """What a decision may look at; `pauses` are the creditor's own, of all that anybody owes it."""
        # What is owed no more is held no more, though nobody has said so; should it be owed again, it is held again.
        about = {EVERYTHING, *(i.id for i in self.invoices if i.is_open)}
        held = [h for h in (*self.holds, *self._of_platform(holidays)) if h.invoice_id in about]
        others = (*held, *self.excuses, *pauses)
        promised = (hold for promise in self.promises for hold in promise.holds(others))
        return Facts(
            invoices=tuple(claim for i in self.invoices for claim in _claims_of(i)),
            steps=tuple(s for s in self.steps if not s.level.is_reply),
            replies=tuple(s for s in self.steps if s.level.is_reply),
            holds=(*others, *promised),
            can_write=self.email is not None,
            email=self.email,
            holidays=holidays,
            kind=self.debtor.kind,
            credits=tuple(c.amount for c in self.credits),
            plans=tuple(self._with_received(plan) for plan in self.plans),
            approvals=self.approvals,
            done=self.done,
            suspended=tuple(e for e in dict.fromkeys(self.debtor.emails) if self.is_suspended(e)),
            is_without_email=not self.debtor.emails,
        )

    def _of_platform(self, days_off: frozenset[date]) -> Iterator[Hold]:
        for invoice in self.invoices:
            yield from platform_holds(invoice.id, invoice.statuses, days_off)

    def excused(self, about: str, entry: Entry, today: date, reason: str) -> "Case":
        """After money that counted until yesterday was taken back: nobody was asked for its sum meanwhile, and what it
        had paid is not late for that. On the day of its coming it kept nobody from anything.
        """
        if entry.on >= today:
            return self
        excuse = Hold(
            HoldKind.PAUSE, about, entry.on, "creditor", reason, until=today - timedelta(days=1), told_on=today
        )
        return replace(self, excuses=(*self.excuses, excuse))

    def _with_received(self, plan: Plan) -> Plan:
        """A plan is about all that was owed when it was agreed: what is owed no more was received."""
        owed = sum(max(i.open.cents, 0) for i in self.invoices if i.id in plan.invoice_ids)
        of_plan = max(owed - plan.beyond_cents, 0)
        return replace(plan, received=Money(max(plan.amount.cents - of_plan, 0), plan.amount.currency))

    @property
    def broken_promises(self) -> int:
        return sum(p.state is PromiseState.BROKEN for p in self.promises)

    def without_step(self, step_id: str) -> "Case":
        return replace(self, steps=tuple(s for s in self.steps if s.id != step_id))


def _ended(hold: Hold, on: date) -> Hold:
    """As a pause that is over, and nothing that anybody answers; a contest of a part as one that excuses no other."""
    until = min(hold.until or on, on)
    if hold.is_partial:
        return replace(hold, until=until, lines=())
    return replace(hold, kind=HoldKind.PAUSE, until=until, amount=None, lines=())


def _claims_of(invoice: Invoice) -> Iterator[InvoiceFacts]:
    for place, part in invoice.open_parts():
        part_of = invoice.id if place else None
        yield InvoiceFacts(
            claim_id(invoice.id, place), invoice.number, part.due_on, part.amount, None, part_of, invoice.issued_on
        )
