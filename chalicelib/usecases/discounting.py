"""An early payment discount is booked with the very money that earns it, and taken back with it."""

from datetime import date

from chalicelib.domain.discount import booked_discount, with_discount
from chalicelib.domain.discount_events import DiscountEarned, DiscountTakenBack
from chalicelib.domain.early_payment import EARLY_PAYMENT
from chalicelib.domain.errors import Invalid, Problem
from chalicelib.domain.events import Event
from chalicelib.domain.invoice import Invoice


def discounted(invoice: Invoice, today: date, by: str) -> tuple[Invoice, list[Event]]:
    """The invoice after something was booked on it, or cancelled, and the facts of its discount for the history: one
    that changes is taken back and earned anew.
    """
    after = with_discount(invoice, today)
    was, now, events = booked_discount(invoice), booked_discount(after), list[Event]()
    if was and was != now:
        open_after = invoice.open + was.amount
        events.append(DiscountTakenBack(by, invoice.id, was.amount, was.on, open_after))
    if now and now != was:
        events.append(DiscountEarned(by, invoice.id, now.amount, now.on, after.open))
    return after, events


def refuse_reserved(reference: str) -> None:
    """Raises Invalid for the reference under which a discount is booked, or taken back: that is told by nobody."""
    if reference == EARLY_PAYMENT:
        said = "this reference is ours: a discount is booked, and taken back, with the payments that earn it"
        raise Invalid((Problem("reference", "reserved", said),))
