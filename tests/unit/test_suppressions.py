"""What one debtor's case learns of an address keeps the mails of the creditor's other debtors from it."""

from dataclasses import replace

import pytest

from chalicelib.domain.case import Case, CaseKey
from chalicelib.domain.lifecycle import StepMove, StepState
from chalicelib.domain.parties import Contact
from chalicelib.domain.suppression import SuppressedFor, Suppression
from chalicelib.domain.task import TaskKind
from chalicelib.ports import StepKey
from chalicelib.usecases.record_delivery import Delivery
from chalicelib.usecases.upsert_debtor import UpsertDebtor
from tests.builders import CREDITOR, KEY, MONDAY, MORNING, Office, creditor, days, debtor, row

SHARED = "compta@groupe.test"
OTHER = CaseKey(CREDITOR, "dbt_2")


def office() -> Office:
    """Two debtors with one address. The first has had its mail; the message of the second waits in the queue."""
    told = Office()
    told.upload(row("F-1", due=MONDAY - days(3), who=debtor(email=SHARED)))
    told.upload(row("F-2", due=MONDAY - days(3), who=debtor(id=OTHER.debtor_id, email=SHARED.upper())))
    for key in (KEY, OTHER):
        told.assess(key)
    told.send(StepKey(KEY, told.case.steps[0].id))
    return told


def other(told: Office) -> Case:
    return told.cases.stored[OTHER]


def said(told: Office, move: StepMove, *, for_good: bool = True) -> None:
    step = told.case.steps[0]
    told.deliver(Delivery(KEY, step.reference.replace("-", ""), move, told.clock.at, "ses-1", "", for_good))


def goes_on(told: Office) -> None:
    """The second debtor is looked at on the day after."""
    told.clock.at = MORNING + days(1)
    look = other(told).next_look_at
    assert look
    assert look <= told.clock.at
    told.assess(OTHER)
    told.send(told.queues.to_send[-1])


def waits_for(told: Office) -> set[TaskKind]:
    case = other(told)
    return {t.kind for t in told.judge.decision_on(case, told.clock.at).tasks}


@pytest.mark.parametrize("move", [StepMove.BOUNCE, StepMove.COMPLAIN])
def test_no_mail_goes_to_what_bounced_for_another_debtor(move: StepMove) -> None:
    told = office()
    said(told, move)
    told.send(told.queues.to_send[-1])
    assert [m.to for m in told.mailer.mails] == [SHARED]
    (ended,) = other(told).steps
    assert (ended.state, ended.attempt, other(told).email) == (StepState.CANCELLED, 0, None)
    assert [e.kind for e in told.cases.history(OTHER)][-2:] == ["StepMoved", "AddressSuspended"]
    assert told.cases.history(OTHER)[-1].data["reason"] == "suppression list"
    assert other(told).waits_since == MONDAY
    assert TaskKind.GIVE_ADDRESS in waits_for(told)


def test_the_next_channel_is_the_post_on_the_day_after() -> None:
    told = office()
    said(told, StepMove.BOUNCE)
    told.send(told.queues.to_send[-1])
    goes_on(told)
    assert [s.state for s in other(told).steps] == [StepState.CANCELLED, StepState.UNPOSTED]
    assert waits_for(told) == {TaskKind.GIVE_ADDRESS, TaskKind.POST_LETTER}
    assert len(told.mailer.mails) == 1


def test_the_next_of_its_own_addresses_comes_before_the_post() -> None:
    told = office()
    named = replace(other(told).debtor, contacts=(Contact("Anne", "accounts", "anne@groupe.test"),))
    told.cases.stored[OTHER] = replace(other(told), debtor=named)
    said(told, StepMove.BOUNCE)
    told.send(told.queues.to_send[-1])
    goes_on(told)
    assert [m.to for m in told.mailer.mails] == [SHARED, "anne@groupe.test"]


def test_another_creditor_writes_to_it_as_before() -> None:
    told = office()
    said(told, StepMove.COMPLAIN)
    told.creditors.put(creditor(id="cre_2"))
    told.uploads("cre_2", [row("F-3", due=MONDAY - days(3), who=debtor(email=SHARED))])
    elsewhere = CaseKey("cre_2", debtor().id)
    told.assess(elsewhere)
    told.send(told.queues.to_send[-1])
    assert len(told.mailer.mails) == 2


def test_a_passing_bounce_says_nothing_of_others() -> None:
    told = office()
    said(told, StepMove.BOUNCE, for_good=False)
    told.send(told.queues.to_send[-1])
    assert len(told.mailer.mails) == 2
    assert not told.cases.suppressions.listed


def test_the_list_says_why_and_since_when() -> None:
    told = office()
    said(told, StepMove.COMPLAIN)
    found = told.cases.suppressions.list(CREDITOR, limit=9).addresses
    assert found == (Suppression(CREDITOR, SHARED, SuppressedFor.COMPLAINT, MONDAY),)


@pytest.mark.parametrize(("move", "is_trusted"), [(StepMove.BOUNCE, True), (StepMove.COMPLAIN, False)])
def test_a_person_may_trust_for_all_what_bounced_and_never_what_complained(move: StepMove, is_trusted: bool) -> None:
    told = office()
    said(told, move)
    told.send(told.queues.to_send[-1])
    upsert = UpsertDebtor(told.change, told.cases.suppressions)
    for email in ("autre@groupe.test", SHARED):
        upsert(CREDITOR, replace(other(told).debtor, email=email), "Claire")
    goes_on(told)
    assert ([m.to for m in told.mailer.mails] == [SHARED] * 2) is is_trusted
    assert len(told.mailer.mails) == 1 + is_trusted


def test_whoever_restates_a_debtor_without_a_word_of_its_address_lifts_nothing() -> None:
    told = office()
    said(told, StepMove.BOUNCE)
    UpsertDebtor(told.change, told.cases.suppressions)(CREDITOR, replace(told.case.debtor, name="Autre"), "Claire")
    assert told.cases.suppressions.listed
