"""What an upload refuses: the whole file or, when a part is asked for, its bad lines. Each fault names its line."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.domain.errors import NotFound
from chalicelib.domain.money import Money
from chalicelib.domain.parties import DebtorKind
from chalicelib.usecases.upload_invoices import Status, invoice_id
from chalicelib.usecases.upload_rows import Row
from tests.builders import CREDITOR, MONDAY, Office, credit_note, creditor, days, debtor, invoice, payment, row
from tests.unit.upload_outcomes import OTHER, faults


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param({"cents": 9000}, "total 100.00 EUR, now 90.00 EUR", id="another total"),
        pytest.param({"cents": 10005}, "total 100.00 EUR, now 100.05 EUR", id="five cents more"),
        pytest.param({"due_on": MONDAY + days(1)}, "due_on 2026-11-23, now 2026-11-24", id="another due date"),
        pytest.param({"issued_on": MONDAY}, "issued_on 2026-10-24, now 2026-11-23", id="another day of issue"),
        pytest.param({"purchase_order": "BC-1"}, "purchase_order BC-0, now BC-1", id="another order"),
        pytest.param({"number": "f-1"}, "number", id="the number spelled otherwise"),
    ],
)
@pytest.mark.parametrize("paid", [0, 10000], ids=["open", "paid"])
def test_a_known_number_is_refused_when_its_content_differs(change: dict[str, Any], said: str, paid: int) -> None:
    office = Office()
    office.upload(row("F-1", paid=paid, purchase_order="BC-0"))
    again = row("F-1", line=9, paid=paid, **({"purchase_order": "BC-0"} | change))
    message = f"invoice {again.invoice.number} was already uploaded with other content ({said})"
    assert faults(office, again) == [("number", "duplicate", message, 9)]


def test_a_number_is_refused_when_another_debtor_has_it() -> None:
    office = Office()
    office.upload(row("F-1"))
    expected = ("number", "duplicate", "invoice F-1 is already another debtor's invoice", 2)
    assert faults(office, row("F-1", who=OTHER)) == [expected]


def test_two_creditors_may_use_the_same_number() -> None:
    office = Office()
    office.creditors.put(creditor(id="cre_2"))
    office.upload(row("F-1"))
    theirs = Row(2, invoice("F-1", id=invoice_id("cre_2", "F-1")), debtor(), Money(0))
    assert office.uploads("cre_2", [theirs]).taken[0].status is Status.CREATED


def test_a_number_is_refused_when_it_stands_twice_in_one_file() -> None:
    found = faults(Office(), row("F-1"), row("F-1", line=3), row("F-1", line=4))
    assert found == [("number", "duplicate", "invoice F-1 stands on line 2 too", line) for line in (3, 4)]


def test_every_field_that_differs_is_named_when_two_lines_describe_one_debtor_differently() -> None:
    other = debtor(email="other@garage.test", kind=DebtorKind.CONSUMER)
    text = "differs from line 2, which names the same debtor: make both lines agree"
    assert faults(Office(), row("F-1"), row("F-2", line=3, who=other)) == [
        ("debtor.kind", "contradiction", text, 3),
        ("debtor.email", "contradiction", text, 3),
    ]


def test_nothing_at_all_is_stored_when_one_line_is_bad() -> None:
    office = Office()
    faults(office, row("F-1"), row("F-2", line=3, who=OTHER), row("F-2", line=4, who=OTHER))
    assert office.cases.stored == {}


def test_the_good_lines_are_stored_when_a_part_is_asked_for() -> None:
    office = Office()
    rows = [row("F-1"), row("F-1", line=3), row("F-2", line=4)]
    report = office.uploads(CREDITOR, rows, partial=True)
    assert [(t.line, t.status) for t in report.taken] == [(2, Status.CREATED), (4, Status.CREATED)]
    assert [p.line for p in report.refused] == [3]
    assert len(office.case.invoices) == 2


@pytest.mark.parametrize(
    ("change", "place", "said"),
    [
        ({"kind": DebtorKind.CONSUMER}, "debtor.kind", "is stored as trader, now consumer"),
        ({"siren": "552100554"}, "debtor.siren", "is stored as 732829320, now 552100554"),
    ],
    ids=["kind", "SIREN"],
)
@pytest.mark.parametrize("number", ["F-1", "F-2"], ids=["known invoice", "new invoice"])
def test_no_later_file_changes_who_a_debtor_is(change: dict[str, Any], place: str, said: str, number: str) -> None:
    office = Office()
    who = debtor(siren="732829320")
    office.upload(row("F-1", who=who))
    before = office.case
    ((field, code, message, line),) = faults(office, row(number, line=9, who=replace(who, **change)))
    assert (field, code, line) == (place, "contradiction", 9)
    assert said in message
    assert office.case == before


def test_nothing_is_taken_for_a_creditor_that_is_not_there() -> None:
    with pytest.raises(NotFound, match="no such creditor"):
        Office().uploads("cre_9", [row("F-1")])


@pytest.mark.parametrize("ahead", [1, 2, 400])
def test_a_payment_that_is_yet_to_come_is_refused(ahead: int) -> None:
    office = Office()
    paid_on = office.today + days(ahead)
    paid = replace(row("F-1", line=7, paid=100), paid_on=paid_on)
    if ahead == 1:  # the bank's day may be ahead of the creditor's by one
        assert office.upload(paid).refused == ()
        return
    text = f"{paid_on} is yet to come: state what was received, at the latest on 2026-11-24"
    assert faults(office, paid) == [("paid_on", "wrong", text, 7)]
    assert office.cases.stored == {}


@pytest.mark.parametrize(
    "paid",
    [2501, 5000, 5500, 5501, 9000],
    ids=["just above", "between", "with the credit note", "beyond both", "far beyond"],
)
@pytest.mark.parametrize("closed", [False, True], ids=["open", "closed"])
def test_a_sum_that_may_count_credit_notes_as_paid_is_refused(paid: int, closed: bool) -> None:
    office = Office()
    total = 5500 if closed else 10000
    office.upload(row("F-1", cents=total, paid=2500))
    office.pay(CREDITOR, invoice_id(CREDITOR, "F-1"), credit_note(3000), "key_1")
    before = office.case
    ((field, code, message, line),) = faults(office, row("F-1", line=7, cents=total, paid=paid))
    assert (field, code, line) == ("paid_cents", "ambiguous", 7)
    assert "25.00 EUR of payments" in message
    assert "55.00 EUR with its credit notes" in message
    assert "when more was received, book it by" in message
    assert f"POST /v1/invoices/{invoice_id(CREDITOR, 'F-1')}/payments" in message
    assert office.case == before


def test_a_credit_note_that_comes_in_between_makes_the_sum_ambiguous_all_the_same() -> None:
    office = Office()
    office.upload(row("F-1"))
    note = (CREDITOR, invoice_id(CREDITOR, "F-1"), credit_note(3000), "key_1")
    office.cases.interfere = lambda: office.pay(*note)
    assert [code for _, code, _, _ in faults(office, row("F-1", paid=3000))] == ["ambiguous"]
    assert office.case.open == Money(7000)


@pytest.mark.parametrize("kind", ["payment", "credit note"])
@pytest.mark.parametrize("closed", [False, True], ids=["open", "closed"])
@pytest.mark.parametrize("paid", [2501, 5500, 9000], ids=["just above", "with what was cancelled", "beyond both"])
def test_a_sum_that_may_count_what_was_cancelled_is_refused(paid: int, closed: bool, kind: str) -> None:
    """The accounting package may state the payment for ever that a person has taken back here."""
    office = Office()
    total = 2500 if closed else 10000
    office.upload(row("F-1", cents=total, paid=2500))
    wrong = payment(3000, "X") if kind == "payment" else credit_note(3000, "X")
    office.pay(CREDITOR, invoice_id(CREDITOR, "F-1"), wrong, "key_1")
    office.cancel(CREDITOR, invoice_id(CREDITOR, "F-1"), "X", "a slip", "key_1")
    before = office.case
    ((field, code, message, line),) = faults(office, row("F-1", line=7, cents=total, paid=paid))
    assert (field, code, line) == ("paid_cents", "ambiguous", 7)
    assert "has 25.00 EUR of payments, and 55.00 EUR with what was cancelled" in message
    assert f"POST /v1/invoices/{invoice_id(CREDITOR, 'F-1')}/payments" in message
    assert office.case == before


def test_what_an_upload_had_stated_is_not_booked_again_once_it_was_cancelled() -> None:
    """Nor when a payment that is real took its place: the sums agree again."""
    office = Office()
    office.upload(row("F-1", paid=2500))
    office.cancel(CREDITOR, invoice_id(CREDITOR, "F-1"), "upload:2500", "a slip", "key_1")
    assert [code for _, code, _, _ in faults(office, row("F-1", paid=2500))] == ["ambiguous"]
    assert office.upload(row("F-1")).taken[0].status is Status.UNCHANGED
    office.pay(CREDITOR, invoice_id(CREDITOR, "F-1"), payment(2500, "VIR-9"), "key_1")
    (taken,) = office.upload(row("F-1", paid=2500)).taken
    assert (taken.status, taken.paid_less, office.case.open) == (Status.UNCHANGED, False, Money(7500))
