"""Of several plans one is recalled on a day. A debtor has one at a time, but a file of facts may name more."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.domain.decision import Why
from chalicelib.domain.facts import Facts
from chalicelib.domain.ladder import decide
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.money import Money
from chalicelib.domain.plan import Instalment, Plan
from chalicelib.domain.policy import Budget
from chalicelib.domain.standing_plan import standing_plans
from chalicelib.domain.step import Step, StepItem
from tests.builders import MONDAY, UNATTENDED, days, fact, step


def plan(name: str, *, due: int, agreed: int = 30) -> Plan:
    """An instalment falls due in so many days, the other one much later."""
    halves = tuple(Instalment(MONDAY + days(due + more), Money(5000)) for more in (0, 60))
    return Plan(name, (name,), halves, MONDAY - days(agreed), "creditor", Money(0), grace_days=8)


def said(name: str, ago: int, state: StepState = StepState.DELIVERED) -> Step:
    items = (StepItem(name, Level.INSTALMENT),)
    return step(Level.INSTALMENT, state, on=MONDAY - days(ago), items=items, id=f"{name}#{ago}")


def recalled(*plans: Plan, steps: tuple[Step, ...] = (), on: date = MONDAY) -> list[str]:
    decision = decide(Facts((fact("p", late=30), fact("q", late=30)), steps, plans=plans), UNATTENDED, on)
    assert decision.message is not None
    assert {i.level for i in decision.message.items} == {Level.INSTALMENT}
    return [i.invoice_id for i in decision.message.items]


# Recalled three days before and two days after: p since Saturday, q since Monday.
LATE, SOON = plan("p", due=-4), plan("q", due=3)


@pytest.mark.parametrize(
    ("steps", "first"),
    [
        pytest.param((), "p", id="neither: that whose turn came first"),
        pytest.param((said("p", 7),), "q", id="of one"),
        pytest.param((said("q", 20), said("p", 7)), "q", id="of one longer ago"),
        pytest.param((said("q", 8), said("p", 15)), "p", id="of the other longer ago"),
        pytest.param((said("p", 7), said("q", 6, StepState.WITHDRAWN)), "q", id="of the other by no letter that left"),
    ],
)
def test_the_plan_that_the_debtor_has_not_heard_of_for_longest_is_recalled_first(
    steps: tuple[Step, ...], first: str
) -> None:
    assert recalled(LATE, SOON, steps=steps) == recalled(SOON, LATE, steps=steps) == [first]


def test_the_turn_that_came_first_goes_before_the_order_of_their_names() -> None:
    assert recalled(plan("p", due=3), plan("q", due=-4)) == ["q"]


def test_of_two_with_the_same_turn_one_is_first_whichever_was_agreed_earlier() -> None:
    assert recalled(plan("p", due=3), plan("q", due=3, agreed=40)) == ["p"]


@pytest.mark.parametrize(("tolerated", "says"), [(99, True), (100, False)])
def test_an_instalment_that_comes_to_what_is_tolerated_is_not_recalled(tolerated: int, *, says: bool) -> None:
    small = replace(SOON, instalments=(Instalment(MONDAY + days(3), Money(100)), SOON.instalments[1]))
    spares = replace(UNATTENDED, tolerance=(Money(tolerated),))
    decision = decide(Facts((fact("q", late=30),), plans=(small,)), spares, MONDAY)
    assert (decision.message is not None) is says


@pytest.mark.parametrize(("day", "level"), [(0, Level.REMINDER_1), (1, Level.INSTALMENT)])
def test_a_word_on_the_very_day_of_an_instalment_is_a_courtesy_still_and_gives_way(day: int, level: Level) -> None:
    """To an invoice that has been due for more than a fortnight, and was never asked for."""
    on_the_day = replace(UNATTENDED, instalment_reminder_days=(0,))
    facts = Facts((fact("p", late=30), fact("z", late=40)), plans=(plan("p", due=-day),))
    found = decide(facts, on_the_day, MONDAY).message
    assert found is not None
    assert found.level is level


@pytest.mark.parametrize(
    ("state", "ago", "again"),
    [(StepState.HELD, 4, False), (StepState.HELD, 5, True), (StepState.FAILED, 0, False), (StepState.FAILED, 1, True)],
)
def test_a_reminder_that_is_stopped_is_said_again_in_time(state: StepState, ago: int, *, again: bool) -> None:
    facts = Facts((fact("p", late=30),), (said("p", ago, state),), plans=(LATE,))
    assert (decide(facts, UNATTENDED, MONDAY).message is not None) is again


@pytest.mark.parametrize(("ahead", "says"), [(8, False), (7, True)])
def test_a_word_of_the_day_itself_is_printed_a_week_before_it(ahead: int, *, says: bool) -> None:
    on_the_day = replace(UNATTENDED, instalment_reminder_days=(0,))
    facts = Facts((fact("p", late=30),), plans=(plan("p", due=ahead),), can_write=False)
    assert (decide(facts, on_the_day, MONDAY).message is not None) is says


@pytest.mark.parametrize(("late", "level"), [(17, Level.INSTALMENT), (18, Level.REMINDER_1)])
def test_a_word_before_its_day_gives_way_to_what_has_been_due_for_longer_than_a_fortnight(
    late: int, level: Level
) -> None:
    """A first reminder is due three days after the due date."""
    found = decide(Facts((fact("q", late=30), fact("z", late=late)), plans=(SOON,)), UNATTENDED, MONDAY).message
    assert found is not None
    assert found.level is level


def test_what_a_reminder_gives_way_to_may_wait_and_is_looked_at_again_once_the_instalment_is_late() -> None:
    """Yesterday's message keeps both back for nine days more."""
    rare = replace(UNATTENDED, budget=Budget(gap_days=10), instalment_reminder_days=(-3,))
    yesterday = step(
        Level.REMINDER_1, StepState.DELIVERED, on=MONDAY - days(1), items=(StepItem("y", Level.REMINDER_1),)
    )
    found = decide(Facts((fact("q", late=30), fact("z", late=40)), (yesterday,), plans=(SOON,)), rare, MONDAY)
    assert (found.message, [r.why for r in found.reasons]) == (None, [Why.IN_PLAN, Why.CONTACT_GAP])
    assert found.next_look_on == MONDAY + days(4)


@pytest.mark.parametrize("state", [StepState.CLAIMED, StepState.UNKNOWN])
def test_a_plan_stands_until_the_day_that_a_mail_names_of_which_nobody_knows_whether_it_is_there(
    state: StepState,
) -> None:
    """The grace was over on Friday."""
    late, owed = plan("p", due=-11), (fact("p", late=30),)
    assert standing_plans(Facts(owed, plans=(late,)), MONDAY) == ()
    mail = replace(said("p", 3, state), pay_until=MONDAY + days(3))
    assert [s.until for s in standing_plans(Facts(owed, (mail,), plans=(late,)), MONDAY)] == [MONDAY + days(3)]
