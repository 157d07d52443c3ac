"""The daily decision, invoice by invoice: which level is due, and why nothing is said otherwise.

Every situation is looked at on Monday 23 November 2026 unless it says another day.
"""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.domain.decision import Decision, Reason, Why
from chalicelib.domain.facts import Facts, InvoiceFacts
from chalicelib.domain.ladder import decide
from chalicelib.domain.level import LADDER, Level
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.policy import DAYS_TO_PAY, Budget, Policy, Rung
from chalicelib.domain.step import Step, StepItem
from tests.builders import MONDAY, UNATTENDED, days, dispute, fact, pause, step

NOTICE, R1, R2, FINAL, FORMAL = LADDER[:5]
DELIVERED, ACCEPTED = StepState.DELIVERED, StepState.ACCEPTED
LONG_AGO = MONDAY - days(60)


def look(*invoices: InvoiceFacts, on: date = MONDAY, **facts: object) -> Decision:
    """The decision, its tasks apart: they have tests of their own."""
    return replace(decide(Facts(invoices, **facts), UNATTENDED, on), tasks=())  # type: ignore[arg-type]


def heard(*levels: Level, about: str = "a") -> tuple[Step, ...]:
    """Messages delivered long ago, one a week."""
    return tuple(
        step(level, DELIVERED, on=LONG_AGO + days(7 * n), items=(StepItem(about, level),))
        for n, level in enumerate(levels)
    )


@pytest.mark.parametrize(
    ("late", "said", "level"),
    [
        pytest.param(-15, (), NOTICE, id="fifteen days before it is due"),
        pytest.param(-1, (), NOTICE, id="the day before, uploaded late"),
        pytest.param(0, (), NOTICE, id="the due day itself, uploaded late"),
        pytest.param(3, (), R1, id="three days late, the notice never sent"),
        pytest.param(3, (NOTICE,), R1, id="three days late"),
        pytest.param(10, (NOTICE, R1), R2, id="ten days late"),
        pytest.param(20, (R1, R2), FINAL, id="twenty days late"),
        pytest.param(30, (R1, R2, FINAL), FORMAL, id="thirty days late"),
        pytest.param(45, (), R1, id="imported 45 days late: starts at the first reminder"),
        pytest.param(45, (NOTICE,), R1, id="45 days late, heard the notice only: no level is skipped"),
        pytest.param(400, (R1,), R2, id="over a year late: one level after the other all the same"),
        pytest.param(400, (R1, R2), FINAL, id="over a year late: the final reminder before the formal notice"),
    ],
)
def test_the_next_level_is_sent_when_its_day_has_come(late: int, said: tuple[Level, ...], level: Level) -> None:
    decision = look(fact(late=late), steps=heard(*said))
    assert decision.message is not None
    assert (decision.message.level, decision.message.items) == (level, (StepItem("a", level),))
    assert decision.message.by_mail
    assert decision.reasons == (Reason("a", Why.SENDS, level),)
    assert decision.next_look_on == MONDAY + days(1)


@pytest.mark.parametrize(
    ("late", "said", "level", "in_days"),
    [
        pytest.param(-60, (), NOTICE, 45, id="60 days before it is due"),
        pytest.param(-16, (), NOTICE, 1, id="the day before the notice"),
        pytest.param(-15, (NOTICE,), R1, 18, id="noticed already"),
        pytest.param(0, (NOTICE,), R1, 3, id="the due day, noticed already"),
        pytest.param(1, (), R1, 2, id="the day after it was due: too late for a notice"),
        pytest.param(2, (), R1, 1, id="two days late"),
        pytest.param(9, (R1,), R2, 1, id="nine days late"),
        pytest.param(19, (R1, R2), FINAL, 1, id="nineteen days late"),
        pytest.param(29, (R1, R2, FINAL), FORMAL, 1, id="29 days late"),
    ],
)
def test_nothing_is_said_before_the_day_of_the_next_level(
    late: int, said: tuple[Level, ...], level: Level, in_days: int
) -> None:
    starts = MONDAY + days(in_days)
    assert look(fact(late=late), steps=heard(*said)) == Decision(
        None, (Reason("a", Why.NOT_DUE_BEFORE, level, starts),), starts
    )


def test_the_ladder_ends_after_the_formal_notice_and_nobody_looks_again() -> None:
    decision = look(fact(late=400), steps=heard(R1, R2, FINAL, FORMAL))
    asked = decision.reasons[0].since
    assert decision.reasons == (Reason("a", Why.LADDER_ENDED, FORMAL, since=asked),)
    assert (decision.message, decision.next_look_on) == (None, None)
    assert asked
    assert asked <= MONDAY


def test_the_ladder_ends_where_the_policy_ends() -> None:
    policy = Policy("kind", 1, (Rung(R1, 3),))
    decision = decide(Facts((fact(late=40),), heard(R1)), policy, MONDAY)
    assert (decision.reasons[0].why, decision.reasons[0].level) == (Why.LADDER_ENDED, R1)


