"""What a contract says of the price of lateness: a rate, or so many times the legal rate. Its floor is the law's."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from chalicelib.domain.rate import Rate


class LegalRateOf(StrEnum):
    """Which legal rate a clause of so many times it means. No text says it: it is a setting."""

    EACH_HALF_YEAR = "each-half-year"
    START = "start"


@dataclass(frozen=True, slots=True)
class TimesLegal:
    """A clause of so many times the legal rate: each half-year's, or that of the day on which interest starts."""

    factor: Decimal
    legal_rate_of: LegalRateOf = LegalRateOf.EACH_HALF_YEAR


Clause = Rate | TimesLegal
