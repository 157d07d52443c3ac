"""Money on no invoice: set against what falls due, counted once, taken back when it was somebody else's."""

from dataclasses import replace

import pytest

from chalicelib.domain.decision import Why
from chalicelib.domain.errors import Invalid, NotFound
from chalicelib.domain.invoice import DuplicateEntry
from chalicelib.domain.money import Money
from chalicelib.usecases.cancel_entry import CancelEntry
from chalicelib.usecases.record_credit import RecordCredit
from tests.builders import CREDITOR, KEY, MONDAY, Office, case, days, invoice, payment

LATE = invoice(due=MONDAY - days(3))


def office() -> Office:
    made = Office()
    made.keep(case(LATE))
    return made


def why(of: Office) -> Why:
    return of.judge.decision_on(of.case, of.clock.at).reasons[0].why


def test_a_credit_silences_what_it_covers() -> None:
    told = office()
    RecordCredit(told.change)(KEY, payment(9999), "key_1")
    assert why(told) is Why.SENDS
    RecordCredit(told.change)(KEY, payment(1, "VIR-2"), "key_1")
    assert why(told) is Why.IN_CREDIT


def test_the_same_credit_twice_is_one_and_another_of_its_reference_is_refused() -> None:
    told = office()
    for _ in range(2):
        RecordCredit(told.change)(KEY, payment(500), "key_1")
    assert len(told.case.credits) == 1
    with pytest.raises(DuplicateEntry):
        RecordCredit(told.change)(KEY, payment(501), "key_1")


def test_a_credit_of_the_day_after_tomorrow_is_refused() -> None:
    told = office()
    RecordCredit(told.change)(KEY, payment(500, on=MONDAY + days(1)), "key_1")
    with pytest.raises(Invalid, match="yet to come"):
        RecordCredit(told.change)(KEY, payment(500, "VIR-2", on=MONDAY + days(2)), "key_1")


def test_a_credit_that_is_booked_on_its_invoice_is_not_counted_twice() -> None:
    told = office()
    RecordCredit(told.change)(KEY, payment(4000), "key_1")
    told.pay(CREDITOR, LATE.id, payment(4000), "key_1")
    assert (told.case.credits, told.case.open.cents) == ((), 6000)
    assert [e.kind for e in told.cases.history(KEY)] == ["CreditRecorded", "PaymentRecorded", "CreditWithdrawn"]


@pytest.mark.parametrize("cents", [4000, 10000], ids=["in part", "in full"])
def test_the_same_money_is_not_recorded_beside_the_invoice_that_it_has_paid(cents: int) -> None:
    told = office()
    told.pay(CREDITOR, LATE.id, payment(cents), "key_1")
    with pytest.raises(DuplicateEntry, match=r"booked on invoice F-1 .* under another reference"):
        RecordCredit(told.change)(KEY, payment(cents), "key_1")
    assert told.case.credits == ()


def test_what_is_another_part_of_a_transfer_or_was_cancelled_on_its_invoice_is_recorded() -> None:
    told = office()
    told.pay(CREDITOR, LATE.id, payment(4000), "key_1")
    RecordCredit(told.change)(KEY, payment(6000), "key_1")
    told.pay(CREDITOR, LATE.id, payment(1000, "VIR-2"), "key_1")
    CancelEntry(told.change)(CREDITOR, LATE.id, "VIR-2", "a slip", "key_1")
    RecordCredit(told.change)(KEY, payment(1000, "VIR-2"), "key_1")
    assert [c.amount.cents for c in told.case.credits] == [6000, 1000]


def test_another_payment_leaves_the_credit_where_it_is() -> None:
    told = office()
    RecordCredit(told.change)(KEY, payment(4000), "key_1")
    told.pay(CREDITOR, LATE.id, payment(1000, "VIR-2"), "key_1")
    assert len(told.case.credits) == 1


def test_a_credit_is_taken_back_once_and_the_chase_goes_on() -> None:
    told = office()
    RecordCredit(told.change)(KEY, payment(10000), "key_1")
    RecordCredit(told.change).withdraw(KEY, "VIR-1", "another customer", "key_1")
    assert why(told) is Why.SENDS
    with pytest.raises(NotFound):
        RecordCredit(told.change).withdraw(KEY, "VIR-1", "again", "key_1")


def test_money_in_another_currency_under_the_reference_of_a_credit_is_other_money() -> None:
    """Never added together, nor set one against the other."""
    told = Office()
    abroad = replace(LATE, id="inv_usd", number="F-USD", total=Money(10000, "USD"))
    told.keep(case(LATE, abroad))
    RecordCredit(told.change)(KEY, payment(500), "key_1")
    told.pay(CREDITOR, abroad.id, replace(payment(10000), amount=Money(4000, "USD")), "key_1")
    assert [c.amount for c in told.case.credits] == [Money(500)]
    assert told.case.invoice(abroad.id).open == Money(6000, "USD")
