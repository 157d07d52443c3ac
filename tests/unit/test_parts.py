"""An invoice that falls due in parts: each is chased by itself, and the letter asks for what is due."""

from datetime import date

from chalicelib.domain.case_view import InvoiceStatus, view_of
from chalicelib.domain.hold import Hold, HoldKind
from chalicelib.domain.invoice import Invoice, Part
from chalicelib.domain.letter_of_step import compose
from chalicelib.domain.level import Level
from chalicelib.domain.money import Money
from chalicelib.domain.position import positions
from chalicelib.domain.step import StepItem, claim_id, invoice_of
from tests.builders import (
    CREDITOR,
    KEY,
    MONDAY,
    MORNING,
    SITE,
    Office,
    case,
    creditor,
    days,
    debtor,
    invoice,
    payment,
    step,
)

R1, R2 = Level.REMINDER_1, Level.REMINDER_2


def in_thirds(*due: date, cents: int = 10000) -> Invoice:
    """300 EUR in parts of 100."""
    plain = invoice(due=due[0], cents=cents * len(due))
    return Invoice(
        plain.id, plain.number, MONDAY - days(90), due[0], plain.total, parts=tuple(Part(d, Money(cents)) for d in due)
    )


THIRDS = in_thirds(MONDAY - days(33), MONDAY - days(3), MONDAY + days(27))


def test_what_was_paid_covers_the_first_parts() -> None:
    assert [(n, p.amount.cents) for n, p in THIRDS.open_parts()] == [(1, 10000), (2, 10000), (3, 10000)]
    some = THIRDS.book(payment(12500))
    assert [(n, p.amount.cents) for n, p in some.open_parts()] == [(2, 7500), (3, 10000)]
    assert (some.next_due_on, some.days_late(MONDAY)) == (MONDAY - days(3), 3)


def test_an_invoice_without_parts_or_paid_in_full_is_one_whole() -> None:
    plain = invoice(cents=10000)
    assert [(n, p.amount.cents) for n, p in plain.open_parts()] == [(0, 10000)]
    assert [(n, p.amount.cents) for n, p in THIRDS.book(payment(30000)).open_parts()] == [(0, 0)]
    assert [(n, p.amount.cents) for n, p in THIRDS.book(payment(30001)).open_parts()] == [(0, -1)]


def test_a_part_is_told_from_its_invoice_by_its_id() -> None:
    assert [claim_id("inv_a", n) for n in (0, 2)] == ["inv_a", "inv_a/2"]
    assert {invoice_of(name) for name in ("inv_a", "inv_a/2")} == {"inv_a"}


def test_the_ladder_knows_each_part_that_is_open() -> None:
    facts = case(THIRDS.book(payment(10000))).facts()
    assert [(i.id, i.due_on, i.open.cents, i.part_of) for i in facts.invoices] == [
        (f"{THIRDS.id}/2", MONDAY - days(3), 10000, THIRDS.id),
        (f"{THIRDS.id}/3", MONDAY + days(27), 10000, THIRDS.id),
    ]


def test_a_letter_lists_the_parts_by_name_and_asks_for_those_that_are_due() -> None:
    office = Office()
    office.keep(case(THIRDS, next_look_at=MORNING))
    office.run()
    (sent,) = office.case.steps
    assert sent.items == (StepItem(f"{THIRDS.id}/1", R1), StepItem(f"{THIRDS.id}/2", R1))
    assert sent.invoice_ids == (THIRDS.id,)
    placed = positions(office.case.facts(), MONDAY)
    letter = compose(creditor(), debtor(), office.case.invoices, sent, SITE, placed)
    assert [(x.number, x.due_on, x.open.cents, x.days_late) for x in letter.lines] == [
        ("F-1 (1/3)", MONDAY - days(33), 10000, 33),
        ("F-1 (2/3)", MONDAY - days(3), 10000, 3),
    ]
    assert letter.to_pay == Money(20000)


def test_a_part_that_is_paid_leaves_the_next_one_on_its_own_ladder() -> None:
    office = Office()
    heard = step(R1, on=MONDAY - days(30), items=(StepItem(f"{THIRDS.id}/1", R1),))
    heard = heard.move("render").move("claim").move("accept").move("deliver")  # type: ignore[arg-type]
    office.keep(case(THIRDS, steps=(heard,), next_look_at=MORNING))
    office.pay(CREDITOR, THIRDS.id, payment(10000), "key_1")
    office.run()
    assert office.case.steps[-1].items == (StepItem(f"{THIRDS.id}/2", R1),)


def test_the_letter_of_a_part_that_was_paid_in_part_states_the_part_alone() -> None:
    some = THIRDS.book(payment(2500))
    items = (StepItem(f"{THIRDS.id}/1", R1),)
    letter = compose(creditor(), debtor(), (some,), step(R1, items=items), SITE, positions(case(some).facts(), MONDAY))
    (line,) = letter.lines
    assert (line.total.cents, line.paid.cents, line.open.cents, line.entries) == (10000, 2500, 7500, ())


def test_the_debtor_sees_one_invoice_with_its_next_due_date() -> None:
    paid = case(THIRDS.book(payment(10000)))
    (shown,) = view_of(paid, creditor(), MONDAY, paid.facts()).invoices
    assert (shown.due_on, shown.open.cents, shown.days_late, shown.status) == (
        MONDAY - days(3),
        20000,
        3,
        InvoiceStatus.OVERDUE,
    )


def test_a_contest_of_a_part_of_the_amount_is_taken_off_what_is_shown() -> None:
    contest = Hold(HoldKind.DISPUTE, THIRDS.id, MONDAY, "debtor", "wrong-amount", amount=Money(12000))
    contested = case(THIRDS, holds=(contest,))
    view = view_of(contested, creditor(), MONDAY, contested.facts())
    (shown,) = view.invoices
    assert (shown.status, shown.disputed.cents, shown.to_pay.cents) == (InvoiceStatus.OVERDUE, 12000, 18000)
    assert (view.open.cents, view.to_pay.cents, view.contested.cents) == (30000, 18000, 12000)


def test_the_history_names_the_invoice_and_not_its_parts() -> None:
    office = Office()
    office.keep(case(THIRDS, next_look_at=MORNING))
    office.run()
    assert {n for e in office.cases.history(KEY) for n in e.data["invoice_ids"]} == {THIRDS.id}
