"""A letter is read before it goes out: what it lacks, or may not say, is named, and nothing is printed."""

from dataclasses import replace
from datetime import date
from typing import Any, cast

import pytest

from chalicelib.adapters.letters import reading
from chalicelib.adapters.letters.press import JinjaPress
from chalicelib.adapters.letters.reading import paragraphs_of, read_letter, read_mail
from chalicelib.domain.errors import LetterUnlawful
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.mail import MailText
from chalicelib.domain.parties import DebtorKind, Language
from chalicelib.domain.task import TaskKind
from chalicelib.law.mentions import lacking
from tests.builders import MONDAY, Office, case, days, invoice
from tests.letter_samples import LINK, letter
from tests.samples import SAMPLES

PRESS = JinjaPress()
NOTICE = letter(Level.FORMAL_NOTICE)
PAGE = PRESS.letter_html(NOTICE)

# What is taken out of the page of a formal notice, and what is missed then.
MENTIONS = [
    ("creditor", "SARL au capital de"),
    ("creditor", "812 345 676"),
    ("creditor-address", "18 rue de l’Arbre-Sec"),
    ("creditor-address", "facturation@ateliermorel.example"),
    ("debtor", "Menuiserie Brunet"),
    ("debtor", "38500 Voiron"),
    ("signatory", "Camille Morel"),
    ("reference", NOTICE.reference),
    ("sum", "1\u202f284,50"),
    ("day", "14 décembre 2026"),
    ("account", "FR76"),
    ("payment-reference", "RF08"),
    ("data-notice", "responsable du traitement"),
    ("genuine", "https://relance.example/fr/atelier-morel/"),
    ("invoice", "30/09/2026"),
    ("invoice", "30/10/2026"),
    ("heading", "ise en demeure"),
    ("article-1344", "article 1344"),
    ("right-to-contest", "Si vous contestez"),
    ("consequence", "nous nous réservons la possibilité de saisir"),
    ("articles", "L441-10"),
    ("articles", "D441-5"),
]


@pytest.mark.parametrize(("mention", "gone"), MENTIONS, ids=str)
def test_a_formal_notice_that_lacks_a_mention_is_refused_and_says_which(mention: str, gone: str) -> None:
    # Names are set with spaces that do not break.
    page = PAGE.replace("\u00a0", " ")
    assert gone in page
    with pytest.raises(LetterUnlawful, match=f"lacks-{mention}: "):
        read_letter(page.replace(gone, "–"), NOTICE)


@pytest.mark.parametrize(
    ("kind", "cited"), [(DebtorKind.CONSUMER, "1231-6"), (DebtorKind.PUBLIC_BODY, "R2192-31")], ids=str
)
@pytest.mark.parametrize("language", Language)
def test_the_articles_are_those_of_its_kind_of_debtor(kind: DebtorKind, cited: str, language: Language) -> None:
    sample = letter(Level.FORMAL_NOTICE, kind, language)
    said = paragraphs_of(PRESS.letter_html(sample))
    assert list(lacking(said, sample)) == []
    without = [text.replace(cited, "") for text in said]
    assert [f.rule for f in lacking(without, sample)] == ["lacks-articles"]


@pytest.mark.parametrize("language", Language)
def test_a_notice_says_the_discount_that_it_has(language: Language) -> None:
    sample = SAMPLES[f"trader-discount.notice.{language}"]
    said = paragraphs_of(PRESS.letter_html(sample))
    assert list(lacking(said, sample)) == []
    for gone in ("1\u202f258,81" if language is Language.FR else "1,258.81", "20\u00a0"):
        without = [text.replace(gone, "–") for text in said]
        assert [f.rule for f in lacking(without, sample)] == ["lacks-discount"]


