"""A plan moves what applying it would: an invoice with a policy of its own only with that one, and by its own words."""

from dataclasses import replace
from datetime import date, time

import pytest

from chalicelib.domain.level import Level
from chalicelib.domain.money import Money
from chalicelib.domain.policy import Policy, Tone
from chalicelib.usecases.apply_policy import ApplyPolicy
from chalicelib.usecases.foresee import Foresee
from chalicelib.usecases.hold_chase import HoldChase
from chalicelib.usecases.plan_policy import Moved, PlanPolicy, PolicyPlan
from chalicelib.usecases.promise_payment import PromisePayment
from tests.builders import CREDITOR, KEY, MONDAY, SITE, UNATTENDED, Office, case, days, invoice, pause
from tests.fakes import FixedPolicies

OWN = replace(invoice("F-1", due=MONDAY - days(3)), policy="mine-1")
OTHER = invoice("F-2", due=MONDAY - days(3))
MINE = replace(UNATTENDED, name="mine")
WEEK_LATER = tuple(replace(r, offset_days=r.offset_days + 7) for r in UNATTENDED.rungs)
STANDARD_LATER = replace(UNATTENDED, version=2, rungs=WEEK_LATER)


def office() -> Office:
    """One invoice runs under `mine`, the debtor and its other one under `standard`."""
    told = Office(policies=FixedPolicies(UNATTENDED))
    told.policies.put(CREDITOR, MINE)
    told.keep(case(OWN, OTHER))
    return told


def foresee(of: Office) -> Foresee:
    return Foresee(of.cases, of.judge, of.clock, SITE)


def plan(of: Office, policy: Policy) -> PolicyPlan:
    return PlanPolicy(foresee(of))(CREDITOR, policy)


def first_said(moved: Moved) -> list[tuple[date, set[str]]]:
    """The first message before, and after: its day, and its invoices."""
    firsts = (moved.before[0], moved.after[0])
    return [(e.on, {i.invoice_id for i in e.message.items}) for e in firsts]


def test_an_invoice_with_another_policy_of_its_own_stays_where_it_is_as_when_the_plan_is_applied() -> None:
    told = office()
    (moved,) = plan(told, STANDARD_LATER).moved
    assert first_said(moved) == [(MONDAY, {OWN.id, OTHER.id}), (MONDAY, {OWN.id})]
    ApplyPolicy(foresee(told), told.policies, told.change)(CREDITOR, STANDARD_LATER, "Claire")
    assert (told.case.policy, told.case.invoice(OWN.id).policy) == ("standard-2", "mine-1")


def test_the_policies_that_a_case_would_leave_are_only_those_of_the_name_that_moves() -> None:
    assert plan(office(), STANDARD_LATER).left == (UNATTENDED,)
    assert plan(office(), replace(MINE, version=2, rungs=WEEK_LATER)).left == (MINE,)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        pytest.param({"tone": Tone.FIRM}, (Tone.FIRM, True), id="tone"),
        pytest.param({"attaches_letter": False}, (Tone.GENTLE, False), id="letter"),
    ],
)
def test_the_tone_and_the_letter_are_those_of_the_policy_of_the_invoice(
    changes: dict[str, object], told: tuple[Tone, bool]
) -> None:
    rungs = tuple(
        replace(r, **changes) if r.level is Level.REMINDER_1 else r  # type: ignore[arg-type]
        for r in MINE.rungs
    )
    (moved,) = plan(office(), replace(MINE, version=2, rungs=rungs)).moved
    before, after = moved.before[0], moved.after[0]
    assert before.message == after.message
    assert before.message.level is Level.REMINDER_1
    assert [(e.tone, e.is_attached) for e in (before, after)] == [(Tone.GENTLE, True), told]


@pytest.mark.parametrize(("closes", "hour", "ahead"), [(time(22), 20, [1, 0]), (time(12), 15, [0, 1])])
def test_each_side_is_told_by_its_own_hours_of_sending(closes: time, hour: int, ahead: list[int]) -> None:
    told = Office()
    told.keep(case(OTHER))
    told.wake(MONDAY, hour=hour)
    other_hours = replace(UNATTENDED, version=2, budget=replace(UNATTENDED.budget, closes=closes))
    (moved,) = plan(told, other_hours).moved
    assert [on for on, _ in first_said(moved)] == [MONDAY + days(n) for n in ahead]


def test_a_plan_tells_promises_by_the_policy_that_is_planned() -> None:
    """What the new one tolerates keeps the promise, and what it holds besides, open a few days more."""
    told = Office(policies=FixedPolicies(UNATTENDED))
    told.keep(case(invoice("F-1", due=MONDAY - days(21)), invoice("F-2", due=MONDAY - days(21))))
    ids = tuple(i.id for i in told.case.invoices)
    PromisePayment(told.change, told.ids)(KEY, ids, MONDAY + days(3), "by telephone", "debtor")
    told.credited(9500)
    HoldChase(told.change)(KEY, pause(ids[1], until=MONDAY + days(16)))
    spared = replace(UNATTENDED, version=2, tolerance=(Money(1000),))
    (moved,) = plan(told, spared).moved
    ApplyPolicy(foresee(told), told.policies, told.change)(CREDITOR, spared, "Claire")
    (seen,) = foresee(told).preview(CREDITOR, MONDAY, MONDAY + days(40)).debtors
    assert [e.on for e in seen.messages]
    assert [e.on for e in moved.after if e.on <= MONDAY + days(40)] == [e.on for e in seen.messages]
    assert [e.on for e in moved.before][:1] != [e.on for e in moved.after][:1]
