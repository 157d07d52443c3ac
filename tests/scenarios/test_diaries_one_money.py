"""Money on no invoice: each cent of it keeps one word only, and pays what it was counted for until it is booked.

The invoices are due on Monday 2 November 2026; the debtor heard of them on 19 October and 5 November.
"""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.domain.decision import Why
from chalicelib.domain.money import Money
from chalicelib.domain.promise import PromiseState
from tests.builders import UNATTENDED, Office, days, row
from tests.fakes import FixedPolicies
from tests.scenarios.diary import Diary, ids

pytestmark = pytest.mark.usefixtures("every_rate_known")
DUE, OLDER, FRIDAY = date(2026, 11, 2), date(2026, 10, 20), date(2026, 11, 20)
FIRST, SECOND = date(2026, 12, 3), date(2026, 12, 31)
OPEN, KEPT, BROKEN = PromiseState.OPEN, PromiseState.KEPT, PromiseState.BROKEN


def november(day: int) -> date:
    return date(2026, 11, day)


def december(day: int) -> date:
    return date(2026, 12, day)


def reminded(*numbers: str, **policy: object) -> Diary:
    """On 6 November."""
    diary = Diary(office=Office(policies=FixedPolicies(replace(UNATTENDED, **policy))))  # type: ignore[arg-type]
    for number in numbers or ("F-1",):
        diary.owes(number, due=DUE)
    return diary.lives_until(november(6))


# A plan.


def test_a_plan_that_a_credit_pays_is_kept_by_it_until_it_is_booked() -> None:
    """An older invoice beside the plan is owed all the same."""
    diary = Diary().owes("F-0", due=OLDER).owes("F-1", due=DUE).lives_until(november(6))
    diary.agrees_on((FIRST, 5000), (SECOND, 5000)).lives_until(november(10)).credits_no_invoice(10000)
    diary.lives_until(date(2027, 3, 1))
    assert (diary.plan_ends, diary.why("F-1")) == ([], Why.IN_PLAN)
    assert "book-credit F-1" in diary.tasks
    assert not any("F-1" in page for page in diary.pages[2:])
    assert set(diary.claimed_cents) == {10000}
    diary.pays("F-1", 10000, "AV-2026-11-10", on=november(10)).lives_until(date(2027, 3, 2))
    assert (diary.plan_ends, diary.why("F-1")) == (["paid"], Why.PAID)
    assert "book-credit F-1" not in diary.tasks


def test_a_plan_that_a_credit_pays_but_for_what_is_tolerated_is_kept_by_it() -> None:
    for credit, ends in ((9900, []), (9899, ["default"])):
        diary = reminded(tolerance=(Money(100),)).agrees_on((FIRST, 5000), (SECOND, 5000)).credits_no_invoice(credit)
        assert diary.lives_until(SECOND + days(30)).plan_ends == ends


def test_what_was_overpaid_on_an_invoice_of_the_plan_pays_its_instalments_once() -> None:
    diary = reminded("F-1", "F-2").agrees_on((FIRST, 12000), (SECOND, 8000), numbers=("F-1", "F-2"))
    diary.pays("F-1", 12000).lives_until(december(28))
    assert (diary.pages[-1], diary.claimed_cents[-1]) == ("28 Dec instalment F-2: delivered", 8000)


def test_a_credit_that_pays_an_instalment_and_is_booked_elsewhere_is_missed_from_then_on() -> None:
    diary = Diary().owes("F-1", due=DUE).owes("F-2", due=date(2027, 6, 30), issued_on=date(2026, 10, 1))
    diary.lives_until(november(6)).agrees_on((FIRST, 5000), (date(2027, 1, 29), 5000)).credits_no_invoice(5000)
    diary.lives_until(december(18)).pays("F-2", 5000, "AV-2026-11-06", on=november(6)).lives_until(december(27))
    assert (diary.pages[2:], diary.plan_ends) == (["21 Dec instalment F-1: delivered"], [])
    assert diary.lives_until(december(29)).plan_ends == ["default"]


