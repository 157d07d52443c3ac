"""Public holidays, from the `holidays` library, loaded when first asked for."""

from collections.abc import Iterable
from datetime import date
from functools import cache


class PublicHolidays:
    """Implements ports.Holidays. An unknown country is an error of its profile, never "no holidays"."""

    def of(self, country: str, years: Iterable[int]) -> frozenset[date]:
        return _of(country, tuple(sorted(years)))


@cache
def _of(country: str, years: tuple[int, ...]) -> frozenset[date]:
    import holidays

    return frozenset(holidays.country_holidays(country, years=years))
