"""What people say of mails that a restored table has forgotten is said of those mails, before anybody looks."""

from typing import NoReturn

import pytest

from chalicelib.domain.access import Session, hash_of
from chalicelib.domain.errors import TryAgain
from chalicelib.domain.invoice import Entry
from chalicelib.domain.letter import Letter
from chalicelib.domain.lifecycle import StepMove, StepState
from chalicelib.domain.parties import Language
from chalicelib.domain.task import TaskKind
from chalicelib.domain.wrong_recipient import WrongRecipient
from chalicelib.usecases.disown_address import DisownAddress
from chalicelib.usecases.settle_doubt import SettleDoubt
from tests.builders import KEY, MONDAY, Office, case, credit_note, days, debtor, invoice
from tests.fakes import MemoryJournal, PlainPress

LATE = invoice(due=MONDAY - days(3))
# Where the mail went.
USUAL = debtor().email


def restored(*kept: Entry) -> Office:
    """A mail went out; then the table came back as it was before, and nobody has looked at the case since."""
    office = Office()
    office.keep(case(LATE, credits=kept))
    before = office.case, list(office.cases.entries.get(KEY, ()))
    office.send(office.planned())
    office.cases.stored[KEY], office.cases.entries[KEY] = before
    office.epoch = 1
    return office


def reference(office: Office) -> str:
    (entry,) = office.journal.entries(KEY)
    return entry.step.reference


def says(office: Office, answer: WrongRecipient) -> None:
    now = office.clock.at
    DisownAddress(office.change, office.doors)(Session(hash_of("s"), KEY, Language.FR, now, now, USUAL), answer)


def settles(office: Office, reference: str, *, went_out: bool) -> None:
    SettleDoubt(office.change)(KEY, reference, "asked by phone", "Claire", went_out=went_out)


def test_a_stranger_who_says_not_me_has_read_the_mail_that_only_the_journal_knows() -> None:
    office = restored()
    sent = reference(office)
    says(office, WrongRecipient.NOT_ME)
    (step,) = office.case.steps
    assert (step.state, step.reference, office.case.epoch) == (StepState.DISOWNED, sent, 1)
    assert [e.data.get("by") for e in office.cases.history(KEY)] == ["send journal", "reader", "reader"]
    # What the mail service tells of it makes it no proof again.
    assert not office.told(step, StepMove.DELIVER)
    assert office.case.steps[0].state is StepState.DISOWNED


def test_a_debtor_who_reads_elsewhere_has_had_what_only_the_journal_knows() -> None:
    office = restored()
    says(office, WrongRecipient.WRONG_ADDRESS)
    assert [(s.state, s.heard_on) for s in office.case.steps] == [(StepState.UNKNOWN, None)]
    assert office.told(office.case.steps[0], StepMove.DELIVER)
    assert office.case.steps[0].state is StepState.DELIVERED


@pytest.mark.parametrize(("went_out", "state"), [(True, StepState.ACCEPTED), (False, StepState.HELD)])
def test_what_a_person_has_found_out_is_of_the_mail_that_only_the_journal_knows(
    state: StepState, *, went_out: bool
) -> None:
    office = restored()
    settles(office, reference(office), went_out=went_out)
    assert [s.state for s in office.case.steps] == [state]


def test_what_a_person_says_of_another_thing_takes_the_mail_along_and_asks_whether_it_went_out() -> None:
    """Else what is decided on it is decided without."""
    office = restored()
    office.credited(100)
    assert [s.state for s in office.case.steps] == [StepState.UNKNOWN]
    assert TaskKind.CHECK_MAIL in {t.kind for t in office.judge.decision_on(office.case, office.clock.at).tasks}


def test_a_credit_that_is_taken_back_takes_the_mail_along_too() -> None:
    """What ended since the last look is left to the next one then: what the journal knows is not."""
    office = restored(credit_note(100))
    office.withdraw_credit("AV-1")
    assert ([s.state for s in office.case.steps], office.case.credits) == ([StepState.UNKNOWN], ())


def test_what_changes_nothing_is_left_to_the_look_that_follows() -> None:
    office = restored(credit_note(100))
    office.credited(100)
    assert (list(office.case.steps), office.case.epoch) == ([], 0)


def test_whoever_falls_as_it_sends_has_put_no_look_off() -> None:
    """The journal knew nothing of this case: its step is looked at when it would have been."""

    class Jammed(PlainPress):
        def letter_pdf(self, letter: Letter) -> NoReturn:
            raise MemoryError

    office = Office(press=Jammed())
    office.keep(case(LATE))
    key, due = office.planned(), office.case.next_look_at
    office.epoch = 1
    with pytest.raises(MemoryError):
        office.send(key)
    assert (office.case.epoch, office.case.next_look_at) == (1, due)


def test_nothing_is_said_while_the_journal_cannot_be_read() -> None:
    class Unreadable(MemoryJournal):
        def entries(self, *_: object) -> NoReturn:
            raise TryAgain("the send journal could not be read")

    office = restored()
    office.journal = Unreadable()
    with pytest.raises(TryAgain):
        says(office, WrongRecipient.NOT_ME)
    assert (office.case.epoch, office.case.suspended_emails) == (0, frozenset())


def test_of_a_table_that_was_never_restored_the_journal_is_not_asked() -> None:
    office = restored()
    office.epoch = 0
    says(office, WrongRecipient.NOT_ME)
    assert (list(office.case.steps), office.case.is_suspended(USUAL or "")) == ([], True)
