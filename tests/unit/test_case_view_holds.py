"""What the debtor is shown of what it said, whatever else holds its invoices."""

from dataclasses import replace

import pytest

from chalicelib.adapters.portal.pages import PortalPages, payable
from chalicelib.domain.case import Case
from chalicelib.domain.case_view import CaseView, InvoiceStatus, view_of
from chalicelib.domain.e_invoice import EInvoiceStatus, StatusCode
from chalicelib.domain.hold import EVERYTHING, Hold, HoldKind
from chalicelib.domain.invoice import Part
from chalicelib.domain.money import Money
from chalicelib.domain.parties import Language
from chalicelib.domain.plan import Instalment, Plan
from chalicelib.domain.position import positions
from chalicelib.domain.promise import Promise
from tests.builders import MONDAY, MORNING, case, credit_note, creditor, days, dispute, invoice, pause, payment

LATE, OTHER = invoice("F-1", due=MONDAY - days(9)), invoice("F-2", due=MONDAY - days(5), cents=5000)
INSOLVENT = Hold(HoldKind.INSOLVENCY, EVERYTHING, MONDAY, "creditor", "BODACC")
CONTESTED, OVERDUE = InvoiceStatus.CONTESTED, InvoiceStatus.OVERDUE


def view(one: Case) -> CaseView:
    return view_of(one, creditor(), MONDAY, one.facts())


def told(code: StatusCode) -> Case:
    return case(replace(LATE, statuses=(EInvoiceStatus(code, MORNING, MONDAY),)), holds=(dispute(LATE.id),))


@pytest.mark.parametrize(
    "held",
    [
        pytest.param(told(StatusCode.REFUSED), id="refused on its platform"),
        pytest.param(told(StatusCode.REJECTED), id="rejected by its platform"),
        pytest.param(case(LATE, holds=(dispute(LATE.id), pause(LATE.id))), id="paused"),
        pytest.param(case(LATE, holds=(dispute(LATE.id), INSOLVENT)), id="insolvent"),
        pytest.param(case(LATE, holds=(dispute(EVERYTHING), pause(EVERYTHING))), id="all that is owed"),
    ],
)
def test_what_is_contested_is_not_to_pay_whatever_else_holds_it(held: Case) -> None:
    account = view(held)
    (line,) = account.invoices
    assert (line.status, line.contested_on, account.to_pay, account.contested) == (
        CONTESTED,
        MONDAY,
        Money(0),
        LATE.open,
    )
    assert payable(account, LATE.id) is None


@pytest.mark.parametrize(
    "other",
    [
        pause(LATE.id),
        pause(EVERYTHING),
        Hold(HoldKind.UNMATCHED_MONEY, EVERYTHING, MONDAY, "creditor", "4711"),
        Hold(HoldKind.DIRECT_DEBIT, LATE.id, MONDAY, "creditor", "SEPA", until=MONDAY + days(4)),
    ],
    ids=lambda h: h.kind,
)
def test_a_part_that_is_contested_is_not_to_pay_whatever_else_holds_the_invoice(other: Hold) -> None:
    account = view(case(LATE, holds=(replace(dispute(LATE.id), amount=Money(4000)), other)))
    (line,) = account.invoices
    assert (line.status, line.disputed, line.to_pay, account.to_pay) == (
        OVERDUE,
        Money(4000),
        Money(6000),
        Money(6000),
    )


def test_a_part_of_what_is_promised_is_contested_all_the_same() -> None:
    promise = Promise("p", (LATE.id,), MONDAY + days(4), MONDAY, "debtor", 3)
    account = view(case(LATE, promises=(promise,), holds=(replace(dispute(LATE.id), amount=Money(4000)),)))
    assert (account.invoices[0].disputed, account.to_pay) == (Money(4000), Money(6000))


def test_one_part_of_an_invoice_in_parts_that_is_contested_whole_is_a_part_of_the_invoice() -> None:
    halves = tuple(Part(MONDAY - days(n), Money(5000)) for n in (9, 3))
    held = case(replace(LATE, parts=halves), holds=(replace(dispute(LATE.id), amount=Money(5000)), pause(LATE.id)))
    line = view(held).invoices[0]
    assert (line.status, line.disputed, line.to_pay) == (OVERDUE, Money(5000), Money(5000))


def test_an_insolvent_debtor_is_asked_to_pay_nothing() -> None:
    account = view(case(LATE, OTHER, holds=(INSOLVENT,)))
    assert (account.open, account.to_pay, account.is_insolvent) == (Money(15000), Money(0), True)
    assert payable(account, LATE.id) is None
    assert not view(case(LATE, holds=(replace(INSOLVENT, until=MONDAY - days(1)),))).is_insolvent
    for language, word in ((Language.FR, "procédure collective"), (Language.EN, "Insolvency proceedings")):
        pages = PortalPages()
        shown = pages.account(account, language, "csrf").html
        assert word in shown
        assert "/pay" not in shown
        assert "FR76" not in pages.pay(account, language, "csrf", "").html


