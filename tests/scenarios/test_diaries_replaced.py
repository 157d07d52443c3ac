"""A printed reminder of a plan gives way to another: who pays a cent a week, what turns out to have been posted, and
what is owed again. The debtor has no e-mail; all falls in November 2026.
"""

from datetime import date

import pytest

from chalicelib.domain.hold import HoldKind
from chalicelib.domain.level import Level
from chalicelib.domain.money import Money
from chalicelib.domain.promise import PromiseState
from chalicelib.domain.standing_plan import standing_plans
from chalicelib.usecases.turns import IN_ITS_TURN
from tests.builders import days, debtor
from tests.scenarios.diary import Diary

pytestmark = pytest.mark.usefixtures("every_rate_known")
WHO, DUE = debtor(email=None), date(2026, 10, 20)


def november(day: int) -> date:
    return date(2026, 11, day)


def begun() -> Diary:
    return Diary(today=november(2)).owes("F-1", due=DUE, who=WHO)


def planned(*, second: date = date(2027, 3, 26)) -> Diary:
    return begun().agrees_on((november(9), 5000), (second, 5000))


def test_a_cent_a_week_keeps_no_plan_alive() -> None:
    """Nobody posts anything, and each cent withdraws the letter that waits: days are given once more, and no more."""
    diary = begun().owes("F-2", due=november(1), who=WHO).agrees_on((november(12), 5000), (november(26), 5000))
    cents = 0
    while not diary.plan_ends and diary.today < date(2027, 2, 1):
        diary.lives_until(diary.today + days(1))
        waiting = [s for s in diary.letters_to_post if s.level is Level.INSTALMENT]
        if waiting and (diary.today - waiting[-1].on).days >= 5:
            cents += 1
            diary.pays("F-1", 1, f"VIR-{cents}")
            diary.office.run()
    assert (diary.plan_ends, diary.today <= date(2026, 12, 20)) == (["default"], True)
    assert "F-2" in " ".join(diary.lives_until(diary.today + days(8)).pages)


@pytest.mark.parametrize("hour", [7, 9])
def test_a_letter_whose_week_is_over_gives_no_day_whatever_withdraws_it(hour: int) -> None:
    diary = planned().lives_until(november(19))
    assert diary.letters_to_post[-1].on == november(12)
    diary.today = november(20)
    diary.office.wake(diary.today, hour)
    if hour == 9:
        diary.office.run()
    diary.pays("F-1", 1, on=november(19))
    diary.office.wake(diary.today, 9)
    diary.office.run()
    assert diary.plan_ends == ["default"]


def test_a_contest_of_a_part_that_is_dated_back_mends_nothing_that_was_told_before() -> None:
    diary = Diary(today=november(2)).owes("F-1", due=DUE).agrees_on((november(9), 5000), (date(2026, 12, 9), 5000))
    diary.lives_until(november(25)).holds(HoldKind.DISPUTE, "F-1", amount=Money(100), since=november(5))
    assert diary.pays("F-1", 1).plan_ends == ["default"]


def test_nor_a_promise() -> None:
    diary = Diary(today=november(2)).owes("F-1", due=DUE).promises(november(10), "F-1").lives_until(november(18))
    assert diary.promise_states == [PromiseState.BROKEN]
    diary.holds(HoldKind.DISPUTE, "F-1", amount=Money(3000), since=november(5))
    assert diary.pays("F-1", 7000, on=november(12)).promise_states == [PromiseState.BROKEN]


def test_a_reminder_that_takes_an_instalment_for_paid_that_is_owed_again_is_printed_anew() -> None:
    diary = planned(second=november(16))
    diary.office.credited(5000, "AV-1", diary.today)
    diary.lives_until(november(9))
    assert [line.left.cents for line in diary.office.press.printed[-1].schedule.lines] == [0, 5000]  # type: ignore[union-attr]
    diary.office.withdraw_credit("AV-1")
    assert diary.letters_to_post == []
    diary.lives_until(november(10))
    assert [line.left.cents for line in diary.office.press.printed[-1].schedule.lines] == [5000, 5000]  # type: ignore[union-attr]


