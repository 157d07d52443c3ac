"""Money that was there in time and booked late mends a word: it ends as it would have, had it been booked at once.

The invoices are due on Monday 2 November 2026; the debtor heard of them on 19 October and 5 November.
"""

from collections.abc import Callable
from datetime import date

import pytest

from chalicelib.domain.hold import HoldKind
from chalicelib.domain.money import Money
from chalicelib.domain.promise import PromiseState
from tests.scenarios.diary import Diary
from tests.scenarios.test_diaries_reckoned import begun, december, november

pytestmark = pytest.mark.usefixtures("every_rate_known")
KEPT, BROKEN, OPEN = PromiseState.KEPT, PromiseState.BROKEN, PromiseState.OPEN


def promised_for_two(*, booked_on: date, cents: int = 10000) -> Diary:
    """Both on 20 November; F-2 is paused until the 27th, and has its days of grace until the 30th. On no invoice comes
    what pays F-1, on the 20th, unless `cents` says otherwise.
    """
    diary = begun("F-1", "F-2").promises(november(20), "F-1", "F-2").lives_until(november(18))
    diary.holds(HoldKind.PAUSE, "F-2", until=november(27)).lives_until(booked_on)
    return diary.credits_no_invoice(cents, on=november(20)) if cents else diary


@pytest.mark.parametrize("booked_on", [november(20), november(25), november(30)])
@pytest.mark.parametrize(
    ("goes_on", "ends"),
    [
        pytest.param(lambda d: d, BROKEN, id="nothing more comes"),
        pytest.param(lambda d: d.pays("F-2", 10000), KEPT, id="the other is paid in its days"),
    ],
)
def test_a_promise_of_two_is_open_while_one_has_its_days(
    booked_on: date, goes_on: Callable[[Diary], Diary], ends: PromiseState
) -> None:
    diary = promised_for_two(booked_on=booked_on).lives_until(november(30))
    assert diary.promise_states == [OPEN]
    assert goes_on(diary).lives_until(december(2)).promise_states == [ends]


def test_a_promise_of_two_stays_broken_where_the_other_was_missed_before_the_money_was_booked() -> None:
    diary = promised_for_two(booked_on=december(2))
    assert diary.lives_until(december(20)).promise_states == [BROKEN]


@pytest.mark.parametrize("booked_on", [december(3), december(23)])
def test_a_plan_of_which_a_later_instalment_was_missed_is_in_default_whenever_the_first_was_booked(
    booked_on: date,
) -> None:
    """The first came in time. The second was paid too late, and with it all that was owed."""
    diary = begun().agrees_on((december(3), 5000), (december(10), 5000))
    for day in sorted({booked_on, december(22)}):
        diary.lives_until(day)
        if day == booked_on:
            diary.pays("F-1", 5000, "first", on=december(3))
        if day == december(22):
            diary.pays("F-1", 5000, "second")
    assert diary.lives_until(december(31)).plan_ends == ["default"]


@pytest.mark.parametrize(("second", "ends"), [(december(18), "paid"), (december(19), "default")])
def test_a_plan_of_which_a_later_instalment_came_in_time_stands_again_and_not_a_day_later(
    second: date, ends: str
) -> None:
    """It had its grace until the 18th."""
    diary = begun().agrees_on((december(3), 5000), (december(10), 5000)).lives_until(second)
    diary.pays("F-1", 5000, "second").lives_until(december(23))
    assert diary.plan_ends == ["default"]
    diary.pays("F-1", 5000, "first", on=december(3)).lives_until(december(31))
    assert diary.plan_ends[-1] == ends


def test_a_promise_is_kept_by_the_booking_itself_where_the_other_invoice_was_paid_a_cent_too_much_in_its_days() -> None:
    diary = promised_for_two(booked_on=november(25), cents=0).pays("F-2", 10001)
    assert diary.promise_states == [BROKEN]
    assert diary.pays("F-1", 10000, "first", on=november(20)).promise_states == [KEPT]


