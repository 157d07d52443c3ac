"""What is said to a person who waits for the queues of the local stack."""

from datetime import UTC, datetime

import pytest

from chalicelib.entrypoints.cli.local import COMES_AGAIN_AFTER, LONGEST_WORK, Waiting

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)


def test_what_is_left_is_named_while_it_moves() -> None:
    waits = Waiting({"to assess": 0, "to print and send": 2, "deliveries to record": 1}, hidden=2)
    assert waits
    assert waits.line(unmoved=LONGEST_WORK, now=NOW) == "  still 2 to print and send, 1 deliveries to record"


@pytest.mark.parametrize(
    ("hidden", "words"), [(1, "1 message waits to be delivered again"), (2, "2 messages wait to be delivered again")]
)
def test_a_message_that_no_function_works_on_is_said_to_come_again_and_when(hidden: int, words: str) -> None:
    at = datetime(2026, 11, 24, 8, 4, 59, tzinfo=UTC).astimezone()
    line = Waiting({"to print and send": 2}, hidden).line(unmoved=LONGEST_WORK + 1, now=NOW)
    assert line == f"  {words}, at about {at:%H:%M}"
    assert COMES_AGAIN_AFTER == 360


def test_messages_that_nobody_fetches_are_not_said_to_come_again() -> None:
    assert Waiting({"to assess": 3}, hidden=0).line(unmoved=100, now=NOW) == "  still 3 to assess"


def test_nothing_left_is_nothing_to_wait_for() -> None:
    assert not Waiting({"to assess": 0}, hidden=0)
