"""A changed policy: what it would change is planned, replayed on the past, and applied to running cases by a choice."""

from dataclasses import replace

import pytest

from chalicelib.domain.errors import Invalid
from chalicelib.domain.parties import DebtorKind
from chalicelib.domain.policy import Level, Policy, Rung
from chalicelib.domain.segment import Segment
from chalicelib.usecases.apply_policy import ApplyPolicy
from chalicelib.usecases.foresee import Foresee
from chalicelib.usecases.plan_policy import PlanPolicy, PolicyPlan
from tests.builders import (
    CREDITOR,
    KEY,
    MONDAY,
    SITE,
    UNATTENDED,
    Office,
    case,
    days,
    invoice,
)
from tests.fakes import OwnPolicies

R1, R2 = Level.REMINDER_1, Level.REMINDER_2
LATER = Policy("standard", 2, (Rung(R1, 10), Rung(R2, 20)), "later")


def office() -> Office:
    made = Office()
    made.keep(case(invoice(due=MONDAY - days(3))))
    return made


def foresee(of: Office) -> Foresee:
    return Foresee(of.cases, of.judge, of.clock, SITE)


def plan(of: Office, policy: Policy = LATER, moves: str | None = None) -> PolicyPlan:
    return PlanPolicy(foresee(of))(CREDITOR, policy, moves)


def apply(of: Office, policy: Policy = LATER, moves: str | None = None) -> int:
    return ApplyPolicy(foresee(of), of.policies, of.change)(CREDITOR, policy, "Claire", moves).moved


def test_a_plan_says_who_would_hear_what_instead_and_changes_nothing() -> None:
    told = office()
    before = told.case
    planned = plan(told)
    (moved,) = planned.moved
    assert planned.cases == 1
    assert [e.on for e in moved.before][:2] == [MONDAY, MONDAY + days(7)]
    assert [(e.on, e.message.level) for e in moved.after] == [(MONDAY + days(7), R1), (MONDAY + days(17), R2)]
    assert told.case == before


def test_a_case_that_would_hear_the_same_is_counted_and_not_told() -> None:
    same = replace(UNATTENDED, version=2)
    assert (plan(office(), same).cases, plan(office(), same).moved) == (1, ())


def test_a_version_that_is_not_applied_moves_nobody() -> None:
    told = office()
    ApplyPolicy(foresee(told), told.policies, told.change).keep(CREDITOR, LATER)
    told.run()
    assert told.case.policy == "standard-1"


def test_applying_moves_the_running_cases_once_and_says_so_in_their_history() -> None:
    told = office()
    assert [apply(told), apply(told)] == [1, 0]
    assert told.case.policy == "standard-2"
    (entry,) = told.cases.history(KEY)
    assert (entry.kind, entry.data["policy"], entry.data["before"]) == ("PolicyChosen", "standard-2", "standard-1")
    told.run()
    assert told.mailer.mails == []


def test_debtors_to_come_follow_what_was_chosen_for_them_and_nothing_else() -> None:
    told = office()
    apply(told)
    state = told.creditors.state(CREDITOR)
    assert (state.policy, state.segments) == ("standard-2", ("consumer-1", "public-body-1"))
    apply(told, replace(LATER, name="consumer", segment=Segment(kinds=frozenset({DebtorKind.CONSUMER}))))
    apply(told, replace(LATER, name="own", version=1))
    state = told.creditors.state(CREDITOR)
    assert (state.policy, state.segments) == ("standard-2", ("consumer-2", "public-body-1"))
    apply(told, replace(LATER, name="own", version=2), moves="standard")
    assert told.creditors.state(CREDITOR).policy == "own-2"


def test_a_policy_that_is_for_no_segment_takes_the_place_of_none_that_is_for_one() -> None:
    told = office()
    apply(told, replace(LATER, name="consumer"))
    assert told.creditors.state(CREDITOR).segments == ("consumer-1", "public-body-1")


def test_cases_under_another_name_move_only_when_that_name_is_said() -> None:
    other = replace(LATER, name="mine", version=1)
    told = office()
    assert (plan(told, other).cases, apply(told, other)) == (0, 0)
    assert (plan(told, other, "standard").cases, apply(told, other, "standard")) == (1, 1)


def test_a_version_is_kept_once_and_only_rises() -> None:
    told = office()
    apply(told)
    for wrong in (replace(LATER, why="other words"), replace(LATER, version=1)):
        for verb in (apply, plan):
            with pytest.raises(Invalid, match="the next version is 3"):
                verb(told, wrong)
    assert apply(told, replace(LATER, version=3)) == 1


def test_an_invoice_with_a_policy_of_its_own_moves_with_that_policy_and_its_plan_says_so() -> None:
    told = Office()
    own = replace(invoice(due=MONDAY - days(3)), policy="mine-1")
    told.policies = OwnPolicies({(CREDITOR, "mine-1"): replace(UNATTENDED, name="mine")})
    other = invoice("F-2", due=MONDAY - days(3))
    told.keep(case(own, other))
    later = replace(LATER, name="mine")
    (moved,) = plan(told, later).moved
    assert [i.invoice_id for i in moved.after[0].message.items] == [other.id]
    assert {i.invoice_id for i in moved.before[0].message.items} == {own.id, other.id}
    assert [apply(told, later), apply(told, later)] == [1, 0]
    assert (told.case.policy, told.case.invoice(own.id).policy, told.case.invoice(other.id).policy) == (
        "standard-1",
        "mine-2",
        None,
    )
    (entry,) = told.cases.history(KEY)
    assert (entry.data["before"], entry.data["invoice_id"]) == ("mine-1", own.id)
