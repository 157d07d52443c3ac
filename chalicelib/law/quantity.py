"""One legal quantity and its values over time. A day outside what is known is refused, never given its neighbour's."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from chalicelib.domain.errors import Refused


class NotKnown(Refused):
    """A quantity was asked for on a day that its file does not reach."""


class Confidence(StrEnum):
    """Read in several sources, in one, only remembered, or contradicted."""

    TWO_SOURCES = "C2"
    ONE_SOURCE = "C1"
    FROM_MEMORY = "M"
    UNCONFIRMED = "X"

    @property
    def is_enough(self) -> bool:
        """Whether a sum may rest on it without anybody having said so."""
        return self in (Confidence.TWO_SOURCES, Confidence.ONE_SOURCE)


class Unit(StrEnum):
    PERCENT_PER_YEAR = "percent-per-year"
    PERCENTAGE_POINTS = "percentage-points"
    TIMES = "times"
    EUR = "EUR"
    GBP = "GBP"
    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"


@dataclass(frozen=True, slots=True)
class Value:
    """A value from `since` to `known_until`, both included; None when no end is foreseen."""

    since: date
    known_until: date | None
    value: Decimal
    confidence: Confidence
    checked_on: date
    source: str
    link: str
    is_derived: bool = False

    def holds(self, on: date) -> bool:
        return self.since <= on and (self.known_until is None or on <= self.known_until)


@dataclass(frozen=True, slots=True)
class Quantity:
    """`path` names its file below the parameters: `fr/fixed_indemnity`. `published_by`: who gives the next value."""

    path: str
    quantity: str
    law: str
    unit: Unit
    values: tuple[Value, ...]
    published_by: str = ""

    def at(self, on: date) -> Value:
        """Raises NotKnown, which names the file and the day.

        >>> read = Value(date(2026, 7, 1), None, Decimal("40"), Confidence.TWO_SOURCES, date(2026, 11, 22), "s", "l")
        >>> forty = Quantity("fr/x", "A sum", "C. com.", Unit.EUR, (read,))
        >>> forty.at(date(2026, 7, 1)).value
        Decimal('40')
        >>> forty.at(date(2026, 6, 30))
        Traceback (most recent call last):
        chalicelib.law.quantity.NotKnown: fr/x.yaml: not known on 2026-06-30, only from 2026-07-01 on
        """
        for value in reversed(self.values):
            if value.holds(on):
                return value
        until = self.known_until
        known = f"from {self.values[0].since} {f'to {until}' if until else 'on'}"
        later = "; a value published since goes into that file" if until and on > until else ""
        raise NotKnown(f"{self.file}: not known on {on}, only {known}{later}")

    def over(self, since: date, until: date) -> tuple[Value, ...]:
        """The values that hold on any of those days; days that are not known have none."""
        return tuple(v for v in self.values if v.since <= until and (v.known_until is None or v.known_until >= since))

    @property
    def known_until(self) -> date | None:
        return self.values[-1].known_until

    @property
    def file(self) -> str:
        return f"{self.path}.yaml"
