"""The demonstration over ports in memory: its files, its dates and its rules, without the stack. A day takes 15 ms."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from chalicelib.adapters.intake import csv_invoices, json_invoices
from chalicelib.adapters.intake.rows import read_rows
from chalicelib.adapters.public_holidays import PublicHolidays
from chalicelib.domain.case import Case
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.lifecycle import StepMove, StepState
from chalicelib.domain.step import Step
from chalicelib.domain.task import TaskKind
from chalicelib.entrypoints.cli.creditors import creditor_from
from chalicelib.entrypoints.cli.demo import FILES, PAID_BETWEEN, SAMPLES, moved, planner_dates, told_of
from chalicelib.usecases.approve_level import ApproveLevel
from chalicelib.usecases.list_invoices import ShowInvoice
from chalicelib.usecases.record_delivery import Delivery
from chalicelib.usecases.upload_invoices import invoice_id
from infra.local.ses_outcome import Outcome, marked_outcome
from tests.builders import Office, payment
from tests.fakes import FixedHolidays, OwnPolicies

MOREL = creditor_from(FILES / "creditor.json")


@dataclass
class DemoStory:
    """What `relance demo --today` would do: it happens when this is made, and is read from `told` and `pages`."""

    today: date
    office: Office = field(init=False)

    def __post_init__(self) -> None:
        years = (self.today.year - 1, self.today.year, self.today.year + 1)
        self.office = Office(holidays=FixedHolidays(PublicHolidays().of("FR", years)), policies=OwnPolicies())
        self.office.creditors.put(MOREL)
        self.dates = planner_dates(self.today)
        self._upload()
        for at in self.dates:
            if at == self.dates[-1]:
                self._pay(at.date() - timedelta(days=1))
            self.office.clock.at = at
            self.office.run()
            self._approve()
            self.office.run()
            self._mail_service_answers(at)

    @property
    def cases(self) -> list[Case]:
        return list(self.office.cases.stored.values())

    @property
    def told(self) -> Iterator[tuple[Invoice, list[Step]]]:
        """Each invoice with the letters that speak of it, oldest first."""
        for case in self.cases:
            for invoice in case.invoices:
                yield invoice, [step for step in case.steps if any(i.invoice_id == invoice.id for i in step.items)]

    @property
    def pages(self) -> dict[str, tuple[str, ...]]:
        """What happened to each invoice at each date, then why it ends so: `-`, `notice`, `reminder-1: bounced`."""
        pages = dict[str, tuple[str, ...]]()
        show = ShowInvoice(self.office.cases, self.office.judge, self.office.clock)
        for invoice, letters in self.told:
            said = {
                letter.on: told if letter.state is StepState.DELIVERED else f"{told}: {letter.state}"
                for letter in letters
                for told in (told_of(invoice, i, letter) for i in letter.items if i.invoice_id == invoice.id)
            }
            why = show(MOREL.id, invoice.id).reason.why
            pages[invoice.number] = (*(said.get(at.date(), "-") for at in self.dates), why)
        return pages

    def _approve(self) -> None:
        """The bookkeeper lets every formal notice go."""
        office = self.office
        for key in list(office.cases.stored):
            for task in office.judge.decision_on(office.cases.load(key), office.clock.at).tasks:
                if task.kind is TaskKind.APPROVE and task.level:
                    said = ApproveLevel(office.change)
                    said(key, task.level, task.invoice_ids, is_given=True, reason="", by="la comptable")

    def _upload(self) -> None:
        """At the machine's own time, as the API does."""
        self.office.clock.at = datetime.combine(self.today, time(0), UTC)
        for name in SAMPLES:
            text = moved((FILES / name).read_bytes().decode(), self.today).encode()
            read = (csv_invoices if name.endswith(".csv") else json_invoices).documents(text)[0]
            self.office.uploads(MOREL.id, read_rows(MOREL.id, read)[0])

    def _pay(self, on: date) -> None:
        number, cents = PAID_BETWEEN
        self.office.clock.at = datetime.combine(self.today, time(0), UTC)
        self.office.pay(MOREL.id, invoice_id(MOREL.id, number), payment(cents, "VIR-DEMO-1", on), "demo")

    def _mail_service_answers(self, at: datetime) -> None:
        for case in self.cases:
            for sent in (s for s in case.steps if s.state is StepState.ACCEPTED):
                bounces = marked_outcome(sent.email or "") is Outcome.BOUNCE
                move = StepMove.BOUNCE if bounces else StepMove.DELIVER
                self.office.deliver(Delivery(case.key, sent.reference.replace("-", ""), move, at, "ses-1"))
