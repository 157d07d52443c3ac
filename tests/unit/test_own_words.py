"""A creditor's own words stand in its letters and mails in the place of ours, and break nothing that must stand."""

import re
from dataclasses import replace

import pytest

from chalicelib.adapters.letters.press import JinjaPress
from chalicelib.adapters.letters.reading import paragraphs_of
from chalicelib.domain.errors import LetterUnlawful
from chalicelib.domain.letter import Letter, OwnText
from chalicelib.domain.level import Level
from chalicelib.domain.own_words import NAMES, faults_of, said_by_its_creditor
from chalicelib.domain.parties import DebtorKind, Language, OwnWords
from tests.letter_samples import CREDITOR, LINK, THREE, letter
from tests.samples import SAMPLES

R1, FR, EN = Level.REMINDER_1, Language.FR, Language.EN
WORDS = OwnWords(
    R1,
    FR,
    "rappel amical, [[invoices]]",
    (
        "Vous nous devez [[sum]] pour [[invoices]][[if several]] ([[numbers]])[[end]] depuis le [[due_on]].",
        "À bientôt !",
    ),
    ("[[signatory]] répond au [[phone]].",),
)


def said(of: Letter, *words: OwnWords) -> Letter:
    return said_by_its_creditor(replace(of, creditor=replace(of.creditor, words=words)))


def printed(of: Letter) -> str:
    return "\n".join(paragraphs_of(JinjaPress().letter_html(of)))


def test_they_stand_in_the_place_of_ours_in_letter_and_mail() -> None:
    one = said(SAMPLES["trader.reminder-1.fr"], WORDS)
    page, mail = printed(one), JinjaPress().mail_words(one, LINK)
    opening = "Vous nous devez 1\u202f284,50\u00a0€ pour la facture F-2026-0142 depuis le 30\u00a0octobre\u00a02026."
    for text in (page, mail.text):
        assert opening in text
        assert "À bientôt\u00a0!" in text
        assert "Camille Morel répond au 04 72 55 01 38." in text
        assert "simple oubli" not in text
        assert "nous chercherons une solution avec vous" not in text
    assert "Objet\u00a0: rappel amical, la facture F-2026-0142" in page
    assert mail.subject.startswith("rappel amical, la facture F-2026-0142 – ")
    assert mail.subject.endswith(one.reference)
    assert all(paragraph in mail.html for paragraph in one.own.ending)


def test_the_sum_and_its_day_are_asked_for_in_our_words_all_the_same() -> None:
    one = said(SAMPLES["trader.reminder-1.fr"], WORDS)
    ask = "Nous vous remercions de bien vouloir nous faire parvenir la somme de 1\u202f284,50\u00a0€ au plus tard le"
    assert ask in printed(one)
    assert ask in JinjaPress().mail_words(one, LINK).text


def test_of_several_they_say_so() -> None:
    several = said(letter(R1, invoices=THREE), WORDS)
    assert several.own.opening[0].startswith("Vous nous devez")
    assert "pour les 3 factures (F-2026-0131, F-2026-0144, F-2026-0142) depuis le 12" in several.own.opening[0]


def test_what_is_empty_leaves_ours() -> None:
    subject = said(SAMPLES["trader.reminder-1.fr"], OwnWords(R1, FR, "rappel"))
    ours = printed(SAMPLES["trader.reminder-1.fr"])
    assert printed(subject).replace("rappel\n", "", 1) != ours
    assert "simple oubli" in printed(subject)
    assert subject.own == OwnText("rappel")


@pytest.mark.parametrize("other", [OwnWords(Level.REMINDER_2, FR, "x"), OwnWords(R1, EN, "x")])
def test_those_of_another_level_or_language_are_not_these(other: OwnWords) -> None:
    one = SAMPLES["trader.reminder-1.fr"]
    assert said(one, other) == one
    assert said(one, other, WORDS).own.subject


def test_a_paragraph_of_which_nothing_is_so_is_none() -> None:
    words = OwnWords(R1, FR, opening=("[[if consumer]]Chère cliente[[end]]", "Bonjour"))
    assert said(SAMPLES["trader.reminder-1.fr"], words).own.opening == ("Bonjour",)
    assert said(SAMPLES["consumer.reminder-1.fr"], words).own.opening == ("Chère cliente", "Bonjour")


def test_a_consumers_mail_keeps_our_subject() -> None:
    """It names no invoice, which the creditor's own may."""
    one = said(SAMPLES["consumer.reminder-1.fr"], WORDS)
    assert JinjaPress().mail_words(one, LINK).subject == f"Atelier Morel – réf. {one.reference}"
    assert "rappel amical" in printed(one)


