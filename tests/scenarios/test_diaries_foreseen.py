"""The letter that is read beforehand is the one that goes out, word for word: what breaks until then is foreseen too.

The invoices are due on Monday 2 November 2026; the debtor heard of them on 19 October and 5 November.
"""

from collections.abc import Callable
from dataclasses import replace

import pytest

from chalicelib.adapters.policies.shipped_policies import shipped
from chalicelib.domain.hold import HoldKind
from chalicelib.domain.money import Money
from chalicelib.domain.policy import Budget
from chalicelib.usecases.foresee import Foresee
from tests.builders import CREDITOR, KEY, SITE, Office, days, debtor
from tests.fakes import FixedPolicies
from tests.scenarios.diary import Diary, under
from tests.scenarios.test_diaries_reckoned import DUE, december, november

pytestmark = pytest.mark.usefixtures("every_rate_known")


def begun(*, office: Office | None = None, **who: object) -> Diary:
    """On 6 November; what was printed is posted."""
    diary = Diary(office=office or Office())
    for number in ("F-1", "F-2"):
        diary.owes(number, due=DUE, who=debtor(**who))
    return posted(diary.lives_until(november(6)))


def posted(diary: Diary) -> Diary:
    while diary.letters_to_post:
        diary.posts()
    return diary


def promised(diary: Diary) -> Diary:
    """Both for 20 November; one is paused until the 23rd, so that its own days go on."""
    diary.promises(november(20), "F-1", "F-2").lives_until(november(18))
    return diary.holds(HoldKind.PAUSE, "F-2", until=november(23))


def in_instalments(diary: Diary) -> Diary:
    plan = ((december(1), 6000), (december(8), 6000), (december(22), 8000))
    return diary.agrees_on(*plan, numbers=["F-1", "F-2"])


STORIES = [
    pytest.param(begun, id="nothing happens"),
    pytest.param(lambda: begun(email=None), id="by post"),
    pytest.param(lambda: promised(begun()), id="a promise is broken"),
    pytest.param(
        lambda: promised(begun()).holds(HoldKind.DISPUTE, "F-2", amount=Money(4000)), id="of which a part is contested"
    ),
    pytest.param(lambda: promised(begun()).credits_no_invoice(5000), id="beside money on no invoice"),
    pytest.param(lambda: in_instalments(begun()), id="instalments"),
    pytest.param(lambda: in_instalments(begun(email=None)), id="instalments by post"),
    pytest.param(
        lambda: in_instalments(begun(office=under("standard-1", budget=Budget(gap_days=1, most=9)))),
        id="instalments recalled as often as it takes",
    ),
]


@pytest.mark.parametrize("story", STORIES)
def test_each_letter_that_is_foreseen_is_the_one_that_is_printed(story: Callable[[], Diary]) -> None:
    diary = story()
    told = Foresee(diary.office.cases, diary.office.judge, diary.office.clock, SITE)
    (foreseen,) = told.preview(CREDITOR, diary.today, diary.today + days(70)).debtors
    letters = [told.letter(KEY, message.on) for message in foreseen.messages]
    printed, first = diary.office.press.printed, len(diary.office.press.printed)
    while diary.today < november(6) + days(70):
        posted(diary.lives_until(diary.today + days(1)))
    lived = [letter for letter in printed[first:] if letter.on <= max(m.on for m in foreseen.messages)]
    assert len(letters) >= 2
    assert letters == lived


def test_bank_data_stays_as_fresh_on_the_day_on_which_a_promise_will_be_broken() -> None:
    office = Office(policies=FixedPolicies(replace(shipped()["standard-1"], bank_data_days=3)))
    diary = Diary(office=office).owes("F-1", due=DUE).imports_bank_data().lives_until(DUE)
    diary.imports_bank_data().lives_until(november(5)).imports_bank_data().lives_until(november(6))
    diary.promises(november(16), "F-1")
    told = Foresee(diary.office.cases, diary.office.judge, diary.office.clock, SITE)
    (foreseen,) = told.preview(CREDITOR, diary.today, november(30)).debtors
    assert [message.on for message in foreseen.messages][:1] == [november(20)]


def test_a_letter_that_nobody_has_withdrawn_by_the_evening_is_foreseen_to_wait_on_once_its_pause_is_over() -> None:
    """The pause was for the 6th alone, and no look came on that day: that of the next day finds nothing wrong."""
    diary = Diary().owes("F-1", due=DUE, who=debtor(email=None)).lives_until(november(5))
    diary.holds(HoldKind.PAUSE, "F-1", since=november(6), until=november(6))
    diary.lives_until(november(6), planner_runs=False).office.wake(november(6), hour=21)
    told = Foresee(diary.office.cases, diary.office.judge, diary.office.clock, SITE)
    (foreseen,) = told.preview(CREDITOR, diary.today, november(13)).debtors
    assert [message.on for message in foreseen.messages] == [november(13)]
    diary.lives_until(november(13))
    assert diary.pages[-2:] == ["5 Nov reminder-1 F-1: withdrawn", "13 Nov reminder-1 F-1: unposted"]
