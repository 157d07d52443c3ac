"""A payment or credit note that was booked by mistake and taken back: the chase goes on where it stood.

The invoice is due on Monday 2 November 2026; the debtor heard of it on 19 October and 5 November.
"""

from datetime import date

import pytest

from chalicelib.domain.decision import Why
from chalicelib.domain.money import Money
from chalicelib.domain.promise import PromiseState
from tests.builders import days
from tests.scenarios.diary import Diary

pytestmark = pytest.mark.usefixtures("every_rate_known")
DUE = date(2026, 11, 2)
HEARD = ["19 Oct notice F-1: delivered", "5 Nov reminder-1 F-1: delivered"]


def november(day: int) -> date:
    return date(2026, 11, day)


def december(day: int) -> date:
    return date(2026, 12, day)


HALVES = ((december(3), 5000), (december(31), 5000))


def begun() -> Diary:
    """On 6 November, the day after the first reminder."""
    return Diary().owes("F-1", due=DUE).lives_until(november(6))


def test_the_chase_goes_on_at_the_next_level_and_skips_none_however_late_it_is() -> None:
    diary = begun().pays("F-1", 10000, "X").lives_until(december(1))
    assert (diary.pages, diary.why("F-1"), diary.office.case.next_look_at) == (HEARD, Why.PAID, None)
    diary.takes_back("F-1", "X").lives_until(DUE + days(100))
    assert diary.pages == [
        *HEARD,
        "2 Dec reminder-2 F-1: delivered",
        "9 Dec final-reminder F-1: delivered",
        "18 Dec formal-notice F-1: delivered",
    ]
    assert diary.claimed_cents == [10000] * 5


def test_a_letter_lists_what_is_paid_and_nothing_of_what_was_cancelled() -> None:
    diary = begun().pays("F-1", 3000, "X").pays("F-1", 1000, "Y").takes_back("F-1", "X").lives_until(november(12))
    (line,) = diary.office.press.printed[-1].lines
    assert ([e.reference for e in line.entries], line.paid, line.open) == (["Y"], Money(1000), Money(9000))
    assert diary.claimed_cents[-1] == 9000


def test_a_payment_that_is_moved_to_the_invoice_it_was_for_is_counted_once() -> None:
    diary = begun().owes("F-2", due=november(9)).pays("F-1", 10000, "X").takes_back("F-1", "X").pays("F-2", 10000, "X")
    diary.lives_until(november(13))
    assert (diary.pages[2:], diary.claimed_cents[-1]) == (["12 Nov reminder-2 F-1: delivered"], 10000)


def test_a_reminder_that_was_called_off_for_it_goes_out_on_the_next_day() -> None:
    """Its own day has a step, which did not go out: no day has two."""
    diary = begun().lives_until(november(11))
    office = diary.office
    diary.today = november(12)
    office.wake(diary.today)
    reminder = office.planned()
    diary.pays("F-1", 10000, "X")
    office.send(reminder)
    diary.takes_back("F-1", "X")
    office.run()
    assert diary.pages == [*HEARD, "12 Nov reminder-2 F-1: cancelled"]
    diary.lives_until(november(13))
    assert diary.pages[3:] == ["13 Nov reminder-2 F-1: delivered"]


# Promises.


def test_a_promise_that_was_told_kept_stays_kept_and_the_chase_goes_on() -> None:
    diary = begun().promises(november(20), "F-1").lives_until(november(18)).pays("F-1", 10000, "X")
    diary.lives_until(november(30)).takes_back("F-1", "X").lives_until(december(2))
    assert [p.state for p in diary.office.case.promises] == [PromiseState.KEPT]
    assert diary.pages == [*HEARD, "1 Dec reminder-2 F-1: delivered"]
    assert diary.history.count("PromiseSettled") == 1


def test_a_promise_is_not_told_kept_by_the_very_change_that_takes_the_payment_back() -> None:
    diary = begun().promises(november(20), "F-1").lives_until(november(18)).pays("F-1", 10000, "X")
    diary.takes_back("F-1", "X").lives_until(november(23))
    assert (diary.why("F-1"), diary.pages) == (Why.PROMISED, HEARD)
    diary.lives_until(november(24))
    assert [p.state for p in diary.office.case.promises] == [PromiseState.BROKEN]
    assert diary.pages == [*HEARD, "24 Nov reminder-2 F-1: delivered"]


# Plans.