def test_a_credit_that_is_booked_on_an_invoice_of_the_plan_gives_it_no_more_time() -> None:
    diary = reminded().agrees_on((FIRST, 5000), (SECOND, 5000)).credits_no_invoice(4000).lives_until(december(10))
    diary.pays("F-1", 4000, "AV-2026-11-06", on=november(6)).lives_until(december(14))
    assert diary.plan_ends == ["default"]


def test_a_plan_is_not_told_in_default_while_nobody_could_remind_it() -> None:
    diary = Diary().owes("F-1", due=DUE).lives_until(november(6))
    diary.agrees_on((december(22), 5000), (date(2027, 2, 1), 5000)).closes((december(24), date(2027, 1, 3)))
    diary.lives_until(date(2027, 1, 10))
    assert diary.pages[2:] == ["21 Dec instalment F-1: delivered", "4 Jan instalment F-1: delivered"]
    assert (diary.office.press.printed[-1].pay_by, diary.plan_ends) == (date(2027, 1, 10), [])
    assert diary.lives_until(date(2027, 1, 11)).plan_ends == ["default"]


def test_grace_that_ends_on_a_holiday_of_the_year_before_ends_on_the_next_working_day_all_the_same() -> None:
    diary = Diary().owes("F-1", due=DUE).lives_until(november(6))
    diary.agrees_on((december(17), 5000), (date(2027, 2, 1), 5000)).closes((december(26), date(2027, 1, 3)))
    assert diary.lives_until(date(2027, 1, 4)).plan_ends == []
    assert diary.lives_until(date(2027, 1, 5)).plan_ends == ["default"]


def test_what_was_paid_too_late_brings_no_plan_back_whatever_else_was_in_time() -> None:
    diary = reminded().agrees_on((FIRST, 5000), (SECOND, 5000)).lives_until(december(20)).pays("F-1", 5000, "LATE")
    assert diary.pays("F-1", 1, "CENT", on=december(1)).plan_ends == ["default"]
    assert diary.pays("F-1", 4999, "REST", on=december(2)).plan_ends == ["default", "resumed"]


def test_a_plan_whose_first_half_a_credit_paid_is_brought_back_by_what_came_in_time_for_the_second() -> None:
    diary = reminded().agrees_on((FIRST, 5000), (SECOND, 5000)).credits_no_invoice(5000).lives_until(date(2027, 1, 20))
    assert (diary.plan_ends, diary.office.case.plans[0].stood_until) == (["default"], date(2027, 1, 10))
    assert diary.pays("F-1", 5000, on=date(2027, 1, 10)).plan_ends == ["default", "resumed"]


def test_a_plan_whose_first_half_a_credit_paid_stood_until_the_grace_of_the_second_where_no_letter_was_sent() -> None:
    diary = reminded(instalment_reminder_days=()).agrees_on((FIRST, 5000), (SECOND, 5000)).credits_no_invoice(5000)
    diary.lives_until(date(2027, 1, 20))
    assert (diary.plan_ends, diary.office.case.plans[0].stood_until) == (["default"], date(2027, 1, 8))
    assert diary.pays("F-1", 5000, on=date(2027, 1, 8)).plan_ends == ["default", "resumed"]


def test_a_plan_is_not_brought_back_where_the_next_instalment_is_missed_by_now() -> None:
    diary = reminded().agrees_on((FIRST, 5000), (SECOND, 5000)).lives_until(date(2027, 1, 20))
    assert diary.pays("F-1", 5000, on=december(2)).lives_until(date(2027, 1, 22)).plan_ends == ["default"]


def test_a_file_with_late_money_and_a_cent_in_time_brings_no_plan_back() -> None:
    later = {"due": december(28), "issued_on": date(2026, 10, 1)}
    diary = Diary().owes("F-1", due=DUE).owes("F-2", **later).lives_until(november(6))  # type: ignore[arg-type]
    diary.agrees_on((FIRST, 5000), (SECOND, 5000)).lives_until(december(18))
    diary.office.upload(
        replace(row("F-1", due=DUE, paid=5000), paid_on=december(17)),
        replace(row("F-2", line=3, paid=1, **later), paid_on=december(2)),  # type: ignore[arg-type]
    )
    assert diary.plan_ends == ["default"]


