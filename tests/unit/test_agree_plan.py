"""Instalments: nothing else is asked for while they are kept; one that stays unpaid ends the plan."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from chalicelib.domain.decision import Why
from chalicelib.domain.errors import Invalid, NotFound
from chalicelib.domain.level import Level
from chalicelib.domain.money import Money
from chalicelib.domain.plan import Instalment
from chalicelib.usecases.agree_plan import AgreePlan, EndPlan
from tests.builders import CREDITOR, KEY, MONDAY, Office, case, days, invoice, payment

LATE, OTHER = invoice(due=MONDAY - days(12)), invoice("F-2", due=MONDAY - days(3), cents=5000)
FIRST, SECOND = MONDAY + days(8), MONDAY + days(38)
HALVES = (Instalment(FIRST, Money(7500)), Instalment(SECOND, Money(7500)))


def office() -> Office:
    made = Office()
    made.keep(case(LATE, OTHER))
    return made


def agree(of: Office, *instalments: Instalment, names: tuple[str, ...] = (LATE.id, OTHER.id)) -> None:
    AgreePlan(of.change, of.ids)(KEY, names, instalments or HALVES, "creditor")


def lives_until(of: Office, day: date) -> None:
    while of.today < day:
        of.wake(of.today + timedelta(days=1))
        of.run()


def ended(of: Office) -> list[str]:
    return [e.data["reason"] for e in of.cases.history(KEY) if e.kind == "PlanEnded"]


def test_nothing_is_asked_for_while_the_plan_is_kept() -> None:
    told = office()
    agree(told)
    decision = told.judge.decision_on(told.case, told.clock.at)
    assert {(r.why, r.until) for r in decision.reasons} == {(Why.IN_PLAN, FIRST + days(9))}
    lives_until(told, FIRST)
    told.pay(CREDITOR, LATE.id, payment(7500), "key_1")
    lives_until(told, SECOND + days(8))
    assert {s.level for s in told.case.steps} == {Level.INSTALMENT}
    assert ended(told) == []


def test_an_invoice_that_is_named_twice_is_in_the_plan_once_and_owed_once() -> None:
    told = office()
    agree(told, names=(LATE.id, OTHER.id, LATE.id))
    assert told.case.plans[0].invoice_ids == (LATE.id, OTHER.id)


def test_the_last_instalment_may_be_five_years_ahead_and_not_a_day_more() -> None:
    told, furthest = office(), MONDAY + days(5 * 366)
    with pytest.raises(Invalid, match="within five years"):
        agree(told, HALVES[0], replace(HALVES[1], on=furthest + days(1)))
    agree(told, HALVES[0], replace(HALVES[1], on=furthest))
    assert told.case.plans[0].instalments[-1].on == furthest


def test_a_plan_that_is_paid_to_the_end_is_said_to_be() -> None:
    told = office()
    agree(told)
    told.pay(CREDITOR, LATE.id, payment(10000), "key_1")
    told.pay(CREDITOR, OTHER.id, payment(5000), "key_1")
    lives_until(told, FIRST + days(20))
    assert (told.mailer.mails, ended(told)) == ([], ["paid"])


def test_an_instalment_that_stays_unpaid_for_more_than_eight_days_ends_the_plan_and_the_chase_resumes() -> None:
    told = office()
    agree(told)
    told.pay(CREDITOR, LATE.id, payment(7499), "key_1")
    lives_until(told, FIRST + days(8))
    assert ended(told) == []
    lives_until(told, FIRST + days(14))
    assert ended(told) == ["default"]
    assert [s.level for s in told.case.steps] == ["instalment", "instalment", "reminder-1"]


def test_money_that_comes_after_the_default_does_not_bring_the_plan_back() -> None:
    told = office()
    agree(told)
    lives_until(told, FIRST + days(14))
    told.pay(CREDITOR, LATE.id, payment(7500, on=told.today), "key_1")
    assert told.judge.decision_on(told.case, told.clock.at).reasons[0].why is not Why.IN_PLAN


def test_a_person_may_end_a_plan_once() -> None:
    told = office()
    agree(told)
    plan_id = told.case.plans[0].id
    EndPlan(told.change)(KEY, plan_id, "moved abroad", "creditor")
    told.run()
    assert (len(told.mailer.mails), ended(told)) == (1, ["moved abroad"])
    with pytest.raises(NotFound):
        EndPlan(told.change)(KEY, plan_id, "again", "creditor")


def test_a_plan_is_not_ended_without_a_reason() -> None:
    told = office()
    agree(told)
    with pytest.raises(Invalid, match="say why"):
        EndPlan(told.change)(KEY, told.case.plans[0].id, "", "creditor")


def test_the_same_plan_twice_is_one_and_another_on_the_same_invoices_is_refused() -> None:
    told = office()
    agree(told)
    agree(told)
    assert len(told.case.plans) == 1
    with pytest.raises(Invalid, match="a plan runs since 2026-11-23"):
        agree(told, Instalment(FIRST, Money(15000)))


@pytest.mark.parametrize(
    ("instalments", "says"),
    [
        pytest.param((Instalment(FIRST, Money(14999)),), "they come to 149.99 EUR, but 150.00 EUR is owed", id="cent"),
        pytest.param((Instalment(MONDAY - days(1), Money(15000)),), "not before today", id="yesterday"),
        pytest.param((HALVES[1], HALVES[0]), "later day", id="the later one first"),
        pytest.param((HALVES[0], HALVES[0]), "later day", id="two on one day"),
        pytest.param(
            (HALVES[0], replace(HALVES[1], on=date(2099, 1, 1))), "within five years, not on 2099-01-01", id="in 2099"
        ),
        pytest.param((Instalment(FIRST, Money(0)), Instalment(SECOND, Money(15000))), "above zero", id="nothing"),
        pytest.param((Instalment(FIRST, Money(15000, "USD")),), "in EUR", id="another currency"),
        pytest.param(
            tuple(Instalment(FIRST + days(n), Money(1)) for n in range(37)), "1 to 36 instalments", id="thirty-seven"
        ),
    ],
)
def test_a_plan_that_cannot_be_is_refused(instalments: tuple[Instalment, ...], says: str) -> None:
    told = office()
    with pytest.raises(Invalid, match=says):
        agree(told, *instalments)
    assert told.case.plans == ()


def test_a_plan_of_what_is_left_beside_a_credit_is_told_that_the_credit_pays_its_first_instalments() -> None:
    told = Office()
    told.keep(case(LATE))
    told.credited(5000, "VIR 1")
    with pytest.raises(Invalid, match=r"100.00 EUR is owed before .* \(50.00 EUR of 'VIR 1'\): agree on the whole"):
        agree(told, Instalment(FIRST, Money(5000)), names=(LATE.id,))
    agree(told, Instalment(FIRST, Money(5000)), Instalment(SECOND, Money(5000)), names=(LATE.id,))
    lives_until(told, FIRST + days(20))
    assert (ended(told), told.mailer.mails) == ([], []), "the first is paid"


def test_a_credit_in_another_currency_is_not_named() -> None:
    told, pounds = Office(), replace(payment(500), amount=Money(500, "GBP"))
    told.keep(case(LATE, OTHER, credits=(pounds,)))
    with pytest.raises(Invalid, match=r"but 150.00 EUR is owed$"):
        agree(told, Instalment(FIRST, Money(5000)))


def test_an_invoice_beside_the_plan_is_chased() -> None:
    told = office()
    agree(told, Instalment(FIRST, Money(10000)), names=(LATE.id,))
    told.run()
    assert [i.invoice_id for s in told.case.steps for i in s.items] == [OTHER.id]
