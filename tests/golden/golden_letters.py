"""Letters and mails as text, one file for each sample of tests/letter_samples.py: the wording under review."""

from pathlib import Path

from chalicelib.adapters.letters.press import JinjaPress
from tests.letter_samples import LINK, SAMPLES
from tests.letter_text import text_of

FOLDER = Path(__file__).parent


def golden_text(name: str) -> str:
    """What letter and mail of that sample say."""
    press, letter = JinjaPress(), SAMPLES[name]
    mail = press.mail_words(letter, LINK)
    return f"LETTER\n\n{text_of(press.letter_html(letter))}\nMAIL\n\nSubject: {mail.subject}\n\n{mail.text}"


def golden_file(name: str) -> Path:
    return FOLDER / f"{name}.txt"


def rewrite() -> None:
    for stale in FOLDER.glob("*.txt"):
        stale.unlink()
    for name in SAMPLES:
        golden_file(name).write_text(golden_text(name), encoding="utf-8")