# Promises.


def test_one_credit_keeps_one_promise() -> None:
    diary = reminded("F-1", "F-2").promises(november(20), "F-1").promises(november(19), "F-2")
    diary.credits_no_invoice(10000).lives_until(november(25))
    assert diary.promise_states == [BROKEN, KEPT], "the first by its day"
    at_once = reminded("F-1", "F-2").promises(november(20), "F-1").promises(november(19), "F-2")
    at_once.credits_no_invoice(10000).lives_until(november(24), planner_runs=False).lives_until(november(25))
    assert at_once.promise_states == [BROKEN, KEPT], "also where nobody looked until both were over"
    assert diary.credits_no_invoice(10000, on=FRIDAY).promise_states == [KEPT, KEPT]


def test_one_credit_that_was_booked_late_mends_one_promise_the_first_by_its_day() -> None:
    diary = reminded("F-1", "F-2").promises(november(20), "F-1").promises(november(19), "F-2").lives_until(december(1))
    assert diary.promise_states == [BROKEN, BROKEN]
    assert diary.credits_no_invoice(10000, on=november(18)).promise_states == [BROKEN, KEPT]


def test_a_credit_that_was_booked_late_mends_no_promise_of_which_an_invoice_was_paid_late() -> None:
    diary = reminded("F-1", "F-2").promises(FRIDAY, "F-1", "F-2").lives_until(december(1)).pays("F-2", 10000)
    assert diary.credits_no_invoice(10000, on=november(18)).promise_states == [BROKEN]


def test_a_credit_that_is_withdrawn_keeps_no_promise_by_its_own_withdrawal() -> None:
    """It is excused until then, as the debtor may have counted on it."""
    diary = reminded().promises(FRIDAY, "F-1").lives_until(november(19)).credits_no_invoice(10000)
    diary.lives_until(december(1), planner_runs=False).office.withdraw_credit("AV-2026-11-19")
    assert diary.lives_until(december(3)).promise_states == [OPEN]
    assert diary.lives_until(december(4)).promise_states == [BROKEN]


def test_a_credit_that_kept_a_promise_keeps_another_once_the_first_is_paid() -> None:
    diary = reminded("F-1", "F-2").promises(november(9), "F-1").promises(november(20), "F-2")
    diary.credits_no_invoice(10000).lives_until(november(18))
    assert diary.promise_states == [KEPT, OPEN]
    diary.pays("F-1", 10000).lives_until(november(25))
    assert diary.promise_states == [KEPT, KEPT]


def test_a_credit_keeps_what_was_promised_of_an_invoice_in_parts() -> None:
    for credit, state in ((5000, KEPT), (4999, BROKEN)):
        diary = Diary().owes_in_parts("F-1", (DUE, 5000), (december(15), 5000)).lives_until(november(6))
        diary.promises(FRIDAY, "F-1").lives_until(november(18)).credits_no_invoice(credit).lives_until(november(25))
        assert diary.promise_states == [state]


def test_what_is_tolerated_breaks_no_promise_on_a_part() -> None:
    for paid, state in ((4900, KEPT), (4899, BROKEN)):
        diary = Diary(office=Office(policies=FixedPolicies(replace(UNATTENDED, tolerance=(Money(100),)))))
        diary.owes_in_parts("F-1", (DUE, 5000), (december(15), 5000)).lives_until(november(6)).promises(FRIDAY, "F-1")
        assert diary.pays("F-1", paid).lives_until(november(25)).promise_states == [state]


def test_a_promise_on_the_next_part_is_not_kept_by_what_paid_the_one_before_it() -> None:
    diary = Diary().owes_in_parts("F-1", (DUE, 5000), (december(2), 5000)).lives_until(november(6)).pays("F-1", 5000)
    diary.promises(november(25), "F-1").lives_until(november(28))
    assert (diary.promise_states, diary.why("F-1"), len(diary.pages)) == ([OPEN], Why.PROMISED, 2)
    assert diary.pays("F-1", 5000, "X").lives_until(november(30)).promise_states == [KEPT]


