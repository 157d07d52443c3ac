"""Text as it may come in: clean enough for a mail's header, and drawn by the letters' fonts where it is printed."""

import re
import unicodedata
from datetime import date
from typing import Annotated, Any

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, BeforeValidator
from stdnum.exceptions import ValidationError as NumberWrong
from stdnum.fr import siren as siren_rule

from chalicelib.adapters.countries import country_codes
from chalicelib.domain.calendar import FIRST_DAY, LAST_DAY

# No field holds more; normalising a longer text of accents alone would take minutes.
LONGEST = 2000
LONGEST_QUOTE = 60
NEVER_SEEN = ("Cc", "Cf", "Cs", "Co", "Cn")
ENCODED_WORD = "=?"
# What both fonts of templates/fonts draw: Latin, Greek, Cyrillic and typography. A test holds it against the fonts.
NOT_DRAWN = re.compile(
    r"[^ -~\xa0-\u024f\u02bb-\u02bc\u02c6-\u02dd\u0300-\u0304\u0306-\u0308\u030a-\u030c\u0323-\u0328"
    r"\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u03ce\u0400-\u045f\u0490-\u0491\u1e00-\u1eff"
    r"\u2002-\u200a\u2010-\u2015\u2018-\u201e\u2020-\u2022\u2026\u202f-\u2030\u2032-\u2033\u2039-\u203a"
    r"\u2044\u20ac\u2116\u2122]"
)
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def quoted(text: str) -> str:
    """A text as we say it back: short, and with what cannot be seen spelled out."""
    return repr(text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…")


def clean(text: str) -> str:
    """NFC, one space between words. Raises ValueError on what cannot be seen and on encoded words of mail headers."""
    if len(text) > LONGEST:
        raise ValueError(f"has {len(text)} characters: far too long")
    text = seen(" ".join(unicodedata.normalize("NFC", text).split()))
    if "\ufffd" in text:
        raise ValueError("holds U+FFFD, left where an accent was lost: export the file again, as UTF-8")
    if ENCODED_WORD in text:
        raise ValueError("holds =?, which could pass for a mail header: take it out")
    return text


def seen(text: str) -> str:
    """As it is. Raises ValueError on a sign that cannot be seen: a terminal may obey it."""
    unseen = next((c for c in text if unicodedata.category(c) in NEVER_SEEN), None)
    if unseen is not None:
        raise ValueError(f"holds a control or invisible character (U+{ord(unseen):04X}): type it anew by hand")
    return text


def as_uploaded(number: str) -> str:
    """A number as uploads are read: whoever types it may write it with other spaces, or its accents apart."""
    try:
        return clean(number)
    except ValueError:
        return number


def printable(text: str) -> str:
    """Refused at the door rather than at the press, where the whole letter would wait for a person."""
    odd = NOT_DRAWN.search(text)
    if odd:
        sign = odd.group()
        raise ValueError(
            f"holds {sign} (U+{ord(sign):04X}), which our letters cannot print: use Latin, Greek or Cyrillic letters"
        )
    return text


def checked_country(code: str) -> str:
    """Raises ValueError for what is no country's code."""
    if code not in country_codes():
        raise ValueError(f"{quoted(code)} is no country's code: two capital letters, like FR, ES or GB (ISO 3166-1)")
    return code


def checked_siren(value: str | None) -> str | None:
    """The nine digits, without spaces. Raises ValueError."""
    if value is None:
        return None
    try:
        return str(siren_rule.validate(value))
    except NumberWrong:
        raise ValueError(f"{quoted(value)} is not a SIREN: nine digits, the last one a check digit") from None


def checked_email(value: str | None) -> str | None:
    """The address as mail carries it: plain ASCII, an accented domain in its xn-- form. Raises ValueError."""
    if value is None:
        return None
    try:
        found = validate_email(value, check_deliverability=False, strict=True, allow_smtputf8=False)
    except EmailNotValidError as error:
        raise ValueError(f"{quoted(value)} is not an e-mail address: {error}") from None
    return found.ascii_email or found.normalized


def checked_day(value: Any) -> date | None:
    """Written as 2026-10-31 and nothing else: a number would pass for seconds since 1970. Raises ValueError."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise ValueError('must be a day in quotation marks, like "2026-10-31"')
    return day_of(value)


def day_of(value: str) -> date:
    """Raises ValueError."""
    if not ISO_DAY.fullmatch(value):
        raise ValueError(f"{quoted(value)} is not a day like 2026-10-31")
    try:
        on = date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"{quoted(value)} is no day of the calendar") from None
    if not FIRST_DAY <= on <= LAST_DAY:
        raise ValueError(f"{value} is outside {FIRST_DAY.year} to {LAST_DAY.year}")
    return on


SeenText = Annotated[str, AfterValidator(seen)]
PrintedText = Annotated[str, AfterValidator(printable)]
Day = Annotated[date, BeforeValidator(checked_day)]
DayOrNone = Annotated[date | None, BeforeValidator(checked_day)]
