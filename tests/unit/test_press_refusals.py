"""The press refuses a letter with a hole; hostile and oddly typed names come out as the text they are."""

import re
from dataclasses import replace

import pytest
from jinja2 import DictLoader, UndefinedError

from chalicelib.adapters.letters import words
from chalicelib.adapters.letters.press import JinjaPress
from chalicelib.domain.errors import LetterIncomplete
from chalicelib.domain.letter import Letter
from chalicelib.domain.level import Level
from chalicelib.domain.money import Money
from chalicelib.domain.parties import Language
from tests.letter_samples import LINK, MANY_PAYMENTS, letter
from tests.letter_text import text_of

PRESS = JinjaPress()
HOSTILE = """<script>alert("x")</script> & {{ 7*7 }} 'q' <img src=file:///etc/passwd>"""
GOOD = letter(Level.FORMAL_NOTICE)
PART_PAID = letter(Level.FORMAL_NOTICE, invoices=(MANY_PAYMENTS,))


@pytest.mark.parametrize(
    ("broken", "named"),
    [
        (replace(GOOD, creditor=replace(GOOD.creditor, name=" ")), "creditor.name"),
        (replace(GOOD, creditor=replace(GOOD.creditor, signatory="")), "creditor.signatory"),
        (
            replace(GOOD, creditor=replace(GOOD.creditor, bank=replace(GOOD.creditor.bank, iban=""))),
            "creditor.bank.iban",
        ),
        (replace(GOOD, debtor=replace(GOOD.debtor, name="")), "debtor.name"),
        (replace(GOOD, debtor=replace(GOOD.debtor, address=None)), "debtor.address.lines"),
        (replace(GOOD, portal_url=""), "portal_url"),
        (replace(GOOD, pay_by=None), "pay_by"),
        (
            replace(PART_PAID, lines=(replace(PART_PAID.lines[0], entries=MANY_PAYMENTS.entries[:5]),)),
            "lines[0].entries",
        ),
        (replace(GOOD, lines=(replace(GOOD.lines[0], number=""),)), "lines[0].number"),
        (replace(GOOD, lines=()), "no invoice"),
        (replace(GOOD, lines=(replace(GOOD.lines[0], days_late=0),)), "no invoice"),
        (replace(GOOD, lines=(replace(GOOD.lines[0], open=Money(0)),)), "amount"),
        (replace(GOOD, debtor=replace(GOOD.debtor, name="A\r\nBcc: x@y")), "control character"),
        (replace(GOOD, creditor=replace(GOOD.creditor, bank=replace(GOOD.creditor.bank, iban="FR00"))), "IBAN"),
    ],
)
def test_no_letter_goes_out_with_a_hole(broken: Letter, named: str) -> None:
    with pytest.raises(LetterIncomplete, match=re.escape(named)):
        PRESS.letter_html(broken)


def test_a_reminder_by_mail_can_do_without_the_postal_address_but_paper_cannot() -> None:
    sample = letter(Level.REMINDER_1)
    page = text_of(PRESS.letter_html(replace(sample, debtor=replace(sample.debtor, address=None))))
    assert sample.debtor.name in page
    assert "Voiron" not in page
    with pytest.raises(LetterIncomplete, match=r"debtor\.address"):
        PRESS.letter_html(replace(sample, debtor=replace(sample.debtor, address=None, email=None)))


def test_a_word_missing_in_a_template_stops_the_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    torn = words._environment(escaped=True)
    shared = torn.loader
    assert shared is not None
    source = shared.get_source(torn, "letters/fr/formal-notice.html")[0].replace("w.reserve", "w.reserves")
    pages = {"letters/fr/formal-notice.html": source}
    pages |= {
        name: shared.get_source(torn, name)[0] for name in shared.list_templates() if name.startswith("_shared/letter")
    }
    pages["_shared/fr.jinja"] = shared.get_source(torn, "_shared/fr.jinja")[0]
    torn.loader = DictLoader(pages)
    monkeypatch.setattr(words, "html", lambda: torn)
    with pytest.raises(LetterIncomplete, match="reserves"):
        PRESS.letter_html(GOOD)


@pytest.mark.parametrize("escaped", [True, False], ids=["HTML", "text"])
@pytest.mark.parametrize("hole", ["{{ nothing }}", "{{ letter.nothing }}", "{% if nothing %}{% endif %}"])
def test_no_word_that_is_not_there_is_printed_as_nothing(escaped: bool, hole: str) -> None:
    with pytest.raises(UndefinedError):
        words._environment(escaped=escaped).from_string(hole).render(letter=GOOD)


def test_a_level_without_template_stops_the_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    bare = words._environment(escaped=True)
    bare.loader = DictLoader({"_shared/fr.jinja": ""})
    monkeypatch.setattr(words, "html", lambda: bare)
    with pytest.raises(LetterIncomplete, match="formal-notice"):
        PRESS.letter_html(GOOD)


@pytest.mark.parametrize("language", Language)
def test_a_hostile_name_comes_out_as_the_text_it_is(language: Language) -> None:
    sample = letter(Level.REMINDER_2, language=language)
    sample = replace(
        sample,
        debtor=replace(sample.debtor, name=HOSTILE),
        creditor=replace(sample.creditor, name=HOSTILE, signatory=HOSTILE),
        lines=(replace(sample.lines[0], number=HOSTILE),),
    )
    page, mail = PRESS.letter_html(sample), PRESS.mail_words(sample, LINK)
    for markup in (page, mail.html):
        assert HOSTILE in text_of(markup)
        assert "<script>" not in markup
        assert "<img" not in markup
    assert HOSTILE in mail.text
    assert HOSTILE in mail.subject


def test_accents_typed_apart_are_printed_joined() -> None:
    sample = replace(GOOD, debtor=replace(GOOD.debtor, name="Cafe\u0301 Noe\u0308l"))
    assert "Café Noël" in PRESS.letter_html(sample)
    assert "Café" in PRESS.letter_html(sample)
