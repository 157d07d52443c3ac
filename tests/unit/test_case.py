"""All that is open between one creditor and one debtor, as a value."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.domain.e_invoice import EInvoiceStatus, StatusCode
from chalicelib.domain.errors import NotFound
from chalicelib.domain.facts import InvoiceFacts
from chalicelib.domain.hold import last_in_time
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.money import Money
from chalicelib.domain.parties import Contact
from chalicelib.domain.plan import Instalment, Plan
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
    assert one.facts().suspended == ((email,) if email and email == suspended else ())


def test_an_address_that_takes_no_mail_counts_once_though_a_contact_has_it_too() -> None:
    who = debtor(email="a@x.test", contacts=(Contact("Zoé", email="a@x.test"), Contact("Max", email="b@x.test")))
    facts = case(debtor=who, suspended_emails=frozenset({"a@x.test", "old@x.test"})).facts()
    assert (facts.suspended, facts.email) == (("a@x.test",), "b@x.test")


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
    one = case(FIRST.book(payment(2500)), steps=(step(R1),), holds=(dispute(FIRST.id),))
    facts = one.facts(holidays)
    assert facts.invoices == (InvoiceFacts(FIRST.id, "F-1", FIRST.due_on, Money(7500), issued_on=FIRST.issued_on),)
    assert (facts.steps, facts.holds, facts.holidays) == (one.steps, one.holds, holidays)


def test_an_invoice_is_contested_until_its_dispute_is_ended() -> None:
    owed = invoice()
    assert case(owed, holds=(dispute(owed.id), dispute(owed.id, until=MONDAY))).contested_until(owed) == date.max
    assert case(owed, holds=(dispute(owed.id, until=MONDAY),)).contested_until(owed) == MONDAY
    assert case(owed, holds=(pause(owed.id), dispute("inv_other"))).contested_until(owed) is None
    told = replace(owed, statuses=(EInvoiceStatus(StatusCode.IN_DISPUTE, MORNING, MONDAY),))
    assert case(told).contested_until(told) == date.max
    ended = replace(
        told, statuses=(*told.statuses, EInvoiceStatus(StatusCode.APPROVED, MORNING + days(2), MONDAY + days(2)))
    )
    assert case(ended).contested_until(ended) == MONDAY + days(1)


def cancelled_on(count: int) -> Invoice:
    """A payment of 40.00 of Monday, taken back so many days later."""
    return SECOND.book(payment(4000)).cancel("VIR-1", MONDAY + days(count), "a slip")


def test_a_decision_sees_what_is_owed_without_what_was_cancelled() -> None:
    assert [i.open.cents for i in case(cancelled_on(1)).facts().invoices] == [5000]


@pytest.mark.parametrize(
    ("day", "count", "last"),
    [
        pytest.param(MONDAY + days(2), 9, MONDAY + days(11), id="cancelled when it was late"),
        pytest.param(MONDAY + days(9), 9, MONDAY + days(12), id="cancelled on its day"),
        pytest.param(MONDAY + days(2), 0, MONDAY + days(5), id="cancelled the day it was booked"),
        pytest.param(MONDAY - days(9), 9, MONDAY - days(6), id="late before it was booked"),
    ],
)
def test_nobody_has_to_pay_in_time_what_was_taken_for_paid(day: date, count: int, last: date) -> None:
    """Three days of grace run anew from the day before the cancellation."""
    one = cancelled_on(count)
    after = case(one).excused(one.id, one.cancelled[0].entry, MONDAY + days(count), "a slip").facts()
    assert last_in_time(day, 3, (one.id,), after.holds) == last
    assert not any(h.stands(MONDAY + days(count)) for h in after.holds)
    assert last_in_time(day, 3, ("another",), after.holds) == day + days(3)


@pytest.mark.parametrize(
    ("paid", "received"), [(0, 0), (1000, 1000), (5000, 5000), (6000, 6000), (9000, 6000)], ids=str
)
def test_what_a_plan_received_leaves_out_what_came_to_be_owed_beyond_it(paid: int, received: int) -> None:
    """60.00 were agreed on when 40.00 of 100.00 were taken for paid."""
    plan = Plan(
        "p", (FIRST.id,), (Instalment(MONDAY, Money(6000)),), MONDAY, "creditor", Money(0), 3, beyond_cents=4000
    )
    owed = FIRST.book(payment(paid)) if paid else FIRST
    assert case(owed, plans=(plan,)).facts().plans[0].received == Money(received)
