"""A claim that was declared is a task no more, and its debtor still hears nothing."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.domain.decision import Why
from chalicelib.domain.errors import Invalid, NotFound
from chalicelib.domain.hold import EVERYTHING, Hold, HoldKind
from chalicelib.domain.invoice import Invoice, Part
from chalicelib.domain.money import Money
from chalicelib.usecases.declare_claim import DeclareClaim
from chalicelib.usecases.hold_chase import EndHold, HoldChase
from tests.builders import KEY, MONDAY, Office, case, days, invoice, payment, row

PROOF = "1A 234, to the representative of the creditors"
TOMORROW = MONDAY + days(1)
OPENED = Hold(HoldKind.INSOLVENCY, EVERYTHING, MONDAY - days(20), "Claire", "BODACC")


def insolvent(*holds: Hold) -> Office:
    office = Office()
    office.keep(case(invoice(due=MONDAY - days(3))))
    for hold in holds or (OPENED,):
        HoldChase(office.change)(KEY, hold)
    return office


def declare(of: Office, on: date = MONDAY, proof: str = PROOF) -> None:
    DeclareClaim(of.change)(KEY, on, proof, "Claire")


def put(of: Office, owed: Invoice) -> None:
    """The invoice as it is now, whatever happened to it."""
    of.change(KEY, "Claire", lambda case, _: (case.with_invoice(owed), []))


def tasks(of: Office) -> list[str]:
    return [t.kind for t in of.judge.decision_on(of.case, of.clock.at).tasks]


def test_a_claim_that_was_declared_is_a_task_no_more_and_its_debtor_still_hears_nothing() -> None:
    told = insolvent()
    assert (tasks(told), told.case.waits_since) == (["declare-claim"], OPENED.since)
    declare(told, MONDAY - days(2))
    assert (tasks(told), told.case.waits_since) == ([], None)
    (reason,) = told.judge.decision_on(told.case, told.clock.at).reasons
    assert (reason.why, told.case.holds[0].stands(MONDAY + days(999))) == (Why.INSOLVENT, True)
    last = told.cases.history(KEY)[-1]
    assert (last.kind, last.data) == (
        "ClaimDeclared",
        {"by": "Claire", "on": (MONDAY - days(2)).isoformat(), "proof": PROOF},
    )


def test_to_say_it_twice_changes_nothing_and_to_say_it_otherwise_is_a_fact_of_its_own() -> None:
    told = insolvent()
    declare(told)
    once = told.case
    declare(told)
    assert told.case == once
    declare(told, MONDAY - days(1), "the receipt of the platform")
    assert (told.case.holds[0].declared_on, told.case.holds[0].proof) == (
        MONDAY - days(1),
        "the receipt of the platform",
    )
    assert [e.kind for e in told.cases.history(KEY)] == ["HoldPlaced", "ClaimDeclared", "ClaimDeclared"]


def test_what_turns_up_after_the_declaration_is_asked_about_anew() -> None:
    told = insolvent()
    declare(told)
    found = invoice("F-OLD", due=MONDAY - days(90), cents=5_000_000)
    put(told, found)
    (task,) = told.judge.decision_on(told.case, told.clock.at).tasks
    assert (task.kind, task.invoice_ids, task.by) == ("declare-claim", (found.id,), told.case.holds[0].act_by)
    declare(told)
    assert tasks(told) == []


def test_a_sum_that_was_taken_for_paid_at_the_declaration_is_declared_too() -> None:
    told = insolvent()
    paid = told.case.invoices[0].book(payment(9000))
    put(told, paid)
    declare(told)
    put(told, paid.cancel("VIR-1", MONDAY, "a slip"))
    assert tasks(told) == ["declare-claim"]


def test_an_invoice_in_parts_was_declared_as_a_whole() -> None:
    halves = tuple(Part(MONDAY - days(n), Money(5000)) for n in (9, 3))
    told = insolvent()
    put(told, replace(told.case.invoices[0], parts=halves))
    declare(told)
    assert tasks(told) == []


def test_what_was_paid_since_is_nothing_more_to_declare() -> None:
    told = insolvent()
    declare(told)
    paid = told.case.invoices[0].book(payment(4000))
    put(told, paid)
    assert tasks(told) == []


def test_what_was_declared_stays_so_when_it_is_told_again_after_a_dividend() -> None:
    told = insolvent()
    declare(told)
    paid = told.case.invoices[0].book(payment(4000))
    put(told, paid)
    before = told.case
    declare(told)
    assert told.case == before
    declare(told, proof="the receipt of the platform")
    put(told, paid.cancel("VIR-1", MONDAY, "a slip"))
    assert tasks(told) == []


def test_nothing_owed_was_declared_of_an_invoice_that_is_overpaid() -> None:
    told = insolvent()
    put(told, told.case.invoices[0].book(payment(12000)))
    declare(told)
    assert told.case.holds[0].declared == ()


def test_what_is_uploaded_after_the_declaration_is_listed_at_once() -> None:
    told = insolvent()
    declare(told)
    told.upload(row("F-NEW", due=MONDAY + days(90)))
    assert (tasks(told), told.case.waits_since) == (["declare-claim"], OPENED.since)


def test_an_insolvency_that_is_placed_again_after_the_declaration_is_the_same() -> None:
    told = insolvent()
    declare(told)
    HoldChase(told.change)(KEY, OPENED)
    assert (len(told.case.holds), tasks(told)) == (1, [])


def test_a_second_one_opens_the_task_anew_and_what_was_declared_before_keeps_its_day() -> None:
    told = insolvent()
    declare(told)
    HoldChase(told.change)(KEY, Hold(HoldKind.INSOLVENCY, EVERYTHING, MONDAY, "Claire", "another one, years later"))
    assert tasks(told) == ["declare-claim"]
    told.wake(TOMORROW)
    declare(told, TOMORROW)
    assert ([h.declared_on for h in told.case.holds], tasks(told)) == ([MONDAY, TOMORROW], [])


@pytest.mark.parametrize(
    ("on", "proof", "field"),
    [
        pytest.param(TOMORROW, PROOF, "on", id="tomorrow"),
        pytest.param(MONDAY, "  ", "proof", id="without proof"),
    ],
)
def test_a_day_to_come_and_a_word_without_proof_are_refused(on: date, proof: str, field: str) -> None:
    told = insolvent()
    with pytest.raises(Invalid) as refused:
        declare(told, on, proof)
    assert [p.field for p in refused.value.problems] == [field]
    assert tasks(told) == ["declare-claim"]


def test_where_no_insolvency_stands_there_is_nothing_to_declare() -> None:
    told = insolvent(Hold(HoldKind.PAUSE, EVERYTHING, MONDAY, "Claire", "a word with the director"))
    with pytest.raises(NotFound, match="no insolvency"):
        declare(told)
    ended = insolvent()
    EndHold(ended.change)(KEY, HoldKind.INSOLVENCY, EVERYTHING, "the plan of the court was kept", "Claire")
    with pytest.raises(NotFound, match="no insolvency"):
        declare(ended)
