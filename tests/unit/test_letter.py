"""What a step says, as data."""

import re
from datetime import date
from typing import Any

import pytest

from chalicelib.domain.errors import LetterIncomplete
from chalicelib.domain.facts import Facts, InvoiceFacts
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.letter import Letter, payment_reference
from chalicelib.domain.letter_of_step import compose
from chalicelib.domain.level import LADDER, Level
from chalicelib.domain.money import Money, total
from chalicelib.domain.parties import Language
from chalicelib.domain.position import positions
from chalicelib.domain.step import StepItem
from tests.builders import MONDAY, SITE, credit_note, creditor, days, debtor, invoice, payment, step

R1, R2, FORMAL = Level.REMINDER_1, Level.REMINDER_2, Level.FORMAL_NOTICE
OLD = invoice("F-1", due=MONDAY - days(40), cents=10000, purchase_order="BC-9")
NEW = invoice("F-2", due=MONDAY - days(3), cents=5001)


def letter(*invoices: Invoice, level: Level = R2, items: tuple[StepItem, ...] | None = None, **who: Any) -> Letter:
    chosen = items if items is not None else tuple(StepItem(i.id, level) for i in invoices)
    placed = positions(Facts(tuple(InvoiceFacts(i.id, i.number, i.due_on, i.open) for i in invoices)), MONDAY)
    notices = {i.id: MONDAY - days(1) for i in invoices} if level is Level.FOLLOW_UP else {}
    return compose(creditor(), debtor(**who), invoices, step(level, items=chosen), SITE, placed, notices=notices)


def test_the_lines_are_those_of_the_step_by_due_date_each_at_its_own_level() -> None:
    said = letter(NEW, OLD, level=R2, items=(StepItem(NEW.id, R1), StepItem(OLD.id, R2)))
    assert [(line.number, line.level, line.days_late) for line in said.lines] == [("F-1", R2, 40), ("F-2", R1, 3)]
    assert said.level is R2


def test_invoices_due_on_one_day_come_by_number() -> None:
    first, second = invoice("F-9", due=MONDAY - days(3)), invoice("F-10", due=MONDAY - days(3))
    assert [line.number for line in letter(second, first).lines] == ["F-9", "F-10"]


def test_a_line_holds_what_was_booked_by_day() -> None:
    late, early = payment(2500, on=MONDAY - days(2)), credit_note(1, on=MONDAY - days(9))
    assert letter(OLD.book(late).book(early)).lines[0].entries == (early, late)


def test_an_invoice_is_left_out_when_the_step_does_not_list_it() -> None:
    said = letter(OLD, NEW, items=(StepItem(NEW.id, R1),))
    assert [line.number for line in said.lines] == ["F-2"]
    assert said.open == Money(5001)


def test_the_sum_is_what_is_still_owed_and_the_line_shows_how() -> None:
    part_paid = OLD.book(payment(2500)).book(credit_note(1))
    said = letter(part_paid, NEW)
    line = said.lines[0]
    assert (line.total, line.paid, line.open) == (Money(10000), Money(2501), Money(7499))
    assert said.open == Money(7499 + 5001)
    assert line.purchase_order == "BC-9"
    assert said.lines[1].entries == ()
    assert (line.issued_on, line.due_on) == (OLD.issued_on, OLD.due_on)


@pytest.mark.parametrize(
    ("level", "pay_by"),
    [
        pytest.param(Level.NOTICE, None, id="a notice leaves each line its own day"),
        pytest.param(R1, MONDAY + days(6), id="a first reminder gives six days"),
        pytest.param(R2, MONDAY + days(6), id="a second reminder gives six days"),
        pytest.param(Level.FINAL_REMINDER, MONDAY + days(8), id="a final reminder gives eight days"),
        pytest.param(FORMAL, MONDAY + days(15), id="a formal notice gives fifteen days"),
    ],
)
def test_the_last_day_to_pay_follows_the_level(level: Level, pay_by: date | None) -> None:
    assert letter(OLD, level=level).pay_by == pay_by


