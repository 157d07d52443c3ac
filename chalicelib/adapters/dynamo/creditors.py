"""The creditors' profiles. A warm function reads each once a minute: it changes rarely, a batch needs it often."""

from datetime import datetime, timedelta

from chalicelib.adapters.dynamo import keys
from chalicelib.adapters.dynamo.documents import CREDITOR, CREDITOR_STATE
from chalicelib.adapters.dynamo.models import CreditorRow, CreditorStateRow
from chalicelib.domain.creditor_state import CreditorState
from chalicelib.domain.errors import NotFound
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

    def get(self, creditor_id: str) -> Creditor:
        now = self._clock.now()
        read = self._read.get(creditor_id)
        if read and now - read[0] < FRESH:
            return read[1]
        try:
            row = CreditorRow.get(keys.creditor_pk(creditor_id), "PROFILE", consistent_read=True)
        except CreditorRow.DoesNotExist:
            raise NotFound("no such creditor") from None
        creditor = CREDITOR.validate_python(row.profile)
        self._read[creditor_id] = (now, creditor)
        return creditor

    def state(self, creditor_id: str) -> CreditorState:
        now = self._clock.now()
        known = self._states.get(creditor_id)
        if known and now - known[0] < FRESH:
            return known[1]
        try:
            row = CreditorStateRow.get(keys.creditor_pk(creditor_id), STATE, consistent_read=True)
            state = CREDITOR_STATE.validate_python(row.state)
        except CreditorStateRow.DoesNotExist:
            state = CreditorState()
        self._states[creditor_id] = (now, state)
        return state

    def put_state(self, creditor_id: str, state: CreditorState) -> None:
        plain = CREDITOR_STATE.dump_python(state, mode="json")
        pk = keys.creditor_pk(creditor_id)
        CreditorStateRow(pk=pk, sk=STATE, kind=CreditorStateRow.KIND, state=plain).save()
        self._states.pop(creditor_id, None)

    def put(self, creditor: Creditor) -> None:
        profile = CREDITOR.dump_python(creditor, mode="json")
        pk = keys.creditor_pk(creditor.id)
        CreditorRow(pk=pk, sk="PROFILE", kind=CreditorRow.KIND, profile=profile).save()
        self._read.pop(creditor.id, None)
