"""The press: what letters say to each kind of debtor and never say, and which invoices and payments they show."""

import re
import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest

from chalicelib.adapters.letters import words
from chalicelib.adapters.letters.press import JinjaPress
from chalicelib.domain.errors import LetterIncomplete
from chalicelib.domain.invoice import Entry, EntryKind
from chalicelib.domain.letter import Letter
from chalicelib.domain.level import REPLIES, Level
from chalicelib.domain.money import Money
from chalicelib.domain.parties import DebtorKind, Language
from tests.letter_samples import ABROAD, LINK, MANY_PAYMENTS, MIXED, SOON, instalment, invoice, letter
from tests.letter_text import text_of
from tests.samples import SAMPLES

PRESS = JinjaPress()
NEVER = re.compile(
    r"huissier|saisie|fichage|dernier avis|dernier avertissement|urgent|commissaire de justice|commandement|ordonnance|"
    r"tribunal|plainte|final notice|bailiff|seizure|credit bureau|lawsuit",
    re.IGNORECASE,
)
LEAKS = re.compile(r"\{\{|\{%|Undefined|None|built-in|object at 0x|Money\(|¬")


def said(sample: Letter) -> str:
    """All that the debtor reads: letter, subject, both bodies."""
    mail = PRESS.mail_words(sample, LINK)
    return "\n".join((text_of(PRESS.letter_html(sample)), mail.subject, mail.text, text_of(mail.html)))


def test_a_plan_of_many_invoices_names_five_and_says_that_there_are_more() -> None:
    many = tuple(invoice(f"F-{n}", 13075) for n in range(1, 7))
    for count, numbers in ((5, "(F-1, F-2, F-3, F-4, F-5)"), (6, "(F-1, F-2, F-3, F-4, F-5, …)")):
        text = said(instalment(SOON, invoices=many[:count]))
        assert f"Vous réglez {count} factures {numbers} selon" in text


@pytest.mark.parametrize("name", SAMPLES)
def test_nothing_is_threatened_and_no_template_shows_through(name: str) -> None:
    assert NEVER.findall(said(SAMPLES[name])) == []
    assert LEAKS.findall(said(SAMPLES[name])) == []


@pytest.mark.parametrize("name", [n for n, sample in SAMPLES.items() if sample.debtor.kind is DebtorKind.CONSUMER])
def test_a_consumer_reads_of_no_interest_no_indemnity_no_penalty_and_no_cost(name: str) -> None:
    """But what a formal notice itself begins: interest at the legal rate, named and not asked for."""
    # The words on personal data name their ground, legitimate interest.
    begins = r"À compter de celle-ci, .*? indiquée\.|From this notice on, .*? stated\."
    text, begun = re.subn(begins, "", re.sub("intérêt légitime|legitimate interest", "", said(SAMPLES[name])))
    assert bool(begun) is (SAMPLES[name].level is Level.FORMAL_NOTICE)
    # An article of the Code civil has its number: 2240.
    claims = r"(?<!22)40|[LD]441|L2192|1231|1344-1"
    claims += r"|intérêt|interest|indemni|pénalit|frais|penalt|recovery cost|fixed sum|taux"
    assert re.findall(claims, text, re.IGNORECASE) == []


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    ("kind", "level", "cited", "uncited"),
    [
        (DebtorKind.TRADER, Level.REMINDER_1, "", "L441-10"),
        (DebtorKind.TRADER, Level.REMINDER_2, "L441-10", "L2192"),
        (DebtorKind.TRADER, Level.FORMAL_NOTICE, "D441-5", "1344-1"),
        (DebtorKind.PUBLIC_BODY, Level.REMINDER_2, "R2192-31", "L441"),
        (DebtorKind.PUBLIC_BODY, Level.FORMAL_NOTICE, "L2192-10", "injonction"),
        (DebtorKind.TRADER, Level.FORMAL_NOTICE, "injonction", "1231-6"),
        (DebtorKind.CONSUMER, Level.FORMAL_NOTICE, "1344", "L441"),
        (DebtorKind.CONSUMER, Level.FORMAL_NOTICE, "1231-6", "L2192"),
        (DebtorKind.CONSUMER, Level.FORMAL_NOTICE, "injonction", "L2192"),
        (DebtorKind.CONSUMER, Level.FINAL_REMINDER, "", "1231-6"),
    ],
)
def test_each_kind_of_debtor_reads_of_its_own_law(
    kind: DebtorKind, level: Level, cited: str, uncited: str, language: Language
) -> None:
    page = text_of(PRESS.letter_html(letter(level, kind, language)))
    assert cited in page
    assert uncited not in page


