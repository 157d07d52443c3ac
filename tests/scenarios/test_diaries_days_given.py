"""The day that a reminder of an instalment names is kept to, whatever comes after: the plan stands until then.

The invoice is due on Monday 2 November 2026; the debtor heard of it on 19 October and 5 November.
"""

from collections.abc import Callable
from datetime import date

import pytest

from chalicelib.domain.e_invoice import StatusCode
from chalicelib.domain.facts import Facts
from chalicelib.domain.hold import EVERYTHING, Hold, HoldKind
from chalicelib.domain.instalment_reminder import reminder_of
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepMove, StepState
from chalicelib.domain.money import Money
from chalicelib.domain.plan import Instalment, Plan
from chalicelib.domain.policy import Budget
from chalicelib.domain.standing_plan import standing_plans
from chalicelib.domain.step import StepItem
from chalicelib.usecases.settle_doubt import SettleDoubt
from tests.builders import KEY, STANDARD, days, fact, step
from tests.scenarios.diary import Diary, under
from tests.scenarios.test_diaries_frequent import days_to_pay, posted_each
from tests.scenarios.test_diaries_instalments import DUE, agreed, december, january

pytestmark = pytest.mark.usefixtures("every_rate_known")
HALVES = ((december(1), 5000), (january(1), 5000))
Story = Callable[[Diary], Diary]


def in_its_days(**who: object) -> Diary:
    """The reminder of 7 December gives until the 13th, a Sunday; the grace itself was over on the 9th."""
    diary = agreed(*HALVES, **who).lives_until(december(11))
    assert days_to_pay(diary)[-1] == (december(7), december(13))
    return diary


def contested_for_a_week(diary: Diary) -> Diary:
    return diary.contests("F-1").lives_until(december(18)).lets_go_on(HoldKind.DISPUTE, "F-1")


def taken_back(diary: Diary) -> Diary:
    return diary.pays("F-1", 5000, "VIR").lives_until(december(21)).takes_back("F-1", "VIR")


@pytest.mark.parametrize(
    ("happens", "until"),
    [
        pytest.param(lambda d: d.is_told("F-1", StatusCode.PAYMENT_SENT), december(24), id="announced"),
        pytest.param(lambda d: d.holds(HoldKind.PAUSE, "F-1", until=december(18)), december(28), id="paused"),
        pytest.param(lambda d: d.pauses(december(20)), december(28), id="paused by the creditor"),
        pytest.param(contested_for_a_week, december(28), id="contested"),
        pytest.param(taken_back, december(28), id="money that was taken back"),
    ],
)
def test_what_holds_a_plan_in_the_days_that_its_letter_gave_excuses_it(happens: Story, until: date) -> None:
    diary = happens(in_its_days()).lives_until(january(20))
    (plan,) = diary.office.case.plans
    assert (plan.is_in_default, plan.stood_until) == (True, until)


def test_a_plan_is_not_in_default_while_money_that_came_in_its_days_is_not_matched() -> None:
    diary = in_its_days().holds(HoldKind.UNMATCHED_MONEY, reason="4711").lives_until(january(20))
    assert (diary.plan_ends, diary.tasks) == ([], ["match-money F-1"])


def test_a_rest_that_is_tolerated_silences_no_reminder_of_the_next_instalment() -> None:
    monthly = [(december(2) + days(30 * n), 2500) for n in range(4)]
    diary = Diary(office=under("gentle-1")).owes("F-1", due=DUE).lives_until(date(2026, 11, 6)).agrees_on(*monthly)
    diary.lives_until(december(9)).pays("F-1", 2450).lives_until(january(20))
    later = [(on, pay_by) for on, pay_by in days_to_pay(diary) if on > december(9)]
    assert later == [(december(29), january(1)), (january(7), january(13))]


@pytest.mark.parametrize("rhythm", [9, 13, 17])
@pytest.mark.parametrize("start", range(7))
def test_no_letter_asks_for_an_instalment_before_its_own_day(rhythm: int, start: int) -> None:
    first = december(1) + days(start)
    diary = agreed(*((first + days(rhythm * n), 2000) for n in range(5)), email=None)
    posted_each(diary, january(15), after=0)
    for letter in diary.office.press.printed:
        if letter.schedule and letter.pay_by:
            asked = [line.on for line in letter.schedule.lines if line.is_asked]
            assert asked
            assert max(asked) <= letter.pay_by


