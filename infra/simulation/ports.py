"""The ports in memory behind the door: each request goes through `io.call`, as those of the real adapters do."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from chalicelib.adapters import io
from chalicelib.adapters.io import Site
from chalicelib.domain.case import Case, CaseKey
from chalicelib.domain.creditor_state import CreditorState
from chalicelib.domain.errors import NotSentForNow, TryAgain
from chalicelib.domain.events import Event
from chalicelib.domain.failed_message import FailedMessage
from chalicelib.domain.history import HistoryEntry
from chalicelib.domain.hold import Hold
from chalicelib.domain.listing import Debtors, DueCase, Listing, Waiting
from chalicelib.domain.outcomes import Outcomes
from chalicelib.domain.pacing import PacedCase
from chalicelib.domain.parties import Creditor
from chalicelib.domain.policy import Policy
from chalicelib.domain.send_entry import SendEntry
from chalicelib.domain.step import Step
from chalicelib.ports import Beside, StepKey
from infra.memory.cases import MemoryCases
from infra.memory.creditors import MemoryCreditors, OwnPolicies
from infra.memory.failures import MemoryFailedMessages
from infra.memory.files import MemoryDocuments, MemoryJournal
from infra.memory.outcomes import MemoryOutcomes
from infra.simulation.claims import Claims
from infra.simulation.faults import NoAnswer, NotDone

FAILED = (NoAnswer, NotDone)
# For so long a function keeps a profile; and for so long it lives, and keeps what cannot change.
FRESH, WARM = timedelta(minutes=1), timedelta(minutes=20)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass
class DooredCases(MemoryCases):
    claims: Claims = field(kw_only=True)
    numbers: dict[tuple[str, str], CaseKey] = field(default_factory=dict)

    def load(self, key: CaseKey, closed_invoice: str | None = None) -> Case:
        return io.call(Site.CASES_LOAD, super().load, key, closed_invoice)

    def whole(self, key: CaseKey) -> Case:
        return io.call(Site.CASES_WHOLE, super().whole, key)

    def find(self, creditor_id: str, invoice_ids: Iterable[str]) -> dict[str, CaseKey]:
        return io.call(Site.CASES_FIND, self._find, creditor_id, tuple(invoice_ids))

    def commit(
        self,
        before: Case,
        after: Case,
        events: Iterable[Event],
        at: datetime,
        also: Iterable[Beside] = (),
        *,
        to: str | None = None,
    ) -> Case:
        return io.call(Site.CASES_COMMIT, self._commit, before, after, tuple(events), at, tuple(also), to)

    def due(self, now: datetime, most: int | None = None) -> Iterable[DueCase]:
        return io.call(Site.CASES_DUE, super().due, now, most)

    def history(self, key: CaseKey) -> tuple[HistoryEntry, ...]:
        return io.call(Site.CASES_HISTORY, super().history, key)

    def list(self, creditor_id: str, *, is_open: bool, limit: int, cursor: str | None = None) -> Listing:
        return io.call(Site.CASES_LIST, super().list, creditor_id, is_open=is_open, limit=limit, cursor=cursor)

    def debtors(self, creditor_id: str, *, limit: int, cursor: str | None = None) -> Debtors:
        return io.call(Site.CASES_DEBTORS, super().debtors, creditor_id, limit=limit, cursor=cursor)

    def waiting(self, creditor_id: str, *, limit: int, cursor: str | None = None) -> Waiting:
        return io.call(Site.CASES_WAITING, super().waiting, creditor_id, limit=limit, cursor=cursor)

    def _find(self, creditor_id: str, names: tuple[str, ...]) -> dict[str, CaseKey]:
        return {name: self.numbers[creditor_id, name] for name in names if (creditor_id, name) in self.numbers}

    def _commit(
        self,
        before: Case,
        after: Case,
        events: tuple[Event, ...],
        at: datetime,
        also: tuple[Beside, ...],
        to: str | None,
    ) -> Case:
        saved = MemoryCases.commit(self, before, after, events, at, also, to=to)
        self.claims.takes(before, after)
        for invoice in after.invoices:
            self.numbers[after.key.creditor_id, invoice.id] = after.key
        return saved

    def _taken(self, creditor_id: str, names: Collection[str]) -> bool:
        return bool(self._find(creditor_id, tuple(names)))


@dataclass
class DooredCreditors(MemoryCreditors):
    """Profiles, states and the stop of all are read once a minute, as a warm function does. It believes what it has
    read for that long, whatever others have changed: what is changed here was changed in another process.
    """

    now: Callable[[], datetime] = field(kw_only=True)
    claims: Claims = field(kw_only=True)
    read: dict[str, datetime] = field(default_factory=dict)
    believed: dict[str, tuple[datetime, CreditorState]] = field(default_factory=dict)
    stop_read: tuple[datetime, Hold | None] = (LONG_AGO, None)

    def get(self, creditor_id: str) -> Creditor:
        if self.now() - self.read.get(creditor_id, LONG_AGO) < FRESH:
            return super().get(creditor_id)
        found = io.call(Site.CREDITORS_GET, super().get, creditor_id)
        self.read[creditor_id] = self.now()
        return found

    def state(self, creditor_id: str, *, anew: bool = False) -> CreditorState:
        read_at, state = self.believed.get(creditor_id, (LONG_AGO, CreditorState()))
        if anew or self.now() - read_at >= FRESH:
            state = io.call(Site.CREDITORS_STATE, self._heard, creditor_id)
            self.believed[creditor_id] = self.now(), state
        if anew:
            return state
        if self.now() - self.stop_read[0] >= FRESH:
            self.stop_read = self.now(), io.call(Site.CREDITORS_ALL_STOPPED, lambda: self.stop)
        stop = self.stop_read[1]
        return replace(state, stops=(*state.stops, stop)) if stop else state

    def _heard(self, creditor_id: str) -> CreditorState:
        self.claims.hears()
        return MemoryCreditors.state(self, creditor_id, anew=True)

    def commit_state(
        self, creditor_id: str, state: CreditorState, events: Iterable[Event], at: datetime
    ) -> CreditorState:
        return io.call(Site.CREDITORS_COMMIT, self._commit_state, creditor_id, state, tuple(events), at)

    def stop_all(self, pause: Hold) -> None:
        io.call(Site.CREDITORS_STOP_ALL, super().stop_all, pause)

    def history(self, creditor_id: str) -> tuple[HistoryEntry, ...]:
        return io.call(Site.CREDITORS_HISTORY, super().history, creditor_id)

    def _commit_state(
        self, creditor_id: str, state: CreditorState, events: tuple[Event, ...], at: datetime
    ) -> CreditorState:
        return MemoryCreditors.commit_state(self, creditor_id, state, events, at)


@dataclass
class DooredOutcomes(MemoryOutcomes):
    def _count(self, sender: str, became: Outcomes) -> tuple[Outcomes, Outcomes]:
        return io.call(Site.OUTCOMES_ADD, super()._count, sender, became)

    def _turn_over(self, sender: str, full: Outcomes) -> None:
        io.call(Site.OUTCOMES_TURN_OVER, super()._turn_over, sender, full)

    def clear(self, sender: str) -> None:
        io.call(Site.OUTCOMES_CLEAR, super().clear, sender)


@dataclass
class DooredPolicies(OwnPolicies):
    """A version never changes: a warm function reads it once."""

    now: Callable[[], datetime] = field(kw_only=True)
    read: dict[tuple[str, str], datetime] = field(default_factory=dict)

    def get(self, creditor_id: str, reference: str) -> Policy:
        place = creditor_id, reference
        if self.now() - self.read.get(place, LONG_AGO) < WARM:
            return super().get(creditor_id, reference)
        found = io.call(Site.POLICIES_GET, super().get, creditor_id, reference)
        self.read[place] = self.now()
        return found


@dataclass
class DooredDocuments(MemoryDocuments):
    claims: Claims = field(kw_only=True)

    def put(self, content: bytes, suffix: str) -> str:
        self.claims.prints()
        return io.call(Site.DOCUMENTS_PUT, super().put, content, suffix)


@dataclass
class DooredJournal(MemoryJournal):
    """Answers as the one in S3 does where its bucket fails."""

    def begin(self, entry: SendEntry) -> None:
        try:
            io.call(Site.JOURNAL_BEGIN, super().begin, entry)
        except FAILED as failure:
            raise NotSentForNow(str(failure)) from failure

    def seal(self, key: CaseKey, step: Step) -> bool:
        try:
            return io.call(Site.JOURNAL_SEAL, super().seal, key, step)
        except FAILED as failure:
            raise TryAgain(str(failure)) from failure

    def entries(self, key: CaseKey, but: Collection[tuple[str, int]] = ()) -> tuple[SendEntry, ...]:
        try:
            names = io.call(Site.JOURNAL_LIST, super().entries, key, but)
            return tuple(io.call(Site.JOURNAL_READ, lambda found=found: found) for found in names)
        except FAILED as failure:
            raise TryAgain(str(failure)) from failure


@dataclass
class DooredQueues:
    """`back` are the bodies of those that failed and were put back."""

    assessed: "list[CaseKey]" = field(default_factory=list)
    sent: "list[StepKey]" = field(default_factory=list)
    back: "list[str]" = field(default_factory=list)

    def assess(self, cases: Iterable[PacedCase], now: datetime) -> int:
        return self._put(Site.QUEUES_ASSESS, self.assessed, [case.key for case in cases])

    def send(self, keys: Iterable[StepKey], now: datetime) -> int:
        return self._put(Site.QUEUES_SEND, self.sent, list(keys))

    def again(self, message: FailedMessage) -> None:
        io.call(Site.QUEUES_AGAIN, self.back.append, message.body)

    def _put[T](self, site: Site, queue: list[T], messages: list[T]) -> int:
        for n in range(0, len(messages), 10):
            io.call(site, queue.extend, messages[n : n + 10])
        return len(messages)


@dataclass
class DooredFailedMessages(MemoryFailedMessages):
    def keep(self, message: FailedMessage) -> None:
        io.call(Site.FAILED_KEEP, super().keep, message)

    def all(self) -> Iterable[FailedMessage]:
        return io.call(Site.FAILED_ALL, super().all)

    def forget(self, message: FailedMessage) -> None:
        io.call(Site.FAILED_FORGET, super().forget, message)
