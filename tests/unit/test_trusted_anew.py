"""A person gives an address once more that its reader had disowned: it is good again, and what was before stays so."""

from dataclasses import replace

import pytest

from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepMove, StepState
from chalicelib.domain.step import DID_NOT_GO_OUT
from chalicelib.usecases.record_delivery import Delivery
from chalicelib.usecases.upsert_debtor import UpsertDebtor
from tests.builders import CREDITOR, KEY, MONDAY, Office, days, debtor
from tests.unit.test_disown_address import NOT_ME, USUAL, WRONG, mail, office, says


def trusted_anew(told: Office) -> None:
    for email in ("autre@garage.test", USUAL):
        UpsertDebtor(told.change, told.cases.suppressions)(CREDITOR, debtor(email=email), "Claire")


def test_what_was_given_up_since_a_person_has_trusted_the_address_anew_is_the_debtors() -> None:
    told = office(mail(Level.REMINDER_1, 8))
    says(told, NOT_ME)
    trusted_anew(told)
    given_up = replace(mail(Level.REMINDER_1, 0, StepState.HELD), reason=f"{DID_NOT_GO_OUT}: not in the list")
    told.cases.commit(told.case, told.case.with_step(given_up), [], told.clock.at)
    told.deliver(Delivery(KEY, given_up.reference.replace("-", ""), StepMove.DELIVER, told.clock.at, "ses-1"))
    assert told.case.steps[-1].state is StepState.DELIVERED


@pytest.mark.parametrize("written", [USUAL, USUAL.title()], ids=["as it was", "in capitals"])
def test_an_address_that_is_trusted_anew_keeps_the_distance_of_any_message(written: str) -> None:
    told = office(mail(Level.REMINDER_1, 1, to=written))
    says(told, NOT_ME)
    trusted_anew(told)
    decision = told.judge.decision_on(told.case, told.clock.at)
    assert decision.message is None
    assert decision.next_look_on == MONDAY + days(4)


def test_mails_that_somebody_else_had_are_no_bounces_in_a_row() -> None:
    """A mailbox that is full once, after the creditor has trusted it anew, is not given up for all of its debtors."""
    told = office(*(mail(Level.REMINDER_1, n) for n in (20, 15, 10)))
    says(told, NOT_ME)
    trusted_anew(told)
    last = mail(Level.REMINDER_1, 0, StepState.ACCEPTED)
    told.cases.commit(told.case, told.case.with_step(last), [], told.clock.at)
    told.deliver(Delivery(KEY, last.reference.replace("-", ""), StepMove.BOUNCE, told.clock.at, "", "", False))
    assert told.case.email == USUAL
    assert not told.cases.suppressions.listed


def test_what_its_reader_complained_of_is_never_trusted_anew_whoever_that_was() -> None:
    told = office(mail(Level.REMINDER_1, 8, StepState.COMPLAINED))
    says(told, NOT_ME)
    assert told.case.steps[0].reason == "read by somebody else, who complained"
    trusted_anew(told)
    assert told.case.is_suspended(USUAL)


def test_the_same_address_in_capitals_is_no_other() -> None:
    told = office(mail(Level.REMINDER_1, 8))
    says(told, WRONG)
    UpsertDebtor(told.change, told.cases.suppressions)(CREDITOR, debtor(email=USUAL.upper()), "Claire")
    assert told.case.is_suspended(USUAL)
