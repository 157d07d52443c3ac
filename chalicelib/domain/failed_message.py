"""A message that its function could not handle, as often as it was handed out: kept until somebody has mended why."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.case import CaseKey


class QueueName(StrEnum):
    """What its messages ask for: to look at a case, to send a step, to record what the mail service says."""

    ASSESS = "assess"
    SEND = "send"
    DELIVERIES = "deliveries"


@dataclass(frozen=True, slots=True)
class FailedMessage:
    """`id` is the one that the log names, `body` what goes back into the queue. `case` and `step_id` say what it was
    about; an event of the mail service is known by its id alone.
    """

    queue: QueueName
    id: str
    body: str
    at: datetime
    case: CaseKey | None = None
    step_id: str | None = None

    @property
    def about(self) -> str:
        """One that fails again about the same takes the place of the one before.

        >>> FailedMessage(QueueName.ASSESS, "m-1", "{}", datetime(2026, 12, 1), CaseKey("cre_1", "dbt_1")).about
        'assess#cre_1#dbt_1'
        """
        if self.case is None:
            return f"{self.queue}#{self.id}"
        # The id of a step begins with its case.
        return f"{self.queue}#{self.step_id or f'{self.case.creditor_id}#{self.case.debtor_id}'}"