def test_a_plan_stands_until_the_day_of_a_letter_though_an_older_one_is_told_as_posted_after_it() -> None:
    diary = agreed(*HALVES, email=None).lives_until(date(2026, 11, 23)).posts().lives_until(december(3))
    older = diary.letters_to_post[-1]
    diary.lives_until(december(9)).posts(on=december(9), letter=older)
    assert diary.lives_until(december(16)).plan_ends == []
    late = agreed(*HALVES, email=None).lives_until(date(2026, 11, 23)).posts().lives_until(december(3))
    letter = late.letters_to_post[-1]
    # Nobody says that it was posted until the plan was told in default.
    assert late.lives_until(december(11)).plan_ends == ["default"]
    late.posts(on=december(9), letter=letter)
    assert late.lives_until(december(16)).plan_ends[-1] == "resumed"
    assert late.lives_until(december(18)).plan_ends[-1] == "default"


def test_a_plan_stands_past_its_grace_while_the_letter_that_gives_it_more_may_still_be_posted() -> None:
    """Printed on the 3rd, it may go to the post until the 10th, and names the 16th; the grace is over on the 9th."""
    diary = agreed(*HALVES, email=None).lives_until(date(2026, 11, 23)).posts().lives_until(december(10))
    assert (diary.plan_ends, diary.letters_to_post[-1].pay_until) == ([], december(16))
    assert diary.lives_until(december(11)).plan_ends == ["default"]


def test_the_first_reminder_that_is_late_gives_the_whole_grace_though_the_one_before_it_named_the_day_itself() -> None:
    diary = Diary(office=under("standard-1", plan_grace_days=20)).owes("F-1", due=DUE).lives_until(date(2026, 11, 6))
    diary.agrees_on(*HALVES).lives_until(december(7))
    assert days_to_pay(diary) == [(date(2026, 11, 30), december(1)), (december(7), december(21))]


def test_a_reminder_on_the_day_of_an_instalment_takes_nothing_of_the_days_that_the_first_late_one_gives() -> None:
    budget, turns = Budget(gap_days=1, most=14, in_days=14), (0, 2)
    office = under("standard-1", plan_grace_days=3, budget=budget, instalment_reminder_days=turns)
    diary = Diary(office=office).owes("F-1", due=DUE).lives_until(date(2026, 11, 6)).agrees_on(*HALVES)
    assert days_to_pay(diary.lives_until(december(3))) == [(december(1), december(1)), (december(3), december(9))]


def test_a_payment_takes_nothing_from_the_days_that_a_letter_gave() -> None:
    office = under("standard-1", plan_grace_days=3, budget=Budget(gap_days=1, most=14, in_days=14))
    diary = Diary(office=office).owes("F-1", due=DUE).lives_until(date(2026, 11, 6))
    diary.agrees_on((december(1), 3000), (december(4), 3000), (january(15), 4000)).lives_until(december(3))
    # Both instalments, until the 9th: that of the 4th has its grace until the 7th alone.
    assert days_to_pay(diary)[-1] == (december(3), december(9))
    diary.pays("F-1", 3000).lives_until(december(9))
    assert diary.plan_ends == []
    # That of the 7th, of the second alone, gives until the 13th.
    assert diary.lives_until(december(14)).plan_ends == ["default"]


def test_a_day_to_pay_does_not_count_on_a_pause_that_is_yet_to_come() -> None:
    """Whoever ends it before it begins would take the day back."""
    on, halves = december(12), tuple(Instalment(day, Money(5000)) for day in (december(1), december(12)))
    plan = Plan("p", ("a",), halves, date(2026, 11, 6), "creditor", Money(0), grace_days=12)
    items = (StepItem("a", Level.INSTALMENT),)
    said = step(Level.INSTALMENT, StepState.DELIVERED, on=december(3), items=items, pay_until=december(13))
    to_come = Hold(HoldKind.PAUSE, EVERYTHING, december(13), "creditor", "a move", until=december(20))
    facts = Facts((fact("a", late=30),), (said,), plans=(plan,), holds=(to_come,))
    reminder = reminder_of(standing_plans(facts, on)[0], facts, STANDARD, on)
    assert reminder is not None
    assert reminder.pay_by == december(13)