def test_a_level_that_the_policy_leaves_out_is_not_waited_for() -> None:
    policy = Policy("brisk", 1, (Rung(R1, 3), Rung(FORMAL, 30)))
    message = decide(Facts((fact(late=40),), heard(R1)), policy, MONDAY).message
    assert message is not None
    assert message.level is FORMAL


def test_five_invoices_are_one_message_at_the_highest_level_each_at_its_own() -> None:
    invoices = tuple(fact(n, late=late) for n, late in zip("abcde", (-15, 3, 10, 20, 30), strict=True))
    said = (*heard(R1, about="c"), *heard(R1, R2, about="d"), *heard(R1, R2, FINAL, about="e"))
    decision = look(*invoices, steps=said)
    levels = zip("abcde", (NOTICE, R1, R2, FINAL, FORMAL), strict=True)
    assert decision.message is not None
    assert decision.message.level is FORMAL
    assert decision.message.items == tuple(StepItem(n, level) for n, level in levels)
    assert [r.why for r in decision.reasons] == [Why.SENDS] * 5


def test_reasons_come_in_the_order_of_the_invoices_whatever_they_are() -> None:
    decision = look(fact("d"), fact("c", cents=0), fact("b"), fact("a", late=-40))
    assert [(r.invoice_id, r.why) for r in decision.reasons] == [
        ("d", Why.SENDS),
        ("c", Why.PAID),
        ("b", Why.SENDS),
        ("a", Why.NOT_DUE_BEFORE),
    ]


@pytest.mark.parametrize("cents", [pytest.param(0, id="paid"), pytest.param(-1, id="overpaid by a cent")])
def test_a_paid_invoice_is_left_alone_and_not_looked_at_again(cents: int) -> None:
    assert look(fact(cents=cents)) == Decision(None, (Reason("a", Why.PAID),), None)


@pytest.mark.parametrize("credit", [pytest.param(-10000, id="to the cent"), pytest.param(-10001, id="and more")])
def test_nothing_is_claimed_when_an_overpaid_invoice_covers_the_other(credit: int) -> None:
    decision = look(fact("a", cents=10000), fact("b", cents=credit))
    assert decision == Decision(None, (Reason("a", Why.IN_CREDIT), Reason("b", Why.PAID)), None)


def test_an_invoice_is_claimed_when_the_overpaid_one_leaves_a_cent_uncovered() -> None:
    assert look(fact("a", cents=10000), fact("b", cents=-9999)).message is not None


def test_nothing_is_claimed_when_an_overpayment_covers_all_that_is_not_contested() -> None:
    decision = look(fact("a", cents=10000), fact("b", cents=-15000), fact("c", cents=10000), holds=(dispute("c"),))
    assert decision.message is None


def test_an_overpayment_counts_though_the_overpaid_invoice_is_contested() -> None:
    assert look(fact("a", cents=10000), fact("b", cents=-10000), holds=(dispute("b"),)).message is None


def test_a_reminder_waits_when_an_overpayment_covers_all_that_it_may_ask_for() -> None:
    decision = look(fact("a", late=3, cents=5000), fact("b", late=-10), fact("c", cents=-6000))
    assert decision.reasons[0] == Reason("a", Why.IN_CREDIT)


def test_one_cent_is_claimed_when_one_cent_is_owed() -> None:
    assert look(fact(cents=1)).message is not None


def test_a_contested_invoice_is_left_out_and_the_other_is_claimed() -> None:
    decision = look(fact("a"), fact("b"), holds=(dispute("a"),))
    assert decision.message is not None
    assert decision.message.items == (StepItem("b", R1),)
    assert decision.reasons[0] == Reason("a", Why.CONTESTED)


def test_nobody_looks_again_when_all_is_contested_without_end() -> None:
    assert look(fact(), holds=(dispute(),)).next_look_on is None


@pytest.mark.parametrize(
    ("hold", "why"),
    [
        pytest.param(dispute(until=MONDAY), Why.CONTESTED, id="a dispute on its last day"),
        pytest.param(pause(until=MONDAY), Why.PAUSED, id="a pause on its last day"),
    ],
)
def test_a_hold_with_an_end_is_looked_at_the_day_after(hold, why: Why) -> None:  # type: ignore[no-untyped-def]
    tomorrow = MONDAY + days(1)
    assert look(fact(), holds=(hold,)) == Decision(None, (Reason("a", why, until=tomorrow),), tomorrow)


@pytest.mark.parametrize(
    "hold",
    [
        pytest.param(pause(since=LONG_AGO, until=MONDAY - days(1)), id="it ended yesterday"),
        pytest.param(pause(since=MONDAY + days(1)), id="it starts tomorrow"),
        pytest.param(pause("other"), id="it holds another invoice"),
    ],
)
def test_a_hold_keeps_nothing_back_when_it_does_not_stand(hold) -> None:  # type: ignore[no-untyped-def]
    assert look(fact(), holds=(hold,)).message is not None


@pytest.mark.parametrize(
    "state", [StepState.BOUNCED, StepState.CANCELLED, StepState.UNPOSTED], ids=lambda s: f"first reminder {s}"
)
def test_a_level_is_not_reached_when_its_message_was_not_heard(state: StepState) -> None:
    message = look(fact(late=12), steps=(step(R1, state, on=LONG_AGO),)).message
    assert message is not None
    assert message.level is R1


