"""Agreed instalments: while each is paid in time nothing else is asked for; one that stays unpaid ends the plan."""

from dataclasses import dataclass
from datetime import date

from chalicelib.domain.errors import Refused
from chalicelib.domain.money import Money, total


@dataclass(frozen=True, slots=True)
class Instalment:
    """`on` is the last day on which it is in time."""

    on: date
    amount: Money


@dataclass(frozen=True, slots=True)
class Plan:
    """`received` was paid on its invoices since it was agreed; `ended_on` is set when a person or a default ends it, or
    all of it was paid; `is_in_default` says that it was a default. `beyond_cents` is owed on its invoices beyond it,
    as a payment that it had been reckoned with was cancelled since: that is asked for when the plan has ended.
    `tolerance_cents` may be missing at any time, and it is kept all the same. `stood_until`, of one in default, is the
    last day on which what was missing would have been in time.
    """

    id: str
    invoice_ids: tuple[str, ...]
    instalments: tuple[Instalment, ...]
    agreed_on: date
    by: str
    received: Money
    grace_days: int
    ended_on: date | None = None
    is_in_default: bool = False
    stood_until: date | None = None
    beyond_cents: int = 0
    tolerance_cents: int = 0

    def __post_init__(self) -> None:
        days = [i.on for i in self.instalments]
        if not days or days != sorted(set(days)) or not all(i.amount.is_positive for i in self.instalments):
            raise Refused("a plan has instalments above zero, each on a later day than the one before it")

    def left(self) -> tuple[Instalment, ...]:
        """The instalments that what was received does not reach, oldest first, each with what is left of it.

        >>> two = tuple(Instalment(date(2026, 12, day), Money(5000)) for day in (1, 15))
        >>> [i.amount.cents for i in Plan("p", ("a",), two, date(2026, 11, 1), "creditor", Money(2000), 8).left()]
        [3000, 5000]
        """
        covered = self.received.cents
        found: list[Instalment] = []
        for instalment in self.instalments:
            rest = instalment.amount.cents - max(min(covered, instalment.amount.cents), 0)
            covered -= instalment.amount.cents
            if rest:
                found.append(Instalment(instalment.on, Money(rest, instalment.amount.currency)))
        return tuple(found)

    def oldest_missing(self) -> Instalment | None:
        """The instalment by which more than the tolerance is missing, else the last that is not paid whole; None when
        nothing is left.

        >>> two = tuple(Instalment(date(2026, 12, day), Money(5000)) for day in (1, 15))
        >>> missing = Plan("p", ("a",), two, date(2026, 11, 1), "creditor", Money(4000), 8, tolerance_cents=1500)
        >>> missing.oldest_missing().on.day
        15
        """
        missing, left = 0, self.left()
        for instalment in left:
            missing += instalment.amount.cents
            if missing > self.tolerance_cents:
                return instalment
        return left[-1] if left else None

    @property
    def is_paid(self) -> bool:
        """Whether what was received comes to all of it, but for the tolerance."""
        return self.amount.cents - self.received.cents <= self.tolerance_cents

    @property
    def amount(self) -> Money:
        return total((i.amount for i in self.instalments), self.received.currency)
