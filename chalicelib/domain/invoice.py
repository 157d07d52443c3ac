"""One claim and its ledger. What is owed is the total less payments and credit notes: nothing else decides."""

import re
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from chalicelib.domain.errors import Refused
from chalicelib.domain.money import Money, total

_FIGURES = re.compile(r"([0-9]{1,18})")


class EntryKind(StrEnum):
    PAYMENT = "payment"
    CREDIT_NOTE = "credit-note"


class DuplicateEntry(Refused):
    """The same reference was already booked on this invoice with other content."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Money received, or a credit note, at its day. `reference` makes it unique on its invoice."""

    kind: EntryKind
    on: date
    amount: Money
    reference: str


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice as issued, with all that was booked on it since."""

    id: str
    number: str
    issued_on: date
    due_on: date
    total: Money
    purchase_order: str | None = None
    entries: tuple[Entry, ...] = ()

    @property
    def paid(self) -> Money:
        """Payments and credit notes together."""
        return total((e.amount for e in self.entries), self.total.currency)

    @property
    def received(self) -> Money:
        """Payments alone: the money that came."""
        return total((e.amount for e in self.entries if e.kind is EntryKind.PAYMENT), self.total.currency)

    @property
    def open(self) -> Money:
        """What is still owed; negative when more was paid than claimed."""
        return self.total - self.paid

    @property
    def is_open(self) -> bool:
        return self.open.is_positive

    @property
    def place(self) -> tuple[date, tuple[str | int, ...]]:
        """Where it stands in a list that a person reads: by due date, then by number, its figures as numbers."""
        parts = _FIGURES.split(self.number)
        return self.due_on, tuple(int(part) if n % 2 else part for n, part in enumerate(parts))

    def is_overdue(self, on: date) -> bool:
        return self.is_open and on > self.due_on

    def days_late(self, on: date) -> int:
        """Days past the due date; 0 until then."""
        return max(0, (on - self.due_on).days)

    def book(self, entry: Entry) -> "Invoice":
        """With the entry booked; itself when the very same entry stands already.

        Raises DuplicateEntry when its reference stands with another day, amount or kind.
        """
        for known in self.entries:
            if known.reference == entry.reference:
                if known == entry:
                    return self
                raise DuplicateEntry(
                    f"reference {entry.reference!r} is already booked on invoice {self.number} with other content"
                )
        return replace(self, entries=(*self.entries, entry))

    def claims_the_same(self, other: "Invoice") -> bool:
        """Whether `other`, stated later, is the same claim, whatever was booked; no purchase order is no other one."""
        order = other.purchase_order or self.purchase_order
        return replace(self, entries=()) == replace(other, entries=(), purchase_order=order)
