"""Whoever reads a debtor's mails says that they are not for it: nothing more goes there, what did proves nothing."""

from dataclasses import replace

import pytest

from chalicelib.domain.access import Session, hash_of
from chalicelib.domain.case import Case
from chalicelib.domain.doubt import NO_TRACE
from chalicelib.domain.errors import NotFound
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepMove, StepState
from chalicelib.domain.parties import Contact, Language
from chalicelib.domain.step import DID_NOT_GO_OUT, Step, StepItem
from chalicelib.domain.task import TaskKind
from chalicelib.domain.wrong_recipient import WrongRecipient, never_heard
from chalicelib.usecases.approve_level import ApproveLevel
from chalicelib.usecases.disown_address import DisownAddress
from chalicelib.usecases.open_portal import OpenPortal
from chalicelib.usecases.record_delivery import Delivery
from tests.builders import CREDITOR, KEY, MONDAY, MORNING, Office, case, days, debtor, invoice, step

LATE = invoice("F-1", due=MONDAY - days(30))
USUAL = debtor().email or ""
NOT_ME, WRONG = WrongRecipient.NOT_ME, WrongRecipient.WRONG_ADDRESS


def mail(level: Level, ago: int, state: StepState = StepState.DELIVERED, to: str = USUAL) -> Step:
    items = (StepItem(LATE.id, level),)
    return step(level, state, on=MONDAY - days(ago), items=items, email=to, attempt=1, id=f"s{ago}")


def office(*steps: Step, who: Case | None = None) -> Office:
    told = Office()
    told.keep(who or case(LATE, steps=steps))
    return told


def session(email: str | None = USUAL) -> Session:
    return Session(hash_of("s"), KEY, Language.FR, MORNING + days(1), MORNING + days(1), email)


def says(told: Office, answer: WrongRecipient, email: str | None = USUAL) -> None:
    DisownAddress(told.change, told.doors)(session(email), answer)


def wants(told: Office) -> set[TaskKind]:
    return {t.kind for t in told.judge.decision_on(told.case, told.clock.at).tasks}


@pytest.mark.parametrize("answer", list(WrongRecipient))
def test_nothing_more_is_written_there_and_a_person_is_asked(answer: WrongRecipient) -> None:
    told = office(mail(Level.REMINDER_1, 8))
    says(told, answer)
    assert told.case.email is None
    assert told.case.waits_since
    assert TaskKind.GIVE_ADDRESS in wants(told)
    last = [e for e in told.cases.history(KEY) if e.kind == "AddressSuspended"]
    assert [e.data["reason"] for e in last] == [answer]
    assert [e.data["by"] for e in last] == ["reader"]
    assert not told.cases.suppressions.listed, "it may be the right one of another debtor"


@pytest.mark.parametrize(("answer", "level"), [(NOT_ME, Level.REMINDER_1), (WRONG, Level.REMINDER_2)])
def test_what_somebody_else_has_read_the_debtor_has_not(answer: WrongRecipient, level: Level) -> None:
    """The chase begins again on paper; the debtor itself, who only wants its mails elsewhere, has had the first."""
    told = office(mail(Level.REMINDER_1, 8))
    says(told, answer)
    told.wake(MONDAY)
    message = told.judge.decision_on(told.case, told.clock.at).message
    assert message
    assert (message.level, message.by_mail) == (level, False)


def test_only_what_went_to_that_address_is_unheard() -> None:
    other = "autre@garage.test"
    told = office(
        mail(Level.REMINDER_1, 20, to=other),
        mail(Level.REMINDER_2, 10, StepState.ACCEPTED, to=USUAL.upper()),
        mail(Level.FINAL_REMINDER, 5, StepState.UNKNOWN),
    )
    says(told, NOT_ME)
    assert [s.state for s in told.case.steps] == [StepState.DELIVERED, StepState.DISOWNED, StepState.DISOWNED]
    assert told.case.steps[1].reason == "read by somebody else"


