"""How many cases one run of the planner hands out, of whose, and when: so many mails a second may go out, and each
creditor has its turn.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from chalicelib.domain.case import CaseKey
from chalicelib.domain.listing import DueCase

# A run comes every quarter of an hour; what it hands out has been taken when the next one comes.
SPREAD = timedelta(minutes=14)
# Of what the mail service takes: the rest is for what is tried again, and for a count that is not ours alone.
SHARE = 0.8


def handed_out(mails_a_second: float) -> int:
    """As many cases as the time to the next run takes.

    >>> handed_out(14)
    9408
    """
    return int(mails_a_second * SHARE * SPREAD.total_seconds())


@dataclass(frozen=True, slots=True)
class PacedCase:
    """To be looked at so many seconds from now."""

    key: CaseKey
    delay: int


def paced(due: Iterable[DueCase], mails_a_second: float) -> Iterator[PacedCase]:
    """One case of each creditor in turn, as many as the time to the next run takes: a look sends one mail at most. What
    is left stays due, and the next run finds it.

    >>> from datetime import UTC, datetime
    >>> at = datetime(2026, 12, 1, 8, tzinfo=UTC)
    >>> large = [DueCase(CaseKey("large", str(n)), at) for n in range(100_000)]
    >>> small = [DueCase(CaseKey("small", str(n)), at + timedelta(minutes=5)) for n in range(10)]
    >>> given = list(paced(large + small, 14))
    >>> len(given), given[-1].delay, max(p.delay for p in given if p.key.creditor_id == "small")
    (9408, 839, 1)
    """
    rate, most = mails_a_second * SHARE, handed_out(mails_a_second)
    for n, key in enumerate(_in_turn(due)):
        if n >= most:
            return
        yield PacedCase(key, int(n / rate))


def _in_turn(due: Iterable[DueCase]) -> Iterator[CaseKey]:
    """The oldest of each creditor, then the next of each; whoever has waited longest comes first."""
    waiting: dict[str, deque[CaseKey]] = defaultdict(deque)
    for case in sorted(due, key=lambda c: c.since):
        waiting[case.key.creditor_id].append(case.key)
    while waiting:
        for creditor in list(waiting):
            yield waiting[creditor].popleft()
            if not waiting[creditor]:
                del waiting[creditor]
