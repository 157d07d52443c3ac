"""Carries the double's events to an SNS topic, in order, from a thread of its own, and again until SNS takes them."""

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from infra.local.mail_file import read_mail
from infra.local.mail_store import HELD, PENDING, SENT, MailStore
from infra.local.ses_event import event_json, instant_of

# (topic ARN, message): raises when SNS did not take it.
Publish = Callable[[str, str], object]
LONGEST_PAUSE = 5.0


def instant() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def sns_publisher(endpoint_url: str) -> Publish:
    """One client per topic's region; its account number is the key, which is how MiniStack tells accounts apart."""
    clients: dict[str, Any] = {}

    def publish(topic_arn: str, message: str) -> object:
        if topic_arn not in clients:
            clients[topic_arn] = _client(endpoint_url, *topic_arn.split(":")[3:5])
        return clients[topic_arn].publish(
            TopicArn=topic_arn, Subject="Amazon SES Email Event Notification", Message=message
        )

    return publish


def _client(endpoint_url: str, region: str, account: str) -> Any:
    import boto3
    from botocore.config import Config

    return boto3.session.Session().client(
        "sns",
        endpoint_url=endpoint_url,
        region_name=region,
        aws_access_key_id=account,
        aws_secret_access_key="double",  # noqa: S106
        config=Config(connect_timeout=2, read_timeout=10, retries={"total_max_attempts": 1}, proxies={}),
    )


class EventCourier:
    def __init__(self, store: MailStore, publish: Publish) -> None:
        self._store, self._publish = store, publish
        self._wake = threading.Event()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="event-courier")
        self.failures = 0
        self.last_error: str | None = None

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()

    def nudge(self) -> None:
        self._wake.set()

    def state(self) -> dict[str, object]:
        return {
            "events_sent": self._store.count(SENT),
            "events_pending": self._store.count(PENDING),
            "events_held": self._store.count(HELD),
            "publish_failures": self.failures,
            "last_error": self.last_error,
        }

    def _run(self) -> None:
        pause = 0.2
        while not self._ended.is_set():
            self._wake.clear()
            if self._send_next():
                pause = 0.2
                continue
            idle = self._store.topic_arn is None or self._store.next_pending() is None
            self._wake.wait(None if idle else pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    def _send_next(self) -> bool:
        """False when there is nothing to do or SNS did not take it; one failure holds the rest, for order's sake."""
        found, topic_arn = self._store.next_pending(), self._store.topic_arn
        if found is None or topic_arn is None:
            return False
        mail, index = found
        file = read_mail(self._store.raw(mail.number))
        at = instant_of(file, instant())
        message = event_json(mail, mail.events[index], file, at)
        try:
            self._publish(topic_arn, json.dumps(message, ensure_ascii=False) + "\n")
        except Exception as error:  # noqa: BLE001 (whatever SNS or the network answers, the event must go later)
            self.failures += 1
            self.last_error = f"{type(error).__name__}: {error}"
            return False
        self.last_error = None
        self._store.mark_sent(mail.number, index, at)
        return True
