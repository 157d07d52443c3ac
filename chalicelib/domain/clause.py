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
    """A clause of so many times the legal rate: each half-year's, or that of the day on which interest starts.

    >>> str(TimesLegal(Decimal(3)))
    'legal*3'
    """

    factor: Decimal
    legal_rate_of: LegalRateOf = LegalRateOf.EACH_HALF_YEAR

    def __str__(self) -> str:
        return f"legal*{self.factor}"


Clause = Rate | TimesLegal


@dataclass(frozen=True, slots=True)
class LatePaymentTerms:
    """What a creditor's terms of sale say of lateness between businesses: without `clause` nothing, and the law's own
    rate holds (C. com. L441-10 II).
    """

    clause: Clause | None = None
