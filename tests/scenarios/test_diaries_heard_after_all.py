"""What the debtor turns out to have heard, a letter that was posted or a mail that was read, while another one waits
for the post: that gives way, whatever else keeps the day quiet. Nobody hears two things within the days of the gap.
"""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.domain.hold import HoldKind
from chalicelib.domain.lifecycle import StepMove, StepState
from chalicelib.usecases.turns import IN_ITS_TURN, WAS_READ
from tests.builders import UNATTENDED, Office, debtor
from tests.fakes import FixedPolicies
from tests.scenarios.diary import Diary

pytestmark = pytest.mark.usefixtures("every_rate_known")
WHO = debtor(email=None)


def october(day: int) -> date:
    return date(2026, 10, day)


def november(day: int) -> date:
    return date(2026, 11, day)


def under(**changes: object) -> Diary:
    policy = replace(UNATTENDED, **changes)  # type: ignore[arg-type]
    return Diary(today=november(2), office=Office(policies=FixedPolicies(policy)))


def withdrawn_for(diary: Diary) -> list[str | None]:
    """Why each letter was withdrawn that gave way."""
    gave_way = (s for s in diary.office.case.steps if s.reason in (IN_ITS_TURN, WAS_READ))
    return [s.reason for s in gave_way if s.state is StepState.WITHDRAWN]


def two_letters(diary: Diary) -> Diary:
    """One of the 3rd, withdrawn on the 4th; another one of the 9th, that waits."""
    diary.imports_bank_data().owes("F-1", due=october(30), who=WHO).lives_until(november(3))
    diary.holds(HoldKind.PAUSE, "F-1", until=november(30))
    diary.owes("F-2", due=november(5), who=WHO).lives_until(november(4)).imports_bank_data()
    return diary.lives_until(november(10))


@pytest.mark.parametrize("bank_data_days", [None, 5, 30])
def test_a_letter_that_turns_out_to_be_posted_keeps_the_other_one_back_however_old_the_bank_data_is(
    bank_data_days: int | None,
) -> None:
    diary = two_letters(under(bank_data_days=bank_data_days))
    first = next(s for s in diary.office.case.steps if s.state is StepState.WITHDRAWN)
    diary.posts(november(10), letter=first).imports_bank_data()
    diary.office.run()
    assert [task for task in diary.tasks if task.startswith("post-letter")] == []
    assert withdrawn_for(diary) == [IN_ITS_TURN]
    assert diary.lives_until(november(14)).letters_to_post == []
    diary.imports_bank_data()
    diary.office.run()
    assert diary.lives_until(november(16)).letters_to_post[-1].on >= november(15)


def test_so_does_a_budget_that_is_used_up_by_it() -> None:
    budget = replace(UNATTENDED.budget, gap_days=1, most=1, in_days=10)
    diary = two_letters(under(budget=budget))
    first = next(s for s in diary.office.case.steps if s.state is StepState.WITHDRAWN)
    diary.posts(november(8), letter=first)
    assert withdrawn_for(diary) == [IN_ITS_TURN]


def test_a_posting_of_long_ago_that_is_told_on_a_day_off_keeps_nothing_back() -> None:
    diary = two_letters(under())
    first = next(s for s in diary.office.case.steps if s.state is StepState.WITHDRAWN)
    diary.office.wake(november(11))
    diary.posts(november(3), letter=first)
    assert len(diary.letters_to_post) == 1
    assert withdrawn_for(diary) == []


def test_a_mail_that_came_back_and_was_read_all_the_same_keeps_back_what_was_printed_in_its_place() -> None:
    """A reminder of a plan: it has been said, and is not said again on paper."""
    diary = Diary(mailbox=StepMove.BOUNCE).owes("F-1", due=date(2026, 9, 28))
    diary.agrees_on((october(12), 10000)).lives_until(october(13))
    assert len(diary.letters_to_post) == 1
    diary.office.told(diary.office.case.steps[0], StepMove.COMPLAIN)
    diary.office.run()
    assert (diary.letters_to_post, withdrawn_for(diary)) == ([], [WAS_READ])


def test_so_it_does_with_a_letter_about_another_invoice() -> None:
    diary = Diary(mailbox=None).owes("F-1", due=october(2)).owes("F-2", due=october(4)).lives_until(october(6))
    (mail,) = diary.office.case.steps
    diary.office.told(mail, StepMove.BOUNCE)
    diary.holds(HoldKind.PAUSE, "F-1", until=october(30)).lives_until(october(8))
    assert len(diary.letters_to_post) == 1
    diary.office.told(mail, StepMove.COMPLAIN)
    assert (diary.letters_to_post, withdrawn_for(diary)) == ([], [WAS_READ])
    assert diary.lives_until(october(9)).letters_to_post == []
    assert len(diary.lives_until(october(12)).letters_to_post) == 1


def test_a_mail_whose_delivery_was_expected_anyway_takes_back_no_letter() -> None:
    diary = Diary(mailbox=None).owes("F-1", due=october(2)).lives_until(october(6))
    (mail,) = diary.office.case.steps
    diary.is_stated(debtor(email=None)).lives_until(october(26))
    waiting = diary.letters_to_post
    diary.office.told(mail, StepMove.DELIVER)
    assert len(waiting) == 1
    assert diary.letters_to_post == waiting
