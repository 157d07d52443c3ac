"""The commands that need no AWS: what would be decided, and what a letter looks like."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from chalicelib.adapters.intake.faults import counted_from_one, problems_of
from chalicelib.adapters.letters.letter_document import LETTER
from chalicelib.adapters.letters.replied import RECEIPTS, fault_of_reply
from chalicelib.domain.errors import Invalid, Problem
from chalicelib.domain.letter import Letter, LetterLine, fault_of_discount, notice_faults
from chalicelib.domain.level import Level
from chalicelib.domain.money import total
from chalicelib.entrypoints.cli.files import json_of

# What they are about may be paid whole.
MAY_BE_PAID = RECEIPTS | {Level.DISPUTE_ANSWER}


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
        found = _contradictions_of(line, letter.on, may_be_paid=letter.level in MAY_BE_PAID)
        yield from (Problem(f"lines.{n}.{field}", "wrong", said) for field, said in found)
        if fault := fault_of_discount(line, letter):
            yield Problem(f"lines.{n}.discount", "wrong", fault)
    for place, said in notice_faults(letter):
        yield Problem(f"lines.{place + 1}.formal_notice_on", "wrong", said)
    if letter.open != total((line.open for line in letter.lines), letter.open.currency):
        yield Problem("open", "wrong", "is not the sum of the lines")
    elif not letter.claimed:
        yield Problem("lines", "wrong", "none is at the level of the letter: it would ask for nothing")
    elif not letter.to_pay.is_positive and not letter.level.is_reply:
        yield Problem("lines", "wrong", "what was overpaid covers all that the letter asks for")
    if fault := fault_of_reply(letter):
        field, _, said = fault.partition(": ")
        yield Problem(field, "wrong", said)
    if letter.level.names_day or not letter.level.is_reply:
        yield from _day_to_pay(letter)
    yield from _schedule(letter)


def _day_to_pay(letter: Letter) -> Iterator[Problem]:
    if letter.level is Level.NOTICE:
        if letter.pay_by:
            yield Problem("pay_by", "wrong", "a notice names none: each line has its own day")
    elif letter.pay_by is None:
        yield Problem("pay_by", "missing", "a letter of this level names the last day to pay")
    elif letter.pay_by < letter.on or (letter.pay_by == letter.on and letter.level is not Level.INSTALMENT):
        yield Problem("pay_by", "wrong", f"{letter.pay_by} is not after the day of the letter, {letter.on}")


def _schedule(letter: Letter) -> Iterator[Problem]:
    """Of the reminder of an instalment, which has one, and of the others, which have none."""
    if letter.schedule is None:
        if letter.level is Level.INSTALMENT:
            yield Problem("schedule", "missing", "the reminder of an instalment shows the plan")
        return
    if letter.level is not Level.INSTALMENT and not letter.level.is_reply:
        yield Problem("schedule", "wrong", "only the reminder of an instalment shows a plan")
    lines = letter.schedule.lines
    if [line.place for line in lines] != list(range(1, len(lines) + 1)):
        yield Problem("schedule.lines", "wrong", "their places count from 1")
    if [line.on for line in lines] != sorted({line.on for line in lines}):
        yield Problem("schedule.lines", "wrong", "each is due on a later day than the one before it")
    for n, line in enumerate(lines, 1):
        if not 0 <= line.left.cents <= line.amount.cents or not line.amount.is_positive:
            yield Problem(f"schedule.lines.{n}.left", "wrong", "is a part of the amount, which is above zero")
        if line.is_asked and not line.left.is_positive:
            yield Problem(f"schedule.lines.{n}.is_asked", "wrong", "nothing is left of it to ask for")


def _contradictions_of(line: LetterLine, on: date, *, may_be_paid: bool) -> Iterator[tuple[str, str]]:
    if not line.total.is_positive or line.paid.cents < 0:
        yield "total", "an invoice is above zero, and what is paid not below"
    if line.total - line.paid != line.open:
        yield "open", "is not total less paid"
    if line.open.cents < 0 or not (line.open.cents or may_be_paid):
        yield "open", "nothing is owed on it: it has no place in a letter"
    if not 0 <= line.covered.cents <= line.open.cents:
        yield "covered", "is a part of what is open"
    if line.entries and total((e.amount for e in line.entries), line.total.currency) != line.paid:
        yield "entries", "do not add up to what is paid"
    late = max(0, (on - line.due_on).days) if line.open.cents else 0
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