def test_a_reminder_that_leaves_out_an_invoice_that_is_owed_again_is_printed_anew() -> None:
    diary = begun().owes("F-2", due=DUE, who=WHO, cents=4000)
    diary.agrees_on((november(9), 7000), (november(30), 7000), numbers=["F-1", "F-2"]).pays("F-2", 4000, "VIR-2")
    diary.lives_until(november(4))
    assert diary.pages[-1] == "3 Nov instalment F-1: unposted"
    diary.takes_back("F-2", "VIR-2")
    assert diary.letters_to_post == []
    assert diary.lives_until(november(5)).pages[-1] == "5 Nov instalment F-1 F-2: unposted"


def test_a_reminder_that_leaves_out_what_is_owed_again_beyond_its_plan_is_printed_anew() -> None:
    """What the plan had reckoned with as paid is taken back: its instalments stay as they are, F-2 is owed again."""
    diary = begun().owes("F-2", due=DUE, who=WHO, cents=4000).pays("F-2", 1000, "VIR-0")
    diary.agrees_on((november(9), 7000), (november(30), 6000), numbers=["F-1", "F-2"]).pays("F-2", 3000, "VIR-1")
    diary.lives_until(november(4))
    assert diary.pages[-1] == "3 Nov instalment F-1: unposted"
    diary.takes_back("F-2", "VIR-0")
    assert diary.letters_to_post == []


def test_an_earlier_turn_that_was_posted_after_all_takes_back_no_later_one() -> None:
    """The word before the day was posted on the 4th, as is told on the 18th: the letter of the late one goes on."""
    diary = planned().lives_until(november(18))
    diary.posts(november(4), letter=diary.office.case.steps[0])
    diary.office.run()
    assert (diary.plan_ends, diary.pages[-1], diary.tasks) == (
        [],
        "12 Nov instalment F-1: unposted",
        ["post-letter F-1"],
    )


def test_the_same_turn_that_was_posted_after_all_is_not_said_again() -> None:
    diary = planned().lives_until(november(4))
    first = diary.letters_to_post[-1]
    diary.pays("F-1", 1000).lives_until(november(5))
    assert diary.pages == ["3 Nov instalment F-1: withdrawn", "5 Nov instalment F-1: unposted"]
    diary.posts(november(5), letter=first)
    assert diary.pages == ["3 Nov instalment F-1: posted", "5 Nov instalment F-1: withdrawn"]


def test_a_letter_of_a_plan_that_was_ended_takes_back_none_of_the_next() -> None:
    diary = planned().lives_until(november(4)).ends_the_plan().lives_until(november(5))
    old = diary.office.case.steps[0]
    diary.agrees_on((november(10), 2500), (date(2027, 3, 26), 7500)).lives_until(november(19))
    waiting = diary.letters_to_post[-1]
    diary.posts(november(3), letter=old)
    diary.office.run()
    assert (diary.plan_ends, diary.letters_to_post) == (["the debtor asked for it"], [waiting])


def test_nor_the_first_word_of_the_next_whose_turn_came_before_it_was_agreed() -> None:
    diary = planned().lives_until(november(4)).ends_the_plan().lives_until(november(5))
    old = diary.office.case.steps[0]
    diary.agrees_on((november(10), 2500), (date(2027, 3, 26), 7500)).lives_until(november(6))
    waiting = diary.letters_to_post[-1]
    diary.posts(november(3), letter=old)
    assert diary.office.case.step(waiting.id).reason == IN_ITS_TURN


def test_a_plan_that_is_agreed_on_the_day_on_which_another_was_recalled_has_its_own_days() -> None:
    diary = planned().lives_until(november(3))
    assert diary.letters_to_post[-1].pay_until == november(17)
    diary.ends_the_plan().agrees_on((november(4), 2500), (november(30), 7500))
    assert diary.pages == ["3 Nov instalment F-1: withdrawn"]
    (standing,) = standing_plans(diary.office.case.facts(), diary.today)
    assert standing.until == november(12)


def test_what_was_posted_on_the_very_day_of_its_turn_is_not_said_again() -> None:
    """Ten days before the 13th is the 3rd. The debtor has had it for days when somebody says so."""
    diary = begun().agrees_on((november(13), 5000), (date(2027, 3, 26), 5000)).lives_until(november(3))
    (first,) = diary.letters_to_post
    diary.pays("F-1", 1000).lives_until(november(9))
    assert diary.pages == ["3 Nov instalment F-1: withdrawn", "4 Nov instalment F-1: unposted"]
    diary.posts(november(3), letter=first)
    assert (diary.letters_to_post, diary.tasks) == ([], [])
