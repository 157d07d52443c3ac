"""A debtor's story, told day by day: the planner runs each morning, the mail service answers, people do things.

`Diary().owes("F-1", due=…)`, `.lives_until(day)`, then `pages`: one line for each message.
"""

from dataclasses import dataclass, field
from datetime import date

from chalicelib.domain.decision import Why
from chalicelib.domain.lifecycle import StepMove, StepState
from chalicelib.domain.parties import Debtor
from chalicelib.usecases.list_invoices import ShowInvoice
from chalicelib.usecases.upload_invoices import invoice_id
from tests.builders import CREDITOR, KEY, Office, days, debtor, payment, row

HOLIDAYS = frozenset({date(2026, 11, 11), date(2026, 12, 25), date(2027, 1, 1)})
STARTS = date(2026, 10, 5)


@dataclass
class Diary:
    """`mailbox` says what becomes of a mail the day it is taken: a move, or None for silence."""

    today: date = STARTS
    mailbox: StepMove | None = StepMove.DELIVER
    office: Office = field(default_factory=Office)

    def __post_init__(self) -> None:
        self.office.holidays.days = HOLIDAYS
        self.office.wake(self.today)

    def owes(self, number: str, *, due: date, cents: int = 10000, who: Debtor | None = None) -> "Diary":
        self.office.upload(row(number, due=due, cents=cents, who=who))
        return self

    def lives_until(self, day: date, *, planner_runs: bool = True) -> "Diary":
        """Every morning up to and including that day."""
        while self.today < day:
            self.today += days(1)
            self.office.wake(self.today)
            if planner_runs:
                self.office.run()
                self._mail_service_answers()
        return self

    def pays(self, number: str, cents: int, reference: str = "VIR-1") -> "Diary":
        entry = payment(cents, reference, self.today)
        self.office.pay(CREDITOR, invoice_id(CREDITOR, number), entry, "key_1")
        return self

    def contests(self, number: str, reason: str = "wrong-amount", detail: str = "") -> "Diary":
        self.office.contest(KEY, invoice_id(CREDITOR, number), reason, detail)
        return self

    def gives_an_address(self, number: str, *, due: date, email: str) -> "Diary":
        """The creditor uploads the invoice again, with an address for its debtor."""
        return self.owes(number, due=due, who=debtor(email=email))

    @property
    def pages(self) -> list[str]:
        """`5 Nov reminder-1 F-1 F-2: delivered`, oldest first."""
        numbers = {i.id: i.number for i in self.office.case.invoices}
        return [
            f"{s.on.day} {s.on:%b} {s.level} {' '.join(numbers[i.invoice_id] for i in s.items)}: {s.state}"
            for s in self.office.case.steps
        ]

    @property
    def claimed_cents(self) -> list[int]:
        """What each mail asked for, in the order of sending."""
        return [int(m.words.text.split()[0]) for m in self.office.mailer.mails]

    def why(self, number: str) -> Why:
        """What the creditor is told when it asks about the invoice today."""
        show = ShowInvoice(self.office.cases, self.office.creditors, self.office.holidays, self.office.clock)
        return show(CREDITOR, invoice_id(CREDITOR, number)).reason.why

    def _mail_service_answers(self) -> None:
        for sent in self.office.case.steps:
            if sent.state is StepState.ACCEPTED and sent.on == self.today and self.mailbox:
                self.office.told(sent, self.mailbox)
