"""All that is open between one creditor and one debtor, as a value."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.domain.e_invoice import EInvoiceStatus, StatusCode
from chalicelib.domain.errors import NotFound
from chalicelib.domain.facts import InvoiceFacts
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.money import Money
from chalicelib.domain.policy import Level
from tests.builders import MONDAY, MORNING, case, days, debtor, dispute, invoice, pause, payment, step

FIRST, SECOND = invoice("F-1", due=MONDAY - days(9)), invoice("F-2", due=MONDAY, cents=5000)
R1 = Level.REMINDER_1


def test_a_case_owes_the_sum_of_its_invoices_less_what_was_paid_too_much() -> None:
    assert case().open == Money(0)
    assert case(FIRST, SECOND).open == Money(15000)
    assert case(FIRST, SECOND.book(payment(5001))).open == Money(9999)


@pytest.mark.parametrize(
    ("email", "suspended", "writes_to"),
    [
        pytest.param("a@x.test", None, "a@x.test", id="an address that works"),
        pytest.param("a@x.test", "a@x.test", None, id="the address bounced"),
        pytest.param("b@x.test", "a@x.test", "b@x.test", id="another one was given since"),
        pytest.param(None, None, None, id="no address"),
        pytest.param(None, "a@x.test", None, id="the address was taken back"),
    ],
)
def test_mail_goes_only_to_an_address_that_takes_it(
    email: str | None, suspended: str | None, writes_to: str | None
) -> None:
    one = case(debtor=debtor(email=email), suspended_emails=frozenset({suspended} - {None}))
    assert one.email == writes_to
    assert one.facts().can_write is (writes_to is not None)


def test_an_invoice_is_found_by_its_id_and_no_other() -> None:
    assert case(FIRST, SECOND).invoice(SECOND.id) == SECOND
    with pytest.raises(NotFound, match="no such invoice"):
        case(FIRST).invoice(SECOND.id)


def test_invoices_stand_by_due_date_whatever_the_order_of_their_coming() -> None:
    assert case().with_invoice(SECOND).with_invoice(FIRST) == case().with_invoice(FIRST).with_invoice(SECOND)
    assert case().with_invoice(SECOND).with_invoice(FIRST).invoices == (FIRST, SECOND)


def test_an_invoice_takes_the_place_of_the_one_with_its_id() -> None:
    paid = FIRST.book(payment(1))
    assert case(FIRST, SECOND).with_invoice(paid).invoices == (paid, SECOND)


def test_a_step_is_found_by_its_id_and_takes_the_place_of_its_former_self() -> None:
    planned = step(R1)
    one = case(FIRST).with_step(planned)
    assert one.step(planned.id) == planned
    cancelled = replace(planned, state=StepState.CANCELLED)
    assert one.with_step(cancelled).steps == (cancelled,)
    assert one.without_step(planned.id).steps == ()
    with pytest.raises(NotFound, match="no such step"):
        one.step("other")


def test_steps_stand_by_day() -> None:
    old, new = step(R1, on=MONDAY - days(9)), step(Level.REMINDER_2)
    assert case(steps=(new,)).with_step(old).steps == (old, new)


def test_another_step_stays_when_one_is_taken_away() -> None:
    old, new = step(R1, on=MONDAY - days(9)), step(Level.REMINDER_2)
    assert case(steps=(old, new)).without_step(old.id).steps == (new,)


@pytest.mark.parametrize("state", StepState)
def test_a_step_may_be_cancelled_until_it_is_claimed(state: StepState) -> None:
    one = case(steps=(step(R1, state),))
    live = state in (StepState.PLANNED, StepState.RENDERED)
    assert one.live_step() == (one.steps[0] if live else None)


def test_the_hold_of_a_day_is_the_one_that_stands_on_that_invoice() -> None:
    ended, standing = pause("a", since=MONDAY - days(9), until=MONDAY - days(1)), dispute("a")
    one = case(holds=(ended, dispute("b"), standing))
    assert one.hold_on("a", MONDAY) == standing
    assert one.hold_on("a", MONDAY - days(1)) == ended
    assert one.hold_on("c", MONDAY) is None


def test_a_decision_sees_what_is_still_owed_and_never_the_gross() -> None:
    holidays = frozenset({MONDAY})
    one = case(FIRST.book(payment(2500)), steps=(step(R1),), holds=(dispute(),))
    facts = one.facts(holidays)
    assert facts.invoices == (InvoiceFacts(FIRST.id, "F-1", FIRST.due_on, Money(7500), issued_on=FIRST.issued_on),)
    assert (facts.steps, facts.holds, facts.holidays) == (one.steps, one.holds, holidays)


def test_an_invoice_is_contested_until_its_dispute_is_ended() -> None:
    owed = invoice()
    assert case(owed, holds=(dispute(owed.id), dispute(owed.id, until=MONDAY))).contested_until(owed.id) == date.max
    assert case(owed, holds=(dispute(owed.id, until=MONDAY),)).contested_until(owed.id) == MONDAY
    assert case(owed, holds=(pause(owed.id), dispute("inv_other"))).contested_until(owed.id) is None
    told = replace(owed, statuses=(EInvoiceStatus(StatusCode.IN_DISPUTE, MORNING, MONDAY),))
    assert case(told).contested_until(owed.id) == date.max
    ended = replace(
        told, statuses=(*told.statuses, EInvoiceStatus(StatusCode.COMPLETED, MORNING + days(2), MONDAY + days(2)))
    )
    assert case(ended).contested_until(owed.id) == MONDAY + days(1)