def test_a_notice_that_claims_a_discount_which_its_data_do_not_have_is_refused() -> None:
    granted, plain = (SAMPLES[f"{name}.notice.fr"] for name in ("trader-discount", "trader"))
    page, mail = PRESS.letter_html(granted), PRESS.mail_words(granted, LINK)
    for other in (plain, replace(plain, level=Level.REMINDER_1, pay_by=MONDAY)):
        with pytest.raises(LetterUnlawful, match="discount: « En réglant"):
            read_letter(page, other)
        with pytest.raises(LetterUnlawful, match="discount: « En réglant"):
            read_mail(mail, other)


def test_a_reminder_needs_no_mention_of_a_formal_notice() -> None:
    sample = letter(Level.REMINDER_1)
    said = paragraphs_of(PRESS.letter_html(sample))
    assert "article 1344" not in " ".join(said)
    assert list(lacking(said, sample)) == []


@pytest.mark.parametrize("name", SAMPLES)
def test_no_letter_and_no_mail_of_ours_says_what_it_may_not(name: str) -> None:
    """Both are read as they are printed; here once more, so that a reader that is gone is noticed."""
    sample = SAMPLES[name]
    read_letter(PRESS.letter_html(sample), sample)
    mail = PRESS.mail_words(sample, LINK)
    read_mail(mail, sample)
    threat = "Nous saisirons le tribunal." if sample.language is Language.FR else "We will take you to court."
    with pytest.raises(LetterUnlawful, match="court-certain"):
        read_mail(replace(mail, text=f"{mail.text}\n{threat}\n"), sample)


def test_the_subject_of_a_mail_is_read_too() -> None:
    with pytest.raises(LetterUnlawful, match="last-word: « Dernier avis »"):
        read_mail(MailText("Dernier avis", "Bonjour.", "<p>Bonjour.</p>"), NOTICE)


def test_all_that_is_wrong_is_named_up_to_ten_findings() -> None:
    with pytest.raises(LetterUnlawful) as refused:
        read_letter("<p>Votre mauvaise foi. Votre silence vaudra aveu.</p>", NOTICE)
    told = str(refused.value)
    assert "insult: « Votre mauvaise foi. »" in told
    assert "silence: « Votre silence vaudra aveu. »" in told
    assert told.endswith("; and more")
    assert told.count(": «") == 10


@pytest.fixture
def a_page_that_threatens(monkeypatch: pytest.MonkeyPatch) -> None:
    """As it would be read once somebody had written so in a template."""
    kept = reading.paragraphs_of
    monkeypatch.setattr(reading, "paragraphs_of", lambda page: [*kept(page), "Nous saisirons vos comptes."])


@pytest.mark.usefixtures("a_page_that_threatens")
def test_a_letter_that_threatens_is_not_printed() -> None:
    for prints in (PRESS.letter_html, PRESS.letter_pdf):
        with pytest.raises(LetterUnlawful, match="seizure: « Nous saisirons vos comptes"):
            prints(NOTICE)


@pytest.mark.usefixtures("a_page_that_threatens")
def test_nor_sent_and_its_creditor_is_told_why() -> None:
    office = Office(press=cast(Any, PRESS))  # the real one: that of other tests prints plain words
    office.keep(case(invoice(due=MONDAY - days(3))))
    office.send(office.planned())
    (step,) = office.case.steps
    assert (step.state, office.mailer.mails) == (StepState.HELD, [])
    assert "seizure" in (step.reason or "")
    assert [t.kind for t in office.judge.decision_on(office.case, office.clock.at).tasks] == [TaskKind.MEND_LETTER]


def test_what_is_drawn_or_styled_is_no_word() -> None:
    page = "<html><style>.prison {}</style><svg><title>saisie</title></svg><img alt='Code QR'/><p>10<br/>11</p></html>"
    assert paragraphs_of(page) == ["Code QR", "10", "11"]


def test_a_day_that_is_not_the_letters_is_missed() -> None:
    other = replace(NOTICE, pay_by=date(2026, 12, 15))
    with pytest.raises(LetterUnlawful, match="lacks-day: « 15\u00a0décembre\u00a02026 »"):
        read_letter(PAGE, other)
