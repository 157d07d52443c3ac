"""More debtors than one answer looks at: each page goes on after the last, and nobody is left out or comes twice."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from chalicelib.domain.case import CaseKey
from chalicelib.usecases.apply_policy import ApplyPolicy
from chalicelib.usecases.backtest_policy import BacktestPolicy
from chalicelib.usecases.foresee import Foresee
from chalicelib.usecases.plan_policy import PlanPolicy
from tests.builders import CREDITOR, MONDAY, SITE, UNATTENDED, Office, case, days, debtor, invoice, payment

NAMES = [f"dbt_{n}" for n in range(5)]
LATER = replace(UNATTENDED, version=2, rungs=tuple(replace(r, offset_days=r.offset_days + 1) for r in UNATTENDED.rungs))


def office(*, paid: bool = False, of: int = len(NAMES)) -> Office:
    made = Office()
    for n in range(of):
        owed = invoice(f"F-{n}", due=MONDAY - days(3))
        late = owed.book(payment(10000)) if paid else owed
        made.keep(case(late, key=CaseKey(CREDITOR, f"dbt_{n}"), debtor=debtor(id=f"dbt_{n}")))
    return made


def foresee(of: Office) -> Foresee:
    return Foresee(of.cases, of.judge, of.clock, SITE, most=2)


def pages(page: Callable[[str | None], Any]) -> list[Any]:
    """Each asked for with the cursor of the one before; more than there can be are a failure."""
    found = [page(None)]
    while (cursor := found[-1].cursor) is not None:
        assert len(found) < len(NAMES)
        found.append(page(cursor))
    return found


def test_what_is_foreseen_of_each_debtor_is_told_once() -> None:
    told = foresee(office())
    found = pages(lambda cursor: told.preview(CREDITOR, MONDAY, MONDAY, cursor))
    assert [[f.case.key.debtor_id for f in page.debtors] for page in found] == [NAMES[:2], NAMES[2:4], NAMES[4:]]


def test_each_case_that_a_policy_would_move_is_planned_once() -> None:
    plan = PlanPolicy(foresee(office()))
    found = pages(lambda cursor: plan(CREDITOR, LATER, cursor=cursor))
    assert [[m.case.key.debtor_id for m in page.moved] for page in found] == [NAMES[:2], NAMES[2:4], NAMES[4:]]
    assert [(page.cases, page.left) for page in found] == [(n, (UNATTENDED,)) for n in (2, 2, 1)]


def test_a_policy_that_is_applied_moves_every_case() -> None:
    told = office()
    apply = ApplyPolicy(foresee(told), told.policies, told.change)
    assert [page.moved for page in pages(lambda cursor: apply(CREDITOR, LATER, "Claire", cursor=cursor))] == [2, 2, 1]
    assert {stored.policy for stored in told.cases.stored.values()} == {LATER.reference}


def test_the_past_of_every_debtor_is_replayed_once_also_of_those_who_owe_nothing() -> None:
    for paid in (False, True):
        backtest = BacktestPolicy(foresee(office(paid=paid)))
        found = pages(lambda cursor: backtest(CREDITOR, UNATTENDED, 1, cursor))  # noqa: B023
        assert [page.result.debtors for page in found] == [2, 2, 1]


def test_debtors_without_an_invoice_have_no_past_and_no_future() -> None:
    told = office(of=1)
    told.keep(case(key=CaseKey(CREDITOR, "dbt_9"), debtor=debtor(id="dbt_9")))
    told.keep(case(invoice("F-8").book(payment(10000)), key=CaseKey(CREDITOR, "dbt_8"), debtor=debtor(id="dbt_8")))
    assert BacktestPolicy(replace(foresee(told), most=9))(CREDITOR, UNATTENDED, 1).result.debtors == 2
    assert len(replace(foresee(told), most=9).preview(CREDITOR, MONDAY, MONDAY).debtors) == 1


def test_who_owes_nothing_moves_where_a_person_chose_its_policy() -> None:
    """Another is chosen anew when it owes again."""
    told = office(paid=True)
    key = CaseKey(CREDITOR, NAMES[0])
    told.cases.stored[key] = replace(told.cases.stored[key], is_policy_chosen=True)
    every = replace(foresee(told), most=9)
    plan = PlanPolicy(every)(CREDITOR, LATER)
    assert (plan.cases, plan.moved) == (1, ())
    assert ApplyPolicy(every, told.policies, told.change)(CREDITOR, LATER, "Claire").moved == 1
    assert {k for k, stored in told.cases.stored.items() if stored.policy == LATER.reference} == {key}


def lasting(seconds: float, of: Office, most: int = 4) -> Foresee:
    """Each look at the time is that much later than the one before."""
    ticks = count()
    return replace(foresee(of), most=most, seconds=10, timer=lambda: next(ticks) * seconds)


@pytest.mark.parametrize(
    ("seconds", "names"),
    [
        pytest.param(1, [NAMES[:4], NAMES[4:]], id="time for all"),
        pytest.param(5, [NAMES[:2], NAMES[2:4], NAMES[4:]], id="time for two"),
        pytest.param(99, [[n] for n in NAMES], id="one takes it all"),
    ],
)
def test_a_page_ends_when_its_time_is_over_and_has_looked_at_one_at_least(seconds: int, names: list[list[str]]) -> None:
    found = pages(lambda cursor: lasting(seconds, office()).preview(CREDITOR, MONDAY, MONDAY, cursor))
    assert [[f.case.key.debtor_id for f in page.debtors] for page in found] == names


def test_what_fills_a_page_to_the_last_has_none_after_it() -> None:
    told = office(of=2)
    assert foresee(told).page(CREDITOR, None, lambda key: key.debtor_id) == (NAMES[:2], None)
    assert lasting(99, told).page(CREDITOR, NAMES[0], lambda key: key.debtor_id) == ([NAMES[1]], None)
