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
from chalicelib.law.regime import NoRule


class Trade(StrEnum):
    """The trades whose terms the law limits on their own."""

    GENERAL = "general"
    PERIODIC = "periodic-invoice"
    TRANSPORT = "transport"
    PERISHABLE_FOOD = "perishable-food"
    PUBLIC_HEALTH = "public-health"
    PUBLIC_UNDERTAKING = "public-undertaking"


_OF_TRADERS = {
    Trade.PERIODIC: "fr/payment_term_periodic_invoice",
    Trade.TRANSPORT: "fr/payment_term_transport",
    Trade.PERISHABLE_FOOD: "fr/payment_term_perishable_food",
}
_OF_PUBLIC_BODIES = {
    Trade.GENERAL: "fr/payment_term_public_buyer",
    Trade.PUBLIC_HEALTH: "fr/payment_term_public_health",
    Trade.PUBLIC_UNDERTAKING: "fr/payment_term_public_undertaking",
}


def default_due_on(issued_on: date) -> date:
    """The due date where nothing was agreed: thirty days from receipt or performance, taken to be the invoice's day."""
    return issued_on + timedelta(days=_days("fr/payment_term_default", issued_on))


def longest_due_on(issued_on: date, kind: DebtorKind, trade: Trade = Trade.GENERAL) -> date | None:
    """The latest due date that may be agreed; None where the law sets none. Raises NoRule for a trade of other debtors.

    A trader may be given 60 days, or 45 days end of month in either reading, whichever ends later.
    """
    if kind is DebtorKind.CONSUMER:
        return None
    paths = _OF_PUBLIC_BODIES if kind is DebtorKind.PUBLIC_BODY else _OF_TRADERS
    if trade in paths:
        return issued_on + timedelta(days=_days(paths[trade], issued_on))
    if kind is DebtorKind.PUBLIC_BODY or trade is not Trade.GENERAL:
        raise NoRule(f"no payment term is known for a {kind.value} in the trade {trade.value}")
    days = _days("fr/payment_term_cap_end_of_month", issued_on)
    by_month = (TermsKind.DAYS_THEN_END_OF_MONTH, TermsKind.END_OF_MONTH_THEN_DAYS)
    sixty = issued_on + timedelta(days=_days("fr/payment_term_cap", issued_on))
    return max(sixty, *(due_on(issued_on, Terms(days, reading)) for reading in by_month))


def excess(issued_on: date, due: date, kind: DebtorKind, trade: Trade = Trade.GENERAL) -> Caveat | None:
    """What to report of a due date that was agreed; None when the law allows it."""
    longest = longest_due_on(issued_on, kind, trade)
    if longest is None or due <= longest:
        return None
    text = f"due {due}, {(due - longest).days} days after the latest day that the law allows, {longest}: kept as agreed"
    return Caveat(Concern.TERM_TOO_LONG, text)


def _days(path: str, on: date) -> int:
    return int(reader.quantity(path).at(on).value)
