"""The journal is written before the mail service is called: what it lacks was never sent, what it holds is not sent
again, not even by a table that was restored to yesterday.
"""

from dataclasses import replace
from datetime import timedelta
from typing import NoReturn

import pytest

from chalicelib.domain.errors import NotSentForNow, OutcomeUnknown, TryAgain
from chalicelib.domain.lifecycle import StepMove, StepState
from chalicelib.domain.send_entry import FROM_JOURNAL
from chalicelib.domain.task import TaskKind
from chalicelib.ports import StepKey
from chalicelib.usecases.record_delivery import Delivery
from tests.builders import KEY, MONDAY, MORNING, Office, case, days, invoice
from tests.fakes import MemoryJournal

LATE = invoice(due=MONDAY - days(3))


def planned() -> tuple[Office, StepKey]:
    office = Office()
    office.keep(case(LATE))
    return office, office.planned()


def state(office: Office) -> StepState:
    return office.case.steps[0].state


def test_the_entry_stands_before_the_mail_leaves_and_names_who_sends_it() -> None:
    office, key = planned()
    office.mailer.outcomes = [KeyboardInterrupt()]
    with pytest.raises(KeyboardInterrupt):
        office.send(key)
    (entry,) = office.journal.entries(KEY)
    assert entry.step == office.case.steps[0]
    assert (entry.step.state, entry.step.attempt, bool(entry.step.owner)) == (StepState.CLAIMED, 1, True)


class Unwritten(MemoryJournal):
    def begin(self, entry: object) -> None:
        raise NotSentForNow("the send journal could not be written")


class Unreadable(MemoryJournal):
    def entries(self, *_: object) -> NoReturn:
        raise TryAgain("the send journal could not be read")


def test_nothing_is_sent_that_cannot_be_written_down_first() -> None:
    office, key = planned()
    office.journal = Unwritten()
    office.send(key)
    assert (office.mailer.mails, state(office)) == ([], StepState.PLANNED)
    office.journal = MemoryJournal()
    office.send(key)
    assert (len(office.mailer.mails), office.case.steps[0].attempt) == (1, 2)


def test_an_attempt_that_is_sealed_meanwhile_is_not_sent() -> None:
    office, key = planned()
    claimed = replace(office.case.steps[0], attempt=1)
    assert office.journal.seal(KEY, claimed)
    office.send(key)
    assert (office.mailer.mails, state(office)) == ([], StepState.UNKNOWN)


def restored_morning() -> tuple[Office, StepKey]:
    """The mail went out and was delivered; then the table came back as it was before."""
    office, key = planned()
    before = office.case, list(office.cases.entries[KEY])
    office.send(key)
    sent = office.case.steps[0]
    office.deliver(Delivery(KEY, sent.reference.replace("-", ""), StepMove.DELIVER, MORNING, "ses-1"))
    assert state(office) is StepState.DELIVERED
    office.cases.stored[KEY], office.cases.entries[KEY] = before
    return office, key


def test_a_restored_table_does_not_send_the_same_step_again_even_before_anybody_says_so() -> None:
    office, key = restored_morning()
    office.send(key)
    assert (len(office.mailer.mails), state(office)) == (1, StepState.UNKNOWN)


def test_a_restored_table_learns_from_the_journal_what_went_out_and_its_history_says_so() -> None:
    office, key = restored_morning()
    office.epoch = 1
    office.send(key)
    (step,) = office.case.steps
    assert (len(office.mailer.mails), step.state, step.reason, step.attempt) == (
        1,
        StepState.UNKNOWN,
        FROM_JOURNAL,
        1,
    )
    told = office.cases.history(KEY)[-1]
    assert (told.data["by"], told.data["state"], told.data["reason"]) == ("send journal", "unknown", FROM_JOURNAL)


def test_a_restored_table_does_not_say_the_same_on_a_later_day() -> None:
    """The step of that day has another id: only the journal knows of yesterday's."""
    office = Office()
    office.keep(case(LATE))
    before = office.case, list(office.cases.entries.get(KEY, ()))
    office.send(office.planned())
    office.cases.stored[KEY], office.cases.entries[KEY] = before
    office.epoch = 1
    office.clock.advance(days=1)
    office.assess(KEY)
    assert (len(office.mailer.mails), office.queues.to_send) == (1, [])
    assert {s.on: s.state for s in office.case.steps} == {MONDAY: StepState.UNKNOWN}


