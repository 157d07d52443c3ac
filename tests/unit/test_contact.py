"""A letter on paper that waits to be posted is the only one: two that wait could go to the post on one day."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.domain.decision import Decision, Reason, Why
from chalicelib.domain.facts import Facts, InvoiceFacts
from chalicelib.domain.ladder import decide
from chalicelib.domain.level import LADDER, Level
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.money import Money
from chalicelib.domain.plan import Instalment, Plan
from chalicelib.domain.policy import Channel, Policy, Rung
from chalicelib.domain.step import Step, StepItem
from tests.builders import MONDAY, UNATTENDED, days, fact, step

NOTICE, R1, R2, FINAL, FORMAL = LADDER[:5]
# The Wednesday on which a letter of the Tuesday before the last has had its week.
WEDNESDAY = MONDAY + days(2)
MIXED = Policy("of-the-test", 1, (Rung(R1, 3), Rung(FORMAL, 30, channels=(Channel.REGISTERED_POST, Channel.EMAIL))))


def look(*invoices: InvoiceFacts, of: Policy = UNATTENDED, on: date = MONDAY, **facts: object) -> Decision:
    return decide(Facts(invoices, **{"can_write": False, **facts}), of, on)  # type: ignore[arg-type]


def printed(ago: int, level: Level = R1, name: str = "z", state: StepState = StepState.UNPOSTED) -> Step:
    return step(level, state, on=MONDAY - days(ago), items=(StepItem(name, level),), channel=Channel.POST)


def gap(until: date, level: Level = R1) -> tuple[Reason, ...]:
    return (Reason("a", Why.CONTACT_GAP, level, until),)


@pytest.mark.parametrize("ago", [0, 1, 5, 7])
def test_nothing_else_is_said_while_a_letter_waits_for_the_post(ago: int) -> None:
    """It is looked at daily: what keeps it from being posted may come with a day."""
    over = MONDAY + days(8 - ago)
    decision = look(fact(), steps=(printed(ago),))
    assert (decision.message, decision.reasons, decision.next_look_on) == (None, gap(over), MONDAY + days(1))


def test_what_waited_behind_a_letter_is_printed_once_its_week_is_over() -> None:
    steps = (printed(6),)
    assert look(fact(late=4), on=MONDAY + days(1), steps=steps).reasons == gap(WEDNESDAY)
    again = look(fact(late=5, on=WEDNESDAY), fact("z", late=12), on=WEDNESDAY, steps=steps).message
    assert again is not None
    assert again.items == (StepItem("a", R1), StepItem("z", R1))


def test_it_silences_mail_too() -> None:
    steps = (printed(6, FORMAL), printed(40, R1, state=StepState.DELIVERED))
    decision = look(fact(), of=MIXED, steps=steps, can_write=True)
    assert decision.reasons == gap(WEDNESDAY)
    assert look(fact(), of=MIXED, on=WEDNESDAY, steps=steps, can_write=True).message is not None


def test_it_silences_nobody_whose_letter_would_go_by_mail_by_now() -> None:
    assert look(fact(), steps=(printed(1),), can_write=True).message is not None


@pytest.mark.parametrize("state", [StepState.POSTED, StepState.WITHDRAWN])
def test_it_silences_no_longer_than_it_waits(state: StepState) -> None:
    assert look(fact(), steps=(printed(6, state=state),)).message is not None


def test_of_several_that_wait_the_last_is_waited_for() -> None:
    for steps in ((printed(6), printed(2)), (printed(2), printed(6))):
        assert look(fact(), steps=steps).reasons == gap(MONDAY + days(6))


def test_of_several_that_say_the_same_the_last_is_to_be_posted() -> None:
    for steps in ((printed(6, name="a"), printed(2, name="a")), (printed(2, name="a"), printed(6, name="a"))):
        assert look(fact(late=9), steps=steps).reasons == (Reason("a", Why.TO_POST, R1, MONDAY + days(6)),)


def test_a_notice_is_waited_for_as_long_as_something_it_lists_is_in_time() -> None:
    """On the 18th, for two that are due on the 20th and on Tuesday the 24th."""
    both = (StepItem("b", NOTICE), StepItem("c", NOTICE))
    notice = replace(printed(5, NOTICE), items=both)
    listed = (fact("b", late=3), fact("c", late=-1))
    assert look(fact(), *listed, steps=(notice,)).reasons[0] == gap(WEDNESDAY)[0]
    found = look(fact(), *listed, on=WEDNESDAY, steps=(notice,)).message
    assert found is not None
    assert StepItem("b", R1) in found.items
    assert look(fact(), steps=(notice,)).reasons == gap(MONDAY + days(3)), "nothing is known of what it lists"


def test_what_a_formal_notice_only_mentions_is_not_printed_by_it_and_waits_behind_it() -> None:
    letter = replace(printed(1, FORMAL, "z"), items=(StepItem("z", FORMAL), StepItem("a", R1)))
    assert look(fact(late=4), steps=(letter,)).reasons == gap(MONDAY + days(7))


def test_what_a_reminder_lists_before_its_due_date_is_printed_by_it_until_that_date_is_over() -> None:
    """No notice of its own is printed behind it."""
    letter = replace(printed(1), items=(StepItem("z", R1), StepItem("a", NOTICE)))
    assert look(fact(late=-2), steps=(letter,)).reasons == (Reason("a", Why.TO_POST, NOTICE, MONDAY + days(3)),)


# On paper its first instalment is recalled ten days before, on a Wednesday; and once more two days after, on a Monday.
FIRST = MONDAY + days(12)
PLAN = Plan(
    "p",
    ("p",),
    (Instalment(FIRST, Money(5000)), Instalment(FIRST + days(60), Money(5000))),
    MONDAY - days(30),
    "creditor",
    Money(0),
    grace_days=8,
)
RECALLED = printed(-2, Level.INSTALMENT, "p", StepState.POSTED)


def look_beside_the_plan(*steps: Step, ahead: int = 0) -> Decision:
    on = MONDAY + days(ahead)
    return look(
        fact("p", late=30 + ahead, on=on), fact("a", on=on), fact("z", late=9, on=on), on=on, plans=(PLAN,), steps=steps
    )


@pytest.mark.parametrize("ahead", [2, 14])
def test_a_letter_of_the_ladder_gives_way_to_the_reminder_of_a_plan(ahead: int) -> None:
    """The plan may be over before the letter has had its week."""
    steps = (printed(3 - ahead), *([RECALLED] if ahead > 2 else []))
    day_before = look_beside_the_plan(*steps, ahead=ahead - 1)
    assert [r.why for r in day_before.reasons] == [Why.IN_PLAN, Why.CONTACT_GAP, Why.TO_POST]
    assert day_before.next_look_on == MONDAY + days(ahead)
    decision = look_beside_the_plan(*steps, ahead=ahead)
    assert decision.message is not None
    assert decision.message.items == (StepItem("p", Level.INSTALMENT),)


def test_no_reminder_of_a_plan_takes_the_place_of_another_that_waits() -> None:
    decision = look_beside_the_plan(printed(-1, Level.INSTALMENT, "q"), ahead=2)
    assert decision.message is None
    assert [r.why for r in decision.reasons] == [Why.CONTACT_GAP] * 3
