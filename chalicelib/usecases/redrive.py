"""Puts back into their queues the messages that failed, once a person has mended why."""

from collections import Counter
from dataclasses import dataclass, replace
from functools import partial

from chalicelib.domain.case import CaseUnreadable
from chalicelib.domain.errors import NotFound
from chalicelib.domain.failed_message import QueueName
from chalicelib.domain.lifecycle import StepMove, StepState
from chalicelib.domain.step_events import StepMoved
from chalicelib.ports import Cases, Clock, FailedMessages, Queues, StepKey
from chalicelib.usecases.deciding import LOOK_AGAIN, while_it_moves

OPERATOR = "operator"
MOST = 500


@dataclass(frozen=True, slots=True)
class Redriven:
    """How many went back, by queue; whether others are left, for another call."""

    count: dict[QueueName, int]
    are_left: bool


@dataclass(frozen=True, slots=True)
class Redrive:
    cases: Cases
    failed: FailedMessages
    queues: Queues
    clock: Clock
    most: int = MOST

    def __call__(self) -> Redriven:
        """A message is forgotten once its queue has it: twice in the queue is no harm, nowhere would be.

        Raises CaseMoved when a case kept changing: those before it went back.
        """
        count = Counter[QueueName]()
        for message in self.failed.all():
            if count.total() == self.most:
                return Redriven(_by_queue(count), are_left=True)
            if message.case and message.step_id:
                while_it_moves(partial(self._give_back, StepKey(message.case, message.step_id)))
            self.queues.again(message)
            self.failed.forget(message)
            count[message.queue] += 1
        return Redriven(_by_queue(count), are_left=False)

    def _give_back(self, key: StepKey) -> None:
        """The step, where it has not been decided on anew since."""
        try:
            case = self.cases.load(key.case)
            step = case.step(key.step_id)
        except (NotFound, CaseUnreadable):
            return
        if step.state is StepState.FAILED:
            now, given = self.clock.now(), step.move(StepMove.RELEASE, reason=None)
            after = replace(case.with_step(given), next_look_at=now + LOOK_AGAIN)
            self.cases.commit(case, after, [StepMoved.of(given, OPERATOR, "tried again")], now)


def _by_queue(count: "Counter[QueueName]") -> dict[QueueName, int]:
    return {queue: count[queue] for queue in QueueName}
