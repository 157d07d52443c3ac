"""Money is whole cents with its currency. `Money(128450, "EUR")` is 1 284,50 EUR; two currencies are never added."""

from collections.abc import Iterable
from dataclasses import dataclass

from chalicelib.domain.errors import Refused

CURRENCIES = frozenset({"EUR"})


class OtherCurrency(Refused):
    """Two amounts of different currencies were about to be added or compared."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in whole cents; may be negative (a credit).

    >>> Money(128450) - Money(50000)
    Money(cents=78450, currency='EUR')
    """

    cents: int
    currency: str = "EUR"

    def __add__(self, other: "Money") -> "Money":
        return Money(self.cents + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.cents - self._same(other), self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.cents < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.cents <= self._same(other)

    @property
    def is_positive(self) -> bool:
        return self.cents > 0

    def _same(self, other: "Money") -> int:
        if other.currency != self.currency:
            raise OtherCurrency(f"{self.currency} and {other.currency} are never added together")
        return other.cents


def plain(money: Money) -> str:
    """For programs' output and messages; letters and pages have their typography.

    >>> plain(Money(128405))
    '1284.05 EUR'
    >>> plain(Money(-50))
    '-0.50 EUR'
    """
    whole, cents = divmod(abs(money.cents), 100)
    return f"{'-' if money.cents < 0 else ''}{whole}.{cents:02d} {money.currency}"


def total(amounts: Iterable[Money], currency: str = "EUR") -> Money:
    """The sum, zero for nothing."""
    result = Money(0, currency)
    for amount in amounts:
        result += amount
    return result
