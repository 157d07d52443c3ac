"""Which parameters end soon: somebody must read the next value and add its line before the chase needs it.

>>> endings(date(2015, 1, 1))
()
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from chalicelib.law import reader

SOON = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Ending:
    """A parameter that is known until `known_until`, and who publishes what follows; of a confirmation, the last day of
    the last half-year whose notice was read.
    """

    path: str
    known_until: date
    published_by: str

    def is_over(self, on: date) -> bool:
        return self.known_until < on


def endings(on: date, within: timedelta = SOON) -> tuple[Ending, ...]:
    """Those that end within so many days of `on`, or have ended; the first to end comes first."""
    return _sorted(e for e in map(_ending, _paths(are_confirmations=False)) if e and e.known_until <= on + within)


def confirmations(on: date, within: timedelta = SOON) -> tuple[Ending, ...]:
    """The readings of national notices that end within so many days of `on`, or have ended: the rates of the days after
    are marked as derived until the next is read. No sum waits for one, so that they are no part of `endings`.
    """
    return _sorted(e for e in map(_confirmed, _paths(are_confirmations=True)) if e.known_until <= on + within)


def _sorted(found: Iterable[Ending]) -> tuple[Ending, ...]:
    return tuple(sorted(found, key=lambda e: (e.known_until, e.path)))


def _paths(*, are_confirmations: bool) -> Iterator[str]:
    return (p for p in reader.all_paths() if p.endswith(reader.CONFIRMATIONS) is are_confirmations)


def _ending(path: str) -> Ending | None:
    quantity = reader.quantity(path)
    return Ending(path, quantity.known_until, quantity.published_by) if quantity.known_until else None


def _confirmed(path: str) -> Ending:
    quantity = reader.quantity(path)
    read = [v.known_until for v in quantity.values if v.known_until and not v.is_derived]
    return Ending(path, max(read, default=quantity.values[0].since - timedelta(days=1)), quantity.published_by)
