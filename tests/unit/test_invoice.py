"""One claim and its ledger."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.domain.early_payment import EarlyPaymentDiscount
from chalicelib.domain.errors import NotFound
from chalicelib.domain.invoice import CancelledEntry, DuplicateEntry, EntryKind, EntryWasCancelled, Part
from chalicelib.domain.money import Money
from chalicelib.domain.rate import Rate
from tests.builders import MONDAY, credit_note, days, invoice, payment

TWO = EarlyPaymentDiscount(Rate.percent("2"), 10)


def test_the_whole_is_owed_when_nothing_was_booked() -> None:
    assert invoice(cents=10000).open == Money(10000)
    assert invoice(cents=10000).paid == Money(0)


def test_payments_and_credit_notes_both_lessen_what_is_owed() -> None:
    booked = invoice(cents=10000).book(payment(2500, "VIR-1")).book(credit_note(1501, "AV-1"))
    assert booked.paid == Money(4001)
    assert booked.open == Money(5999)


@pytest.mark.parametrize(
    ("paid", "is_open"),
    [
        pytest.param(9999, True, id="one cent short"),
        pytest.param(10000, False, id="paid to the cent"),
        pytest.param(10001, False, id="overpaid"),
    ],
)
def test_an_invoice_is_open_while_a_cent_is_owed(paid: int, is_open: bool) -> None:
    assert invoice(cents=10000).book(payment(paid)).is_open is is_open


def test_what_was_paid_too_much_is_a_credit() -> None:
    assert invoice(cents=10000).book(payment(10001)).open == Money(-1)


def test_a_payment_is_booked_once_when_it_is_told_twice() -> None:
    once = invoice().book(payment(2500))
    assert once.book(payment(2500)) is once


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"amount": Money(2501)}, id="another amount"),
        pytest.param({"on": MONDAY + days(1)}, id="another day"),
        pytest.param({"kind": EntryKind.CREDIT_NOTE}, id="another kind"),
    ],
)
def test_a_reference_is_refused_when_it_stands_with_other_content(other: dict[str, object]) -> None:
    once = invoice("F-7").book(payment(2500, "VIR-1"))
    with pytest.raises(DuplicateEntry, match="'VIR-1' is already booked on invoice F-7"):
        once.book(replace(payment(2500, "VIR-1"), **other))  # type: ignore[arg-type]


def test_two_payments_of_the_same_amount_are_two_when_their_references_differ() -> None:
    assert invoice().book(payment(2500, "VIR-1")).book(payment(2500, "VIR-2")).paid == Money(5000)


def test_a_known_reference_is_found_when_it_is_not_the_last() -> None:
    booked = invoice().book(payment(1, "VIR-1")).book(payment(2, "VIR-2"))
    assert booked.book(payment(1, "VIR-1")) is booked


@pytest.mark.parametrize(
    ("on", "overdue", "late"),
    [
        pytest.param(MONDAY - days(1), False, 0, id="the day before"),
        pytest.param(MONDAY, False, 0, id="the due day itself"),
        pytest.param(MONDAY + days(1), True, 1, id="the day after"),
        pytest.param(MONDAY + days(45), True, 45, id="45 days on"),
    ],
)
def test_lateness_starts_the_day_after_the_due_date(on: date, overdue: bool, late: int) -> None:
    assert invoice(due=MONDAY).is_overdue(on) is overdue
    assert invoice(due=MONDAY).days_late(on) == late


def test_a_paid_invoice_is_not_overdue_though_its_day_has_passed() -> None:
    assert not invoice(due=MONDAY).book(payment(10000)).is_overdue(MONDAY + days(9))


def test_a_claim_is_the_same_whatever_was_booked_on_it() -> None:
    assert invoice().claims_the_same(invoice().book(payment(1)))
    assert invoice().book(payment(1)).claims_the_same(invoice())


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"total": Money(1)}, id="total"),
        pytest.param({"due_on": MONDAY + days(1)}, id="due date"),
        pytest.param({"issued_on": MONDAY}, id="issue date"),
        pytest.param({"number": "F-2"}, id="number"),
        pytest.param({"purchase_order": "BC-1"}, id="purchase order"),
        pytest.param({"discount": TWO}, id="discount"),
    ],
)
def test_a_claim_is_another_when_its_terms_differ(change: dict[str, object]) -> None:
    assert not invoice().claims_the_same(replace(invoice(), **change))  # type: ignore[arg-type]


def test_a_claim_is_the_same_when_it_comes_again_without_its_order() -> None:
    assert replace(invoice(), purchase_order="BC-1").claims_the_same(invoice())


def test_a_claim_is_the_same_when_it_comes_again_without_its_discount() -> None:
    granting = replace(invoice(), discount=TWO)
    assert granting.claims_the_same(invoice())
    assert not granting.claims_the_same(replace(granting, discount=replace(TWO, days_before=9)))


def test_what_was_received_is_payments_alone() -> None:
    booked = invoice().book(payment(2500, "VIR-1")).book(credit_note(1000)).book(payment(1, "VIR-2"))
    assert (booked.received, booked.paid) == (Money(2501), Money(3501))


def test_the_sums_are_in_the_currency_of_the_claim_when_nothing_is_booked() -> None:
    swiss = replace(invoice(), total=Money(100, "CHF"))
    assert swiss.open == Money(100, "CHF")


def test_a_list_goes_by_due_date_then_by_number_with_its_figures_as_numbers() -> None:
    numbers = ["CC-10", "CC-2", "CC-1", "2", "CC-2-B", "CC-02", "½", ""]
    later, *listed = (invoice(n, due=MONDAY) for n in ["A-1", *numbers])
    later = replace(later, due_on=MONDAY + days(1))
    assert [i.number for i in sorted((later, *listed), key=lambda i: i.place)] == [
        *("", "2", "CC-1", "CC-2", "CC-02", "CC-2-B", "CC-10", "½"),
        "A-1",
    ]


# Entries that are cancelled.


def test_a_cancelled_entry_counts_for_nothing_and_is_remembered_with_its_day_and_reason() -> None:
    booked = invoice(cents=10000).book(payment(2500, "VIR-1")).book(credit_note(1000, "AV-1"))
    kept = booked.cancel("VIR-1", MONDAY + days(2), "another customer's")
    assert (kept.paid, kept.received, kept.open) == (Money(1000), Money(0), Money(9000))
    assert kept.entries == (credit_note(1000, "AV-1"),)
    assert kept.cancelled == (CancelledEntry(payment(2500, "VIR-1"), MONDAY + days(2), "another customer's"),)
    assert kept.cancel("AV-1", MONDAY, "withdrawn").paid == Money(0)


def test_a_paid_invoice_is_open_again_when_its_payment_is_cancelled() -> None:
    paid = invoice().book(payment())
    assert (paid.is_open, paid.cancel("VIR-1", MONDAY, "a slip").is_open) == (False, True)


def test_a_part_is_due_again_when_what_had_paid_it_is_cancelled() -> None:
    halves = (Part(MONDAY, Money(5000)), Part(MONDAY + days(30), Money(5000)))
    paid = invoice(parts=halves).book(payment(5000))
    assert paid.next_due_on == MONDAY + days(30)
    assert paid.cancel("VIR-1", MONDAY, "a slip").next_due_on == MONDAY


def test_cancelling_twice_is_once_and_the_first_reason_stands() -> None:
    once = invoice().book(payment()).cancel("VIR-1", MONDAY, "a slip")
    assert once.cancel("VIR-1", MONDAY + days(1), "another reason") is once


def test_what_was_never_booked_cannot_be_cancelled() -> None:
    with pytest.raises(NotFound, match="no such entry"):
        invoice().book(payment()).cancel("VIR-2", MONDAY, "a slip")


@pytest.mark.parametrize("cents", [2500, 2501], ids=["the very same", "with another amount"])
def test_a_reference_that_was_cancelled_is_not_booked_again(cents: int) -> None:
    """A bank's file that is imported once more would undo what a person has put right."""
    cancelled = invoice("F-7").book(payment(2500, "VIR-1")).cancel("VIR-1", MONDAY, "a slip")
    with pytest.raises(EntryWasCancelled, match="'VIR-1' was cancelled on invoice F-7 on 2026-11-23"):
        cancelled.book(payment(cents, "VIR-1"))
    assert cancelled.book(payment(2500, "VIR-1 bis")).paid == Money(2500)


def test_a_claim_is_the_same_whatever_was_cancelled_on_it() -> None:
    assert invoice().claims_the_same(invoice().book(payment()).cancel("VIR-1", MONDAY, "a slip"))
    assert invoice().book(payment()).cancel("VIR-1", MONDAY, "a slip").claims_the_same(invoice())


def test_an_entry_that_was_cancelled_counted_until_that_day() -> None:
    now = invoice().book(payment(4000, "VIR-1")).cancel("VIR-1", MONDAY + days(5), "a slip")
    opens = [now.known_on(MONDAY + days(n)).open.cents for n in (-1, 0, 4, 5)]
    assert opens == [10000, 6000, 6000, 10000]
    assert now.known_on(MONDAY + days(4)).cancelled == ()
    assert now.known_on(MONDAY + days(5)) == now
