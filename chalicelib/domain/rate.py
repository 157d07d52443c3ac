"""Yearly rates, exact to a ten-thousandth of a percent, and the days on which each one holds."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from chalicelib.domain.errors import Refused

# A rate is a whole number of these: the smallest step that any clause or notice in the tables uses is 0.0001 %.
MILLIONTHS_PER_PERCENT = 10_000
MOST_DECIMALS = 4
# Decimal alone would take `1_0`, ` 10`, `1e1` and the digits of every script.
_WRITTEN = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)
HIGHEST = 1_000_000


class NotARate(Refused):
    """No percentage per year that can be computed with exactly."""


class RateUnknown(Refused):
    """A day for which no rate is published, or none was entered: nothing is computed with its neighbour's."""


@dataclass(frozen=True, slots=True, order=True)
class Rate:
    """A yearly rate in millionths: 12.40 % is 124 000. May be negative (the German base rate was).

    >>> Rate.percent("12.40")
    Rate(millionths=124000)
    >>> str(Rate.percent("2.15") + Rate.percent("10"))
    '12.15'
    """

    millionths: int

    @classmethod
    def percent(cls, text: str | Decimal) -> "Rate":
        """Raises NotARate for what is not written `12.40`, has over four decimals, or is over 100 %."""
        try:
            if isinstance(text, str) and not _WRITTEN.fullmatch(text):
                raise ValueError
            if isinstance(text, str) and len(text.partition(".")[2].rstrip("0")) > MOST_DECIMALS:
                raise NotARate(f"{text[:40]!r} has more than four decimals")
            millionths = Decimal(text) * MILLIONTHS_PER_PERCENT
            whole = int(millionths)
        except (InvalidOperation, ValueError, OverflowError):
            raise NotARate(f"{str(text)[:40]!r} is not a percentage per year, like 12.40") from None
        if whole != millionths:
            raise NotARate(f"{str(text)[:40]!r} has more than four decimals")
        if abs(whole) > HIGHEST:
            raise NotARate(f"{str(text)[:40]!r} is over 100 % per year")
        return cls(whole)

    def __add__(self, points: "Rate") -> "Rate":
        return Rate(self.millionths + points.millionths)

    def times(self, factor: Decimal) -> "Rate":
        """So many times the rate. Raises NotARate when the product is not exact.

        >>> str(Rate.percent("2.75").times(Decimal(3)))
        '8.25'
        """
        return Rate.percent(self.as_percent * factor)

    def rounded_up(self, step: "Rate") -> "Rate":
        """The next whole multiple of `step`, or itself.

        >>> str(Rate.percent("10.15").rounded_up(Rate.percent("0.5")))
        '10.50'
        """
        return Rate(-(-self.millionths // step.millionths) * step.millionths)

    @property
    def as_percent(self) -> Decimal:
        return Decimal(self.millionths) / MILLIONTHS_PER_PERCENT

    def __str__(self) -> str:
        """With two decimals at least: `12.40`, `4.125`."""
        text = f"{self.as_percent:.4f}"
        return text[:-2] + text[-2:].rstrip("0")


@dataclass(frozen=True, slots=True)
class RatePeriod:
    """A rate, from `since` to `until`, both included. `is_derived`: computed, and read in no notice."""

    since: date
    until: date
    rate: Rate
    source: str
    is_derived: bool = False


@dataclass(frozen=True, slots=True)
class Rates:
    """Periods that follow each other without hole or overlap, the oldest first."""

    periods: tuple[RatePeriod, ...]
    _starts: tuple[date, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_starts", tuple(p.since for p in self.periods))

    @property
    def known_since(self) -> date:
        return self.periods[0].since

    @property
    def known_until(self) -> date:
        return self.periods[-1].until

    def index(self, on: date) -> int:
        """The place of the period that holds on that day. Raises RateUnknown."""
        place = bisect_right(self._starts, on) - 1
        if place < 0 or on > self.periods[place].until:
            raise RateUnknown(f"no rate is known for {on}: known from {self.known_since} to {self.known_until}")
        return place

    def over(self, since: date, until: date) -> tuple[RatePeriod, ...]:
        """The periods that hold on any of those days; days that are not known have none."""
        found = self.periods[max(bisect_right(self._starts, since) - 1, 0) : bisect_right(self._starts, until)]
        return found if since <= self.known_until else ()

    def at(self, on: date) -> RatePeriod:
        """Raises RateUnknown."""
        return self.periods[self.index(on)]
