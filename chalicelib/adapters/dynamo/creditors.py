"""The creditors' profiles. A warm function reads each once a minute: it changes rarely, a batch needs it often."""

from datetime import datetime, timedelta

from chalicelib.adapters.dynamo import keys
from chalicelib.adapters.dynamo.documents import CREDITOR
from chalicelib.adapters.dynamo.models import CreditorRow
from chalicelib.domain.errors import NotFound
from chalicelib.domain.parties import Creditor
from chalicelib.ports import Clock

FRESH = timedelta(minutes=1)


class DynamoCreditors:
    """Implements ports.Creditors. `clock` is the machine's own, whatever day a payload pretends it is."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._read: dict[str, tuple[datetime, Creditor]] = {}

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

    def put(self, creditor: Creditor) -> None:
        profile = CREDITOR.dump_python(creditor, mode="json")
        pk = keys.creditor_pk(creditor.id)
        CreditorRow(pk=pk, sk="PROFILE", kind=CreditorRow.KIND, profile=profile).save()
        self._read.pop(creditor.id, None)
