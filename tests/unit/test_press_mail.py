"""The press: what the mail says that carries a letter, in its subject and both its bodies."""

import re

import pytest

from chalicelib.adapters.letters import words
from chalicelib.adapters.letters.press import JinjaPress
from chalicelib.domain.errors import LetterIncomplete
from chalicelib.domain.level import Level
from chalicelib.domain.parties import DebtorKind, Language
from chalicelib.domain.typography import amount
from tests.letter_samples import LINK, THREE, letter
from tests.letter_text import text_of
from tests.samples import SAMPLES

PRESS = JinjaPress()


def flat(text: str) -> str:
    return " ".join(text.replace(" | ", " ").split())


@pytest.mark.parametrize("name", SAMPLES)
def test_the_two_bodies_of_a_mail_say_the_same(name: str) -> None:
    mail = PRESS.mail_words(SAMPLES[name], LINK)
    assert flat(text_of(mail.html)) == flat(mail.text)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_mail_shows_one_address_in_full_and_fetches_nothing(name: str) -> None:
    mail = PRESS.mail_words(SAMPLES[name], LINK)
    assert re.findall(r'href="([^"]*)"', mail.html) == [LINK, LINK]
    assert set(re.findall(r"https?://[^\s\"<]+", mail.text + mail.html)) == {LINK}
    assert re.findall(r"<img|<link|<script|url\(|@import", mail.html) == []
    assert f">{LINK}</a>" in mail.html


@pytest.mark.parametrize("name", SAMPLES)
def test_a_subject_carries_the_reference_and_no_sum(name: str) -> None:
    sample = SAMPLES[name]
    subject = PRESS.mail_words(sample, LINK).subject
    assert sample.reference in subject
    assert "Atelier Morel" in subject
    debt = r"€|dette|impay|debt|unpaid|overdue|mise en demeure|relance|rappel|retard|formal notice|reminder|late"
    assert re.findall(debt, subject, re.IGNORECASE) == []
    assert sample.debtor.name not in subject
    assert "\n" not in subject


def test_a_subject_names_the_invoice_or_their_number_but_not_to_a_consumer() -> None:
    reference = letter(Level.REMINDER_1).reference
    one = PRESS.mail_words(letter(Level.REMINDER_1), LINK).subject
    three = PRESS.mail_words(letter(Level.REMINDER_1, invoices=THREE), LINK).subject
    notice = letter(Level.FORMAL_NOTICE)
    consumer = letter(Level.FORMAL_NOTICE, DebtorKind.CONSUMER)
    assert PRESS.mail_words(notice, LINK).subject == f"Facture F-2026-0142 – Atelier Morel – réf. {notice.reference}"
    assert one == f"Facture F-2026-0142 – Atelier Morel – réf. {reference}"
    assert three == f"3\u00a0factures – Atelier Morel – réf. {reference}"
    assert PRESS.mail_words(consumer, LINK).subject == f"Atelier Morel – réf. {consumer.reference}"
    assert "€" not in PRESS.mail_words(consumer, LINK).html.split("display:none")[1].split("</div>")[0]


@pytest.mark.parametrize("name", SAMPLES)
def test_a_mail_names_the_sum_before_it_speaks_of_it(name: str) -> None:
    sample = SAMPLES[name]
    text = PRESS.mail_words(sample, LINK).text
    # What asks for nothing speaks of no sum before its end.
    before = text[: text.index(amount(sample.to_pay, sample.language))] if sample.asks_to_pay else text
    assert re.findall("cette somme|la somme indiquée|this amount|the amount stated", before) == []


@pytest.mark.parametrize("name", SAMPLES)
def test_a_mail_is_checked_against_what_did_not_come_with_it(name: str) -> None:
    """Its own reference and its own letter prove nothing: whoever forges the one forges the other."""
    mail, sample = PRESS.mail_words(SAMPLES[name], LINK), SAMPLES[name]
    (check,) = (p for p in mail.text.split("\n\n") if p.startswith(("Pour vérifier", "To check")))
    french = ("contrat", "devis", "factures", "numéro que vous connaissez déjà", "quatre derniers")
    english = ("contract", "quote", "invoices", "number you already know", "last four")
    assert all(said in check for said in (french if sample.language is Language.FR else english))
    assert sample.portal_url.removeprefix("https://") in check
    assert sample.reference not in check


def test_an_invoice_number_is_not_broken_at_its_hyphens() -> None:
    sample = letter(Level.FORMAL_NOTICE)
    mail, page = PRESS.mail_words(sample, LINK), PRESS.letter_html(sample)
    whole = '<span style="white-space:nowrap">F-2026-0142</span>'
    head, body = mail.html.split("</head>")
    assert body.count(whole) == body.count("F-2026-0142") == 2
    assert f"mise en demeure de payer la facture {whole}" in page
    assert whole not in head + page.split("</head>")[0]
    assert "F-2026-0142" in mail.text


@pytest.mark.parametrize("number", ["39", "a", "FACT/2026/11/000000000142-BIS", "<b>-&-1</b>"])
def test_a_number_kept_whole_stays_the_text_it_is(number: str) -> None:
    shown = str(words._whole("l'<i>&</i> " + number + " a39", number))
    assert text_of(shown) == "l'<i>&</i> " + number + " a39\n"
    assert ("nowrap" in shown) is (len(number) <= 20)


@pytest.mark.parametrize("link", ["", "javascript:alert(1)", "https://a.example/ b"])
def test_a_mail_needs_a_web_address_for_its_link(link: str) -> None:
    with pytest.raises(LetterIncomplete, match="web address"):
        PRESS.mail_words(letter(Level.FORMAL_NOTICE), link)
