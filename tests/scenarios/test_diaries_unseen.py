"""What a small change of the code would have made wrong, and no other story would have shown.

The invoices are due on Thursday 1 October 2026, unless a test says otherwise.
"""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from chalicelib.domain.e_invoice import StatusCode
from chalicelib.domain.hold import HoldKind
from chalicelib.domain.lifecycle import StepMove
from chalicelib.domain.money import Money
from chalicelib.domain.policy import Budget, ManualStep, ManualStepKind
from chalicelib.domain.promise import PromiseState
from tests.builders import row
from tests.scenarios.diary import Diary, under

pytestmark = pytest.mark.usefixtures("every_rate_known")
DUE = date(2026, 10, 1)
BROKEN, KEPT = PromiseState.BROKEN, PromiseState.KEPT


def october(day: int) -> date:
    return date(2026, 10, day)


def november(day: int) -> date:
    return date(2026, 11, day)


def test_the_days_of_a_status_count_from_the_day_that_it_is_where_the_creditor_lives() -> None:
    """23:30 UTC on Thursday 19 November is Friday in Paris: three working days end on Wednesday."""
    diary = Diary().owes("F-1", due=november(2)).lives_until(november(20))
    diary.is_told("F-1", StatusCode.PAYMENT_SENT, at=datetime(2026, 11, 19, 23, 30, tzinfo=UTC))
    assert diary.reason("F-1").until == november(26)


def test_a_part_that_is_contested_on_the_last_day_of_its_promise_is_excused_and_the_rest_is_not() -> None:
    diary = Diary().owes("F-1", due=DUE).lives_until(october(6)).promises(october(9), "F-1").lives_until(october(12))
    diary.holds(HoldKind.DISPUTE, "F-1", amount=Money(4000)).lives_until(october(13))
    assert diary.promise_states == [BROKEN]


def test_of_two_calls_of_a_policy_the_later_is_asked_for_in_whatever_order_they_stand() -> None:
    calls = (ManualStep(ManualStepKind.CALL, 20), ManualStep(ManualStepKind.CALL, 10))
    diary = Diary(office=under("standard-1", manual_steps=calls)).owes("F-1", due=october(5)).lives_until(october(16))
    assert diary.tasks == ["call F-1"]
    diary.calls("F-1").lives_until(october(26))
    assert diary.tasks == ["call F-1"]


def kept_by_credit() -> Diary:
    """100.00 on no invoice has kept the promise of F-1."""
    diary = Diary().owes("F-1", due=DUE).owes("F-2", due=october(2)).lives_until(october(6))
    diary.promises(october(9), "F-1").lives_until(october(8)).credits_no_invoice(10000).lives_until(october(20))
    assert diary.promise_states == [KEPT]
    return diary


def test_credit_that_kept_a_promise_and_then_a_plan_is_free_for_another_when_the_plan_ends() -> None:
    diary = kept_by_credit().agrees_on((october(30), 10000)).lives_until(october(22)).ends_the_plan()
    diary.promises(october(26), "F-2").lives_until(november(10))
    assert diary.promise_states == [KEPT, KEPT]


def test_credit_that_kept_a_promise_keeps_the_next_of_the_same_invoice() -> None:
    diary = kept_by_credit().promises(october(26), "F-1").lives_until(november(10))
    assert diary.promise_states == [KEPT, KEPT]


def test_credit_that_kept_two_promises_of_one_invoice_is_counted_once_and_the_next_keeps_another() -> None:
    diary = kept_by_credit().promises(october(26), "F-1").lives_until(november(10))
    diary.promises(november(12), "F-2").credits_no_invoice(10000).lives_until(november(20))
    assert diary.promise_states == [KEPT, KEPT, KEPT]


def test_a_promise_that_was_paid_since_needs_nothing_of_a_credit_that_is_left_when_another_is_taken_back() -> None:
    diary = Diary().owes("F-1", due=DUE).owes("F-2", due=october(2)).lives_until(october(6))
    diary.promises(october(9), "F-1").promises(october(10), "F-2").lives_until(october(8))
    diary.office.credited(10000, "A")
    diary.office.credited(10000, "B")
    diary.lives_until(october(20)).pays("F-1", 10000).lives_until(october(21)).office.withdraw_credit("B")
    assert [m.cents for m in diary.office.case.promises[1].covered] == [10000]


def test_when_a_credit_is_taken_back_the_promise_that_was_given_first_keeps_the_other() -> None:
    diary = Diary().owes("F-1", due=DUE).owes("F-2", due=october(2)).lives_until(october(6))
    diary.promises(october(9), "F-1").promises(october(10), "F-2").lives_until(october(8))
    diary.office.credited(10000, "A")
    diary.office.credited(10000, "B")
    diary.lives_until(october(20)).office.withdraw_credit("B")
    assert [[m.cents for m in p.covered] for p in diary.office.case.promises] == [[10000], []]


def test_the_next_message_keeps_its_distance_from_the_day_of_a_mail_and_not_from_its_late_arrival() -> None:
    """Five days after Tuesday the 6th is a Sunday."""
    diary = Diary(mailbox=None).owes("F-1", due=DUE).owes("F-2", due=october(5)).lives_until(october(8))
    (mail,) = diary.office.case.steps
    assert diary.office.told(mail, StepMove.DELIVER)
    assert diary.lives_until(october(13)).pages == [
        "6 Oct reminder-1 F-1: delivered",
        "12 Oct reminder-1 F-2: accepted",
    ]


def test_a_reminder_that_leaves_on_the_very_day_on_which_its_plan_was_agreed_is_not_said_again_the_next() -> None:
    diary = Diary(office=under("standard-1", budget=Budget(gap_days=1, most=9))).owes("F-1", due=DUE)
    diary.agrees_on((october(7), 5000), (november(30), 5000)).office.run()
    assert diary.lives_until(october(8)).pages == ["5 Oct instalment F-1: accepted"]


def test_what_a_file_says_to_have_come_on_the_last_day_breaks_no_promise_however_old_the_bank_data_is() -> None:
    """Whatever else it says of later days."""
    diary = Diary(office=under("standard-1", bank_data_days=3)).imports_bank_data()
    diary.owes("F-1", due=DUE).owes("F-2", due=DUE).lives_until(october(6)).imports_bank_data()
    diary.promises(october(9), "F-1").lives_until(october(26))
    paid = ((row("F-1", due=DUE, paid=10000), october(12)), (row("F-2", line=3, due=DUE, paid=10000), october(20)))
    diary.office.upload(*(replace(line, paid_on=on) for line, on in paid))
    diary.lives_until(october(27))
    history = diary.office.cases.history(diary.office.case.key)
    assert [e.data["state"] for e in history if e.kind == "PromiseSettled"] == [KEPT]
