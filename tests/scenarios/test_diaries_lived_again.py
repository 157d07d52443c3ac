"""What is found out late of money: each word ends as it would have, had that been known on its day, and one cent keeps
one word. Two invoices of 100 euros, due on 28 and 29 September 2026.
"""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.domain.hold import HoldKind
from chalicelib.domain.money import Money
from chalicelib.domain.promise import PromiseState
from tests.builders import UNATTENDED, Office, row
from tests.fakes import FixedPolicies
from tests.scenarios.diary import Diary

pytestmark = pytest.mark.usefixtures("every_rate_known")
KEPT, BROKEN, OPEN = PromiseState.KEPT, PromiseState.BROKEN, PromiseState.OPEN


def october(day: int) -> date:
    return date(2026, 10, day)


def november(day: int) -> date:
    return date(2026, 11, day)


def begun() -> Diary:
    return Diary().owes("F-1", due=date(2026, 9, 28)).owes("F-2", due=date(2026, 9, 29))


def covers(diary: Diary) -> list[int]:
    return [money.cents for promise in diary.office.case.promises for money in promise.covered]


@pytest.mark.parametrize("told", [9, 30])
def test_a_credit_that_keeps_a_plan_keeps_no_promise_beside_it_whenever_it_is_told(told: int) -> None:
    diary = begun().agrees_on((october(9), 10000), numbers=["F-1"]).promises(october(12), "F-2")
    diary.lives_until(october(told)).office.credited(10000, "R1", october(9))
    diary.lives_until(october(30))
    assert (diary.promise_states, covers(diary), diary.plan_ends[-1:]) == ([BROKEN], [], ["resumed"] * (told > 9))


@pytest.mark.parametrize("is_credit", [True, False])
@pytest.mark.parametrize("told", [9, 26])
def test_of_two_words_on_one_invoice_both_are_kept_by_what_came_in_time_for_the_first(
    *, told: int, is_credit: bool
) -> None:
    diary = begun().promises(october(10), "F-1")
    for day in sorted({told, 15, 26}):
        diary.lives_until(october(day))
        if day == told and is_credit:
            diary.office.credited(10000, "R1", october(9))
        if day == told and not is_credit:
            diary.pays("F-1", 10000, "R1", october(9))
        if day == 15 and told > 15:
            diary.promises(october(20), "F-1")
    assert diary.promise_states == [KEPT] * (2 if told > 15 else 1)


@pytest.mark.parametrize("told", [14, 19])
def test_what_is_contested_of_a_promise_keeps_its_own_days_when_the_rest_turns_up(told: int) -> None:
    diary = begun().promises(october(12), "F-2").lives_until(october(9))
    diary.holds(HoldKind.DISPUTE, "F-2", amount=Money(5000))
    for day in sorted({told, 17, 19}):
        diary.lives_until(october(day))
        if day == told:
            diary.office.credited(5000, "R1", october(14))
        if day == 17:
            diary.pays("F-2", 5000, "R2")
    assert diary.promise_states == [OPEN]


def test_a_credit_in_time_mends_a_promise_whose_invoice_was_paid_once_more_too_late() -> None:
    diary = begun().promises(october(10), "F-1").lives_until(october(16)).pays("F-1", 10000, "LATE")
    diary.lives_until(october(20)).office.credited(10000, "R1", october(9))
    assert diary.promise_states == [KEPT]


def test_a_credit_that_a_plan_had_on_the_day_of_a_promise_keeps_none_when_the_plan_is_paid_otherwise() -> None:
    """Neither at once nor by whatever comes next."""
    diary = begun().agrees_on((october(20), 10000), numbers=["F-1"]).promises(october(12), "F-2")
    diary.office.credited(10000, "R1", october(5))
    diary.lives_until(october(19)).pays("F-1", 10000, "R2").lives_until(october(21))
    assert diary.promise_states == [BROKEN]
    assert diary.pays("F-2", 100, "R3").promise_states == [BROKEN]


@pytest.mark.parametrize("is_booked", [True, False])
def test_a_credit_that_is_booked_on_one_invoice_of_its_plan_moves_no_day_of_the_others(*, is_booked: bool) -> None:
    diary = begun().agrees_on((october(12), 20000), numbers=["F-1", "F-2"]).lives_until(october(7))
    diary.office.credited(100, "R1", october(7))
    diary.lives_until(october(19))
    if is_booked:
        diary.pays("F-2", 100, "R1", october(7))
    assert diary.lives_until(october(20)).plan_ends == []
    assert diary.lives_until(october(21)).plan_ends == ["default"]


