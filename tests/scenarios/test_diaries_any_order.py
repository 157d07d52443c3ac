"""In whatever order it is told late what had come in time: words end the same. Days of autumn 2026."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations

import pytest

from chalicelib.domain.decision import Why
from chalicelib.domain.promise import PromiseState
from tests.builders import row
from tests.scenarios import test_diaries_reckoned as reckoned
from tests.scenarios.test_diaries_no_news import FAR, begun, october
from tests.scenarios.test_diaries_reckoned import december

pytestmark = pytest.mark.usefixtures("every_rate_known")
KEPT, BROKEN = PromiseState.KEPT, PromiseState.BROKEN
JANUARY = date(2027, 1, 29)
# In time for the first and the second instalment; the default was told on 14 December, of the first.
PAID = {"first": december(3), "second": december(15)}


@pytest.mark.parametrize("order", [*permutations(PAID)])
@pytest.mark.parametrize("days_between", [0, 5])
def test_two_instalments_paid_in_time_and_told_late_keep_their_plan(order: tuple[str, ...], days_between: int) -> None:
    plan = (december(3), 3000), (december(10), 3000), (JANUARY, 4000)
    diary = reckoned.begun().agrees_on(*plan).lives_until(december(21))
    assert diary.plan_ends == ["default"]
    for name in order:
        diary.pays("F-1", 3000, name, PAID[name])
        diary.lives_until(diary.office.today + timedelta(days=days_between))
    diary.lives_until(date(2027, 1, 25))
    assert (diary.plan_ends, diary.why("F-1")) == (["default", "resumed"], Why.IN_PLAN)


def test_a_second_instalment_that_was_late_leaves_the_plan_in_default_whatever_is_told_of_the_first() -> None:
    plan = (december(3), 3000), (december(10), 3000), (JANUARY, 4000)
    diary = reckoned.begun().agrees_on(*plan).lives_until(december(21))
    diary.pays("F-1", 3000, "first", december(3)).pays("F-1", 3000, "second", december(19))
    assert diary.lives_until(december(28)).plan_ends == ["default"]


@pytest.mark.parametrize("told", [19, 20, 24])
def test_what_a_plan_took_of_a_kept_promise_is_not_taken_of_another_as_well(told: int) -> None:
    diary = begun().promises(october(6), "F-1")
    diary.office.credited(10000, "R1", october(6))
    diary.lives_until(october(12)).agrees_on((october(14), 10000), numbers=["F-1"])
    diary.promises(october(16), "F-2").lives_until(october(told))
    diary.office.credited(10000, "R2", october(17))
    assert diary.lives_until(october(27)).promise_states == [KEPT, KEPT]


CREDITS = {"A": october(8), "B": october(9), "C": october(18)}


@pytest.mark.parametrize("late", [("A", "C"), ("C", "A"), ("A",), ("B",), ("C",), ("A", "B", "C"), ("C", "B", "A")])
def test_credits_that_are_enough_for_two_words_keep_both_whichever_are_told_late(late: tuple[str, ...]) -> None:
    """200 euros by the 13th, and 100 by the 19th."""
    diary = begun(cents=20000).promises(october(10), "F-1").promises(october(16), "F-2")
    told = {name: october(22 + late.index(name)) if name in late else on for name, on in CREDITS.items()}
    for name in sorted(told, key=lambda name: told[name]):
        diary.lives_until(told[name]).office.credited(10000, name, CREDITS[name])
    assert diary.lives_until(october(30)).promise_states == [KEPT, KEPT]


@pytest.mark.parametrize("told", [8, 20])
def test_a_credit_that_another_word_could_spare_later_keeps_the_one_before_it(told: int) -> None:
    """What is paid on the first invoice itself is overpaid, once a credit that was told late had kept its word."""
    diary = begun(cents=20000).promises(october(10), "F-1").promises(october(16), "F-2")
    for day in sorted((told, 9, 14)):
        diary.lives_until(october(day))
        if day == 14:
            diary.pays("F-1", 10000, "D")
        else:
            diary.office.credited(10000, "A" if day == told else "B", october(8 if day == told else 9))
    assert diary.lives_until(october(30)).promise_states == [KEPT, KEPT]


def test_no_word_that_was_kept_is_given_up_for_one_that_was_broken() -> None:
    """Two hundred came in time for both, and were told late: half of it has kept the second word already."""
    diary = begun(cents=20000).promises(october(10), "F-1").promises(october(16), "F-2").lives_until(october(18))
    diary.office.credited(10000, "A", october(8))
    assert diary.lives_until(october(22)).promise_states == [BROKEN, KEPT]
    diary.office.credited(10000, "B", october(8))
    assert diary.lives_until(october(30)).promise_states == [BROKEN, KEPT]


def test_what_a_plan_takes_up_while_the_days_are_lived_again_keeps_no_other_word() -> None:
    """The same as above, where an older word was broken: the days before the plan are lived again as well."""
    diary = begun().owes("F-0", due=date(2026, 9, 25)).promises(october(5), "F-0").promises(october(6), "F-1")
    diary.lives_until(october(9)).office.credited(10000, "R1", october(9))
    diary.lives_until(october(12)).agrees_on((october(14), 10000), numbers=["F-1"])
    diary.promises(october(16), "F-2").lives_until(october(20))
    assert diary.promise_states == [BROKEN, KEPT, BROKEN]
    diary.office.credited(10000, "R2", october(17))
    assert diary.lives_until(october(27)).promise_states == [BROKEN, KEPT, KEPT]


@pytest.mark.parametrize("agreed", [10, 20])
@pytest.mark.parametrize("has_older_plan", [False, True])
@pytest.mark.parametrize("is_paid", [False, True])
def test_what_kept_a_promise_until_a_plan_took_it_was_not_there_for_another(
    agreed: int, has_older_plan: bool, is_paid: bool
) -> None:
    """R1 had kept the first word, R2 was in time for the second: whatever becomes of the first invoice since."""
    diary = begun().promises(october(6), "F-1").promises(october(13), "F-2")
    diary.office.credited(10000, "R1", october(5))
    if has_older_plan:
        diary.lives_until(october(7)).agrees_on((date(2026, 12, 1), 10000), numbers=["F-3"])
        diary.lives_until(october(8)).ends_the_plan()
    diary.lives_until(october(agreed))
    diary.agrees_on((date(2026, 11, 2), 10000), numbers=["F-1"]).lives_until(october(21))
    assert diary.promise_states == [KEPT, BROKEN]
    if is_paid:
        diary.pays("F-1", 10000, "D").lives_until(october(23))
    diary.office.credited(10000, "R2", october(15))
    assert diary.lives_until(october(26)).promise_states == [KEPT, KEPT]


def test_a_plan_does_not_stand_again_for_a_day_on_which_the_creditor_turns_out_to_have_been_closed() -> None:
    """That is told of the plan when it is told of the closure, or never: a cent brings no news of it."""
    plan = (december(3), 5000), (JANUARY, 5000)
    diary = reckoned.begun("F-1", later="F-9").agrees_on(*plan).lives_until(december(14))
    assert diary.plan_ends == ["default"]
    diary.closes((december(9), december(20))).lives_until(december(15)).pays("F-9", 1, "CENT", december(10))
    assert diary.lives_until(december(16)).plan_ends == ["default"]


def test_a_word_that_late_money_proved_broken_is_kept_once_it_comes_out_that_it_was_paid_in_time() -> None:
    """However old the bank data has become."""
    diary = begun(bank_data_days=2).promises(october(10), "F-1").lives_until(october(11)).imports_bank_data()
    diary.lives_until(october(16)).pays("F-1", 10000, "D", october(15))
    assert diary.promise_states == [BROKEN]
    diary.lives_until(october(18)).pays("F-1", 10000, "A", october(9))
    assert diary.promise_states == [KEPT]


def test_a_plan_that_was_agreed_before_a_word_takes_nothing_of_it() -> None:
    diary = begun().agrees_on((october(8), 5000), (october(13), 5000), numbers=["F-2"]).lives_until(october(27))
    assert diary.plan_ends == ["default"]
    diary.promises(october(30), "F-2").lives_until(october(31))
    diary.office.credited(5000, "C2", october(31))
    diary.lives_until(date(2026, 11, 5))
    assert diary.promise_states == [BROKEN]
    diary.office.credited(5000, "C3", date(2026, 11, 2))
    assert diary.lives_until(date(2026, 11, 9)).promise_states == [KEPT]


@pytest.mark.parametrize("order", ["AB", "BA"])
@pytest.mark.parametrize("about", ["F-1", "F-3"])
def test_what_has_kept_a_word_is_known_after_a_plan_has_taken_it_up(order: str, about: str) -> None:
    """Else the next credit that is told late finds it free for another word, without any news."""
    diary = begun().promises(october(6), "F-1").promises(october(12), "F-2").lives_until(october(19))
    diary.agrees_on((october(22), 10000), numbers=[about]).lives_until(date(2026, 11, 16))
    for name in order:
        diary.office.credited(10000, name, october(7 if name == "A" else 8))
        diary.lives_until(diary.office.today + timedelta(days=3))
    assert diary.promise_states == [KEPT, KEPT]


def test_what_keeps_a_word_that_was_given_later_keeps_no_earlier_one_as_well() -> None:
    diary = begun().promises(october(8), "F-2", "F-3").lives_until(october(11))
    diary.office.credited(10000, "C", october(11))
    diary.lives_until(october(12)).promises(october(14), "F-1").lives_until(october(18))
    assert diary.promise_states == [BROKEN, KEPT]
    diary.pays("F-3", 10000, "D", october(9))
    assert diary.lives_until(october(30)).promise_states == [BROKEN, KEPT]


@pytest.mark.parametrize("is_uploaded", [False, True])
@pytest.mark.parametrize("is_of_plan", [False, True])
def test_an_older_payment_that_is_told_after_it_moves_no_end_back(is_uploaded: bool, is_of_plan: bool) -> None:
    """It is kept, or paid, from the day on which that is known."""
    diary = begun().lives_until(october(8)).agrees_on((october(20), 5000), (october(27), 5000), numbers=["F-1"])
    diary.promises(october(22), "F-2").lives_until(october(21))
    diary.pays("F-1" if is_of_plan else "F-2", 10000, "P1")
    if is_uploaded:
        stated = row("F-3", due=FAR, issued_on=date(2026, 9, 1), paid=100)
        diary.office.upload(replace(stated, paid_on=october(6)))
    else:
        diary.pays("F-3", 100, "P3", october(6))
    diary.lives_until(october(22))
    (plan,), (promise,) = diary.office.case.plans, diary.office.case.promises
    if is_of_plan:
        assert (plan.ended_on, plan.is_in_default) == (october(21), False)
    else:
        assert (promise.settled_on, promise.state) == (october(21), KEPT)


def test_what_came_since_is_taken_by_one_of_two_words_that_it_keeps() -> None:
    """Of 200 euros no three words are kept that come to 250."""
    diary = begun().owes("F-4", due=date(2026, 9, 30), cents=5000)
    diary.promises(october(6), "F-1").lives_until(october(8)).office.credited(5000, "C1", october(7))
    diary.promises(october(9), "F-4").lives_until(october(11)).promises(october(13), "F-2")
    diary.lives_until(october(12)).office.credited(10000, "C4", october(12))
    assert diary.lives_until(october(18)).promise_states == [BROKEN, KEPT, KEPT]
    diary.office.credited(5000, "C2", october(8))
    assert diary.lives_until(october(26)).promise_states == [BROKEN, KEPT, KEPT]


@pytest.mark.parametrize("number", ["F-2", "F-3"])
def test_a_cent_makes_nobody_forget_what_had_kept_a_word_before_a_plan_took_some_of_it(number: str) -> None:
    diary = begun().promises(october(8), "F-1").promises(october(13), "F-2").lives_until(october(10))
    diary.office.credited(15000, "C", october(10))
    diary.lives_until(october(20)).agrees_on((date(2026, 11, 20), 10000), numbers=["F-2"]).lives_until(october(30))
    assert diary.promise_states == [KEPT, BROKEN]
    assert diary.pays(number, 1, "CENT").promise_states == [KEPT, BROKEN]
    (kept, _) = diary.office.case.promises
    assert [m.cents for m in kept.kept_by] == [10000]