def test_a_plan_that_was_told_paid_stays_ended_and_another_may_be_agreed_on() -> None:
    diary = begun().agrees_on(*HALVES).lives_until(november(20)).pays("F-1", 10000, "X").lives_until(november(25))
    diary.takes_back("F-1", "X").lives_until(november(26))
    (plan,) = diary.office.case.plans
    assert (plan.ended_on, plan.is_in_default) == (november(21), False)
    assert diary.pages == [*HEARD, "26 Nov reminder-2 F-1: delivered"]
    assert diary.history.count("PlanEnded") == 1
    assert diary.agrees_on(*HALVES).lives_until(november(27)).why("F-1") is Why.IN_PLAN


def test_a_plan_is_not_told_paid_by_the_very_change_that_takes_the_payment_back() -> None:
    diary = begun().agrees_on(*HALVES).lives_until(november(20)).pays("F-1", 10000, "X").takes_back("F-1", "X")
    assert "PlanEnded" not in diary.lives_until(december(1)).history
    assert diary.pages == [*HEARD, "30 Nov instalment F-1: delivered"]


def test_an_instalment_that_was_taken_for_paid_is_recalled_before_the_plan_ends() -> None:
    """Its debtor was told nothing of it meanwhile: its days of grace run anew."""
    diary = (
        begun()
        .agrees_on(HALVES[0], (date(2027, 1, 29), 5000))
        .lives_until(december(2))
        .pays("F-1", 5000, "X")
        .lives_until(december(18))
    )
    diary.takes_back("F-1", "X").lives_until(december(27))
    assert diary.pages[2:] == ["30 Nov instalment F-1: delivered", "21 Dec instalment F-1: delivered"]
    assert (diary.claimed_cents[2:], diary.office.press.printed[-1].pay_by) == ([5000, 5000], december(27))
    assert "PlanEnded" not in diary.history
    # Eight days after the one on which it was taken for paid last it is Christmas, and then a weekend.
    diary.lives_until(december(29))
    assert (diary.office.case.plans[0].is_in_default, diary.claimed_cents[-1]) == (True, 10000)


def test_a_plan_that_had_reckoned_with_it_is_kept_by_its_own_instalments_and_the_rest_is_asked_for_after_it() -> None:
    diary = begun().pays("F-1", 4000, "X").agrees_on((december(3), 3000), (december(31), 3000))
    diary.lives_until(november(20)).takes_back("F-1", "X").lives_until(december(3)).pays("F-1", 3000)
    diary.lives_until(december(31)).pays("F-1", 3000).lives_until(date(2027, 1, 4))
    assert diary.pages == [
        *HEARD,
        "30 Nov instalment F-1: delivered",
        "28 Dec instalment F-1: delivered",
        "4 Jan reminder-2 F-1: delivered",
    ]
    assert diary.claimed_cents == [10000, 10000, 3000, 3000, 4000]
    (plan,) = diary.office.case.plans
    assert (plan.ended_on, plan.is_in_default) == (date(2027, 1, 1), False)


def test_of_a_plan_that_was_agreed_before_it_the_instalments_are_owed_as_they_were() -> None:
    diary = begun().agrees_on(*HALVES).pays("F-1", 4000, "X").takes_back("F-1", "X").lives_until(december(1))
    assert (diary.office.case.plans[0].beyond_cents, diary.claimed_cents[2:]) == (0, [5000])


def test_a_plan_of_other_invoices_had_reckoned_with_nothing() -> None:
    diary = begun().owes("F-2", due=november(30)).pays("F-1", 4000, "X").agrees_on(*HALVES, numbers=["F-2"])
    assert [p.beyond_cents for p in diary.takes_back("F-1", "X").office.case.plans] == [0]


def test_what_a_plan_had_reckoned_with_is_beyond_it_also_where_too_much_was_paid_meanwhile() -> None:
    diary = begun().pays("F-1", 4000, "X").agrees_on((december(3), 3000), (december(31), 3000))
    diary.pays("F-1", 8000, "Y").takes_back("F-1", "X").takes_back("F-1", "Y")
    diary.lives_until(december(1)).pays("F-1", 1000).lives_until(december(8))
    assert diary.claimed_cents[2:] == [3000, 2000]


# Credits on no invoice.


def test_money_that_stood_on_no_invoice_covers_what_is_owed_again_until_it_is_withdrawn() -> None:
    diary = Diary().owes("F-1", due=DUE).credits_no_invoice(10000).lives_until(november(6))
    diary.pays("F-1", 10000, "AV-2026-10-05", on=date(2026, 10, 5)).takes_back("F-1", "AV-2026-10-05")
    assert (diary.lives_until(november(20)).pages, diary.why("F-1")) == ([], Why.IN_CREDIT)
    diary.office.withdraw_credit("AV-2026-10-05")
    assert diary.lives_until(november(23)).pages == ["23 Nov reminder-1 F-1: delivered"]
