"""What a change does to steps is counted once it is written, by the name that the alarms and the dashboard know."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from chalicelib.adapters.dynamo.cases import DynamoCases
from chalicelib.adapters.dynamo.counted_cases import COUNTED, OLDEST_UNSENT, PLANNED, SENT, CountedCases
from chalicelib.adapters.dynamo.doors import DynamoDoors
from chalicelib.domain.case import Case
from chalicelib.domain.errors import CaseMoved
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepMove, StepState
from chalicelib.domain.step import STALE
from chalicelib.domain.step_events import StepMoved
from infra.memory.sources import MemoryMetrics
from tests.builders import KEY, debtor, step

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
NEW = Case(KEY, debtor())


@pytest.mark.parametrize(("state", "name"), COUNTED.items())
def test_a_step_is_counted_by_the_state_that_it_has_come_to(
    table: tuple[DynamoCases, DynamoDoors], state: StepState, name: str
) -> None:
    metrics = MemoryMetrics()
    moved = StepMoved.of(step(Level.REMINDER_1, state), "planner")
    CountedCases(metrics).commit(NEW, NEW, [moved, replace(moved, state=StepState.CLAIMED)], AT)
    assert metrics.counted == [(name, 1)]


def test_each_step_of_a_change_is_counted_once_and_named(table: tuple[DynamoCases, DynamoDoors]) -> None:
    metrics = MemoryMetrics()
    steps = [step(Level.REMINDER_1, StepState.UNKNOWN, on=date(2026, 11, day)) for day in (2, 9, 16)]
    moved = [StepMoved.of(s, "send journal") for s in (*steps, steps[0])]
    CountedCases(metrics).commit(NEW, NEW, moved, AT)
    assert metrics.counted == [(COUNTED[StepState.UNKNOWN], 3)]
    assert metrics.about == [tuple(s.reference for s in steps)]


@pytest.mark.parametrize("told", [StepMove.DELIVER, StepMove.BOUNCE, StepMove.COMPLAIN])
@pytest.mark.parametrize("doubt", [StepState.CLAIMED, StepState.UNKNOWN])
def test_a_mail_is_sent_once_though_its_event_comes_before_our_record(
    table: tuple[DynamoCases, DynamoDoors], told: StepMove, doubt: StepState
) -> None:
    metrics = MemoryMetrics()
    claimed = step(Level.REMINDER_1, doubt, attempt=1)
    held = CountedCases(metrics).commit(NEW, NEW.with_step(claimed), [], AT)
    moved = claimed.move(told)
    held = CountedCases(metrics).commit(held, held.with_step(moved), [StepMoved.of(moved, "mail service")], AT)
    assert [n for name, n in metrics.counted if name == SENT] == [1]
    again = moved.move(StepMove.COMPLAIN) if told is StepMove.DELIVER else moved
    CountedCases(metrics).commit(held, held.with_step(again), [StepMoved.of(again, "mail service")], AT)
    assert [n for name, n in metrics.counted if name == SENT] == [1]


def test_what_is_let_go_is_not_planned_once_more(table: tuple[DynamoCases, DynamoDoors]) -> None:
    metrics = MemoryMetrics()
    claimed = step(Level.REMINDER_1, StepState.CLAIMED, attempt=1)
    held = CountedCases(metrics).commit(NEW, NEW.with_step(claimed), [], AT)
    released = claimed.move(StepMove.RELEASE, reason="throttled")
    CountedCases(metrics).commit(held, held.with_step(released), [StepMoved.of(released, "planner")], AT)
    assert PLANNED not in dict(metrics.counted)


@pytest.mark.parametrize(("state", "counts"), [(StepState.CLAIMED, True), (StepState.UNKNOWN, False)])
def test_what_a_person_lets_go_has_not_been_refused(
    table: tuple[DynamoCases, DynamoDoors], state: StepState, *, counts: bool
) -> None:
    metrics = MemoryMetrics()
    was = step(Level.REMINDER_1, state, attempt=1)
    held = CountedCases(metrics).commit(NEW, NEW.with_step(was), [], AT)
    released = replace(was, state=StepState.PLANNED)
    CountedCases(metrics).commit(held, held.with_step(released), [StepMoved.of(released, "Claire")], AT)
    assert (OLDEST_UNSENT in dict(metrics.counted)) is counts


def test_what_was_not_written_is_not_counted(table: tuple[DynamoCases, DynamoDoors]) -> None:
    metrics = MemoryMetrics()
    cases = CountedCases(metrics)
    cases.commit(NEW, NEW, [], AT)
    with pytest.raises(CaseMoved):
        cases.commit(NEW, NEW, [StepMoved.of(step(Level.REMINDER_1, StepState.PLANNED), "planner")], AT)
    assert metrics.counted == []


def test_what_is_refused_day_after_day_grows_old(table: tuple[DynamoCases, DynamoDoors]) -> None:
    """Each attempt is young: the step of a day ends with it, and what is put off is tried again each hour."""
    days = [date(2026, 11, 20), date(2026, 11, 23)]
    stale = step(Level.REMINDER_1, StepState.CANCELLED, on=days[0], attempt=9, reason=STALE)
    claimed = step(Level.REMINDER_1, StepState.CLAIMED, on=days[1], attempt=1)
    metrics = MemoryMetrics()
    held = CountedCases(metrics).commit(NEW, NEW.with_step(stale).with_step(claimed), [], AT)
    assert metrics.counted == []
    CountedCases(metrics).commit(held, held.with_step(claimed.move(StepMove.RELEASE, reason="throttled")), [], AT)
    assert metrics.counted == [(OLDEST_UNSENT, (3 * 24 + 8) * 60)]


def test_what_was_taken_is_not_unsent(table: tuple[DynamoCases, DynamoDoors]) -> None:
    claimed = step(Level.REMINDER_1, StepState.CLAIMED, on=date(2026, 11, 23), attempt=1)
    metrics = MemoryMetrics()
    held = CountedCases(metrics).commit(NEW, NEW.with_step(claimed), [], AT)
    CountedCases(metrics).commit(held, held.with_step(claimed.move(StepMove.ACCEPT, ses_id="s")), [], AT)
    assert metrics.counted == []
