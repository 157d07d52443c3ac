"""The creditors, their policies and the days off, in memory."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from chalicelib.adapters.policies.shipped_policies import shipped
from chalicelib.domain.creditor_state import CreditorState
from chalicelib.domain.errors import CaseMoved, NotFound
from chalicelib.domain.events import Event
from chalicelib.domain.history import HistoryEntry, chain
from chalicelib.domain.hold import Hold
from chalicelib.domain.parties import Creditor
from chalicelib.domain.policy import Policy


@dataclass
class MemoryCreditors:
    stored: dict[str, Creditor] = field(default_factory=dict)
    states: dict[str, CreditorState] = field(default_factory=dict)
    entries: dict[str, list[HistoryEntry]] = field(default_factory=dict)
    stop: Hold | None = None

    def get(self, creditor_id: str) -> Creditor:
        if creditor_id not in self.stored:
            raise NotFound("no such creditor")
        return self.stored[creditor_id]

    def put(self, creditor: Creditor) -> None:
        self.stored[creditor.id] = creditor

    def state(self, creditor_id: str, *, anew: bool = False) -> CreditorState:
        state = self.states.get(creditor_id, CreditorState())
        return replace(state, stops=(*state.stops, self.stop)) if self.stop and not anew else state

    def stop_all(self, pause: Hold) -> None:
        self.stop = pause

    def commit_state(
        self, creditor_id: str, state: CreditorState, events: Iterable[Event], at: datetime
    ) -> CreditorState:
        if self.states.get(creditor_id, CreditorState()).version != state.version:
            raise CaseMoved("the creditor changed something else meanwhile")
        added = chain(tuple(events), state.version + 1, at, state.last_hash)
        self.entries.setdefault(creditor_id, []).extend(added)
        self.states[creditor_id] = replace(state, version=state.version + 1, last_hash=added[-1].hash)
        return self.states[creditor_id]

    def history(self, creditor_id: str) -> tuple[HistoryEntry, ...]:
        return tuple(self.entries.get(creditor_id, ()))


@dataclass
class FixedHolidays:
    days: frozenset[date] = frozenset()

    def of(self, country: str, years: Iterable[int]) -> frozenset[date]:
        asked = set(years)
        return frozenset(day for day in self.days if day.year in asked)


@dataclass
class OwnPolicies:
    """Those that come with Relance, and each creditor's own."""

    kept: dict[tuple[str, str], Policy] = field(default_factory=dict)

    def get(self, creditor_id: str, reference: str) -> Policy:
        found = shipped().get(reference) or self.kept.get((creditor_id, reference))
        if found is None:
            raise NotFound(f"no policy {reference}")
        return found

    def all(self, creditor_id: str) -> tuple[Policy, ...]:
        own = (p for (creditor, _), p in self.kept.items() if creditor == creditor_id)
        return tuple(sorted([*shipped().values(), *own], key=lambda p: (p.name, p.version)))

    def put(self, creditor_id: str, policy: Policy) -> None:
        if (creditor_id, policy.reference) in self.kept:
            raise CaseMoved("that version was kept meanwhile")
        self.kept[creditor_id, policy.reference] = policy
