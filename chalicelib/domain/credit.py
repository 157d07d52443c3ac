"""What the debtor has overpaid, set against what falls due: a letter that would have nothing to ask for is not sent."""

from collections.abc import Iterable
from datetime import date, timedelta

from chalicelib.domain.decision import Reason, Why
from chalicelib.domain.facts import Facts, InvoiceFacts
from chalicelib.domain.policy import Level, asks_for
from chalicelib.domain.step import StepItem


def highest(items: Iterable[StepItem]) -> Level:
    """The level of a letter that speaks of all of these."""
    return max((i.level for i in items), key=lambda level: level.rank)


def beyond_credit(due: list[StepItem], facts: Facts, on: date) -> tuple[list[StepItem], list[Reason]]:
    """What a letter would still ask for, and the reasons of what the credit covers: level by level, highest first."""
    invoices, covered = {i.id: i for i in facts.invoices}, list[Reason]()
    while due:
        level = highest(due)
        asked = (invoices[i.invoice_id] for i in due if _asks(level, i, invoices[i.invoice_id], on))
        if sum(i.open.cents for i in asked) > facts.credit_cents:
            break
        # Once it is late an invoice is asked for together with the others: then the sum may outgrow the credit.
        covered += [
            Reason(i.invoice_id, Why.IN_CREDIT, until=_late_from(invoices[i.invoice_id], on))
            for i in due
            if i.level is level
        ]
        due = [i for i in due if i.level is not level]
    return due, covered


def _asks(letter: Level, item: StepItem, invoice: InvoiceFacts, on: date) -> bool:
    return asks_for(letter, item.level, is_late=invoice.is_late(on))


def _late_from(invoice: InvoiceFacts, on: date) -> date | None:
    return None if invoice.is_late(on) else invoice.due_on + timedelta(days=1)