def test_the_letter_is_dated_on_the_day_of_its_step_and_speaks_the_debtors_language() -> None:
    said = letter(OLD, language=Language.EN)
    assert said.on == MONDAY
    assert said.language is Language.EN
    assert said.reference == step(R2).reference
    assert (said.creditor, said.portal_url) == (creditor(), SITE)
    assert said.debtor == debtor(language=Language.EN)


def test_the_same_step_composed_twice_is_the_same_letter() -> None:
    assert letter(OLD, NEW) == letter(NEW, OLD, items=(StepItem(OLD.id, R2), StepItem(NEW.id, R2)))


@pytest.mark.parametrize(
    "invoices",
    [
        pytest.param((OLD,), id="one listed invoice is not there"),
        pytest.param((OLD, NEW.book(payment(5001))), id="one is paid"),
        pytest.param((OLD, NEW.book(payment(5002))), id="one is overpaid"),
        pytest.param((), id="none is there"),
    ],
)
def test_no_letter_is_made_when_a_listed_invoice_is_not_owed(invoices: tuple[Invoice, ...]) -> None:
    with pytest.raises(LetterIncomplete, match="lists an invoice on which nothing is owed"):
        letter(*invoices, items=(StepItem(OLD.id, R2), StepItem(NEW.id, R1)))


def test_no_letter_is_made_when_the_step_lists_nothing() -> None:
    with pytest.raises(LetterIncomplete):
        letter(OLD, items=())


LATE_AT_R1 = StepItem(NEW.id, R1)
AHEAD = invoice("F-3", due=MONDAY + days(10), cents=700)
ALL = (StepItem(OLD.id, R2), LATE_AT_R1, StepItem(AHEAD.id, Level.NOTICE))


@pytest.mark.parametrize(
    ("level", "items", "claimed"),
    [
        pytest.param(Level.NOTICE, (StepItem(AHEAD.id, Level.NOTICE),), ["F-3"], id="a notice: what falls due"),
        pytest.param(R2, ALL, ["F-1", "F-2"], id="a reminder: what is past due, whatever its level"),
        pytest.param(FORMAL, (StepItem(OLD.id, FORMAL), *ALL[1:]), ["F-1"], id="a formal notice: its own level alone"),
    ],
)
def test_a_letter_asks_for_what_its_level_may_ask_for(
    level: Level, items: tuple[StepItem, ...], claimed: list[str]
) -> None:
    said = letter(OLD, NEW, AHEAD, level=level, items=items)
    assert [line.number for line in said.claimed] == claimed
    assert said.to_pay == total(line.open for line in said.claimed)


def test_nothing_but_what_is_past_due_is_put_into_default() -> None:
    said = letter(OLD, AHEAD, level=FORMAL, items=(StepItem(OLD.id, FORMAL), StepItem(AHEAD.id, FORMAL)))
    assert [line.number for line in said.claimed] == ["F-1"]


ONE_DAY_LATE = invoice("F-6", due=MONDAY - days(1))


@pytest.mark.parametrize(
    ("level", "shown", "at"),
    [
        pytest.param(FORMAL, ONE_DAY_LATE, FORMAL, id="a formal notice, one day late"),
        pytest.param(R2, ONE_DAY_LATE, Level.NOTICE, id="a reminder, one day late though only noticed"),
        pytest.param(R1, invoice("F-6", due=MONDAY), R1, id="a reminder on the due day, where the policy has one"),
    ],
)
def test_a_line_is_asked_for_from_its_first_day(level: Level, shown: Invoice, at: Level) -> None:
    said = letter(OLD, shown, level=level, items=(StepItem(OLD.id, level), StepItem(shown.id, at)))
    assert [line.number for line in said.claimed] == ["F-1", "F-6"]


OVERPAID = invoice("F-4").book(payment(10000 + 2500))


def test_what_was_overpaid_elsewhere_lessens_what_is_asked_for() -> None:
    said = letter(OLD, NEW, OVERPAID, items=(StepItem(OLD.id, R2), LATE_AT_R1))
    assert (said.open, said.credit, said.to_pay) == (Money(15001), Money(2500), Money(12501))
    assert letter(OLD).credit == Money(0)


