"""Which parameters end soon: somebody must read the next value and add its line before the chase needs it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from chalicelib.law import reader

SOON = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Ending:
    """A parameter that is known until `known_until`, and who publishes what follows."""

    path: str
    known_until: date
    published_by: str

    def is_over(self, on: date) -> bool:
        return self.known_until < on


def endings(on: date, within: timedelta = SOON) -> tuple[Ending, ...]:
    """Those that end within so many days of `on`, or have ended; the first to end comes first."""
    return tuple(sorted(_endings(on + within), key=lambda e: (e.known_until, e.path)))


def _endings(latest: date) -> Iterator[Ending]:
    for path in reader.all_paths():
        quantity = reader.quantity(path)
        # A confirmation that is missing leaves a rate marked as derived, and nothing unknown.
        if quantity.known_until is None or path.endswith(reader.CONFIRMATIONS):
            continue
        if quantity.known_until <= latest:
            yield Ending(path, quantity.known_until, quantity.published_by)
