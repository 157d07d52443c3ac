"""More debtors than one answer looks at: each page goes on after the last, and nobody is left out or comes twice."""

from collections.abc import Callable
from dataclasses import replace

from chalicelib.domain.case import CaseKey
from chalicelib.usecases.apply_policy import ApplyPolicy
from chalicelib.usecases.backtest_policy import BacktestPolicy
from chalicelib.usecases.foresee import PAGE, Foresee
from chalicelib.usecases.plan_policy import PlanPolicy
from tests.builders import CREDITOR, MONDAY, SITE, UNATTENDED, Office, case, days, debtor, invoice, payment

NAMES = [f"dbt_{n}" for n in range(5)]
LATER = replace(UNATTENDED, version=2, rungs=tuple(replace(r, offset_days=r.offset_days + 1) for r in UNATTENDED.rungs))


def office(*, paid: bool = False, count: int = len(NAMES)) -> Office:
    made = Office()
    for n in range(count):
        owed = invoice(f"F-{n}", due=MONDAY - days(3))
        late = owed.book(payment(10000)) if paid else owed
        made.keep(case(late, key=CaseKey(CREDITOR, f"dbt_{n}"), debtor=debtor(id=f"dbt_{n}")))
    return made


def foresee(of: Office) -> Foresee:
    return Foresee(of.cases, of.judge, of.clock, SITE, most=2)


def pages[P](page: Callable[[str | None], P]) -> list[P]:
    """Each asked for with the cursor of the one before; more than there can be are a failure."""
    found = [page(None)]
    while (cursor := found[-1].cursor) is not None:  # type: ignore[attr-defined]
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


def test_debtors_of_more_invoices_than_a_page_of_the_list_are_all_found() -> None:
    for paid in (False, True):
        told = foresee(office(paid=paid, count=PAGE + 1))
        assert len(told.debtors(CREDITOR)) == (0 if paid else PAGE + 1)
        backtest = BacktestPolicy(replace(told, most=1000))
        assert backtest(CREDITOR, UNATTENDED, 1).result.debtors == PAGE + 1


def test_what_fills_a_page_to_the_last_has_none_after_it() -> None:
    told = foresee(office())
    assert told.page({"a", "b"}, None) == (["a", "b"], None)
    assert told.page({"b", "a", "c"}, None) == (["a", "b"], "b")
    assert told.page({"b", "a", "c"}, "b") == (["c"], None)
