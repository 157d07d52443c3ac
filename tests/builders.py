"""Values with sensible contents, and the whole of Relance over ports in memory. A test names only what it is about."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from chalicelib.adapters.no_look_up import NoLookUp
from chalicelib.adapters.policies.shipped_policies import shipped
from chalicelib.domain.access import Link, Session
from chalicelib.domain.case import Case, CaseKey
from chalicelib.domain.events import Event
from chalicelib.domain.facts import InvoiceFacts
from chalicelib.domain.hold import Hold, HoldKind
from chalicelib.domain.invoice import Entry, EntryKind, Invoice
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepMove, StepState
from chalicelib.domain.money import Money
from chalicelib.domain.parties import Address, BankAccount, Creditor, Debtor, DebtorKind
from chalicelib.domain.step import Step, StepItem, step_id
from chalicelib.ports import LookUp, Policies, StepKey
from chalicelib.usecases.assess_case import AssessCase
from chalicelib.usecases.cancel_entry import CancelEntry
from chalicelib.usecases.changing import ChangeCase
from chalicelib.usecases.contest_invoice import ContestInvoice
from chalicelib.usecases.deciding import Judge
from chalicelib.usecases.plan_due import PlanDue
from chalicelib.usecases.reconcile_steps import ReconcileSteps
from chalicelib.usecases.record_credit import RecordCredit
from chalicelib.usecases.record_delivery import Delivery, RecordDelivery
from chalicelib.usecases.record_payment import RecordPayment
from chalicelib.usecases.remembering import Remember
from chalicelib.usecases.send_step import SendStep
from chalicelib.usecases.steer_creditor import SteerCreditor
from chalicelib.usecases.upload_invoices import Report, UploadInvoices, invoice_id
from chalicelib.usecases.upload_rows import Row
from chalicelib.usecases.watch_outcomes import WatchOutcomes
from infra.memory.doors import MemoryDoors
from infra.memory.outcomes import MemoryOutcomes
from tests.fakes import (
    CountingIds,
    FixedClock,
    FixedHolidays,
    FixedPolicies,
    MemoryCases,
    MemoryCreditors,
    MemoryDocuments,
    MemoryJournal,
    MemoryMetrics,
    MemoryQueues,
    PlainPress,
    SentBox,
)

MONDAY = date(2026, 11, 23)
MORNING = datetime(2026, 11, 23, 8, tzinfo=UTC)
CREDITOR, DEBTOR = "cre_1", "dbt_1"
KEY = CaseKey(CREDITOR, DEBTOR)
SITE = "https://portal.test"
MAILS_A_SECOND = 14
STANDARD = shipped()["standard-1"]
# The same where nobody needs to approve a formal notice: for what is about something else.
UNATTENDED = replace(STANDARD, rungs=tuple(replace(r, needs_approval=False) for r in STANDARD.rungs))


def days(count: int) -> timedelta:
    return timedelta(days=count)


def creditor(**changes: Any) -> Creditor:
    plain = Creditor(
        id=CREDITOR,
        name="Menuiserie Aubin",
        legal_form="SARL",
        siren="732829320",
        address=Address(("12 rue des Forges",), "35000", "Rennes"),
        email="compta@aubin.test",
        phone="+33 2 99 00 00 00",
        bank=BankAccount("Menuiserie Aubin SARL", "FR7630006000011234567890189"),
        signatory="Claire Aubin",
        signatory_role="gérante",
    )
    # Tests of the chase count what it says; those of replies ask for them.
    return replace(plain, **{"replies": (), **changes})


def debtor(**changes: Any) -> Debtor:
    plain = Debtor(
        id=DEBTOR,
        name="Garage Le Goff",
        kind=DebtorKind.TRADER,
        address=Address(("3 quai Sud",), "29200", "Brest"),
        email="legoff@garage.test",
    )
    return replace(plain, **changes)


def invoice(number: str = "F-1", /, *, due: date = MONDAY, cents: int = 10000, **changes: Any) -> Invoice:
    """An invoice of 100 EUR, issued 30 days before it is due."""
    plain = Invoice(invoice_id(CREDITOR, number), number, due - days(30), due, Money(cents))
    return replace(plain, **changes)


def payment(cents: int = 10000, reference: str = "VIR-1", on: date = MONDAY) -> Entry:
    return Entry(EntryKind.PAYMENT, on, Money(cents), reference)


def credit_note(cents: int, reference: str = "AV-1", on: date = MONDAY) -> Entry:
    return Entry(EntryKind.CREDIT_NOTE, on, Money(cents), reference)


def fact(name: str = "a", *, late: int = 3, cents: int = 10000, on: date = MONDAY) -> InvoiceFacts:
    """What a decision sees of an invoice that is `late` days past its due date (negative: before it)."""
    return InvoiceFacts(name, name.upper(), on - days(late), Money(cents))


# A step in one of these was never handed to the mail service, or may not have been.
NEVER_TRIED = {
    StepState.PLANNED,
    StepState.RENDERED,
    StepState.CANCELLED,
    StepState.HELD,
    StepState.FAILED,
    StepState.UNPOSTED,
    StepState.POSTED,
    StepState.WITHDRAWN,
}


def step(level: Level, state: StepState = StepState.PLANNED, *, on: date = MONDAY, **changes: Any) -> Step:
    """A step of one level on a day, about invoice `a` unless `items` says otherwise."""
    plain = Step(
        id=step_id(CREDITOR, DEBTOR, STANDARD.reference, level, on),
        level=level,
        on=on,
        items=(StepItem("a", level),),
        state=state,
        attempt=0 if state in NEVER_TRIED else 1,
        email=debtor().email,
    )
    return replace(plain, **changes)


def dispute(name: str = "a", *, since: date = MONDAY, until: date | None = None) -> Hold:
    return Hold(HoldKind.DISPUTE, name, since, "debtor", "wrong-amount", until=until)


def pause(name: str = "a", *, since: date = MONDAY, until: date | None = None) -> Hold:
    return Hold(HoldKind.PAUSE, name, since, "creditor", "holiday of the bookkeeper", until=until)


def case(*invoices: Invoice, **changes: Any) -> Case:
    return replace(Case(KEY, debtor(), tuple(sorted(invoices, key=lambda i: (i.due_on, i.id)))), **changes)


def row(number: str = "F-1", /, *, line: int = 2, paid: int = 0, who: Debtor | None = None, **changes: Any) -> Row:
    """A line of an upload; `changes` are those of its invoice."""
    return Row(line, invoice(number, **changes), who or debtor(), Money(paid))


@dataclass
class RacyCases(MemoryCases):
    """Runs `interfere` once, just before the next commit: what another worker did in that instant."""

    interfere: Callable[[], object] | None = None

    def commit(
        self, before: Case, after: Case, events: Any, at: datetime, also: Any = (), *, to: str | None = None
    ) -> Case:
        first, self.interfere = self.interfere, None
        if first:
            first()
        return super().commit(before, after, events, at, also, to=to)


@dataclass
class Office:
    """Relance, whole, over ports in memory: one clock, one store, one mail service."""

    clock: FixedClock = field(default_factory=FixedClock)
    doors: MemoryDoors = field(default_factory=MemoryDoors)
    creditors: MemoryCreditors = field(default_factory=MemoryCreditors)
    holidays: FixedHolidays = field(default_factory=FixedHolidays)
    policies: Policies = field(default_factory=lambda: FixedPolicies(UNATTENDED))
    press: PlainPress = field(default_factory=PlainPress)
    documents: MemoryDocuments = field(default_factory=MemoryDocuments)
    journal: MemoryJournal = field(default_factory=MemoryJournal)
    mailer: SentBox = field(default_factory=SentBox)
    queues: MemoryQueues = field(default_factory=MemoryQueues)
    ids: CountingIds = field(default_factory=CountingIds)
    metrics: MemoryMetrics = field(default_factory=MemoryMetrics)
    outcomes: MemoryOutcomes = field(default_factory=MemoryOutcomes)
    look_up: LookUp = field(default_factory=NoLookUp)
    epoch: int = 0
    cases: RacyCases = field(init=False)

    def __post_init__(self) -> None:
        self.cases = RacyCases(self.doors)
        self.creditors.put(creditor())
        self.plan = PlanDue(self.cases, self.queues, self.clock, self.metrics, MAILS_A_SECOND)
        steer = SteerCreditor(self.creditors, self.policies, self.clock)
        self.watch = WatchOutcomes(self.outcomes, self.creditors, steer, self.metrics, self.clock)
        self.pay = RecordPayment(self.cases, self.judge, self.clock)
        self.cancel = CancelEntry(self.change)
        self.contest = ContestInvoice(self.cases, self.judge, self.clock)
        self.uploads = UploadInvoices(self.cases, self.judge, self.clock)

    @property
    def judge(self) -> Judge:
        return Judge(self.creditors, self.holidays, self.policies)

    @property
    def deliver(self) -> RecordDelivery:
        return RecordDelivery(self.cases, self.judge, self.clock, self.watch, self.remember)

    @property
    def change(self) -> ChangeCase:
        return ChangeCase(self.cases, self.judge, self.clock, self.remember)

    @property
    def remember(self) -> Remember:
        return Remember(self.journal, self.epoch)

    @property
    def look(self) -> AssessCase:
        return AssessCase(self.cases, self.judge, self.clock, ReconcileSteps(self.look_up, self.remember))

    @property
    def send(self) -> SendStep:
        """Built at each call, so that a test may put another mailer or press in."""
        into = self.press, self.documents, self.journal, self.mailer
        return SendStep(self.cases, self.judge, *into, self.clock, self.ids, SITE, self.remember)

    @property
    def case(self) -> Case:
        """The one case of most tests, as stored: closed invoices included."""
        return self.cases.stored[KEY]

    @property
    def today(self) -> date:
        return self.clock.at.astimezone(ZoneInfo("Europe/Paris")).date()

    def keep(self, kept: Case, *events: Event, also: tuple[Link | Session, ...] = ()) -> Case:
        """Puts a case as a test wants it into the store."""
        return self.cases.commit(replace(kept, version=0), kept, events, self.clock.at, also)

    def credited(self, cents: int, reference: str = "AV-1", on: date | None = None) -> Case:
        """What the debtor is owed on no invoice."""
        return RecordCredit(self.change)(KEY, credit_note(cents, reference, on or self.today), "key_1")

    def withdraw_credit(self, reference: str) -> Case:
        return RecordCredit(self.change).withdraw(KEY, reference, "refunded", "key_1")

    def upload(self, *rows: Row) -> Report:
        return self.uploads(CREDITOR, rows)

    def wake(self, on: date, hour: int = 9) -> None:
        """Moves the clock to an hour of a day in Paris."""
        self.clock.at = datetime.combine(on, time(hour), ZoneInfo("Europe/Paris")).astimezone(UTC)

    def assess(self, key: CaseKey) -> None:
        """Looks at the case, and queues the step that came of it."""
        step = self.look(key)
        if step is not None:
            self.queues.send([step], self.clock.now())

    def planned(self) -> StepKey:
        """Looks at the case; the step that it queued."""
        self.assess(KEY)
        return self.queues.to_send.pop(0)

    def look_at_all(self) -> bool:
        """One run of the planner, and all looks that it queued; whether a step waits to be sent."""
        self.plan()
        while self.queues.to_assess:
            self.assess(self.queues.to_assess.pop(0))
        return bool(self.queues.to_send)

    def run(self) -> None:
        """One run of the planner, and all that it queued, to the end."""
        self.plan()
        while self.queues.to_assess or self.queues.to_send:
            while self.queues.to_assess:
                self.assess(self.queues.to_assess.pop(0))
            while self.queues.to_send:
                self.send(self.queues.to_send.pop(0))

    def told(self, sent: Step, move: StepMove, at: datetime | None = None, detail: str = "") -> bool:
        """The mail service says what became of a step."""
        return self.deliver(Delivery(KEY, sent.reference.replace("-", ""), move, at or self.clock.at, "ses-1", detail))
