"""Which debtors a policy is for, and which of several policies is taken: always the most specific.

An invoice's own policy comes before its debtor's, a debtor's before that of its segment, a segment's before the
creditor's. Of several segments the one with more conditions is taken, then the first by name.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from chalicelib.domain.early_payment import EARLY_PAYMENT
from chalicelib.domain.invoice import EntryKind, Invoice
from chalicelib.domain.limitation import months_before
from chalicelib.domain.money import Money
from chalicelib.domain.parties import DebtorKind


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of a debtor: how late it paid on average what it has paid (None before the first payment), what it
    owes, and what was invoiced to it in the last twelve months; sums in one currency each.
    """

    kind: DebtorKind
    average_days_late: int | None = None
    owed: tuple[Money, ...] = ()
    bought: tuple[Money, ...] = ()


# How far back it counts what a debtor bought, and how late it paid.
BOUGHT_IN, PAID_IN = 12, 24


def profile_of(kind: DebtorKind, invoices: Iterable[Invoice], on: date) -> Profile:
    """From every invoice that the debtor ever had and those that come in: what was issued in the last twelve months,
    what is owed, and the mean of the days late of what was paid to the end in the last twenty-four, in whole days.
    """
    owed, bought, late = dict[str, int](), dict[str, int](), list[int]()
    for invoice in invoices:
        currency = invoice.total.currency
        if invoice.is_open:
            owed[currency] = owed.get(currency, 0) + invoice.open.cents
        if months_before(on, BOUGHT_IN) < invoice.issued_on:
            bought[currency] = bought.get(currency, 0) + invoice.total.cents
        paid_on = _paid_on(invoice)
        if paid_on and months_before(on, PAID_IN) < paid_on:
            late.append(max((paid_on - invoice.last_due_on).days, 0))
    average = sum(late) // len(late) if late else None
    return Profile(kind, average, _sums(owed), _sums(bought))


def _paid_on(invoice: Invoice) -> date | None:
    """The day of the payment that left nothing owed, but for a discount that it earned; None while something is, or
    where a credit note did it.
    """
    left = invoice.total.cents
    for entry in sorted(invoice.entries, key=lambda e: e.on):
        left -= entry.amount.cents
        if left <= 0:
            is_paid = entry.kind is EntryKind.PAYMENT or entry.reference == EARLY_PAYMENT
            return entry.on if is_paid else None
    return None


def _sums(cents: dict[str, int]) -> tuple[Money, ...]:
    return tuple(Money(sum_, currency) for currency, sum_ in sorted(cents.items()))


@dataclass(frozen=True, slots=True)
class Segment:
    """All the conditions that are named must be met. A sum in another currency meets none."""

    kinds: frozenset[DebtorKind] = frozenset()
    average_days_late_at_least: int | None = None
    owed_at_least: Money | None = None
    owed_at_most: Money | None = None
    bought_at_least: Money | None = None

    @property
    def looks_back(self) -> bool:
        """Whether it asks for what a debtor did before."""
        return self.average_days_late_at_least is not None or self.bought_at_least is not None

    def includes(self, profile: Profile) -> bool:
        late, least = profile.average_days_late, self.average_days_late_at_least
        return (
            (not self.kinds or profile.kind in self.kinds)
            and (least is None or (late is not None and late >= least))
            and (self.owed_at_least is None or self.owed_at_least <= _of(profile.owed, self.owed_at_least))
            and (self.owed_at_most is None or _of(profile.owed, self.owed_at_most) <= self.owed_at_most)
            and (self.bought_at_least is None or self.bought_at_least <= _of(profile.bought, self.bought_at_least))
        )

    @property
    def conditions(self) -> int:
        """How many are named: more are more specific."""
        named = (self.average_days_late_at_least, self.owed_at_least, self.owed_at_most, self.bought_at_least)
        return bool(self.kinds) + sum(c is not None for c in named)


def most_specific(segments: Iterable[tuple[str, Segment]], profile: Profile) -> str | None:
    """The name that belongs to the segment taken; None when the debtor is in none.

    >>> late = Segment(average_days_late_at_least=20)
    >>> most_specific([("everybody", Segment()), ("late-payers", late)], Profile(DebtorKind.TRADER, 25))
    'late-payers'
    """
    fitting = [(-segment.conditions, name) for name, segment in segments if segment.includes(profile)]
    return min(fitting)[1] if fitting else None


def _of(sums: tuple[Money, ...], like: Money) -> Money:
    return next((s for s in sums if s.currency == like.currency), Money(0, like.currency))
