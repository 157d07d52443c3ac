"""The commands that need no AWS: what would be decided, and what a letter looks like."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from chalicelib.adapters.intake.faults import counted_from_one, problems_of
from chalicelib.adapters.public_holidays import PublicHolidays
from chalicelib.domain import reasons
from chalicelib.domain.calendar import FIRST_DAY, LAST_DAY
from chalicelib.domain.decision import Decision
from chalicelib.domain.errors import Invalid, Problem
from chalicelib.domain.facts import Facts, InvoiceFacts
from chalicelib.domain.hold import Hold
from chalicelib.domain.ladder import decide
from chalicelib.domain.letter import Letter, LetterLine
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.money import CURRENCIES, Money, total
from chalicelib.domain.parties import Language
from chalicelib.domain.policy import DAYS_TO_PAY, POLICIES, Level
from chalicelib.domain.step import Step, StepItem
from chalicelib.entrypoints.cli.files import json_of

LETTER = TypeAdapter(Letter)


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class InvoiceFactsIn(_In):
    id: str
    number: str
    due_on: date = Field(ge=FIRST_DAY, le=LAST_DAY)
    open_cents: int = Field(strict=True)
    currency: str = "EUR"


class StepIn(_In):
    level: Level
    on: date = Field(ge=FIRST_DAY, le=LAST_DAY)
    state: StepState
    items: tuple[StepItem, ...]


class FactsIn(_In):
    """`holidays` replaces those of `country`."""

    invoices: tuple[InvoiceFactsIn, ...]
    steps: tuple[StepIn, ...] = ()
    holds: tuple[Hold, ...] = ()
    can_write: bool = True
    policy: str = "standard-1"
    country: str = "FR"
    holidays: tuple[date, ...] | None = None


def decided(file: Path, on: date) -> dict[str, Any]:
    """The decision of a day as JSON values. Raises Invalid, CommandFailed."""
    try:
        given = FactsIn.model_validate_json(json_of(file))
    except ValidationError as error:
        raise Invalid(_problems(error)) from None
    _check_words(given)
    _check_references(given)
    facts = _facts(given, on)
    return _as_json(decide(facts, POLICIES[given.policy], on), facts, on)


def _facts(given: FactsIn, on: date) -> Facts:
    days = given.holidays if given.holidays is not None else _holidays(given.country, on)
    return Facts(
        invoices=tuple(InvoiceFacts(i.id, i.number, i.due_on, Money(i.open_cents, i.currency)) for i in given.invoices),
        steps=tuple(
            Step(id=f"step-{n}", level=s.level, on=s.on, items=s.items, state=s.state)
            for n, s in enumerate(given.steps)
        ),
        holds=given.holds,
        can_write=given.can_write,
        holidays=frozenset(days),
    )


def _holidays(country: str, on: date) -> frozenset[date]:
    try:
        return PublicHolidays().of(country, (on.year, on.year + 1))
    except NotImplementedError:
        raise Invalid((Problem("country", "unknown", f"{country!r}: a code like FR"),)) from None


def _check_words(given: FactsIn) -> None:
    if given.policy not in POLICIES:
        raise Invalid((Problem("policy", "unknown", f"{given.policy!r}: one of {', '.join(POLICIES)}"),))
    odd = {i.currency for i in given.invoices} - CURRENCIES
    if odd:
        raise Invalid((Problem("currency", "unknown", f"{odd.pop()!r}: one of {', '.join(CURRENCIES)}"),))


def _check_references(given: FactsIn) -> None:
    """A step or a hold about an invoice that is not there is a typing mistake, and would be silently ignored."""
    known = {i.id for i in given.invoices}
    if len(known) != len(given.invoices):
        raise Invalid((Problem("invoices", "duplicate", "two invoices have the same id"),))
    named = {h.invoice_id for h in given.holds} | {i.invoice_id for s in given.steps for i in s.items}
    if named - known:
        raise Invalid((Problem("invoices", "unknown", f"no invoice has the id {sorted(named - known)[0]!r}"),))


def _as_json(decision: Decision, facts: Facts, on: date) -> dict[str, Any]:
    numbers = {i.id: i.number for i in facts.invoices}
    message = decision.message
    return {
        "on": on.isoformat(),
        "message": message
        and {
            "level": message.level,
            "by_mail": message.by_mail,
            "items": [{"invoice_id": i.invoice_id, "level": i.level} for i in message.items],
        },
        "reasons": [
            {
                "invoice_id": r.invoice_id,
                "number": numbers[r.invoice_id],
                "why": r.why,
                "level": r.level,
                "until": r.until.isoformat() if r.until else None,
                "fr": reasons.sentence(r, Language.FR),
                "en": reasons.sentence(r, Language.EN),
            }
            for r in decision.reasons
        ],
        "next_look_on": decision.next_look_on.isoformat() if decision.next_look_on else None,
    }


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
