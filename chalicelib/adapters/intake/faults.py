"""What pydantic found wrong, in our words: where it is, what kind it is, what to do."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from chalicelib.adapters.intake.texts import LONGEST_QUOTE
from chalicelib.domain.errors import Problem

# A document of unknown fields alone could have a hundred thousand faults: nobody reads on after these.
MOST_OF_ONE = 30
NAMES_A_FIELD = re.compile(r"[a-z][a-z0-9_.]*: ")
CODES = {"missing": "missing", "extra_forbidden": "unknown-field"}
WORDS = {
    "missing": "is missing",
    "extra_forbidden": "is no field we know: check its spelling",
    "string_type": "must be text, in quotation marks",
    "string_too_short": "needs at least {min_length} characters",
    "string_too_long": "has more than {max_length} characters: shorten it",
    "string_unicode": "holds half a character (\\ud800 to \\udfff) in a name: type it anew",
    "int_type": "must be a whole number, without quotation marks or a decimal point",
    "date_type": "must be a day like 2026-10-31",
    "enum": "must be {expected}",
    "string_pattern_mismatch": "must look like {pattern}",
    "bool_type": "must be true or false, without quotation marks",
    "greater_than": "must be above {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "model_type": "must be an object with fields of its own",
    "tuple_type": "must be a list",
    "frozen_set_type": "must be a list",
    "too_short": "needs at least {min_length}",
    "too_long": "has more than {max_length}",
}

AMOUNT = "must be a whole number, without quotation marks; an amount is in cents: 1284.50 EUR is 128450"


def problems_of(error: ValidationError, line: int | None = None) -> list[Problem]:
    """The first faults of one document, each by its field."""
    faults = error.errors(include_url=False, include_input=False)
    # Only what is right in a list is counted: with a fault in it, it may well be long enough.
    inside = {fault["loc"][:depth] for fault in faults for depth in range(len(fault["loc"]))}
    faults = [fault for fault in faults if fault["type"] != "too_short" or fault["loc"] not in inside]
    return [_problem(fault, line) for fault in faults[:MOST_OF_ONE]]


def counted_from_one(problem: Problem) -> Problem:
    """With the places in lists counted as a person counts: the first is 1."""
    parts = (str(int(part) + 1) if part.isdecimal() else part for part in problem.field.split("."))
    return replace(problem, field=".".join(parts))


def _problem(fault: Mapping[str, Any], line: int | None) -> Problem:
    where = ".".join(str(part)[:LONGEST_QUOTE] for part in fault["loc"])
    kind, context = fault["type"], fault.get("ctx", {})
    message = WORDS.get(kind, str(fault["msg"])).removeprefix("Value error, ")
    if kind in WORDS:
        message = message.format(**context)
    if kind == "int_type" and where.endswith("cents"):
        message = AMOUNT
    if not where and kind == "value_error" and NAMES_A_FIELD.match(message):
        # A fault of several fields together may name the first of them itself.
        where, _, message = message.partition(": ")
    return Problem(where or "body", CODES.get(kind, "wrong"), message, line)
