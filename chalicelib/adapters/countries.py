"""The codes of countries, ISO 3166-1 alpha-2, as `tzdata` ships them: no list of ours to keep, nothing big to import.

>>> "FR" in country_codes(), "UK" in country_codes(), "SP" in country_codes()
(True, False, False)
"""

from functools import cache
from importlib.resources import files


@cache
def country_codes() -> frozenset[str]:
    """All that are officially assigned, 249 of them."""
    table = files("tzdata").joinpath("zoneinfo", "iso3166.tab").read_text("utf-8")
    return frozenset(line.split("\t")[0] for line in table.splitlines() if line and not line.startswith("#"))
