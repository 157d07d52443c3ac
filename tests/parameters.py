"""The legal parameters as a test needs them: as they stood on a day, as they are, or with other values.

A value is added to a file every half-year, and a notice that confirms one at any time. No test but those of the files
themselves may depend on it: all others see the parameters of the half-years up to the end of 2026, and the notices that
had been read by November 2026.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from types import ModuleType

import pytest

from chalicelib.law import caveats, claim, contract, known, rates, reader
from chalicelib.law.quantity import Quantity, Value

LAST_READ = date(2026, 12, 31)
NOTICES_READ = {
    "be/published_rate": date(2026, 6, 30),
    "es/published_rate": date(2026, 6, 30),
    "it/published_rate": date(2024, 12, 31),
    "lu/published_rate": date(2024, 12, 31),
    "nl/published_rate": date(2026, 6, 30),
}
_PARSED = reader.parsed
_CACHED = (reader.quantity, rates.statutory, rates.at_least, rates.of_clause, rates.floors)
_USERS: tuple[ModuleType, ...] = (rates, contract, claim, caveats, known)


def _cut(path: str, text: str) -> Quantity:
    found = _PARSED(path, text)
    until = NOTICES_READ.get(path, LAST_READ)
    return replace(found, values=tuple(v for v in found.values if v.since <= until))


_SINCE = re.compile(r"  - \{since: (\d{4}-\d\d-\d\d), ")


def text_as_of_2026(path: str) -> str:
    """The file itself, without the lines that came later."""
    until, kept = NOTICES_READ.get(path, LAST_READ), list[str]()
    for line in (reader.FOLDER / f"{path}.yaml").read_text(encoding="utf-8").splitlines(keepends=True):
        since = _SINCE.match(line)
        if since is None or date.fromisoformat(since[1]) <= until:
            kept.append(line)
    return "".join(kept)


@contextmanager
def _read_by(parsed: Callable[[str, str], Quantity]) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "parsed", parsed)
        for cached in _CACHED:
            cached.cache_clear()
        yield
    for cached in _CACHED:
        cached.cache_clear()


@contextmanager
def as_of_2026() -> Iterator[None]:
    with _read_by(_cut):
        yield


def as_they_are() -> Iterator[None]:
    with _read_by(_PARSED):
        yield


def changed(monkeypatch: pytest.MonkeyPatch, path: str, change: Callable[[Value], Value]) -> None:
    """As if each value of that file were another; what is computed from it once is computed anew."""
    read = reader.quantity

    def quantity(asked: str) -> Quantity:
        found = read(asked)
        return replace(found, values=tuple(map(change, found.values))) if asked == path else found

    monkeypatch.setattr(reader, "quantity", quantity)
    uncached(monkeypatch)


def uncached(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is computed from the parameters once is computed anew at each call."""
    for module in _USERS:
        for name in ("statutory", "at_least", "of_clause", "floors"):
            if computed := getattr(module, name, None):
                monkeypatch.setattr(module, name, getattr(computed, "__wrapped__", computed))