def test_an_insolvent_debtor_in_credit_is_shown_its_credit_and_no_line_to_pay() -> None:
    account = view(case(LATE.book(payment(12000)), holds=(INSOLVENT,)))
    assert account.to_pay == Money(-2000)
    contested = view(case(LATE, holds=(INSOLVENT, replace(dispute(LATE.id), amount=Money(4000)))))
    for language, word in ((Language.FR, "À payer<"), (Language.EN, "To pay<")):
        assert word not in PortalPages().account(contested, language, "csrf").html


@pytest.mark.parametrize("share", [None, 4000], ids=["whole", "a part"])
def test_what_a_plan_has_taken_of_the_credit_is_deducted_from_nothing_else(share: int | None) -> None:
    """The letter about the other invoice asks for all of it."""
    plan = Plan("p", (LATE.id,), (Instalment(MONDAY, Money(10000)),), MONDAY - days(1), "creditor", Money(0), 8)
    contest = replace(dispute(LATE.id), amount=Money(share) if share else None)
    for credit in (5000, 10000, 12000):
        one = case(LATE, OTHER, plans=(plan,), holds=(contest,), credits=(credit_note(credit),))
        account, asked = view(one), positions(one.facts(), MONDAY)[OTHER.id].claimed
        lines = {i.number: i for i in account.invoices}
        own = 0 if share is None else lines["F-1"].to_pay.cents
        assert lines["F-2"].to_pay == asked
        assert account.to_pay.cents == asked.cents + own
        assert own == (0 if share is None else max(6000 - credit, 0))


def test_credit_that_a_plan_keeps_for_a_contested_invoice_is_told_apart() -> None:
    plan = Plan("p", (OTHER.id,), (Instalment(MONDAY, Money(5000)),), MONDAY - days(1), "creditor", Money(0), 8)
    one = case(LATE, OTHER, plans=(plan,), holds=(dispute(OTHER.id),), credits=(credit_note(4500),))
    account = view(one)
    assert (account.to_pay, account.kept) == (Money(10000), Money(4500))
    shown = PortalPages().account(account, Language.EN, "csrf").html
    assert "Invoices before deduction: €100.00" in shown
    assert "Of which kept for a contested invoice of your instalment plan: €45.00" in shown
    assert not view(case(LATE, OTHER, plans=(plan,), credits=(credit_note(4500),))).kept.cents


@pytest.mark.parametrize("credit", [2000, 7000, 12000, 15000, 20000])
def test_the_lines_make_the_sum_whatever_is_held(credit: int) -> None:
    paused = Hold(HoldKind.UNMATCHED_MONEY, EVERYTHING, MONDAY, "creditor", "4711")
    promise = Promise("p", (OTHER.id,), MONDAY + days(4), MONDAY, "debtor", 3)
    for held in ({"holds": (pause(EVERYTHING),)}, {"holds": (paused,)}, {"promises": (promise,)}):
        account = view(case(LATE, OTHER, credits=(credit_note(credit),), **held))
        assert sum(i.to_pay.cents for i in account.invoices) == max(account.to_pay.cents, 0) == max(15000 - credit, 0)
        assert [i.status for i in account.invoices].count(InvoiceStatus.COVERED) == (credit >= 10000) + (
            credit >= 15000
        )


@pytest.mark.parametrize("credit", [3000, 10000, 13000, 15000])
def test_what_is_overpaid_pays_the_plan_first_and_the_lines_make_the_sum(credit: int) -> None:
    halves = (Instalment(MONDAY + days(3), Money(5000)), Instalment(MONDAY + days(33), Money(5000)))
    plan = Plan("p", (LATE.id,), halves, MONDAY - days(1), "creditor", Money(0), 8)
    account = view(case(LATE, OTHER, plans=(plan,), credits=(credit_note(credit),)))
    lines = {i.number: i for i in account.invoices}
    assert lines["F-1"].covered == Money(min(credit, 10000))
    assert sum(i.to_pay.cents for i in account.invoices) == account.to_pay.cents == 15000 - credit
    assert (payable(account, LATE.id) is None) is (credit >= 10000)


def test_a_credit_covers_no_more_of_an_invoice_than_what_is_not_contested_of_it() -> None:
    held = (pause(LATE.id), replace(dispute(LATE.id), amount=Money(4000)))
    (line,) = view(case(LATE, holds=held, credits=(credit_note(8000),))).invoices
    assert (line.covered, line.disputed, line.to_pay) == (Money(6000), Money(4000), Money(0))
