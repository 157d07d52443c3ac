"""The period after which a claim can no longer be brought, by kind of debtor and trade.

Sources: C. com. L110-4, L133-6; C. conso. L218-2; PTT L34-2; C. ass. L114-1; loi 68-1250 (public bodies).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from chalicelib.domain.limitation import Clock, Happened, limitation
from chalicelib.domain.parties import DebtorKind
from chalicelib.law import reader
from chalicelib.law.trade import Trade

_GENERAL = {
    DebtorKind.TRADER: "fr/limitation_trader",
    DebtorKind.CONSUMER: "fr/limitation_consumer",
    DebtorKind.PUBLIC_BODY: "fr/limitation_public_body",
}
_OF_TRADES = {
    Trade.TRANSPORT: "fr/limitation_road_transport",
    Trade.TELECOM: "fr/limitation_telecom",
    Trade.INSURANCE: "fr/limitation_insurance",
    Trade.SHIP_SUPPLIES: "fr/limitation_ship_supplies",
}


@dataclass(frozen=True, slots=True)
class Limitation:
    """The clock, the parameter it rests on, and whether it is a hypothesis: an unknown trade, a period that nobody has
    read in a source, a start that nobody has said.
    """

    clock: Clock
    parameter: str
    years: int
    is_hypothesis: bool


def limitation_of(
    issued_on: date,
    due_on: date,
    kind: DebtorKind,
    trade: Trade,
    happened: Iterable[Happened] = (),
    *,
    delivered_on: date | None = None,
) -> Limitation:
    """The clock of a claim under French law. Where two periods could apply, the shorter one does; for an unknown trade
    the shortest there is, as a hypothesis.

    The period runs from the due date (C. civ. 2233). That of transport runs from delivery (C. com. L133-6), which comes
    before it as a rule, and the years of a claim on a public body from the one in which the right was acquired (loi
    68-1250): which of the two days counts was not read, so that the earlier one does. Where nobody has said when the
    goods were delivered, the day of issue stands for it, as a hypothesis.

    >>> limitation_of(date(2026, 4, 1), date(2026, 5, 1), DebtorKind.CONSUMER, Trade.GENERAL).clock.last_day
    datetime.date(2028, 5, 1)
    >>> guessed = limitation_of(date(2026, 4, 1), date(2026, 5, 1), DebtorKind.TRADER, Trade.UNKNOWN)
    >>> guessed.parameter, guessed.years, guessed.is_hypothesis
    ('fr/limitation_road_transport', 1, True)
    """
    path = min(_candidates(kind, trade), key=lambda p: (_years(p, due_on), p))
    value = reader.quantity(path).at(due_on)
    counts_years = path == _GENERAL[DebtorKind.PUBLIC_BODY]
    is_from_delivery = counts_years or trade in (Trade.TRANSPORT, Trade.UNKNOWN)
    since = min(due_on, delivered_on or issued_on) if is_from_delivery else due_on
    is_guessed = trade is Trade.UNKNOWN or (is_from_delivery and delivered_on is None)
    years = int(value.value)
    clock = limitation(since, years, happened, from_new_year=counts_years)
    return Limitation(clock, path, years, is_guessed or not value.confidence.is_enough)


def _candidates(kind: DebtorKind, trade: Trade) -> tuple[str, ...]:
    if trade is Trade.UNKNOWN:
        return (_GENERAL[kind], *_OF_TRADES.values())
    return (_GENERAL[kind], _OF_TRADES[trade]) if trade in _OF_TRADES else (_GENERAL[kind],)


def _years(path: str, on: date) -> int:
    return int(reader.quantity(path).at(on).value)