@pytest.mark.parametrize("kind", DebtorKind)
def test_a_formal_notice_has_its_mentions(kind: DebtorKind) -> None:
    page = text_of(PRESS.letter_html(letter(Level.FORMAL_NOTICE, kind)))
    for mention in (
        "Mise en demeure de payer",
        "nous vous mettons en demeure",
        "article 1344 du Code civil",
        "14\u00a0décembre\u00a02026",
        "nous nous réservons la possibilité de saisir la juridiction compétente",
        "Si vous contestez cette somme",
        "Camille Morel, gérante",
        "812\u00a0345\u00a0676",
        "Lyon, le 29\u00a0novembre\u00a02026",
    ):
        assert mention in page


@pytest.mark.parametrize(
    ("language", "court"),
    [
        (Language.FR, "nous nous réservons la possibilité de saisir la juridiction compétente."),
        (Language.EN, "we reserve the right to bring the matter before the competent court."),
    ],
)
@pytest.mark.parametrize("kind", DebtorKind)
def test_a_debtor_abroad_reads_of_no_french_order_for_payment(kind: DebtorKind, language: Language, court: str) -> None:
    at_home = letter(Level.FORMAL_NOTICE, kind, language)
    text = said(replace(at_home, debtor=replace(at_home.debtor, address=ABROAD)))
    assert "injonction" not in text
    assert text.count(court) == 3


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("level", [Level.REMINDER_1, Level.FINAL_REMINDER])
def test_whoever_contested_once_does_not_read_that_nothing_is_known_against_it(
    level: Level, language: Language
) -> None:
    sample = letter(level, DebtorKind.TRADER, language)
    contested = replace(sample, lines=tuple(replace(line, was_contested=True) for line in sample.lines))
    denials = re.compile("n’avons pas connaissance|simple oubli|know of no reason|simply have been overlooked")
    assert len(denials.findall(said(sample))) == 3
    assert denials.findall(said(contested)) == []


@pytest.mark.parametrize("name", [n for n in SAMPLES if n.endswith(".fr")])
def test_french_signs_never_stand_alone_at_the_start_of_a_line(name: str) -> None:
    assert re.findall(r".{0,20}(?: [:;?!€»%]|« |\d \d{3}\b)", said(SAMPLES[name])) == []


def test_every_level_has_its_letter_and_its_mail_in_each_language() -> None:
    for language in Language:
        letters = {path.stem for path in (words.templates() / "letters" / language).iterdir()}
        mails = {path.stem for path in (words.templates() / "mails" / language).iterdir()}
        # A reply's letter says what its mail says: one file holds both.
        assert letters == set(Level) - REPLIES
        assert mails == set(Level)


@pytest.mark.parametrize("name", ["{}.jinja", "mail-{}.jinja"])
def test_both_languages_have_the_same_words(name: str) -> None:
    def defined(language: Language) -> set[str]:
        source = (words.templates() / "_shared" / name.format(language)).read_text(encoding="utf-8")
        return set(re.findall(r"{% (?:set|macro) (\w+)", source))

    assert defined(Language.FR) == defined(Language.EN)


def test_a_formal_notice_demands_only_what_reached_that_level() -> None:
    levels = {"F-2026-0158": Level.REMINDER_1, "F-2026-0163": Level.NOTICE}
    page = text_of(PRESS.letter_html(letter(Level.FORMAL_NOTICE, invoices=MIXED, levels=levels)))
    assert "Reste à payer | 453,60\u00a0€" in page
    assert "ne sont pas visées par la présente mise en demeure" in page
    assert "F-2026-0163 | 11/12/2026 | 305,00\u00a0€ | à échoir" in page


