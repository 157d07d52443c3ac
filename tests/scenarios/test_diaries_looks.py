"""Money that comes and makes something due: the chase looks at once, and nobody is forgotten.

The invoices are due on Monday 2 November 2026; the debtor heard of them on 19 October and 5 November.
"""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.domain.decision import Why
from chalicelib.domain.hold import HoldKind
from chalicelib.domain.level import Level
from chalicelib.domain.money import Money
from chalicelib.domain.policy import Conditions, Rung
from tests.builders import UNATTENDED, Office, days
from tests.fakes import FixedPolicies
from tests.scenarios.diary import Diary

pytestmark = pytest.mark.usefixtures("every_rate_known")
DUE = date(2026, 11, 2)


def november(day: int) -> date:
    return date(2026, 11, day)


@pytest.mark.parametrize("contested", [True, False])
def test_a_credit_that_another_invoice_takes_up_covers_the_first_no_more(*, contested: bool) -> None:
    """Nothing was to be looked at while it covered all that was due."""
    diary = Diary().owes("F-1", due=DUE).owes("F-2", due=date(2027, 6, 1), issued_on=date(2026, 10, 1))
    diary.credits_no_invoice(10000).lives_until(november(10))
    if contested:
        diary.contests("F-2")
    assert (diary.pages, diary.why("F-1")) == ([], Why.IN_CREDIT)
    diary.pays("F-2", 10000, "AV-2026-10-05", on=date(2026, 10, 5)).lives_until(november(12))
    assert diary.pages == ["12 Nov reminder-1 F-1: delivered"]


def test_a_level_for_small_sums_comes_when_a_payment_makes_the_sum_small() -> None:
    small = Rung(Level.REMINDER_2, 10, conditions=Conditions(at_most=Money(5000)))
    own = replace(UNATTENDED, rungs=(Rung(Level.REMINDER_1, 3), small))
    diary = Diary(office=Office(policies=FixedPolicies(own))).owes("F-1", due=DUE).lives_until(november(25))
    assert (len(diary.pages), diary.why("F-1")) == (1, Why.LADDER_ENDED)
    diary.pays("F-1", 5000).lives_until(november(26))
    assert diary.pages[1:] == ["26 Nov reminder-2 F-1: delivered"]
    assert diary.claimed_cents[1:] == [5000]


def test_a_pause_that_is_ended_on_its_own_day_excuses_nobody() -> None:
    diary = Diary().owes("F-1", due=DUE).lives_until(november(6)).promises(november(20), "F-1")
    diary.lives_until(november(23)).holds(HoldKind.PAUSE, "F-1").lets_go_on(HoldKind.PAUSE, "F-1")
    diary.lives_until(november(24))
    assert (diary.office.case.broken_promises, diary.pages[-1]) == (1, "24 Nov reminder-2 F-1: delivered")


def test_a_pause_is_an_excuse_from_its_first_day_on() -> None:
    diary = Diary().owes("F-1", due=DUE).lives_until(november(6)).promises(november(20), "F-1")
    diary.lives_until(november(23)).holds(HoldKind.PAUSE, "F-1").lives_until(november(24))
    diary.lets_go_on(HoldKind.PAUSE, "F-1").lives_until(november(26))
    assert diary.office.case.broken_promises == 0
    assert diary.lives_until(november(23) + days(4)).office.case.broken_promises == 1


def test_a_case_whose_plan_was_ended_is_not_looked_at_daily_for_that_while_a_promise_has_its_days() -> None:
    diary = Diary().owes("F-1", due=DUE).lives_until(november(6)).agrees_on((november(20), 10000)).ends_the_plan()
    diary.promises(november(20), "F-1").office.run()
    look = diary.office.case.next_look_at
    assert look is not None
    assert look.date() == november(24)


def test_a_case_waits_since_the_day_of_its_oldest_task() -> None:
    diary = Diary().owes("F-1", due=DUE).owes("F-2", due=DUE).lives_until(november(6)).contests("F-1")
    assert diary.lives_until(november(12)).contests("F-2").office.case.waits_since == november(6)
