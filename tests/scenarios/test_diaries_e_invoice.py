"""What the platform of e-invoices says, and what the chase makes of it. Due on 2 November 2026."""

from datetime import date

import pytest

from chalicelib.domain.decision import Why
from chalicelib.domain.e_invoice import StatusCode
from chalicelib.domain.hold import HoldKind
from tests.builders import days, row
from tests.scenarios.diary import Diary

pytestmark = pytest.mark.usefixtures("every_rate_known")
DUE = date(2026, 11, 2)
TWO_LETTERS = ["19 Oct notice F-1: delivered", "5 Nov reminder-1 F-1: delivered"]


def november(day: int) -> date:
    return date(2026, 11, day)


def told(code: StatusCode, reason: str = "") -> Diary:
    """A debtor who had its first reminder on 5 November, and a status on the sixth."""
    diary = Diary().owes("F-1", due=DUE).is_told("F-1", StatusCode.MADE_AVAILABLE).lives_until(november(6))
    return diary.is_told("F-1", code, reason)


@pytest.mark.parametrize(
    ("code", "why", "task"),
    [
        (StatusCode.IN_DISPUTE, Why.CONTESTED, "answer-dispute F-1"),
        (StatusCode.SUSPENDED, Why.E_INVOICE_SUSPENDED, "give-papers F-1"),
        (StatusCode.REFUSED, Why.E_INVOICE_REFUSED, "correct-invoice F-1"),
        (StatusCode.REJECTED, Why.E_INVOICE_REJECTED, "send-invoice-again F-1"),
    ],
    ids=["207 in dispute", "208 suspended", "210 refused", "213 rejected"],
)
def test_a_status_that_only_a_person_can_answer_ends_the_chase_and_asks_for_one(
    code: StatusCode, why: Why, task: str
) -> None:
    diary = told(code).lives_until(DUE + days(200))
    assert diary.pages == TWO_LETTERS
    assert (diary.why("F-1"), diary.tasks, diary.office.case.next_look_at) == (why, [task], None)


def test_papers_that_were_given_let_the_chase_go_on() -> None:
    diary = told(StatusCode.SUSPENDED, "JUSTIF_ABS").lives_until(november(18))
    diary.is_told("F-1", StatusCode.COMPLETED).lives_until(november(27))
    assert diary.pages[2:] == ["19 Nov reminder-2 F-1: delivered", "26 Nov final-reminder F-1: delivered"]


def test_a_payment_that_was_announced_is_given_three_working_days() -> None:
    diary = told(StatusCode.PAYMENT_SENT).lives_until(november(12))
    # Friday the 6th: Monday, Tuesday, and Thursday, for Wednesday is a holiday.
    assert (diary.pages, diary.why("F-1")) == (TWO_LETTERS, Why.PAYMENT_SENT)
    diary.lives_until(november(14))
    assert diary.pages[2:] == ["13 Nov reminder-2 F-1: delivered"]


def test_a_payment_that_is_announced_again_and_again_is_looked_for() -> None:
    diary = told(StatusCode.PAYMENT_SENT)
    for day in (10, 12, 16, 18):
        diary.lives_until(november(day)).is_told("F-1", StatusCode.PAYMENT_SENT)
    assert (diary.lives_until(november(19)).tasks, diary.why("F-1")) == ([], Why.PAYMENT_SENT)
    assert (diary.lives_until(november(20)).tasks, diary.pages) == (["find-payment F-1"], TWO_LETTERS)
    diary.lets_go_on(HoldKind.PAYMENT_SENT, "F-1", "their bank knows of none").lives_until(november(23))
    assert (diary.tasks, diary.pages[2:]) == ([], ["23 Nov reminder-2 F-1: delivered"])


def test_it_is_listed_on_its_day_and_looked_for_beside_a_promise_and_a_plan() -> None:
    diary = told(StatusCode.PAYMENT_SENT)
    for day in (10, 12, 16, 18):
        diary.lives_until(november(day)).is_told("F-1", StatusCode.PAYMENT_SENT)
    assert diary.office.case.waits_since is None
    assert diary.lives_until(november(20)).office.case.waits_since == november(20)
    for is_plan in (False, True):
        kept = Diary().owes("F-1", due=DUE).lives_until(november(6))
        if is_plan:
            kept.agrees_on((november(10), 5000), (DUE + days(60), 5000))
        else:
            kept.promises(november(10), "F-1")
        for day in (9, 11, 13, 17, 19, 23, 25):
            kept.lives_until(november(day)).is_told("F-1", StatusCode.PAYMENT_SENT)
        assert kept.tasks == ["find-payment F-1"]


