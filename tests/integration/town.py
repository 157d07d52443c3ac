"""Relance whole, as AWS would run it: the real handlers, the table, bucket and queues in moto, SES v2 in our double.

`Town` speaks as API Gateway, SQS and SNS do; `Browser` as a debtor's browser does.
"""

import base64
import itertools
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from email import message_from_bytes, policy
from time import monotonic, sleep
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from zoneinfo import ZoneInfo

import boto3
import pytest
from chalice.test import Client, HTTPResponse

import app as switchboard
from chalicelib.adapters.public_holidays import PublicHolidays
from chalicelib.bootstrap import use_cases
from chalicelib.domain.access import Link, csrf_of, hash_of
from chalicelib.domain.calendar import first_working_day
from chalicelib.domain.case import CaseKey
from chalicelib.domain.parties import Creditor
from chalicelib.world import world
from infra.local.ses_double import SesDouble

TABLE = "relance-integration"
STAGE = "arn:aws:execute-api:eu-west-3:000000000000:abc123/api"
FORM = "application/x-www-form-urlencoded"
NUMBERS = itertools.count(1)
TOKEN = "a" * 32


def table_as_it_is() -> list[dict[str, Any]]:
    """All of its items, as a backup has them; there are few."""
    items: list[dict[str, Any]] = boto3.client("dynamodb").scan(TableName=TABLE)["Items"]
    return items


def restore(items: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch, epoch: int = 1) -> None:
    """Gives every function a table with these items alone, as a restored backup is, and says so."""
    table = boto3.client("dynamodb")
    for item in table_as_it_is():
        table.delete_item(TableName=TABLE, Key={"pk": item["pk"], "sk": item["sk"]})
    for item in items:
        table.put_item(TableName=TABLE, Item=item)
    monkeypatch.setenv("RELANCE_EPOCH", str(epoch))
    world.cache_clear()


def working_morning(ago: int = 0) -> datetime:
    """Nine o'clock in Paris, `ago` days before today or on the next day after that on which letters go out."""
    today = datetime.now(ZoneInfo("Europe/Paris")).date() - timedelta(days=ago)
    off = PublicHolidays().of("FR", (today.year, today.year + 1))
    return datetime.combine(first_working_day(today, off), time(9), ZoneInfo("Europe/Paris")).astimezone(UTC)


def day(offset: int) -> str:
    """A day as the API takes it, counted from the one on which letters go out: before a long weekend four days from
    now. What has happened already is told of `day(-5)` or before, whatever the day of the run.
    """
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
    # Made once: a client of boto3 costs more than most of these tests.
    dynamodb: Any = field(default_factory=lambda: boto3.client("dynamodb"))
    sqs: Any = field(default_factory=lambda: boto3.client("sqs"))

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
        items = self.dynamodb.scan(TableName=TABLE)["Items"]
        return sorted((i for i in items if i["kind"]["S"] != but), key=lambda i: (i["pk"]["S"], i["sk"]["S"]))

    def run(self, now: datetime, *, sends: bool = True) -> None:
        """The planner, and all that it queues, to the end; or all but the sending."""
        switchboard.plan_due({"now": now.isoformat()}, None)
        urls = (world().settings.assess_queue_url, world().settings.send_queue_url)
        handlers = (switchboard.assess_case, switchboard.send_step)
        for handler, url in list(zip(handlers, urls, strict=True))[: 2 if sends else 1]:
            while messages := self._taken_from(url):
                assert handler(sqs_event(*messages), None) == {"batchItemFailures": []}

    def _taken_from(self, url: str) -> list[str]:
        messages = self.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
        for message in messages:
            self.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
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


def what_ses_said(ses: SesDouble, told: list[str]) -> dict[str, Any]:
    """Its events as one batch for the Lambda, each of them twice."""
    until = monotonic() + 5
    while ses.state()["events_pending"] and monotonic() < until:
        sleep(0.02)
    return sqs_event(*map(over_sns, told * 2))


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
        "pathParameters": {
            name[1:-1]: said
            for name, said in zip(route.split("/"), parts.path.split("/"), strict=True)
            if name.startswith("{")
        },
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


def case_of(town: Town, number: str = "F-1") -> CaseKey:
    listed = next(i for i in town.get("/v1/invoices")["invoices"] if i["number"] == number)
    return CaseKey(town.creditor.id, listed["debtor_id"])


def a_link(key: CaseKey, token: str = TOKEN, *, lasts: timedelta = timedelta(days=1)) -> None:
    now = datetime.now(UTC)
    case = world().cases.load(key)
    world().cases.commit(case, case, [], now, also=[Link(hash_of(token), key, now + lasts)])


def inside(town: Town, token: str = TOKEN) -> Browser:
    browser = Browser(town.call)
    assert browser.send("/portal/session", {"k": token, "lang": "fr"}).status_code == 303
    return browser


def csrf(browser: Browser) -> str:
    return csrf_of(browser.cookie.partition("=")[2])


def text_of(answer: HTTPResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.body.decode()))


def token_in(raw_mail: bytes) -> str:
    """The debtor's key, from the link in a mail."""
    body = message_from_bytes(raw_mail, policy=policy.default).get_body(("plain",))
    assert body
    found = re.search(r"#k=([a-z2-7]{32})", str(body.get_content()))
    assert found
    return found.group(1)


def problem(answer: HTTPResponse) -> None:
    """What every refusal has (RFC 9457), whatever its kind."""
    assert answer.headers["Content-Type"] == "application/problem+json; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    said = answer.json_body
    assert said["type"].startswith("urn:relance:problem:")
    assert said["status"] == answer.status_code
    assert said["title"]
    assert said["detail"]
    assert set(said) <= {"type", "title", "status", "detail", "errors", "errors_left_out"}
    for fault in said.get("errors", ()):
        assert fault.keys() - {"line"} == {"field", "code", "message"}
        assert "Input should" not in fault["message"]
