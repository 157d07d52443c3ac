"""The queues in SQS. A message names a case or a step, and the day where a payload may set it: no personal data."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import batched
from typing import TYPE_CHECKING

from botocore.config import Config

from chalicelib.adapters import io
from chalicelib.adapters.io import Site
from chalicelib.domain.case import CaseKey
from chalicelib.domain.failed_message import FailedMessage, QueueName
from chalicelib.domain.pacing import PacedCase
from chalicelib.ports import StepKey

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef

# One that waited for a minute, as boto3 does, would outlive the function that asks.
QUICK = Config(retries={"total_max_attempts": 3, "mode": "standard"}, connect_timeout=1, read_timeout=3)
BATCH = 10


class NotQueued(RuntimeError):
    """SQS refused some messages. The rows stand: the next run queues them again."""


class SqsQueues:
    """Implements ports.Queues. With `payload_clock` the instant travels with each message."""

    def __init__(self, client: "SQSClient", urls: Mapping[QueueName, str], *, payload_clock: bool) -> None:
        self._client = client
        self._urls = urls
        self._payload_clock = payload_clock

    def assess(self, cases: Iterable[PacedCase], now: datetime) -> int:
        return self._put(Site.QUEUES_ASSESS, QueueName.ASSESS, ((self._body(c.key, now), c.delay) for c in cases))

    def send(self, keys: Iterable[StepKey], now: datetime) -> int:
        return self._put(
            Site.QUEUES_SEND, QueueName.SEND, ((self._body(key.case, now, step_id=key.step_id), 0) for key in keys)
        )

    def again(self, message: FailedMessage) -> None:
        """Raises NotQueued."""
        self._put(Site.QUEUES_AGAIN, message.queue, [(message.body, 0)])

    def _put(self, site: Site, queue: QueueName, messages: Iterable[tuple[str, int]]) -> int:
        """All of them, ten a call, each hidden for so many seconds. Raises NotQueued."""
        count = 0
        for batch in batched(messages, BATCH):
            entries: list[SendMessageBatchRequestEntryTypeDef] = [
                {"Id": str(n), "MessageBody": body, "DelaySeconds": delay} for n, (body, delay) in enumerate(batch)
            ]
            answer = io.call(site, self._client.send_message_batch, QueueUrl=self._urls[queue], Entries=entries)
            if answer.get("Failed"):
                raise NotQueued(f"{len(answer['Failed'])} messages were not queued: the next run queues them again")
            count += len(batch)
        return count

    def _body(self, key: CaseKey, now: datetime, **more: str) -> str:
        body = {"creditor": key.creditor_id, "debtor": key.debtor_id, **more}
        if self._payload_clock:
            body["now"] = now.isoformat()
        return json.dumps(body)
