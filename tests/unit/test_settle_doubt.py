"""A mail of which nobody knows silences its debtor, until a person says what became of it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from chalicelib.domain.access import Session
from chalicelib.domain.decision import Why
from chalicelib.domain.doubt import NO_TRACE, is_abandoned, looks_again, needs_person
from chalicelib.domain.errors import Invalid, NotFound
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepMove, StepState
from chalicelib.domain.money import Money
from chalicelib.domain.parties import Language
from chalicelib.domain.send_entry import SendEntry, forgotten
from chalicelib.domain.step import DID_NOT_GO_OUT, StepItem
from chalicelib.domain.task import TaskKind
from chalicelib.domain.wrong_recipient import WrongRecipient
from chalicelib.usecases.disown_address import DisownAddress
from chalicelib.usecases.record_delivery import Delivery
from chalicelib.usecases.settle_doubt import SettleDoubt
from chalicelib.usecases.upsert_debtor import UpsertDebtor
from tests.builders import CREDITOR, KEY, MONDAY, MORNING, Office, case, days, debtor, invoice, row, step
from tests.fakes import MemoryJournal

R1 = Level.REMINDER_1
LATE = invoice(due=MONDAY - days(3))


def in_doubt() -> Office:
    """A week after a mail of which nobody knows whether it went out: a restored table does not know it."""
    office = Office(journal=MemoryJournal(taken=1))
    office.keep(case(LATE))
    office.send(office.planned())
    for _ in range(7):
        office.wake(office.today + days(1))
        office.run()
    (step,) = office.case.steps
    assert step.state is StepState.UNKNOWN
    return office


def settle(of: Office, *, went_out: bool, note: str = "the debtor has it", reference: str = "") -> None:
    name = reference or of.case.steps[0].reference
    SettleDoubt(of.change)(KEY, name, note, "Claire", went_out=went_out)


def kinds(of: Office) -> list[TaskKind]:
    return [t.kind for t in of.judge.decision_on(of.case, of.clock.at).tasks]


def test_a_mail_that_went_out_counts_from_its_day_and_the_next_level_follows() -> None:
    told = in_doubt()
    assert kinds(told) == [TaskKind.CHECK_MAIL]
    settle(told, went_out=True)
    (step,) = told.case.steps
    assert (step.state, step.on, kinds(told)) == (StepState.ACCEPTED, MONDAY, [])
    entry = told.cases.history(KEY)[-1].data
    assert (entry["by"], entry["reason"]) == ("Claire", "a person says that it went out: the debtor has it")
    for _ in range(8):
        told.wake(told.today + days(1))
        told.run()
    assert [s.level for s in told.case.steps] == ["reminder-1", "reminder-2"]


@pytest.mark.parametrize("went_out", [True, False])
def test_a_mail_that_a_worker_is_still_at_is_in_no_doubt(went_out: bool) -> None:
    """Held while the mail service takes it, it would be said once more."""
    told = in_doubt()
    claimed = replace(told.case.steps[0], state=StepState.CLAIMED)
    told.cases.commit(told.case, told.case.with_step(claimed), [], told.clock.at)
    with pytest.raises(NotFound):
        settle(told, went_out=went_out)
    assert told.case.steps == (claimed,)


@pytest.mark.parametrize("how", ["stated", "uploaded"])
def test_who_says_that_it_did_not_go_out_may_be_wrong_and_no_word_of_the_debtor_makes_it_two_on_two_days(
    how: str,
) -> None:
    """What is stated anew mends what a letter lacked, and this one lacked nothing."""
    told = in_doubt()
    again = replace(told.case.steps[0], on=told.today)
    told.cases.commit(told.case, told.case.with_step(again), [], told.clock.at)
    settle(told, went_out=False)
    if how == "stated":
        who = replace(debtor(), credit_limit=Money(100000))
        UpsertDebtor(told.change, told.cases.suppressions)(CREDITOR, who, "Claire")
    else:
        told.upload(row("F-9", due=MONDAY + days(60), who=replace(debtor(), name="Garage Legoff SA")))
    since = told.today
    sent = list[date]()
    for _ in range(9):
        told.run()
        sent = [s.on for s in told.case.steps if s.state is StepState.ACCEPTED]
        if sent:
            break
        told.wake(told.today + days(1))
    assert sent == [since + days(7)], "the gap is over on a Saturday"


def test_nor_does_another_letter_go_out_before_the_gap_is_over() -> None:
    told = in_doubt()
    again = replace(told.case.steps[0], on=told.today)
    told.cases.commit(told.case, told.case.with_step(again), [], told.clock.at)
    settle(told, went_out=False)
    told.upload(row("F-2", due=told.today - days(3)))
    since = told.today
    sent = list[date]()
    while not sent:
        told.wake(told.today + days(1))
        told.run()
        sent = [s.on for s in told.case.steps if s.state is StepState.ACCEPTED]
    assert sent == [since + days(7)], "the gap is over on a Saturday"


def test_what_a_person_gave_up_is_a_strangers_too_once_it_was_said_again() -> None:
    told = in_doubt()
    first = told.case.steps[0].reference
    settle(told, went_out=False)
    told.run()
    now = told.clock.at
    session = Session("of its link", KEY, Language.FR, now, now, told.case.email)
    DisownAddress(told.change, told.doors)(session, WrongRecipient.NOT_ME)
    told.deliver(Delivery(KEY, first.replace("-", ""), StepMove.DELIVER, now, "ses-1"))
    assert {s.state for s in told.case.steps} == {StepState.DISOWNED}


def test_a_mail_that_did_not_go_out_is_said_again_at_its_level_and_the_doubt_stays_in_the_history() -> None:
    told = in_doubt()
    settle(told, went_out=False, note="not in the list of the mail service")
    assert kinds(told) == []
    assert told.judge.decision_on(told.case, told.clock.at).reasons[0].why is Why.SENDS
    told.run()
    assert [(s.level, s.state) for s in told.case.steps] == [
        ("reminder-1", StepState.CANCELLED),
        ("reminder-1", StepState.ACCEPTED),
    ]
    assert len(told.mailer.mails) == 1
    assert "a person says that it did not go out: not in the list of the mail service" in [
        e.data.get("reason") for e in told.cases.history(KEY)
    ]


def test_the_doubt_is_settled_once_and_with_a_word_on_how() -> None:
    told = in_doubt()
    for note in ("", "  "):
        with pytest.raises(Invalid, match="say how it was found out"):
            settle(told, went_out=True, note=note)
    with pytest.raises(NotFound, match="no mail of that reference is in doubt"):
        settle(told, went_out=True, reference="AAAA-AAAA")
    settle(told, went_out=True)
    with pytest.raises(NotFound):
        settle(told, went_out=False, reference=told.case.steps[0].reference)
    assert told.case.steps[0].state is StepState.ACCEPTED


def test_an_event_of_the_mail_service_that_comes_after_all_is_believed() -> None:
    told = in_doubt()
    settle(told, went_out=True)
    (step,) = told.case.steps
    assert told.deliver(Delivery(KEY, step.reference.replace("-", ""), StepMove.DELIVER, told.clock.at, "ses-1"))
    assert told.case.steps[0].state is StepState.DELIVERED


@pytest.mark.parametrize("tried_again", [False, True])
@pytest.mark.parametrize("move", [StepMove.DELIVER, StepMove.BOUNCE, StepMove.COMPLAIN])
def test_the_mail_service_knows_better_than_a_person_who_says_that_it_did_not_go_out(
    move: StepMove, *, tried_again: bool
) -> None:
    told = in_doubt()
    settle(told, went_out=False)
    if tried_again:
        told.wake(told.today)
        told.assess(KEY)
    assert told.told(told.case.steps[0], move)
    assert told.case.steps[0].state.startswith(move.value[:6])
    assert told.cases.history(KEY)[-1].kind in ("StepMoved", "AddressSuspended")
    assert told.case.email == (None if move is not StepMove.DELIVER else "legoff@garage.test")
    told.send(told.queues.to_send[0]) if told.queues.to_send else told.run()
    # What had been planned anew is not sent: its debtor has it.
    assert len(told.mailer.mails) == 0


def test_of_what_was_never_handed_to_the_mail_service_it_tells_nothing() -> None:
    for state in (StepState.HELD, StepState.CANCELLED):
        told = Office()
        told.keep(case(LATE, steps=(step(Level.REMINDER_1, state, on=MONDAY - days(1)),)))
        assert not told.told(told.case.steps[0], StepMove.DELIVER)
        assert told.case.steps[0].state is state


@pytest.mark.parametrize("state", [StepState.CLAIMED, StepState.UNKNOWN])
@pytest.mark.parametrize(("days_ago", "looks"), [(0, True), (1, True), (2, True), (3, False)])
def test_evidence_is_looked_for_until_the_day_on_which_there_is_none_is_over(
    state: StepState, days_ago: int, *, looks: bool
) -> None:
    doubtful = step(Level.REMINDER_1, state, on=MONDAY - days(days_ago))
    assert looks_again([doubtful], MONDAY) is looks
    assert not looks_again([replace(doubtful, state=StepState.ACCEPTED)], MONDAY)


@pytest.mark.parametrize(
    ("about", "waits"), [(("a",), True), (("a", "b"), True), (("b",), False), (("b", "c"), False)], ids=str
)
def test_what_was_given_up_once_is_not_said_a_third_time_beside_others_either(
    about: tuple[str, ...], *, waits: bool
) -> None:
    gone = step(R1, StepState.CANCELLED, on=MONDAY - days(9), items=(StepItem("a", R1),), reason=NO_TRACE)
    now = step(R1, StepState.UNKNOWN, on=MONDAY, items=tuple(StepItem(name, R1) for name in about))
    assert needs_person(now, (gone, now)) is waits


def test_nor_is_what_a_person_says_did_not_go_out() -> None:
    """Who says so may be wrong: the debtor would have had it three times."""
    denied = step(R1, StepState.HELD, on=MONDAY - days(9), items=(StepItem("a", R1),), reason=DID_NOT_GO_OUT)
    now = step(R1, StepState.UNKNOWN, on=MONDAY, items=(StepItem("a", R1),))
    assert needs_person(now, (denied, now))
    assert not needs_person(now, (replace(denied, reason="the letter lacks an address"), now))


@pytest.mark.parametrize(("level", "waits"), [(R1, True), (Level.REMINDER_2, False)])
def test_each_invoice_has_its_own_level_whatever_that_of_the_letter(level: Level, *, waits: bool) -> None:
    r2 = Level.REMINDER_2
    both = step(r2, StepState.CANCELLED, on=MONDAY - days(9), items=(StepItem("a", r2), StepItem("b", R1)))
    alone = step(level, StepState.UNKNOWN, on=MONDAY, items=(StepItem("b", level),))
    assert needs_person(alone, (replace(both, reason=NO_TRACE), alone)) is waits


@pytest.mark.parametrize(("minutes", "is_lost"), [(9, False), (10, False), (11, True)])
def test_whoever_claimed_is_waited_for_ten_minutes(minutes: int, *, is_lost: bool) -> None:
    claimed = replace(step(R1, StepState.CLAIMED), claimed_at=MORNING)
    assert is_abandoned(claimed, MORNING + timedelta(minutes=minutes)) is is_lost
    assert is_abandoned(replace(claimed, claimed_at=None), MORNING)


def test_of_several_attempts_that_were_forgotten_the_last_is_in_doubt() -> None:
    sent = [step(R1, StepState.CLAIMED, attempt=n, email=f"{n}@garage.test") for n in (1, 3, 2)]
    (found,) = forgotten(case(LATE), [SendEntry(KEY, s) for s in sent])
    assert (found.attempt, found.email) == (3, "3@garage.test")
