"""Instalments that come faster than letters: the first reminder of one gives days to pay it, those after it none.

The invoice is due on Monday 2 November 2026; the debtor heard of it on 19 October and 5 November.
"""

from datetime import date

import pytest

from chalicelib.domain.hold import HoldKind
from chalicelib.domain.policy import Budget
from chalicelib.usecases.foresee import Foresee
from tests.builders import CREDITOR, SITE, days, debtor
from tests.scenarios.diary import Diary, under
from tests.scenarios.test_diaries_instalments import DUE, agreed, december, january

pytestmark = pytest.mark.usefixtures("every_rate_known")


def posted_each(diary: Diary, until: date, after: int = 3) -> Diary:
    """A clerk takes each letter to the post so many days after it was printed."""
    while diary.today < until:
        diary.lives_until(diary.today + days(1))
        for letter in diary.letters_to_post:
            if letter.on + days(after) <= diary.today:
                diary.posts(letter=letter)
    return diary


@pytest.mark.parametrize("after", [0, 3])
@pytest.mark.parametrize("rhythm", [7, 10, 14, 21, 30])
def test_a_plan_on_paper_of_which_nothing_is_paid_is_in_default_after_its_first_reminder(
    rhythm: int, after: int
) -> None:
    """The letter of a later instalment gives no more days to pay the first one."""
    first = december(1)
    diary = agreed(*((first + days(rhythm * n), 500) for n in range(20)), email=None)
    posted_each(diary, january(15), after)
    (plan,) = diary.office.case.plans
    assert plan.is_in_default
    late = next(s for s in diary.office.case.steps if s.level == "instalment" and s.on + days(7) > first)
    assert plan.stood_until is not None
    assert late.on + days(13) <= plan.stood_until <= max(late.on, first) + days(16)
    # A letter says no day that the plan does not stand until, and is there by that day.
    asked = [letter for letter in diary.office.press.printed if letter.level == "instalment" and letter.on > late.on]
    assert all(letter.on + days(7) <= letter.pay_by <= plan.stood_until for letter in asked if letter.pay_by)


def weekly() -> Diary:
    """With a debtor that may hear from us each day."""
    office = under("standard-1", budget=Budget(gap_days=1, most=14, in_days=14))
    diary = Diary(office=office).owes("F-1", due=DUE).lives_until(date(2026, 11, 6))
    return diary.agrees_on(*((december(1) + days(7 * n), 2500) for n in range(4)))


def days_to_pay(diary: Diary) -> list[tuple[date, date | None]]:
    return [(page.on, page.pay_by) for page in diary.office.press.printed if page.level == "instalment"]


def test_a_reminder_after_the_first_says_the_day_again_that_this_one_gave() -> None:
    diary = weekly().lives_until(december(31))
    # The first is before its day; that of 3 December gives until the 9th, and what recalls the next one says so too.
    assert days_to_pay(diary) == [
        (date(2026, 11, 30), december(1)),
        (december(3), december(9)),
        (december(7), december(9)),
    ]
    assert diary.plan_ends == ["default"]


def test_what_held_a_plan_after_its_reminder_gives_days_that_the_next_one_names() -> None:
    diary = weekly().lives_until(december(4)).holds(HoldKind.PAUSE, "F-1", until=december(17))
    assert days_to_pay(diary.lives_until(january(15)))[2:] == [
        (december(18), december(25)),
        (december(21), december(25)),
        (december(24), december(25)),
    ]
    assert diary.plan_ends == ["default"]


@pytest.mark.parametrize("policy", ["gentle-1", "standard-1", "firm-1"])
def test_an_old_invoice_and_the_plan_of_another_on_paper_do_not_withdraw_each_others_letters(policy: str) -> None:
    """A clerk posts two days after. The preview of the evening before is what happens."""
    diary, who = Diary(office=under(policy)), debtor(email=None)
    diary.owes("F-1", due=date(2026, 10, 1), who=who).owes("F-2", due=date(2026, 11, 1), who=who)
    diary.today = date(2026, 11, 6)
    diary.office.wake(diary.today)
    diary.agrees_on((date(2026, 11, 20), 5000), (december(20), 5000), numbers=["F-2"])
    told = Foresee(diary.office.cases, diary.office.judge, diary.office.clock, SITE)
    while diary.today < december(1):
        following = diary.today + days(1)
        diary.office.wake(diary.today, 20)
        foreseen = [m.message.level for p in told.preview(CREDITOR, following, following).debtors for m in p.messages]
        posted_each(diary, following, after=2)
        assert [s.level for s in diary.office.case.steps if s.on == following] == foreseen
    reasons = [s.reason for s in diary.office.case.steps]
    assert "no longer wanted" not in reasons
    assert {"posted"} <= {s.state for s in diary.office.case.steps}
