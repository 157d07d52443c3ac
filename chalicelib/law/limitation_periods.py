"""The period after which a claim can no longer be brought, by kind of debtor and trade.

Sources: C. com. L110-4, L133-6; C. conso. L218-2; PTT L34-2; C. ass. L114-1; loi 68-1250 (public bodies).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from chalicelib.domain.limitation import Clock, Happened, limitation
from chalicelib.domain.parties import DebtorKind
from chalicelib.law import reader


class LimitedTrade(StrEnum):
    """The trades whose claims lapse sooner. UNKNOWN takes the shortest period there is, as a hypothesis."""

    GENERAL = "general"
    ROAD_TRANSPORT = "road-transport"
    TELECOM = "telecom"
    INSURANCE = "insurance"
    SHIP_SUPPLIES = "ship-supplies"
    UNKNOWN = "unknown"


_GENERAL = {
    DebtorKind.TRADER: "fr/limitation_trader",
    DebtorKind.CONSUMER: "fr/limitation_consumer",
    DebtorKind.PUBLIC_BODY: "fr/limitation_public_body",
}
_OF_TRADES = {
    LimitedTrade.ROAD_TRANSPORT: "fr/limitation_road_transport",
    LimitedTrade.TELECOM: "fr/limitation_telecom",
    LimitedTrade.INSURANCE: "fr/limitation_insurance",
    LimitedTrade.SHIP_SUPPLIES: "fr/limitation_ship_supplies",
}


@dataclass(frozen=True, slots=True)
class Limitation:
    """The clock, the parameter it rests on, and whether it is a hypothesis: an unknown trade, or a period that nobody
    has read in a source.
    """

    clock: Clock
    parameter: str
    years: int
    is_hypothesis: bool


def limitation_of(due_on: date, kind: DebtorKind, trade: LimitedTrade, happened: Iterable[Happened] = ()) -> Limitation:
    """The clock of a claim under French law. Where two periods could apply, the shorter one does."""
    path = min(_candidates(kind, trade), key=lambda p: (_years(p, due_on), p))
    value = reader.quantity(path).at(due_on)
    is_hypothesis = trade is LimitedTrade.UNKNOWN or not value.confidence.is_enough
    years = int(value.value)
    clock = limitation(due_on, years, happened, from_new_year=path == _GENERAL[DebtorKind.PUBLIC_BODY])
    return Limitation(clock, path, years, is_hypothesis)


def _candidates(kind: DebtorKind, trade: LimitedTrade) -> tuple[str, ...]:
    if trade is LimitedTrade.UNKNOWN:
        return (_GENERAL[kind], *_OF_TRADES.values())
    if trade is LimitedTrade.GENERAL:
        return (_GENERAL[kind],)
    return (_GENERAL[kind], _OF_TRADES[trade])


def _years(path: str, on: date) -> int:
    return int(reader.quantity(path).at(on).value)
