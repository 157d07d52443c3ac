"""The planner: queues the cases whose next look has come. It reads only those, so its cost follows what is due.

Level-triggered: a case stays due until it was looked at, so a run that is missed, doubled or cut short loses nothing.
"""

from dataclasses import dataclass

from chalicelib.domain.pacing import handed_out, paced
from chalicelib.ports import Cases, Clock, Metrics, Queues

# Its alarm goes off when no run has said so for ninety minutes: a planner that does not run says nothing by itself.
QUEUED = "CasesQueued"
# A run reads no more than its time and memory take for certain, whatever waits: twelve times what it hands out at 14
# mails a second, and always twice what it hands out. Among them each creditor has its turn.
MOST_READ, AT_LEAST = 120_000, 2
# For how long the oldest of them has waited to be looked at: hours say that nobody looks, or that more is due than the
# mail service takes.
OLDEST = "OldestDueMinutes"


@dataclass(frozen=True, slots=True)
class PlanDue:
    cases: Cases
    queues: Queues
    clock: Clock
    metrics: Metrics
    mails_a_second: float

    def __call__(self) -> int:
        """Queues them, as many as may be sent until the next run; how many cases were queued."""
        now = self.clock.now()
        due = list(self.cases.due(now, max(MOST_READ, AT_LEAST * handed_out(self.mails_a_second))))
        oldest = min((case.since for case in due), default=now)
        queued = self.queues.assess(paced(due, self.mails_a_second), now)
        self.metrics.count(QUEUED, queued, ())
        self.metrics.count(OLDEST, int((now - oldest).total_seconds()) // 60, ())
        return queued
