"""Where the schedules of others change under a running dunning, or never do. The docstring cites the thread."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.domain.level import Level
from chalicelib.usecases.apply_policy import ApplyPolicy
from chalicelib.usecases.foresee import Foresee
from chalicelib.usecases.plan_policy import PlanPolicy
from chalicelib.usecases.steer_creditor import SteerCreditor
from tests.builders import CREDITOR, SITE, STANDARD, Office
from tests.fakes import OwnPolicies
from tests.scenarios.diary import CLERK, Diary

pytestmark = pytest.mark.usefixtures("every_rate_known")
DUE = date(2026, 11, 2)
SLOWER = replace(
    STANDARD,
    version=STANDARD.version + 1,
    rungs=tuple(
        replace(r, offset_days=r.offset_days + 5) if r.level is Level.FINAL_REMINDER else r for r in STANDARD.rungs
    ),
)


def test_a_changed_schedule_reaches_a_running_case_by_a_choice_that_was_previewed_and_by_nothing_else() -> None:
    """invoiceninja/invoiceninja#5458: a changed schedule does not apply to existing invoices, and nobody is asked."""
    office = Office(policies=OwnPolicies())
    diary = Diary(office=office).owes("F-1", due=DUE).lives_until(date(2026, 11, 6))
    foresee = Foresee(office.cases, office.judge, office.clock, SITE)
    apply = ApplyPolicy(foresee, office.policies, office.change)
    apply.keep(CREDITOR, SLOWER)
    SteerCreditor(office.creditors, office.policies, office.clock).choose(CREDITOR, SLOWER.reference)
    diary.lives_until(date(2026, 11, 13))
    assert (office.case.policy, diary.pages[-1]) == (STANDARD.reference, "12 Nov reminder-2 F-1: delivered")
    before = office.case, diary.history
    (moved,) = PlanPolicy(foresee)(CREDITOR, SLOWER).moved
    assert (moved.before[0].on, moved.after[0].on) == (date(2026, 11, 23), date(2026, 11, 27))
    assert (office.case, diary.history) == before
    assert apply(CREDITOR, SLOWER, CLERK).moved == 1
    assert (office.case.policy, diary.history[-1]) == (SLOWER.reference, "PolicyChosen")
    diary.lives_until(date(2026, 11, 30))
    assert diary.pages[3:] == ["27 Nov final-reminder F-1: delivered"]