def test_a_promise_on_a_part_that_is_paid_on_the_very_day_is_kept() -> None:
    diary = Diary().owes_in_parts("F-1", (DUE, 5000), (december(2), 5000)).lives_until(november(6))
    diary.promises(november(25), "F-1").pays("F-1", 5000).lives_until(november(30))
    assert diary.promise_states == [KEPT]


def test_a_promise_stands_for_the_parts_that_are_left_when_another_word_takes_one() -> None:
    diary = Diary().owes_in_parts("F-1", (DUE, 5000), (december(2), 5000)).owes("F-2", due=DUE).lives_until(november(6))
    diary.pays("F-1", 5000).promises(november(25), "F-1", "F-2").promises(november(26), "F-2")
    diary.lives_until(november(28))
    assert diary.promise_states == [OPEN, OPEN]
    assert [p.invoice_ids for p in diary.office.case.promises] == [ids(["F-1"]), ids(["F-2"])]


def test_money_that_was_there_in_time_mends_a_promise_though_the_debtor_paid_twice() -> None:
    diary = reminded().promises(FRIDAY, "F-1").lives_until(november(25)).pays("F-1", 10000, "LATE")
    assert diary.promise_states == [BROKEN]
    assert diary.pays("F-1", 10000, "IN TIME", on=november(19)).promise_states == [KEPT]


def test_what_came_late_mends_no_promise_whatever_else_was_in_time() -> None:
    diary = reminded("F-1", "F-2").promises(FRIDAY, "F-1").lives_until(december(1)).credits_no_invoice(10000)
    assert diary.pays("F-2", 1, "CENT", on=november(19)).promise_states == [BROKEN]


def test_what_is_tolerated_is_enough_to_mend_a_promise() -> None:
    diary = reminded(tolerance=(Money(100),)).promises(FRIDAY, "F-1").lives_until(november(25))
    assert diary.pays("F-1", 9899, on=november(19)).promise_states == [BROKEN]
    assert diary.pays("F-1", 1, "CENT", on=november(19)).promise_states == [KEPT]


def test_a_promise_that_was_kept_in_time_is_not_told_broken_by_the_file_that_says_so() -> None:
    diary = reminded().promises(FRIDAY, "F-1").lives_until(november(30), planner_runs=False)
    diary.office.upload(replace(row("F-1", due=DUE, paid=10000), paid_on=november(19)))
    assert diary.lives_until(december(1)).promise_states == [KEPT]
    history = diary.office.cases.history(diary.office.case.key)
    assert [e.data["state"] for e in history if e.kind == "PromiseSettled"] == [KEPT]


def test_what_kept_a_promise_in_its_days_of_grace_leaves_an_earlier_one_what_came_in_its_own() -> None:
    """Two credits: the one of the 22nd kept F-2; that of the 19th, booked late, is for F-1, until the 21st."""
    diary = reminded("F-1", "F-2").promises(november(18), "F-1").promises(FRIDAY, "F-2").lives_until(november(23))
    diary.credits_no_invoice(10000, on=november(22)).lives_until(november(25))
    assert diary.promise_states == [BROKEN, KEPT]
    diary.office.credited(10000, "AV-LATE", november(19))
    assert diary.promise_states == [KEPT, KEPT]


def test_a_promise_that_is_kept_but_for_what_is_tolerated_takes_no_more_of_a_credit_than_was_there() -> None:
    diary = reminded("F-1", "F-2", tolerance=(Money(500),)).promises(november(18), "F-1").promises(FRIDAY, "F-2")
    diary.credits_no_invoice(9500).lives_until(november(22))
    assert diary.promise_states == [KEPT, OPEN]
    diary.office.credited(9500, "AV-MORE", november(22))
    assert diary.lives_until(november(25)).promise_states == [KEPT, KEPT]
