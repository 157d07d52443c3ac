"""Forty cases find the slip in a creditor's own words before a debtor does."""

from dataclasses import replace

import pytest

from chalicelib.adapters.letters.press import JinjaPress
from chalicelib.domain.errors import Invalid, LetterIncomplete
from chalicelib.domain.letter import Letter
from chalicelib.domain.level import LADDER, Level
from chalicelib.domain.mail import MailText
from chalicelib.domain.parties import DebtorKind, Language, OwnWords
from chalicelib.usecases.try_words import TryWords, cases
from tests.letter_samples import CREDITOR, TOLD

R1, FR = Level.REMINDER_1, Language.FR
GOOD = OwnWords(R1, FR, "rappel, [[invoices]]", ("Bonjour [[debtor]], il reste [[sum]].",), ("Merci.",))


def tried(*words: OwnWords) -> tuple[tuple[str, str], ...]:
    """The faults, by their place."""
    try:
        TryWords(JinjaPress())(replace(TOLD, words=words))
    except Invalid as invalid:
        return tuple((p.field, p.message) for p in invalid.problems)
    return ()


def test_there_are_forty_of_every_sort() -> None:
    known = list(cases(replace(CREDITOR, words=(GOOD,)), GOOD))
    assert len(known) == 40
    assert {(c.debtor.kind, len(c.lines)) for c in known} == {(k, n) for k in DebtorKind for n in (1, 3, 60)}
    assert len({c.debtor.name for c in known}) == 4
    assert {c.debtor.address.country for c in known if c.debtor.address} == {"FR", "BE"}
    assert {any(line.paid.cents for line in c.lines) for c in known} == {True, False}
    assert {any(line.was_contested for line in c.lines) for c in known} == {True, False}
    assert all(c.own.subject for c in known)


@pytest.mark.parametrize("level", LADDER)
@pytest.mark.parametrize("language", Language)
def test_good_words_are_taken_of_every_level(level: Level, language: Language) -> None:
    assert tried(replace(GOOD, level=level, language=language)) == ()


def test_a_slip_of_the_language_is_named_by_its_words_and_paragraph() -> None:
    ((field, why),) = tried(GOOD, OwnWords(Level.NOTICE, FR, ending=("a", "[[if late]]")))
    assert field == "words.2.ending.2"
    assert "has no [[end]]" in why


def test_two_for_one_level_and_language_are_a_slip() -> None:
    assert [field for field, _ in tried(GOOD, replace(GOOD, subject="other"))] == ["words.2"]
    assert tried(GOOD, replace(GOOD, language=Language.EN), replace(GOOD, level=Level.REMINDER_2)) == ()


def test_what_may_not_be_said_is_told_with_its_sentence() -> None:
    ((field, why),) = tried(replace(GOOD, ending=("Un huissier saisira votre compte.",)))
    assert field == "words.1"
    assert "« Un huissier saisira votre compte. »" in why
    assert "said to 'Menuiserie Brunet & Fils', a trader, of 1" in why


def test_what_may_not_be_said_to_some_is_found_although_it_may_to_others() -> None:
    """The indemnity is between businesses."""
    to_all = replace(GOOD, ending=("La loi prévoit une indemnité forfaitaire de 40 €.",))
    ((_, why),) = tried(to_all)
    assert "consumer-indemnity" in why
    to_traders = replace(GOOD, ending=("[[if trader]]La loi prévoit une indemnité forfaitaire de 40 €.[[end]]",))
    assert tried(to_traders) == ()


def test_what_cannot_be_printed_is_told() -> None:
    ((_, why),) = tried(replace(GOOD, opening=("Vite 💶",)))
    assert "a letter cannot show '\\U0001f4b6'" in why


def test_nor_in_a_part_for_somebody_else() -> None:
    for condition in ("consumer", "several", "public_body"):
        ((field, why),) = tried(replace(GOOD, ending=(f"Merci.[[if {condition}]] 💶[[end]]",)))
        assert (field, "a letter cannot show" in why) == ("words.1", True)


@pytest.mark.parametrize(
    "paragraph",
    [
        "[[if part_paid]][[if contested]]Un huissier saisira vos biens.[[end]][[end]]",
        "Vous devez 1 284,50 €.",
        "[[numbers]] [[sum]]",
        "[[if trader]]Le taux est de 12,40 %.[[end]]",
        "[[if public_body]]Le taux est de 10,40 %.[[end]]",
    ],
)
def test_what_is_so_of_one_sample_alone_is_found(paragraph: str) -> None:
    notice = OwnWords(Level.FORMAL_NOTICE, FR, ending=(paragraph,))
    assert [field for field, _ in tried(notice)] == ["words.1"]


def test_each_case_is_printed_as_letter_and_as_mail() -> None:
    class Watched:
        pages, mails, files = 0, 0, 0

        def cannot_draw(self, text: str) -> str:
            return ""

        def letter_html(self, letter: Letter) -> str:
            self.pages += 1
            return ""

        def letter_pdf(self, letter: Letter) -> bytes:
            self.files += 1
            return b""

        def mail_words(self, letter: Letter, link: str) -> MailText:
            self.mails += 1
            if self.mails == 40:
                raise LetterIncomplete("the last")
            return MailText("", "", "")

    press = Watched()
    with pytest.raises(Invalid, match="the last"):
        TryWords(press)(replace(CREDITOR, words=(GOOD,)))
    assert (press.pages, press.mails, press.files) == (40, 40, 1)


def test_without_words_nothing_is_tried() -> None:
    assert tried() == ()
