"""A creditor pauses, closes, tells of its bank data and chooses policies: the chase follows, and comes back."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

import pytest

from chalicelib.domain.creditor_events import BankDataTold
from chalicelib.domain.creditor_state import Closure, CreditorState
from chalicelib.domain.decision import Why
from chalicelib.domain.errors import CaseMoved, Invalid, Refused
from chalicelib.domain.events import Event
from chalicelib.domain.history import broken_at
from chalicelib.usecases.steer_creditor import SteerCreditor
from tests.builders import CREDITOR, MONDAY, MORNING, UNATTENDED, Office, case, days, invoice, payment
from tests.fakes import FixedPolicies, MemoryCreditors, OwnPolicies

LATE = invoice(due=MONDAY - days(3))


def office() -> Office:
    made = Office()
    made.keep(case(LATE, next_look_at=MORNING))
    return made


def steer(of: Office) -> SteerCreditor:
    return SteerCreditor(of.creditors, OwnPolicies(), of.clock)


def sent_by(of: Office, day: date) -> int:
    """Mails until the evening of that day, the planner running daily."""
    while of.today < day:
        of.run()
        of.wake(of.today + days(1))
    of.run()
    return len(of.mailer.mails)


def test_nothing_goes_out_while_the_creditor_is_paused_and_it_comes_back_the_day_after() -> None:
    told = office()
    steer(told).pause(CREDITOR, MONDAY + days(2), "new bookkeeper", "Claire")
    assert sent_by(told, MONDAY + days(2)) == 0
    reason = told.judge.decision_on(told.case, told.clock.at).reasons[0]
    assert (reason.why, reason.until) == (Why.PAUSED, MONDAY + days(3))
    assert sent_by(told, MONDAY + days(3)) == 1


def test_who_owes_nothing_is_not_looked_at_while_the_creditor_is_paused() -> None:
    told = office()
    steer(told).pause(CREDITOR, MONDAY + days(9), "new bookkeeper", "Claire")
    told.pay(CREDITOR, LATE.id, payment(), "key_1")
    told.run()
    assert told.case.next_look_at is None


def test_the_chase_comes_back_the_next_day_when_the_creditor_resumes_early() -> None:
    told = office()
    steer(told).pause(CREDITOR, MONDAY + days(100), "new bookkeeper", "Claire")
    assert sent_by(told, MONDAY + days(1)) == 0
    steer(told).resume(CREDITOR, "Claire")
    assert sent_by(told, MONDAY + days(2)) == 1


def test_a_step_that_was_planned_does_not_go_out_once_the_creditor_is_paused() -> None:
    told = office()
    key = told.planned()
    steer(told).pause(CREDITOR, MONDAY, "stop", "Claire")
    told.send(key)
    assert told.mailer.mails == []


def test_nothing_goes_out_on_the_days_on_which_the_creditor_is_closed() -> None:
    told = office()
    steer(told).close(CREDITOR, (Closure(MONDAY, MONDAY + days(3)),))
    assert sent_by(told, MONDAY + days(3)) == 0
    assert told.judge.decision_on(told.case, told.clock.at).reasons[0].why is Why.NOT_A_WORKING_DAY
    assert sent_by(told, MONDAY + days(4)) == 1


def test_nothing_goes_out_until_the_bank_data_is_fresh_where_the_policy_asks_for_it() -> None:
    told = office()
    told.policies = FixedPolicies(replace(UNATTENDED, bank_data_days=2))
    assert sent_by(told, MONDAY) == 0
    steer(told).tell_bank_data(CREDITOR, MONDAY - days(1))
    assert sent_by(told, MONDAY + days(1)) == 1


def test_what_nobody_has_said_is_as_by_default() -> None:
    assert office().creditors.state(CREDITOR) == CreditorState(
        "standard-1", ("consumer-1", "public-body-1"), (), (), None
    )


def test_policies_are_chosen_for_debtors_to_come() -> None:
    told = office()
    steer(told).choose(CREDITOR, "gentle-1", ("public-body-1",))
    state = told.creditors.state(CREDITOR)
    assert (state.policy, state.segments) == ("gentle-1", ("public-body-1",))
    assert told.case.policy == "standard-1"
    steer(told).choose(CREDITOR, "firm-1")
    assert told.creditors.state(CREDITOR).segments == ("public-body-1",), "nobody has said anything of them"
    steer(told).choose(CREDITOR, "firm-1", ())
    assert told.creditors.state(CREDITOR).segments == ()


def test_what_cannot_be_is_refused_and_changes_nothing() -> None:
    told = office()
    before = told.creditors.state(CREDITOR)
    verbs = steer(told)
    for until in (MONDAY - days(1), MONDAY + days(367)):
        with pytest.raises(Invalid, match="from today"):
            verbs.pause(CREDITOR, until, "x", "Claire")
    with pytest.raises(Invalid, match="say why"):
        verbs.pause(CREDITOR, MONDAY, " ", "Claire")
    with pytest.raises(Invalid, match="yet to come"):
        verbs.tell_bank_data(CREDITOR, MONDAY + days(1))
    with pytest.raises(Invalid, match="policy: no policy standard-9: GET /v1/policies lists them"):
        verbs.choose(CREDITOR, "standard-9", ())
    with pytest.raises(Invalid, match=r"segments.1: no policy firm-9"):
        verbs.choose(CREDITOR, "standard-1", ("consumer-1", "firm-9"))
    with pytest.raises(Invalid, match="names no segment"):
        verbs.choose(CREDITOR, "standard-1", ("firm-1",))
    with pytest.raises(Invalid, match="at most 20"):
        verbs.close(CREDITOR, (Closure(MONDAY, MONDAY),) * 21)
    assert told.creditors.state(CREDITOR) == before


def test_whatever_is_changed_stands_in_the_creditors_history_with_its_author_and_is_never_written_over() -> None:
    told = office()
    verbs = steer(told)
    verbs.pause(CREDITOR, MONDAY + days(9), "new bookkeeper", "Claire")
    verbs.resume(CREDITOR, "Louis")
    verbs.close(CREDITOR, (Closure(MONDAY, MONDAY + days(3)),), "Claire")
    verbs.tell_bank_data(CREDITOR, MONDAY, "Louis")
    verbs.choose(CREDITOR, "gentle-1", None, "Claire")
    history = told.creditors.history(CREDITOR)
    assert [(e.kind, e.data["by"]) for e in history] == [
        ("ChasePaused", "Claire"),
        ("ChaseResumed", "Louis"),
        ("ClosuresSet", "Claire"),
        ("BankDataTold", "Louis"),
        ("PoliciesChosen", "Claire"),
    ]
    assert history[0].data["until"] == history[1].data["paused_until"] == (MONDAY + days(9)).isoformat()
    assert history[2].data["closures"] == [f"{MONDAY}/{MONDAY + days(3)}"]
    assert history[3].data["on"] == MONDAY.isoformat()
    assert history[4].data["segments"] == ["consumer-1", "public-body-1"]
    state = told.creditors.state(CREDITOR)
    assert broken_at(history, state.last_hash, state.version) is None


def test_what_changes_nothing_is_no_fact() -> None:
    told = office()
    steer(told).resume(CREDITOR, "Claire")
    for by in ("Claire", "Louis"):
        steer(told).tell_bank_data(CREDITOR, MONDAY, by)
    assert [e.data["by"] for e in told.creditors.history(CREDITOR)] == ["Claire"]


class Busy(MemoryCreditors):
    """Somebody else tells of the bank data each time before what was asked for is written."""

    others: int = 0

    def commit_state(
        self, creditor_id: str, state: CreditorState, events: Iterable[Event], at: datetime
    ) -> CreditorState:
        if self.others:
            self.others -= 1
            on = MONDAY - days(self.others + 1)
            other = replace(self.state(creditor_id), bank_data_on=on)
            super().commit_state(creditor_id, other, [BankDataTold("Louis", on)], at)
        return super().commit_state(creditor_id, state, events, at)


@pytest.mark.parametrize("others", [1, 4])
def test_what_another_person_changes_meanwhile_is_kept(others: int) -> None:
    told = office()
    busy = Busy(told.creditors.stored)
    busy.others = others
    SteerCreditor(busy, OwnPolicies(), told.clock).pause(CREDITOR, MONDAY, "stop", "Claire")
    state = busy.state(CREDITOR)
    assert (state.bank_data_on, len(state.pauses), state.version) == (MONDAY - days(1), 1, others + 1)


def test_a_change_that_never_gets_its_turn_is_refused_for_now() -> None:
    told = office()
    busy = Busy(told.creditors.stored)
    busy.others = 5
    with pytest.raises(CaseMoved):
        SteerCreditor(busy, OwnPolicies(), told.clock).pause(CREDITOR, MONDAY, "stop", "Claire")
    assert busy.state(CREDITOR).pauses == ()


@pytest.mark.parametrize("until", [MONDAY - days(1), MONDAY + days(93)], ids=["backwards", "over three months"])
def test_a_closure_is_of_a_day_to_three_months(until: date) -> None:
    with pytest.raises(Refused, match="one day to three months"):
        Closure(MONDAY, until)


def test_the_same_pause_said_twice_is_one_fact_and_ends_nothing() -> None:
    told = office()
    for at in (0, 1):
        told.wake(MONDAY + days(at))
        state = steer(told).pause(CREDITOR, MONDAY + days(9), "a move", "Claire")
    assert [(p.since, p.until) for p in state.pauses] == [(MONDAY, MONDAY + days(9))]
    assert len(told.creditors.history(CREDITOR)) == 1
    for until, reason, by in ((8, "a move", "Claire"), (8, "a flood", "Claire"), (8, "a flood", "Marc")):
        steer(told).pause(CREDITOR, MONDAY + days(until), reason, by)
    assert len(told.creditors.history(CREDITOR)) == 4


def test_a_pause_that_is_over_stays_known_when_another_is_placed() -> None:
    """What it gave to those who had promised, and why nothing went out then, is told by it."""
    told = office()
    steer(told).pause(CREDITOR, MONDAY + days(2), "a move", "Claire")
    told.wake(MONDAY + days(20))
    state = steer(told).pause(CREDITOR, MONDAY + days(30), "a flood", "Claire")
    assert [p.reason for p in state.pauses] == ["a move", "a flood"]
    told.wake(MONDAY + days(369))
    assert [p.reason for p in steer(told).pause(CREDITOR, MONDAY + days(380), "x", "Claire").pauses] == ["a flood", "x"]


def test_a_segment_is_chosen_once() -> None:
    with pytest.raises(Invalid, match="consumer-1 is named twice"):
        steer(office()).choose(CREDITOR, "standard-1", ("consumer-1", "public-body-1", "consumer-1"))
