"""What a debtor is shown of its case."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.adapters.portal.pages import amount_to_pay
from chalicelib.domain.case import Case
from chalicelib.domain.case_view import CaseView, InvoiceStatus, view_of
from chalicelib.domain.hold import Hold
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.letter import payment_reference
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.money import Money
from tests.builders import (
    CREDITOR,
    DEBTOR,
    MONDAY,
    case,
    creditor,
    days,
    debtor,
    dispute,
    invoice,
    pause,
    payment,
    step,
)

LATE, LATER = invoice("F-1", due=MONDAY - days(9)), invoice("F-2", due=MONDAY + days(9), cents=5000)


def view(one: Case, on: date = MONDAY) -> CaseView:
    return view_of(one, creditor(), on, one.facts())


@pytest.mark.parametrize(
    ("shown", "holds", "status"),
    [
        pytest.param(LATE, (), InvoiceStatus.OVERDUE, id="late"),
        pytest.param(invoice(due=MONDAY), (), InvoiceStatus.DUE_LATER, id="due today"),
        pytest.param(LATER, (), InvoiceStatus.DUE_LATER, id="due later"),
        pytest.param(LATE, (dispute(LATE.id),), InvoiceStatus.CONTESTED, id="late and contested"),
        pytest.param(LATER, (dispute(LATER.id),), InvoiceStatus.CONTESTED, id="due later and contested"),
        pytest.param(LATE, (dispute(LATE.id, until=MONDAY - days(1)),), InvoiceStatus.OVERDUE, id="no more contested"),
        pytest.param(LATE, (dispute(LATER.id),), InvoiceStatus.OVERDUE, id="another one contested"),
        pytest.param(LATE.book(payment(10000)), (), InvoiceStatus.PAID, id="paid"),
        pytest.param(LATE.book(payment(10001)), (), InvoiceStatus.PAID, id="overpaid"),
        pytest.param(LATE.book(payment(10000)), (dispute(LATE.id),), InvoiceStatus.PAID, id="contested, then paid"),
    ],
)
def test_an_invoice_has_the_status_of_the_day(shown: Invoice, holds: tuple[Hold, ...], status: InvoiceStatus) -> None:
    assert view(case(shown, holds=holds)).invoices[0].status is status


def test_a_line_shows_its_own_sums_and_days() -> None:
    line = view(case(LATE.book(payment(2500)), holds=(dispute(LATE.id, since=MONDAY - days(2)),))).invoices[0]
    assert (line.id, line.number, line.issued_on, line.due_on) == (LATE.id, "F-1", LATE.issued_on, LATE.due_on)
    assert (line.total, line.paid, line.open) == (Money(10000), Money(2500), Money(7500))
    assert line.days_late == 9
    assert line.contested_on == MONDAY - days(2)


def test_no_day_of_dispute_is_shown_when_none_stands() -> None:
    assert view(case(LATE)).invoices[0].contested_on is None


def test_what_is_contested_is_owed_but_not_to_pay() -> None:
    account = view(case(LATE, LATER, holds=(dispute(LATE.id),)))
    assert (account.open, account.to_pay) == (Money(15000), Money(5000))


def test_what_was_paid_too_much_lessens_what_is_to_pay() -> None:
    account = view(case(LATE, LATER.book(payment(6000))))
    assert account.open == account.to_pay == Money(9000)


@pytest.mark.parametrize(
    ("invoices", "holds", "credit", "overpaid"),
    [
        pytest.param((LATE, LATER), (), 0, [], id="nothing overpaid"),
        pytest.param((LATE, LATER.book(payment(5000))), (), 0, [], id="paid to the cent"),
        pytest.param((LATE, LATER.book(payment(7001))), (), 2001, ["F-2"], id="one overpaid"),
        pytest.param((LATE.book(payment(10001)), LATER.book(payment(7001))), (), 2002, ["F-1", "F-2"], id="both"),
        pytest.param((LATE, LATER.book(payment(7001))), (dispute(LATE.id),), 2001, ["F-2"], id="the other contested"),
    ],
)
def test_the_lines_less_the_credit_make_the_sums(
    invoices: tuple[Invoice, ...], holds: tuple[Hold, ...], credit: int, overpaid: list[str]
) -> None:
    account = view(case(*invoices, holds=holds))
    owed = [i for i in account.invoices if i.open.is_positive]
    asked = [i for i in owed if i.status is not InvoiceStatus.CONTESTED]
    assert account.credit == Money(credit)
    assert [i.number for i in account.overpaid] == overpaid
    assert sum(i.open.cents for i in owed) - credit == account.open.cents
    assert sum(i.open.cents for i in asked) - credit == account.to_pay.cents


@pytest.mark.parametrize(
    ("holds", "late", "later"),
    [
        pytest.param((), (InvoiceStatus.COVERED, 10000), (InvoiceStatus.DUE_LATER, 2000), id="the oldest first"),
        pytest.param(
            (dispute(LATE.id),), (InvoiceStatus.CONTESTED, 0), (InvoiceStatus.COVERED, 5000), id="not the contested"
        ),
        pytest.param(
            (pause(LATE.id),), (InvoiceStatus.OVERDUE, 7000), (InvoiceStatus.COVERED, 5000), id="the paused last"
        ),
    ],
)
def test_a_credit_covers_the_invoices_that_no_letter_would_ask_for(
    holds: tuple[Hold, ...], late: tuple[InvoiceStatus, int], later: tuple[InvoiceStatus, int]
) -> None:
    overpaid = invoice("F-3", due=MONDAY - days(99)).book(payment(22000))
    lines = {i.number: i for i in view(case(LATE, LATER, overpaid, holds=holds)).invoices}
    assert (lines["F-1"].status, lines["F-1"].covered.cents) == late
    assert (lines["F-2"].status, lines["F-2"].covered.cents) == later
    assert lines["F-2"].to_pay == LATER.total - Money(later[1])
    assert not lines["F-3"].covered.cents


def test_what_the_creditor_has_paused_is_still_to_pay_and_not_called_contested() -> None:
    account = view(case(LATE, holds=(pause(LATE.id),)))
    assert account.invoices[0].status is InvoiceStatus.OVERDUE
    assert account.to_pay == Money(10000)


WENT_OUT = {"accepted", "delivered", "posted", "unknown", "bounced", "complained", "disowned"}


@pytest.mark.parametrize("state", StepState)
def test_only_letters_that_went_out_are_shown(state: StepState) -> None:
    sent = step(Level.REMINDER_1, state)
    letters = view(case(LATE, steps=(sent,))).letters
    assert [(x.reference, x.level, x.on) for x in letters] == (
        [(sent.reference, Level.REMINDER_1, MONDAY)] if state in WENT_OUT else []
    )


def test_the_last_letter_comes_first() -> None:
    old = step(Level.REMINDER_1, StepState.DELIVERED, on=MONDAY - days(9))
    new = step(Level.REMINDER_2, StepState.DELIVERED)
    assert [x.level for x in view(case(LATE, steps=(old, new))).letters] == [Level.REMINDER_2, Level.REMINDER_1]


def test_the_account_names_both_parties_its_day_and_how_to_pay() -> None:
    account = view(case())
    assert (account.creditor, account.debtor, account.on) == (creditor(), debtor(), MONDAY)
    assert account.payment_reference == payment_reference(CREDITOR, DEBTOR)
    assert account.open == account.to_pay == Money(0)


def test_invoices_of_one_due_date_go_by_number() -> None:
    same = [replace(LATE, id=f"inv_{9 - n}", number=f"CC-{n}") for n in (2, 10, 1)]
    assert [i.number for i in view(case(*same)).invoices] == ["CC-1", "CC-2", "CC-10"]


def test_a_paused_invoice_alone_asks_for_no_more_than_is_left_after_a_credit() -> None:
    paid_twice = invoice("F-3", due=MONDAY - days(20), cents=5000).book(payment(9000, "VIR-9"))
    account = view(case(LATE, paid_twice, holds=(pause(LATE.id),)))
    assert account.to_pay.cents == LATE.open.cents - 4000
    assert amount_to_pay(account, LATE.id) == account.to_pay
