"""The hourly planner: queues every case whose next look has come. It reads only those, so its cost follows what is due.

Level-triggered: a case stays due until it was looked at, so a run that is missed, doubled or cut short loses nothing.
"""

from dataclasses import dataclass

from chalicelib.ports import Cases, Clock, Metrics, Queues

# Its alarm goes off when no run has said so for ninety minutes: a planner that does not run says nothing by itself.
QUEUED = "CasesQueued"


@dataclass(frozen=True, slots=True)
class PlanDue:
    cases: Cases
    queues: Queues
    clock: Clock
    metrics: Metrics

    def __call__(self) -> int:
        """How many cases were queued."""
        now = self.clock.now()
        queued = self.queues.assess(self.cases.due(now), now)
        self.metrics.count(QUEUED, queued, ())
        return queued
