"""A letter that failed through a fault of ours: tried again the next day, and named until then."""

from dataclasses import replace

from chalicelib.domain.decision import Why
from chalicelib.domain.hold import EVERYTHING
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.step import StepItem, reference_of
from chalicelib.domain.task import Task, TaskKind
from tests.builders import MONDAY, UNATTENDED, days, fact, pause, step
from tests.unit.test_ladder_debtor import TOMORROW, look, waits
from tests.unit.test_worklist import tasks

R1 = Level.REMINDER_1


def test_what_failed_through_a_fault_of_ours_is_tried_again_the_next_day() -> None:
    failed = step(R1, StepState.FAILED)
    assert look(fact(), steps=(failed,)) == waits(Why.FAILED, TOMORROW)
    assert look(fact(late=4), steps=(failed,), on=TOMORROW).message is not None


def test_of_two_that_are_stopped_the_one_that_waits_longer_says_why() -> None:
    held = step(R1, StepState.HELD, on=MONDAY - days(4))
    for steps in ((held, step(R1, StepState.FAILED)), (step(R1, StepState.FAILED), replace(held, on=MONDAY))):
        last = max(steps, key=lambda s: s.tried_again_on(UNATTENDED.budget.gap_days))
        assert look(fact(late=7), steps=steps).reasons[0].why == last.state.value


def test_a_letter_that_failed_through_a_fault_of_ours_is_named_until_it_is_tried_again() -> None:
    failed = step(R1, StepState.FAILED, items=(StepItem("a", R1), StepItem("b", R1)), reason="it failed 5 times")
    found = tasks(fact("a"), fact("b"), steps=(failed,))
    assert found == (
        Task(
            *(TaskKind.LETTER_FAILED, MONDAY, ("a", "b"), R1),
            reference=reference_of(failed.id),
            note="it failed 5 times",
        ),
    )
    assert tasks(fact("a"), fact("b"), steps=(failed,), on=MONDAY + days(1)) == ()
    assert tasks(fact("a"), fact("b"), steps=(failed,), holds=(replace(pause(), invoice_id=EVERYTHING),)) == ()
