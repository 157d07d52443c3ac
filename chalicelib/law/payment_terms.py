"""How long a payment term may be: an agreed one that is longer is reported, never corrected.

Sources: C. com. L441-10 I and L441-11; CMP R2192-10, R2192-11. Days count from the invoice; for a public buyer from the
day on which it received the invoice, which is taken to be the invoice's own.
"""

from datetime import date, timedelta
from enum import StrEnum

from chalicelib.domain.calendar import Terms, TermsKind, due_on
from chalicelib.domain.parties import DebtorKind
from chalicelib.domain.statement import Caveat, Concern
from chalicelib.law import reader
from chalicelib.law.trade import Trade


class PublicBuyer(StrEnum):
    """The public buyers whose terms differ."""

    ORDINARY = "ordinary"
    HEALTH = "health"
    UNDERTAKING = "undertaking"


_OF_TRADES = {
    Trade.TRANSPORT: "fr/payment_term_transport",
    Trade.PERISHABLE_FOOD: "fr/payment_term_perishable_food",
}
_OF_PUBLIC_BUYERS = {
    PublicBuyer.ORDINARY: "fr/payment_term_public_buyer",
    PublicBuyer.HEALTH: "fr/payment_term_public_health",
    PublicBuyer.UNDERTAKING: "fr/payment_term_public_undertaking",
}


def default_due_on(issued_on: date) -> date:
    """The due date where nothing was agreed: thirty days from receipt or performance, taken to be the invoice's day.

    >>> default_due_on(date(2026, 1, 31))
    datetime.date(2026, 3, 2)
    """
    return issued_on + timedelta(days=_days("fr/payment_term_default", issued_on))


def longest_due_on(
    issued_on: date,
    kind: DebtorKind,
    trade: Trade = Trade.GENERAL,
    *,
    is_periodic: bool = False,
    buyer: PublicBuyer = PublicBuyer.ORDINARY,
) -> date | None:
    """The latest due date that may be agreed; None where the law sets none.

    A trader may be given 60 days, or 45 days end of month in either reading, whichever ends later; 45 days for an
    invoice that sums up a period; fewer in some trades. Of a public body its kind of buyer counts, not the trade.

    >>> longest_due_on(date(2026, 1, 31), DebtorKind.TRADER, Trade.TRANSPORT)
    datetime.date(2026, 3, 2)
    """
    if kind is DebtorKind.CONSUMER:
        return None
    if kind is DebtorKind.PUBLIC_BODY:
        return issued_on + timedelta(days=_days(_OF_PUBLIC_BUYERS[buyer], issued_on))
    fixed = [_OF_TRADES[trade]] if trade in _OF_TRADES else []
    fixed += ["fr/payment_term_periodic_invoice"] if is_periodic else []
    if fixed:
        return issued_on + timedelta(days=min(_days(path, issued_on) for path in fixed))
    days = _days("fr/payment_term_cap_end_of_month", issued_on)
    by_month = (TermsKind.DAYS_THEN_END_OF_MONTH, TermsKind.END_OF_MONTH_THEN_DAYS)
    sixty = issued_on + timedelta(days=_days("fr/payment_term_cap", issued_on))
    return max(sixty, *(due_on(issued_on, Terms(days, reading)) for reading in by_month))


def excess(due: date, longest: date | None) -> Caveat | None:
    """What to report of a due date that was agreed; None when the law allows it, or sets no longest."""
    if longest is None or due <= longest:
        return None
    over = (due - longest).days
    said = f"{over} day{'s' if over > 1 else ''} after the latest that the law allows, {longest}: kept as agreed"
    return Caveat(Concern.TERM_TOO_LONG, f"due {due}, {said}")


def _days(path: str, on: date) -> int:
    return int(reader.quantity(path).at(on).value)
