"""Our double of SES v2: keeps each mail as a file, shows them as a mailbox page, and tells SNS what became of them.

    python -m infra.local.ses_double --port 8025 --mail-dir .local/mails --sns-endpoint http://127.0.0.1:4566

boto3 reaches it by AWS_ENDPOINT_URL_SESV2. It takes mails, and exports what it keeps of them (ses_export.py). Besides
SES it answers `PUT /_double/topic {"topic_arn"}`, `POST /_double/script {"address", "outcome", "times"}` (outcome null
forgets, times may be left out), `POST /_double/flush` (late deliveries go out) and `GET /_double/state`. A mail without
a configuration set gives no event, as on AWS.
"""

import argparse
import json
import signal
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from infra.local.event_courier import EventCourier, Publish, sns_publisher
from infra.local.loopback import LoopbackServer, Note, Request, Response, silent
from infra.local.mail_store import MailStore
from infra.local.mailbox_page import mailbox_answer
from infra.local.ses_call import SesError, bad_request, kept_mail, parse_send_email
from infra.local.ses_export import ExportJobs
from infra.local.ses_outcome import Outcome, fault_of, plan_events

# 40 MB of mail grow by a third in base64.
BODY_LIMIT = 56 * 1024 * 1024
SEND_EMAIL = ("POST", "/v2/email/outbound-emails")
_REFUSALS = {
    Outcome.THROTTLE: SesError(429, "TooManyRequestsException", "Maximum sending rate exceeded."),
    Outcome.REJECT: SesError(400, "MessageRejected", "The content of this message is not taken (scripted refusal)."),
}


class SesDouble:
    def __init__(
        self,
        mail_dir: Path,
        *,
        port: int = 0,
        sns_endpoint: str | None = None,
        topic_arn: str | None = None,
        publish: Publish | None = None,
        note: Note = silent,
    ) -> None:
        """Give the SNS endpoint, or a `publish` of your own; without a topic the events wait for one."""
        self.store = MailStore(mail_dir)
        if topic_arn is not None:
            self.store.topic_arn = topic_arn
        if publish is None:
            if sns_endpoint is None:
                raise ValueError("the double needs an SNS endpoint or a publish function")
            publish = sns_publisher(sns_endpoint)
        self.courier = EventCourier(self.store, publish)
        self._exports = ExportJobs(self.store)
        self._refused = 0
        self._lock = threading.Lock()
        self._controls: dict[tuple[str, str], Callable[[dict[str, Any]], dict[str, object]]] = {
            ("PUT", "/_double/topic"): self._set_topic,
            ("POST", "/_double/script"): self._script,
            ("POST", "/_double/flush"): self._flush,
            ("GET", "/_double/state"): lambda _: self.state(),
        }
        self.server = LoopbackServer(
            self.answer,
            port,
            body_limit=BODY_LIMIT,
            too_long=_error(SesError(413, "BadRequestException", f"a request has {BODY_LIMIT} bytes at most")),
            note=note,
        )

    @property
    def url(self) -> str:
        return self.server.url

    def start(self) -> Self:
        self.courier.start()
        self.server.start()
        return self

    def stop(self) -> None:
        self.server.stop()
        self.courier.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def state(self) -> dict[str, object]:
        """accepted = mails kept, over all runs; refused = calls refused since the start."""
        return {
            "accepted": len(self.store),
            "refused": self._refused,
            "topic_arn": self.store.topic_arn,
            **self.courier.state(),
        }

    def answer(self, request: Request) -> Response | None:
        try:
            if (request.method, request.path) == SEND_EMAIL:
                return self._send_email(request)
            if control := self._controls.get((request.method, request.path)):
                return _json(200, control(_fields(request)))
            if exported := self._exports.answer(request, self.url):
                return exported
            if page := mailbox_answer(self.store, request):
                return page
            raise SesError(404, "NotFoundException", f"this double does not know {request.method} {request.path}")
        except SesError as error:
            with self._lock:
                self._refused += request.path.startswith("/v2/")
            return _error(error)

    def _send_email(self, request: Request) -> Response | None:
        call = parse_send_email(request.body)
        outcomes = {address: self.store.take_outcome(address) for address in call.recipients}
        fault = fault_of(outcomes.values())
        if fault in _REFUSALS:
            raise _REFUSALS[fault]
        planned = plan_events(call.recipients, outcomes.__getitem__) if call.configuration_set else ()
        answer = "lost" if fault is Outcome.LOST else "accepted"
        mail = self.store.keep(call.raw, kept_mail(call, planned, answer, datetime.now(UTC)))
        self.courier.nudge()
        return None if fault is Outcome.LOST else _json(200, {"MessageId": mail.message_id})

    def _set_topic(self, fields: dict[str, Any]) -> dict[str, object]:
        topic_arn = fields.get("topic_arn")
        if not isinstance(topic_arn, str) or len(topic_arn.split(":")) != 6:
            raise bad_request("topic_arn must read arn:aws:sns:<region>:<account>:<name>")
        self.store.topic_arn = topic_arn
        self.courier.nudge()
        return {"topic_arn": topic_arn}

    def _script(self, fields: dict[str, Any]) -> dict[str, object]:
        address, outcome, times = fields.get("address"), fields.get("outcome"), fields.get("times")
        known = ", ".join(Outcome)
        if not isinstance(address, str) or "@" not in address:
            raise bad_request("address must be one mail address")
        if outcome is not None and outcome not in tuple(Outcome):
            raise bad_request(f"outcome must be null or one of {known}")
        if times is not None and (not isinstance(times, int) or times < 1):
            raise bad_request("times must be a whole number from 1, or left out")
        self.store.script(address, Outcome(outcome) if outcome else None, times)
        return {"address": address.lower(), "outcome": outcome, "times": times}

    def _flush(self, _fields: dict[str, Any]) -> dict[str, object]:
        released = self.store.release_held()
        self.courier.nudge()
        return {"mails_released": released}


def _fields(request: Request) -> dict[str, Any]:
    # A browser names the page a request comes from: no page may steer the double, a link in a mail least of all.
    if request.method != "GET" and request.header("Origin"):
        raise SesError(403, "AccessDeniedException", "the double is not steered from a web page")
    if not request.body:
        return {}
    try:
        fields = json.loads(request.body)
    except ValueError as error:
        raise bad_request("the body is no JSON") from error
    if not isinstance(fields, dict):
        raise bad_request("the body must be a JSON object")
    return fields


def _json(status: int, value: object) -> Response:
    return Response(status, json.dumps(value).encode(), (("Content-Type", "application/json"),))


def _error(error: SesError) -> Response:
    body = json.dumps({"message": error.message}).encode()
    return Response(error.status, body, (("Content-Type", "application/json"), ("x-amzn-ErrorType", error.kind)))


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="infra.local.ses_double", description="Local double of Amazon SES v2")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--mail-dir", type=Path, required=True)
    parser.add_argument("--sns-endpoint", required=True)
    parser.add_argument("--topic-arn")
    given = parser.parse_args(arguments)
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    try:
        double = SesDouble(given.mail_dir, port=given.port, sns_endpoint=given.sns_endpoint, topic_arn=given.topic_arn)
    except OSError as error:
        print(f"ses_double: port {given.port} cannot be had: {error.strerror}", file=sys.stderr)
        return 1
    with double:
        print(f"ses_double: {double.url} keeps mails in {given.mail_dir}", flush=True)
        ended.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
