"""Takes back what was booked on an invoice by mistake: it counts no more, and nothing of the past is rewritten."""

import pytest

from chalicelib.domain.decision import Why
from chalicelib.domain.errors import CaseMoved, Invalid, NotFound
from chalicelib.domain.invoice import EntryWasCancelled
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.money import Money
from tests.builders import (
    CREDITOR,
    KEY,
    MONDAY,
    MORNING,
    Office,
    case,
    credit_note,
    creditor,
    days,
    debtor,
    invoice,
    payment,
)

LATE = invoice(due=MONDAY - days(3))
OTHER = invoice("F-2", due=MONDAY - days(2), cents=5000)
SLIP = "another customer's"


def office(*entries: object, **changes: object) -> Office:
    """It owes 100.00 and 50.00 less what was booked on the first."""
    made = Office()
    made.keep(case(LATE, OTHER, **changes))
    for entry in entries or (payment(),):
        made.pay(CREDITOR, LATE.id, entry, "key_1")  # type: ignore[arg-type]
    return made


def cancel(of: Office, reference: str = "VIR-1", reason: str = SLIP) -> None:
    of.cancel(CREDITOR, LATE.id, reference, reason, "Claire")


def kinds(of: Office) -> list[str]:
    return [e.kind for e in of.cases.history(KEY)]


@pytest.mark.parametrize("cents", [2500, 10000, 10001], ids=["a part", "the whole", "too much"])
def test_a_cancelled_payment_is_owed_again_and_the_case_is_looked_at_anew(cents: int) -> None:
    told = office(payment(cents), next_look_at=None)
    told.clock.advance(hours=5)
    after = told.cancel(CREDITOR, LATE.id, "VIR-1", SLIP, "Claire")
    assert after == told.case
    assert (told.case.open, told.case.next_look_at) == (Money(15000), told.clock.at)
    assert [i.id for i in told.cases.load(KEY).invoices] == [LATE.id, OTHER.id]


def test_the_history_keeps_the_payment_and_says_who_took_it_back_and_why() -> None:
    told = office(payment(2500))
    before = told.cases.history(KEY)
    cancel(told)
    *old, fact = told.cases.history(KEY)
    assert tuple(old) == before
    assert (fact.kind, fact.data) == (
        "EntryCancelled",
        {
            "by": "Claire",
            "invoice_id": LATE.id,
            "amount": {"cents": 2500, "currency": "EUR"},
            "on": "2026-11-23",
            "reference": "VIR-1",
            "reason": SLIP,
            "open_after": {"cents": 10000, "currency": "EUR"},
        },
    )


def test_a_credit_note_is_cancelled_alike_and_the_other_entries_stay() -> None:
    told = office(payment(2500), credit_note(3000))
    cancel(told, "AV-1")
    kept = told.case.invoice(LATE.id)
    assert (kept.entries, kept.cancelled[0].entry) == ((payment(2500),), credit_note(3000))


def test_cancelling_twice_changes_nothing() -> None:
    told = office()
    cancel(told)
    before, history = told.case, kinds(told)
    told.clock.advance(hours=1)
    assert told.cancel(CREDITOR, LATE.id, "VIR-1", "another reason", "Paul").invoice(LATE.id) == before.invoice(LATE.id)
    assert (told.case, kinds(told)) == (before, history)


def test_two_who_cancel_at_once_cancel_once() -> None:
    told = office()
    told.cases.interfere = lambda: cancel(told)
    cancel(told)
    assert kinds(told).count("EntryCancelled") == 1


def test_a_payment_that_comes_in_between_counts() -> None:
    told = office()
    told.cases.interfere = lambda: told.pay(CREDITOR, LATE.id, payment(4000, "VIR-2"), "key_1")
    cancel(told)
    assert told.case.invoice(LATE.id).open == Money(6000)


def test_the_request_may_be_sent_again_when_the_case_never_stops_moving() -> None:
    told = office()

    def moves() -> None:
        told.cases.commit(told.case, told.case, [], MORNING)
        told.cases.interfere = moves

    told.cases.interfere = moves
    with pytest.raises(CaseMoved):
        cancel(told)
    assert told.case.invoice(LATE.id).open == Money(0)


@pytest.mark.parametrize(
    ("creditor_id", "invoice_id", "reference"),
    [
        pytest.param(CREDITOR, "inv_none", "VIR-1", id="no such invoice"),
        pytest.param("cre_2", LATE.id, "VIR-1", id="another creditor's"),
        pytest.param(CREDITOR, LATE.id, "VIR-2", id="no such reference"),
        pytest.param(CREDITOR, OTHER.id, "VIR-1", id="booked on another invoice"),
    ],
)
def test_what_is_not_there_is_not_cancelled(creditor_id: str, invoice_id: str, reference: str) -> None:
    told = office()
    told.creditors.put(creditor(id="cre_2"))
    before = told.case
    with pytest.raises(NotFound):
        told.cancel(creditor_id, invoice_id, reference, SLIP, "Claire")
    assert told.case == before


