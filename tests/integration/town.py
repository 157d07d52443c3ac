"""Relance whole, as AWS would run it: the real handlers, the table, bucket and queues in moto, SES v2 in our double.

`Town` speaks as API Gateway, SQS and SNS do; `Browser` as a debtor's browser does.
"""

import base64
import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from zoneinfo import ZoneInfo

import boto3
from chalice.test import Client, HTTPResponse

import app as switchboard
from chalicelib.adapters.public_holidays import PublicHolidays
from chalicelib.bootstrap import use_cases, world
from chalicelib.domain.calendar import first_working_day
from chalicelib.domain.parties import Creditor

TABLE = "relance-integration"
STAGE = "arn:aws:execute-api:eu-west-3:000000000000:abc123/api"
FORM = "application/x-www-form-urlencoded"
NUMBERS = itertools.count(1)


def working_morning() -> datetime:
    """Nine o'clock in Paris, today or on the next day on which letters go out."""
    today = datetime.now(ZoneInfo("Europe/Paris")).date()
    off = PublicHolidays().of("FR", (today.year, today.year + 1))
    return datetime.combine(first_working_day(today, off), time(9), ZoneInfo("Europe/Paris")).astimezone(UTC)


def day(offset: int) -> str:
    """A day as the API takes it, counted from the one on which letters go out."""
    return (working_morning().date() + timedelta(days=offset)).isoformat()


def an_invoice(number: str = "F-1", *, late: int = 4, cents: int = 10000, **changes: Any) -> dict[str, Any]:
    """An invoice as the API takes it, `late` days past its due date; None takes a field out."""
    plain = {
        "number": number,
        "issued_on": day(-late - 30),
        "due_on": day(-late),
        "total_cents": cents,
        "debtor": a_debtor(),
    }
    return {name: value for name, value in {**plain, **changes}.items() if value is not None}


def a_debtor(name: str = "Garage Le Goff", **changes: Any) -> dict[str, Any]:
    plain = {
        "reference": name,
        "name": name,
        "kind": "trader",
        "email": "compta@legoff.example",
        "address": {"lines": ["3 quai Sud"], "postcode": "29200", "city": "Brest"},
    }
    return {field: value for field, value in {**plain, **changes}.items() if value is not None}


@dataclass
class Town:
    """One creditor with a key. Answers are those of the handlers."""

    creditor: Creditor
    key: str
    http: Client = field(default_factory=lambda: Client(switchboard.app))

    def call(self, method: str, path: str, body: bytes | str = b"", **headers: str) -> HTTPResponse:
        """As API Gateway hands it over; `content_type="text/csv"` becomes a header."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if path.startswith("/v1/"):
            sent.setdefault("authorization", f"Bearer {self.key}")
        data = body.encode() if isinstance(body, str) else body
        return self.http.http.request(method, path, headers=sent, body=data)

    def upload(self, *invoices: dict[str, Any], query: str = "") -> HTTPResponse:
        return self.post("/v1/invoices" + query, list(invoices))

    def post(self, path: str, document: Any) -> HTTPResponse:
        return self.call("POST", path, json.dumps(document), content_type="application/json")

    def upload_csv(self, text: str | bytes, query: str = "") -> HTTPResponse:
        return self.call("POST", "/v1/invoices" + query, text, content_type="text/csv")

    def get(self, path: str) -> Any:
        answer = self.call("GET", path)
        assert answer.status_code == 200, answer.body
        return answer.json_body

    def shown(self, number: str) -> Any:
        found = [i for s in ("open", "closed") for i in self.get(f"/v1/invoices?status={s}")["invoices"]]
        return self.get(f"/v1/invoices/{next(i['id'] for i in found if i['number'] == number)}")

    def rows(self, *, but: str = "") -> list[dict[str, Any]]:
        """All that the table holds, without the kind `but`."""
        items = boto3.client("dynamodb").scan(TableName=TABLE)["Items"]
        return sorted((i for i in items if i["kind"]["S"] != but), key=lambda i: (i["pk"]["S"], i["sk"]["S"]))

    def run(self, now: datetime) -> None:
        """The planner, and all that it queues, to the end."""
        switchboard.plan_due({"now": now.isoformat()}, None)
        for handler, url in (
            (switchboard.assess_case, world().settings.assess_queue_url),
            (switchboard.send_step, world().settings.send_queue_url),
        ):
            while messages := taken_from(url):
                assert handler(sqs_event(*messages), None) == {"batchItemFailures": []}


def taken_from(url: str) -> list[str]:
    sqs = boto3.client("sqs")
    messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    for message in messages:
        sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return [message["Body"] for message in messages]


def sqs_event(*bodies: str) -> dict[str, Any]:
    """What Lambda is given: each message under an id of its own."""
    return {"Records": [{"messageId": f"m-{next(NUMBERS)}", "receiptHandle": "r", "body": b} for b in bodies]}


def over_sns(message: str) -> str:
    """A message of SES as it lies in the queue: SNS wraps it, delivery is not raw."""
    envelope = {
        "Type": "Notification",
        "MessageId": "7b1d0c6e-0000-4000-8000-000000000000",
        "TopicArn": "arn:aws:sns:eu-west-3:000000000000:deliveries",
        "Subject": "Amazon SES Email Event Notification",
        "Message": message,
        "Timestamp": "2026-11-24T08:00:02.000Z",
        "SignatureVersion": "1",
    }
    return json.dumps(envelope)


def gateway_event(method: str, route: str, path: str, body: bytes, creditor_id: str, **headers: str) -> dict[str, Any]:
    """A request as API Gateway really hands it over, the body in base64 (the test client leaves it as bytes)."""
    parts = urlsplit(path)
    return {
        "requestContext": {
            "httpMethod": method,
            "resourcePath": route,
            "path": parts.path,
            "identity": {"sourceIp": "203.0.113.7"},
            "authorizer": {"principalId": creditor_id},
        },
        "headers": {name.replace("_", "-"): value for name, value in headers.items()},
        "multiValueQueryStringParameters": parse_qs(parts.query) or None,
        "pathParameters": {},
        "stageVariables": None,
        "body": base64.b64encode(body).decode(),
        "isBase64Encoded": True,
    }


@dataclass
class Browser:
    """A debtor's: keeps its cookie, sends forms as one does, follows no redirect by itself."""

    call: Callable[..., HTTPResponse]
    cookie: str = ""

    def get(self, path: str, method: str = "GET", **headers: str) -> HTTPResponse:
        return self.call(method, path, **self._with_cookie(headers))

    def send(self, path: str, fields: dict[str, str], **headers: str) -> HTTPResponse:
        sent = {"content_type": FORM, "origin": "null", "sec_fetch_site": "same-origin", **headers}
        answer = self.call("POST", path, urlencode(fields), **self._with_cookie(sent))
        given = answer.headers.get("Set-Cookie")
        if given:
            self.cookie = given.split(";")[0]
        return answer

    def _with_cookie(self, headers: dict[str, str]) -> dict[str, str]:
        return {**({"cookie": self.cookie} if self.cookie else {}), **headers}


def a_key(creditor_id: str) -> str:
    return use_cases().create_api_key()(creditor_id, "integration")


def days_from(start: datetime, count: int) -> datetime:
    return start + timedelta(days=count)


def on(text: str) -> date:
    return date.fromisoformat(text)
