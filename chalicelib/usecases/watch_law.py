"""Counts the legal parameters that end soon, so that somebody adds the next value before the chase needs it."""

from dataclasses import dataclass

from chalicelib.law.watch import Ending, endings
from chalicelib.ports import Clock, Metrics

ENDING = "LegalParametersEnding"


@dataclass(frozen=True, slots=True)
class WatchLaw:
    clock: Clock
    metrics: Metrics

    def __call__(self) -> tuple[Ending, ...]:
        """The first to end comes first; those that have ended are among them."""
        found = endings(self.clock.now().date())
        self.metrics.count(ENDING, len(found), tuple(f"{e.path} until {e.known_until}" for e in found))
        return found