def test_a_complaint_proves_that_the_message_was_read() -> None:
    message = look(fact(late=12), steps=(step(R1, StepState.COMPLAINED, on=LONG_AGO),)).message
    assert message is not None
    assert message.level is R2


def test_a_message_about_another_invoice_counts_for_nothing_here() -> None:
    message = look(fact("a", late=12), steps=heard(R1, R2, about="b")).message
    assert message is not None
    assert message.level is R1


def test_the_highest_level_heard_counts_whatever_came_after_it() -> None:
    later_but_lower = step(R1, DELIVERED, on=MONDAY - days(20))
    message = look(fact(late=40), steps=(*heard(R1, R2), later_but_lower)).message
    assert message is not None
    assert message.level is FINAL


@pytest.mark.parametrize(
    ("days_ago", "until"),
    [pytest.param(0, 3, id="sent today"), pytest.param(1, 2, id="yesterday"), pytest.param(2, 1, id="two days ago")],
)
def test_proof_is_waited_for_when_a_message_was_accepted_less_than_three_days_ago(days_ago: int, until: int) -> None:
    sent = step(R1, ACCEPTED, on=MONDAY - days(days_ago))
    starts = MONDAY + days(until)
    expected = Decision(None, (Reason("a", Why.WAITS_FOR_PROOF, R1, starts),), starts)
    assert look(fact(late=12), steps=(sent,)) == expected


@pytest.mark.parametrize("level", [R1, R2], ids=["first reminder", "second reminder"])
def test_delivery_is_presumed_when_three_days_pass_without_a_word(level: Level) -> None:
    sent = step(level, ACCEPTED, on=MONDAY - days(7))
    message = look(fact(late=400), steps=(sent,)).message
    assert message is not None
    assert message.level.rank == level.rank + 1


def test_presumption_starts_on_the_third_day() -> None:
    brisk = replace(UNATTENDED, budget=Budget(gap_days=1))
    sent = step(Level.NOTICE, ACCEPTED, on=MONDAY - days(3))
    assert decide(Facts((fact(late=12),), (sent,)), brisk, MONDAY).message is not None


@pytest.mark.parametrize("level", [R1, R2, FINAL])
def test_no_firmer_letter_leaves_before_the_day_that_the_last_one_named_has_passed(level: Level) -> None:
    given = step(level, StepState.DELIVERED, on=MONDAY - days(DAYS_TO_PAY[level]))
    decision = look(fact(late=60), steps=(given,))
    assert (decision.message, decision.next_look_on) == (None, MONDAY + days(1))
    assert decision.reasons[0].why is Why.GIVEN_TIME
    tomorrow = MONDAY + days(1)
    assert look(fact(late=61, on=tomorrow), on=tomorrow, steps=(given,)).message is not None


def test_a_letter_that_only_mentions_an_invoice_has_not_reminded_of_it() -> None:
    mixed = step(
        Level.FORMAL_NOTICE,
        StepState.DELIVERED,
        on=MONDAY - days(20),
        items=(StepItem("b", Level.FORMAL_NOTICE), StepItem("a", FINAL)),
    )
    message = look(fact(late=60), steps=(*heard(R1, R2), mixed)).message
    assert message is not None
    assert message.items == (StepItem("a", FINAL),)


def test_a_formal_notice_is_never_opened_by_presumption() -> None:
    sent = step(FINAL, ACCEPTED, on=MONDAY - days(200))
    expected = Decision(None, (Reason("a", Why.WAITS_FOR_PERSON, FORMAL, since=MONDAY - days(46)),), None)
    assert look(fact(late=400), steps=(*heard(R1, R2), sent)) == expected


def test_a_formal_notice_is_opened_when_the_final_reminder_was_delivered_and_an_earlier_one_presumed() -> None:
    presumed = (step(R1, ACCEPTED, on=LONG_AGO), step(R2, ACCEPTED, on=LONG_AGO + days(7)))
    message = look(fact(late=400), steps=(*presumed, step(FINAL, DELIVERED, on=LONG_AGO + days(14)))).message
    assert message is not None
    assert message.level is FORMAL


def test_a_level_stays_proven_when_a_later_message_of_the_same_level_has_no_proof() -> None:
    again = step(FINAL, ACCEPTED, on=MONDAY - days(10))
    for steps in ((*heard(R1, R2, FINAL), again), (again, *heard(R1, R2, FINAL))):
        message = look(fact(late=400), steps=steps).message
        assert message is not None
        assert message.level is FORMAL


def test_a_presumed_final_reminder_keeps_back_its_own_invoice_and_no_other() -> None:
    presumed = step(FINAL, ACCEPTED, on=LONG_AGO)
    decision = look(fact("a", late=400), fact("b"), steps=(presumed,))
    assert decision.message is not None
    assert decision.message.items == (StepItem("b", R1),)
    assert decision.reasons[0] == Reason("a", Why.WAITS_FOR_PERSON, FORMAL, since=LONG_AGO + days(9))
