"""Early payment discount (escompte): what is owed when the whole is paid some days before the due date.

Its terms stand on the invoice (C. com. L441-9 I). A part payment earns none; parts that together reach the discounted
whole in time do.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from chalicelib.domain.errors import Refused
from chalicelib.domain.invoice import Entry, EntryKind, Invoice
from chalicelib.domain.money import Money, total
from chalicelib.domain.rate import Rate

_WHOLE = 1_000_000
# The reference under which an earned discount is booked.
EARLY_PAYMENT = "early payment discount"


class NotADiscount(Refused):
    """No discount that an invoice could state."""


@dataclass(frozen=True, slots=True)
class EarlyPaymentDiscount:
    """`rate` is a share of the total, not a yearly rate; it is earned up to `days_before` days before the due date."""

    rate: Rate
    days_before: int

    def __post_init__(self) -> None:
        if not 0 < self.rate.millionths < _WHOLE:
            raise NotADiscount(f"a discount of {self.rate} %: it is above 0 and below 100")
        if not 0 <= self.days_before <= 365:
            raise NotADiscount(f"{self.days_before} days before the due date: from 0 to 365 are possible")


def last_day(due_on: date, discount: EarlyPaymentDiscount) -> date:
    """The last day on which payment earns it.

    >>> last_day(date(2026, 12, 31), EarlyPaymentDiscount(Rate.percent("2"), 20))
    datetime.date(2026, 12, 11)
    """
    return due_on - timedelta(days=discount.days_before)


def owed_if_paid(whole: Money, due_on: date, discount: EarlyPaymentDiscount, on: date) -> Money:
    """What settles the whole invoice on that day; the discount is rounded half up to the cent.

    >>> two = EarlyPaymentDiscount(Rate.percent("2"), 20)
    >>> owed_if_paid(Money(128450), date(2026, 12, 31), two, date(2026, 12, 11)).cents
    125881
    >>> owed_if_paid(Money(128450), date(2026, 12, 31), two, date(2026, 12, 12)).cents
    128450
    """
    if on > last_day(due_on, discount):
        return whole
    off = (2 * whole.cents * discount.rate.millionths + _WHOLE) // (2 * _WHOLE)
    return Money(whole.cents - off, whole.currency)


def left_to_settle(invoice: Invoice, discount: EarlyPaymentDiscount, on: date) -> Money | None:
    """What pays the whole on that day with the discount, after what was booked until then; None once it is too late, or
    when nothing is left to pay.
    """
    whole, paid = _whole_and_paid(invoice, on)
    if on > last_day(invoice.due_on, discount) or not whole.is_positive:
        return None
    left = owed_if_paid(whole, invoice.due_on, discount, on) - paid
    return left if left.is_positive else None


def earned(invoice: Invoice, discount: EarlyPaymentDiscount, on: date) -> Entry | None:
    """The discount as the ledger books it: a credit note on the day on which the payments reached the discounted whole.
    None when they did not in time, or not yet on that day.

    The whole is what credit notes have left of the invoice on the last day that earns it. In which order or in how many
    parts the same money came does not matter; what was paid beyond the discounted whole is a credit of the debtor.
    """
    until = min(on, last_day(invoice.due_on, discount))
    whole, paid = _whole_and_paid(invoice, until)
    owed = owed_if_paid(whole, invoice.due_on, discount, until)
    # A discount of less than half a cent is none.
    if not whole.is_positive or paid < owed or owed == whole:
        return None
    reached = Money(0, whole.currency)
    for entry in sorted((e for e in invoice.entries if e.kind is EntryKind.PAYMENT), key=lambda e: e.on):
        reached += entry.amount
        if reached >= owed:
            return Entry(EntryKind.CREDIT_NOTE, entry.on, whole - owed, EARLY_PAYMENT)
    return None


def _whole_and_paid(invoice: Invoice, until: date) -> tuple[Money, Money]:
    """What is invoiced less credit notes, and what was paid of it, at the end of that day."""
    booked, currency = [e for e in invoice.entries if e.on <= until], invoice.total.currency
    paid = total((e.amount for e in booked if e.kind is EntryKind.PAYMENT), currency)
    return invoice.total - total((e.amount for e in booked if e.kind is EntryKind.CREDIT_NOTE), currency), paid
