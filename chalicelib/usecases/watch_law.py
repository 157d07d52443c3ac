"""Says which legal parameters end soon, so that somebody adds the next value before the chase needs it."""

from dataclasses import dataclass

from chalicelib.law.watch import Ending, endings
from chalicelib.ports import Clock


@dataclass(frozen=True, slots=True)
class WatchLaw:
    clock: Clock

    def __call__(self) -> tuple[Ending, ...]:
        """The first to end comes first; those that have ended are among them."""
        return endings(self.clock.now().date())
