"""What an upload says is paid may be money that stands on no invoice already: the same cents are not booked twice."""

from typing import Any

import pytest

from chalicelib.domain.invoice import Entry, EntryKind
from chalicelib.domain.money import Money
from chalicelib.usecases.record_credit import RecordCredit
from chalicelib.usecases.upload_invoices import Status, invoice_id
from tests.builders import CREDITOR, KEY, Office, credit_note, days, payment, row
from tests.unit.upload_outcomes import faults

F1 = invoice_id(CREDITOR, "F-1")
BY_HAND = f"POST /v1/invoices/{F1}/payments"


def credited(*entries: Entry, uploaded: bool = True) -> Office:
    """A debtor that owes F-1 and F-2, 100 EUR each, and has paid something on neither."""
    office = Office()
    office.upload(*([row("F-1")] if uploaded else []), row("F-2", line=3))
    for entry in entries or (payment(10000, "VIR-9"),):
        RecordCredit(office.change)(KEY, entry, "Claire")
    return office


@pytest.mark.parametrize("paid", [1, 9999, 10000, 15000])
def test_a_sum_that_may_count_money_on_no_invoice_is_refused_and_names_it(paid: int) -> None:
    office = credited()
    before = office.case
    ((field, code, message, line),) = faults(office, row("F-1", line=7, paid=paid))
    assert (field, code, line) == ("paid_cents", "ambiguous", 7)
    assert "may count 100.00 EUR of 'VIR-9', which stand on no invoice" in message
    assert (
        f"book what was received by {BY_HAND}, under that reference if it is that money, else under its own" in message
    )
    assert office.case == before


def test_every_credit_that_it_may_be_is_named() -> None:
    office = credited(payment(4000, "VIR-8"), payment(2500, "VIR-9"), credit_note(500, "AV-1"))
    ((_, _, message, _),) = faults(office, row("F-1", paid=100))
    assert "may count 40.00 EUR of 'VIR-8' and 25.00 EUR of 'VIR-9', which stand on no invoice" in message


def test_a_new_invoice_is_taken_in_without_it_first() -> None:
    office = credited(uploaded=False)
    ((field, code, message, _),) = faults(office, row("F-1", paid=10000))
    assert (field, code) == ("paid_cents", "ambiguous")
    assert f"take the invoice in without it, then book what was received by {BY_HAND}" in message
    assert office.upload(row("F-1")).taken[0].status is Status.CREATED


def test_once_it_is_booked_under_its_reference_the_file_is_taken_and_the_money_counts_once() -> None:
    office = credited()
    office.pay(CREDITOR, F1, payment(10000, "VIR-9"), "Claire")
    assert office.upload(row("F-1", paid=10000)).taken[0].status is Status.UNCHANGED
    assert (office.case.credits, office.case.open) == ((), Money(10000))
    assert office.upload(row("F-2", paid=10000)).taken[0].status is Status.UPDATED


def test_other_money_is_booked_under_its_own_reference_and_the_credit_stays() -> None:
    office = credited()
    office.pay(CREDITOR, F1, payment(10000, "VIR-10"), "Claire")
    assert office.upload(row("F-1", paid=10000)).taken[0].status is Status.UNCHANGED
    assert [c.reference for c in office.case.credits] == ["VIR-9"]


def test_what_is_left_of_a_credit_counts_and_nothing_when_it_is_gone() -> None:
    office = credited()
    office.pay(CREDITOR, F1, payment(7500, "VIR-9"), "Claire")
    assert "25.00 EUR of 'VIR-9'" in faults(office, row("F-2", paid=100))[0][2]
    office.withdraw_credit("VIR-9")
    assert office.upload(row("F-2", paid=100)).taken[0].status is Status.UPDATED


@pytest.mark.parametrize(
    ("entry", "paid"),
    [
        pytest.param(credit_note(10000), 5000, id="a credit note, which is no money"),
        pytest.param(Entry(EntryKind.PAYMENT, payment().on, Money(10000, "GBP"), "VIR-9"), 5000, id="another currency"),
        pytest.param(payment(10000, "VIR-9"), 0, id="no more than the ledger has"),
    ],
)
def test_a_sum_that_can_be_no_credit_is_taken(entry: Entry, paid: int) -> None:
    assert credited(entry).upload(row("F-1", paid=paid)).refused == ()


def test_beside_a_credit_note_both_readings_are_named() -> None:
    office = credited()
    office.pay(CREDITOR, F1, credit_note(3000), "Claire")
    found = faults(office, row("F-1", line=7, paid=3000))
    assert [(code, line) for _, code, _, line in found] == [("ambiguous", 7)] * 2
    assert "with its credit notes" in found[0][2]
    assert "'VIR-9'" in found[1][2]


def test_money_on_no_invoice_that_comes_in_between_makes_the_sum_ambiguous_all_the_same() -> None:
    office = Office()
    office.upload(row("F-1"))
    told: Any = (KEY, payment(10000, "VIR-9", on=office.today - days(1)), "Claire")
    office.cases.interfere = lambda: RecordCredit(office.change)(*told)
    assert [code for _, code, _, _ in faults(office, row("F-1", paid=10000))] == ["ambiguous"]
    assert office.case.open == Money(10000)