def test_a_plan_that_a_file_tells_to_be_paid_is_told_kept_the_next_morning() -> None:
    diary = Diary().owes("F-1", due=date(2026, 12, 20), issued_on=october(1))
    diary.agrees_on((november(25), 5000), (date(2026, 12, 24), 5000)).lives_until(october(12))
    again = row("F-1", due=date(2026, 12, 20), paid=10000, issued_on=october(1))
    diary.office.upload(replace(again, paid_on=october(12)))
    assert diary.lives_until(october(13)).plan_ends == ["paid"]


@pytest.mark.parametrize("references", [("R1", "R2"), ("R2", "R1")])
@pytest.mark.parametrize("told", [None, 22])
def test_a_promise_that_a_hold_has_moved_takes_of_two_credits_the_one_that_came_last(
    references: tuple[str, str], told: int | None
) -> None:
    """F-1 had until the 17th, F-2 until the 16th: one credit came on each of these days."""
    came = {"R1": october(16), "R2": october(17)}
    diary = begun().promises(october(12), "F-1").promises(october(13), "F-2").lives_until(october(10))
    diary.holds(HoldKind.PAUSE, "F-1", until=october(14))
    for day in range(16, 23):
        diary.lives_until(october(day))
        for reference in references:
            if (told or came[reference].day) == day:
                diary.office.credited(10000, reference, came[reference])
    assert diary.promise_states == [KEPT, KEPT]


@pytest.mark.parametrize("told", [6, 15, 17, 21, 26, 28])
def test_a_credit_that_a_plan_had_keeps_no_promise_of_those_days_though_the_plan_is_in_default_all_the_same(
    told: int,
) -> None:
    """It paid the first instalment; the second was missed: the plan stood until the 26th."""
    diary = Diary().owes("F-1", due=date(2026, 9, 28)).owes("F-2", due=date(2026, 9, 29), cents=5000)
    diary.agrees_on((october(7), 5000), (october(18), 5000), numbers=["F-1"]).promises(october(16), "F-2")
    diary.lives_until(october(told)).office.credited(5000, "R1", october(6))
    assert diary.lives_until(november(10)).promise_states == [BROKEN]


def test_two_credits_that_pay_a_plan_keep_no_promise_beside_it_whichever_is_told_first() -> None:
    office = Office(policies=FixedPolicies(replace(UNATTENDED, instalment_reminder_days=())))
    diary = Diary(office=office).owes("F-1", due=date(2026, 9, 28)).owes("F-2", due=date(2026, 9, 29), cents=5000)
    diary.agrees_on((october(8), 5000), (october(13), 5000), numbers=["F-1"]).promises(october(14), "F-2")
    diary.lives_until(october(28)).office.credited(5000, "R0", october(14))
    diary.lives_until(october(29)).office.credited(5000, "R1", october(15))
    assert (diary.lives_until(november(10)).promise_states, diary.plan_ends) == ([BROKEN], ["default", "resumed"])


def test_a_credit_that_came_later_pays_no_plan_on_an_earlier_day() -> None:
    diary = begun().agrees_on((october(7), 5000), (october(25), 5000), numbers=["F-1"]).lives_until(october(21))
    diary.office.credited(5000, "LATE", october(20))
    assert diary.plan_ends == ["default"]
    diary.office.credited(100, "IN TIME", october(6))
    assert diary.plan_ends == ["default"]


def in_part_contested(*numbers: str) -> Diary:
    """What is promised for the twelfth is contested by half, on F-2, and nothing of it was paid."""
    diary = begun().promises(october(12), *numbers).lives_until(october(9))
    return diary.holds(HoldKind.DISPUTE, "F-2", amount=Money(5000)).lives_until(october(17))


def test_a_promise_that_comes_to_life_again_gives_way_to_the_plan_that_was_agreed_since() -> None:
    diary = in_part_contested("F-2").agrees_on((october(30), 10000), numbers=["F-2"])
    assert diary.promise_states == [BROKEN]
    diary.lives_until(october(19)).office.credited(5000, "R1", october(14))
    assert diary.promise_states == [PromiseState.WITHDRAWN]


def test_a_promise_that_comes_to_life_again_is_about_what_nobody_has_promised_since() -> None:
    diary = in_part_contested("F-1", "F-2").promises(october(30), "F-1")
    diary.lives_until(october(19)).office.credited(15000, "R1", october(14))
    first, second = diary.office.case.promises
    numbers = {i.id: i.number for i in diary.office.case.invoices}
    assert [(p.state, [numbers[i] for i in p.invoice_ids]) for p in (first, second)] == [
        (OPEN, ["F-2"]),
        (OPEN, ["F-1"]),
    ]


def test_a_payment_that_is_dated_tomorrow_ends_no_word_today() -> None:
    diary = begun().promises(october(9), "F-1").lives_until(october(12))
    diary.pays("F-1", 5000, "R1", october(13))
    assert diary.promise_states == [OPEN]
    assert diary.lives_until(october(13)).promise_states == [BROKEN]
