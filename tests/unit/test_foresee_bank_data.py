"""What is foreseen where a policy asks for fresh bank data: somebody goes on importing it as until today."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.domain.decision import Why
from chalicelib.domain.policy import Policy
from chalicelib.usecases.foresee import Foresee
from chalicelib.usecases.plan_policy import Moved, PlanPolicy
from chalicelib.usecases.steer_creditor import SteerCreditor
from tests.builders import CREDITOR, KEY, MONDAY, SITE, UNATTENDED, Office, case, days, invoice
from tests.fakes import FixedPolicies

LATE = invoice(due=MONDAY - days(3))
THREE_DAYS = replace(UNATTENDED, bank_data_days=3)
LATER = replace(THREE_DAYS, version=2, rungs=tuple(replace(r, offset_days=r.offset_days + 7) for r in THREE_DAYS.rungs))
ENOUGH = pytest.mark.parametrize("age", [0, 3])
TOO_OLD = pytest.mark.parametrize("age", [4, None])


def office(age: int | None, policy: Policy = THREE_DAYS) -> Office:
    """Its newest bank statement is so many days old."""
    made = Office(policies=FixedPolicies(policy))
    made.keep(case(LATE))
    if age is not None:
        SteerCreditor(made.creditors, made.policies, made.clock).tell_bank_data(CREDITOR, MONDAY - days(age))
    return made


def foresee(of: Office) -> Foresee:
    return Foresee(of.cases, of.judge, of.clock, SITE)


def foreseen(of: Office) -> list[date]:
    (one,) = foresee(of).preview(CREDITOR, MONDAY, MONDAY + days(90)).debtors
    return [e.on for e in one.messages]


def whys(of: Office, *ahead: int) -> list[Why]:
    return [foresee(of).why(CREDITOR, LATE.id, MONDAY + days(n))[0].why for n in ahead]


def planned(of: Office) -> tuple[Moved, ...]:
    return PlanPolicy(foresee(of))(CREDITOR, LATER).moved


@ENOUGH
def test_what_is_fresh_enough_today_is_taken_to_stay_so(age: int) -> None:
    expected = foreseen(office(None, UNATTENDED))
    assert len(expected) == 4
    assert foreseen(office(age)) == expected
    assert foresee(office(age)).letter(KEY, expected[-1]).on == expected[-1]
    assert whys(office(age), 0, 7, 8) == [Why.SENDS, Why.SENDS, Why.NOT_DUE_BEFORE]
    (moved,) = planned(office(age))
    assert [e.on for e in moved.before] == expected
    assert [e.on for e in moved.after] == [on + days(7) for on in expected]


@TOO_OLD
def test_what_is_too_old_today_keeps_all_back_on_every_day_to_come(age: int | None) -> None:
    told = office(age)
    assert (foreseen(told), planned(told)) == ([], ())
    assert set(whys(told, 0, 1, 7, 60, 300)) == {Why.BANK_DATA_OLD}


def test_of_a_day_that_is_past_it_is_no_older_for_that() -> None:
    told = office(4)
    old = invoice("F-2", due=MONDAY - days(10))
    told.cases.commit(told.case, told.case.with_invoice(old), [], told.clock.at)
    found = [foresee(told).why(CREDITOR, old.id, MONDAY - days(n))[0].why for n in (0, 7)]
    assert found == [Why.BANK_DATA_OLD, Why.SENDS]
