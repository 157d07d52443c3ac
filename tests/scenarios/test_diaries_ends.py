"""Stories of ends: what waits is told to somebody, what is over is told to be, and nothing waits for what is gone.

Invoices are due on Monday 2 November 2026.
"""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.adapters.policies.shipped_policies import shipped
from chalicelib.domain.errors import OutcomeUnknown
from chalicelib.domain.promise import PromiseState
from chalicelib.usecases.promise_payment import PromisePayment
from tests.builders import CREDITOR, KEY, Office, days, debtor
from tests.fakes import FixedPolicies
from tests.scenarios.diary import Diary, ids, under

pytestmark = pytest.mark.usefixtures("every_rate_known")
DUE = date(2026, 11, 2)


def november(day: int) -> date:
    return date(2026, 11, day)


def worklist(diary: Diary) -> int:
    """How many cases the creditor is shown in which something waits for a person."""
    return len(diary.office.cases.waiting(CREDITOR, limit=10).cases)


def test_a_contest_that_comes_after_the_last_letter_stands_in_the_worklist() -> None:
    diary = Diary().owes("F-1", due=DUE).lives_until(DUE + days(60)).contests("F-1").lives_until(DUE + days(90))
    assert diary.tasks == ["answer-dispute F-1"]
    assert worklist(diary) == 1


def test_a_case_leaves_the_worklist_when_what_waited_was_paid() -> None:
    diary = Diary(office=under("standard-1")).owes("F-1", due=DUE).lives_until(DUE + days(40))
    diary.pays("F-1", 10000).lives_until(DUE + days(90))
    assert diary.tasks == []
    assert worklist(diary) == 0


def test_a_call_that_comes_before_the_first_letter_stands_in_the_worklist() -> None:
    gentle = shipped()["gentle-1"]
    early = replace(gentle, rungs=gentle.rungs[1:], manual_steps=(replace(gentle.manual_steps[0], offset_days=2),))
    diary = Diary(office=Office(policies=FixedPolicies(early))).owes("F-1", due=DUE, cents=60000)
    diary.lives_until(DUE + days(4))
    assert diary.tasks == ["call F-1"]
    assert worklist(diary) == 1


def test_a_closing_that_is_cancelled_before_it_began_keeps_nobody_waiting() -> None:
    saturday = november(14)
    diary = Diary(today=saturday).owes("F-1", due=DUE).closes((november(16), date(2026, 12, 31)))
    diary.office.run()
    diary.lives_until(november(15)).closes().lives_until(november(20))
    assert diary.pages == ["16 Nov reminder-1 F-1: delivered"]


def test_a_promise_is_broken_on_its_day_though_the_next_message_is_months_away() -> None:
    diary = Diary().owes("F-1", due=DUE).owes("F-2", due=DUE).lives_until(november(6))
    diary.promises(november(20), "F-1", "F-2").contests("F-1").lives_until(DUE + days(60))
    assert diary.office.case.promises[0].state is PromiseState.BROKEN


def test_a_promise_that_was_paid_after_its_grace_is_broken_though_the_planner_was_away() -> None:
    diary = Diary().owes("F-1", due=DUE).lives_until(november(6)).promises(november(20), "F-1")
    diary.lives_until(november(30), planner_runs=False).pays("F-1", 10000).lives_until(november(30) + days(5))
    assert diary.office.case.promises[0].state is PromiseState.BROKEN


def test_a_plan_is_in_default_on_its_day_though_the_planner_was_away() -> None:
    diary = Diary().owes("F-1", due=DUE).lives_until(november(6))
    diary.agrees_on((november(16), 5000), (date(2026, 12, 16), 5000))
    diary.lives_until(november(30), planner_runs=False).pays("F-1", 5000).lives_until(november(30) + days(2))
    assert diary.office.case.plans[0].ended_on is not None


def test_a_promise_that_was_broken_is_not_withdrawn_by_the_next_one() -> None:
    diary = Diary().owes("F-1", due=DUE).lives_until(november(6)).promises(november(20), "F-1")
    diary.lives_until(november(30), planner_runs=False)
    PromisePayment(diary.office.change, diary.office.ids)(KEY, ids(["F-1"]), date(2026, 12, 10), "", "debtor")
    assert diary.office.case.broken_promises == 1


def test_a_notice_is_not_to_be_posted_once_its_due_date_is_over() -> None:
    diary = Diary().owes("F-1", due=DUE, who=debtor(email=None)).lives_until(november(6))
    assert diary.tasks == ["post-letter F-1"]


def test_no_letter_is_to_be_posted_while_the_creditor_is_paused() -> None:
    diary = Diary(today=DUE).owes("F-1", due=DUE - days(5), who=debtor(email=None)).lives_until(november(3))
    diary.pauses(date(2026, 12, 31))
    assert diary.tasks == []


def test_a_mail_of_which_nothing_is_heard_is_shown_to_a_person_in_the_end() -> None:
    diary = Diary().owes("F-1", due=DUE).lives_until(november(4))
    diary.office.mailer.outcomes = [OutcomeUnknown("timed out")]
    diary.lives_until(DUE + days(90))
    assert diary.tasks != []


def test_a_letter_that_waits_for_the_post_names_a_day_to_pay_that_is_still_to_come() -> None:
    diary = Diary(today=DUE).owes("F-1", due=DUE - days(5), who=debtor(email=None)).lives_until(november(30))
    (waiting,) = diary.letters_to_post
    (letter,) = [x for x in diary.office.press.printed if x.reference == waiting.reference]
    assert letter.pay_by is not None
    assert letter.pay_by > diary.today