def test_what_covers_an_invoice_that_is_only_mentioned_is_deducted_in_no_sum() -> None:
    """The oldest has the credit, and this formal notice asks for the other alone."""
    young = invoice("F-7", due=MONDAY - days(35), cents=20000)
    items = (StepItem(OLD.id, R1), StepItem(young.id, FORMAL))
    said = letter(OLD, young, OVERPAID, level=FORMAL, items=items)
    assert [(line.number, line.covered) for line in said.lines] == [("F-1", Money(2500)), ("F-7", Money(0))]
    assert (said.credit, said.to_pay) == (Money(0), Money(20000))


@pytest.mark.parametrize(
    ("cents", "is_written"),
    [pytest.param(2501, True, id="a cent is left"), pytest.param(2500, False, id="nothing is left")],
)
def test_no_letter_is_made_when_what_was_overpaid_covers_it(cents: int, is_written: bool) -> None:
    owed = invoice("F-5", due=MONDAY - days(3), cents=cents)
    if is_written:
        assert letter(owed, OVERPAID, items=(StepItem(owed.id, R1),)).to_pay == Money(1)
    else:
        with pytest.raises(LetterIncomplete, match="nothing to ask for"):
            letter(owed, OVERPAID, items=(StepItem(owed.id, R1),))


@pytest.mark.parametrize(
    ("level", "french", "english"),
    [
        (Level.NOTICE, "rappel-avant-echeance", "notice"),
        (Level.REMINDER_1, "relance-1", "reminder-1"),
        (Level.REMINDER_2, "relance-2", "reminder-2"),
        (Level.FINAL_REMINDER, "relance-avant-mise-en-demeure", "final-reminder"),
        (Level.FORMAL_NOTICE, "mise-en-demeure", "formal-notice"),
        (Level.FOLLOW_UP, "relance-apres-mise-en-demeure", "follow-up"),
    ],
)
def test_the_file_of_a_letter_is_named_in_its_language(level: Level, french: str, english: str) -> None:
    said = letter(OLD, level=level, language=Language.FR)
    assert said.file_name == f"{french}-{said.reference}.pdf"
    assert letter(OLD, level=level, language=Language.EN).file_name == f"{english}-{said.reference}.pdf"


@pytest.mark.parametrize("level", LADDER)
@pytest.mark.parametrize("language", Language)
def test_the_name_of_a_file_is_one_that_every_mail_program_can_write(level: Level, language: Language) -> None:
    assert re.fullmatch(r"[a-z0-9-]+-[A-Z2-7-]+\.pdf", letter(OLD, level=level, language=language).file_name)


def remainder(reference: str) -> int:
    """ISO 11649: the first four characters go last, letters count from 10, and the whole leaves 1 modulo 97."""
    moved = reference[4:] + reference[:4]
    return int("".join(str(int(c, 36)) for c in moved)) % 97


@pytest.mark.parametrize("debtor_id", [f"dbt_{n}" for n in range(40)])
def test_the_payment_reference_passes_the_check_that_a_bank_makes(debtor_id: str) -> None:
    reference = payment_reference("cre_1", debtor_id)
    assert len(reference) == 14
    assert reference[:2] == "RF"
    assert reference[2:].isdigit()
    assert remainder(reference) == 1


def test_the_check_fails_when_a_digit_is_mistyped() -> None:
    reference = payment_reference("cre_1", "dbt_1")
    wrong = reference[:-1] + str((int(reference[-1]) + 1) % 10)
    assert remainder(wrong) != 1


def test_the_payment_reference_is_the_cases_own_and_never_changes() -> None:
    assert payment_reference("cre_1", "dbt_1") == "RF240932132295"
    assert payment_reference("cre_1", "dbt_1") != payment_reference("cre_2", "dbt_1")
    assert payment_reference("cre_1", "dbt_1") != payment_reference("cre_1", "dbt_2")
    assert letter(OLD).payment_reference == payment_reference("cre_1", "dbt_1")
