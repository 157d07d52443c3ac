"""Debtors who pay in instalments, and hear of each before its day and once more before the plan ends.

The invoice is due on Monday 2 November 2026; the debtor heard of it on 19 October and 5 November.
"""

from datetime import date

import pytest

from chalicelib.domain.decision import Why
from chalicelib.domain.errors import Invalid, NotSent
from chalicelib.domain.hold import EVERYTHING, HoldKind
from chalicelib.domain.letter import Letter
from chalicelib.domain.lifecycle import StepMove
from chalicelib.domain.money import Money
from tests.builders import KEY, days, debtor
from tests.scenarios.diary import Diary

pytestmark = pytest.mark.usefixtures("every_rate_known")
DUE = date(2026, 11, 2)
FIRST, SECOND = date(2026, 12, 3), date(2027, 1, 5)
HALVES = ((FIRST, 5000), (SECOND, 5000))


def december(day: int) -> date:
    return date(2026, 12, day)


def january(day: int) -> date:
    return date(2027, 1, day)


def agreed(*instalments: tuple[date, int], **who: object) -> Diary:
    """On 6 November, the day after the first reminder."""
    diary = Diary().owes("F-1", due=DUE, who=debtor(**who)).lives_until(date(2026, 11, 6))
    return diary.agrees_on(*(instalments or HALVES))


def recalled(diary: Diary) -> list[str]:
    return [page for page in diary.pages if " instalment " in page]


def last_letter(diary: Diary) -> Letter:
    return diary.office.press.printed[-1]


def test_each_instalment_is_recalled_three_days_before_its_day_and_a_plan_that_is_paid_ends() -> None:
    diary = agreed().lives_until(FIRST).pays("F-1", 5000).lives_until(SECOND).pays("F-1", 5000)
    diary.lives_until(january(30))
    # 2 January 2027 is a Saturday.
    assert recalled(diary) == ["30 Nov instalment F-1: delivered", "4 Jan instalment F-1: delivered"]
    assert diary.claimed_cents[2:] == [5000, 5000]
    assert "PlanEnded" in diary.history


def test_an_instalment_that_was_paid_before_its_turn_is_not_recalled() -> None:
    diary = agreed().lives_until(december(10))
    assert len(recalled(diary)) == 2
    early = agreed().lives_until(date(2026, 11, 20)).pays("F-1", 5000).lives_until(december(10))
    assert recalled(early) == []


def test_a_late_instalment_is_recalled_once_more_and_its_letter_names_the_last_day_of_the_plan() -> None:
    diary = agreed().lives_until(december(13))
    assert recalled(diary) == [
        "30 Nov instalment F-1: delivered",
        "7 Dec instalment F-1: delivered",  # due on Saturday the 5th
    ]
    first, late = diary.office.press.printed[-2:]
    assert (first.pay_by, late.pay_by) == (FIRST, december(13))
    assert late.schedule is not None
    assert [(line.place, line.left, line.is_asked) for line in late.schedule.lines] == [
        (1, Money(5000), True),
        (2, Money(5000), False),
    ]
    assert late.schedule.is_late
    assert diary.why("F-1") is Why.IN_PLAN
    diary.lives_until(december(14))
    assert diary.pages[-1] == "14 Dec reminder-2 F-1: delivered"


def test_a_part_of_an_instalment_leaves_the_rest_to_be_asked_for() -> None:
    diary = agreed().lives_until(december(1)).pays("F-1", 3000).lives_until(december(7))
    assert diary.claimed_cents[2:] == [5000, 2000]


def test_of_the_reminders_that_the_planner_missed_the_last_asks_for_all_whose_turn_has_come() -> None:
    weekly = tuple((FIRST + days(7 * n), 2500) for n in range(4))
    diary = agreed(*weekly).lives_until(december(8), planner_runs=False).lives_until(december(9))
    assert recalled(diary) == ["9 Dec instalment F-1: delivered"]
    letter = last_letter(diary)
    assert (letter.to_pay, letter.pay_by) == (Money(5000), december(15))
    assert letter.schedule is not None
    assert [line.place for line in letter.schedule.asked] == [1, 2]


@pytest.mark.parametrize("kind", [HoldKind.PAUSE, HoldKind.DISPUTE, HoldKind.UNMATCHED_MONEY, HoldKind.INSOLVENCY])
def test_nothing_is_recalled_while_something_else_holds_an_invoice_of_the_plan(kind: HoldKind) -> None:
    about = "F-1" if kind in (HoldKind.PAUSE, HoldKind.DISPUTE) else EVERYTHING
    diary = agreed().holds(kind, about).lives_until(december(11))
    assert recalled(diary) == []
    if kind is HoldKind.PAUSE:
        assert diary.why("F-1") is Why.IN_PLAN


def test_a_contest_of_a_part_silences_the_reminders_too() -> None:
    diary = agreed().holds(HoldKind.DISPUTE, "F-1", amount=Money(1000)).lives_until(december(11))
    assert recalled(diary) == []


