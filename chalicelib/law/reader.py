"""Reads the parameter files, strictly: an unknown key, a missing source, days out of order are faults of a named file.

>>> quantity("fr/fixed_indemnity").at(date(2026, 11, 22)).value
Decimal('40')
"""

import functools
import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

from chalicelib.domain.rate import NotARate, Rate
from chalicelib.law.quantity import Confidence, Quantity, Unit, Value

FOLDER = Path(__file__).parent / "parameters"
OPEN = "open"
# Readings of single notices, which confirm what a formula gives: they may have holes, the other files none.
CONFIRMATIONS = "published_rate"
_KEYS, _MAY_BE_SAID = {"quantity", "law", "unit", "values"}, {"published_by", "each"}
# Said of what has a value for each half-year: none may run on into the next.
_EACH = "half-year"
_VALUE_KEYS = {"since", "known_until", "value", "confidence", "checked_on", "source", "link"}
_MAY_HAVE = {"derived"}
_WRITTEN = re.compile(r"-?\d{1,18}(?:\.\d{1,9})?", re.ASCII)


class ParameterFault(ValueError):
    """A parameter file is not as it must be: a defect of ours, found before anything is computed."""


@functools.cache
def quantity(path: str) -> Quantity:
    """The quantity of that file. Raises ParameterFault."""
    try:
        text = (FOLDER / f"{path}.yaml").read_text(encoding="utf-8")
    except OSError:
        raise ParameterFault(f"{path}.yaml: there is no such parameter") from None
    except UnicodeDecodeError as error:
        raise ParameterFault(f"{path}.yaml: is not UTF-8 at byte {error.start}") from None
    return parsed(path, text)


def all_paths() -> tuple[str, ...]:
    """Every parameter there is, in order."""
    return tuple(sorted(file.relative_to(FOLDER).with_suffix("").as_posix() for file in FOLDER.rglob("*.yaml")))


def parsed(path: str, text: str) -> Quantity:
    """A file's content. Raises ParameterFault."""
    # Late: a function that states no claim must not wait for it when it starts.
    from chalicelib.law.strict_yaml import load

    try:
        return _quantity(path, load(text))
    except ValueError as error:
        raise ParameterFault(f"{path}.yaml: {error}") from None
    except (TypeError, LookupError, AttributeError, ArithmeticError) as error:
        # What YAML makes of an odd tag or key, or a figure without end: no value of ours.
        raise ParameterFault(f"{path}.yaml: is not as it must be ({type(error).__name__}: {error})") from None


def _quantity(path: str, read: Any) -> Quantity:
    _check_keys(read, _KEYS, _MAY_BE_SAID)
    for name in ("quantity", "law"):
        _text(read[name], name)
    if read["unit"] not in list(Unit):
        raise ParameterFault(f"unit {read['unit']!r}: one of {', '.join(Unit)}")
    if not isinstance(read["values"], list) or not read["values"]:
        raise ParameterFault("values: a list of one value at least")
    if read.get("each", _EACH) != _EACH:
        raise ParameterFault(f"each: {read['each']!r}: {_EACH}, or left out")
    values = tuple(_values(read["values"], Unit(read["unit"]), is_half_yearly="each" in read))
    _check_order(values, may_have_holes=path.endswith(CONFIRMATIONS))
    published_by = _text(read["published_by"], "published_by") if "published_by" in read else ""
    return Quantity(path, read["quantity"], read["law"], Unit(read["unit"]), values, published_by)


def _values(listed: list[Any], unit: Unit, *, is_half_yearly: bool) -> Iterator[Value]:
    for place, read in enumerate(listed, 1):
        try:
            value = _value(read)
            _check_size(value.value, unit)
            if is_half_yearly:
                _check_half_year(value)
            yield value
        except ParameterFault as fault:
            since = read.get("since") if isinstance(read, dict) else None
            raise ParameterFault(f"value {place}{f' (since {since})' if since else ''}: {fault}") from None


