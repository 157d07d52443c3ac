"""What an upload sets free: a letter that lacked a word, a debtor without an address."""

from dataclasses import replace

import pytest

from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import STOPPED, StepState
from chalicelib.domain.step import Step, StepItem
from chalicelib.domain.task import TaskKind
from tests.builders import KEY, MONDAY, Office, case, days, debtor, invoice, row, step


def held_for_an_address(office: Office, state: StepState = StepState.HELD) -> Step:
    """A reminder that could not be printed, three days ago."""
    waits = step(Level.REMINDER_1, state, on=MONDAY - days(3), reason="debtor.address: missing")
    late = invoice("F-1", due=MONDAY - days(9))
    office.keep(case(late, debtor=debtor(address=None), steps=(waits,), next_look_at=office.clock.at + days(2)))
    return waits


@pytest.mark.parametrize("state", sorted(STOPPED))
def test_a_stopped_step_is_released_by_the_word_that_it_lacked(state: StepState) -> None:
    office = Office()
    waits = held_for_an_address(office, state)
    office.upload(row("F-9", due=MONDAY + days(60)))
    released = office.case.step(waits.id)
    assert (released.state, released.reason) == (StepState.CANCELLED, "debtor.address: missing")
    moved = [e.data for e in office.cases.history(KEY) if e.kind == "StepMoved"]
    assert [(m["by"], m["state"], m["reason"]) for m in moved] == [("creditor", "cancelled", "the debtor has changed")]
    office.run()
    assert [(s.state, s.on) for s in office.case.steps if s.id != waits.id] == [(StepState.ACCEPTED, MONDAY)]


def test_a_held_step_is_kept_when_nothing_of_the_debtor_changes() -> None:
    office = Office()
    waits = held_for_an_address(office)
    office.upload(row("F-9", due=MONDAY + days(60), who=debtor(address=None)))
    assert office.case.step(waits.id) == waits
    assert office.case.next_look_at == office.clock.at + days(2)


def test_a_debtor_whose_new_address_is_given_is_looked_at_at_once() -> None:
    office = Office()
    late = invoice("F-1", due=MONDAY - days(9))
    items = (StepItem(late.id, Level.REMINDER_1),)
    printed = step(Level.REMINDER_1, StepState.UNPOSTED, on=MONDAY - days(3), items=items)
    office.keep(case(late, debtor=debtor(email=None), steps=(printed,)))
    office.upload(row("F-9", due=MONDAY + days(60)))
    office.run()
    assert [m.to for m in office.mailer.mails] == [debtor().email]


def test_an_address_that_a_file_states_once_more_is_not_trusted_for_it() -> None:
    """Next month's file holds the old one still, whatever a person has said since."""
    office = Office()
    late, usual = invoice("F-1", due=MONDAY - days(9)), debtor().email
    office.keep(case(late, suspended_emails=frozenset({usual})))
    office.upload(row("F-8", due=MONDAY + days(60)))
    assert office.case.email is None, "the same address once more is no news"
    office.upload(row("F-8", due=MONDAY + days(60), who=replace(debtor(), name="Client renommé")))
    assert (office.case.debtor.name, office.case.email) == ("Client renommé", None), "nor is another name"
    office.upload(row("F-9", due=MONDAY + days(60), who=debtor(email="autre@client.test")))
    assert office.case.email == "autre@client.test"
    office.upload(row("F-9", due=MONDAY + days(60)))
    assert (office.case.debtor.email, office.case.email) == (usual, None)
    assert [t.kind for t in office.judge.decision_on(office.case, office.clock.at).tasks] == [TaskKind.GIVE_ADDRESS]
