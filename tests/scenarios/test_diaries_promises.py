"""Debtors who say when they will pay: some do. Invoices are due on Monday 2 November 2026, the 11th is a holiday."""

from datetime import date

import pytest

from chalicelib.domain.decision import Why
from chalicelib.domain.promise import PromiseState
from tests.builders import KEY, days
from tests.scenarios.diary import Diary

pytestmark = pytest.mark.usefixtures("every_rate_known")
DUE = date(2026, 11, 2)
TWO_LETTERS = ["19 Oct notice F-1: delivered", "5 Nov reminder-1 F-1: delivered"]


def november(day: int) -> date:
    return date(2026, 11, day)


def december(day: int) -> date:
    return date(2026, 12, day)


def reminded() -> Diary:
    """A debtor who had its first reminder the day before."""
    return Diary().owes("F-1", due=DUE).lives_until(november(6))


def states(diary: Diary) -> list[PromiseState]:
    return [p.state for p in diary.office.case.promises]


def ends_of_plans(diary: Diary) -> list[tuple[str, date]]:
    """What ended each plan, and when."""
    history = diary.office.cases.history(KEY)
    return [(e.data["reason"], e.at.date()) for e in history if e.kind == "PlanEnded"]


def test_a_debtor_who_promises_and_pays_hears_no_more() -> None:
    diary = reminded().promises(november(20), "F-1").lives_until(november(23))
    assert diary.why("F-1") is Why.PROMISED  # three days of grace: money takes time
    diary.pays("F-1", 10000).lives_until(DUE + days(200))
    assert diary.pages == TWO_LETTERS
    assert states(diary) == [PromiseState.KEPT]
    assert diary.office.case.broken_promises == 0


def test_a_debtor_who_promises_and_does_not_pay_is_chased_on_from_the_level_it_had_reached() -> None:
    diary = reminded().promises(november(20), "F-1").lives_until(DUE + days(200))
    assert diary.pages == [
        *TWO_LETTERS,
        "24 Nov reminder-2 F-1: delivered",  # the second, though the day of the last one had come meanwhile
        "1 Dec final-reminder F-1: delivered",
        "10 Dec formal-notice F-1: delivered",
    ]
    assert (states(diary), diary.office.case.broken_promises) == ([PromiseState.BROKEN], 1)


def test_a_debtor_who_pays_a_part_of_what_it_promised_has_broken_its_promise() -> None:
    diary = reminded().promises(november(20), "F-1").lives_until(november(20)).pays("F-1", 9999)
    diary.lives_until(november(24))
    assert diary.pages[2:] == ["24 Nov reminder-2 F-1: delivered"]
    assert (diary.claimed_cents[-1], diary.office.case.broken_promises) == (1, 1)


def test_a_debtor_who_pays_a_cent_more_than_it_promised_has_kept_its_promise() -> None:
    diary = reminded().promises(november(20), "F-1").lives_until(november(18)).pays("F-1", 10001)
    assert states(diary.lives_until(november(19))) == [PromiseState.KEPT]


def test_a_debtor_who_promises_again_and_again_is_counted_each_time() -> None:
    diary = reminded().promises(november(20), "F-1").lives_until(november(25))
    diary.promises(december(4), "F-1").lives_until(december(10))
    assert states(diary) == [PromiseState.BROKEN, PromiseState.BROKEN]
    assert diary.pages[2:] == ["24 Nov reminder-2 F-1: delivered", "8 Dec final-reminder F-1: delivered"]


def test_a_debtor_who_puts_its_promise_off_in_time_has_broken_none() -> None:
    diary = reminded().promises(november(12), "F-1").lives_until(november(13))
    diary.promises(november(20), "F-1").lives_until(november(19)).pays("F-1", 10000).lives_until(DUE + days(100))
    assert states(diary) == [PromiseState.WITHDRAWN, PromiseState.KEPT]
    assert diary.pages == TWO_LETTERS


