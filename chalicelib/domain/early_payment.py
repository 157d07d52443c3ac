"""The terms of an early payment discount (escompte), as they stand on an invoice (C. com. L441-9 I)."""

from dataclasses import dataclass

from chalicelib.domain.errors import Refused
from chalicelib.domain.rate import Rate

WHOLE = 1_000_000
# The reference under which an earned discount is booked: nobody else's may be it.
EARLY_PAYMENT = "early payment discount"


class NotADiscount(Refused):
    """No discount that an invoice could state."""


@dataclass(frozen=True, slots=True)
class EarlyPaymentDiscount:
    """`rate` is a share of the total, not a yearly rate; it is earned up to `days_before` days before the due date.

    >>> str(EarlyPaymentDiscount(Rate.percent("2"), 20))
    '2.00 % until 20 days before the due date'
    """

    rate: Rate
    days_before: int

    def __post_init__(self) -> None:
        if not 0 < self.rate.millionths < WHOLE:
            raise NotADiscount(f"a discount of {self.rate} %: it is above 0 and below 100")
        if not 0 <= self.days_before <= 365:
            raise NotADiscount(f"{self.days_before} days before the due date: from 0 to 365 are possible")

    def __str__(self) -> str:
        return f"{self.rate} % until {self.days_before} days before the due date"
