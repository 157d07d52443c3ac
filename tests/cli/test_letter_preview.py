"""`relance letter-preview`: a creditor sees its own words before anybody else does."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from tests.cli.conftest import SAMPLES, Relance

Write = Callable[..., Path]
GOOD = json.loads((SAMPLES / "creditor.json").read_text(encoding="utf-8"))
WORDS = {
    "level": "reminder-1",
    "language": "fr",
    "subject": "petit rappel",
    "opening": ["Bonjour, il reste [[sum]] sur [[invoices]]."],
}


def with_words(*words: dict[str, Any]) -> dict[str, Any]:
    return {**GOOD, "words": list(words)}


def test_it_prints_the_letter_and_the_mail_in_the_creditors_words(
    relance: Relance, file: Write, tmp_path: Path
) -> None:
    out = tmp_path / "new" / "letter.pdf"
    told = relance("letter-preview", file(with_words(WORDS)), "--out", out, "--json").json
    page = " ".join(PdfReader(out).pages[0].extract_text().split())
    opening = "Bonjour, il reste 1\u202f284,50\u00a0€ sur la facture F-2026-0001."
    assert " ".join(opening.split()) in page
    assert opening in told["text"]
    assert told["subject"].startswith("petit rappel – Atelier Morel")
    assert "Bonjour, il reste 1\u202f284,50\u00a0€ sur" in (tmp_path / "new" / "letter.html").read_text(
        encoding="utf-8"
    )


@pytest.mark.parametrize("level", ["notice", "formal-notice"])
def test_of_another_level_language_and_debtor_it_prints_ours(
    relance: Relance, file: Write, tmp_path: Path, level: str
) -> None:
    out = tmp_path / "letter.pdf"
    asked = ("--level", level, "--language", "en", "--kind", "consumer", "--invoices", "3")
    told = relance("letter-preview", file(with_words(WORDS)), "--out", out, *asked)
    assert told.code == 0
    assert "petit rappel" not in told.out
    page = PdfReader(out).pages[0].extract_text().replace("\u00a0", " ")
    assert "3 invoices" in " ".join(page.split())


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ([{**WORDS, "opening": ["[[amount]]"]}], "words.1.opening.1: character 1: [[amount]] is no name"),
        ([WORDS, WORDS], "words.2: there are words for reminder-1 in fr already"),
        ([{**WORDS, "level": "reminder-9"}], "words.1.level"),
        ([{**WORDS, "language": "de"}], "words.1.language"),
        ([{**WORDS, "opening": ["a\nb"]}], "words.1.opening.1"),
        (
            [{**WORDS, "ending": ["Sinon, nous prévenons votre employeur."]}],
            "« Sinon, nous prévenons votre employeur. »",
        ),
        ([{**WORDS, "title": "x"}], "words.1.title"),
        ([{**WORDS, "subject": "x" * 101}], "words.1.subject"),
    ],
)
def test_a_slip_is_named_and_nothing_is_written(
    relance: Relance, file: Write, tmp_path: Path, words: list[dict[str, Any]], fault: str
) -> None:
    out = tmp_path / "letter.pdf"
    refused = relance("letter-preview", file(with_words(*words)), "--out", out)
    assert refused.code == 2
    assert fault in refused.err
    assert not out.exists()


@pytest.mark.parametrize("asked", [("--level", "instalment"), ("--invoices", "2"), ("--level", "nope")])
def test_what_there_is_no_sample_of_is_a_slip(
    relance: Relance, file: Write, tmp_path: Path, asked: tuple[str, ...]
) -> None:
    refused = relance("letter-preview", file(with_words()), "--out", tmp_path / "letter.pdf", *asked)
    assert (refused.code, (tmp_path / "letter.pdf").exists()) == (2, False)
