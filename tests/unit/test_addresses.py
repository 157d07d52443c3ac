"""Which address of a debtor takes mail again, and by whose word: a person's, unless its reader has complained."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.domain.case import Case
from chalicelib.domain.forecast import reasons_on
from chalicelib.domain.ladder import decide
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import STOPPED, StepMove, StepState
from chalicelib.domain.parties import Contact
from chalicelib.domain.step import Step, StepItem
from chalicelib.domain.task import TaskKind
from chalicelib.usecases.record_delivery import Delivery
from chalicelib.usecases.upsert_debtor import UpsertDebtor
from tests.builders import CREDITOR, KEY, MONDAY, Office, case, days, debtor, invoice, row, step

LATE = invoice("F-1", due=MONDAY - days(9))
R1, USUAL, OTHER = Level.REMINDER_1, "compta@garage.test", "autre@garage.test"


def mail(state: StepState, ago: int, email: str = USUAL) -> Step:
    items = (StepItem(LATE.id, R1),)
    return step(R1, state, on=MONDAY - days(ago), items=items, email=email, attempt=1, id=f"s{ago}")


def office(*states: StepState, suspended: str = "", to: str = USUAL) -> Office:
    """Its mails to an address, one a day, the last one yesterday."""
    made, count = Office(), len(states)
    steps = tuple(mail(state, count - n, to) for n, state in enumerate(states))
    marked = frozenset({suspended} if suspended else ())
    made.keep(case(LATE, debtor=debtor(email=USUAL), steps=steps, suspended_emails=marked))
    return made


def states(of: Office, email: str | None, *contacts: str) -> Case:
    found = tuple(Contact("Anne", "accounts", e, "") for e in contacts)
    UpsertDebtor(of.change, of.cases.suppressions)(CREDITOR, replace(debtor(email=email), contacts=found), "Claire")
    return of.case


def test_a_person_may_trust_an_address_anew_that_sent_mail_back() -> None:
    told = office(StepState.BOUNCED, suspended=USUAL)
    assert states(told, OTHER).email == OTHER
    assert states(told, USUAL).email == USUAL


@pytest.mark.parametrize("written", [USUAL, "Compta@Garage.test"])
@pytest.mark.parametrize("to", [USUAL, "COMPTA@garage.test"])
def test_whoever_complained_is_not_written_to_again_however_the_address_is_written(to: str, written: str) -> None:
    told = office(StepState.COMPLAINED, suspended=to, to=to)
    assert states(told, OTHER).email == OTHER
    assert states(told, written).email is None
    assert states(told, None, written).email is None


@pytest.mark.parametrize("state", sorted(STOPPED))
def test_what_is_stopped_is_decided_on_anew_once_the_debtor_has_changed(state: StepState) -> None:
    told = office(state)
    states(told, OTHER)
    assert [s.state for s in told.case.steps] == [StepState.CANCELLED]


@pytest.mark.parametrize("written", [USUAL, "COMPTA@garage.test"])
def test_no_file_lifts_what_a_person_has_not(written: str) -> None:
    told = office(StepState.BOUNCED, suspended=USUAL)
    states(told, OTHER)
    told.upload(row("F-9", due=MONDAY + days(60), who=debtor(email=written)))
    assert (told.case.debtor.email, told.case.email) == (written, None)


@pytest.mark.parametrize(
    ("before", "is_suspended"),
    [
        pytest.param((StepState.BOUNCED, StepState.BOUNCED), True, id="three running"),
        pytest.param((StepState.BOUNCED, StepState.BOUNCED, StepState.DELIVERED), False, id="one was taken since"),
        pytest.param((StepState.BOUNCED, StepState.DELIVERED, StepState.BOUNCED), False, id="one was taken between"),
        pytest.param((StepState.BOUNCED, StepState.BOUNCED, StepState.UNKNOWN), True, id="one of which nobody knows"),
        pytest.param(
            (StepState.BOUNCED, StepState.BOUNCED, StepState.DELIVERED, StepState.BOUNCED, StepState.BOUNCED),
            True,
            id="three running after one that was taken",
        ),
        pytest.param((StepState.DELIVERED, StepState.BOUNCED), False, id="the second after one that was taken"),
    ],
)
def test_a_full_mailbox_is_given_up_the_third_time_running(before: tuple[StepState, ...], is_suspended: bool) -> None:
    told = office(*before, StepState.ACCEPTED)
    last = told.case.steps[-1]
    assert told.deliver(Delivery(KEY, last.reference.replace("-", ""), StepMove.BOUNCE, told.clock.at, "", "", False))
    assert (told.case.email is None) is is_suspended


def test_a_full_mailbox_is_the_same_however_its_address_was_written() -> None:
    told = office(StepState.BOUNCED, StepState.BOUNCED, StepState.ACCEPTED)
    before, again, last = told.case.steps
    told.cases.stored[KEY] = replace(told.case, steps=(before, again, replace(last, email="Compta@garage.test")))
    told.deliver(Delivery(KEY, last.reference.replace("-", ""), StepMove.BOUNCE, told.clock.at, "", "", False))
    assert told.case.email is None


@pytest.mark.parametrize("presumed_on", [MONDAY - days(11), None], ids=["marked", "not looked at since"])
def test_what_is_foreseen_takes_no_mail_as_delivered_whose_delivery_is_presumed(presumed_on: date | None) -> None:
    """Presumed, it never opens the way to a formal notice: not tomorrow either."""
    final = Level.FINAL_REMINDER
    late = invoice("F-1", due=MONDAY - days(60))
    items = (StepItem(late.id, final),)
    told = Office()
    silent = step(final, StepState.ACCEPTED, on=MONDAY - days(14), items=items, attempt=1, presumed_on=presumed_on)
    told.keep(case(late, steps=(silent,)))
    policy = told.judge.policy_of(told.case)
    today, *others = (
        reasons_on(lambda on: told.judge.facts_on(told.case, on), policy, MONDAY, MONDAY + days(ahead))
        for ahead in (0, 1, 2, 7)
    )
    assert [[(r.why, r.level) for r in each] for each in others] == [[(r.why, r.level) for r in today]] * 3


def test_an_address_that_is_trusted_anew_is_given_up_at_its_next_bounce() -> None:
    told = office(*(StepState.BOUNCED,) * 3, StepState.ACCEPTED, suspended=USUAL)
    states(told, OTHER)
    assert states(told, USUAL).email == USUAL
    last = told.case.steps[-1]
    told.deliver(Delivery(KEY, last.reference.replace("-", ""), StepMove.BOUNCE, told.clock.at, "", "", False))
    assert told.case.email is None


def test_the_address_of_a_contact_that_takes_no_mail_is_asked_about_though_the_debtor_has_none_of_its_own() -> None:
    """It is the only one that its letters could go to by e-mail."""
    told = office(StepState.BOUNCED, suspended=USUAL)
    found = replace(
        told.case, debtor=replace(told.case.debtor, email=None, contacts=(Contact("Anne", "accounts", USUAL),))
    )
    facts = told.judge.facts_on(found, MONDAY)
    assert [t.kind for t in decide(facts, told.judge.policy_of(found), MONDAY).tasks][:1] == [TaskKind.GIVE_ADDRESS]


@pytest.mark.parametrize("state", sorted(STOPPED))
def test_a_debtor_that_is_stated_as_it_was_changes_nothing(state: StepState) -> None:
    told = office(state)
    before = told.case
    states(told, USUAL)
    assert told.case == before
    assert told.cases.history(KEY) == ()