def test_the_reminder_goes_out_when_the_pause_of_its_turn_has_ended() -> None:
    diary = agreed().pauses(december(1)).lives_until(december(3))
    assert recalled(diary) == ["2 Dec instalment F-1: delivered"]


def test_the_ladder_waits_for_its_turn_behind_an_instalment() -> None:
    diary = agreed().owes("F-2", due=date(2026, 11, 27), cents=3000).lives_until(december(7))
    assert diary.pages[2:] == [
        "12 Nov notice F-2: delivered",
        "30 Nov instalment F-1: delivered",  # and the first reminder of F-2 is due on the same day
        "7 Dec instalment F-1: delivered",
    ]
    diary.pays("F-1", 5000).lives_until(december(14))
    assert diary.pages[-1] == "14 Dec reminder-1 F-2: delivered"


def test_what_stands_to_the_credit_of_the_debtor_is_taken_off_or_silences_the_reminder() -> None:
    some = agreed().credits_no_invoice(2000).lives_until(december(1))
    assert some.claimed_cents[2:] == [3000]
    schedule = last_letter(some).schedule
    assert schedule is not None
    assert schedule.lines[0].left == Money(3000)
    assert recalled(agreed().credits_no_invoice(5000).lives_until(december(1))) == []


def test_a_credit_pays_the_plan_before_another_invoice_that_is_late() -> None:
    diary = agreed().owes("F-2", due=date(2026, 11, 20), cents=2000).credits_no_invoice(7000).lives_until(december(1))
    assert (recalled(diary), diary.claimed_cents[-1]) == ([], 2000)
    diary.credits_no_invoice(5000).lives_until(december(7))
    assert diary.why("F-2") is Why.IN_CREDIT


def test_on_paper_the_reminder_is_made_anew_after_its_week_and_once_it_was_posted_it_is_said() -> None:
    diary = agreed(email=None).lives_until(december(1))
    # A week earlier than a mail, so that it can be posted on any day of its week.
    assert recalled(diary) == ["23 Nov instalment F-1: withdrawn", "1 Dec instalment F-1: unposted"]
    assert [letter.pay_by for letter in diary.office.press.printed[-2:]] == [FIRST, december(14)]
    assert diary.tasks[-1] == "post-letter F-1"
    diary.posts().lives_until(december(2))
    assert recalled(diary)[-1] == "1 Dec instalment F-1: posted"
    assert diary.tasks == []


def test_a_letter_that_waits_for_the_post_gives_way_to_an_instalment_that_is_late() -> None:
    """It may wait until the 11th, on which the plan would have ended unsaid."""
    diary = agreed(email=None).lives_until(date(2026, 11, 23)).posts()
    diary.owes("F-2", due=december(1), cents=3000, who=debtor(email=None)).lives_until(december(4))
    assert (diary.pages[-1], diary.tasks) == ("4 Dec reminder-1 F-2: unposted", ["post-letter F-2"])
    diary.lives_until(december(7))  # due on Saturday the 5th
    assert diary.pages[-2:] == ["4 Dec reminder-1 F-2: withdrawn", "7 Dec instalment F-1: unposted"]
    withdrawn = diary.office.case.steps[-2]
    assert (withdrawn.reason, diary.tasks) == ("an instalment is recalled first", ["post-letter F-1"])
    told = [e.data for e in diary.office.cases.history(KEY) if e.data.get("state") == "withdrawn"]
    assert ("planner", "an instalment is recalled first") in [(e["by"], e["reason"]) for e in told]
    diary.posts().lives_until(december(14))
    # Five days from the 7th is a Saturday.
    assert diary.pages[-1] == "14 Dec reminder-1 F-2: unposted"


def test_a_plan_stands_as_long_as_its_last_letter_on_paper_gives() -> None:
    diary = agreed(email=None).lives_until(date(2026, 11, 23)).posts().lives_until(december(7))
    assert recalled(diary) == ["23 Nov instalment F-1: posted", "7 Dec instalment F-1: unposted"]
    assert last_letter(diary).pay_by == december(20)
    diary.lives_until(december(11)).posts().lives_until(december(20))
    assert "PlanEnded" not in diary.history
    assert "PlanEnded" in diary.lives_until(december(21)).history


def test_a_payment_withdraws_the_reminder_that_waits_for_the_post_and_so_does_the_end_of_the_plan() -> None:
    paid = agreed(email=None).lives_until(date(2026, 11, 24)).pays("F-1", 5000)
    assert recalled(paid) == ["23 Nov instalment F-1: withdrawn"]
    in_default = agreed(email=None).lives_until(december(31))
    assert [page.split(": ")[1] for page in recalled(in_default)] == ["withdrawn"] * 3
    assert not any(s.level == "instalment" for s in in_default.letters_to_post)


