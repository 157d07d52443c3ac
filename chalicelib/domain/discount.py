"""Early payment discount (escompte): what is owed when the whole is paid some days before the due date.

Its terms stand on the invoice (C. com. L441-9 I). A part payment earns none; parts that together reach the discounted
whole in time do.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from chalicelib.domain.early_payment import EARLY_PAYMENT, WHOLE, EarlyPaymentDiscount
from chalicelib.domain.invoice import Entry, EntryKind, Invoice
from chalicelib.domain.money import Money, total
from chalicelib.domain.rate import Rate

NO_LONGER_EARNED = "no longer earned"


@dataclass(frozen=True, slots=True)
class DiscountOffer:
    """A discount that may still be earned: `settles` pays what is left of the invoice, if it comes by `until`, the day
    itself included; `rate` is the share of the whole that is taken off.
    """

    rate: Rate
    until: date
    settles: Money


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
    return whole - taken_off(whole, discount.rate)


def taken_off(whole: Money, rate: Rate) -> Money:
    """That share of it, rounded half up to the cent."""
    return Money((2 * whole.cents * rate.millionths + WHOLE) // (2 * WHOLE), whole.currency)


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


def with_discount(invoice: Invoice, today: date) -> Invoice:
    """With its discount booked as the other entries have it, whatever their order; itself where that is so already.

    One that is earned no more stands among what was cancelled `today`, until it is earned anew. The day of a payment
    counts, and not the day on which it was booked.
    """
    if invoice.discount is None:
        return invoice
    booked = booked_discount(invoice)
    others = tuple(e for e in invoice.entries if e is not booked)
    due = earned(replace(invoice, entries=others), invoice.discount, date.max)
    if due == booked:
        return invoice
    if due is None:
        return invoice.cancel(EARLY_PAYMENT, today, NO_LONGER_EARNED)
    # The same discount is in no past day's sums twice: what was cancelled of it gives way.
    cancelled = tuple(c for c in invoice.cancelled if c.entry.reference != EARLY_PAYMENT)
    return replace(invoice, entries=(*others, due), cancelled=cancelled)


def booked_discount(invoice: Invoice) -> Entry | None:
    """The entry of its discount, where that was earned."""
    return next((e for e in invoice.entries if e.reference == EARLY_PAYMENT), None)


def offer_of(invoice: Invoice, known_on: date, earned_on: date) -> DiscountOffer | None:
    """The discount as it may still be earned on the day `earned_on`, by what is booked until `known_on`; None where it
    may not, where it takes nothing off, or where what is left is not certain: something bears a later day.
    """
    terms = invoice.discount
    if terms is None or invoice.parts or any(e.on > known_on for e in invoice.entries):
        return None
    until = last_day(invoice.due_on, terms)
    settles = left_to_settle(invoice, terms, until)
    if earned_on > until or settles is None or not settles < invoice.open:
        return None
    return DiscountOffer(terms.rate, until, settles)


def _whole_and_paid(invoice: Invoice, until: date) -> tuple[Money, Money]:
    """What is invoiced less credit notes, and what was paid of it, at the end of that day."""
    booked, currency = [e for e in invoice.entries if e.on <= until], invoice.total.currency
    paid = total((e.amount for e in booked if e.kind is EntryKind.PAYMENT), currency)
    return invoice.total - total((e.amount for e in booked if e.kind is EntryKind.CREDIT_NOTE), currency), paid
