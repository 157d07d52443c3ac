"""The daily decision walked into the days to come, each message taken to be heard."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.domain.facts import Approval, Facts
from chalicelib.domain.forecast import Walk, walk
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.policy import Policy
from tests.builders import MONDAY, STANDARD, UNATTENDED, days, fact, pause, step

LADDER = [Level.REMINDER_1, Level.REMINDER_2, Level.FINAL_REMINDER, Level.FORMAL_NOTICE]


def walked(facts: Facts, policy: Policy = UNATTENDED, *, approved: bool = False) -> Walk:
    def facts_on(day: date) -> Facts:
        return facts

    return walk(facts_on, policy, MONDAY, MONDAY + days(120), approved=approved)


def levels(found: Walk) -> list[Level]:
    return [e.message.level for e in found.sent]


def test_each_level_follows_the_one_before_up_to_the_last() -> None:
    found = walked(Facts((fact(late=3),)))
    assert levels(found) == LADDER
    assert [e.on for e in found.sent] == sorted({e.on for e in found.sent})


def test_what_waits_for_a_person_or_for_a_rate_is_sent_only_as_if_a_person_had_approved() -> None:
    for facts, policy in (
        (Facts((fact(late=3),)), STANDARD),
        (Facts((fact(late=3),), rate_unknown=frozenset("a")), UNATTENDED),
    ):
        assert levels(walked(facts, policy)) == LADDER[:-1]
        assert levels(walked(facts, policy, approved=True)) == LADDER


def test_what_waits_for_a_person_is_told_with_the_message_it_would_go_out_in() -> None:
    asked = [
        {(i.invoice_id, i.level) for i in e.to_approve}
        for e in walked(Facts((fact(late=3),)), STANDARD, approved=True).sent
    ]
    assert asked == [set(), set(), set(), {("a", Level.FORMAL_NOTICE)}]
    assert not any(e.to_approve for e in walked(Facts((fact(late=3),)), approved=True).sent)
    word = Approval("a", Level.FORMAL_NOTICE, MONDAY + days(20), "Claire")
    assert not any(
        e.to_approve for e in walked(Facts((fact(late=3),), approvals=(word,)), STANDARD, approved=True).sent
    )


def test_what_a_person_refused_is_not_taken_to_go_out() -> None:
    word = Approval("a", Level.FORMAL_NOTICE, MONDAY, "Claire", is_given=False, reason="a good customer")
    facts = Facts((fact("a", late=3), fact("b", late=3)), approvals=(word,))
    last = walked(facts, STANDARD, approved=True).sent[-1].message
    assert (last.level, [i.invoice_id for i in last.items]) == (Level.FORMAL_NOTICE, ["b"])
    assert levels(walked(replace(facts, invoices=facts.invoices[:1]), STANDARD, approved=True)) == LADDER[:-1]


def test_an_invoice_with_a_policy_of_its_own_waits_for_a_person_by_that_one() -> None:
    own = replace(fact(late=3), policy=STANDARD)
    short = replace(UNATTENDED, rungs=UNATTENDED.rungs[:2])
    assert levels(walked(Facts((own,)), short, approved=True)) == LADDER
    assert levels(walked(Facts((own,)), short)) == LADDER[:-1]


def test_on_paper_each_letter_has_its_week_to_be_posted_before_the_next() -> None:
    paper = walked(Facts((fact(late=3),), can_write=False))
    assert levels(paper) == LADDER
    assert [e.message.by_mail for e in paper.sent] == [False] * 4
    gaps = [(b.on - a.on).days for a, b in zip(paper.sent, paper.sent[1:], strict=False)]
    assert all(gap > 13 for gap in gaps)


def test_the_walk_ends_on_its_last_day_and_where_nothing_is_left_to_say() -> None:
    assert walked(Facts((fact(cents=0),))).sent == ()
    last = walk(lambda day: Facts((fact(late=3),)), UNATTENDED, MONDAY, MONDAY)
    assert [e.on for e in last.sent] == [MONDAY]


def test_after_the_hours_of_sending_no_letter_is_withdrawn_before_tomorrow() -> None:
    """It is printed, and paused from today: tomorrow's look withdraws it, and tells the other invoice."""
    waiting = step(Level.REMINDER_1, StepState.UNPOSTED, on=MONDAY - days(2))
    hold = pause(since=MONDAY, until=MONDAY + days(9))
    facts = Facts((fact("a", late=5), fact("b", late=3)), steps=(waiting,), holds=(hold,), can_write=False)
    for too_late, first in ((False, MONDAY), (True, MONDAY + days(1))):
        found = walk(lambda day: facts, UNATTENDED, MONDAY, MONDAY + days(3), too_late=too_late)
        assert [e.on for e in found.sent] == [first]
        assert [*found.withdrawn] == [waiting.id]


# What is on its way today.


def said_last(ago: int, state: StepState = StepState.ACCEPTED, **changes: object) -> Facts:
    """An invoice that is long late, and its last reminder, so many days ago."""
    last = step(Level.FINAL_REMINDER, state, on=MONDAY - days(ago), **changes)
    return Facts((fact(late=60),), steps=(last,))


@pytest.mark.parametrize(("ago", "sent"), [(2, [Level.FORMAL_NOTICE]), (3, [])])
def test_a_mail_of_which_nobody_has_said_a_word_for_three_days_is_taken_for_presumed_and_no_younger_one(
    ago: int, sent: list[Level]
) -> None:
    """After a presumed delivery a formal notice waits for a person."""
    assert levels(walked(said_last(ago))) == sent


def test_the_days_until_a_delivery_is_presumed_are_those_of_the_policy_of_the_invoice() -> None:
    sooner = replace(UNATTENDED, name="own", presumed_delivered_after_days=2)
    facts = said_last(2)
    own = replace(facts, invoices=tuple(replace(i, policy=sooner) for i in facts.invoices))
    assert levels(walked(own)) == []


def test_a_delivery_that_was_presumed_stays_so_though_the_policy_leaves_more_days_by_now() -> None:
    patient = replace(UNATTENDED, presumed_delivered_after_days=10)
    assert levels(walked(said_last(5), patient)) == [Level.FORMAL_NOTICE]
    assert levels(walked(said_last(5, presumed_on=MONDAY - days(2)), patient)) == []


def test_a_mail_that_was_claimed_and_is_on_its_way_for_days_keeps_nothing_back_for_ever() -> None:
    assert levels(walked(said_last(4, StepState.CLAIMED))) == [Level.FORMAL_NOTICE]


def test_what_is_on_its_way_today_has_arrived_tomorrow_and_not_today() -> None:
    """Its time to pay is over, and its delivery would be presumed in a day."""
    patient = replace(UNATTENDED, presumed_delivered_after_days=10)
    assert [e.on for e in walked(said_last(9), patient).sent] == [MONDAY + days(1)]
