"""A mail of which nobody says a word counts as delivered after three days, and its history says that it is presumed."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from chalicelib.domain.decision import Why
from chalicelib.domain.doubt import NO_TRACE
from chalicelib.domain.lifecycle import StepMove, StepState
from tests.builders import CREDITOR, KEY, MONDAY, MORNING, UNATTENDED, Office, case, days, invoice
from tests.fakes import FixedPolicies, OwnPolicies

LATE = invoice(due=MONDAY - days(3))


def silent(**policy: object) -> Office:
    """A mail that was accepted on Monday, and nothing since."""
    office = Office(policies=FixedPolicies(replace(UNATTENDED, **policy)))  # type: ignore[arg-type]
    office.keep(case(LATE, next_look_at=MORNING))
    office.run()
    return office


def lives_on(office: Office, count: int) -> Office:
    for _ in range(count):
        office.wake(office.today + days(1))
        office.run()
    return office


def facts_of(office: Office) -> list[str]:
    return [e.kind for e in office.cases.history(KEY) if e.kind == "DeliveryPresumed"]


def test_it_is_told_once_on_the_third_day_with_the_step_that_it_is_about() -> None:
    office = lives_on(silent(), 2)
    assert (office.case.steps[0].presumed_on, facts_of(office)) == (None, [])
    lives_on(office, 1)
    (step,) = office.case.steps
    assert (step.state, step.presumed_on) == (StepState.ACCEPTED, MONDAY + days(3))
    (entry,) = [e for e in office.cases.history(KEY) if e.kind == "DeliveryPresumed"]
    assert entry.data == {
        "by": "planner",
        "step_id": step.id,
        "level": "reminder-1",
        "invoice_ids": [LATE.id],
    }
    assert len(facts_of(lives_on(office, 3))) == 1


def test_it_is_told_once_however_often_the_case_is_looked_at_after_it() -> None:
    office = lives_on(silent(), 3)
    for _ in range(2):
        office.wake(office.today + days(1))
        office.assess(KEY)
    assert (office.case.steps[0].presumed_on, facts_of(office)) == (MONDAY + days(3), ["DeliveryPresumed"])


def test_the_days_are_those_of_the_policy() -> None:
    assert facts_of(lives_on(silent(presumed_delivered_after_days=5), 4)) == []
    assert facts_of(lives_on(silent(presumed_delivered_after_days=5), 5)) == ["DeliveryPresumed"]


def test_no_mail_is_told_to_be_presumed_on_the_day_on_which_it_left() -> None:
    """Also where the policy waits for no word at all: one may come within the hour."""
    office = silent(presumed_delivered_after_days=0)
    office.assess(KEY)
    assert facts_of(office) == []
    office.wake(office.today + days(1))
    office.assess(KEY)
    assert facts_of(office) == ["DeliveryPresumed"]


def test_they_are_those_of_the_policy_of_the_letter_where_an_invoice_has_its_own() -> None:
    own = replace(UNATTENDED, name="own", presumed_delivered_after_days=5)
    office = Office(policies=OwnPolicies({(CREDITOR, own.reference): own}))
    office.keep(case(replace(LATE, policy=own.reference), next_look_at=MORNING))
    office.run()
    told = []
    for _ in range(5):
        office.wake(office.today + days(1))
        # Whatever the day on which it is looked at, as another change may bring it up sooner.
        office.assess(KEY)
        told.append(len(facts_of(office)))
    assert told == [0, 0, 0, 0, 1]


def test_what_was_delivered_or_came_back_is_not_presumed() -> None:
    for move in (StepMove.DELIVER, StepMove.BOUNCE):
        office = silent()
        office.told(office.case.steps[0], move)
        first = lives_on(office, 6).case.steps[0]
        assert first.presumed_on is None


def test_a_proof_that_comes_later_is_told_beside_it() -> None:
    office = lives_on(silent(), 3)
    office.told(office.case.steps[0], StepMove.DELIVER)
    (step,) = office.case.steps
    assert (step.state, step.presumed_on, step.heard_on) == (StepState.DELIVERED, MONDAY + days(3), MONDAY + days(3))


# ---- not there yet ----


def delayed(office: Office, on: date) -> bool:
    """Told today: on that day it was not there yet."""
    return office.told(
        office.case.steps[0], StepMove.DELAY, datetime.combine(on, time(12), UTC), "not there yet (MailboxFull)"
    )


def test_while_the_mail_service_still_tries_nothing_is_presumed() -> None:
    """The days of silence begin with its last word."""
    office = lives_on(silent(), 2)
    assert delayed(office, MONDAY + days(2))
    (step,) = office.case.steps
    assert (step.state, step.delayed_on, step.silent_since) == (StepState.ACCEPTED, *[MONDAY + days(2)] * 2)
    assert facts_of(lives_on(office, 2)) == []
    assert facts_of(lives_on(office, 1)) == ["DeliveryPresumed"]
    assert office.case.steps[0].presumed_on == MONDAY + days(5)


def test_a_delay_is_told_in_the_history_with_its_cause_and_once_a_day() -> None:
    office = silent()
    assert delayed(office, MONDAY + days(1))
    assert not delayed(office, MONDAY + days(1))
    assert not delayed(office, MONDAY), "what came before the last word says nothing new"
    told = [e.data for e in office.cases.history(KEY) if e.kind == "DeliveryDelayed"]
    step = office.case.steps[0]
    assert told == [
        {
            "by": "mail service",
            "step_id": step.id,
            "level": "reminder-1",
            "invoice_ids": [LATE.id],
            "reason": "not there yet (MailboxFull)",
        }
    ]
    accepted = [e for e in office.cases.history(KEY) if e.kind == "StepMoved" and e.data["state"] == "accepted"]
    assert len(accepted) == 1, "it was sent once"


@pytest.mark.parametrize(
    ("told", "is_presumed"), [(0, True), (1, False)], ids=["of the day on which it left", "of the day after"]
)
def test_a_delay_told_late_takes_the_presumption_back_where_its_silence_is_too_short(
    told: int, *, is_presumed: bool
) -> None:
    office = lives_on(silent(), 3)
    assert delayed(office, MONDAY + days(told))
    assert (office.case.steps[0].presumed_on is not None) is is_presumed
    assert facts_of(lives_on(office, 1)) == ["DeliveryPresumed"] * (1 if is_presumed else 2)


def test_after_a_delay_the_next_level_waits_for_its_proof() -> None:
    office = lives_on(silent(), 2)
    delayed(office, MONDAY + days(2))
    looked = office.judge.decision_on(office.case, office.clock.at)
    assert (looked.reasons[0].why, looked.reasons[0].until) == (Why.WAITS_FOR_PROOF, MONDAY + days(5))


@pytest.mark.parametrize("state", [StepState.UNKNOWN, StepState.CLAIMED])
def test_a_delay_proves_that_the_mail_service_took_it(state: StepState) -> None:
    office = silent()
    step = replace(office.case.steps[0], state=state)
    office.cases.stored[KEY] = office.case.with_step(step)
    assert delayed(office, MONDAY)
    assert office.case.steps[0].state is StepState.ACCEPTED
    assert [e.data["state"] for e in office.cases.history(KEY) if e.kind == "StepMoved"][-1] == "accepted"


@pytest.mark.parametrize("move", [StepMove.DELIVER, StepMove.BOUNCE, StepMove.COMPLAIN])
def test_a_delay_that_is_told_after_the_end_changes_nothing(move: StepMove) -> None:
    office = silent()
    office.told(office.case.steps[0], move)
    before = office.case
    assert not delayed(office, MONDAY)
    assert office.case == before


def test_each_later_day_of_a_delay_counts() -> None:
    office = silent()
    assert delayed(office, MONDAY + days(1))
    lives_on(office, 2)
    assert delayed(office, MONDAY + days(2))
    assert office.case.steps[0].delayed_on == MONDAY + days(2)
    assert facts_of(lives_on(office, 2)) == []
    assert facts_of(lives_on(office, 1)) == ["DeliveryPresumed"]


@pytest.mark.parametrize("state", [StepState.CANCELLED, StepState.HELD])
def test_what_was_given_up_and_is_on_its_way_all_the_same_is_not_said_again(state: StepState) -> None:
    office = silent()
    office.cases.stored[KEY] = office.case.with_step(replace(office.case.steps[0], state=state, reason=NO_TRACE))
    office.wake(office.today + days(1))
    assert delayed(office, office.today)
    assert (office.case.steps[0].state, office.case.steps[0].reason) == (StepState.ACCEPTED, None)
    assert len(lives_on(office, 4).case.steps) == 1
