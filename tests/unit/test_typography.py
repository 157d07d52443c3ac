"""Days and amounts as a reader expects them, to the code point."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.domain.money import Money
from chalicelib.domain.parties import Language
from chalicelib.domain.typography import (
    MONTHS,
    amount,
    day,
    elided,
    groups_of_four,
    groups_of_three,
    short_day,
    typeset,
    typeset_names,
)
from tests.letter_samples import CREDITOR

FR, EN = Language.FR, Language.EN


@pytest.mark.parametrize(
    ("cents", "french", "english"),
    [
        pytest.param(128450, "1\u202f284,50\u00a0€", "€1,284.50", id="thousands"),
        pytest.param(123456789, "1\u202f234\u202f567,89\u00a0€", "€1,234,567.89", id="millions"),
        pytest.param(99999, "999,99\u00a0€", "€999.99", id="below a thousand"),
        pytest.param(5, "0,05\u00a0€", "€0.05", id="five cents"),
        pytest.param(0, "0,00\u00a0€", "€0.00", id="nothing"),
        pytest.param(-5, "-0,05\u00a0€", "-€0.05", id="a credit of five cents"),
        pytest.param(-128450, "-1\u202f284,50\u00a0€", "-€1,284.50", id="a credit in thousands"),
    ],
)
def test_an_amount_reads_as_each_language_writes_it(cents: int, french: str, english: str) -> None:
    assert amount(Money(cents), FR) == french
    assert amount(Money(cents), EN) == english


@pytest.mark.parametrize(
    ("on", "french", "english"),
    [
        pytest.param(date(2026, 10, 31), "31\u00a0octobre\u00a02026", "31\u00a0October\u00a02026", id="the last"),
        pytest.param(date(2026, 5, 1), "1er\u00a0mai\u00a02026", "1\u00a0May\u00a02026", id="the first"),
        pytest.param(date(2026, 8, 11), "11\u00a0août\u00a02026", "11\u00a0August\u00a02026", id="eleven is no first"),
        pytest.param(date(2026, 2, 21), "21\u00a0février\u00a02026", "21\u00a0February\u00a02026", id="nor is 21"),
    ],
)
def test_a_day_reads_as_each_language_writes_it(on: date, french: str, english: str) -> None:
    assert day(on, FR) == french
    assert day(on, EN) == english


@pytest.mark.parametrize(
    ("on", "french", "english"),
    [
        pytest.param(date(2026, 10, 31), "31/10/2026", "31\u00a0Oct\u00a02026", id="two digits"),
        pytest.param(date(2026, 3, 4), "04/03/2026", "4\u00a0Mar\u00a02026", id="one digit"),
    ],
)
def test_a_short_day_cannot_be_misread_in_either_language(on: date, french: str, english: str) -> None:
    assert short_day(on, FR) == french
    assert short_day(on, EN) == english


@pytest.mark.parametrize("language", Language)
def test_every_language_has_twelve_months_of_its_own(language: Language) -> None:
    assert len(set(MONTHS[language])) == 12


def test_an_english_month_is_told_by_its_first_three_letters() -> None:
    assert len({m[:3] for m in MONTHS[EN]}) == 12


def test_an_iban_is_grouped_by_four_and_cannot_be_broken_over_two_lines() -> None:
    assert groups_of_four("FR7630006000011234567890189") == "\u00a0".join(
        ["FR76", "3000", "6000", "0112", "3456", "7890", "189"]
    )


def test_a_siren_is_grouped_by_three() -> None:
    assert groups_of_three("732829320") == "732\u00a0829\u00a0320"


@pytest.mark.parametrize("text", [amount(Money(128450), FR), day(date(2026, 5, 1), FR), groups_of_four("FR76300060")])
def test_a_figure_holds_no_plain_space_at_which_a_line_could_break(text: str) -> None:
    assert " " not in text


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        pytest.param("SARL au capital de 20 000 €", "SARL au capital de 20\u202f000\u00a0€", id="a capital"),
        pytest.param("SA, 1 234 567,50 €", "SA, 1\u202f234\u202f567,50\u00a0€", id="millions and cents"),
        pytest.param("SAS au capital de 900 euros", "SAS au capital de 900\u00a0euros", id="euros in letters"),
        pytest.param(
            "SA, 20 000 EUR, RCS 732 829 320", "SA, 20\u202f000\u00a0EUR, RCS 732\u202f829\u202f320", id="code"
        ),
        pytest.param("« Le Fournil » : 5 %", "«\u00a0Le Fournil\u00a0»\u00a0: 5\u00a0%", id="quotation and percent"),
        pytest.param("Qui ? Moi ! Là ; ici", "Qui\u00a0? Moi\u00a0! Là\u00a0; ici", id="signs of two parts"),
    ],
)
def test_a_text_typed_with_plain_spaces_breaks_at_none_that_belongs_to_a_figure_or_a_sign(
    typed: str, shown: str
) -> None:
    assert typeset(typed) == shown
    assert typeset(shown) == shown


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Pain & Vin, SARL", id="nothing to set"),
        pytest.param("Bâtiment 2 14 rue du 8 mai 1945", id="figures side by side"),
        pytest.param("CS 12345 69003 Lyon", id="a postcode"),
        pytest.param("Europe 2000 eurostyle", id="a word that begins like euro"),
        pytest.param("SARL: capital 10€", id="what was typed without a space"),
    ],
)
def test_other_spaces_are_left_as_typed(text: str) -> None:
    assert typeset(text) == text


def test_a_creditor_is_named_unbroken_and_its_account_stays_as_the_payer_copies_it() -> None:
    typed = replace(CREDITOR, name="Morel : 5 %", signatory="M. Morel ; C.", signatory_role="gérant ?")
    typed = replace(typed, bank=replace(typed.bank, holder="SARL MOREL : 20 000"))
    shown = typeset_names(typed)
    assert shown.legal_form == "SARL au capital de 15\u202f000\u00a0€"
    named = (shown.name, shown.signatory, shown.signatory_role)
    assert named == ("Morel\u00a0: 5\u00a0%", "M. Morel\u00a0; C.", "gérant\u00a0?")
    assert shown.bank == typed.bank


@pytest.mark.parametrize(
    ("word", "name", "shown"),
    [
        pytest.param("de", "Atelier Morel", "d’Atelier Morel", id="a vowel"),
        pytest.param("de", "Émilie Roy", "d’Émilie Roy", id="a vowel with its accent"),
        pytest.param("de", "E\u0301milie Roy", "d’E\u0301milie Roy", id="its accent typed apart"),
        pytest.param("de", "Œuvres vives", "d’Œuvres vives", id="two letters in one"),
        pytest.param("de", "EDF", "d’EDF", id="an abbreviation"),
        pytest.param("de", "« Aux Bons Pains »", "d’« Aux Bons Pains »", id="within quotation marks"),
        pytest.param("que", "Olivier & Fils", "qu’Olivier & Fils", id="que"),
        pytest.param("De", "Atelier Morel", "D’Atelier Morel", id="at the head of a sentence"),
        pytest.param("de", "Menuiserie Brunet", "de Menuiserie Brunet", id="a consonant"),
        pytest.param("de", "Hôtel du Parc", "de Hôtel du Parc", id="an h that may be mute"),
        pytest.param("de", "Hardy SARL", "de Hardy SARL", id="an h that may not"),
        pytest.param("de", "Yves Morel", "d’Yves Morel", id="y as a vowel"),
        pytest.param("de", "Yann Morel", "de Yann Morel", id="y before a vowel"),
        pytest.param("de", "11 rue Neuve", "de 11 rue Neuve", id="a figure"),
        pytest.param("de", "", "de ", id="nothing"),
    ],
)
def test_a_small_word_is_elided_before_a_name_that_begins_with_a_vowel(word: str, name: str, shown: str) -> None:
    assert elided(word, name) == shown