def test_nothing_is_cancelled_without_a_reason() -> None:
    told = office()
    with pytest.raises(Invalid, match="say why, for the history"):
        cancel(told, reason=" ")
    assert told.case.invoice(LATE.id).open == Money(0)


def test_a_file_that_is_imported_again_does_not_book_it_again() -> None:
    told = office(payment(2500))
    cancel(told)
    before = told.case
    with pytest.raises(EntryWasCancelled, match="is booked under another reference"):
        told.pay(CREDITOR, LATE.id, payment(2500), "key_1")
    assert told.case == before
    assert told.pay(CREDITOR, OTHER.id, payment(2500), "key_1")[1], "where it belongs it is booked as it is"
    assert told.pay(CREDITOR, LATE.id, payment(2500, "VIR-1 bis"), "key_1")[1]


def test_a_letter_that_waits_for_the_post_and_had_reckoned_with_it_is_withdrawn() -> None:
    told = Office()
    told.keep(case(LATE.book(payment(2500)), debtor=debtor(email=None), next_look_at=MORNING))
    told.run()
    cancel(told)
    assert [s.state for s in told.case.steps] == [StepState.WITHDRAWN]
    told.wake(MONDAY + days(1))
    told.run()
    assert [s.state for s in told.case.steps] == [StepState.WITHDRAWN, StepState.UNPOSTED]
    assert [(one.to_pay.cents, len(one.lines[0].entries)) for one in told.press.printed] == [(7500, 1), (10000, 0)]


# What stood on no invoice before.


def why(of: Office) -> Why:
    return of.judge.decision_on(of.case, of.clock.at).reasons[0].why


def credited(cents: int = 5000) -> Office:
    made = Office()
    made.keep(case(LATE, OTHER))
    made.credited(cents, "VIR-1")
    return made


def test_a_credit_that_was_booked_on_the_invoice_stands_on_none_again() -> None:
    told = credited(10000)
    told.pay(CREDITOR, LATE.id, payment(10000), "key_1")
    assert (told.case.credits, why(told)) == ((), Why.PAID)
    cancel(told)
    assert (told.case.credits, why(told)) == ((credit_note(10000, "VIR-1"),), Why.IN_CREDIT)
    assert kinds(told)[-2:] == ["EntryCancelled", "CreditRestored"]
    assert told.cases.history(KEY)[-1].data["amount"] == {"cents": 10000, "currency": "EUR"}
    cancel(told)
    assert len(told.case.credits) == 1
    assert told.withdraw_credit("VIR-1").credits == ()
    assert why(told) is Why.SENDS


def test_a_credit_that_was_split_comes_back_part_by_part() -> None:
    told = credited()
    told.pay(CREDITOR, LATE.id, payment(3000), "key_1")
    told.pay(CREDITOR, OTHER.id, payment(2000), "key_1")
    cancel(told)
    assert [c.amount.cents for c in told.case.credits] == [3000]
    told.cancel(CREDITOR, OTHER.id, "VIR-1", SLIP, "Claire")
    assert [c.amount.cents for c in told.case.credits] == [5000]


def test_a_credit_comes_back_as_it_was_whatever_was_booked_of_it() -> None:
    for cents in (4999, 5000, 5001):
        told = credited()
        recorded = told.case.credits
        told.pay(CREDITOR, LATE.id, payment(cents), "key_1")
        cancel(told)
        assert told.case.credits == recorded, "a credit note stays one"


def test_a_credit_of_the_same_reference_that_stands_beside_the_entry_is_not_doubled() -> None:
    told = office()
    told.credited(2500, "VIR-1")
    cancel(told)
    assert [c.amount.cents for c in told.case.credits] == [2500]
    assert kinds(told)[-1] == "EntryCancelled"


def test_of_a_credit_whose_rest_a_person_took_back_what_was_booked_comes_back() -> None:
    """That money came; the rest was refunded."""
    told = credited()
    told.pay(CREDITOR, LATE.id, payment(3000), "key_1")
    told.withdraw_credit("VIR-1")
    cancel(told)
    assert [c.amount.cents for c in told.case.credits] == [3000]


def test_what_another_invoice_had_of_the_same_transfer_is_no_part_of_the_credit() -> None:
    told = Office()
    told.keep(case(LATE, OTHER))
    told.pay(CREDITOR, OTHER.id, payment(3000), "key_1")
    told.credited(7000, "VIR-1")
    told.pay(CREDITOR, LATE.id, payment(7000), "key_1")
    cancel(told)
    assert [c.amount.cents for c in told.case.credits] == [7000]


def test_money_that_never_stood_on_no_invoice_is_simply_gone() -> None:
    told = office()
    cancel(told)
    assert told.case.credits == ()
