"""A discount is booked with the money that earns it, taken back with it, and nobody is asked for what was earned."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from chalicelib.domain.early_payment import EARLY_PAYMENT, EarlyPaymentDiscount
from chalicelib.domain.errors import Invalid
from chalicelib.domain.invoice import Entry, EntryKind, Invoice
from chalicelib.domain.money import Money
from chalicelib.domain.plan import Instalment
from chalicelib.domain.promise import Promise, PromiseState
from chalicelib.domain.rate import Rate
from chalicelib.usecases.agree_plan import AgreePlan
from chalicelib.usecases.upload_invoices import Status
from tests.builders import (
    CREDITOR,
    KEY,
    MONDAY,
    MORNING,
    UNATTENDED,
    Office,
    case,
    credit_note,
    days,
    invoice,
    payment,
    row,
)
from tests.fakes import FixedPolicies

TWO = EarlyPaymentDiscount(Rate.percent("2"), 10)
# 100.00, due in 12 days: 98.00 settle it until the day after tomorrow.
OWED = invoice(due=MONDAY + days(12), discount=TWO)
LAST = MONDAY + days(2)
GRANTED = Entry(EntryKind.CREDIT_NOTE, MONDAY, Money(200), EARLY_PAYMENT)


def office(*invoices: Invoice, **changes: Any) -> Office:
    made = Office()
    made.keep(case(*(invoices or (OWED,)), next_look_at=MORNING, **changes))
    return made


def kinds(of: Office) -> list[str]:
    return [e.kind for e in of.cases.history(KEY)]


def pay(of: Office, entry: Entry) -> Invoice:
    return of.pay(CREDITOR, OWED.id, entry, "key_1")[0]


def test_the_payment_that_earns_it_has_it_booked_in_the_same_change() -> None:
    paid = office()
    before = paid.cases.commits
    after = pay(paid, payment(9800))
    assert (after.entries, after.open) == ((payment(9800), GRANTED), Money(0))
    assert paid.case.invoice(OWED.id) == after
    assert paid.cases.commits == before + 1
    told, granted = paid.cases.history(KEY)
    assert (told.kind, told.data["open_after"]["cents"]) == ("PaymentRecorded", 200)
    assert (granted.kind, granted.data) == (
        "DiscountEarned",
        {
            "by": "key_1",
            "invoice_id": OWED.id,
            "amount": {"cents": 200, "currency": "EUR"},
            "on": "2026-11-23",
            "open_after": {"cents": 0, "currency": "EUR"},
        },
    )


def test_the_same_payment_again_changes_nothing() -> None:
    paid = office()
    pay(paid, payment(9800))
    before, history = paid.case, kinds(paid)
    assert paid.pay(CREDITOR, OWED.id, payment(9800), "key_1")[1] is False
    assert (paid.case, kinds(paid)) == (before, history)


@pytest.mark.parametrize(
    ("entries", "left"),
    [
        pytest.param([payment(9800, on=LAST + days(1))], 200, id="a day late: the rest is owed"),
        pytest.param([payment(9799)], 201, id="a cent short"),
        pytest.param([payment(5000), payment(4800, "VIR-2", LAST)], 0, id="in two parts"),
        pytest.param([payment(10000)], -200, id="all was paid: a credit of the debtor's"),
        pytest.param([credit_note(1000), payment(8820, "VIR-1")], 0, id="after a credit note"),
    ],
)
def test_what_is_owed_then(entries: list[Entry], left: int) -> None:
    paid = office()
    paid.wake(LAST + days(5))
    for entry in entries:
        pay(paid, entry)
    assert paid.case.open == Money(left)


def test_the_day_of_the_payment_counts_and_not_that_of_its_booking() -> None:
    paid = office()
    paid.wake(OWED.due_on + days(1))
    assert pay(paid, payment(9800, on=LAST)).open == Money(0)
    assert (paid.case.invoice(OWED.id).entries[-1].on, paid.case.open) == (LAST, Money(0))


def test_nobody_hears_of_what_was_earned() -> None:
    paid = office()
    pay(paid, payment(9800))
    for later in range(90):
        paid.wake(MONDAY + days(later))
        paid.run()
    assert paid.mailer.mails == []


def test_who_pays_a_day_late_is_reminded_of_the_rest() -> None:
    paid = office()
    paid.wake(LAST + days(1))
    pay(paid, payment(9800, on=LAST + days(1)))
    paid.wake(OWED.due_on + days(3))
    paid.run()
    assert len(paid.mailer.mails) == 1


def test_a_payment_that_is_cancelled_takes_its_discount_back() -> None:
    paid = office()
    pay(paid, payment(9800))
    paid.cancel(CREDITOR, OWED.id, "VIR-1", "another customer's", "Claire")
    after = paid.case.invoice(OWED.id)
    assert (after.entries, after.open) == ((), Money(10000))
    assert [c.entry for c in after.cancelled] == [payment(9800), GRANTED]
    assert kinds(paid)[-2:] == ["EntryCancelled", "DiscountTakenBack"]
    assert [e.data["open_after"]["cents"] for e in paid.cases.history(KEY)[-2:]] == [9800, 10000]


def test_cancelling_what_did_not_earn_it_leaves_it() -> None:
    paid = office()
    pay(paid, payment(9800))
    pay(paid, payment(500, "VIR-2"))
    paid.cancel(CREDITOR, OWED.id, "VIR-2", "another customer's", "Claire")
    assert (paid.case.open, kinds(paid)[-1]) == (Money(0), "EntryCancelled")


def test_it_is_earned_anew_by_the_payment_that_came_instead() -> None:
    paid = office()
    pay(paid, payment(9800))
    paid.cancel(CREDITOR, OWED.id, "VIR-1", "another reference", "Claire")
    assert pay(paid, payment(9800, "VIR-2", MONDAY + days(1))).open == Money(0)
    assert kinds(paid)[-2:] == ["PaymentRecorded", "DiscountEarned"]


def test_a_credit_note_in_time_lessens_it_and_the_history_tells_both() -> None:
    paid = office()
    pay(paid, payment(9800))
    after = pay(paid, credit_note(1000))
    assert (after.entries[-1], after.open) == (replace(GRANTED, amount=Money(180)), Money(-980))
    told = paid.cases.history(KEY)[-3:]
    assert [(e.kind, e.data["open_after"]["cents"]) for e in told] == [
        ("PaymentRecorded", -1000),
        ("DiscountTakenBack", -800),
        ("DiscountEarned", -980),
    ]


def test_what_a_plan_had_reckoned_with_is_owed_beyond_it_and_the_discount_within() -> None:
    """50.00 came before the plan, 48.00 within it: these earned the discount that is lost with the 50.00."""
    paid = office(OWED, invoice("F-2", due=OWED.due_on))
    pay(paid, payment(5000))
    owed = (OWED.id, invoice("F-2").id)
    AgreePlan(paid.change, paid.ids)(KEY, owed, (Instalment(LAST + days(9), Money(15000)),), "Claire")
    paid.wake(MONDAY + days(1))
    pay(paid, payment(4800, "VIR-2", MONDAY + days(1)))
    assert paid.case.facts().plans[0].received == Money(5000)
    paid.cancel(CREDITOR, OWED.id, "VIR-1", "another customer's", "Claire")
    (plan,) = paid.case.facts().plans
    assert (paid.case.invoice(OWED.id).open, plan.beyond_cents, plan.received) == (Money(5200), 5000, Money(4800))


def test_its_reference_is_nobody_elses() -> None:
    paid = office()
    with pytest.raises(Invalid, match="ours"):
        pay(paid, credit_note(200, EARLY_PAYMENT))
    with pytest.raises(Invalid, match="ours"):
        paid.credited(200, EARLY_PAYMENT)
    pay(paid, payment(9800))
    with pytest.raises(Invalid, match="ours"):
        paid.cancel(CREDITOR, OWED.id, EARLY_PAYMENT, "no discount", "Claire")
    assert paid.case.open == Money(0)


def test_money_on_no_invoice_earns_it_once_it_is_booked_on_one() -> None:
    paid = office()
    paid.credited(9800, "VIR-1")
    assert paid.case.invoice(OWED.id).entries == ()
    pay(paid, replace(credit_note(9800), kind=EntryKind.PAYMENT, reference="VIR-1"))
    assert (paid.case.open, paid.case.credits) == (Money(0), ())
    paid.cancel(CREDITOR, OWED.id, "VIR-1", "on no invoice after all", "Claire")
    assert (paid.case.invoice(OWED.id).open, paid.case.credits[0].amount) == (Money(10000), Money(9800))


def test_an_upload_that_states_the_payment_books_it_too() -> None:
    told = Office()
    granting = replace(row(paid=9800, due=OWED.due_on, discount=TWO), paid_on=MONDAY)
    for status in (Status.CREATED, Status.UNCHANGED):
        assert [t.status for t in told.upload(granting).taken] == [status]
    assert (told.case.open, told.case.invoices[0].entries[-1]) == (Money(0), GRANTED)
    assert kinds(told) == ["InvoiceUploaded", "PaymentRecorded", "DiscountEarned"]


def test_an_upload_that_states_the_rest_of_it_books_it_too() -> None:
    told = Office()
    told.upload(row(due=OWED.due_on, discount=TWO))
    report = told.upload(replace(row(paid=9800, due=OWED.due_on), paid_on=MONDAY + days(1)))
    assert [t.status for t in report.taken] == [Status.UPDATED]
    assert told.case.open == Money(0)


def test_an_upload_that_counts_the_discount_as_paid_is_refused() -> None:
    told = Office()
    told.upload(replace(row(paid=9800, due=OWED.due_on, discount=TWO), paid_on=MONDAY))
    with pytest.raises(Invalid) as refused:
        told.upload(replace(row(paid=10000, due=OWED.due_on, discount=TWO), paid_on=MONDAY))
    assert "98.00 EUR of payments, and 100.00 EUR with its credit notes" in refused.value.problems[0].message


@pytest.mark.parametrize("is_known", [False, True], ids=["new", "known"])
def test_an_upload_that_states_all_as_paid_in_time_may_count_the_discount_and_is_refused(is_known: bool) -> None:
    told = Office()
    if is_known:
        told.upload(replace(row(paid=5000, due=OWED.due_on, discount=TWO), paid_on=MONDAY))
    whole = replace(row(paid=10000, due=OWED.due_on, discount=TWO), paid_on=MONDAY)
    with pytest.raises(Invalid) as refused:
        told.upload(whole)
    (problem,) = refused.value.problems
    assert (problem.field, problem.code) == ("paid_cents", "ambiguous")
    assert "100.00 EUR may be read two ways, for 98.00 EUR in time settle it with its discount" in problem.message
    assert ("take the invoice in without it" in problem.message) is not is_known


@pytest.mark.parametrize(
    ("paid", "on", "left"),
    [
        pytest.param(10000, LAST + days(1), 0, id="all, and too late for it"),
        pytest.param(9900, LAST, -100, id="more than settles it"),
        pytest.param(10100, LAST, -300, id="more than all"),
    ],
)
def test_another_sum_is_money(paid: int, on: date, left: int) -> None:
    told = Office()
    told.wake(on)
    report = told.upload(replace(row(paid=paid, due=OWED.due_on, discount=TWO), paid_on=on))
    assert told.case.open == Money(left)
    assert (report.taken[0].credit is not None) is (left < 0)


@pytest.mark.parametrize("paid", [0, 100])
def test_an_upload_with_another_discount_is_another_claim(paid: int) -> None:
    told = Office()
    told.upload(row(due=OWED.due_on))
    with pytest.raises(Invalid) as refused:
        told.upload(replace(row(paid=paid, due=OWED.due_on, discount=TWO), paid_on=MONDAY))
    assert "discount none, now 2.00 % until 10 days before the due date" in refused.value.problems[0].message


@pytest.mark.parametrize("by_upload", [False, True], ids=["booked", "uploaded"])
@pytest.mark.parametrize(
    ("promised_on", "state"),
    [(LAST, PromiseState.KEPT), (LAST - days(1), PromiseState.BROKEN)],
    ids=["in time", "late"],
)
def test_a_promise_is_settled_by_what_pays_the_invoice_with_its_discount(
    promised_on: date, state: PromiseState, by_upload: bool
) -> None:
    """However old the bank data is: all that is open was paid, and the day of that is known."""
    policy = replace(UNATTENDED, bank_data_days=3)
    paid = Office(policies=FixedPolicies(policy))
    paid.keep(case(OWED, promises=(Promise("p", (OWED.id,), promised_on, MONDAY, "debtor", 0),)))
    paid.wake(LAST + days(8))
    if by_upload:
        paid.upload(replace(row(paid=9800, due=OWED.due_on), paid_on=LAST))
    else:
        pay(paid, payment(9800, on=LAST))
    paid.run()
    assert [p.state for p in paid.case.promises] == [state]
