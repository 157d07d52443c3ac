"""A message that failed as often as it may be handed out: kept whole, and told where its creditor can see it.

What is due stays due, and is tried again by itself: a look with each run of the planner, a step on the next day.
"""

from dataclasses import dataclass, replace

from chalicelib.domain.case import CaseKey, CaseUnreadable
from chalicelib.domain.errors import NotFound
from chalicelib.domain.events import LookFailed
from chalicelib.domain.failed_message import FailedMessage
from chalicelib.domain.lifecycle import StepMove, can
from chalicelib.domain.step_events import StepMoved
from chalicelib.ports import Cases, Clock, FailedMessages, Metrics
from chalicelib.usecases.deciding import PLANNER, Judge, while_it_moves

FAILED = "MessagesFailed"


@dataclass(frozen=True, slots=True)
class RecordFailure:
    cases: Cases
    judge: Judge
    failed: FailedMessages
    clock: Clock
    metrics: Metrics

    def __call__(self, message: FailedMessage) -> None:
        """Raises CaseMoved when the case kept changing; the message is kept by then."""
        self.failed.keep(message)
        self.metrics.count(FAILED, 1, (f"{message.queue} {message.id}",))
        key = message.case
        if key is None:
            return
        while_it_moves(lambda: self._tell(key, message))

    def _tell(self, key: CaseKey, message: FailedMessage) -> None:
        now = self.clock.now()
        try:
            case = self.cases.load(key)
            step = case.step(message.step_id) if message.step_id else None
        except (NotFound, CaseUnreadable):
            # It is gone, and nobody waits for it; or nothing can be told of it but that it cannot be read.
            return
        if step is None:
            # Where another look has come to its end since, none waits, and none would take the task away.
            is_due = case.next_look_at is not None and case.next_look_at <= now
            if case.look_failed_on is None and is_due:
                today = self.judge.today(case, now)
                since = min(case.waits_since or today, today)
                after = replace(case, look_failed_on=today, waits_since=since)
                self.cases.commit(case, after, [LookFailed(PLANNER, message.id)], now)
            return
        if can(step.state, StepMove.FAIL):
            failed = step.move(StepMove.FAIL, reason=f"it failed each time it was tried (message {message.id})")
            after = self.judge.with_next_look(case.with_step(failed), now)
            self.cases.commit(case, after, [StepMoved.of(failed, PLANNER, failed.reason or "")], now)
