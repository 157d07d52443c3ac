"""The history of a case: its facts in their order, append-only.

Each entry carries the hash of the one before, so that a changed past shows.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from chalicelib.domain.events import Event


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """An event in the history of its case, with its place in the chain."""

    version: int
    place: int
    at: datetime
    kind: str
    data: dict[str, Any]
    before: str
    hash: str


def unreadable(version: int = 0, place: int = 0) -> HistoryEntry:
    """What stands in the place of an entry that cannot be read: the chain is broken there."""
    return HistoryEntry(version, place, datetime.min.replace(tzinfo=UTC), "Unreadable", {}, "", "")


def _hash(version: int, place: int, at: str, kind: str, data: dict[str, Any], before: str) -> str:
    content = [version, place, at, kind, data, before]
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def last_of(entries: tuple[HistoryEntry, ...]) -> str:
    """The hash onto which the next entry hooks; empty before the first."""
    return entries[-1].hash if entries else ""


def broken_at(entries: Iterable[HistoryEntry], last: str, version: int) -> int | None:
    """The place, from 1, of the first entry that is not as it was written: changed, missing before it, or put in; one
    beyond the last where entries are missing at the end. None where the chain is whole.

    `last` is the hash and `version` the version that the case itself keeps. There are versions without an entry, so
    that entries cannot be counted by them; but nothing comes to be without one, so that an empty history of what has a
    version is none at all.
    """
    before, place = "", 0
    for place, entry in enumerate(entries, 1):
        at = entry.at.isoformat()
        try:
            expected = _hash(entry.version, entry.place, at, entry.kind, entry.data, before)
        except ValueError:
            # Half a character, which no text of ours holds.
            return place
        if entry.before != before or entry.hash != expected:
            return place
        before = entry.hash
    is_missing = before != last or (version > 0 and not place)
    return place + 1 if is_missing else None


def chain(events: tuple[Event, ...], version: int, at: datetime, last: str) -> tuple[HistoryEntry, ...]:
    """The entries of one change, hooked onto the hash of the last one."""
    entries = []
    for place, event in enumerate(events):
        data = event.data()
        hashed = _hash(version, place, at.isoformat(), event.kind, data, last)
        entry = HistoryEntry(version, place, at, event.kind, data, last, hashed)
        entries.append(entry)
        last = entry.hash
    return tuple(entries)