def test_a_reminder_that_came_back_is_printed() -> None:
    diary = agreed().lives_until(date(2026, 11, 29))
    diary.mailbox = StepMove.BOUNCE
    diary.lives_until(december(1))
    assert recalled(diary) == ["30 Nov instalment F-1: bounced", "1 Dec instalment F-1: unposted"]


def test_a_reminder_that_is_held_is_tried_again_after_the_gap() -> None:
    diary = agreed().lives_until(date(2026, 11, 29))
    diary.office.mailer.outcomes = [NotSent("content refused")]
    diary.lives_until(december(7))
    assert recalled(diary) == ["30 Nov instalment F-1: cancelled", "7 Dec instalment F-1: delivered"]


@pytest.mark.parametrize("about", ["F-1", EVERYTHING])
def test_a_pause_that_ended_before_a_turn_leaves_it_to_be_said(about: str) -> None:
    paused = agreed().holds(HoldKind.PAUSE, about, until=date(2026, 11, 13)).lives_until(december(8))
    assert recalled(paused) == ["30 Nov instalment F-1: delivered", "7 Dec instalment F-1: delivered"]
    over_it = agreed().holds(HoldKind.PAUSE, about, until=december(2)).lives_until(december(4))
    assert recalled(over_it) == ["3 Dec instalment F-1: delivered"]


def test_a_debtor_has_one_plan_at_a_time_so_that_it_hears_of_one_schedule() -> None:
    diary = agreed((FIRST, 10000)).owes("F-2", due=date(2026, 11, 27), cents=3000)
    with pytest.raises(Invalid, match="a plan runs since 2026-11-06: end it, and agree on one for all"):
        diary.agrees_on((FIRST, 3000), numbers=("F-2",))
    diary.ends_the_plan().agrees_on((FIRST, 13000), numbers=("F-1", "F-2")).lives_until(december(1))
    assert recalled(diary) == ["30 Nov instalment F-1 F-2: delivered"]
    assert diary.claimed_cents[-1] == 13000


def test_the_reminder_of_a_plan_that_was_ended_is_none_of_the_next_plan() -> None:
    diary = agreed().lives_until(december(1))
    assert recalled(diary) == ["30 Nov instalment F-1: delivered"]
    diary.ends_the_plan().agrees_on((FIRST, 4000), (SECOND, 6000)).lives_until(december(7))
    assert recalled(diary)[1:] == ["7 Dec instalment F-1: delivered"]
    assert (diary.claimed_cents[-1], last_letter(diary).pay_by) == (4000, december(13))


def test_frequent_instalments_that_are_all_paid_in_time_do_not_keep_the_rest_from_being_asked_for() -> None:
    """A reminder before its day is a courtesy: once a fortnight it gives way to what has been due as long."""
    weekly = [(date(2026, 11, 13) + days(7 * n), 1000) for n in range(20)]
    diary = Diary().owes("F-1", due=DUE, cents=20000).lives_until(date(2026, 11, 6)).agrees_on(*weekly)
    diary.owes("F-2", due=date(2026, 11, 9))
    for day, cents in weekly:
        diary.lives_until(day).pays("F-1", cents)
    assert [page for page in diary.pages if "F-2" in page] == [
        "3 Dec reminder-1 F-2: delivered",
        "31 Dec reminder-2 F-2: delivered",
        "28 Jan final-reminder F-2: delivered",
        "25 Feb formal-notice F-2: delivered",
    ]
    assert "default" not in str(diary.office.cases.history(diary.office.case.key))


def test_an_instalment_that_is_late_is_recalled_before_all_else() -> None:
    diary = agreed().owes("F-2", due=date(2026, 11, 9), cents=3000).lives_until(january(30))
    assert recalled(diary)[:2] == ["30 Nov instalment F-1: delivered", "7 Dec instalment F-1: delivered"]


def test_the_last_reminder_is_tried_again_after_the_gap_though_no_turn_is_left() -> None:
    """The day before the plan would be over."""
    diary = agreed((date(2026, 11, 30), 5000), (SECOND, 5000)).lives_until(december(1))
    diary.office.mailer.outcomes = [NotSent("content refused")]
    diary.lives_until(december(9))
    assert recalled(diary)[1:] == ["2 Dec instalment F-1: cancelled", "7 Dec instalment F-1: delivered"]


def test_an_instalment_has_no_turn_on_the_last_day_of_a_pause_where_the_days_given_before_are_over() -> None:
    """A letter of the 11th would have named the 8th, as that of the 2nd did: the pause moves it from the 12th on."""
    diary = agreed((date(2026, 11, 30), 3000), (december(14), 3000), (SECOND, 4000)).lives_until(december(3))
    diary.holds(HoldKind.PAUSE, "F-1", until=december(11)).lives_until(december(18))
    assert recalled(diary)[1:] == ["2 Dec instalment F-1: delivered", "16 Dec instalment F-1: delivered"]
    assert last_letter(diary).pay_by == december(19)
