"""Invoices as JSON: one object, a list, or `{"invoices": [...]}`. An invoice's line is its place, from 1."""

import json
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Mapping
from typing import Any

from chalicelib.adapters.intake.limits import MOST_INVOICES, TooManyInvoices
from chalicelib.adapters.intake.texts import LONGEST_QUOTE
from chalicelib.domain.errors import Invalid, Problem

LONGEST_FIGURE = 20


def read_json(body: bytes) -> Any:
    """The document. Raises Invalid when it is not JSON or names a key twice.

    A figure that is no amount (1.5, NaN) comes through as a float, and one of a thousand digits as one of twenty: no
    field takes either, so that it is refused by its line and field.
    """
    if not body.removeprefix(BOM_UTF8).strip():
        raise Invalid((Problem("body", "empty", "the body is empty"),))
    try:
        return json.loads(body.decode("utf-8-sig"), object_pairs_hook=once, parse_int=_whole)
    except UnicodeDecodeError as error:
        raise Invalid((Problem("body", "encoding", f"is not UTF-8 at byte {error.start}: save it as UTF-8"),)) from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise Invalid((Problem("body", "syntax", f"is not JSON: {error.msg} at {where}"),)) from None
    except RecursionError:
        raise Invalid((Problem("body", "syntax", "is nested too deeply"),)) from None


def documents(body: bytes) -> tuple[list[tuple[int, Mapping[str, Any]]], list[Problem]]:
    """The invoices in it, each with its place, and what stands in their place and is none.

    Raises Invalid, TooManyInvoices.
    """
    read = read_json(body)
    if isinstance(read, dict) and "invoices" in read:
        unknown = sorted(set(read) - {"invoices"})
        if unknown:
            raise Invalid((Problem(unknown[0][:LONGEST_QUOTE], "unknown-field", "only `invoices` may stand here"),))
        read = read["invoices"]
    found = [read] if isinstance(read, dict) else read
    if not isinstance(found, list) or not found:
        raise Invalid((Problem("body", "wrong", 'give one invoice, a list of invoices, or {"invoices": [...]}'),))
    if len(found) > MOST_INVOICES:
        raise TooManyInvoices
    wrong = [n for n, each in enumerate(found, 1) if not isinstance(each, dict)]
    problems = [Problem("invoice", "wrong", "is not an object with fields", n) for n in wrong]
    return [(n, each) for n, each in enumerate(found, 1) if isinstance(each, dict)], problems


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON. Raises Invalid for a field that stands twice: the last would win, and nobody would know."""
    read = dict(pairs)
    if len(read) != len(pairs):
        twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
        raise Invalid((Problem(twice[:LONGEST_QUOTE], "duplicate", "stands twice in one object: keep one"),))
    return read


def _whole(figure: str) -> int:
    # Python refuses to read a figure of thousands of digits.
    return int(figure[:LONGEST_FIGURE])
