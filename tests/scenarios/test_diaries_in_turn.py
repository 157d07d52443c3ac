"""What waits for the post beside another word: a sum too small for a letter of its own, a letter posted that was
withdrawn, an event told late, a credit that two words want. All falls in the autumn of 2026.
"""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from chalicelib.adapters.policies.shipped_policies import shipped
from chalicelib.domain.decision import Why
from chalicelib.domain.hold import HoldKind
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepMove
from chalicelib.domain.money import Money
from chalicelib.domain.policy import Budget, Channel
from chalicelib.domain.promise import PromiseState
from chalicelib.usecases.settle_doubt import SettleDoubt
from tests.builders import CREDITOR, KEY, days, debtor
from tests.scenarios.diary import Diary, under

pytestmark = pytest.mark.usefixtures("every_rate_known")
WHO = debtor(email=None)


def october(day: int) -> date:
    return date(2026, 10, day)


def december(day: int) -> date:
    return date(2026, 12, day)


def test_a_letter_that_also_asks_for_a_sum_too_small_for_a_mail_of_its_own_keeps_its_week() -> None:
    """The final reminder of F-1 goes by post and asks for the 10 euros of F-2 beside; a reminder of these alone, by
    mail, would not be written.
    """
    gentle = shipped()["gentle-1"]
    by_post = tuple(
        replace(r, channels=(Channel.POST, Channel.EMAIL)) if r.level is Level.FINAL_REMINDER else r
        for r in gentle.rungs
    )
    diary = Diary(office=under("gentle-1", rungs=by_post)).owes("F-1", due=date(2026, 9, 30))
    diary.owes("F-2", due=date(2026, 10, 30), cents=1000).lives_until(date(2026, 11, 9))
    assert diary.pages[-1] == "9 Nov final-reminder F-1 F-2: unposted"
    for day in range(9, 17):
        diary.lives_until(date(2026, 11, day))
        assert (diary.pages[-1], diary.tasks) == ("9 Nov final-reminder F-1 F-2: unposted", ["post-letter F-1 F-2"])
    assert (diary.why("F-1"), diary.why("F-2")) == (Why.TO_POST, Why.CONTACT_GAP)


def test_a_sum_too_small_stays_so_where_nothing_waits_beside_it() -> None:
    diary = Diary(office=under("gentle-1")).owes("F-2", due=october(2), cents=1000).lives_until(october(30))
    assert (diary.pages, diary.why("F-2")) == ([], Why.TOLERATED)


def test_one_credit_keeps_one_promise_and_late_money_no_other() -> None:
    diary = Diary(office=under("standard-1")).owes("F-1", due=october(2), cents=5000)
    diary.owes("F-2", due=october(3), cents=5000).promises(october(12), "F-1").promises(october(13), "F-2")
    diary.lives_until(october(7)).credits_no_invoice(5000, october(7)).lives_until(october(22))
    kept_and_broken = [PromiseState.KEPT, PromiseState.BROKEN]
    assert diary.promise_states == kept_and_broken
    assert diary.credits_no_invoice(5000, october(22)).promise_states == kept_and_broken


def test_a_credit_that_came_for_a_later_word_is_not_taken_from_an_earlier_one() -> None:
    """50 euros came in the days of the first promise, 50 more in those of the second: both are kept, however late the
    first 50 are booked.
    """
    diary = Diary(office=under("standard-1")).owes("F-1", due=october(2), cents=5000)
    diary.owes("F-2", due=october(3), cents=5000).promises(october(9), "F-1").promises(october(20), "F-2")
    diary.lives_until(october(19)).credits_no_invoice(5000, october(19)).lives_until(october(26))
    assert diary.promise_states == [PromiseState.BROKEN, PromiseState.KEPT]
    diary.office.credited(5000, "AV-late", october(8))
    assert diary.promise_states == [PromiseState.KEPT, PromiseState.KEPT]


