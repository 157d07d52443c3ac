"""Letters and mails as text, one file for each sample of tests/letter_samples.py, with its data beside it: the wording
under review, and what it was made of.
"""

import json
from pathlib import Path

from chalicelib.adapters.letters.letter_document import document_of
from chalicelib.adapters.letters.press import JinjaPress
from tests.letter_samples import LINK
from tests.letter_text import text_of
from tests.samples import SAMPLES

FOLDER = Path(__file__).parent
# Their data is long, and that of the others with more lines.
LONG = frozenset(name for name, letter in SAMPLES.items() if len(letter.lines) > 10)


def golden_text(name: str) -> str:
    """What letter and mail of that sample say."""
    press, letter = JinjaPress(), SAMPLES[name]
    mail = press.mail_words(letter, LINK)
    return f"LETTER\n\n{text_of(press.letter_html(letter))}\nMAIL\n\nSubject: {mail.subject}\n\n{mail.text}"


def golden_file(name: str) -> Path:
    return FOLDER / f"{name}.txt"


def golden_data(name: str) -> str:
    """As `relance letter` reads it."""
    return json.dumps(document_of(SAMPLES[name]), ensure_ascii=False, indent=1) + "\n"


def data_file(name: str) -> Path:
    return FOLDER / f"{name}.json"


def rewrite() -> None:
    for stale in (*FOLDER.glob("*.txt"), *FOLDER.glob("*.json")):
        stale.unlink()
    for name in SAMPLES:
        golden_file(name).write_text(golden_text(name), encoding="utf-8")
        if name not in LONG:
            data_file(name).write_text(golden_data(name), encoding="utf-8")