def test_a_reminder_asks_for_all_that_is_late_and_lists_apart_what_is_not_due() -> None:
    levels = {"F-2026-0158": Level.NOTICE, "F-2026-0163": Level.NOTICE}
    invoices = (*MIXED, invoice("F-2026-0140", 10000, date(2026, 11, 1)))
    sample = letter(Level.REMINDER_2, invoices=invoices, levels={**levels, "F-2026-0140": Level.REMINDER_1})
    page = text_of(PRESS.letter_html(sample))
    assert "Reste à payer | 553,60\u00a0€" in page
    assert "Elles ne sont pas comprises dans la somme ci-dessus." in page


def test_a_part_payment_shows_its_column_and_the_balance() -> None:
    page = text_of(PRESS.letter_html(SAMPLES["part-paid.final-reminder.fr"]))
    assert "Montant | Réglé ou avoir | Reste dû" in page
    assert "n’est pas entièrement réglée" in page
    assert "Réglé ou avoir" not in text_of(PRESS.letter_html(letter(Level.FINAL_REMINDER)))


@pytest.mark.parametrize(
    ("language", "booked"),
    [
        (
            Language.FR,
            "Réglé 150,00\u00a0€ le 02/11/2026 · Avoir 300,00\u00a0€ du 05/11/2026 · Réglé 10,00\u00a0€ le 09/11/2026"
            " · Réglé 10,00\u00a0€ le 10/11/2026 · et 2 autres",
        ),
        (
            Language.EN,
            "Paid €150.00 on 2\u00a0Nov\u00a02026 · Credit note €300.00 of 5\u00a0Nov\u00a02026 · Paid €10.00 on"
            " 9\u00a0Nov\u00a02026 · Paid €10.00 on 10\u00a0Nov\u00a02026 · and 2 more",
        ),
    ],
)
def test_each_payment_and_credit_note_has_its_day_four_at_most(language: Language, booked: str) -> None:
    page = text_of(PRESS.letter_html(SAMPLES[f"many-payments.formal-notice.{language}"]))
    assert f"\n{booked}\n" in page


def test_a_fifth_payment_is_one_other() -> None:
    five = replace(MANY_PAYMENTS, entries=MANY_PAYMENTS.entries[:5])
    page = text_of(PRESS.letter_html(letter(Level.REMINDER_2, invoices=(five,))))
    assert "10/11/2026 · et 1 autre\n" in page
    four = replace(MANY_PAYMENTS, entries=MANY_PAYMENTS.entries[:4])
    assert "autre" not in text_of(PRESS.letter_html(letter(Level.FINAL_REMINDER, invoices=(four,))))


def test_a_payment_of_the_day_of_issue_names_no_day() -> None:
    """An upload that gives no day books at the day of issue: to print that day would be to invent it."""
    unpaid = invoice("F-2026-0142", 128450)
    paid = unpaid.book(Entry(EntryKind.PAYMENT, unpaid.issued_on, Money(15000), "upload:15000"))
    assert "\nRéglé 150,00\u00a0€\n" in text_of(PRESS.letter_html(letter(Level.REMINDER_2, invoices=(paid,))))


def test_a_line_without_entries_prints_as_before() -> None:
    sample = SAMPLES["part-paid.final-reminder.fr"]
    page = text_of(PRESS.letter_html(replace(sample, lines=(replace(sample.lines[0], entries=()),))))
    assert "500,00\u00a0€ | 784,50\u00a0€" in page
    assert "Réglé 500" not in page


def test_the_press_is_loaded_without_weasyprint() -> None:
    code = (
        "import sys; from chalicelib.adapters.letters.press import JinjaPress;"
        "from tests.samples import SAMPLES; from tests.letter_samples import LINK;"
        "sample = SAMPLES['trader.notice.fr'];"
        "press = JinjaPress(); press.letter_html(sample); press.mail_words(sample, LINK);"
        "sys.exit('weasyprint' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_an_address_that_is_too_long_for_its_code_is_told() -> None:
    sample = SAMPLES["trader.reminder-1.fr"]
    PRESS.letter_html(replace(sample, portal_url="https://" + "a" * 192))
    with pytest.raises(LetterIncomplete, match="portal_url is too long for a code"):
        PRESS.letter_html(replace(sample, portal_url="https://" + "a" * 193))
