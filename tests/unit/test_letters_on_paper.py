"""A letter that waits to be printed and posted says what is true, or is withdrawn: nobody posts a sum that was paid."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.domain.errors import NotFound
from chalicelib.domain.hold import HoldKind
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.money import Money
from chalicelib.domain.parties import Address, Language
from chalicelib.domain.policy import Channel
from chalicelib.domain.step import Step
from chalicelib.usecases.hold_chase import EndHold
from chalicelib.usecases.list_invoices import FetchLetter
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
    debtor,
    dispute,
    invoice,
    payment,
    row,
)
from tests.fakes import FixedPolicies

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
    return [s for s in office.case.steps if s.state is StepState.UNPOSTED]


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
    moved = [e.data for e in office.cases.history(KEY) if e.kind == "StepMoved" and e.data["state"] == "withdrawn"]
    assert [(m["by"], m["reason"]) for m in moved] == [("key_1", "what it says is no longer true")]


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


@pytest.mark.parametrize(
    "changes",
    [{"address": Address(("2 rue Neuve",), "44000", "Nantes")}, {"name": "Client renommé"}, {"language": Language.EN}],
    ids=lambda changes: next(iter(changes)),
)
def test_a_letter_to_an_old_address_or_name_is_made_anew(office: Office, changes: dict[str, Any]) -> None:
    changed = replace(row("F-9", due=MONDAY + days(60), who=replace(debtor(email=None), **changes)), says_language=True)
    office.upload(changed)
    assert on_paper(office) == []
    (new,) = next_day(office)
    assert new.level is Level.REMINDER_1


def test_a_letter_on_paper_is_withdrawn_when_the_debtor_can_be_written_to(office: Office) -> None:
    office.upload(row("F-9", due=MONDAY + days(60), who=debtor(email="neuf@client.test")))
    assert on_paper(office) == []
    assert next_day(office) == []
    assert [mail.to for mail in office.mailer.mails] == ["neuf@client.test"]


def other_invoice(office: Office, paid: int = 0) -> Invoice:
    """Due much later; what is paid on it beyond its 100.00 covers the others."""
    later = invoice("F-3", due=MONDAY + days(20), cents=10000)
    office.upload(row("F-3", due=later.due_on, cents=10000, paid=paid, who=debtor(email=None)))
    return later


def test_a_credit_on_another_invoice_makes_it_wrong(office: Office) -> None:
    office.pay(CREDITOR, other_invoice(office).id, payment(14000), "key_1")
    assert on_paper(office) == []
    (new,) = next_day(office)
    assert office.press.printed[-1].to_pay == Money(11000)
    office.pay(CREDITOR, SECOND.id, payment(11000, "VIR-2"), "key_1")
    assert on_paper(office) == [], new


def test_a_credit_in_an_upload_counts_alike(office: Office) -> None:
    other_invoice(office, paid=14000)
    assert on_paper(office) == []


def test_a_credit_that_moves_with_a_dispute_or_its_end_makes_it_wrong() -> None:
    """5000 too much on F-3 cover F-1; when F-1 is contested they cover F-2, which stands in a letter alone."""
    office = Office()
    overpaid = invoice("F-3", due=MONDAY - days(1), cents=1000).book(payment(11000))
    first = replace(FIRST, due_on=MONDAY - days(10))
    office.keep(
        case(first, SECOND, overpaid, debtor=debtor(email=None), suspended_emails=frozenset(), next_look_at=MORNING)
    )
    office.run()
    (old,) = on_paper(office)
    assert [item.invoice_id for item in old.items] == [SECOND.id]
    office.contest(KEY, first.id, "wrong-amount", "")
    assert on_paper(office) == [], "nothing is owed on F-2 now"
    assert next_day(office) == []
    EndHold(office.change)(KEY, HoldKind.DISPUTE, first.id, "", "creditor")
    office.wake(MONDAY + days(2))
    office.run()
    (new,) = on_paper(office)
    assert [item.invoice_id for item in new.items] == [SECOND.id]


def test_the_end_of_a_dispute_that_moves_a_credit_makes_a_letter_wrong() -> None:
    office = Office()
    overpaid = invoice("F-3", due=MONDAY - days(1), cents=1000).book(payment(5000))
    first = replace(FIRST, due_on=MONDAY - days(10))
    holds = (dispute(first.id, since=MONDAY - days(9)),)
    office.keep(case(first, SECOND, overpaid, debtor=debtor(email=None), holds=holds, next_look_at=MORNING))
    office.run()
    assert office.press.printed[-1].to_pay == Money(1000)
    EndHold(office.change)(KEY, HoldKind.DISPUTE, first.id, "", "creditor")
    assert on_paper(office) == []
    (new,) = next_day(office)
    assert {item.invoice_id for item in new.items} == {first.id, SECOND.id}
    kinds = [(e.kind, e.data["by"]) for e in office.cases.history(KEY)]
    place = kinds.index(("DisputeEnded", "creditor"))
    assert kinds[place + 1] == ("StepMoved", "creditor")


def test_paper_for_a_debtor_whose_mail_bounced_needs_an_address_of_the_post() -> None:
    office = Office()
    usual = debtor().email
    office.keep(
        case(FIRST, debtor=debtor(address=None), suspended_emails=frozenset({usual or ""}), next_look_at=MORNING)
    )
    office.run()
    assert office.press.printed[-1].debtor.email is None, "the press asks for what paper needs"


def test_a_letter_that_is_planned_for_the_post_goes_to_no_address_of_mail() -> None:
    """The creditor is told so before anything is printed, though its debtor has one."""
    by_post = tuple(replace(r, channels=(Channel.POST,)) for r in UNATTENDED.rungs)
    office = Office(policies=FixedPolicies(replace(UNATTENDED, rungs=by_post)))
    office.keep(case(FIRST))
    office.planned()
    assert [(s.state, s.channel, s.email) for s in office.case.steps] == [(StepState.PLANNED, Channel.POST, None)]


def test_what_falls_due_while_a_letter_waits_is_printed_with_it_once_its_week_is_over(office: Office) -> None:
    young = invoice("F-4", due=MONDAY - days(2))
    office.upload(row("F-4", due=young.due_on, who=debtor(email=None)))
    waiting = on_paper(office)
    for day in range(1, 8):
        assert run_on(office, day) == waiting
    (anew,) = run_on(office, 8)
    assert [item.invoice_id for item in anew.items] == [FIRST.id, SECOND.id, young.id]


def run_on(office: Office, day: int) -> list[Step]:
    office.wake(MONDAY + days(day))
    office.run()
    return on_paper(office)


def test_a_payment_of_another_invoice_leaves_it_alone(office: Office) -> None:
    other = invoice("F-3", due=MONDAY + days(20))
    office.upload(row("F-3", due=other.due_on, who=debtor(email=None)))
    before = on_paper(office)
    office.pay(CREDITOR, other.id, payment(100), "key_1")
    assert on_paper(office) == before