def test_a_debtor_who_promises_one_of_two_invoices_hears_of_the_other() -> None:
    diary = Diary().owes("F-1", due=DUE).owes("F-2", due=DUE, cents=5000).lives_until(november(6))
    diary.promises(november(30), "F-1").lives_until(november(25))
    assert diary.pages[2:] == ["12 Nov reminder-2 F-2: delivered", "23 Nov final-reminder F-2: delivered"]
    assert diary.claimed_cents[2:] == [5000, 5000]


def test_a_broken_promise_is_found_though_the_planner_missed_its_day() -> None:
    diary = reminded().promises(november(20), "F-1").lives_until(december(6), planner_runs=False)
    diary.lives_until(december(8))
    assert diary.pages[2:] == ["7 Dec reminder-2 F-1: delivered"]
    assert diary.office.case.broken_promises == 1


def test_a_debtor_who_keeps_its_plan_hears_no_more() -> None:
    diary = reminded().agrees_on((november(16), 5000), (december(16), 5000)).lives_until(november(16))
    diary.pays("F-1", 5000).lives_until(december(22))
    assert diary.why("F-1") is Why.IN_PLAN
    diary.pays("F-1", 5000).lives_until(DUE + days(200))  # six days late: within the eight of grace
    assert diary.pages == [
        *TWO_LETTERS,
        "13 Nov instalment F-1: delivered",
        "14 Dec instalment F-1: delivered",  # the 13th is a Sunday
        "21 Dec instalment F-1: delivered",  # late since the 17th; the gap ends on a Saturday
    ]
    assert diary.claimed_cents[2:] == [5000, 5000, 5000]
    assert [why for why, _ in ends_of_plans(diary)] == ["paid"]


def test_a_debtor_who_stops_paying_its_plan_is_chased_for_the_rest_from_the_level_it_had_reached() -> None:
    diary = reminded().agrees_on((november(16), 5000), (december(16), 5000)).lives_until(november(16))
    diary.pays("F-1", 5000).lives_until(DUE + days(200))
    assert ends_of_plans(diary) == [("default", december(28))]  # six days after the letter of the 21st
    assert diary.pages == [
        *TWO_LETTERS,
        "13 Nov instalment F-1: delivered",
        "14 Dec instalment F-1: delivered",
        "21 Dec instalment F-1: delivered",
        "28 Dec reminder-2 F-1: delivered",  # the 25th is Christmas, then comes a weekend
        "4 Jan final-reminder F-1: delivered",
        "13 Jan formal-notice F-1: delivered",
    ]
    assert diary.claimed_cents[2:] == [5000] * 6


def test_a_plan_in_default_stays_so_when_the_instalment_comes_after_all() -> None:
    diary = reminded().agrees_on((november(16), 5000), (december(16), 5000)).lives_until(november(27))
    diary.pays("F-1", 5000).lives_until(december(3))
    assert ends_of_plans(diary) == [("default", november(26))]  # six days after the letter of the 19th
    assert diary.pages[2:] == [
        "13 Nov instalment F-1: delivered",
        "19 Nov instalment F-1: delivered",  # a fortnight after the 5th: two messages in one are the most
        "27 Nov reminder-2 F-1: delivered",  # a fortnight after the first of two messages
    ]
    assert diary.claimed_cents[2:] == [5000, 5000, 10000]


def test_a_plan_that_a_person_ends_lets_the_chase_go_on_the_next_morning() -> None:
    diary = reminded().agrees_on((november(30), 10000)).lives_until(november(18)).ends_the_plan()
    diary.lives_until(november(25))
    assert diary.pages[2:] == ["19 Nov reminder-2 F-1: delivered"]


def test_a_new_invoice_is_no_part_of_the_plan_that_runs() -> None:
    diary = reminded().agrees_on((november(30), 10000)).owes("F-2", due=november(16), cents=3000)
    diary.lives_until(november(20))
    assert diary.pages[2:] == ["10 Nov notice F-2: delivered", "19 Nov reminder-1 F-2: delivered"]
