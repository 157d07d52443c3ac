"""The creditors' profiles, and how they chase, with its history: a change and its fact are one transaction.

A warm function reads each once a minute: it changes rarely, a batch needs it often.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from pynamodb.exceptions import TransactWriteError
from pynamodb.transactions import TransactWrite

from chalicelib.adapters import io
from chalicelib.adapters.dynamo import keys
from chalicelib.adapters.dynamo.documents import CREDITOR, CREDITOR_STATE, HOLD
from chalicelib.adapters.dynamo.items import items_of
from chalicelib.adapters.dynamo.mapping import entry_in, event_row
from chalicelib.adapters.dynamo.models import CreditorRow, CreditorStateRow, EventRow, Row, StopRow
from chalicelib.adapters.dynamo.transactions import came_second
from chalicelib.adapters.io import Site
from chalicelib.domain.creditor_state import CreditorState
from chalicelib.domain.errors import CaseMoved, NotFound
from chalicelib.domain.events import Event
from chalicelib.domain.history import HistoryEntry, chain, last_of
from chalicelib.domain.hold import Hold
from chalicelib.domain.outcomes import ACCOUNT
from chalicelib.domain.parties import Creditor
from chalicelib.ports import Clock

FRESH = timedelta(minutes=1)
STATE = "STATE"


class DynamoCreditors:
    """Implements ports.Creditors. `clock` is the machine's own, whatever day a payload pretends it is."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._read: dict[str, tuple[datetime, Creditor]] = {}
        self._states: dict[str, tuple[datetime, CreditorState]] = {}
        self._stop: tuple[datetime, Hold | None] | None = None

    def get(self, creditor_id: str) -> Creditor:
        now = self._clock.now()
        read = self._read.get(creditor_id)
        if read and now - read[0] < FRESH:
            return read[1]
        try:
            pk = keys.creditor_pk(creditor_id)
            row = io.call(Site.CREDITORS_GET, CreditorRow.get, pk, "PROFILE", consistent_read=True)
        except CreditorRow.DoesNotExist:
            raise NotFound("no such creditor") from None
        creditor = CREDITOR.validate_python(row.profile)
        self._read[creditor_id] = (now, creditor)
        return creditor

    def state(self, creditor_id: str, *, anew: bool = False) -> CreditorState:
        if anew:
            return self._state(creditor_id)
        now = self._clock.now()
        known = self._states.get(creditor_id)
        state = known[1] if known and now - known[0] < FRESH else self._state(creditor_id)
        stop = self._all_stopped(now)
        return replace(state, stops=(*state.stops, stop)) if stop else state

    def _state(self, creditor_id: str) -> CreditorState:
        now = self._clock.now()
        try:
            pk = keys.creditor_pk(creditor_id)
            row = io.call(Site.CREDITORS_STATE, CreditorStateRow.get, pk, STATE, consistent_read=True)
            said = CREDITOR_STATE.validate_python(row.state)
            state = replace(said, version=int(row.version or 0), last_hash=row.last_hash or "")
        except CreditorStateRow.DoesNotExist:
            state = CreditorState()
        self._states[creditor_id] = (now, state)
        return state

    def _all_stopped(self, now: datetime) -> Hold | None:
        if self._stop is None or now - self._stop[0] >= FRESH:
            try:
                row = io.call(
                    Site.CREDITORS_ALL_STOPPED, StopRow.get, keys.outcomes_pk(ACCOUNT), keys.STOP, consistent_read=True
                )
                self._stop = now, HOLD.validate_python(row.pause)
            except StopRow.DoesNotExist:
                self._stop = now, None
        return self._stop[1]

    def stop_all(self, pause: Hold) -> None:
        row = StopRow(
            pk=keys.outcomes_pk(ACCOUNT),
            sk=keys.STOP,
            kind=StopRow.KIND,
            pause=HOLD.dump_python(pause, mode="json"),
        )
        io.call(Site.CREDITORS_STOP_ALL, row.save)
        self._stop = None

    def commit_state(
        self, creditor_id: str, state: CreditorState, events: Iterable[Event], at: datetime
    ) -> CreditorState:
        version = state.version + 1
        entries = chain(tuple(events), version, at, state.last_hash)
        saved = replace(state, version=version, last_hash=last_of(entries))
        self._write(creditor_id, state, saved, entries)
        return saved

    def history(self, creditor_id: str) -> tuple[HistoryEntry, ...]:
        among = EventRow.sk.startswith(keys.HISTORY)
        return tuple(map(entry_in, items_of(Site.CREDITORS_HISTORY, keys.creditor_pk(creditor_id), among)))

    def _write(
        self, creditor_id: str, before: CreditorState, after: CreditorState, entries: tuple[HistoryEntry, ...]
    ) -> None:
        pk = keys.creditor_pk(creditor_id)
        row = CreditorStateRow(
            pk=pk,
            sk=STATE,
            kind=CreditorStateRow.KIND,
            state=CREDITOR_STATE.dump_python(after, mode="json", exclude={"version", "last_hash"}),
            version=after.version or None,
            last_hash=after.last_hash or None,
        )
        self._states.pop(creditor_id, None)
        try:
            io.call(Site.CREDITORS_COMMIT, _save, row, before.version, [event_row(pk, entry) for entry in entries])
        except TransactWriteError as error:
            if came_second(error):
                raise CaseMoved("the creditor changed something else meanwhile") from error
            raise

    def put(self, creditor: Creditor) -> None:
        profile = CREDITOR.dump_python(creditor, mode="json")
        pk = keys.creditor_pk(creditor.id)
        row = CreditorRow(pk=pk, sk="PROFILE", kind=CreditorRow.KIND, profile=profile)
        io.call(Site.CREDITORS_PUT, row.save)
        self._read.pop(creditor.id, None)


def _save(row: CreditorStateRow, version: int, events: Iterable[EventRow]) -> None:
    column = CreditorStateRow.version
    with TransactWrite(connection=Row._get_connection().connection) as transaction:
        transaction.save(row, condition=column == version if version else column.does_not_exist())
        for event in events:
            transaction.save(event)
