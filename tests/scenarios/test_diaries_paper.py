"""Letters that wait to be posted, and what makes them wait no more: nobody posts what the decision does not ask for."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.domain.decision import Why
from chalicelib.domain.e_invoice import StatusCode
from chalicelib.domain.hold import EVERYTHING, HoldKind
from chalicelib.domain.level import Level
from chalicelib.usecases.choose_policy import ChoosePolicy
from tests.builders import KEY, UNATTENDED, Office, days, debtor
from tests.fakes import FixedPolicies, OwnPolicies
from tests.scenarios.diary import CLERK, Diary

pytestmark = pytest.mark.usefixtures("every_rate_known")
DUE = date(2026, 11, 2)


def by_post(office: Office | None = None) -> Diary:
    diary = Diary(office=office or Office())
    return diary.owes("F-1", due=DUE, who=debtor(email=None)).lives_until(date(2026, 11, 6))


def waits(diary: Diary) -> tuple[list[str], list[str]]:
    """The state of the last letter, and what a person is to do."""
    return [diary.pages[-1].split(": ")[1]], [t for t in diary.tasks if "post" in t]


def posts_all_until(diary: Diary, page: str) -> Diary:
    while page not in diary.pages[-1]:
        if diary.letters_to_post:
            diary.posts()
        diary.lives_until(diary.today + days(1))
    return diary


def test_a_formal_notice_that_a_person_refuses_after_it_was_printed_is_not_to_be_posted() -> None:
    diary = posts_all_until(by_post(), "formal-notice")
    assert waits(diary) == (["unposted"], ["post-letter F-1"])
    diary.refuses("F-1")
    assert (diary.why("F-1"), waits(diary)[1]) == (Why.NOT_APPROVED, [])
    diary.office.run()
    assert waits(diary) == (["withdrawn"], [])
    told = diary.office.cases.history(KEY)[-1].data
    assert (told["state"], told["reason"], told["by"]) == ("withdrawn", "what it says is no longer true", "planner")


def test_a_letter_that_its_new_policy_does_not_have_yet_is_not_to_be_posted() -> None:
    diary = by_post(Office(policies=OwnPolicies()))
    assert waits(diary) == (["unposted"], ["post-letter F-1"])
    ChoosePolicy(diary.office.change)(KEY, "gentle-1", CLERK)
    assert (diary.why("F-1"), waits(diary)[1]) == (Why.NOT_DUE_BEFORE, [])
    diary.office.run()
    assert waits(diary) == (["withdrawn"], [])


def test_nothing_is_to_be_posted_while_the_bank_data_is_too_old_and_the_letter_waits() -> None:
    office = Office(policies=FixedPolicies(replace(UNATTENDED, bank_data_days=3)))
    diary = Diary(office=office).owes("F-1", due=DUE, who=debtor(email=None)).lives_until(date(2026, 11, 4))
    diary.imports_bank_data().lives_until(date(2026, 11, 7))
    assert (diary.pages[-1], waits(diary)[1]) == ("5 Nov reminder-1 F-1: unposted", ["post-letter F-1"])
    diary.lives_until(date(2026, 11, 8)).office.assess(KEY)
    assert (diary.why("F-1"), diary.tasks) == (Why.BANK_DATA_OLD, ["import-bank-data"])
    diary.imports_bank_data().lives_until(date(2026, 11, 9))
    assert (diary.pages[-1], waits(diary)[1]) == ("5 Nov reminder-1 F-1: unposted", ["post-letter F-1"])


def test_the_reminder_of_an_instalment_is_not_to_be_posted_while_the_bank_data_is_too_old() -> None:
    office = Office(policies=FixedPolicies(replace(UNATTENDED, bank_data_days=3)))
    diary = Diary(office=office).owes("F-1", due=DUE, who=debtor(email=None)).lives_until(date(2026, 11, 20))
    diary.imports_bank_data().agrees_on((date(2026, 12, 3), 5000), (date(2027, 1, 3), 5000))
    diary.lives_until(date(2026, 11, 24)).imports_bank_data().lives_until(date(2026, 11, 25))
    assert (diary.pages[-1], waits(diary)[1]) == ("23 Nov instalment F-1: unposted", ["post-letter F-1"])
    diary.lives_until(date(2026, 11, 28))
    assert diary.tasks == ["import-bank-data"]
    assert waits(diary.imports_bank_data())[1] == ["post-letter F-1"]


@pytest.mark.parametrize("name", ["unmatched", "pause", "direct debit", "payment sent", "creditor", "dispute"])
def test_the_reminder_of_an_instalment_is_not_to_be_posted_while_something_else_holds_its_plan(name: str) -> None:
    first = date(2026, 12, 3)
    diary = by_post().agrees_on((first, 5000), (first + days(40), 5000)).lives_until(first - days(10))
    assert waits(diary) == (["unposted"], ["post-letter F-1"])
    if name == "unmatched":
        diary.holds(HoldKind.UNMATCHED_MONEY, EVERYTHING)
    elif name == "pause":
        diary.holds(HoldKind.PAUSE, "F-1")
    elif name == "direct debit":
        diary.holds(HoldKind.DIRECT_DEBIT, "F-1", until=first)
    elif name == "payment sent":
        diary.is_told("F-1", StatusCode.PAYMENT_SENT)
    elif name == "creditor":
        diary.pauses(first)
    else:
        diary.contests("F-1")
    assert waits(diary)[1] == []
    diary.office.look(KEY)
    assert waits(diary)[0] == ["withdrawn"]


@pytest.mark.parametrize("ahead", [False, True], ids=["is over", "is to come"])
def test_the_reminder_of_an_instalment_is_to_be_posted_where_what_holds_its_plan_is_over_or_to_come(
    *, ahead: bool
) -> None:
    first = date(2026, 12, 3)
    diary = by_post().agrees_on((first, 5000), (first + days(40), 5000))
    if not ahead:
        diary.holds(HoldKind.PAUSE, "F-1", until=diary.today + days(3))
    diary.lives_until(first - days(10))
    if ahead:
        diary.holds(HoldKind.PAUSE, "F-1", since=first, until=first + days(9))
    assert waits(diary) == (["unposted"], ["post-letter F-1"])


def november(day: int) -> date:
    return date(2026, 11, day)


def two_late() -> Diary:
    """F-1 is printed on Monday the 9th; F-2, to be reminded of from the 10th, waits behind it."""
    paper = debtor(email=None)
    diary = Diary(today=november(6)).owes("F-1", due=DUE, who=paper).owes("F-2", due=november(7), who=paper)
    diary.lives_until(november(16))
    assert (diary.pages, diary.tasks) == (["9 Nov reminder-1 F-1: unposted"], ["post-letter F-1"])
    assert (diary.why("F-2"), diary.reason("F-2").until) == (Why.CONTACT_GAP, november(17))
    return diary


def test_no_second_letter_is_printed_that_could_go_to_the_post_on_the_day_of_the_first() -> None:
    diary = two_late().posts().lives_until(november(23))
    # Five days from the 16th, on which the first went to the post, is a Saturday; F-1 had until the 22nd to pay.
    assert diary.pages == ["9 Nov reminder-1 F-1: posted", "23 Nov reminder-2 F-1 F-2: unposted"]


def test_what_waited_behind_a_letter_that_nobody_posted_is_printed_with_it() -> None:
    diary = two_late().lives_until(november(17))
    assert diary.pages == ["9 Nov reminder-1 F-1: withdrawn", "17 Nov reminder-1 F-1 F-2: unposted"]
    assert diary.tasks == ["post-letter F-1 F-2"]


def test_what_waited_behind_a_letter_is_printed_on_the_very_look_that_withdraws_it() -> None:
    diary = two_late().refuses("F-1", level=Level.REMINDER_1)
    diary.office.run()
    assert diary.pages == ["9 Nov reminder-1 F-1: withdrawn", "16 Nov reminder-1 F-2: unposted"]


def test_a_letter_that_was_posted_though_it_was_withdrawn_is_not_said_again_in_a_longer_one() -> None:
    diary = by_post().owes("F-2", due=november(3), who=debtor(email=None)).pays("F-1", 1000)
    (old,) = (s for s in diary.office.case.steps if s.on == november(5))
    diary.lives_until(november(9))
    assert (diary.pages[-1], diary.tasks) == ("9 Nov reminder-1 F-1 F-2: unposted", ["post-letter F-1 F-2"])
    diary.posts(november(6), letter=old)
    assert (diary.pages[-1], diary.tasks) == ("9 Nov reminder-1 F-1 F-2: withdrawn", [])
    assert (diary.why("F-1"), diary.reason("F-2").until) == (Why.GIVEN_TIME, DUE + days(9))
    # Five days after the posting is the 11th, a holiday.
    assert diary.lives_until(november(13)).pages[-1] == "12 Nov reminder-1 F-2: unposted"
