"""What the functions tell of their runs: to the log, where an operator looks, and to whoever called them."""

import json
import traceback
from collections.abc import Callable
from typing import Any, NoReturn

import pytest

from chalicelib.domain.failed_message import QueueName
from chalicelib.domain.lifecycle import StepMove
from chalicelib.entrypoints import events
from chalicelib.entrypoints.cli import local
from chalicelib.entrypoints.logs import Failed
from chalicelib.usecases.redrive import Redriven
from tests.log_watch import logged
from tests.unit.test_events_entrypoint import TAGS, Desk, batch, desk, enveloped, looked_at, mail_event, step_of

__all__ = ["desk"]


def lines(heard: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in heard.splitlines()]


def test_steps_that_a_queue_did_not_take_are_told_with_their_messages_and_the_error(desk: Desk) -> None:
    desk.steps = [step_of(0), step_of(1)]
    desk.queue_fails = [ConnectionError("away")]
    with logged() as heard:
        events.assess_case(batch(*looked_at(0, 1)))
    (line,) = lines(heard.getvalue())
    assert (line["level"], line["messages"], line["not queued"]) == ("ERROR", ["m-0", "m-1"], 2)
    assert [error["type"] for error in line["errors"]] == ["builtins.ConnectionError"]


def test_a_defect_is_told_with_its_message_and_where_it_was_raised(desk: Desk) -> None:
    desk.failures = [RuntimeError("defect")]
    with logged() as heard:
        events.send_step(batch({"creditor": "c", "debtor": "d", "step_id": "s"}))
    (line,) = lines(heard.getvalue())
    assert (line["level"], line["message"]) == ("ERROR", "m-0")
    assert [error["type"] for error in line["errors"]] == ["builtins.RuntimeError"]


def test_what_is_due_is_queued_whatever_becomes_of_the_watch_over_the_law(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails() -> Callable[[], None]:
        def watch() -> None:
            raise RuntimeError("no such rate")

        return watch

    monkeypatch.setattr(desk, "watch_law", fails)
    with pytest.raises(Failed):
        events.plan_due({})
    assert len(desk.calls) == 1


@pytest.mark.parametrize("tag", ["creditor", "debtor", "step"])
def test_an_event_that_lacks_one_of_our_tags_is_of_no_mail_of_ours(desk: Desk, tag: str) -> None:
    told = mail_event("Delivery", delivery={})
    told["mail"] = {**told["mail"], "tags": {name: value for name, value in TAGS.items() if name != tag}}
    assert events.record_delivery(batch(enveloped(told))) == {"batchItemFailures": []}
    assert desk.calls == []


def test_an_event_without_a_time_of_its_own_is_of_when_its_mail_was_sent(desk: Desk) -> None:
    events.record_delivery(batch(enveloped(mail_event("Reject", reject={"reason": "Bad content"}))))
    (told,) = desk.calls
    assert (told.move, told.at.isoformat()) == (StepMove.HOLD, "2026-11-23T08:00:00+00:00")


@pytest.mark.parametrize("are_left", [True, False])
def test_who_puts_back_is_told_how_many_went_and_whether_others_are_left(
    monkeypatch: pytest.MonkeyPatch, *, are_left: bool
) -> None:
    done = Redriven({QueueName.ASSESS: 1, QueueName.SEND: 2, QueueName.DELIVERIES: 0}, are_left=are_left)

    class Office:
        def redrive(self) -> Callable[[], Redriven]:
            return lambda: done

    monkeypatch.setattr(events, "use_cases", Office)
    with logged() as heard:
        answer = events.redrive({})
    assert answer == {"assess": 1, "send": 2, "deliveries": 0, "are_left": are_left}
    assert [line["redriven"] for line in lines(heard.getvalue())] == [3]


def test_the_command_puts_back_until_none_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [{"assess": 500, "are_left": True}, {"assess": 3, "send": 1, "are_left": False}]
    monkeypatch.setattr(local, "invoked", lambda *_: dict(answers.pop(0)))
    said: list[str] = []

    class Stack:
        class outputs:  # noqa: N801 (as the stack names them)
            redrive_function = "redrive"

    assert local.put_back(Stack(), said.append) == {"assess": 503, "send": 1}  # type: ignore[arg-type]
    assert (answers, said[-1]) == ([], "redrive: 504 messages are back in their queues")


@pytest.mark.parametrize("function", [events.plan_due, events.redrive, events.authorize], ids=lambda f: f.__name__)
def test_of_a_function_that_nobody_answers_for_the_runtime_is_told_no_word_of_an_error(
    function: Callable[[dict[str, Any]], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would write them, as text: who owes what, or what somebody typed."""

    def fails(*_: object) -> NoReturn:
        raise LookupError("Durand SARL owes F-1")

    monkeypatch.setattr(events, "use_cases", fails)
    with logged() as heard, pytest.raises(Failed) as found:
        function({"methodArn": "a/b/c"})
    (line,) = lines(heard.getvalue())
    assert (line["level"], line["failed"]) == ("ERROR", function.__name__)
    assert [error["type"] for error in line["errors"]] == ["builtins.LookupError"]
    assert "Durand" not in heard.getvalue() + "".join(traceback.format_exception(found.value))
    assert (found.value.__context__, found.value.__cause__) == (None, None)


def test_what_becomes_of_a_mail_is_recorded_on_the_day_of_which_it_is_told_where_a_payload_may_set_the_clock(
    desk: Desk,
) -> None:
    told = mail_event("Delivery", delivery={"timestamp": "2026-12-24T08:00:02Z"})
    events.record_delivery(batch(enveloped(told)))
    assert desk.clocks == ["2026-12-24T08:00:02+00:00"]