@pytest.mark.parametrize(
    "state",
    [
        StepState.ACCEPTED,
        StepState.DELIVERED,
        StepState.BOUNCED,
        StepState.COMPLAINED,
        StepState.UNKNOWN,
        StepState.CLAIMED,
    ],
)
@pytest.mark.parametrize("move", [StepMove.DELIVER, StepMove.BOUNCE, StepMove.COMPLAIN, StepMove.DELAY])
def test_whatever_is_told_of_it_afterwards_the_debtor_has_not_had_it(state: StepState, move: StepMove) -> None:
    """What waits for the post stays there too: it is the first that the debtor will have."""
    told = office(mail(Level.REMINDER_1, 8, state))
    says(told, NOT_ME)
    told.wake(MONDAY)
    told.assess(KEY)
    told.send(told.queues.to_send.pop())
    for _ in range(2):
        step = told.case.steps[0].reference.replace("-", "")
        assert not told.deliver(Delivery(KEY, step, move, told.clock.at, "ses-1"))
    assert [(s.level, s.state) for s in told.case.steps] == [
        (Level.REMINDER_1, StepState.DISOWNED),
        (Level.REMINDER_1, StepState.UNPOSTED),
    ]
    is_listed = move in (StepMove.BOUNCE, StepMove.COMPLAIN)
    assert told.cases.suppressions.holds(CREDITOR, USUAL) is is_listed


def test_what_was_never_claimed_or_was_refused_has_gone_nowhere() -> None:
    for state in (StepState.HELD, StepState.CANCELLED, StepState.PLANNED):
        for attempt in (0, 1):
            kept = replace(mail(Level.REMINDER_1, 0, state), attempt=attempt)
            assert never_heard(kept, USUAL) == kept


@pytest.mark.parametrize("state", [StepState.CANCELLED, StepState.HELD])
@pytest.mark.parametrize("move", [StepMove.DELIVER, StepMove.COMPLAIN])
@pytest.mark.parametrize("others", [(), (mail(Level.REMINDER_1, 20),)], ids=["alone", "the last of them"])
def test_what_a_person_gave_up_and_went_out_after_all_went_to_the_same_stranger(
    state: StepState, move: StepMove, others: tuple[Step, ...]
) -> None:
    given_up = replace(mail(Level.REMINDER_2, 5, state), reason=f"{DID_NOT_GO_OUT}: not in the list")
    told = office(*others, given_up)
    says(told, NOT_ME)
    told.deliver(Delivery(KEY, given_up.reference.replace("-", ""), move, told.clock.at, "ses-1"))
    assert {s.state for s in told.case.steps} == {StepState.DISOWNED}
    assert told.cases.suppressions.holds(CREDITOR, USUAL) is (move is StepMove.COMPLAIN)


def test_an_approval_rests_on_what_the_debtor_has_had() -> None:
    """What a person approved before it was known is asked for anew; a refusal stands, and so does a word of others."""
    told = office(mail(Level.REMINDER_1, 8))
    other = invoice("F-2", due=MONDAY + days(30))
    told.cases.commit(told.case, replace(told.case, invoices=(LATE, other)), [], told.clock.at)
    for level, is_given, about in (
        (Level.FORMAL_NOTICE, True, (LATE.id, other.id)),
        (Level.FINAL_REMINDER, True, (LATE.id,)),
        (Level.REMINDER_1, True, (LATE.id,)),
        (Level.REMINDER_2, False, (LATE.id,)),
    ):
        ApproveLevel(told.change)(KEY, level, about, is_given=is_given, reason="so it is", by="Claire")
    says(told, WRONG)
    assert len(told.case.approvals) == 5, "the debtor itself has had it"
    says(told, NOT_ME)
    assert [(a.claim_id, a.level, a.is_given) for a in told.case.approvals] == [
        (other.id, Level.FORMAL_NOTICE, True),
        (LATE.id, Level.REMINDER_1, True),
        (LATE.id, Level.REMINDER_2, False),
    ]
    gone = [e.data for e in told.cases.history(KEY) if e.kind == "ApprovalTakenBack"]
    assert [(e["by"], e["level"], e["invoice_ids"]) for e in gone] == [
        ("reader", Level.FORMAL_NOTICE, [LATE.id]),
        ("reader", Level.FINAL_REMINDER, [LATE.id]),
    ]


@pytest.mark.parametrize(("level", "is_left"), [(Level.NOTICE, False), (Level.REMINDER_1, True)])
def test_an_approval_stands_that_rests_on_what_the_debtor_has_had_elsewhere(level: Level, *, is_left: bool) -> None:
    told = office(mail(Level.REMINDER_1, 20), mail(level, 8, to="neu@garage.test"))
    ApproveLevel(told.change)(KEY, Level.FORMAL_NOTICE, (LATE.id,), is_given=True, reason="", by="Claire")
    says(told, NOT_ME)
    assert bool(told.case.approvals) is is_left


def test_what_was_sent_without_a_trace_may_have_been_a_strangers() -> None:
    lost = replace(mail(Level.REMINDER_1, 9, StepState.CANCELLED), reason=NO_TRACE)
    assert never_heard(lost, USUAL).state is StepState.DISOWNED


