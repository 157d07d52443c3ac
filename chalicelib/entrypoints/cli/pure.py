"""The commands that need no AWS: what would be decided, and what a letter looks like."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from chalicelib.adapters.intake.faults import counted_from_one, problems_of
from chalicelib.adapters.letters.letter_document import LETTER
from chalicelib.domain.errors import Invalid, Problem
from chalicelib.domain.letter import Letter, LetterLine
from chalicelib.domain.money import total
from chalicelib.domain.policy import DAYS_TO_PAY
from chalicelib.entrypoints.cli.files import json_of


def letter_from(file: Path) -> Letter:
    """The letter that the file describes. Raises Invalid when it does not, or when its sums do not agree."""
    content = json_of(file)
    try:
        letter = LETTER.validate_json(content)
    except ValidationError as error:
        raise Invalid(_problems(error)) from None
    unknown = _unknown(json.loads(content), json.loads(LETTER.dump_json(letter)))
    if unknown:
        raise Invalid((Problem(unknown, "unknown", "a letter has no such field"),))
    if contradictions := tuple(_contradictions(letter)):
        raise Invalid(contradictions)
    return letter


def _contradictions(letter: Letter) -> Iterator[Problem]:
    """What no letter that was composed can say: sums that do not add up, days that do not follow."""
    if not letter.lines:
        yield Problem("lines", "empty", "a letter speaks of one invoice at least")
        return
    for n, line in enumerate(letter.lines, 1):
        yield from (Problem(f"lines.{n}.{field}", "wrong", said) for field, said in _contradictions_of(line, letter.on))
    if letter.open != total((line.open for line in letter.lines), letter.open.currency):
        yield Problem("open", "wrong", "is not the sum of the lines")
    elif not letter.claimed:
        yield Problem("lines", "wrong", "none is at the level of the letter: it would ask for nothing")
    elif not letter.to_pay.is_positive:
        yield Problem("lines", "wrong", "what was overpaid covers all that the letter asks for")
    if letter.level not in DAYS_TO_PAY:
        if letter.pay_by:
            yield Problem("pay_by", "wrong", "a notice names none: each line has its own day")
    elif letter.pay_by is None:
        yield Problem("pay_by", "missing", "a letter of this level names the last day to pay")
    elif letter.pay_by <= letter.on:
        yield Problem("pay_by", "wrong", f"{letter.pay_by} is not after the day of the letter, {letter.on}")


def _contradictions_of(line: LetterLine, on: date) -> Iterator[tuple[str, str]]:
    if not line.total.is_positive or line.paid.cents < 0:
        yield "total", "an invoice is above zero, and what is paid not below"
    if line.total - line.paid != line.open:
        yield "open", "is not total less paid"
    if not line.open.is_positive:
        yield "open", "nothing is owed on it: it has no place in a letter"
    if not 0 <= line.covered.cents <= line.open.cents:
        yield "covered", "is a part of what is open"
    if line.entries and total((e.amount for e in line.entries), line.total.currency) != line.paid:
        yield "entries", "do not add up to what is paid"
    late = max(0, (on - line.due_on).days)
    if line.days_late != late:
        yield "days_late", f"is {line.days_late}, but from {line.due_on} to the day of the letter, {on}, it is {late}"
    if line.due_on < line.issued_on:
        yield "due_on", f"{line.due_on} is before issued_on, {line.issued_on}"


def _unknown(given: Any, known: Any, at: str = "") -> str:
    """The first field that was given and is not one: a typing mistake that would go unseen in a letter."""
    if isinstance(given, dict) and isinstance(known, dict):
        for name in given:
            found = f"{at}{name}" if name not in known else _unknown(given[name], known[name], f"{at}{name}.")
            if found:
                return found
    if isinstance(given, list) and isinstance(known, list):
        pairs = enumerate(zip(given, known, strict=True), 1)
        return next((found for n, (g, k) in pairs if (found := _unknown(g, k, f"{at}{n}."))), "")
    return ""


def _problems(error: ValidationError) -> tuple[Problem, ...]:
    return tuple(map(counted_from_one, problems_of(error)))
