"""What no function could handle: kept whole, told to its creditor, tried again by itself, or put back by a person."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.case import CaseUnreadable
from chalicelib.domain.errors import NotFound
from chalicelib.domain.failed_message import FailedMessage, QueueName
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.step import StepItem
from chalicelib.domain.task import TaskKind
from chalicelib.ports import StepKey
from chalicelib.usecases.record_failure import RecordFailure
from chalicelib.usecases.redrive import Redrive, Redriven
from chalicelib.usecases.view_debtor import ViewDebtor
from infra.memory.failures import MemoryFailedMessages
from tests.builders import CREDITOR, KEY, MONDAY, Office, case, days, invoice, payment, step

LATE = invoice("F-1", due=MONDAY - days(9))
R1 = Level.REMINDER_1
NONE = dict.fromkeys(QueueName, 0)


class Desk:
    """An office in which messages fail."""

    def __init__(self) -> None:
        self.office, self.failed = Office(), MemoryFailedMessages()
        self.record = RecordFailure(
            self.office.cases, self.office.judge, self.failed, self.office.clock, self.office.metrics
        )

    def fails(self, queue: QueueName, name: str = "m-1", step_id: str | None = None) -> FailedMessage:
        about = None if queue is QueueName.DELIVERIES else KEY
        message = FailedMessage(queue, name, f"body of {name}", self.office.clock.at, about, step_id)
        self.record(message)
        return message

    def redrive(self, most: int = 500) -> Redriven:
        office = self.office
        return Redrive(office.cases, self.failed, office.queues, office.clock, most)()

    @property
    def tasks(self) -> list[TaskKind]:
        office = self.office
        return [
            t.kind for t, _ in ViewDebtor(office.cases, office.judge, office.clock).worklist(CREDITOR, limit=9).tasks
        ]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def raises(error: Exception) -> Callable[..., None]:
    def fails(*_: Any) -> None:
        raise error

    return fails


def planned(desk: Desk) -> StepKey:
    """A step that waits to be sent."""
    desk.office.keep(case(LATE, next_look_at=desk.office.clock.at))
    key = desk.office.look(KEY)
    assert key
    return key


def test_a_step_that_failed_has_a_name_a_reason_and_a_task_and_is_not_queued_again_that_day(desk: Desk) -> None:
    key = planned(desk)
    desk.fails(QueueName.SEND, "m-7", key.step_id)
    (step,) = desk.office.case.steps
    assert (step.state, step.reason) == (StepState.FAILED, "it failed each time it was tried (message m-7)")
    assert desk.tasks == [TaskKind.LETTER_FAILED]
    assert desk.office.look(KEY) is None
    desk.office.send(key)
    assert desk.office.mailer.mails == []


@pytest.mark.parametrize("state", [StepState.PLANNED, StepState.RENDERED])
def test_one_that_was_given_back_before_has_failed_too(desk: Desk, state: StepState) -> None:
    released = step(R1, state, items=(StepItem(LATE.id, R1),), attempt=2)
    desk.office.keep(case(LATE, steps=(released,)))
    desk.fails(QueueName.SEND, step_id=released.id)
    assert [s.state for s in desk.office.case.steps] == [StepState.FAILED]
    assert desk.tasks == [TaskKind.LETTER_FAILED]


def test_it_is_tried_again_on_the_next_day_by_itself(desk: Desk) -> None:
    key = planned(desk)
    desk.fails(QueueName.SEND, step_id=key.step_id)
    look = desk.office.case.next_look_at
    assert look is not None
    desk.office.clock.at = look
    again = desk.office.look(KEY)
    assert again
    assert again != key
    desk.office.send(again)
    assert [s.state for s in desk.office.case.steps] == [StepState.CANCELLED, StepState.ACCEPTED]


def test_what_was_put_back_goes_out_on_the_same_day_once(desk: Desk) -> None:
    key = planned(desk)
    message = desk.fails(QueueName.SEND, step_id=key.step_id)
    assert desk.redrive() == Redriven({**NONE, QueueName.SEND: 1}, are_left=False)
    assert desk.office.queues.back == [message]
    assert desk.failed.kept == {}
    for _ in range(2):
        desk.office.send(key)
    assert [s.state for s in desk.office.case.steps] == [StepState.ACCEPTED]
    assert len(desk.office.mailer.mails) == 1


def test_a_step_given_back_is_found_by_the_next_look_where_its_message_is_lost(desk: Desk) -> None:
    key = planned(desk)
    desk.fails(QueueName.SEND, step_id=key.step_id)
    desk.redrive()
    desk.office.clock.advance(hours=1)
    assert [due.key for due in desk.office.cases.due(desk.office.clock.at)] == [KEY]
    assert desk.office.look(KEY) == key


def test_another_change_in_that_instant_keeps_nobody_from_telling_or_from_giving_back(desk: Desk) -> None:
    key, cases = planned(desk), desk.office.cases
    cases.interfere = lambda: desk.office.pay(CREDITOR, LATE.id, payment(100), "key_1")
    desk.fails(QueueName.SEND, step_id=key.step_id)
    assert [s.state for s in desk.office.case.steps] == [StepState.FAILED]
    cases.interfere = lambda: desk.office.pay(CREDITOR, LATE.id, payment(200, "VIR-2"), "key_1")
    desk.redrive()
    assert [s.state for s in desk.office.case.steps] == [StepState.PLANNED]
    assert cases.interfere is None


def test_what_was_paid_meanwhile_is_put_back_and_not_sent(desk: Desk) -> None:
    key = planned(desk)
    desk.fails(QueueName.SEND, step_id=key.step_id)
    desk.office.pay(CREDITOR, LATE.id, payment(10000), "bank")
    desk.redrive()
    desk.office.send(key)
    assert desk.office.mailer.mails == []
    assert [s.state for s in desk.office.case.steps] == [StepState.CANCELLED]


@pytest.mark.parametrize("state", sorted(set(StepState) - {StepState.PLANNED, StepState.RENDERED}))
def test_what_was_claimed_or_has_ended_has_not_failed(desk: Desk, state: StepState) -> None:
    """A message that comes late says nothing of what went out."""
    told = step(R1, state, items=(StepItem(LATE.id, R1),), attempt=1)
    desk.office.keep(case(LATE, steps=(told,)))
    desk.fails(QueueName.SEND, step_id=told.id)
    assert desk.office.case.steps == (told,)


@pytest.mark.parametrize("state", sorted(set(StepState) - {StepState.FAILED}))
def test_what_is_put_back_gives_back_no_step_that_has_not_failed(desk: Desk, state: StepState) -> None:
    """Nothing that went out, or may have, is planned again."""
    told = step(R1, state, items=(StepItem(LATE.id, R1),), attempt=1)
    desk.failed.keep(FailedMessage(QueueName.SEND, "m-1", "", desk.office.clock.at, KEY, told.id))
    desk.office.keep(case(LATE, steps=(told,)))
    desk.redrive()
    assert desk.office.case.steps == (told,)


def test_a_look_that_failed_is_told_once_and_until_one_has_come_to_its_end(desk: Desk) -> None:
    desk.office.keep(case(LATE, next_look_at=desk.office.clock.at))
    for name in ("m-1", "m-2"):
        desk.fails(QueueName.ASSESS, name)
    assert desk.tasks == [TaskKind.LOOK_FAILED]
    assert (desk.office.case.look_failed_on, desk.office.case.waits_since) == (MONDAY, MONDAY)
    assert [e.data for e in desk.office.cases.history(KEY)] == [{"by": "planner", "message_id": "m-1"}]
    assert [m.id for m in desk.failed.all()] == ["m-2"], "of one case one message is kept"
    assert [due.key for due in desk.office.cases.due(desk.office.clock.at)] == [KEY], "the planner goes on trying"
    desk.office.look(KEY)
    assert (desk.office.case.look_failed_on, desk.tasks) == (None, [])


@pytest.mark.parametrize("look", [None, days(1)])
def test_a_look_that_has_come_to_its_end_since_is_not_told_to_have_failed(desk: Desk, look: timedelta | None) -> None:
    """Nothing would look at the case, and take the task away."""
    desk.office.keep(case(LATE, next_look_at=look and desk.office.clock.at + look))
    desk.fails(QueueName.ASSESS)
    assert (desk.office.case.look_failed_on, len(desk.failed.kept)) == (None, 1)


def test_a_policy_that_is_gone_is_a_fault_that_is_tried_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    key = planned(desk)

    monkeypatch.setattr(type(desk.office.judge), "policy_of", raises(NotFound("no such policy")))
    with pytest.raises(NotFound):
        desk.fails(QueueName.SEND, step_id=key.step_id)


def test_what_waits_longer_keeps_its_place_in_the_list(desk: Desk) -> None:
    desk.office.keep(case(LATE, next_look_at=desk.office.clock.at, waits_since=MONDAY - days(3)))
    desk.fails(QueueName.ASSESS)
    assert desk.office.case.waits_since == MONDAY - days(3)


def test_a_change_of_the_case_does_not_hide_that_nobody_can_look_at_it(desk: Desk) -> None:
    other = invoice("F-2", due=MONDAY - days(2))
    desk.office.keep(case(LATE, other, next_look_at=desk.office.clock.at))
    desk.fails(QueueName.ASSESS)
    desk.office.pay(CREDITOR, other.id, payment(10000), "bank")
    assert (desk.office.case.waits_since, desk.tasks) == (MONDAY, [TaskKind.LOOK_FAILED])


def test_a_case_on_which_nobody_can_decide_hides_no_other_of_the_list(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.office.keep(case(LATE, next_look_at=desk.office.clock.at))
    desk.fails(QueueName.ASSESS)

    monkeypatch.setattr(type(desk.office.judge), "decision_on", raises(KeyError("a fault of ours")))
    assert desk.tasks == [TaskKind.LOOK_FAILED]
    desk.office.cases.stored[KEY] = replace(desk.office.case, look_failed_on=None)
    with pytest.raises(KeyError):
        _ = desk.tasks


def test_an_event_of_the_mail_service_is_kept_and_goes_back(desk: Desk) -> None:
    kept = [desk.fails(QueueName.DELIVERIES, name) for name in ("m-1", "m-2")]
    assert desk.redrive() == Redriven({**NONE, QueueName.DELIVERIES: 2}, are_left=False)
    assert desk.office.queues.back == kept


def test_each_failure_is_counted(desk: Desk) -> None:
    """With where it was: who is woken by the alarm looks for it there."""
    desk.fails(QueueName.DELIVERIES)
    assert desk.office.metrics.counted == [("MessagesFailed", 1)]
    assert desk.office.metrics.about == [("deliveries m-1",)]


@pytest.mark.parametrize("step_id", [None, "cre_1#dbt_1#standard-1#reminder-1#2026-11-01"])
def test_what_is_about_nothing_that_is_there_is_kept_and_harms_nobody(desk: Desk, step_id: str | None) -> None:
    if step_id:
        desk.office.keep(case(LATE))
    desk.fails(QueueName.SEND if step_id else QueueName.ASSESS, step_id=step_id)
    assert len(desk.failed.kept) == 1
    assert desk.redrive().count[QueueName.SEND if step_id else QueueName.ASSESS] == 1


def test_what_is_about_a_case_that_cannot_be_read_is_kept_and_goes_back(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = planned(desk)

    monkeypatch.setattr(desk.office.cases, "load", raises(CaseUnreadable(KEY.debtor_id)))
    desk.fails(QueueName.ASSESS)
    desk.fails(QueueName.SEND, "m-2", key.step_id)
    assert desk.redrive().count == {**NONE, QueueName.ASSESS: 1, QueueName.SEND: 1}


def test_what_could_not_be_told_is_kept_all_the_same(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    key = planned(desk)

    monkeypatch.setattr(type(desk.office.judge), "decision_on", raises(KeyError("a fault of ours")))
    with pytest.raises(KeyError):
        desk.fails(QueueName.SEND, step_id=key.step_id)
    assert [m.step_id for m in desk.failed.all()] == [key.step_id]


def test_two_letters_of_one_debtor_that_failed_are_kept_both_and_one_that_fails_again_once(desk: Desk) -> None:
    for name, step_id in (("m-1", "cre_1#dbt_1#one"), ("m-2", "cre_1#dbt_1#other"), ("m-3", "cre_1#dbt_1#other")):
        desk.fails(QueueName.SEND, name, step_id)
    assert sorted(m.id for m in desk.failed.all()) == ["m-1", "m-3"]


def test_what_is_more_than_one_call_puts_back_is_left_for_another(desk: Desk) -> None:
    for n in range(3):
        desk.fails(QueueName.DELIVERIES, f"m-{n}")
    assert desk.redrive(most=2) == Redriven({**NONE, QueueName.DELIVERIES: 2}, are_left=True)
    assert desk.redrive(most=2) == Redriven({**NONE, QueueName.DELIVERIES: 1}, are_left=False)


def test_what_its_queue_does_not_take_is_kept(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.fails(QueueName.DELIVERIES)
    monkeypatch.setattr(desk.office.queues, "again", raises(RuntimeError("not queued")))
    with pytest.raises(RuntimeError, match="not queued"):
        desk.redrive()
    assert len(desk.failed.kept) == 1
