"""One claim and its ledger. What is owed is the total less payments and credit notes: nothing else decides."""

import re
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from chalicelib.domain.e_invoice import EInvoiceStatus
from chalicelib.domain.early_payment import EarlyPaymentDiscount
from chalicelib.domain.errors import NothingThere, Refused
from chalicelib.domain.money import Money, total

_FIGURES = re.compile(r"([0-9]{1,18})")


class EntryKind(StrEnum):
    PAYMENT = "payment"
    CREDIT_NOTE = "credit-note"


class DuplicateEntry(Refused):
    """The same reference was already booked on this invoice with other content."""


class EntryWasCancelled(Refused):
    """The same reference was booked on this invoice and cancelled: whoever sends it again may not know that."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Money received, or a credit note, at its day. `reference` makes it unique on its invoice."""

    kind: EntryKind
    on: date
    amount: Money
    reference: str


@dataclass(frozen=True, slots=True)
class CancelledEntry:
    """An entry that was booked by mistake, the day on which a person took it back, and why."""

    entry: Entry
    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class WithdrawnCredit:
    """Money that stood on no invoice and does so no more: since `on` it is booked on `invoice_id`, or a person took it
    back, for that reason.
    """

    entry: Entry
    on: date
    reason: str
    invoice_id: str = ""

    @property
    def is_taken_back(self) -> bool:
        return not self.invoice_id


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an invoice that falls due on a day of its own."""

    due_on: date
    amount: Money


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice as issued, with all that was booked on it since and the statuses that its e-invoice was given.

    `entries` are those that count: what was cancelled of them stands apart, so that no sum can take it in. `parts` are
    there when it falls due in parts; `due_on` is then the first of their days. `policy` is its own, and `discount` what
    it grants whoever pays early: one that falls due in parts grants none.
    """

    id: str
    number: str
    issued_on: date
    due_on: date
    total: Money
    purchase_order: str | None = None
    entries: tuple[Entry, ...] = ()
    parts: tuple[Part, ...] = ()
    policy: str | None = None
    statuses: tuple[EInvoiceStatus, ...] = ()
    cancelled: tuple[CancelledEntry, ...] = ()
    discount: EarlyPaymentDiscount | None = None

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

    @property
    def next_due_on(self) -> date:
        """The first due date on which something is still owed; its due date where nothing is."""
        return self.open_parts()[0][1].due_on

    @property
    def last_due_on(self) -> date:
        """The day on which all of it is due."""
        return self.parts[-1].due_on if self.parts else self.due_on

    def is_overdue(self, on: date) -> bool:
        return self.is_open and on > self.next_due_on

    def days_late(self, on: date) -> int:
        """Days past the first due date on which something is still owed; 0 until then."""
        return max(0, (on - self.next_due_on).days)

    def book(self, entry: Entry) -> "Invoice":
        """With the entry booked; itself when the very same entry stands already.

        Raises DuplicateEntry when its reference stands with another day, amount or kind, EntryWasCancelled when it was
        cancelled, whatever else it says.
        """
        for gone in self.cancelled:
            if gone.entry.reference == entry.reference:
                raise EntryWasCancelled(
                    f"reference {entry.reference!r} was cancelled on invoice {self.number} on {gone.on.isoformat()}: "
                    "what came all the same is booked under another reference"
                )
        for known in self.entries:
            if known.reference == entry.reference:
                if known == entry:
                    return self
                raise DuplicateEntry(
                    f"reference {entry.reference!r} is already booked on invoice {self.number} with other content"
                )
        return replace(self, entries=(*self.entries, entry))

    def cancel(self, reference: str, on: date, reason: str) -> "Invoice":
        """With the entry of that reference cancelled; itself when it was before. Raises NotFound."""
        if any(c.entry.reference == reference for c in self.cancelled):
            return self
        entry = next((e for e in self.entries if e.reference == reference), None)
        if entry is None:
            raise NothingThere("no such entry is booked there")
        rest = tuple(e for e in self.entries if e is not entry)
        return replace(self, entries=rest, cancelled=(*self.cancelled, CancelledEntry(entry, on, reason)))

    def known_on(self, day: date) -> "Invoice":
        """As it was known on that day: what was booked for a later day does not count yet, and what was cancelled on a
        later one still does.
        """
        later = (c.entry for c in self.cancelled if c.on > day)
        return replace(
            self,
            entries=tuple(e for e in (*self.entries, *later) if e.on <= day),
            statuses=tuple(s for s in self.statuses if s.on <= day),
            cancelled=tuple(c for c in self.cancelled if c.on <= day),
        )

    def claims_the_same(self, other: "Invoice") -> bool:
        """Whether `other`, stated later, is the same claim, whatever was booked; no purchase order is no other one, and
        neither is no discount.
        """
        order, discount = other.purchase_order or self.purchase_order, other.discount or self.discount
        mine, theirs = (replace(i, entries=(), statuses=(), policy=None, cancelled=()) for i in (self, other))
        return mine == replace(theirs, purchase_order=order, discount=discount)

    def open_parts(self) -> tuple[tuple[int, Part], ...]:
        """The parts on which something is still owed, with their places from 1: what was paid covers the first ones.

        One part, the whole, where it does not fall due in parts, and where it was overpaid.
        """
        if not self.parts or not self.is_open:
            return ((0, Part(self.due_on, self.open)),)
        left, found = self.paid.cents, list[tuple[int, Part]]()
        for place, part in enumerate(self.parts, 1):
            owed = part.amount.cents - max(left, 0)
            left -= part.amount.cents
            if owed > 0:
                found.append((place, Part(part.due_on, Money(owed, part.amount.currency))))
        return tuple(found)
