"""Two thousand texts of a creditor who means no good: each is refused with its reason, or printed as the text it is."""

from collections import Counter
from dataclasses import replace
from random import Random
from unicodedata import normalize

import pytest

from chalicelib.adapters.letters.press import JinjaPress
from chalicelib.adapters.letters.reading import paragraphs_of
from chalicelib.domain.errors import LetterIncomplete, LetterUnlawful
from chalicelib.domain.letter import Letter
from chalicelib.domain.level import LADDER
from chalicelib.domain.own_words import faults_of, said_by_its_creditor
from chalicelib.domain.parties import DebtorKind, Language, OwnWords
from tests.letter_samples import LINK
from tests.samples import SAMPLES

BLOCKS, EACH = 8, 250
PIECES = (
    *("[[sum]]", "[[if late]]", "[[else]]", "[[end]]", "[[if several]]", "[[debtor]]", "[[", "]]", "[[if", "[[x]]"),
    *("{{ 7*7 }}", "{% for x in range(10**9) %}", "{{ ''.__class__ }}", "{#", "${7*7}", "%(x)s", "{0}"),
    *("<script>alert(1)</script>", "</p></body>", "<img src='file:///etc/passwd'/>", "<!--", "]]>", "<![CDATA["),
    *("&amp;", "&lt;", "&#0;", "&xxe;", "<!DOCTYPE x [<!ENTITY a 'b'>]>", "\"' onload='x", "url(https://evil.example)"),
    *("\u202e", "\u200b", "\u2028", "\ufeff", "\x00", "\r\nBcc: x@evil.example", "=?utf-8?q?x=0d=0aBcc:?=", "\ud800"),
    *("é" * 40, "a" * 400, "\U0001f4b6", "\u0301" * 9, "名", "ﷺ", "İ", "ß"),
    *("10 €", "30 %", "un huissier saisira vos biens", "Bonjour.", "Merci !", " ", "  ", "\u00a0", "-", "=1+1"),
)


def hostile(chance: Random) -> OwnWords:
    def text() -> str:
        return "".join(chance.choice(PIECES) for _ in range(chance.randrange(1, 7)))

    places = (tuple(text() for _ in range(chance.randrange(3))) for _ in range(2))
    subject = text() if chance.random() < 0.3 else ""
    return OwnWords(chance.choice(LADDER), chance.choice(list(Language)), subject, *places)


def letter_in(words: OwnWords, chance: Random) -> Letter:
    sample = SAMPLES[f"{chance.choice(list(DebtorKind))}.{words.level}.{words.language}"]
    return said_by_its_creditor(replace(sample, creditor=replace(sample.creditor, words=(words,))))


def ended(words: OwnWords, chance: Random, *, on_paper: bool) -> str:
    """What became of it; whatever else is raised is a failure of ours."""
    if any(faults_of(words)):
        return "a slip"
    letter, press = letter_in(words, chance), JinjaPress()
    try:
        page, mail = press.letter_html(letter), press.mail_words(letter, LINK)
        if on_paper:
            assert press.letter_pdf(letter).startswith(b"%PDF")
    except LetterIncomplete:
        return "cannot be printed"
    except LetterUnlawful:
        return "may not be said"
    read = " ".join(" ".join(paragraphs_of(page)).split())
    for paragraph in (*letter.own.opening, *letter.own.ending):
        composed = normalize("NFC", paragraph)
        assert " ".join(composed.split()) in read
        assert composed.strip(" ") in mail.text
    assert "\n" not in mail.subject
    return "printed"


@pytest.mark.parametrize("block", range(BLOCKS))
def test_each_is_refused_or_printed_as_the_text_it_is(block: int) -> None:
    chance = Random(block)
    told = Counter(ended(hostile(chance), chance, on_paper=n % 10 == 0) for n in range(EACH))
    assert told.total() == EACH
    assert set(told) == {"a slip", "cannot be printed", "may not be said", "printed"}
