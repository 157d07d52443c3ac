"""The send journal in memory and in S3: an attempt is begun once, or sealed, and nothing that stands is changed."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError

from chalicelib.adapters.s3_journal import S3Journal
from chalicelib.domain.case import CaseKey
from chalicelib.domain.errors import NotSentForNow, SentBefore, TryAgain
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.policy import Channel
from chalicelib.domain.send_entry import SendEntry
from chalicelib.domain.step import Step, StepItem
from chalicelib.ports import SendJournal
from tests.builders import KEY, MONDAY, MORNING, days, step
from tests.fakes import MemoryJournal

CLAIMED = step(
    Level.INSTALMENT,
    StepState.CLAIMED,
    owner="owner-1",
    claimed_at=MORNING,
    letter_key="letters/é.pdf",
    channel=Channel.EMAIL,
    items=(StepItem("inv_1/2", Level.INSTALMENT), StepItem("inv_2", Level.INSTALMENT)),
    pay_until=MONDAY + days(8),
)
ENTRY = SendEntry(KEY, CLAIMED)
NEIGHBOUR = CaseKey(KEY.creditor_id, KEY.debtor_id + "0")


@pytest.fixture(params=["memory", "s3"])
def journal(request: pytest.FixtureRequest, s3: Any) -> SendJournal:
    return MemoryJournal() if request.param == "memory" else S3Journal(s3, "letters")


def test_what_was_begun_comes_back_whole_and_to_its_own_case_alone(journal: SendJournal) -> None:
    journal.begin(ENTRY)
    other = SendEntry(NEIGHBOUR, CLAIMED)
    journal.begin(other)
    assert journal.entries(KEY) == (ENTRY,)
    assert journal.entries(NEIGHBOUR) == (other,)


def test_nobody_begins_an_attempt_that_another_has_begun(journal: SendJournal) -> None:
    journal.begin(ENTRY)
    with pytest.raises(SentBefore):
        journal.begin(replace(ENTRY, step=replace(CLAIMED, owner="owner-2")))
    assert journal.entries(KEY) == (ENTRY,)


def test_an_entry_of_ours_whose_answer_was_lost_stands_as_ours(journal: SendJournal) -> None:
    journal.begin(ENTRY)
    journal.begin(ENTRY)
    assert journal.entries(KEY) == (ENTRY,)


def test_each_attempt_is_an_entry_and_those_that_are_known_are_left_out(journal: SendJournal) -> None:
    entries = [replace(ENTRY, step=replace(CLAIMED, attempt=n)) for n in (1, 2, 10)]
    for entry in entries:
        journal.begin(entry)
    assert sorted(e.step.attempt for e in journal.entries(KEY)) == [1, 2, 10]
    known = {(CLAIMED.reference, 1), (CLAIMED.reference, 2)}
    assert journal.entries(KEY, known) == (entries[2],)


def test_an_attempt_that_was_never_begun_is_sealed_and_nobody_begins_it_any_more(journal: SendJournal) -> None:
    assert journal.seal(KEY, CLAIMED)
    with pytest.raises(SentBefore):
        journal.begin(ENTRY)
    assert journal.seal(KEY, CLAIMED), "whoever asks again is told the same"
    assert journal.entries(KEY) == ()
    journal.begin(replace(ENTRY, step=replace(CLAIMED, attempt=2)))


def test_an_attempt_that_was_begun_cannot_be_sealed(journal: SendJournal) -> None:
    journal.begin(ENTRY)
    assert not journal.seal(KEY, CLAIMED)
    assert journal.entries(KEY) == (ENTRY,)


def test_a_folder_of_more_than_one_page_is_read_to_its_end(s3: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    journal, lists = S3Journal(s3, "letters"), s3.list_objects_v2
    for attempt in range(1, 6):
        journal.begin(replace(ENTRY, step=replace(CLAIMED, attempt=attempt)))
    monkeypatch.setattr(s3, "list_objects_v2", lambda **asked: lists(**asked, MaxKeys=2))
    assert [e.step.attempt for e in journal.entries(KEY)] == [1, 2, 3, 4, 5]


FAULTS = [
    ClientError({"Error": {"Code": "ConditionalRequestConflict", "Message": "no"}}, "PutObject"),
    ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "PutObject"),
    ConnectTimeoutError(endpoint_url="https://s3.example"),
]


@pytest.mark.parametrize("fault", FAULTS)
def test_what_may_not_have_been_written_is_not_handed_over(
    s3: Any, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    def fails(**_: object) -> None:
        raise fault

    monkeypatch.setattr(s3, "put_object", fails)
    with pytest.raises(NotSentForNow, match=type(fault).__name__):
        S3Journal(s3, "letters").begin(ENTRY)


READS: list[Callable[[S3Journal], object]] = [
    lambda journal: journal.seal(KEY, CLAIMED),
    lambda journal: journal.entries(KEY),
]


@pytest.mark.parametrize("fault", FAULTS[1:])
@pytest.mark.parametrize("ask", READS, ids=["seal", "entries"])
def test_who_cannot_ask_the_journal_tries_again_and_takes_nothing_for_granted(
    s3: Any, monkeypatch: pytest.MonkeyPatch, ask: Callable[[S3Journal], object], fault: Exception
) -> None:
    journal = S3Journal(s3, "letters")
    journal.begin(ENTRY)

    def fails(**_: object) -> None:
        raise fault

    monkeypatch.setattr(s3, "get_object", fails)
    with pytest.raises(TryAgain):
        ask(journal)


def test_an_entry_that_cannot_be_compared_is_not_handed_over(s3: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = S3Journal(s3, "letters")
    journal.begin(ENTRY)

    def fails(**_: object) -> None:
        raise FAULTS[2]

    monkeypatch.setattr(s3, "get_object", fails)
    with pytest.raises(NotSentForNow):
        journal.begin(ENTRY)


def test_the_journal_holds_steps_of_every_channel_and_level(s3: Any) -> None:
    journal = S3Journal(s3, "letters")
    made: list[Step] = [
        step(level, StepState.CLAIMED, channel=channel, on=MONDAY + days(n))
        for n, (level, channel) in enumerate((level, channel) for level in Level for channel in Channel)
    ]
    for each in made:
        journal.begin(SendEntry(KEY, each))
    assert {e.step for e in journal.entries(KEY)} == set(made)
