"""A mail is heard on the day on which it is known to have arrived, whatever is told of it later."""

from datetime import timedelta

import pytest

from chalicelib.domain.lifecycle import StepMove, StepState
from tests.builders import KEY, MONDAY, Office, case, days, invoice


def sent() -> Office:
    office = Office()
    office.keep(case(invoice(due=MONDAY - days(3))))
    office.send(office.planned())
    return office


@pytest.mark.parametrize("later", [StepMove.COMPLAIN, StepMove.BOUNCE])
def test_what_is_told_of_it_later_moves_no_deadline(later: StepMove) -> None:
    office = sent()
    office.told(office.case.steps[0], StepMove.DELIVER, office.clock.at)
    office.told(office.case.steps[0], later, office.clock.at + timedelta(days=20))
    (step,) = office.case.steps
    assert step.state is not StepState.DELIVERED
    assert step.heard_on == MONDAY


def test_who_complains_of_what_nobody_saw_arrive_has_it() -> None:
    office = sent()
    office.told(office.case.steps[0], StepMove.COMPLAIN, office.clock.at + timedelta(days=4))
    assert office.case.steps[0].heard_on == MONDAY + days(4)


def test_what_comes_back_at_once_nobody_has_heard() -> None:
    office = sent()
    office.told(office.case.steps[0], StepMove.BOUNCE)
    assert office.case.steps[0].heard_on is None


def test_when_it_had_arrived_is_told_after_who_complains_of_it() -> None:
    """In whatever order two events come: nothing else changes, and nothing is told of it a second time."""
    office = sent()
    office.told(office.case.steps[0], StepMove.COMPLAIN, office.clock.at + timedelta(days=20))
    told = len(office.cases.history(KEY))
    assert office.told(office.case.steps[0], StepMove.DELIVER, office.clock.at + timedelta(days=1))
    assert (office.case.steps[0].state, office.case.steps[0].heard_on) == (StepState.COMPLAINED, MONDAY + days(1))
    assert not office.told(office.case.steps[0], StepMove.DELIVER, office.clock.at + timedelta(days=1))
    assert not office.told(office.case.steps[0], StepMove.DELIVER, office.clock.at + timedelta(days=2))
    assert (office.case.steps[0].heard_on, len(office.cases.history(KEY))) == (MONDAY + days(1), told)