def test_a_weekend_is_no_break_in_what_is_announced() -> None:
    diary = told(StatusCode.PAYMENT_SENT)
    for day in (9, 10, 16, 17, 23, 24):
        diary.lives_until(november(day)).is_told("F-1", StatusCode.PAYMENT_SENT)
    assert diary.tasks == ["find-payment F-1"]


def test_two_payments_that_were_announced_weeks_apart_are_waited_for_each() -> None:
    diary = told(StatusCode.PAYMENT_SENT).lives_until(november(23)).is_told("F-1", StatusCode.PAYMENT_SENT)
    assert (diary.lives_until(november(24)).tasks, diary.why("F-1")) == ([], Why.PAYMENT_SENT)


def test_a_payment_that_was_announced_and_came_ends_the_chase() -> None:
    diary = told(StatusCode.PAYMENT_SENT).lives_until(november(10)).pays("F-1", 10000)
    diary.is_told("F-1", StatusCode.CASHED).lives_until(DUE + days(100))
    assert (diary.pages, diary.why("F-1")) == (TWO_LETTERS, Why.PAID)


def test_an_invoice_that_was_rejected_and_sent_again_is_chased() -> None:
    diary = told(StatusCode.REJECTED).lives_until(november(20)).is_told("F-1", StatusCode.DEPOSITED)
    diary.lives_until(november(23))
    assert diary.pages[2:] == ["23 Nov reminder-2 F-1: delivered"]


def test_a_copy_that_was_rejected_as_a_duplicate_keeps_nothing_back() -> None:
    diary = told(StatusCode.REJECTED, "DOUBLON").lives_until(november(12))
    assert diary.pages[2:] == ["12 Nov reminder-2 F-1: delivered"]


def test_an_older_status_that_comes_late_changes_nothing() -> None:
    diary = told(StatusCode.COMPLETED)
    diary.is_told("F-1", StatusCode.SUSPENDED, at=diary.office.clock.at - days(2)).lives_until(november(12))
    assert diary.pages[2:] == ["12 Nov reminder-2 F-1: delivered"]


def test_a_status_of_one_invoice_leaves_the_other_alone() -> None:
    diary = Diary().owes("F-1", due=DUE).owes("F-2", due=DUE, cents=5000).lives_until(november(6))
    diary.is_told("F-2", StatusCode.REFUSED).lives_until(november(23))
    assert diary.pages[2:] == ["12 Nov reminder-2 F-1: delivered", "23 Nov final-reminder F-1: delivered"]


@pytest.mark.parametrize("is_closed", [True, False])
def test_what_was_announced_and_came_excuses_a_plan_for_the_same_days_as_before_it_came(is_closed: bool) -> None:
    """Three working days from 23 December reach over Christmas, and over the days on which the creditor is closed."""
    ends = []
    for pays in ("", "by a payment", "by a file"):
        diary = Diary().owes("F-1", due=date(2026, 12, 1), cents=3000).owes("F-2", due=date(2026, 12, 1), cents=17000)
        diary.lives_until(date(2026, 12, 8))
        if is_closed:
            diary.closes((date(2026, 12, 24), date(2027, 1, 3)))
        halves = ((date(2026, 12, 24), 10000), (date(2027, 2, 24), 10000))
        diary.agrees_on(*halves, numbers=["F-1", "F-2"])
        diary.lives_until(date(2026, 12, 23)).is_told("F-1", StatusCode.PAYMENT_SENT)
        diary.lives_until(date(2027, 1, 6) if is_closed else date(2026, 12, 29))
        if pays == "by a payment":
            diary.pays("F-1", 3000)
        if pays == "by a file":
            diary.office.upload(row("F-1", due=date(2026, 12, 1), cents=3000, paid=3000))
        diary.lives_until(date(2027, 1, 20))
        (plan,) = diary.office.case.plans
        ends.append((plan.stood_until, [s.on for s in diary.office.case.steps if s.level == "instalment"]))
    assert ends == ends[:1] * 3
