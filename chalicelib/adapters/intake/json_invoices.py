"""Invoices as JSON: one object, a list, or `{"invoices": [...]}`. An invoice's line is its place, from 1."""

import json
from collections.abc import Mapping
from typing import Any

from chalicelib.domain.errors import Invalid, Problem


def read_json(body: bytes) -> Any:
    """The document. Raises Invalid when it is not JSON, names a key twice, or holds a number that JSON has not."""
    if not body.strip():
        raise Invalid((Problem("body", "empty", "the body is empty"),))
    try:
        return json.loads(
            body.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_refuse, parse_float=_refuse_float
        )
    except UnicodeDecodeError as error:
        raise Invalid((Problem("body", "encoding", f"is not UTF-8 at byte {error.start}"),)) from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise Invalid((Problem("body", "syntax", f"is not JSON: {error.msg} at {where}"),)) from None
    except RecursionError:
        raise Invalid((Problem("body", "syntax", "is nested too deeply"),)) from None


def documents(body: bytes) -> list[tuple[int, Mapping[str, Any]]]:
    """The invoices in it, each with its place. Raises Invalid."""
    read = read_json(body)
    if isinstance(read, dict) and "invoices" in read:
        unknown = sorted(set(read) - {"invoices"})
        if unknown:
            raise Invalid((Problem(unknown[0], "unknown-field", "only `invoices` may stand here"),))
        read = read["invoices"]
    found = [read] if isinstance(read, dict) else read
    if not isinstance(found, list) or not found:
        raise Invalid((Problem("body", "wrong", "give one invoice, a list of invoices, or {'invoices': [...]}"),))
    wrong = [n for n, each in enumerate(found, 1) if not isinstance(each, dict)]
    if wrong:
        raise Invalid(tuple(Problem("invoice", "wrong", "is not an object", n) for n in wrong))
    return list(enumerate(found, 1))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Invalid((Problem(twice, "duplicate", "stands twice in one object"),))
    return read


def _refuse(constant: str) -> Any:
    raise Invalid((Problem("body", "wrong", f"{constant} is no number"),))


def _refuse_float(text: str) -> Any:
    raise Invalid((Problem("body", "wrong", f"{text}: amounts are whole cents, in a field ending in _cents"),))