def test_a_promise_of_which_a_part_is_contested_is_kept_once_that_is_answered_and_all_of_it_is_there() -> None:
    """60.00 were to be paid, and stood on no invoice in time; 40.00 are contested, and were paid since."""
    diary = begun().promises(november(20), "F-1").lives_until(november(18))
    diary.holds(HoldKind.DISPUTE, "F-1", amount=Money(4000)).lives_until(november(24)).pays("F-1", 4000)
    assert diary.promise_states == [BROKEN]
    assert diary.credits_no_invoice(6000, on=november(20)).promise_states == [OPEN]
    assert diary.lets_go_on(HoldKind.DISPUTE, "F-1").lives_until(december(20)).promise_states == [KEPT]


def test_what_is_taken_back_the_day_after_a_promise_was_told_broken_excuses_nothing_of_the_day_before() -> None:
    diary = begun("F-1", "F-2").pays("F-1", 1, "SLIP").promises(november(20), "F-1").lives_until(november(25))
    diary.takes_back("F-1", "SLIP").pays("F-2", 1, "CENT")
    assert [h.until for h in diary.office.case.excuses] == [november(24)], "the day on which it was told"
    assert diary.promise_states == [BROKEN]


def test_a_plan_that_one_for_other_invoices_has_followed_does_not_come_back_beside_it() -> None:
    """Nobody pays by two schedules."""
    halves = ((december(3), 5000), (date(2027, 1, 29), 5000))
    for follows, ends in ((False, ["default", "resumed"]), (True, ["default"])):
        diary = begun("F-1", "F-2").agrees_on(*halves).lives_until(december(20))
        if follows:
            diary.agrees_on((date(2027, 1, 20), 10000), numbers=["F-2"])
        assert diary.pays("F-1", 5000, on=december(2)).plan_ends == ends


def test_a_plan_is_not_brought_back_on_the_very_day_on_which_its_next_instalment_is_paid_too_late() -> None:
    for second, ends in ((december(18), ["default", "resumed"]), (december(19), ["default"])):
        diary = begun().agrees_on((december(3), 5000), (december(10), 5000)).lives_until(december(19))
        diary.pays("F-1", 5000, "second", on=second).pays("F-1", 5000, "first", on=december(3))
        assert diary.plan_ends[:2] == ends


# Money on no invoice, in the days of each of two.


def test_a_promise_of_two_is_kept_by_two_credits_that_came_each_in_the_days_of_one() -> None:
    diary = promised_for_two(booked_on=november(20)).lives_until(november(28)).credits_no_invoice(10000)
    assert diary.lives_until(december(2)).promise_states == [KEPT]


def test_a_promise_of_two_that_was_told_broken_is_mended_by_two_credits_that_came_each_in_the_days_of_one() -> None:
    diary = promised_for_two(booked_on=november(20), cents=0).lives_until(december(2), planner_runs=False)
    diary.lives_until(december(3)).office.credited(10000, "FIRST", november(20))
    assert diary.promise_states == [BROKEN]
    diary.office.credited(10000, "SECOND", november(28))
    assert diary.promise_states == [KEPT]


def test_one_credit_that_pays_two_promises_keeps_both_on_one_day() -> None:
    diary = begun("F-1", "F-2").promises(november(20), "F-1").promises(november(20), "F-2").credits_no_invoice(20000)
    diary.lives_until(november(24))
    assert [(p.state, [m.cents for m in p.covered]) for p in diary.office.case.promises] == [(KEPT, [10000])] * 2


def test_a_promise_that_was_paid_in_full_too_late_is_mended_by_no_money_of_another_invoice() -> None:
    diary = begun("F-1", "F-2").promises(november(20), "F-1").lives_until(december(1)).pays("F-1", 10000)
    assert diary.pays("F-2", 1, "CENT", on=november(19)).promise_states == [BROKEN]


@pytest.mark.parametrize("runs", [True, False])
def test_a_credit_keeps_of_each_invoice_what_had_come_by_its_own_day(*, runs: bool) -> None:
    """F-1 had until 23 November, F-2 a week more; all came on the 28th: whether anybody looked changes nothing."""
    diary = promised_for_two(booked_on=november(20), cents=0).lives_until(december(1), planner_runs=runs)
    assert diary.credits_no_invoice(20000, on=november(28)).promise_states == [PromiseState.BROKEN]
    assert diary.lives_until(december(4)).promise_states == [PromiseState.BROKEN]
