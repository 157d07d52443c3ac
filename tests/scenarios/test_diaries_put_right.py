"""What was put right, or found out, long after a word was told broken mends it, whatever else has changed since."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from chalicelib.domain.lifecycle import StepMove, StepState
from chalicelib.domain.money import Money
from chalicelib.domain.promise import PromiseState
from chalicelib.usecases.choose_policy import ChoosePolicy
from tests.builders import CREDITOR, KEY, UNATTENDED, Office
from tests.fakes import FixedPolicies
from tests.scenarios.diary import CLERK, Diary

pytestmark = pytest.mark.usefixtures("every_rate_known")
KEPT, BROKEN = PromiseState.KEPT, PromiseState.BROKEN


def october(day: int) -> date:
    return date(2026, 10, day)


def november(day: int) -> date:
    return date(2026, 11, day)


@pytest.mark.parametrize("was_credit", [True, False])
def test_money_that_was_booked_on_the_wrong_invoice_brings_the_plan_of_the_right_one_back(*, was_credit: bool) -> None:
    diary = Diary().owes("F-1", due=october(2), cents=5000).owes("F-2", due=october(2))
    diary.agrees_on((october(7), 5000), (october(30), 5000), numbers=["F-2"]).lives_until(october(7))
    if was_credit:
        diary.office.credited(5000, "CR", october(7))
    diary.pays("F-1", 5000, "CR", october(7)).lives_until(october(20))
    assert diary.plan_ends == ["default"]
    diary.takes_back("F-1", "CR").pays("F-2", 5000, "CR", october(7))
    assert diary.plan_ends == ["default", "resumed"]


@pytest.mark.parametrize("move", [StepMove.DELIVER, StepMove.DELAY])
def test_a_reminder_that_was_on_its_way_after_all_gives_its_plan_the_days_that_it_names(move: StepMove) -> None:
    policy = replace(UNATTENDED, plan_grace_days=2, instalment_reminder_days=(2,))
    diary = Diary(today=november(2), mailbox=None, office=Office(policies=FixedPolicies(policy)))
    diary.owes("F-1", due=october(30)).agrees_on((november(4), 5000), (date(2026, 12, 4), 5000))
    diary.lives_until(november(6))
    reminder = diary.office.case.steps[-1]
    assert reminder.pay_until == november(12)
    doubtful = replace(reminder, state=StepState.UNKNOWN, ses_id=None)
    diary.office.cases.stored[KEY] = replace(diary.office.case.with_step(doubtful), next_look_at=diary.office.clock.at)
    assert diary.lives_until(november(10)).plan_ends == ["default"], "it was given up on the 8th"
    assert diary.office.told(reminder, move, datetime(2026, 11, 6, 12, tzinfo=UTC))
    assert diary.lives_until(november(12)).plan_ends == ["default", "resumed"]


@pytest.mark.parametrize(("cents", "ends"), [(10000, KEPT), (15000, BROKEN)])
@pytest.mark.parametrize("is_first_paid_since", [True, False])
@pytest.mark.parametrize("told", [8, 21])
def test_what_kept_the_first_promise_keeps_no_other_though_its_invoice_was_paid_since(
    cents: int, ends: PromiseState, told: int, *, is_first_paid_since: bool
) -> None:
    """F-2 was kept by 100 euros on no invoice. Of F-1 100 are paid in time, or only 50 of 150."""
    diary = Diary(today=date(2026, 9, 28)).owes("F-1", due=date(2026, 9, 25), cents=cents)
    diary.owes("F-2", due=date(2026, 9, 25)).promises(date(2026, 9, 29), "F-2").lives_until(date(2026, 9, 29))
    diary.credits_no_invoice(10000).lives_until(october(4)).promises(october(9), "F-1")
    for day in (8, 20, 21):
        diary.lives_until(october(day))
        if day == told:
            diary.pays("F-1", 10000 if ends is KEPT else 5000, "R", october(8))
        if day == 20 and is_first_paid_since:
            diary.pays("F-2", 10000, "Q")
    assert diary.promise_states == [KEPT, ends]


@pytest.mark.parametrize("is_agreed", [True, False])
def test_what_a_plan_took_since_of_the_credit_that_kept_a_promise_was_not_free_before(*, is_agreed: bool) -> None:
    diary = Diary().owes("F-1", due=october(2), cents=5000).owes("F-2", due=october(2))
    diary.promises(october(8), "F-2").promises(october(9), "F-1").lives_until(october(7)).credits_no_invoice(10000)
    diary.lives_until(october(14))
    assert diary.promise_states == [KEPT, BROKEN]
    if is_agreed:
        diary.agrees_on((october(30), 5000))
    diary.lives_until(october(15)).pays("F-2", 5000, "R", october(7))
    assert diary.promise_states == [KEPT, KEPT]


@pytest.mark.parametrize("is_chosen", [True, False])
def test_what_was_paid_in_time_mends_a_promise_also_where_more_is_tolerated_since(*, is_chosen: bool) -> None:
    lenient = replace(UNATTENDED, name="own", version=1, tolerance=(Money(500),))
    policies = FixedPolicies(replace(UNATTENDED, tolerance=()), {(CREDITOR, lenient.reference): lenient})
    diary = Diary(office=Office(policies=policies)).owes("F-1", due=october(2)).promises(october(8), "F-1")
    diary.lives_until(october(7)).pays("F-1", 9700, "R1").lives_until(october(13))
    assert diary.promise_states == [BROKEN]
    if is_chosen:
        ChoosePolicy(diary.office.change)(KEY, lenient.reference, CLERK)
    assert diary.lives_until(october(14)).pays("F-1", 300, "R2", october(7)).promise_states == [KEPT]


@pytest.mark.parametrize("told", [10, 26])
def test_a_credit_that_keeps_a_promise_but_for_what_is_tolerated_keeps_no_other_beside_it(told: int) -> None:
    policy = replace(UNATTENDED, tolerance=(Money(500),))
    diary = Diary(office=Office(policies=FixedPolicies(policy))).owes("F-1", due=date(2026, 9, 20))
    diary.owes("F-2", due=date(2026, 9, 20), cents=9600).promises(october(12), "F-1").promises(october(14), "F-2")
    diary.lives_until(october(told)).credits_no_invoice(9600, october(10)).lives_until(november(20))
    assert diary.promise_states == [KEPT, BROKEN]
