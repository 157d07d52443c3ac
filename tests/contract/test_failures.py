"""The messages that failed, in memory and in the table: one of each thing, kept whole until it is put back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.adapters.dynamo import keys
from chalicelib.adapters.dynamo.cases import DynamoCases
from chalicelib.adapters.dynamo.doors import DynamoDoors
from chalicelib.adapters.dynamo.failures import DynamoFailedMessages
from chalicelib.adapters.dynamo.models import FailedMessageRow
from chalicelib.domain.failed_message import FailedMessage, QueueName
from chalicelib.ports import Cases, Doors, FailedMessages
from infra.memory.failures import MemoryFailedMessages
from tests.builders import KEY
from tests.fakes import MemoryCases

AT = datetime(2026, 12, 1, 8, tzinfo=UTC)
STEP = "cre_1#dbt_1#standard-1#reminder-1#2026-12-01"
LOOK = FailedMessage(QueueName.ASSESS, "m-1", '{"é": 1}', AT, KEY)
SEND = FailedMessage(QueueName.SEND, "m-2", "x" * 200_000, AT, KEY, STEP)
EVENT = FailedMessage(QueueName.DELIVERIES, "m-3", "{}", AT)


@pytest.fixture
def failed(store: tuple[Cases, Doors]) -> FailedMessages:
    return MemoryFailedMessages() if isinstance(store[0], MemoryCases) else DynamoFailedMessages()


def test_what_is_kept_comes_back_whole_until_it_is_forgotten(failed: FailedMessages) -> None:
    for message in (SEND, LOOK, EVENT):
        failed.keep(message)
    assert list(failed.all()) == [LOOK, EVENT, SEND]
    failed.forget(LOOK)
    failed.forget(LOOK)
    assert list(failed.all()) == [EVENT, SEND]


@pytest.mark.parametrize("message", [LOOK, SEND])
def test_of_one_thing_the_last_message_is_kept(failed: FailedMessages, message: FailedMessage) -> None:
    later = replace(message, id="m-9", at=AT + timedelta(hours=1))
    failed.keep(message)
    failed.keep(later)
    assert list(failed.all()) == [later]
    failed.forget(message)
    assert list(failed.all()) == [later], "it has failed once more since"


def test_the_table_keeps_it_for_ninety_days(table: tuple[DynamoCases, DynamoDoors]) -> None:
    DynamoFailedMessages().keep(LOOK)
    (row,) = FailedMessageRow.query(keys.FAILED)
    assert row.expires_at == (AT + timedelta(days=90)).timestamp()


def test_two_events_are_two(failed: FailedMessages) -> None:
    other = replace(EVENT, id="m-4")
    failed.keep(EVENT)
    failed.keep(other)
    assert list(failed.all()) == [EVENT, other]
