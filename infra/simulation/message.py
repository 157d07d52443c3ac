"""What is handed out by the queues of the world."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.case import CaseKey
from chalicelib.domain.failed_message import FailedMessage, QueueName
from chalicelib.ports import StepKey
from chalicelib.usecases.record_delivery import Delivery


@dataclass(frozen=True, slots=True)
class Message:
    """In a queue: a case to look at, a step to send, or an event of the mail service; received so many times."""

    about: CaseKey | StepKey | Delivery
    times: int = 0

    def failed(self, name: str, now: datetime) -> FailedMessage:
        """As it lies among the dead letters; its name stands for its body."""
        if isinstance(self.about, CaseKey):
            return FailedMessage(QueueName.ASSESS, name, name, now, self.about)
        if isinstance(self.about, StepKey):
            return FailedMessage(QueueName.SEND, name, name, now, self.about.case, self.about.step_id)
        return FailedMessage(QueueName.DELIVERIES, name, name, now)
