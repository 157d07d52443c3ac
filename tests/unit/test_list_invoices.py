"""A creditor's invoices, and one of them with its history and today's reason."""

from typing import Any

import pytest

from chalicelib.domain.case import CaseKey
from chalicelib.domain.decision import Reason, Why
from chalicelib.domain.errors import NotFound, Refused
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.listing import Listing
from chalicelib.domain.money import Money
from chalicelib.domain.step import StepItem
from chalicelib.usecases.list_invoices import FetchLetter, ListInvoices, ShowInvoice
from tests.builders import CREDITOR, KEY, MONDAY, Office, case, creditor, days, debtor, invoice, payment, row, step

LATE, LATER = invoice("F-1", due=MONDAY - days(3)), invoice("F-2", due=MONDAY + days(60), issued_on=MONDAY)
THEIRS = CaseKey("cre_2", "dbt_1")


def office_with_two() -> Office:
    office = Office()
    office.creditors.put(creditor(id="cre_2"))
    office.keep(case(LATE, LATER))
    office.keep(case(invoice("F-9", id="inv_theirs"), key=THEIRS))
    return office


def listed(office: Office, **asked: Any) -> Listing:
    return ListInvoices(office.cases)(CREDITOR, **{"is_open": True, "limit": 50, "cursor": None, **asked})


def show(office: Office) -> ShowInvoice:
    return ShowInvoice(office.cases, office.judge, office.clock)


def test_open_invoices_are_listed_by_due_date_and_only_the_creditors_own() -> None:
    page = listed(office_with_two())
    assert [(i.number, i.due_on, i.open, i.debtor_id) for i in page.invoices] == [
        ("F-1", LATE.due_on, Money(10000), "dbt_1"),
        ("F-2", LATER.due_on, Money(10000), "dbt_1"),
    ]
    assert page.cursor is None


def test_a_paid_invoice_moves_to_the_list_of_closed_ones() -> None:
    office = office_with_two()
    office.pay(CREDITOR, LATE.id, payment(10000), "key_1")
    assert [i.number for i in listed(office).invoices] == ["F-2"]
    assert [i.number for i in listed(office, is_open=False).invoices] == ["F-1"]


def test_every_invoice_is_on_one_page_and_only_one_when_the_list_is_paged() -> None:
    office = office_with_two()
    first = listed(office, limit=1)
    second = listed(office, limit=1, cursor=first.cursor)
    assert [i.number for i in (*first.invoices, *second.invoices)] == ["F-1", "F-2"]
    assert second.cursor is None


def test_a_cursor_that_is_not_ours_is_refused() -> None:
    with pytest.raises(Refused):
        listed(office_with_two(), cursor="made up")


def test_an_invoice_is_shown_with_the_reason_of_a_look_right_now() -> None:
    office = office_with_two()
    assert show(office)(CREDITOR, LATE.id).reason == Reason(LATE.id, Why.SENDS, Level.REMINDER_1)
    shown = show(office)(CREDITOR, LATER.id)
    assert shown.reason.why is Why.NOT_DUE_BEFORE
    assert (shown.invoice, shown.case.key) == (LATER, KEY)


def test_showing_an_invoice_changes_nothing() -> None:
    office = office_with_two()
    before = dict(office.cases.stored)
    show(office)(CREDITOR, LATE.id)
    assert office.cases.stored == before
    assert office.queues.to_send == []


def test_the_reason_keeps_the_holidays_of_the_creditor() -> None:
    office = office_with_two()
    office.holidays.days = frozenset({MONDAY})
    assert show(office)(CREDITOR, LATE.id).reason.why is Why.NOT_A_WORKING_DAY


def test_a_closed_invoice_is_shown_as_paid() -> None:
    office = office_with_two()
    office.pay(CREDITOR, LATE.id, payment(10000), "key_1")
    shown = show(office)(CREDITOR, LATE.id)
    assert (shown.invoice.open, shown.reason) == (Money(0), Reason(LATE.id, Why.PAID))


def test_the_history_holds_the_entries_that_name_the_invoice_and_no_other() -> None:
    office = Office()
    office.keep(case(LATE, LATER))
    office.pay(CREDITOR, LATER.id, payment(100), "key_1")
    office.pay(CREDITOR, LATE.id, payment(100), "key_1")
    office.send(office.planned())
    kinds = [(e.kind, e.data.get("state")) for e in show(office)(CREDITOR, LATE.id).history]
    assert kinds == [
        ("PaymentRecorded", None),
        ("StepMoved", "planned"),
        ("StepMoved", "rendered"),
        ("StepMoved", "claimed"),
        ("StepMoved", "accepted"),
    ]
    assert [e.kind for e in show(office)(CREDITOR, LATER.id).history] == ["PaymentRecorded"]


@pytest.mark.parametrize("wanted", ["inv_none", "inv_theirs"], ids=["none such", "another creditor's"])
def test_an_invoice_that_is_not_the_creditors_is_not_found(wanted: str) -> None:
    with pytest.raises(NotFound, match="no such invoice"):
        show(office_with_two())(CREDITOR, wanted)


def test_a_change_of_the_debtor_stands_in_the_history_of_each_of_its_invoices() -> None:
    office = Office()
    office.upload(row("F-1"), row("F-2", line=3))
    office.upload(row("F-2", who=debtor(email="new@garage.test")))
    history = show(office)(CREDITOR, LATE.id).history
    assert [e.kind for e in history] == ["InvoiceUploaded", "DebtorChanged"]


def test_the_letters_of_an_invoice_are_those_that_speak_of_it() -> None:
    other = invoice("F-3", due=MONDAY - days(9))
    sent = [
        step(level, StepState.DELIVERED, on=MONDAY - days(ago), items=(StepItem(about.id, level),), letter_key=about.id)
        for about, level, ago in ((LATE, Level.REMINDER_1, 2), (other, Level.REMINDER_2, 1))
    ]
    office = Office()
    office.keep(case(LATE, other, steps=tuple(sent)))
    assert [s.letter_key for s in show(office)(CREDITOR, LATE.id).letters] == [LATE.id]
    with pytest.raises(NotFound):
        FetchLetter(office.cases, office.documents)(CREDITOR, LATE.id, sent[1].reference)