def test_an_event_of_the_mail_service_that_is_told_late_mends_what_stands_today_and_nothing_else() -> None:
    budget = Budget(gap_days=1, most=14, in_days=14)
    office = under("standard-1", plan_grace_days=3, budget=budget)
    diary = Diary(office=office).owes("F-1", due=date(2026, 11, 2)).lives_until(date(2026, 11, 6))
    diary.agrees_on((december(1), 5000), (date(2027, 1, 15), 5000)).lives_until(december(2))
    office.journal.taken = 1
    diary.lives_until(december(5))
    doubtful = office.case.steps[-1]
    SettleDoubt(office.change)(KEY, doubtful.reference, "nothing in the log", "Claire", went_out=False)
    diary.lives_until(december(8)).promises(december(30), "F-1").lives_until(december(16))
    assert office.told(doubtful, StepMove.DELIVER, at=datetime(2026, 12, 3, 10, tzinfo=UTC))
    assert office.case.step(doubtful.id).heard_on == december(3)
    assert (diary.plan_ends, diary.promise_states) == (["default"], [PromiseState.OPEN])
    assert diary.lives_until(december(28)).why("F-1") is Why.PROMISED


def test_an_event_of_the_mail_service_that_is_told_late_takes_no_task_of_today_off_the_list() -> None:
    """The final reminder of 22 October is told delivered on 6 November, while the formal notice waits for a person."""
    diary = Diary(mailbox=None, office=under("standard-1")).owes("F-1", due=october(2)).lives_until(date(2026, 11, 6))
    waiting = diary.office.cases.waiting(CREDITOR, limit=9)
    assert (diary.tasks, waiting.cases) == (["approve F-1"], (KEY,))
    last = diary.office.case.steps[-1]
    assert diary.office.told(last, StepMove.DELIVER, at=datetime(2026, 10, 22, 10, tzinfo=UTC))
    assert diary.office.cases.waiting(CREDITOR, limit=9) == waiting


def test_a_letter_that_was_posted_after_all_leaves_the_debtor_its_days_before_the_next() -> None:
    diary = Diary(office=under("standard-1")).owes("F-1", due=october(2), who=WHO)
    diary.agrees_on((october(20), 5000), (date(2026, 11, 20), 5000)).owes("F-2", due=october(6), who=WHO)
    diary.lives_until(october(9))
    (first,) = diary.letters_to_post
    diary.lives_until(october(12))
    assert diary.pages[-2:] == ["9 Oct reminder-1 F-2: withdrawn", "12 Oct instalment F-1: unposted"]
    diary.posts(october(12), letter=first)
    assert (diary.letters_to_post, diary.tasks) == ([], [])
    assert diary.lives_until(october(16)).letters_to_post == []
    diary.lives_until(october(19))
    assert (diary.pages[-1], diary.plan_ends) == ("19 Oct instalment F-1: unposted", [])


def test_a_credit_limit_is_in_no_letter_and_withdraws_none() -> None:
    diary = Diary(office=under("standard-1")).owes("F-1", due=october(2), who=WHO).lives_until(october(6))
    before = diary.letters_to_post
    assert len(before) == 1
    assert diary.is_stated(replace(WHO, credit_limit=Money(500000))).letters_to_post == before
    assert diary.today + days(7) == before[0].post_by


@pytest.mark.parametrize("is_last_first", [True, False])
def test_money_that_came_for_the_last_invoice_of_a_promise_is_not_taken_from_the_next_promise(
    *, is_last_first: bool
) -> None:
    """F-2 was paused, and has until the 17th; all of it is booked on the 19th, while the bank data is old."""
    diary = Diary(office=under("standard-1", bank_data_days=3)).imports_bank_data()
    for number in ("F-1", "F-2", "F-3"):
        diary.owes(number, due=october(2), cents=5000)
    diary.promises(october(12), "F-1", "F-2").promises(october(13), "F-3")
    diary.holds(HoldKind.PAUSE, "F-2", until=october(14)).lives_until(october(19))
    came = [(5000, "AV-2", october(17)), (10000, "AV-1", october(14))]
    for cents, reference, day in came if is_last_first else reversed(came):
        assert diary.promise_states == [PromiseState.OPEN, PromiseState.OPEN]
        diary.office.credited(cents, reference, day)
    assert diary.lives_until(october(20)).promise_states == [PromiseState.KEPT, PromiseState.KEPT]