def test_a_restored_table_learns_of_every_mail_that_went_out_since() -> None:
    """Asked once, it must hear all: what is left out is said again."""
    office = Office()
    office.keep(case(LATE))
    before = office.case, list(office.cases.entries.get(KEY, ()))
    for _ in range(25):
        office.assess(KEY)
        if (step := office.case.live_step()) is not None:
            office.send(StepKey(KEY, step.id))
            told = Delivery(KEY, step.reference.replace("-", ""), StepMove.DELIVER, office.clock.now(), "s")
            office.deliver(told)
        office.clock.advance(days=1)
    sent = [step.on for step in office.case.steps if step.state is StepState.DELIVERED]
    assert len(sent) == len(office.mailer.mails) > 2
    office.cases.stored[KEY], office.cases.entries[KEY] = before
    office.epoch = 1
    office.assess(KEY)
    assert {s.on: s.state for s in office.case.steps} == dict.fromkeys(sent, StepState.UNKNOWN)
    assert len(office.mailer.mails) == len(sent)


@pytest.mark.parametrize(
    ("move", "state_told"),
    [
        (StepMove.DELIVER, StepState.DELIVERED),
        (StepMove.BOUNCE, StepState.BOUNCED),
        (StepMove.COMPLAIN, StepState.COMPLAINED),
    ],
)
def test_what_is_told_before_anybody_looks_is_told_of_the_mail_that_the_journal_knows(
    move: StepMove, state_told: StepState
) -> None:
    """The event comes from a queue, which outlives the table too, and it comes once."""
    office = Office()
    office.keep(case(LATE))
    before = office.case, list(office.cases.entries.get(KEY, ()))
    office.send(office.planned())
    sent = office.case.steps[0]
    office.cases.stored[KEY], office.cases.entries[KEY] = before
    office.epoch = 1
    assert office.told(sent, move)
    assert (state(office), office.case.epoch) == (state_told, 1)
    assert bool(office.case.suspended_emails) is (move is not StepMove.DELIVER)
    assert "send journal" in [e.data.get("by") for e in office.cases.history(KEY)]
    assert not office.told(sent, move)


def test_another_change_in_that_instant_keeps_no_event_from_being_told() -> None:
    office, _ = restored_morning()
    office.epoch = 1
    (entry,) = office.journal.entries(KEY)
    office.cases.interfere = lambda: office.credited(100)
    assert office.told(entry.step, StepMove.COMPLAIN)
    assert (state(office), len(office.case.credits)) == (StepState.COMPLAINED, 1)


def test_why_one_attempt_was_not_sent_is_not_said_of_the_next() -> None:
    office, key = planned()
    office.mailer.outcomes = [NotSentForNow("too many at once")]
    office.send(key)
    refused = office.case.steps[0]
    office.send(key)
    (accepted,) = office.case.steps
    assert [s.reason for s in (refused, accepted)] == ["too many at once", None]
    assert [e.step.reason for e in office.journal.entries(KEY)] == [None, None]


def test_what_is_remembered_is_looked_at_where_nobody_would_have_looked() -> None:
    office, _ = restored_morning()
    office.cases.stored[KEY] = replace(office.case, next_look_at=None)
    office.epoch = 1
    office.deliver(Delivery(KEY, "ANOTHER1", StepMove.DELIVER, MORNING, "ses-1"))
    assert (state(office), office.case.next_look_at) == (StepState.UNKNOWN, MORNING + timedelta(hours=1))


def test_what_is_told_puts_no_look_off_that_finds_a_lost_message_again() -> None:
    """Whether the journal knows anything or not."""
    office, _ = planned()
    due = office.case.next_look_at
    assert due == MORNING + timedelta(hours=1)
    office.epoch = 1
    office.deliver(Delivery(KEY, "ANOTHER1", StepMove.DELIVER, MORNING, "ses-1"))
    assert (office.case.epoch, office.case.next_look_at) == (1, due)


