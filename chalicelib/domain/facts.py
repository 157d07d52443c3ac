"""All that a decision may look at: plain values, taken from a case or from a file. Every sum is what is still owed."""

from dataclasses import dataclass
from datetime import date

from chalicelib.domain.hold import Hold
from chalicelib.domain.money import Money
from chalicelib.domain.step import Step


@dataclass(frozen=True, slots=True)
class InvoiceFacts:
    """What counts of an invoice: when it is due and what is still owed on it."""

    id: str
    number: str
    due_on: date
    open: Money

    def is_late(self, on: date) -> bool:
        """Past its due date: the day itself is still in time."""
        return on > self.due_on


@dataclass(frozen=True, slots=True)
class Facts:
    """`can_write` says whether the debtor has an address that takes mail; `email` which one, where that is known.
    `rate_unknown` holds the ids of invoices whose legal rate is published by no one yet.
    """

    invoices: tuple[InvoiceFacts, ...]
    steps: tuple[Step, ...] = ()
    holds: tuple[Hold, ...] = ()
    can_write: bool = True
    email: str | None = None
    holidays: frozenset[date] = frozenset()
    rate_unknown: frozenset[str] = frozenset()

    @property
    def credit_cents(self) -> int:
        """What was overpaid: it is set against what falls due."""
        return -sum(i.open.cents for i in self.invoices if i.open.cents < 0)
