"""Reads the file of a message insights export of SES, and looks in it for one mail.

Its form is documented nowhere that was found, and was never seen: only its two formats are known, CSV and JSON. So it
is read as lines of JSON, one array, an object that holds an array, or CSV with a header, and fields are told by what
they hold. What is not understood is no evidence.
"""

import csv
import io
import json
import re
from collections.abc import Iterator
from email.errors import MessageError
from email.header import decode_header, make_header
from typing import Any

from chalicelib.adapters.ses_mailer import ENCODED_WORD, SES_ID

MESSAGE_ID = "messageid"
DELIMITERS = ",;\t"
# How the mail service names the event of a mail that it took, and then did not send for its content.
REJECTED = "reject"


class NotReadable(ValueError):
    """The file has none of the forms in which it is looked for."""


def mail_in(content: bytes, reference: str, address: str) -> str | None:
    """The id of the mail of this reference (`7QK4-R2XA`) to this address; empty where its record tells none, None where
    there is no record of it. Raises NotReadable.

    >>> file = b'[{"Subject": "ref. 7QK4-R2XA", "To": "a@b.example", "MessageId": "0102-1"}]'
    >>> mail_in(file, "7QK4-R2XA", "a@b.example")
    '0102-1'
    """
    names_it, names_reader = _pattern_of(reference), _address(address)
    found = None
    for record in _records(content):
        for part in _parts(record):
            # The reference stands in the part itself and not below it: what holds several records, of which one has the
            # reference and another the address, is no record.
            if any(names_it.search(text) for text in _own(part)) and _is_sent_to(part, names_reader):
                found = _id_of(part) or found or ""
                if found:
                    return found
    return found


def _pattern_of(reference: str) -> re.Pattern[str]:
    """As a word of its own, with its dash or without, in letters of either kind."""
    head, _, tail = reference.partition("-")
    return re.compile(rf"(?<![a-z0-9]){re.escape(head)}-?{re.escape(tail)}(?![a-z0-9])", re.IGNORECASE)


def _address(address: str) -> re.Pattern[str]:
    """Whole: it may be the end or the beginning of another's."""
    return re.compile(rf"(?<![\w.!#$%&'*+/=?^`{{|}}~-]){re.escape(address)}(?![\w.@-])", re.IGNORECASE)


def _is_sent_to(part: dict[Any, Any], reader: re.Pattern[str]) -> bool:
    texts = [*_texts(part)]
    is_rejected = any(text.strip().lower() == REJECTED for text in texts)
    return not is_rejected and any(reader.search(text) for text in texts)


def _id_of(part: dict[Any, Any]) -> str:
    """Empty for what has not the form of an id, which would name no mail in a thread."""
    for name, value in part.items():
        if isinstance(value, str) and "".join(filter(str.isalpha, str(name))).lower() == MESSAGE_ID:
            said = value.strip().strip("<>").partition("@")[0]
            return said if SES_ID.fullmatch(said) else ""
    return ""


def _parts(value: Any) -> Iterator[dict[Any, Any]]:
    """Every object in it, itself included."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _parts(inner)


def _own(part: dict[Any, Any]) -> Iterator[str]:
    for value in part.values():
        for text in value if isinstance(value, list) else (value,):
            if isinstance(text, str):
                yield _decoded(text)


def _texts(value: Any) -> Iterator[str]:
    """All that it says, however deep."""
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _texts(inner)


def _decoded(text: str) -> str:
    """A subject may stand there as it travels."""
    if ENCODED_WORD not in text:
        return text
    try:
        return str(make_header(decode_header(text)))
    except (MessageError, ValueError, LookupError):
        return text


def _records(content: bytes) -> Iterator[Any]:
    text = content.decode("utf-8-sig", "replace").strip()
    if text[:1] in ("{", "["):
        yield from _of_json(text)
    elif text:
        yield from _of_csv(text)


def _of_json(text: str) -> Iterator[Any]:
    """One value after another, whatever blanks are between them. What was read before a fault stands."""
    decoder, at = json.JSONDecoder(), 0
    while at < len(text):
        try:
            value, at = decoder.raw_decode(text, at)
        except ValueError as error:
            raise NotReadable("neither lines of JSON nor one value of it") from error
        yield value
        while at < len(text) and text[at].isspace():
            at += 1


def _of_csv(text: str) -> Iterator[dict[Any, Any]]:
    header = text.splitlines()[0]
    delimiter = max(DELIMITERS, key=header.count)
    if delimiter not in header:
        raise NotReadable("neither JSON nor CSV with a header")
    try:
        yield from csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise NotReadable("not CSV after all") from error
