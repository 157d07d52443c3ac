"""A letter on paper that waits for the post is compared with what was printed: as long as that is so it waits, and on
the day on which it is so no more it is withdrawn, and printed anew. 16 October 2026 is a Friday.
"""

from datetime import UTC, date, datetime

import pytest

from chalicelib.domain.e_invoice import StatusCode
from chalicelib.domain.hold import HoldKind
from chalicelib.domain.level import Level
from chalicelib.domain.money import Money
from chalicelib.domain.promise import PromiseState
from tests.builders import days, debtor
from tests.scenarios.diary import Diary, under

pytestmark = pytest.mark.usefixtures("every_rate_known")
WHO, DUE = debtor(email=None), date(2026, 10, 16)


def october(day: int) -> date:
    return date(2026, 10, day)


def printed(diary: Diary) -> list[tuple[str, Money, Money]]:
    """Of the last letter: each invoice, what is owed of it, and what of that was overpaid elsewhere."""
    return [(line.number, line.open, line.covered) for line in diary.office.press.printed[-1].lines]


def test_a_default_gives_back_the_credit_that_a_letter_knew_nothing_of() -> None:
    """The plan of C was paid with the 50 euros; once it is over they are set against what is oldest."""
    office = under("standard-1", instalment_reminder_days=())
    diary = Diary(office=office).owes("F-3", due=october(2), who=WHO).credits_no_invoice(5000)
    diary.agrees_on((october(12), 10000), numbers=["F-3"]).owes("F-1", due=october(1), who=WHO)
    diary.lives_until(october(19))
    letter = diary.letters_to_post[-1]
    assert (letter.level, printed(diary)) == (Level.REMINDER_1, [("F-1", Money(10000), Money(0))])
    while not diary.plan_ends and diary.today < date(2026, 12, 1):
        diary.lives_until(diary.today + days(1))
    assert letter not in diary.letters_to_post
    diary.lives_until(diary.today + days(6))
    assert printed(diary) == [("F-1", Money(10000), Money(5000)), ("F-3", Money(10000), Money(0))]


def test_a_promise_that_credit_keeps_takes_it_from_the_letter_that_deducts_it() -> None:
    diary = Diary(office=under("standard-1")).owes("F-3", due=october(2), cents=5000, who=WHO)
    diary.promises(october(20), "F-3").owes("F-1", due=DUE, who=WHO).credits_no_invoice(5000, october(5))
    diary.lives_until(october(19))
    assert printed(diary) == [("F-1", Money(10000), Money(5000))]
    while diary.promise_states != [PromiseState.KEPT] and diary.today < date(2026, 12, 1):
        diary.lives_until(diary.today + days(1))
    assert (diary.today, diary.letters_to_post) == (october(24), [])
    diary.lives_until(october(26))
    assert printed(diary) == [("F-1", Money(10000), Money(0))]


def test_a_payment_announced_late_that_never_came_changes_nothing_of_a_letter() -> None:
    """Told on the 23rd, given on the 14th: its three working days, to the 19th, were over long before."""
    diary = Diary(office=under("standard-1")).owes("F-1", due=DUE, who=WHO).lives_until(october(23))
    (letter,) = diary.letters_to_post
    diary.is_told("F-1", StatusCode.PAYMENT_SENT, at=datetime(2026, 10, 14, 9, tzinfo=UTC))
    assert (letter.on, diary.tasks) == (october(19), ["post-letter F-1"])
    assert diary.lives_until(october(24)).letters_to_post == [letter]


def test_a_reminder_of_an_instalment_that_credit_has_paid_is_posted_no_more() -> None:
    diary = Diary(office=under("standard-1")).owes("F-1", due=october(2), who=WHO)
    diary.agrees_on((october(20), 5000), (date(2026, 11, 20), 5000)).lives_until(october(12))
    (letter,) = diary.letters_to_post
    assert (letter.level, diary.tasks) == (Level.INSTALMENT, ["post-letter F-1"])
    diary.credits_no_invoice(5000, october(12))
    assert (diary.tasks, diary.letters_to_post) == ([], [])


def test_what_is_paid_of_an_invoice_that_is_only_listed_makes_the_letter_wrong() -> None:
    """The reminder asks for F-1, and recalls beside that F-2 falls due on 2 November."""
    diary = Diary(office=under("standard-1")).owes("F-1", due=DUE, who=WHO).owes("F-2", due=date(2026, 11, 2), who=WHO)
    diary.lives_until(october(19))
    assert (diary.pages[-1], diary.tasks) == ("19 Oct reminder-1 F-1 F-2: unposted", ["post-letter F-1 F-2"])
    diary.pays("F-2", 4000)
    assert diary.letters_to_post == []


def test_a_contest_that_ends_by_a_day_makes_wrong_what_only_lists_it() -> None:
    diary = Diary(office=under("standard-1")).owes("F-1", due=DUE, who=WHO).owes("F-2", due=date(2026, 11, 2), who=WHO)
    diary.holds(HoldKind.DISPUTE, "F-2", amount=Money(4000), until=october(21)).lives_until(october(21))
    assert diary.pages[-1] == "19 Oct reminder-1 F-1 F-2: unposted"
    diary.lives_until(october(22))
    assert diary.pages[-2:] == ["19 Oct reminder-1 F-1 F-2: withdrawn", "22 Oct reminder-1 F-1 F-2: unposted"]
    assert [line.contested for line in diary.office.press.printed[-1].lines] == [Money(0), Money(0)]