def test_a_full_mailbox_of_a_stranger_says_nothing_of_it() -> None:
    told = office(mail(Level.REMINDER_1, 8))
    says(told, NOT_ME)
    step = told.case.steps[0].reference.replace("-", "")
    told.deliver(Delivery(KEY, step, StepMove.BOUNCE, told.clock.at, "", "", for_good=False))
    assert not told.cases.suppressions.listed


def test_the_next_of_its_addresses_is_written_to() -> None:
    who = replace(debtor(), contacts=(Contact("Anne", "accounts", "anne@garage.test"),))
    told = office(who=case(LATE, debtor=who, steps=(mail(Level.REMINDER_1, 8),)))
    says(told, NOT_ME)
    assert told.case.email == "anne@garage.test"


def test_twice_is_once_and_the_second_answer_may_say_more() -> None:
    told = office(mail(Level.REMINDER_1, 8))
    says(told, WRONG)
    count = len(told.cases.history(KEY))
    says(told, WRONG)
    assert len(told.cases.history(KEY)) == count
    says(told, NOT_ME)
    assert told.case.steps[0].state is StepState.DISOWNED
    assert sum(e.kind == "AddressSuspended" for e in told.cases.history(KEY)) == 1


@pytest.mark.parametrize("with_mail", [True, False], ids=["where the last mail went", "where the next would go"])
def test_a_link_of_before_says_no_address(with_mail: bool) -> None:
    told = office(*([mail(Level.REMINDER_1, 8)] if with_mail else []))
    says(told, NOT_ME, email=None)
    assert told.case.is_suspended(USUAL)


@pytest.mark.parametrize(
    ("state", "attempt"), [(StepState.PLANNED, 0), (StepState.PLANNED, 1), (StepState.HELD, 1)], ids=str
)
def test_a_link_of_before_does_not_mean_a_mail_that_has_not_gone_out(state: StepState, attempt: int) -> None:
    planned = replace(mail(Level.REMINDER_2, 0, state, to="neu@garage.test"), attempt=attempt)
    told = office(mail(Level.REMINDER_1, 8, to="alt@garage.test"), planned)
    says(told, WRONG, email=None)
    assert told.case.suspended_emails == {"alt@garage.test"}


def test_an_address_is_suspended_once_however_it_is_written() -> None:
    told = office(mail(Level.REMINDER_1, 8))
    says(told, WRONG)
    says(told, WRONG, email=USUAL.upper())
    assert told.case.suspended_emails == {USUAL}


def test_a_link_of_before_means_the_last_mail() -> None:
    told = office(mail(Level.REMINDER_1, 20, to="alt@garage.test"), mail(Level.REMINDER_2, 8))
    says(told, WRONG, email=None)
    assert told.case.suspended_emails == {USUAL}


def test_without_any_address_there_is_nothing_to_suspend() -> None:
    told = office(who=case(LATE, debtor=debtor(email=None)))
    says(told, WRONG, email=None)
    assert not told.case.suspended_emails


@pytest.mark.parametrize(("answer", "stays"), [(NOT_ME, False), (WRONG, True)])
def test_the_account_is_closed_to_who_is_not_the_debtor(answer: WrongRecipient, stays: bool) -> None:
    told = office(mail(Level.REMINDER_1, 8))
    told.doors.open(session())
    says(told, answer)
    assert (told.doors.session(session().hash) is not None) is stays


def test_the_link_of_a_mail_knows_where_it_went() -> None:
    told = office()
    told.send(told.planned())
    (link,) = told.doors.links.values()
    assert link.email == told.mailer.mails[0].to == USUAL
    token = told.mailer.mails[0].words.text.partition("#k=")[2]
    secret = OpenPortal(told.cases, told.doors, told.clock, told.ids)(token, Language.FR)
    opened = told.doors.session(hash_of(secret))
    assert opened
    assert opened.email == USUAL


def test_the_link_of_a_mail_to_a_contact_is_that_contacts() -> None:
    who = replace(debtor(), contacts=(Contact("Anne", "accounts", "anne@garage.test"),))
    told = office(who=case(LATE, debtor=who, suspended_emails=frozenset({USUAL})))
    told.send(told.planned())
    (link,) = told.doors.links.values()
    assert link.email == told.mailer.mails[0].to == "anne@garage.test"


def test_of_a_case_that_is_gone_nothing_can_be_said() -> None:
    with pytest.raises(NotFound):
        says(Office(), NOT_ME)
