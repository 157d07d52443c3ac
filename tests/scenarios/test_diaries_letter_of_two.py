"""A letter on paper about two invoices waits for the post, and one of them may no longer be asked for: it is withdrawn,
and what is still to be said is printed anew. Both are due on Friday 2 October 2026, unless a test says otherwise.
"""

from datetime import date

import pytest

from chalicelib.domain.decision import Why
from chalicelib.domain.hold import HoldKind
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepMove
from chalicelib.domain.money import Money
from chalicelib.domain.policy import Channel, Rung
from chalicelib.usecases.choose_policy import ChoosePolicy
from tests.builders import KEY, Office, days, debtor
from tests.fakes import OwnPolicies
from tests.scenarios.diary import Diary, ids, under

pytestmark = pytest.mark.usefixtures("every_rate_known")
WHO, DUE = debtor(email=None), date(2026, 10, 2)


def october(day: int) -> date:
    return date(2026, 10, day)


def two(office: Office | None = None) -> Diary:
    return Diary(office=office or under("standard-1")).owes("F-1", due=DUE, who=WHO).owes("F-2", due=DUE, who=WHO)


def at_the_formal_notice() -> Diary:
    diary = two()
    while diary.why("F-1") is not Why.WAITS_FOR_APPROVAL:
        diary.lives_until(diary.today + days(1))
        if diary.letters_to_post:
            diary.posts()
    return diary


def asks_for_the_second_alone(diary: Diary) -> None:
    assert [task for task in diary.tasks if task.startswith("post-letter")] == ["post-letter F-2"]
    (letter,) = diary.letters_to_post
    assert letter.invoice_ids == tuple(ids(["F-2"]))
    assert [line.number for line in diary.office.press.printed[-1].lines] == ["F-2"]


def test_one_whose_formal_notice_is_refused_is_in_no_letter_any_more() -> None:
    diary = at_the_formal_notice().approves("F-1", "F-2")
    diary.lives_until(diary.today + days(1)).refuses("F-1").lives_until(diary.today + days(1))
    assert [task for task in diary.tasks if task.startswith("post-letter") and "F-1" in task] == []
    asks_for_the_second_alone(diary.lives_until(diary.today + days(3)))


def test_one_whose_approval_has_lapsed_is_in_no_letter_any_more() -> None:
    diary = at_the_formal_notice().approves("F-1")
    last = diary.today + days(27)
    diary.holds(HoldKind.PAUSE, until=last).lives_until(last).approves("F-2").lives_until(last + days(4))
    assert [task for task in diary.tasks if task.startswith("post-letter") and "F-1" in task] == []
    asks_for_the_second_alone(diary.lives_until(last + days(8)))


@pytest.mark.parametrize("kind", [HoldKind.PAUSE, HoldKind.DIRECT_DEBIT])
def test_one_that_is_held_from_tomorrow_is_in_no_letter_from_then_on(kind: HoldKind) -> None:
    diary = two().lives_until(october(6)).holds(kind, "F-1", since=october(7), until=date(2026, 12, 9))
    assert diary.tasks == ["post-letter F-1 F-2"]
    asks_for_the_second_alone(diary.lives_until(october(8)))


def test_one_that_runs_under_another_policy_is_in_no_letter_any_more() -> None:
    diary = two(Office(policies=OwnPolicies())).lives_until(october(6))
    ChoosePolicy(diary.office.change)(KEY, "gentle-1", "Claire", ids(["F-1"])[0])
    asks_for_the_second_alone(diary.lives_until(october(7)))
    assert (diary.why("F-1"), diary.pages[0]) == (Why.NOT_DUE_BEFORE, "6 Oct reminder-1 F-1 F-2: withdrawn")


def test_one_whose_first_reminder_comes_back_late_is_reminded_for_the_first_time() -> None:
    post = (Channel.POST,)
    later = (Rung(Level.REMINDER_2, 10, channels=post), Rung(Level.FINAL_REMINDER, 20, channels=post))
    office = under("standard-1", rungs=(Rung(Level.REMINDER_1, 3), *later))
    diary = Diary(office=office).owes("F-1", due=DUE).lives_until(october(7)).owes("F-2", due=october(9))
    diary.lives_until(october(20))
    assert [s.level for s in diary.letters_to_post] == ["reminder-2"]
    assert diary.office.told(diary.office.case.steps[0], StepMove.BOUNCE)
    diary.lives_until(october(21))
    (letter,) = diary.letters_to_post
    assert {item.invoice_id: item.level for item in letter.items}[ids(["F-1"])[0]] is Level.REMINDER_1


def test_a_contest_of_a_part_that_ends_by_a_day_is_in_no_letter_any_more() -> None:
    diary = Diary(office=under("standard-1")).owes("F-1", due=DUE, who=WHO).lives_until(october(5))
    diary.holds(HoldKind.DISPUTE, "F-1", amount=Money(4000), until=october(7)).lives_until(october(7))
    assert diary.office.press.printed[-1].lines[0].contested == Money(4000)
    diary.lives_until(october(8))
    assert diary.letters_to_post[-1].on == october(8)
    assert diary.office.press.printed[-1].lines[0].contested == Money(0)


def test_what_is_listed_and_not_asked_for_makes_no_letter_wrong() -> None:
    """F-2 falls due while the letter about F-1 waits, which names it beside: that letter may still be posted."""
    diary = Diary(office=under("standard-1")).owes("F-1", due=DUE, who=WHO).owes("F-2", due=october(10), who=WHO)
    diary.lives_until(october(11))
    (letter,) = diary.letters_to_post
    assert letter.on == october(6)


def test_a_letter_about_levels_of_different_channels_keeps_its_week() -> None:
    """The first reminder would go by e-mail; with a final reminder, which goes by post, it stands in one letter."""
    rungs = (Rung(Level.REMINDER_1, 3), Rung(Level.FINAL_REMINDER, 17, channels=(Channel.POST,)))
    diary = Diary(office=under("standard-1", rungs=rungs)).owes("F-1", due=DUE).owes("F-2", due=october(16))
    diary.lives_until(october(19))
    assert diary.pages[-1] == "19 Oct final-reminder F-1 F-2: unposted"
    for day in range(20, 27):
        assert diary.lives_until(october(day)).tasks == ["post-letter F-1 F-2"]
        assert diary.pages[-1] == "19 Oct final-reminder F-1 F-2: unposted"


def test_a_letter_about_policies_of_different_channels_keeps_its_week() -> None:
    """The formal notice of one goes by registered post, that of the other by e-mail first."""
    diary = Diary(office=Office(policies=OwnPolicies())).owes("F-1", due=DUE, cents=50000).owes("F-2", due=DUE)
    ChoosePolicy(diary.office.change)(KEY, "firm-1", "Claire")
    ChoosePolicy(diary.office.change)(KEY, "standard-1", "Claire", ids(["F-2"])[0])
    diary.lives_until(date(2026, 11, 20)).approves("F-1", "F-2").lives_until(date(2026, 11, 25))
    (letter,) = diary.letters_to_post
    assert (letter.level, set(letter.invoice_ids)) == ("formal-notice", set(ids(["F-1", "F-2"])))
    assert diary.tasks == ["post-letter F-1 F-2"]
    diary.lives_until(letter.on + days(7))
    assert diary.letters_to_post == [letter]
