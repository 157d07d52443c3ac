"""Public holidays, from the `holidays` library, loaded when first asked for.

A country of which it knows none has weekends alone: a code that is no country's is refused where it comes in
(countries.py), and one that stands in the table from before must not stop the chase of everybody else.

>>> PublicHolidays().of("SP", (2026,))
frozenset()
"""

from collections.abc import Iterable
from datetime import date
from functools import cache


class PublicHolidays:
    """Implements ports.Holidays."""

    def of(self, country: str, years: Iterable[int]) -> frozenset[date]:
        return _of(country, tuple(sorted(years)))


@cache
def _of(country: str, years: tuple[int, ...]) -> frozenset[date]:
    import holidays

    try:
        return frozenset(holidays.country_holidays(country, years=years))
    except NotImplementedError:
        return frozenset()
