"""Money that comes by another way, or late to the books: nobody is chased for it, and nobody's word is broken by it.

The invoices are due on Monday 2 November 2026; the debtor heard of them on 19 October and 5 November.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from chalicelib.domain.decision import Why
from chalicelib.domain.e_invoice import StatusCode
from chalicelib.domain.errors import Invalid
from chalicelib.domain.hold import HoldKind
from chalicelib.domain.money import Money
from chalicelib.domain.promise import PromiseState
from tests.builders import days, row
from tests.scenarios.diary import Diary

pytestmark = pytest.mark.usefixtures("every_rate_known")
DUE, FRIDAY = date(2026, 11, 2), date(2026, 11, 20)
LAST = FRIDAY + days(3)
HALVES = ((FRIDAY, 5000), (FRIDAY + days(60), 5000))


def reminded(*numbers: str) -> Diary:
    diary = Diary()
    for number in numbers or ("F-1",):
        diary.owes(number, due=DUE)
    return diary.lives_until(date(2026, 11, 6))


def states(diary: Diary) -> list[PromiseState]:
    return [p.state for p in diary.office.case.promises]


def plan_ends(diary: Diary) -> list[str]:
    history = diary.office.cases.history(diary.office.case.key)
    return [e.data.get("reason", "resumed") for e in history if e.kind in ("PlanEnded", "PlanResumed")]


def uploads_paid(diary: Diary, cents: int, on: date) -> Diary:
    diary.office.upload(replace(row("F-1", due=DUE, paid=cents), paid_on=on))
    return diary


def test_what_is_booked_of_a_credit_leaves_the_rest_of_it() -> None:
    diary = reminded("F-1", "F-2").credits_no_invoice(15000)
    reference = diary.office.case.credits[0].reference
    diary.pays("F-1", 10000, reference)
    assert [c.amount for c in diary.office.case.credits] == [Money(5000)]
    diary.lives_until(date(2026, 11, 12))
    assert diary.claimed_cents[-1] == 5000
    diary.pays("F-2", 5000, reference)
    assert (diary.office.case.credits, diary.office.case.open) == ((), Money(5000))
    assert diary.lives_until(date(2026, 11, 30)).claimed_cents[-1] == 5000


def test_a_payment_that_is_more_than_the_credit_takes_all_of_it() -> None:
    diary = reminded().credits_no_invoice(4000)
    diary.pays("F-1", 10000, diary.office.case.credits[0].reference)
    assert (diary.office.case.credits, diary.office.case.open) == ((), Money(0))


def test_an_upload_that_tells_of_money_in_time_mends_a_promise_and_a_plan() -> None:
    promise = reminded().promises(FRIDAY, "F-1").lives_until(LAST + days(2))
    assert states(uploads_paid(promise, 10000, LAST)) == [PromiseState.KEPT]
    plan = reminded().agrees_on(*HALVES).lives_until(FRIDAY + days(14))
    uploads_paid(plan, 5000, FRIDAY).lives_until(plan.today + days(1))
    assert (plan_ends(plan), plan.why("F-1")) == (["default", "resumed"], Why.IN_PLAN)


def test_an_upload_that_tells_of_money_too_late_leaves_the_promise_broken_though_nobody_had_looked() -> None:
    diary = reminded().promises(FRIDAY, "F-1").lives_until(LAST + days(5), planner_runs=False)
    assert states(uploads_paid(diary, 10000, LAST + days(1))) == [PromiseState.BROKEN]


def test_money_in_time_that_is_booked_before_anybody_looked_is_told_kept_and_never_broken() -> None:
    diary = reminded().promises(FRIDAY, "F-1").lives_until(LAST + days(5), planner_runs=False)
    diary.pays("F-1", 10000, on=LAST).lives_until(LAST + days(6))
    told = [e.data["state"] for e in diary.office.cases.history(diary.office.case.key) if e.kind == "PromiseSettled"]
    assert told == ["kept"]


def test_money_within_the_grace_that_ran_anew_after_a_hold_mends_the_promise() -> None:
    diary = reminded().promises(FRIDAY, "F-1").lives_until(FRIDAY - days(1)).contests("F-1")
    diary.lives_until(FRIDAY + days(10)).lets_go_on(HoldKind.DISPUTE, "F-1")
    last = FRIDAY + days(12)
    diary.lives_until(last + days(1))
    assert states(diary) == [PromiseState.BROKEN]
    assert states(diary.pays("F-1", 10000, on=last)) == [PromiseState.KEPT]


def test_a_plan_is_not_resumed_by_money_that_came_after_its_last_day_though_it_was_told_later() -> None:
    diary = reminded().agrees_on(*HALVES).lives_until(FRIDAY + days(3))
    diary.lives_until(FRIDAY + days(20), planner_runs=False).lives_until(FRIDAY + days(21))
    assert plan_ends(diary) == ["default"]
    late = diary.office.case.plans[0].stood_until
    assert late is not None
    assert plan_ends(diary.pays("F-1", 5000, on=late + days(1))) == ["default"]


def test_a_plan_that_stands_again_takes_the_place_of_what_was_promised_meanwhile() -> None:
    diary = reminded().agrees_on(*HALVES).lives_until(FRIDAY + days(14)).promises(FRIDAY + days(20), "F-1")
    diary.pays("F-1", 5000, on=FRIDAY)
    assert (plan_ends(diary), states(diary)) == (["default", "resumed"], [PromiseState.WITHDRAWN])


def test_a_new_word_about_one_invoice_leaves_what_was_promised_of_the_others() -> None:
    diary = reminded("F-1", "F-2").promises(FRIDAY, "F-1", "F-2").promises(FRIDAY + days(5), "F-1")
    diary.lives_until(FRIDAY)
    assert (diary.why("F-1"), diary.why("F-2"), len(diary.pages)) == (Why.PROMISED, Why.PROMISED, 2)
    planned = reminded("F-1", "F-2").promises(FRIDAY, "F-1", "F-2").agrees_on(*HALVES).lives_until(FRIDAY)
    assert planned.why("F-2") is Why.PROMISED
    assert states(planned) == [PromiseState.OPEN]


def test_a_status_of_a_time_to_come_is_refused_and_one_of_a_clock_that_goes_fast_is_ended_by_hand() -> None:
    diary = reminded()
    with pytest.raises(Invalid, match="is yet to come"):
        diary.is_told("F-1", StatusCode.REJECTED, at=diary.office.clock.at + days(1))
    assert diary.office.case.invoices[0].statuses == ()
    diary.is_told("F-1", StatusCode.REJECTED, at=diary.office.clock.at + timedelta(minutes=30))
    assert diary.why("F-1") is Why.E_INVOICE_REJECTED
    assert diary.lets_go_on(HoldKind.REJECTED, "F-1").why("F-1") is Why.NOT_DUE_BEFORE


def test_a_payment_that_was_announced_is_ended_by_hand_on_the_days_that_a_holiday_adds() -> None:
    diary = Diary().owes("F-1", due=DUE).lives_until(date(2026, 11, 10)).is_told("F-1", StatusCode.PAYMENT_SENT)
    diary.lives_until(date(2026, 11, 16))  # Armistice Day is not counted
    assert diary.why("F-1") is Why.PAYMENT_SENT
    assert diary.lets_go_on(HoldKind.PAYMENT_SENT, "F-1").why("F-1") is not Why.PAYMENT_SENT
