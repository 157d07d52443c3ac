"""What a store lists, page by page, and as a list shows it."""

from dataclasses import dataclass
from datetime import date, datetime

from chalicelib.domain.case import CaseKey
from chalicelib.domain.money import Money
from chalicelib.domain.suppression import Suppression


@dataclass(frozen=True, slots=True)
class ListedInvoice:
    """An invoice as lists show it. `contested_until` is the last day of a dispute on it, `date.max` without an end."""

    invoice_id: str
    debtor_id: str
    number: str
    due_on: date
    open: Money
    contested_until: date | None = None

    def is_contested(self, on: date) -> bool:
        return self.contested_until is not None and on <= self.contested_until


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of a list; `cursor` asks for the next one, None at the end."""

    invoices: tuple[ListedInvoice, ...]
    cursor: str | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A page of the cases in which something waited for a person at their last change, the oldest first."""

    cases: tuple[CaseKey, ...]
    cursor: str | None


@dataclass(frozen=True, slots=True)
class Debtors:
    """A page of the cases of a creditor, by the debtor's id."""

    cases: tuple[CaseKey, ...]
    cursor: str | None


@dataclass(frozen=True, slots=True)
class DueCase:
    """A case that is to be looked at, and since when: its look, or later the instant at which that was written."""

    key: CaseKey
    since: datetime


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A page of a creditor's suppression list; `cursor` asks for the next one, None at the end."""

    addresses: tuple[Suppression, ...]
    cursor: str | None
