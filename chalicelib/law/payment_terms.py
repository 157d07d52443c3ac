"""How long a payment term may be: an agreed one that is longer is reported, never corrected.

Sources: C. com. L441-10 I and L441-11; CMP R2192-10, R2192-11. Days count from the invoice; for a public buyer from the
day on which it received the invoice, which is taken to be the invoice's own.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from chalicelib.domain.calendar import Terms, TermsKind, due_on, end_of_month
from chalicelib.domain.parties import DebtorKind
from chalicelib.domain.statement import Caveat, Concern
from chalicelib.law import reader
from chalicelib.law.regime import NoRule
from chalicelib.law.trade import Trade


class PublicBuyer(StrEnum):
    """The public buyers whose terms differ. UNKNOWN is for what nobody has said: no day to pay by is given then, and
    one that was agreed is held against the longest of their terms.
    """

    ORDINARY = "ordinary"
    HEALTH = "health"
    UNDERTAKING = "undertaking"
    UNKNOWN = "unknown"


_READINGS = (TermsKind.DAYS_THEN_END_OF_MONTH, TermsKind.END_OF_MONTH_THEN_DAYS)
_OF_TRADES = {
    Trade.TRANSPORT: "fr/payment_term_transport",
    Trade.PERISHABLE_FOOD: "fr/payment_term_perishable_food",
}
_OF_PUBLIC_BUYERS = {
    PublicBuyer.ORDINARY: "fr/payment_term_public_buyer",
    PublicBuyer.HEALTH: "fr/payment_term_public_health",
    PublicBuyer.UNDERTAKING: "fr/payment_term_public_undertaking",
}


@dataclass(frozen=True, slots=True)
class Sale:
    """What a term depends on. `terms` as agreed, where anybody has said them: a due date alone may have been reached in
    more than one way. `delivered_on`, the day of receipt or performance, is taken to be the invoice's if nobody says.
    """

    issued_on: date
    kind: DebtorKind
    trade: Trade = Trade.GENERAL
    is_periodic: bool = False
    buyer: PublicBuyer = PublicBuyer.ORDINARY
    terms: Terms | None = None
    delivered_on: date | None = None

    @property
    def received_on(self) -> date:
        return self.delivered_on or self.issued_on


def default_due_on(sale: Sale) -> date:
    """The due date where nothing was agreed: between professionals thirty days from receipt or performance; of a public
    body what its kind is given, from the invoice or from the work done after it (CMP R2192-12, -13). Never before the
    invoice. Raises NoRule for a consumer: the law gives no term.

    >>> default_due_on(Sale(date(2026, 1, 31), DebtorKind.TRADER))
    datetime.date(2026, 3, 2)
    """
    if sale.kind is DebtorKind.CONSUMER:
        raise NoRule("the law gives a consumer no term: the day to pay by must be said")
    if sale.kind is DebtorKind.PUBLIC_BODY:
        if sale.buyer is PublicBuyer.UNKNOWN:
            terms = ", ".join(f"{buyer} {_days(path, sale.issued_on)}" for buyer, path in _OF_PUBLIC_BUYERS.items())
            raise NoRule(f"the law's term depends on the public buyer (days: {terms}): say which, or the day to pay by")
        return _of_public_buyer(sale, _OF_PUBLIC_BUYERS[sale.buyer])
    due = sale.received_on + timedelta(days=_days("fr/payment_term_default", sale.received_on))
    return max(due, sale.issued_on)


def longest_due_on(sale: Sale) -> date | None:
    """The latest due date that may be agreed; None where the law sets none.

    A trader may be given 60 days, or by the contract 45 days end of month in either reading; 45 days for an invoice
    that sums up a period; fewer in some trades. Of a public body its kind of buyer counts, not the trade.

    >>> longest_due_on(Sale(date(2026, 1, 31), DebtorKind.TRADER, Trade.TRANSPORT))
    datetime.date(2026, 3, 2)
    >>> longest_due_on(Sale(date(2026, 7, 1), DebtorKind.TRADER, terms=Terms(75)))
    datetime.date(2026, 8, 30)
    """
    if sale.kind is DebtorKind.CONSUMER:
        return None
    fixed = _fixed(sale)
    if fixed is not None:
        return fixed
    return max(_sixty(sale), _by_month(sale)) if _may_be_by_month(sale) else _sixty(sale)


def excess(due: date, sale: Sale) -> Caveat | None:
    """What to report of a due date that was agreed; None when the law allows it, or sets no longest."""
    longest = longest_due_on(sale)
    if longest is None or (due <= longest and not _needs_clause(due, sale)):
        return None
    if due <= longest:
        text = f"due {due}, over 60 days after the invoice: only a contract of 45 days end of month allows it"
        return Caveat(Concern.TERM_NEEDS_CLAUSE, text)
    over = (due - longest).days
    said = f"{over} day{'s' if over > 1 else ''} after the latest that the law allows, {longest}"
    counts_from_delivery = sale.kind is DebtorKind.PUBLIC_BODY or sale.trade is Trade.PERISHABLE_FOOD
    if counts_from_delivery and sale.delivered_on is None:
        said += ", counted from the invoice, as no day of delivery was given"
    if sale.kind is DebtorKind.PUBLIC_BODY and sale.buyer is PublicBuyer.UNKNOWN:
        said += ", by the longest of the terms of public buyers, as this one was not named"
    if sale.kind is DebtorKind.TRADER and sale.trade is Trade.UNKNOWN:
        said += ", by the general term, as the trade was not named"
    said += ": kept as agreed"
    return Caveat(Concern.TERM_TOO_LONG, f"due {due}, {said}")


def by_law(due: date, sale: Sale) -> Caveat:
    """What to say of a due date that nobody agreed on: the law's term, and the day that it counts from.

    >>> by_law(date(2026, 7, 1), Sale(date(2026, 6, 1), DebtorKind.TRADER)).text[:56]
    'due 2026-07-01: nothing was agreed, so by fr/payment_ter'
    """
    is_public = sale.kind is DebtorKind.PUBLIC_BODY
    path = _OF_PUBLIC_BUYERS[sale.buyer] if is_public else "fr/payment_term_default"
    said = f"by {path} ({reader.quantity(path).law}) {_days(path, max(sale.issued_on, sale.received_on))} days"
    if sale.delivered_on is None:
        stands_for = "its receipt" if is_public else "delivery, which was not said"
        text = f"{said} from the day of the invoice, {sale.issued_on}, taken for that of {stands_for}"
    elif is_public and sale.delivered_on < sale.issued_on:
        text = f"{said} from the day of the invoice, {sale.issued_on}, later than delivery and taken for its receipt"
    elif not is_public and sale.delivered_on + timedelta(days=_days(path, sale.received_on)) < sale.issued_on:
        text = f"{said} from delivery, {sale.delivered_on}, were over, and it is due with the invoice"
    else:
        text = f"{said} from {sale.delivered_on}, the day of delivery"
    text = f"due {due}: nothing was agreed, so {text}"
    return Caveat(Concern.TERM_OF_LAW, text)


def _fixed(sale: Sale) -> date | None:
    """Where the law gives a number of days and nothing beside it. Those of perishable food count from delivery."""
    if sale.kind is DebtorKind.PUBLIC_BODY:
        known = _OF_PUBLIC_BUYERS.get(sale.buyer)
        return max(_of_public_buyer(sale, path) for path in ((known,) if known else _OF_PUBLIC_BUYERS.values()))
    paths = [(_OF_TRADES[sale.trade], sale.issued_on)] if sale.trade in _OF_TRADES else []
    if sale.trade is Trade.PERISHABLE_FOOD:
        since = _end_of_ten_days(sale.received_on) if sale.is_periodic else sale.received_on
        paths = [(_OF_TRADES[sale.trade], since)]
    paths += [("fr/payment_term_periodic_invoice", sale.issued_on)] if sale.is_periodic else []
    return min((since + timedelta(days=_days(path, since)) for path, since in paths), default=None)


def _of_public_buyer(sale: Sale, path: str) -> date:
    since = max(sale.issued_on, sale.received_on)
    return since + timedelta(days=_days(path, since))


def _end_of_ten_days(on: date) -> date:
    """Of the ten-day period of the month that the day is in."""
    return on.replace(day=10 if on.day <= 10 else 20) if on.day <= 20 else end_of_month(on)


def _sixty(sale: Sale) -> date:
    return sale.issued_on + timedelta(days=_days("fr/payment_term_cap", sale.issued_on))


def _by_month(sale: Sale) -> date:
    days = _days("fr/payment_term_cap_end_of_month", sale.issued_on)
    readings = (sale.terms.kind,) if sale.terms else _READINGS
    return max(due_on(sale.issued_on, Terms(days, reading)) for reading in readings)


def _may_be_by_month(sale: Sale) -> bool:
    """Whether the 45 days end of month may have been agreed. « 60 jours fin de mois » is not that; net days are, at
    most, fewer than the sixty.
    """
    return sale.terms is None or sale.terms.days <= _days("fr/payment_term_cap_end_of_month", sale.issued_on)


def _needs_clause(due: date, sale: Sale) -> bool:
    return sale.terms is None and _fixed(sale) is None and due > _sixty(sale)


def _days(path: str, on: date) -> int:
    return int(reader.quantity(path).at(on).value)
