"""Queues in memory and in SQS: all that is put in comes out, and the clock travels only where it may."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from moto import mock_aws

from chalicelib.adapters.sqs_queues import NotQueued, SqsQueues
from chalicelib.domain.case import CaseKey
from chalicelib.domain.failed_message import FailedMessage, QueueName
from chalicelib.domain.pacing import PacedCase
from chalicelib.ports import Queues, StepKey
from tests.fakes import MemoryQueues

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
KEYS = [CaseKey("cre_1", f"dbt_{n}") for n in range(23)]
STEPS = [StepKey(key, f"{key.creditor_id}#{key.debtor_id}#standard-1#reminder-1#2026-11-22") for key in KEYS]
Read = Callable[[str], list[dict[str, Any]]]


@pytest.fixture
def sqs() -> Iterator[Any]:
    with mock_aws():
        client = boto3.client("sqs")
        for name in QueueName:
            client.create_queue(QueueName=name)
        yield client


def url(sqs: Any, name: str) -> str:
    return str(sqs.get_queue_url(QueueName=name)["QueueUrl"])


def in_sqs(sqs: Any, *, payload_clock: bool) -> SqsQueues:
    return SqsQueues(sqs, {name: url(sqs, name) for name in QueueName}, payload_clock=payload_clock)


def bodies(sqs: Any, name: str) -> list[dict[str, Any]]:
    found = []
    while messages := sqs.receive_message(QueueUrl=url(sqs, name), MaxNumberOfMessages=10).get("Messages"):
        found += [json.loads(m["Body"]) for m in messages]
    return found


@pytest.fixture(params=["memory", "sqs"])
def queues(request: pytest.FixtureRequest, sqs: Any) -> tuple[Queues, Callable[[], tuple[set[CaseKey], list[StepKey]]]]:
    if request.param == "memory":
        held = MemoryQueues()
        return held, lambda: (set(held.to_assess), held.to_send)

    def read() -> tuple[set[CaseKey], list[StepKey]]:
        to_send = [StepKey(CaseKey(b["creditor"], b["debtor"]), b["step_id"]) for b in bodies(sqs, "send")]
        return {CaseKey(b["creditor"], b["debtor"]) for b in bodies(sqs, "assess")}, to_send

    return in_sqs(sqs, payload_clock=False), read


def test_every_case_and_step_put_in_comes_out(queues: tuple[Queues, Callable[[], Any]]) -> None:
    put, read = queues
    assert put.assess((PacedCase(key, 0) for key in KEYS), NOW) == len(KEYS)
    assert put.send(iter(STEPS), NOW) == len(STEPS)
    cases, steps = read()
    assert cases == set(KEYS)
    assert sorted(steps, key=lambda s: s.case) == sorted(STEPS, key=lambda s: s.case)


def test_a_case_is_to_be_had_after_its_delay_and_not_before(sqs: Any) -> None:
    in_sqs(sqs, payload_clock=False).assess([PacedCase(KEYS[0], 0), PacedCase(KEYS[1], 839)], NOW)
    assert [b["debtor"] for b in bodies(sqs, "assess")] == [KEYS[0].debtor_id]
    attributes = sqs.get_queue_attributes(QueueUrl=url(sqs, "assess"), AttributeNames=["All"])["Attributes"]
    assert attributes["ApproximateNumberOfMessagesDelayed"] == "1"


def test_each_case_is_hidden_for_as_long_as_it_was_paced(sqs: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    told, put = list[int](), sqs.send_message_batch

    def send(**given: Any) -> Any:
        told.extend(entry["DelaySeconds"] for entry in given["Entries"])
        return put(**given)

    monkeypatch.setattr(sqs, "send_message_batch", send)
    in_sqs(sqs, payload_clock=False).assess([PacedCase(KEYS[0], n) for n in (0, 1, 600, 839)], NOW)
    assert told == [0, 1, 600, 839]


def test_nothing_to_assess_queues_nothing(queues: tuple[Queues, Callable[[], Any]]) -> None:
    put, read = queues
    assert (put.assess([], NOW), put.send([], NOW)) == (0, 0)
    assert read() == (set(), [])


@pytest.mark.parametrize("payload_clock", [True, False])
def test_the_instant_travels_only_where_a_payload_may_set_the_clock(sqs: Any, payload_clock: bool) -> None:
    put = in_sqs(sqs, payload_clock=payload_clock)
    put.assess([PacedCase(KEYS[0], 0)], NOW)
    put.send(STEPS[:1], NOW)
    for body in (*bodies(sqs, "assess"), *bodies(sqs, "send")):
        assert body.get("now") == ("2026-11-22T08:00:00+00:00" if payload_clock else None)
        assert body.keys() <= {"creditor", "debtor", "step_id", "now"}, "no personal data"


@pytest.mark.parametrize("queue", QueueName)
def test_what_failed_goes_back_to_its_own_queue_as_it_was(sqs: Any, queue: QueueName) -> None:
    body = {"creditor": "cre_1", "é": ["as", "it", "was"]}
    in_sqs(sqs, payload_clock=False).again(FailedMessage(queue, "m-1", json.dumps(body), NOW))
    assert {name: bodies(sqs, name) for name in QueueName} == {
        name: [body] if name is queue else [] for name in QueueName
    }


def test_a_batch_that_sqs_takes_in_part_is_an_error_of_the_run(sqs: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    failed = [{"Id": "3", "Code": "InternalError", "SenderFault": False}]
    monkeypatch.setattr(sqs, "send_message_batch", lambda **_: {"Successful": [], "Failed": failed})
    put = in_sqs(sqs, payload_clock=False)
    with pytest.raises(NotQueued, match="1 messages"):
        put.assess([PacedCase(key, 0) for key in KEYS], NOW)
    with pytest.raises(NotQueued, match="1 messages"):
        put.send(STEPS, NOW)
