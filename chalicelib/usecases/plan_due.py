"""The hourly planner: queues every case whose next look has come. It reads only those, so its cost follows what is due.

Level-triggered: a case stays due until it was looked at, so a run that is missed, doubled or cut short loses nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from chalicelib.domain.case import CaseKey
from chalicelib.ports import Cases, Clock, Metrics, Queues

# Its alarm goes off when no run has said so for ninety minutes: a planner that does not run says nothing by itself.
QUEUED = "CasesQueued"
# For how long the oldest of them has waited to be looked at: more than the hour between two runs says that nobody does.
OLDEST = "OldestDueMinutes"


@dataclass(frozen=True, slots=True)
class PlanDue:
    cases: Cases
    queues: Queues
    clock: Clock
    metrics: Metrics

    def __call__(self) -> int:
        """Queues them; how many cases were queued."""
        now = self.clock.now()
        oldest = now

        def due() -> Iterator[CaseKey]:
            nonlocal oldest
            for case in self.cases.due(now):
                oldest = min(oldest, case.since)
                yield case.key

        queued = self.queues.assess(due(), now)
        self.metrics.count(QUEUED, queued, ())
        self.metrics.count(OLDEST, int((now - oldest).total_seconds()) // 60, ())
        return queued
