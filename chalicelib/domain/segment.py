"""Which debtors a policy is for, and which of several policies is taken: always the most specific.

An invoice's own policy comes before its debtor's, a debtor's before that of its segment, a segment's before the
creditor's. Of several segments the one with more conditions is taken, then the first by name.
"""

from collections.abc import Iterable
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Segment:
    """All the conditions that are named must be met. A sum in another currency meets none."""

    kinds: frozenset[DebtorKind] = frozenset()
    average_days_late_at_least: int | None = None
    owed_at_least: Money | None = None
    owed_at_most: Money | None = None
    bought_at_least: Money | None = None

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
