"""What was just written is seen by the next read. No emulator lags as DynamoDB may, so here the table does.

A look that misses a step would plan it twice, an event of the mail service that misses it would be lost, and a session
that was just closed would still be open. What is read through an index lags on AWS whatever is asked.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from botocore.client import BaseClient
from moto import mock_aws

from chalicelib.adapters.dynamo import models
from chalicelib.adapters.dynamo.cases import DynamoCases
from chalicelib.adapters.dynamo.creditors import DynamoCreditors
from chalicelib.adapters.dynamo.doors import DynamoDoors
from chalicelib.domain.access import ApiKey, Link, Session, hash_of
from chalicelib.domain.creditor_events import BankDataTold
from chalicelib.domain.creditor_state import CreditorState
from chalicelib.domain.events import InvoiceUploaded
from chalicelib.domain.parties import Language
from tests.builders import CREDITOR, KEY, MORNING, case, creditor, invoice, payment
from tests.fakes import FixedClock
from tests.table import create_table

OPEN, PAID = invoice("F-1"), invoice("F-2").book(payment())


class Store:
    """The adapters of one table, with one of everything in it."""

    def __init__(self) -> None:
        models.bind("relance-lag")
        self.cases, self.doors = DynamoCases(), DynamoDoors()
        self.creditors = DynamoCreditors(FixedClock())
        self.creditors.put(creditor())
        told = replace(CreditorState(), bank_data_on=MORNING.date())
        self.creditors.commit_state(CREDITOR, told, [BankDataTold("key_1", MORNING.date())], MORNING)
        self.doors.add_api_key(ApiKey("kid", hash_of("s"), CREDITOR, "", MORNING))
        link = Link(hash_of("link"), KEY, MORNING + timedelta(days=1))
        session = Session(hash_of("cookie"), KEY, Language.FR, MORNING, MORNING)
        new = case(OPEN, PAID)
        event = InvoiceUploaded("creditor", OPEN.id, OPEN.number, OPEN.total, OPEN.due_on)
        self.cases.commit(new, new, [event], MORNING, also=[link, session])


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    with mock_aws():
        create_table("relance-lag")
        made = Store()
        monkeypatch.setattr(BaseClient, "_make_api_call", lagging(BaseClient._make_api_call))  # type: ignore[attr-defined]
        yield made


def lagging(ask: Callable[..., Any]) -> Callable[..., Any]:
    """Answers a read that does not ask for consistency as if nothing had been written yet."""

    def asked(client: BaseClient, operation: str, given: dict[str, Any]) -> Any:
        if operation == "BatchGetItem" and not all(t.get("ConsistentRead") for t in given["RequestItems"].values()):
            return {"Responses": {name: [] for name in given["RequestItems"]}, "UnprocessedKeys": {}}
        if operation in ("GetItem", "Query", "Scan") and not given.get("ConsistentRead"):
            return {} if operation == "GetItem" else {"Items": [], "Count": 0, "ScannedCount": 0}
        return ask(client, operation, given)

    return asked


READS: dict[str, tuple[Callable[[Store], object], object]] = {
    "a case": (lambda s: s.cases.load(KEY).invoices, (OPEN,)),
    "a closed invoice beside it": (lambda s: s.cases.load(KEY, PAID.id).invoice(PAID.id), PAID),
    "the case of a number": (lambda s: s.cases.find(CREDITOR, [OPEN.id]), {OPEN.id: KEY}),
    "the history": (lambda s: len(s.cases.history(KEY)), 1),
    "a profile": (lambda s: s.creditors.get(CREDITOR), creditor()),
    "what a creditor said for all": (lambda s: s.creditors.state(CREDITOR, anew=True).bank_data_on, MORNING.date()),
    "an API key": (lambda s: bool(s.doors.api_key("kid")), True),
    "a link": (lambda s: bool(s.doors.link(hash_of("link"))), True),
    "a session": (lambda s: bool(s.doors.session(hash_of("cookie"))), True),
}


@pytest.mark.parametrize("what", READS)
def test_what_was_just_written_is_read(store: Store, what: str) -> None:
    read, expected = READS[what]
    assert read(store) == expected


def test_a_read_that_asks_for_nothing_misses_it(store: Store) -> None:
    """The test of the test."""
    with pytest.raises(models.CreditorRow.DoesNotExist):
        models.CreditorRow.get(f"C#{CREDITOR}", "PROFILE")
    assert list(store.cases.due(MORNING + timedelta(days=400))) == []
