"""A letter that waits to be printed and posted says what is true, or is withdrawn: nobody posts a sum that was paid."""

from dataclasses import replace

import pytest

from chalicelib.domain.errors import NotFound
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.parties import Address
from chalicelib.domain.policy import Level
from chalicelib.domain.step import Step
from chalicelib.usecases.list_invoices import FetchLetter
from tests.builders import CREDITOR, KEY, MONDAY, Office, case, credit_note, days, debtor, invoice, payment, row

FIRST = invoice("F-1", due=MONDAY - days(9), cents=10000)
SECOND = invoice("F-2", due=MONDAY - days(9), cents=5000)


@pytest.fixture
def office() -> Office:
    """Both invoices stand in a letter for a debtor without e-mail, printed on Monday."""
    office = Office()
    office.keep(case(FIRST, SECOND, debtor=debtor(email=None), next_look_at=office.clock.at))
    office.run()
    (printed,) = on_paper(office)
    assert (printed.on, len(printed.items)) == (MONDAY, 2)
    return office


def on_paper(office: Office) -> list[Step]:
    return [s for s in office.case.steps if s.state is StepState.UNDELIVERABLE]


def next_day(office: Office) -> list[Step]:
    office.wake(MONDAY + days(1))
    office.run()
    return on_paper(office)


def fetched(office: Office, step: Step) -> bytes:
    return FetchLetter(office.cases, office.documents)(CREDITOR, FIRST.id, step.reference)


@pytest.mark.parametrize("entry", [payment(1000), credit_note(1000)], ids=["payment", "credit note"])
def test_another_letter_is_made_when_less_is_owed(office: Office, entry: object) -> None:
    (old,) = on_paper(office)
    office.pay(CREDITOR, FIRST.id, entry, "key_1")  # type: ignore[arg-type]
    assert on_paper(office) == []
    assert office.case.next_look_at == office.clock.at
    with pytest.raises(NotFound):
        fetched(office, old)
    (new,) = next_day(office)
    assert (new.level, new.on) == (Level.REMINDER_1, MONDAY + days(1))
    assert b"9000" in fetched(office, new)
    moved = [e.data for e in office.cases.history(KEY) if e.kind == "StepMoved" and e.data["state"] == "cancelled"]
    assert [(m["by"], m["reason"]) for m in moved] == [("key_1", "what is owed has changed")]


def test_no_other_letter_is_made_when_nothing_is_owed_any_more(office: Office) -> None:
    office.pay(CREDITOR, FIRST.id, payment(10000), "key_1")
    office.pay(CREDITOR, SECOND.id, payment(5000), "key_1")
    assert next_day(office) == []


def test_a_payment_in_an_upload_counts_alike(office: Office) -> None:
    office.upload(row("F-1", due=FIRST.due_on, who=debtor(email=None), paid=1000))
    assert on_paper(office) == []
    assert b"9000" in fetched(office, next_day(office)[0])


def test_an_upload_that_changes_nothing_leaves_it_alone(office: Office) -> None:
    before = on_paper(office)
    same = debtor(email=None)
    office.upload(row("F-1", due=FIRST.due_on, who=same), row("F-9", due=MONDAY + days(60), who=same, line=3))
    assert on_paper(office) == before


def test_a_contested_invoice_stands_in_no_letter_to_post(office: Office) -> None:
    office.contest(KEY, FIRST.id, "wrong-amount", "")
    assert on_paper(office) == []
    (new,) = next_day(office)
    assert [item.invoice_id for item in new.items] == [SECOND.id]


def test_a_letter_to_an_old_address_is_made_anew(office: Office) -> None:
    moved = replace(debtor(email=None), address=Address(("2 rue Neuve",), "44000", "Nantes"))
    office.upload(row("F-9", due=MONDAY + days(60), who=moved))
    assert on_paper(office) == []
    (new,) = next_day(office)
    assert new.level is Level.REMINDER_1


def test_a_payment_of_another_invoice_leaves_it_alone(office: Office) -> None:
    other = invoice("F-3", due=MONDAY + days(20))
    office.upload(row("F-3", due=other.due_on, who=debtor(email=None)))
    before = on_paper(office)
    office.pay(CREDITOR, other.id, payment(100), "key_1")
    assert on_paper(office) == before
