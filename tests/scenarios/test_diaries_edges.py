"""The first and the last of things: days, sums and words at the very edge of a rule.

The invoices are due on Monday 2 November 2026; the debtor heard of them on 19 October and 5 November.
"""

from datetime import date

import pytest

from chalicelib.domain.decision import Why
from chalicelib.domain.e_invoice import StatusCode
from chalicelib.domain.hold import HoldKind
from chalicelib.domain.money import Money
from chalicelib.domain.promise import PromiseState
from tests.builders import KEY, days, debtor
from tests.scenarios.diary import Diary

pytestmark = pytest.mark.usefixtures("every_rate_known")
DUE, FRIDAY = date(2026, 11, 2), date(2026, 11, 20)
LAST = FRIDAY + days(3)


def reminded(*numbers: str, email: str | None = "compta@legoff.test") -> Diary:
    diary = Diary()
    for number in numbers or ("F-1",):
        diary.owes(number, due=DUE, who=debtor(email=email))
    return diary.lives_until(date(2026, 11, 6))


def kinds(diary: Diary, kind: str) -> int:
    return diary.history.count(kind)


def test_a_promise_is_not_broken_on_the_last_day_of_its_grace() -> None:
    diary = reminded().promises(FRIDAY, "F-1").lives_until(LAST)
    diary.office.look(KEY)
    assert diary.office.case.promises[0].state is PromiseState.OPEN


def test_what_has_come_to_its_end_is_in_the_history_also_when_another_change_tells_it() -> None:
    diary = reminded("F-1", "F-2").promises(FRIDAY, "F-1").lives_until(LAST + days(2), planner_runs=False)
    diary.holds(HoldKind.PAUSE, "F-2")
    assert diary.history[-2:] == ["PromiseSettled", "HoldPlaced"]


def test_a_plan_that_has_ended_is_told_so_once() -> None:
    diary = reminded("F-1", "F-2").agrees_on((FRIDAY, 10000)).lives_until(FRIDAY + days(14))
    assert kinds(diary, "PlanEnded") == 1
    diary.promises(diary.today + days(9), "F-2").lives_until(diary.today + days(20))
    assert kinds(diary, "PlanEnded") == 1


def test_a_plan_begins_today_at_the_earliest_and_has_thirty_six_instalments_at_the_most() -> None:
    today = date(2026, 11, 6)
    many = [(today + days(n), 100) for n in range(35)]
    for instalments in ([(today, 10000)], [*many, (today + days(40), 6500)]):
        (plan,) = reminded().agrees_on(*instalments).office.case.plans
        assert (plan.ended_on, len(plan.instalments)) == (None, len(instalments))


def test_a_promise_may_follow_a_plan_that_has_ended_and_one_like_it_that_was_settled() -> None:
    diary = reminded().agrees_on((FRIDAY, 10000)).ends_the_plan().promises(FRIDAY, "F-1")
    assert diary.why("F-1") is Why.PROMISED
    diary.agrees_on((FRIDAY, 10000)).ends_the_plan().promises(FRIDAY, "F-1")
    assert [p.state for p in diary.office.case.promises] == [PromiseState.WITHDRAWN, PromiseState.OPEN]


def test_a_hold_may_be_of_one_day_of_today_and_of_all_that_is_owed() -> None:
    diary = reminded("F-1", "F-2", "F-3")
    diary.holds(HoldKind.PAUSE, "F-1", until=diary.today)
    diary.holds(HoldKind.PAUSE, "F-2", since=diary.today + days(2), until=diary.today + days(2))
    diary.holds(HoldKind.DISPUTE, "F-3", amount=Money(10000))
    assert (diary.why("F-1"), diary.why("F-3")) == (Why.PAUSED, Why.CONTESTED)
    assert diary.lives_until(diary.today + days(2)).why("F-2") is Why.PAUSED
    assert diary.lives_until(diary.today + days(1)).why("F-2") is not Why.PAUSED


def test_the_same_hold_told_again_the_next_day_is_one() -> None:
    until = date(2026, 11, 20)
    diary = reminded().holds(HoldKind.PAUSE, "F-1", until=until).lives_until(date(2026, 11, 7))
    assert len(diary.holds(HoldKind.PAUSE, "F-1", until=until).office.case.holds) == 1


def test_a_person_who_ends_the_dispute_of_one_invoice_leaves_that_of_another() -> None:
    diary = reminded("F-1", "F-2").is_told("F-1", StatusCode.IN_DISPUTE).is_told("F-2", StatusCode.IN_DISPUTE)
    diary.lets_go_on(HoldKind.DISPUTE, "F-2")
    assert (diary.why("F-1"), diary.why("F-2") is Why.CONTESTED) == (Why.CONTESTED, False)


def test_a_contest_of_a_part_withdraws_the_printed_letter_that_asks_for_all() -> None:
    diary = reminded(email=None)
    assert diary.pages[-1] == "5 Nov reminder-1 F-1: unposted"
    diary.holds(HoldKind.DISPUTE, "F-1", amount=Money(4000))
    assert diary.pages[-1] == "5 Nov reminder-1 F-1: withdrawn"


def test_an_invoice_that_is_contested_in_part_may_be_contested_whole() -> None:
    diary = reminded().holds(HoldKind.DISPUTE, "F-1", amount=Money(4000)).contests("F-1")
    assert diary.why("F-1") is Why.CONTESTED
