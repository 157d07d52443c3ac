"""What keeps the engine from saying anything: holds of every kind, approval, sums too small, bank data too old."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from chalicelib.domain.decision import Decision, Reason, Why
from chalicelib.domain.facts import Approval, Facts, InvoiceFacts
from chalicelib.domain.hold import EVERYTHING, Hold, HoldKind
from chalicelib.domain.ladder import HOLDS, decide
from chalicelib.domain.level import LADDER, Level
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.money import Money
from chalicelib.domain.policy import Budget, Policy
from chalicelib.domain.step import Step, StepItem
from tests.builders import MONDAY, STANDARD, UNATTENDED, days, fact, step

NOTICE, R1, R2, FINAL, FORMAL = LADDER[:5]
DELIVERED = StepState.DELIVERED
TOMORROW = MONDAY + days(1)


def look(*invoices: InvoiceFacts, policy: Policy = UNATTENDED, on: date = MONDAY, **facts: Any) -> Decision:
    return decide(Facts(invoices, **facts), policy, on)


def reason(*invoices: InvoiceFacts, policy: Policy = UNATTENDED, on: date = MONDAY, **facts: Any) -> Reason:
    """That of the first invoice."""
    return look(*invoices, policy=policy, on=on, **facts).reasons[0]


def said(level: Level, ago: int, about: str = "a", state: StepState = DELIVERED) -> Step:
    return step(level, state, on=MONDAY - days(ago), items=(StepItem(about, level),))


@pytest.mark.parametrize("kind", HoldKind)
def test_each_kind_of_hold_silences_its_invoice_and_no_other(kind: HoldKind) -> None:
    hold = Hold(kind, "a", MONDAY, "creditor", "because")
    decision = look(fact("a"), fact("b"), holds=(hold,))
    assert [r.why for r in decision.reasons] == [HOLDS[kind], Why.SENDS]
    assert decision.message is not None
    assert decision.message.items == (StepItem("b", R1),)


@pytest.mark.parametrize("kind", HoldKind)
def test_each_kind_of_hold_on_everything_silences_the_debtor(kind: HoldKind) -> None:
    decision = look(fact("a"), fact("b"), holds=(Hold(kind, EVERYTHING, MONDAY, "creditor", "because"),))
    assert (decision.message, {r.why for r in decision.reasons}) == (None, {HOLDS[kind]})


@pytest.mark.parametrize("kind", HoldKind)
def test_the_chase_goes_on_the_day_after_a_hold_has_ended(kind: HoldKind) -> None:
    hold = Hold(kind, "a", MONDAY - days(9), "creditor", "because", until=MONDAY)
    assert reason(fact(), holds=(hold,)) == Reason("a", HOLDS[kind], until=TOMORROW)
    assert look(fact(on=TOMORROW), on=TOMORROW, holds=(hold,)).message is not None


def test_a_broken_promise_resumes_at_the_next_level_and_not_at_two() -> None:
    """Promised on the eve of the second reminder, broken three weeks later: the last one is due as well."""
    promise = Hold(HoldKind.PROMISE, "a", MONDAY - days(15), "debtor", "", until=MONDAY - days(1))
    decision = look(fact(late=24), steps=(said(R1, 21),), holds=(promise,))
    assert decision.message is not None
    assert decision.message.items == (StepItem("a", R2),)


def test_the_undisputed_rest_goes_on() -> None:
    contest = Hold(HoldKind.DISPUTE, "a", MONDAY, "debtor", "wrong-amount", amount=Money(4000))
    assert reason(fact(cents=10000), holds=(contest,)).why is Why.SENDS
    assert reason(fact(cents=4000), holds=(contest,)).why is Why.CONTESTED


FINAL_PROVED = (said(FINAL, 10),)


def approval(ago: int, *, is_given: bool = True, level: Level = FORMAL, about: str = "a") -> Approval:
    return Approval(about, level, MONDAY - days(ago), "Claire", is_given=is_given)


def test_a_formal_notice_waits_for_approval_and_nobody_looks_again() -> None:
    decision = look(fact(late=50), policy=STANDARD, steps=FINAL_PROVED)
    assert decision.reasons == (Reason("a", Why.WAITS_FOR_APPROVAL, FORMAL, since=MONDAY - days(1)),)
    assert (decision.message, decision.next_look_on) == (None, None)


@pytest.mark.parametrize(("ago", "sends"), [(0, True), (30, True), (31, False)])
def test_an_approval_is_good_for_thirty_days(ago: int, sends: bool) -> None:
    found = reason(fact(late=60), policy=STANDARD, steps=FINAL_PROVED, approvals=(approval(ago),))
    assert found.why is (Why.SENDS if sends else Why.WAITS_FOR_APPROVAL)


@pytest.mark.parametrize(
    "other", [approval(1, about="b"), approval(1, level=FINAL), approval(-1)], ids=["invoice", "level", "day to come"]
)
def test_an_approval_of_something_else_opens_nothing(other: Approval) -> None:
    assert reason(fact(late=60), policy=STANDARD, steps=FINAL_PROVED, approvals=(other,)).why is Why.WAITS_FOR_APPROVAL


def test_the_last_word_of_a_person_counts() -> None:
    yes, no = approval(3), approval(2, is_given=False)
    for words, why in (((yes, no), Why.NOT_APPROVED), ((no, replace(yes, on=MONDAY)), Why.SENDS)):
        for told in (words, words[::-1]):
            assert reason(fact(late=60), policy=STANDARD, steps=FINAL_PROVED, approvals=told).why is why


@pytest.mark.parametrize("policy", [STANDARD, UNATTENDED], ids=["by default", "where the policy asks for none"])
def test_a_person_may_send_the_formal_notice_that_presumption_would_not(policy: Policy) -> None:
    presumed = (said(FINAL, 15, state=StepState.ACCEPTED),)
    assert reason(fact(late=60), policy=policy, steps=presumed).why is Why.WAITS_FOR_PERSON
    assert reason(fact(late=60), policy=policy, steps=presumed, approvals=(approval(0),)).why is Why.SENDS


def test_what_a_person_approved_before_the_delivery_was_presumed_does_not_open_the_formal_notice() -> None:
    """Accepted fifteen days ago, presumed delivered three days later."""
    presumed = (said(FINAL, 15, state=StepState.ACCEPTED),)
    for ago, why in ((13, Why.WAITS_FOR_PERSON), (12, Why.SENDS)):
        assert reason(fact(late=60), policy=STANDARD, steps=presumed, approvals=(approval(ago),)).why is why
    assert reason(fact(late=60), policy=STANDARD, steps=FINAL_PROVED, approvals=(approval(13),)).why is Why.SENDS


def test_a_person_may_send_the_formal_notice_of_a_half_year_whose_rate_is_unknown() -> None:
    unknown: dict[str, Any] = {"steps": FINAL_PROVED, "rate_unknown": frozenset("a")}
    assert reason(fact(late=60), **unknown).why is Why.RATE_UNKNOWN
    assert reason(fact(late=60), approvals=(approval(0),), **unknown).why is Why.SENDS


FIVE_EUROS = replace(UNATTENDED, tolerance=(Money(500),))


@pytest.mark.parametrize(("cents", "why"), [(500, Why.TOLERATED), (501, Why.SENDS)])
def test_a_sum_up_to_the_tolerance_is_not_written_about(cents: int, why: Why) -> None:
    assert reason(fact(cents=cents), policy=FIVE_EUROS).why is why


def test_small_sums_are_written_about_when_together_they_are_not_small() -> None:
    assert reason(fact("a", cents=300), fact("b", cents=300), policy=FIVE_EUROS).why is Why.SENDS


def test_a_credit_that_leaves_a_small_sum_silences_the_reminder() -> None:
    assert reason(fact(cents=10000), credits=(Money(9600),), policy=FIVE_EUROS).why is Why.TOLERATED


def test_a_small_sum_at_a_firmer_level_keeps_no_reminder_of_a_large_one_back() -> None:
    small, large = fact("a", late=50, cents=300), fact("b", cents=100000)
    decision = look(small, large, steps=FINAL_PROVED, policy=FIVE_EUROS)
    assert [r.why for r in decision.reasons] == [Why.TOLERATED, Why.SENDS]
    assert decision.message is not None
    assert decision.message.items == (StepItem("b", R1),)


THREE_DAYS = replace(UNATTENDED, bank_data_days=3)


@pytest.mark.parametrize(("age", "why"), [(3, Why.SENDS), (4, Why.BANK_DATA_OLD), (None, Why.BANK_DATA_OLD)])
def test_nothing_goes_out_when_the_bank_data_is_too_old(age: int | None, why: Why) -> None:
    seen = None if age is None else MONDAY - days(age)
    found = look(fact(), policy=THREE_DAYS, bank_data_on=seen)
    assert found.reasons[0].why is why
    assert found.next_look_on == TOMORROW


def test_bank_data_is_not_asked_for_where_the_policy_does_not() -> None:
    assert reason(fact()).why is Why.SENDS


@pytest.mark.parametrize(("second", "until"), [(6, 3), (11, None)])
def test_a_third_message_in_a_fortnight_waits(second: int, until: int | None) -> None:
    """The first was eleven days ago, or fourteen."""
    steps = (said(R1, 11 if until else 14, about="z"), said(R2, second, about="z"))
    found = reason(fact(late=5), steps=steps)
    expected = Reason("a", Why.CONTACT_BUDGET, R1, MONDAY + days(until)) if until else Reason("a", Why.SENDS, R1)
    assert found == expected


def test_the_budget_is_that_of_the_policy() -> None:
    once = replace(UNATTENDED, budget=Budget(most=1, in_days=30))
    assert reason(fact(late=5), steps=(said(R1, 29, about="z"),), policy=once).until == MONDAY + days(1)


def test_a_small_sum_is_looked_at_again_when_more_falls_due() -> None:
    decision = look(fact("a", late=-5, cents=400), fact("b", late=5, cents=400), policy=FIVE_EUROS)
    assert ({r.why for r in decision.reasons}, decision.next_look_on) == ({Why.TOLERATED}, MONDAY + days(6))


def test_a_contest_of_a_part_that_ends_by_itself_is_looked_at_again_the_day_after() -> None:
    contest = Hold(HoldKind.DISPUTE, "a", MONDAY, "debtor", "", until=MONDAY + days(3), amount=Money(6000))
    decision = look(fact(cents=10000), credits=(Money(4000),), holds=(contest,))
    assert (decision.reasons[0].why, decision.next_look_on) == (Why.IN_CREDIT, MONDAY + days(4))


def test_of_several_holds_of_one_kind_the_longest_is_named() -> None:
    short, long = (Hold(HoldKind.PAUSE, "a", MONDAY, "creditor", "", until=MONDAY + days(n)) for n in (1, 9))
    for holds in ((short, long), (long, short)):
        assert reason(fact(), holds=holds).until == MONDAY + days(10)


def test_a_contest_of_a_part_that_takes_all_is_stronger_than_a_promise() -> None:
    contest = Hold(HoldKind.DISPUTE, "a", MONDAY, "debtor", "", amount=Money(10000))
    promise = Hold(HoldKind.PROMISE, "a", MONDAY, "debtor", "", until=MONDAY)
    assert reason(fact(cents=10000), holds=(promise, contest)).why is Why.CONTESTED
