"""Hands the steps of a batch to the queue together: a call for each would be the dearest part of a reminder.

Their rows stand already: when the queue is away the cases are looked at again and give the same steps.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from chalicelib.ports import Clock, Queues, StepKey


@dataclass(frozen=True, slots=True)
class QueueSteps:
    queues: Queues
    clock: Clock

    def __call__(self, steps: Iterable[StepKey]) -> None:
        """Raises what the queue raises: some may have been taken, which does no harm, for a step is claimed once."""
        self.queues.send(steps, self.clock.now())