def _value(read: Any) -> Value:
    _check_keys(read, _VALUE_KEYS, _MAY_HAVE)
    until = None if read["known_until"] == OPEN else _day(read["known_until"], "known_until")
    since, checked_on = _day(read["since"], "since"), _day(read["checked_on"], "checked_on")
    if until and until < since:
        raise ParameterFault(f"known_until {until} is before since {since}")
    if read["confidence"] not in list(Confidence):
        raise ParameterFault(f"confidence {read['confidence']!r}: one of {', '.join(Confidence)}")
    link = _text(read["link"], "link")
    if not link.startswith(("https://", "http://")):
        raise ParameterFault("link: must begin with https:// or http://")
    if not link.split("//", 1)[1].partition("/")[2]:
        raise ParameterFault(f"link: {link} names no page")
    derived = read.get("derived", False)
    if not isinstance(derived, bool):
        raise ParameterFault("derived: true, or left out")
    value, source = _decimal(read["value"]), _text(read["source"], "source")
    return Value(since, until, value, Confidence(read["confidence"]), checked_on, source, link, derived)


def _check_size(value: Decimal, unit: Unit) -> None:
    """What a unit cannot have would be refused much later, by whoever computes with it and knows no file."""
    if unit in (Unit.PERCENT_PER_YEAR, Unit.PERCENTAGE_POINTS):
        try:
            Rate.percent(value)
        except NotARate as error:
            raise ParameterFault(f"value: {error}") from None
    elif unit is Unit.TIMES and value <= 0:
        raise ParameterFault(f"value: '{value}' is not above zero")
    elif unit in (Unit.EUR, Unit.GBP) and (value <= 0 or value * 100 % 1):
        raise ParameterFault(f"value: '{value}' is no sum of whole cents above zero")
    elif unit in (Unit.DAYS, Unit.MONTHS, Unit.YEARS) and (value <= 0 or value % 1):
        raise ParameterFault(f"value: '{value}' is no whole number above zero")


def _check_half_year(value: Value) -> None:
    last = date(value.since.year, 6, 30) if value.since.month <= 6 else date(value.since.year, 12, 31)
    if value.known_until != last:
        said = value.known_until or OPEN
        raise ParameterFault(f"known_until {said} is not the end of that half-year, {last}")


def _check_keys(read: Any, must_have: set[str], may_have: set[str] | None = None) -> None:
    if not isinstance(read, dict):
        raise ParameterFault("is not a mapping of keys")
    missing, unknown = must_have - set(read), set(read) - must_have - (may_have or set())
    if missing:
        raise ParameterFault(f"{min(missing)} is missing")
    if unknown:
        raise ParameterFault(f"{min(map(str, unknown))!r} is no key of ours")


def _check_order(values: tuple[Value, ...], *, may_have_holes: bool) -> None:
    for before, after in pairwise(values):
        if before.known_until is None:
            raise ParameterFault(f"the value since {before.since} is open, and another follows it")
        expected = before.known_until + timedelta(days=1)
        if after.since < expected:
            raise ParameterFault(f"the value since {after.since} begins before the one before it has ended")
        if after.since > expected and not may_have_holes:
            raise ParameterFault(f"no value from {expected} to the day before {after.since}")


def _text(read: Any, name: str) -> str:
    if not isinstance(read, str) or not read.strip():
        raise ParameterFault(f"{name}: a text must stand here")
    return read


def _day(read: Any, name: str) -> date:
    if type(read) is not date:
        raise ParameterFault(f"{name}: {read!r} is not a day like 2026-07-01")
    return read


def _decimal(read: Any) -> Decimal:
    """Only in quotation marks: YAML would make a binary fraction of a bare 0.1."""
    try:
        if not isinstance(read, str) or not _WRITTEN.fullmatch(read):
            raise ValueError
        return Decimal(read)
    except ValueError:
        raise ParameterFault(f'value: {read!r} is not a decimal in quotation marks, like "12.40"') from None