def test_a_formal_notice_says_what_the_law_has_after_them() -> None:
    words = OwnWords(Level.FORMAL_NOTICE, FR, opening=("Voici ce que vous nous devez.",), ending=("Merci.",))
    one = said(SAMPLES["trader.formal-notice.fr"], words)
    page, mail = printed(one), JinjaPress().mail_words(one, LINK).text
    for text in (page, mail):
        assert text.index("Voici ce que") < text.index("mettons en demeure") < text.index("Merci.")
        assert text.index("Merci.") < text.index("Si vous contestez")
    assert "article 1344 du Code civil" in page


@pytest.mark.parametrize(
    "paragraph",
    [
        "Sans réponse, un huissier saisira votre compte.",
        "Nous ajoutons 15 € de frais de dossier.",
        "Vous devez [[sum]] et 25,00 € de plus.",
        "Des pénalités de 30 % courent.",
    ],
)
def test_what_may_not_be_said_is_found_in_them(paragraph: str) -> None:
    one = said(SAMPLES["trader.reminder-1.fr"], OwnWords(R1, FR, ending=(paragraph,)))
    with pytest.raises(LetterUnlawful):
        JinjaPress().letter_html(one)
    with pytest.raises(LetterUnlawful):
        JinjaPress().mail_words(one, LINK)


def test_what_is_filled_in_is_a_text_and_no_page() -> None:
    odd = "<script>alert(1)</script> {{ 7*7 }} [[sum]] & Cie"
    one = SAMPLES["trader.reminder-1.fr"]
    named = said(replace(one, debtor=replace(one.debtor, name=odd)), OwnWords(R1, FR, opening=("Cher [[debtor]],",)))
    assert named.own.opening == (f"Cher {odd},",)
    page = JinjaPress().letter_html(named)
    assert "<script>" not in page
    assert "Cher &lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }} [[sum]] &amp; Cie," in page
    assert f"Cher {odd}," in JinjaPress().mail_words(named, LINK).text


@pytest.mark.parametrize(
    ("words", "field", "why"),
    [
        (OwnWords(R1, FR), "opening", "give a subject"),
        (OwnWords(Level.INSTALMENT, FR, "x"), "level", "the words of instalment are ours"),
        (OwnWords(R1, FR, "x" * 101), "subject", "100 characters at most"),
        (OwnWords(R1, FR, "Il reste [[sum]]"), "subject", r"\[\[sum\]\] is no name"),
        (OwnWords(R1, FR, "[[debtor]]"), "subject", "is no name"),
        (OwnWords(R1, FR, opening=("a",) * 7), "opening", "6 paragraphs at most"),
        (OwnWords(R1, FR, ending=("a",) * 7), "ending", "6 paragraphs at most"),
        (OwnWords(R1, FR, ending=("a", " ")), "ending.2", "is an empty paragraph"),
        (OwnWords(R1, FR, ending=("a", "[[if late]]")), "ending.2", r"has no \[\[end\]\]"),
        (OwnWords(R1, FR, opening=("x" * 1501,)), "opening.1", "1500 characters at most"),
        (OwnWords(Level.NOTICE, FR, opening=("avant le [[pay_by]]",)), "opening.1", "is no name"),
        (OwnWords(Level.NOTICE, FR, opening=("[[days_late]] jours",)), "opening.1", "is no name"),
    ],
)
def test_a_slip_is_named_by_its_place(words: OwnWords, field: str, why: str) -> None:
    (fault,) = faults_of(words)
    assert fault.field == field
    assert re.search(why, fault.message)


def test_a_subject_that_would_be_too_long_is_ours() -> None:
    long = letter(R1, creditor=replace(CREDITOR, words=(OwnWords(R1, FR, "[[numbers]] [[creditor]]"),)))
    named = replace(long, lines=tuple(replace(line, number="F" * 140) for line in long.lines))
    assert said(long, *long.creditor.words).own.subject == "F-2026-0142 Atelier Morel"
    assert said(named, *long.creditor.words).own.subject == ""


def test_good_ones_have_no_fault() -> None:
    assert not list(faults_of(WORDS))
    assert not list(faults_of(replace(WORDS, subject="x" * 100, opening=("x" * 1500,) * 6)))
    every = " ".join(f"[[{name}]]" for name in sorted(NAMES - {"pay_by", "days_late"}))
    whole = OwnWords(Level.NOTICE, EN, opening=(every,))
    assert not list(faults_of(whole))
    assert "[[" not in said(SAMPLES["trader.notice.en"], whole).own.opening[0]


def test_the_letter_carries_no_words_of_other_levels() -> None:
    one = said(letter(R1, creditor=replace(CREDITOR, words=(WORDS,))), WORDS)
    assert one.creditor.words == ()
    assert one.debtor.kind is DebtorKind.TRADER
