"""Early payment discount (escompte): what is owed when the whole is paid some days before the due date.

Its terms stand on the invoice (C. com. L441-9 I). A part payment earns none.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from chalicelib.domain.errors import Refused
from chalicelib.domain.money import Money
from chalicelib.domain.rate import Rate

_WHOLE = 1_000_000


class NotADiscount(Refused):
    """No discount that an invoice could state."""


@dataclass(frozen=True, slots=True)
class EarlyPaymentDiscount:
    """`rate` is a share of the total, not a yearly rate; it is earned up to `days_before` days before the due date."""

    rate: Rate
    days_before: int

    def __post_init__(self) -> None:
        if not 0 < self.rate.millionths < _WHOLE:
            raise NotADiscount(f"a discount of {self.rate} %: it is above 0 and below 100")
        if not 0 <= self.days_before <= 365:
            raise NotADiscount(f"{self.days_before} days before the due date: from 0 to 365 are possible")


def last_day(due_on: date, discount: EarlyPaymentDiscount) -> date:
    """The last day on which payment earns it.

    >>> last_day(date(2026, 12, 31), EarlyPaymentDiscount(Rate.percent("2"), 20))
    datetime.date(2026, 12, 11)
    """
    return due_on - timedelta(days=discount.days_before)


def owed_if_paid(total: Money, due_on: date, discount: EarlyPaymentDiscount, on: date) -> Money:
    """What settles the whole invoice on that day; the discount is rounded half up to the cent.

    >>> two = EarlyPaymentDiscount(Rate.percent("2"), 20)
    >>> owed_if_paid(Money(128450), date(2026, 12, 31), two, date(2026, 12, 11)).cents
    125881
    >>> owed_if_paid(Money(128450), date(2026, 12, 31), two, date(2026, 12, 12)).cents
    128450
    """
    if on > last_day(due_on, discount):
        return total
    off = (2 * total.cents * discount.rate.millionths + _WHOLE) // (2 * _WHOLE)
    return Money(total.cents - off, total.currency)
