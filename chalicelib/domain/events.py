"""What happened to a case, in the past tense: append-only facts, each with its cause, for the history.

Each entry carries the hash of the one before, so that a changed past shows.
"""

import hashlib
import json
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, ClassVar

from chalicelib.domain.money import Money
from chalicelib.domain.step import Step


@dataclass(frozen=True, slots=True)
class Event:
    """A fact. `by` says who caused it: an API key, the debtor, the planner, the mail service."""

    kind: ClassVar[str] = "Event"
    by: str

    def data(self) -> dict[str, Any]:
        """The fact as plain JSON values; days and instants in ISO form, money in cents."""
        return {f.name: _plain(getattr(self, f.name)) for f in fields(self)}


def _plain(value: Any) -> Any:
    if isinstance(value, Money):
        return {"cents": value.cents, "currency": value.currency}
    if isinstance(value, date | datetime):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


@dataclass(frozen=True, slots=True)
class InvoiceUploaded(Event):
    kind: ClassVar[str] = "InvoiceUploaded"
    invoice_id: str
    number: str
    total: Money
    due_on: date


@dataclass(frozen=True, slots=True)
class DebtorChanged(Event):
    kind: ClassVar[str] = "DebtorChanged"
    fields_changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PaymentRecorded(Event):
    kind: ClassVar[str] = "PaymentRecorded"
    invoice_id: str
    amount: Money
    on: date
    reference: str
    open_after: Money


@dataclass(frozen=True, slots=True)
class InvoiceContested(Event):
    kind: ClassVar[str] = "InvoiceContested"
    invoice_id: str
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class DisputeEnded(Event):
    kind: ClassVar[str] = "DisputeEnded"
    invoice_id: str
    note: str


@dataclass(frozen=True, slots=True)
class StepMoved(Event):
    """A step went from one state to the next; `reason` says why where the state does not."""

    kind: ClassVar[str] = "StepMoved"
    step_id: str
    state: str
    level: str
    invoice_ids: tuple[str, ...]
    reason: str = ""

    @classmethod
    def of(cls, step: Step, by: str, reason: str = "") -> "StepMoved":
        """The event of a step that has just moved."""
        return cls(by, step.id, step.state, step.level, tuple(i.invoice_id for i in step.items), reason)


@dataclass(frozen=True, slots=True)
class AddressSuspended(Event):
    kind: ClassVar[str] = "AddressSuspended"
    reason: str


@dataclass(frozen=True, slots=True)
class PortalOpened(Event):
    """The debtor clicked: the proof that it has seen its account. Opening the page is not."""

    kind: ClassVar[str] = "PortalOpened"


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


def chain(events: tuple[Event, ...], version: int, at: datetime, last: str) -> tuple[HistoryEntry, ...]:
    """The entries of one change, hooked onto the hash of the last one."""
    entries = []
    for place, event in enumerate(events):
        data = event.data()
        content = [version, place, at.isoformat(), event.kind, data, last]
        text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        entry = HistoryEntry(version, place, at, event.kind, data, last, hashlib.sha256(text.encode()).hexdigest())
        entries.append(entry)
        last = entry.hash
    return tuple(entries)
