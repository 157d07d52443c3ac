"""A look at a case in which a level waits: for a letter to be mended, or for a rate to be known."""

from datetime import UTC, date, datetime

import pytest

from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.parties import DebtorKind
from chalicelib.domain.step import StepItem
from tests.builders import (
    KEY,
    MONDAY,
    Office,
    case,
    days,
    debtor,
    invoice,
    step,
)

R1 = Level.REMINDER_1
LATE = invoice(due=MONDAY - days(3))


def at_eight(on: date) -> datetime:
    """Eight in Paris, in winter."""
    return datetime(on.year, on.month, on.day, 7, tzinfo=UTC)


@pytest.mark.parametrize(("ago", "is_tried_again"), [(4, False), (5, True)])
def test_a_held_step_is_tried_again_on_the_day_that_its_reason_names(ago: int, is_tried_again: bool) -> None:
    office = Office()
    about = (StepItem(LATE.id, R1),)
    held = step(R1, StepState.HELD, on=MONDAY - days(ago), reason="debtor.address", items=about)
    office.keep(case(LATE, steps=(held,)))
    office.assess(KEY)
    states = [s.state for s in office.case.steps]
    assert states == ([StepState.CANCELLED, StepState.PLANNED] if is_tried_again else [StepState.HELD])


@pytest.mark.parametrize(("ago", "is_tried_again"), [(0, False), (1, True)])
def test_a_failed_step_is_tried_again_the_next_day(ago: int, *, is_tried_again: bool) -> None:
    office, about = Office(), (StepItem(LATE.id, R1),)
    office.keep(case(LATE, steps=(step(R1, StepState.FAILED, on=MONDAY - days(ago), items=about),)))
    office.assess(KEY)
    states = [s.state for s in office.case.steps]
    assert states == ([StepState.CANCELLED, StepState.PLANNED] if is_tried_again else [StepState.FAILED])


@pytest.mark.parametrize(
    ("at", "waits"),
    [(datetime(2026, 12, 30, 8, tzinfo=UTC), False), (datetime(2027, 1, 5, 8, tzinfo=UTC), True)],
    ids=["in the last half-year whose rate is known", "in the next"],
)
def test_a_formal_notice_waits_while_the_rate_of_the_half_year_is_unknown(at: datetime, waits: bool) -> None:
    """And is looked at again each day, as the value may be added any day; a reminder claims no interest and goes on."""
    late = invoice("F-1", due=at.date() - days(60))
    young = invoice("F-2", due=at.date() - days(3))
    proved = tuple(
        step(level, StepState.DELIVERED, on=at.date() - days(ago), items=(StepItem(late.id, level),))
        for level, ago in ((Level.REMINDER_1, 50), (Level.REMINDER_2, 40), (Level.FINAL_REMINDER, 20))
    )
    both, alone = Office(), Office()
    both.keep(case(late, young, steps=proved))
    alone.keep(case(late, steps=proved))
    for office in (both, alone):
        office.clock.at = at
        office.assess(KEY)
    assert both.case.steps[-1].level is (Level.REMINDER_1 if waits else Level.FORMAL_NOTICE)
    assert [s.level for s in alone.case.steps[3:]] == ([] if waits else [Level.FORMAL_NOTICE])
    if waits:
        assert alone.case.next_look_at == at_eight(date(2027, 1, 6))


def test_the_formal_notice_to_a_public_body_does_not_wait_for_a_rate_that_was_fixed_at_the_start() -> None:
    at = datetime(2027, 1, 5, 8, tzinfo=UTC)
    late = invoice("F-1", due=at.date() - days(60))
    proved = tuple(
        step(level, StepState.DELIVERED, on=at.date() - days(ago), items=(StepItem(late.id, level),))
        for level, ago in ((Level.REMINDER_1, 50), (Level.REMINDER_2, 40), (Level.FINAL_REMINDER, 20))
    )
    office = Office()
    office.keep(case(late, steps=proved, debtor=debtor(kind=DebtorKind.PUBLIC_BODY)))
    office.clock.at = at
    office.assess(KEY)
    assert office.case.steps[-1].level is Level.FORMAL_NOTICE


def test_the_first_reminder_comes_on_its_day_after_a_notice_that_was_held() -> None:
    """Uploaded on the due date, a Monday; the notice is refused by the mail service, once."""
    office = Office()
    due = invoice("F-1", due=MONDAY)
    items = (StepItem(due.id, Level.NOTICE),)
    held = step(Level.NOTICE, StepState.HELD, on=MONDAY, items=items)
    office.keep(case(due, steps=(held,), next_look_at=office.clock.at))
    looks = []
    for day in range(5):
        office.wake(MONDAY + days(day))
        office.run()
        looks.append([s.on for s in office.case.steps if s.level is Level.REMINDER_1])
    assert looks == [[], [], [], [MONDAY + days(3)], [MONDAY + days(3)]]