@pytest.mark.parametrize("told", ["by a person", "by the mail service", "after the plan was told in default"])
def test_a_reminder_of_which_nobody_knew_gives_its_days_too(told: str) -> None:
    office = under("standard-1", plan_grace_days=3, budget=Budget(gap_days=1, most=14, in_days=14))
    diary = Diary(office=office).owes("F-1", due=DUE).lives_until(date(2026, 11, 6)).agrees_on(*HALVES)
    diary.lives_until(december(2))
    office.journal.taken = 1
    diary.lives_until(december(5))
    doubtful = office.case.steps[-1]
    assert (doubtful.state, doubtful.pay_until, diary.plan_ends) == (StepState.UNKNOWN, december(9), [])
    if told == "by a person":
        SettleDoubt(office.change)(KEY, doubtful.reference, "the mailbox of the creditor", "Claire", went_out=True)
    elif told == "by the mail service":
        office.told(doubtful, StepMove.DELIVER)
    else:
        # It was said not to have gone out, and did.
        SettleDoubt(office.change)(KEY, doubtful.reference, "nothing in the log", "Claire", went_out=False)
        assert diary.lives_until(december(6)).plan_ends == ["default"]
        office.told(doubtful, StepMove.DELIVER)
        assert diary.plan_ends[-1] == "resumed"
    assert diary.lives_until(december(9)).plan_ends[-1:] != ["default"]
    assert diary.lives_until(december(11)).plan_ends[-1] == "default"


def test_a_late_word_that_brings_a_plan_back_withdraws_the_letter_that_was_printed_meanwhile() -> None:
    """The reminder came back on the 11th; on the 14th its reader complains of it, who has read it then."""
    office = under("gentle-1")
    diary = Diary(office=office).owes("F-1", due=DUE).lives_until(date(2026, 11, 6)).agrees_on(*HALVES)
    diary.lives_until(december(9))
    reminder = office.case.steps[-1]
    assert (reminder.on, reminder.pay_until) == (december(9), december(15))
    office.wake(december(11))
    office.told(reminder, StepMove.BOUNCE)
    diary.lives_until(december(14))
    assert (diary.plan_ends, diary.pages[-1]) == (["default"], "11 Dec reminder-1 F-1: unposted")
    office.told(reminder, StepMove.COMPLAIN)
    assert (diary.plan_ends[-1], diary.pages[-1]) == ("resumed", "11 Dec reminder-1 F-1: withdrawn")


def test_a_posting_told_after_all_was_paid_too_late_brings_no_plan_back() -> None:
    """The letter gave until 16 December; what came on the 18th is not in the case any more, and came too late."""
    diary = agreed(*HALVES, email=None).lives_until(date(2026, 11, 23)).posts().lives_until(december(3))
    letter = diary.letters_to_post[-1]
    assert diary.lives_until(december(11)).plan_ends == ["default"]
    diary.lives_until(december(18)).pays("F-1", 10000).lives_until(december(20))
    diary.posts(on=december(9), letter=letter)
    assert diary.plan_ends == ["default"]


def test_a_letter_on_paper_asks_for_no_instalment_that_falls_due_after_the_day_it_names() -> None:
    """Though the first turn of both has come."""
    diary = agreed((december(1), 3000), (december(3), 3000), (january(15), 4000), email=None)
    (letter,) = diary.lives_until(date(2026, 11, 23)).letters_to_post
    assert (letter.pay_until, [i.on for i in letter.recalls]) == (december(1), [december(1)])


def test_the_second_reminder_that_is_late_names_the_day_that_the_first_one_gave() -> None:
    """The grace itself is over on the 4th."""
    budget, turns = Budget(gap_days=1, most=14, in_days=14), (2, 3)
    office = under("standard-1", plan_grace_days=3, budget=budget, instalment_reminder_days=turns)
    diary = Diary(office=office).owes("F-1", due=DUE).lives_until(date(2026, 11, 6)).agrees_on(*HALVES)
    assert days_to_pay(diary.lives_until(december(6))) == [(december(3), december(9)), (december(4), december(9))]
