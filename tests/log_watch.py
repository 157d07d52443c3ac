"""What the functions log while a test runs, and which of it nobody may read there: names, addresses, IBANs, tokens."""

import io
import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from typing import Any

from chalicelib.entrypoints.logs import JsonLines

# An address for mail, an IBAN, and the IBANs that people write in groups.
FORMS = (re.compile(r"[^\s\"@]+@[^\s\"@]+\.\w+"), re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}"))
SHORTEST = 6


@contextmanager
def logged() -> Iterator[io.StringIO]:
    """All lines, as CloudWatch gets them: those of loggers, and the figures, which are printed."""
    heard = io.StringIO()
    handler = logging.StreamHandler(heard)
    handler.setFormatter(JsonLines())
    logger = logging.getLogger()
    logger.addHandler(handler)
    try:
        with redirect_stdout(heard):
            yield heard
    finally:
        logger.removeHandler(handler)


def secrets_in(lines: str, items: list[dict[str, Any]], *tokens: str) -> list[str]:
    """What of the people in the table, of addresses and IBANs, or of these tokens, stands in the lines."""
    known = {word for item in items for word in _words_of(item)}
    found = [word for word in sorted(known | set(tokens)) if len(word) >= SHORTEST and word in lines]
    return [*found, *(match.group() for form in FORMS for match in form.finditer(lines))]


def _words_of(item: dict[str, Any]) -> Iterator[str]:
    """Of a debtor or a creditor, as a row keeps them."""
    for name in ("debtor", "profile"):
        if document := item.get(name, {}).get("S"):
            yield from _texts(json.loads(document))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _texts(part)
