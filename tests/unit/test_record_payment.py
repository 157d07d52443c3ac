"""Books money received, or a credit note, on an invoice; the same reference twice is booked once."""

from datetime import UTC, date, datetime

import pytest

from chalicelib.domain.errors import CaseMoved, Invalid, NotFound
from chalicelib.domain.invoice import DuplicateEntry
from chalicelib.domain.money import Money
from tests.builders import CREDITOR, KEY, MONDAY, MORNING, Office, case, credit_note, creditor, days, invoice, payment

LATE = invoice(due=MONDAY - days(3))


def owing() -> Office:
    office = Office()
    office.keep(case(LATE, next_look_at=MORNING))
    return office


def test_a_payment_lessens_what_is_owed_and_is_told_in_the_history() -> None:
    office = owing()
    invoice_after, booked = office.pay(CREDITOR, LATE.id, payment(2500), "key_1")
    assert booked
    assert invoice_after.open == office.case.open == Money(7500)
    (entry,) = office.cases.history(KEY)
    assert (entry.kind, entry.data["by"], entry.data["reference"]) == ("PaymentRecorded", "key_1", "VIR-1")
    assert entry.data["open_after"] == {"cents": 7500, "currency": "EUR"}


def test_a_credit_note_lessens_it_alike() -> None:
    office = owing()
    office.pay(CREDITOR, LATE.id, credit_note(2500), "key_1")
    assert office.case.open == Money(7500)


@pytest.mark.parametrize("cents", [2500, 10000, 10001], ids=["a part", "the whole", "too much"])
def test_the_same_payment_twice_is_booked_once(cents: int) -> None:
    office = owing()
    office.pay(CREDITOR, LATE.id, payment(cents), "key_1")
    before = office.case
    invoice_after, booked = office.pay(CREDITOR, LATE.id, payment(cents), "key_1")
    assert not booked
    assert invoice_after.open == Money(10000 - cents)
    assert office.case == before


def test_a_second_payment_is_booked_on_an_invoice_that_was_paid() -> None:
    office = owing()
    office.pay(CREDITOR, LATE.id, payment(10000, "VIR-1"), "key_1")
    office.pay(CREDITOR, LATE.id, payment(500, "VIR-2"), "key_1")
    assert office.case.open == Money(-500)


def test_a_reference_is_refused_when_it_comes_with_another_amount() -> None:
    office = owing()
    office.pay(CREDITOR, LATE.id, payment(2500), "key_1")
    with pytest.raises(DuplicateEntry):
        office.pay(CREDITOR, LATE.id, payment(2501), "key_1")
    assert office.case.open == Money(7500)


def test_the_planned_look_stands_when_a_payment_comes() -> None:
    office = owing()
    office.pay(CREDITOR, LATE.id, payment(10000), "key_1")
    assert office.case.next_look_at == MORNING


def test_a_payment_is_booked_when_the_case_moved_meanwhile() -> None:
    office = owing()
    office.cases.interfere = lambda: office.contest(KEY, LATE.id, "wrong-amount", "")
    assert office.pay(CREDITOR, LATE.id, payment(2500), "key_1")[1]
    assert office.case.open == Money(7500)
    assert len(office.case.holds) == 1


def test_one_payment_is_booked_when_two_requests_bring_it_at_once() -> None:
    office = owing()
    office.cases.interfere = lambda: office.pay(CREDITOR, LATE.id, payment(2500), "key_1")
    _, booked = office.pay(CREDITOR, LATE.id, payment(2500), "key_1")
    assert not booked
    assert len(office.cases.history(KEY)) == 1


def test_both_payments_are_booked_when_two_come_at_once() -> None:
    office = owing()
    office.cases.interfere = lambda: office.pay(CREDITOR, LATE.id, payment(2500, "VIR-2"), "key_1")
    office.pay(CREDITOR, LATE.id, payment(1000, "VIR-1"), "key_1")
    assert office.case.open == Money(6500)


def test_the_request_may_be_sent_again_when_the_case_never_stops_moving() -> None:
    office = owing()

    def moves() -> None:
        office.cases.commit(office.case, office.case, [], MORNING)
        office.cases.interfere = moves

    office.cases.interfere = moves
    with pytest.raises(CaseMoved, match="send the same payment again"):
        office.pay(CREDITOR, LATE.id, payment(2500), "key_1")
    assert office.case.open == Money(10000)


@pytest.mark.parametrize(
    ("creditor_id", "invoice_id"),
    [pytest.param(CREDITOR, "inv_none", id="no such invoice"), pytest.param("cre_2", LATE.id, id="another creditor's")],
)
def test_no_payment_is_booked_on_an_invoice_that_is_not_the_creditors(creditor_id: str, invoice_id: str) -> None:
    office = owing()
    office.creditors.put(creditor(id="cre_2"))
    with pytest.raises(NotFound, match="no such invoice"):
        office.pay(creditor_id, invoice_id, payment(), "key_1")


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (MONDAY + days(2), "2026-11-25 is yet to come: book what was received, at the latest on 2026-11-24"),
        (LATE.issued_on - days(1), "2026-10-20 is before the invoice was issued, 2026-10-21"),
    ],
    ids=["after tomorrow", "before the issue"],
)
def test_a_day_that_cannot_be_is_refused(on: date, said: str) -> None:
    office = owing()
    with pytest.raises(Invalid) as refusal:
        office.pay(CREDITOR, LATE.id, payment(2500, on=on), "key_1")
    assert [(p.field, p.message) for p in refusal.value.problems] == [("on", said)]
    assert office.case.open == Money(10000)


@pytest.mark.parametrize("on", [MONDAY + days(1), LATE.issued_on], ids=["tomorrow", "the day of issue"])
def test_a_day_that_may_be_is_taken(on: date) -> None:
    assert owing().pay(CREDITOR, LATE.id, payment(2500, on=on), "key_1")[1]


def test_tomorrow_is_the_creditors() -> None:
    office = owing()
    office.creditors.put(creditor(time_zone="Pacific/Noumea"))
    office.clock.at = datetime(2026, 11, 23, 20, tzinfo=UTC)
    assert office.pay(CREDITOR, LATE.id, payment(2500, on=MONDAY + days(2)), "key_1")[1]
