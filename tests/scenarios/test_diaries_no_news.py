"""What comes in and says nothing of the days of a word that was told broken leaves it as it was told; and what another
word took meanwhile is no part of it. Two invoices of 100 euros, due on 28 and 29 September 2026, and one for later.
"""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.domain.hold import HoldKind
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepMove
from chalicelib.domain.parties import Debtor
from chalicelib.domain.promise import PromiseState
from tests.builders import UNATTENDED, Office, debtor
from tests.fakes import FixedPolicies
from tests.scenarios.diary import Diary

pytestmark = pytest.mark.usefixtures("every_rate_known")
KEPT, BROKEN, OPEN, WITHDRAWN = PromiseState.KEPT, PromiseState.BROKEN, PromiseState.OPEN, PromiseState.WITHDRAWN
FAR = date(2026, 12, 1)


def october(day: int) -> date:
    return date(2026, 10, day)


def begun(cents: int = 10000, who: Debtor | None = None, **policy: object) -> Diary:
    diary = Diary(office=Office(policies=FixedPolicies(replace(UNATTENDED, **policy))))  # type: ignore[arg-type]
    diary.owes("F-1", due=date(2026, 9, 28), cents=cents, who=who).owes("F-2", due=date(2026, 9, 29), who=who)
    return diary.owes("F-3", due=FAR, issued_on=date(2026, 9, 1), who=who)


def hears_of_a_euro(diary: Diary) -> Diary:
    """On the last invoice, today."""
    return diary.pays("F-3", 100, "EURO")


@pytest.mark.parametrize("by", [9, 10, 12])
def test_a_credit_that_kept_one_promise_keeps_no_other_once_the_first_is_paid_otherwise(by: int) -> None:
    diary = begun()
    diary.office.credited(10000, "R1", october(5))
    diary.promises(october(6), "F-2").promises(october(by), "F-1").lives_until(october(20)).pays("F-2", 10000, "R2")
    assert diary.promise_states == [KEPT, BROKEN]
    assert hears_of_a_euro(diary.lives_until(october(21))).promise_states == [KEPT, BROKEN]


def test_a_credit_that_a_plan_took_from_the_promise_that_it_had_kept_keeps_no_other() -> None:
    diary = begun().promises(october(8), "F-1").promises(october(10), "F-2")
    diary.office.credited(10000, "R1", october(5))
    diary.lives_until(october(19)).agrees_on((october(25), 10000), numbers=["F-2"]).lives_until(october(20))
    assert diary.promise_states == [KEPT, BROKEN]
    assert hears_of_a_euro(diary).promise_states == [KEPT, BROKEN]


def test_a_credit_that_a_plan_had_while_its_letter_waited_keeps_no_promise_of_those_days() -> None:
    diary = begun(20000, debtor(email=None))
    diary.office.credited(10000, "R1", october(5))
    diary.agrees_on((october(9), 20000), numbers=["F-1"]).promises(october(16), "F-2").lives_until(october(24))
    assert diary.promise_states == [BROKEN]
    assert hears_of_a_euro(diary).promise_states == [BROKEN]


def test_nor_does_one_that_a_plan_had_until_its_reminder_turned_out_to_have_come_back() -> None:
    diary = begun(20000, instalment_reminder_days=(-3, 8))
    diary.mailbox = None
    diary.office.credited(10000, "R1", october(5))
    diary.agrees_on((october(7), 20000), numbers=["F-1"]).promises(october(14), "F-2").lives_until(october(23))
    for step in [s for s in diary.office.case.steps if s.level is Level.INSTALMENT]:
        diary.office.told(step, StepMove.BOUNCE)
    assert diary.lives_until(october(26)).promise_states == [BROKEN]
    assert hears_of_a_euro(diary).promise_states == [BROKEN]


@pytest.mark.parametrize("is_paused_by_its_creditor", [True, False])
@pytest.mark.parametrize("earlier", [True, False])
def test_a_pause_counts_for_a_promise_whatever_another_was_told_while_it_stood(
    *, earlier: bool, is_paused_by_its_creditor: bool
) -> None:
    """F-2 had until the 26th, three days after the pause. An older promise, on F-1, is told broken in it: nobody had
    looked before.
    """
    diary = begun()
    if earlier:
        diary.promises(october(7), "F-1")
    diary.promises(october(13), "F-2").lives_until(october(10)).lives_until(october(16), planner_runs=False)
    if is_paused_by_its_creditor:
        diary.pauses(october(23))
    else:
        diary.holds(HoldKind.PAUSE, until=october(23))
    diary.lives_until(october(27)).pays("F-2", 10000, "R1", october(26))
    assert diary.promise_states == [*[BROKEN] * earlier, KEPT]


@pytest.mark.parametrize("booked_on", [date(2027, 2, 20), date(2027, 3, 15)])
def test_a_last_day_on_a_holiday_of_last_year_is_the_next_working_day_whenever_the_money_is_booked(
    booked_on: date,
) -> None:
    """17 December and eight days are Christmas, a Friday: the second instalment came in time on the 28th."""
    office = Office(policies=FixedPolicies(replace(UNATTENDED, instalment_reminder_days=())))
    diary = Diary(today=date(2026, 11, 2), mailbox=None, office=office)
    diary.owes("F-1", due=date(2026, 10, 28), cents=30000)
    diary.agrees_on((date(2026, 11, 10), 10000), (date(2026, 12, 17), 10000), (date(2027, 6, 1), 10000))
    diary.lives_until(date(2026, 12, 28)).pays("F-1", 10000, "R2").lives_until(booked_on)
    assert diary.pays("F-1", 10000, "R1", date(2026, 11, 9)).plan_ends == ["default", "resumed"]


@pytest.mark.parametrize("told", [9, 25])
def test_what_was_promised_anew_meanwhile_is_no_part_of_the_first_promise(told: int) -> None:
    diary = begun().promises(october(7), "F-1", "F-2").holds(HoldKind.PAUSE, "F-2", until=october(20))
    for day in (9, 15, 25, 30):
        diary.lives_until(october(day))
        if day == told:
            diary.pays("F-1", 10000, "R1", october(9))
        if day == 15:
            diary.promises(october(30), "F-2")
    assert diary.pays("F-2", 10000, "R2").lives_until(october(31)).promise_states == [KEPT, KEPT]


def test_a_promise_that_would_have_been_open_when_another_took_its_place_is_withdrawn() -> None:
    """Its day had a grace until 13 October: on the 12th nothing was missed yet."""
    diary = begun().promises(october(7), "F-1").lives_until(october(12)).promises(october(20), "F-1")
    assert diary.promise_states == [BROKEN, OPEN]
    diary.office.credited(100, "R1", october(9))
    assert diary.promise_states == [BROKEN, OPEN]