def test_what_is_told_while_the_journal_cannot_be_read_comes_again() -> None:
    office, _ = restored_morning()
    office.epoch = 1
    office.journal = Unreadable()
    with pytest.raises(TryAgain):
        office.deliver(Delivery(KEY, "7QK4R2XA", StepMove.DELIVER, MORNING, "ses-1"))
    assert office.case.epoch == 0


def test_the_journal_is_asked_once_an_epoch_and_never_before_a_table_was_restored() -> None:
    class Counted(MemoryJournal):
        asked = 0

        def entries(self, *given: object) -> tuple[()]:
            self.asked += 1
            return ()

    office, key = planned()
    office.journal = counted = Counted()
    office.send(key)
    assert counted.asked == 0
    office.epoch = 2
    for _ in range(2):
        office.send(key)
    assert (counted.asked, office.case.epoch) == (1, 2)


def test_a_function_of_an_earlier_epoch_takes_no_case_back_to_it() -> None:
    office, _ = restored_morning()
    office.cases.stored[KEY] = replace(office.case, epoch=2)
    office.epoch = 1
    office.assess(KEY)
    assert (office.case.epoch, office.case.steps[0].state) == (2, StepState.PLANNED)


def is_restored_and_waits_for_a_person(office: Office) -> None:
    office.epoch = 1
    for day in range(1, 30):
        office.wake(MONDAY + days(day))
        office.run()
    known = len(office.mailer.mails), state(office), office.case.steps[0].reason
    assert known == (1, StepState.UNKNOWN, FROM_JOURNAL)
    assert [t.kind for t in office.judge.decision_on(office.case, office.clock.at).tasks] == [TaskKind.CHECK_MAIL]


def test_what_was_in_doubt_when_the_backup_was_made_waits_for_a_person() -> None:
    """The event that said what became of it was told to the table that is gone."""
    office, key = planned()
    office.mailer.outcomes, office.mailer.lost = [OutcomeUnknown("timed out")], True
    office.send(key)
    assert state(office) is StepState.UNKNOWN
    is_restored_and_waits_for_a_person(office)


def test_a_claim_of_a_backup_whose_mail_went_out_waits_for_a_person() -> None:
    """The backup is of the second between a claim and its record: a table that is gone was told the rest."""
    office, key = planned()
    office.mailer.outcomes, office.mailer.lost = [KeyboardInterrupt()], True
    with pytest.raises(KeyboardInterrupt):
        office.send(key)
    assert state(office) is StepState.CLAIMED
    is_restored_and_waits_for_a_person(office)


def test_a_claim_of_a_backup_that_was_never_begun_is_sent_all_the_same() -> None:
    office, _ = planned()
    claimed = replace(office.case.steps[0], state=StepState.CLAIMED, attempt=1, owner="w", claimed_at=MORNING)
    office.cases.commit(office.case, replace(office.case.with_step(claimed), next_look_at=MORNING), [], MORNING)
    office.journal, office.epoch = MemoryJournal(), 1
    office.clock.advance(hours=1)
    office.run()
    assert (len(office.mailer.mails), office.case.steps[0].attempt, state(office)) == (1, 2, StepState.ACCEPTED)


@pytest.mark.parametrize("state_then", [StepState.CLAIMED, StepState.UNKNOWN])
def test_a_later_attempt_that_the_journal_knows_holds_whatever_became_of_the_one_of_the_backup(
    state_then: StepState,
) -> None:
    """The first was claimed as the backup was made, and never begun: it does not take the second back."""
    office, key = planned()
    first = replace(office.case.steps[0], state=state_then, attempt=1, owner="w", claimed_at=MORNING)
    backup = replace(office.case.with_step(first), next_look_at=MORNING)
    history = list(office.cases.entries[KEY])
    office.journal.seal(KEY, first)
    released = replace(office.case.steps[0], attempt=1)
    office.cases.commit(office.case, office.case.with_step(released), [], MORNING)
    office.send(key)
    assert (len(office.mailer.mails), office.case.steps[0].attempt) == (1, 2)
    office.cases.stored[KEY], office.cases.entries[KEY] = backup, history
    is_restored_and_waits_for_a_person(office)
    assert office.case.steps[0].attempt == 2
