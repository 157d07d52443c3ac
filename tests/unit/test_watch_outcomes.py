"""A creditor of whose mails too many come back is stopped until a person has looked; all are, where all are too bad."""

from dataclasses import replace

import pytest

from chalicelib.domain.case import CaseKey
from chalicelib.domain.lifecycle import StepMove
from chalicelib.domain.outcomes import ACCOUNT, HALF, Outcomes
from chalicelib.usecases.backtest_policy import BacktestPolicy
from chalicelib.usecases.foresee import Foresee
from chalicelib.usecases.record_delivery import Delivery
from chalicelib.usecases.steer_creditor import SteerCreditor
from tests.builders import (
    CREDITOR,
    MONDAY,
    MORNING,
    SITE,
    UNATTENDED,
    Office,
    case,
    creditor,
    days,
    debtor,
    invoice,
    row,
)

BAD = Outcomes(1, bounces=1)
GOOD = Outcomes(1)


def mailed(count: int) -> tuple[Office, list[Delivery]]:
    """So many debtors, each with a mail that was taken, and how its event would begin."""
    told, events = Office(), list[Delivery]()
    for n in range(count):
        key = CaseKey(CREDITOR, f"dbt_{n}")
        who = debtor(id=key.debtor_id, email=f"m{n}@garage.test")
        told.upload(row(f"F-{n}", due=MONDAY - days(3), who=who))
        told.assess(key)
        told.send(told.queues.to_send.pop())
        step = told.cases.stored[key].steps[0].reference.replace("-", "")
        events.append(Delivery(key, step, StepMove.BOUNCE, MORNING, f"ses-{n}"))
    return told, events


def stopped(told: Office) -> list[str]:
    return [stop.reason for stop in told.creditors.state(CREDITOR, anew=True).stops]


def test_the_fifth_mail_that_comes_back_stops_its_creditor_and_says_why() -> None:
    told, events = mailed(6)
    for event in events[:4]:
        told.deliver(event)
    assert stopped(told) == []
    told.deliver(events[4])
    assert stopped(told) == ["5 of the last 5 mails came back"]
    (stop,) = told.creditors.state(CREDITOR, anew=True).stops
    assert (stop.since, stop.until, stop.by) == (MONDAY, None, "relance")
    assert told.creditors.history(CREDITOR)[-1].kind == "SenderStopped"
    assert ("SendersStopped", 1) in told.metrics.counted


def test_while_it_is_stopped_nothing_goes_out_and_a_person_lets_it_go_on() -> None:
    told, events = mailed(5)
    for event in events:
        told.deliver(event)
    told.creditors.stop = None
    told.upload(row("F-9", due=MONDAY - days(3), who=debtor(id="dbt_9", email="m9@garage.test")))
    new = CaseKey(CREDITOR, "dbt_9")
    told.assess(new)
    assert told.queues.to_send == []
    decision = told.judge.decision_on(told.cases.stored[new], told.clock.at)
    assert [r.why for r in decision.reasons] == ["sender-stopped"]
    SteerCreditor(told.creditors, told.policies, told.clock).resume(CREDITOR, "Claire")
    told.assess(new)
    assert len(told.queues.to_send) == 1


def test_after_a_person_has_looked_it_is_counted_anew() -> None:
    told, _ = mailed(0)
    for _ in range(5):
        told.watch(CREDITOR, BAD)
    SteerCreditor(told.creditors, told.policies, told.clock).resume(CREDITOR, "Claire")
    for _ in range(4):
        told.watch(CREDITOR, BAD)
    assert not told.creditors.state(CREDITOR, anew=True).is_quiet(MONDAY)


def test_who_is_stopped_already_is_stopped_once() -> None:
    told, _ = mailed(0)
    for n in range(12):
        told.wake(MONDAY + days(n))
        told.watch(CREDITOR, BAD)
    assert [s.since for s in told.creditors.state(CREDITOR, anew=True).stops] == [MONDAY + days(4)]
    assert [e.kind for e in told.creditors.history(CREDITOR)] == ["SenderStopped"]


def steer(told: Office) -> SteerCreditor:
    return SteerCreditor(told.creditors, told.policies, told.clock)


def test_a_stop_and_a_pause_of_its_own_end_each_by_themselves() -> None:
    told, _ = mailed(0)
    steer(told).pause(CREDITOR, MONDAY + days(50), "bank migration", "Claire")
    for _ in range(5):
        told.watch(CREDITOR, BAD)
    told.wake(MONDAY + days(1))
    steer(told).pause(CREDITOR, MONDAY + days(2), "closed today", "a nightly job")
    state = told.creditors.state(CREDITOR, anew=True)
    assert state.is_quiet(MONDAY + days(400)), "nobody has looked"
    state = steer(told).resume(CREDITOR, "Paul")
    assert (state.stops, [state.is_quiet(MONDAY + days(n)) for n in (2, 3)]) == ((), [True, False])
    (over,) = [p for p in state.pauses if p.by == "relance"]
    assert (over.since, over.until, over.detail) == (MONDAY, MONDAY, "lifted by Paul")
    assert not steer(told).resume(CREDITOR, "Paul").is_quiet(MONDAY + days(2))
    kinds = [e.kind for e in told.creditors.history(CREDITOR)]
    assert kinds == ["ChasePaused", "SenderStopped", "ChasePaused", "SenderReleased", "ChaseResumed"]


def test_a_stop_that_is_lifted_on_its_own_day_has_kept_nothing_back() -> None:
    told, _ = mailed(0)
    for _ in range(5):
        told.watch(CREDITOR, BAD)
    state = steer(told).resume(CREDITOR, "Paul")
    assert (state.stops, state.pauses) == ((), ())


def test_a_stop_excuses_nothing_of_before() -> None:
    told, _ = mailed(0)
    for _ in range(5):
        told.watch(CREDITOR, BAD)
    assert not told.creditors.state(CREDITOR).is_quiet(MONDAY - days(1 + 1))


@pytest.mark.parametrize(
    ("good", "bad", "is_stopped"),
    [
        (980, [BAD] * 20, False),
        (979, [BAD] * 21, True),
        (999, [Outcomes(complaints=1)], False),
        (998, [Outcomes(complaints=1)] * 2, True),
        (0, [Outcomes(1)] * 50, False),
    ],
    ids=["2 in 100", "more than 2 in 100", "one complaint", "two complaints", "all delivered"],
)
def test_how_many_are_too_many(good: int, bad: list[Outcomes], is_stopped: bool) -> None:
    told, _ = mailed(0)
    for sender in (CREDITOR, ACCOUNT):
        told.outcomes.counted[sender] = (Outcomes(good % HALF), Outcomes(good - good % HALF))
    for one in bad:
        told.watch(CREDITOR, one)
    assert bool(stopped(told)) is is_stopped


def test_what_came_back_long_ago_is_let_go() -> None:
    told, _ = mailed(0)
    for _ in range(4):
        told.watch(CREDITOR, BAD)
    for _ in range(2 * HALF):
        told.watch(CREDITOR, GOOD)
    assert told.outcomes.add(CREDITOR, Outcomes()).bounces == 0


def test_a_mail_that_arrives_lets_nobody_be_stopped() -> None:
    """Only what is bad stops: the count may stand above its bound when it was cleared by nobody."""
    told, _ = mailed(0)
    told.outcomes.counted[CREDITOR] = (Outcomes(10, bounces=9), Outcomes())
    told.watch(CREDITOR, GOOD)
    assert stopped(told) == []
    told.watch(CREDITOR, Outcomes(complaints=1))
    assert stopped(told)


def test_the_mail_that_stops_its_creditor_does_not_stop_all_too() -> None:
    told, _ = mailed(0)
    for _ in range(5):
        told.watch(CREDITOR, BAD)
    assert stopped(told)
    assert told.creditors.stop is None


def test_nor_do_the_mails_that_it_had_sent_before() -> None:
    """They come back for days; and a single one of another's is no reason either."""
    told, _ = mailed(0)
    told.creditors.put(creditor(id="cre_2"))
    for _ in range(40):
        told.watch(CREDITOR, GOOD)
        told.watch("cre_2", GOOD)
    for _ in range(28):
        told.watch(CREDITOR, BAD)
    told.watch("cre_2", BAD)
    assert stopped(told) == ["5 of the last 45 mails came back"]
    assert told.creditors.stop is None
    assert told.outcomes.add(CREDITOR, Outcomes()) == Outcomes()
    assert told.outcomes.add(ACCOUNT, Outcomes()) == Outcomes(1, bounces=1)
    assert told.metrics.counted.count(("SendersStopped", 1)) == 1
    steer(told).resume(CREDITOR, "Claire")
    told.watch(CREDITOR, BAD)
    assert stopped(told) == [], "it is counted anew"


def test_a_mail_of_another_that_arrives_stops_nobody() -> None:
    told, _ = mailed(0)
    told.outcomes.counted[ACCOUNT] = (Outcomes(10, bounces=9), Outcomes())
    told.watch(CREDITOR, GOOD)
    assert told.creditors.stop is None


@pytest.mark.parametrize(("after", "is_of_all"), [(0, True), (29, True), (31, False)])
def test_who_is_let_go_each_time_is_no_matter_of_its_own(after: int, *, is_of_all: bool) -> None:
    """A job that resumes each night, say: the mail service would close the account of all."""
    told, _ = mailed(0)
    for begins in (0, after, after):
        told.wake(MONDAY + days(begins))
        for _ in range(5):
            told.watch(CREDITOR, BAD)
        steer(told).resume(CREDITOR, "a nightly job")
    assert (told.creditors.stop is not None) is is_of_all


def test_a_stop_that_is_said_again_stands_since_the_first() -> None:
    told, _ = mailed(0)
    for n in (0, 1):
        told.wake(MONDAY + days(n))
        steer(told).stop(CREDITOR, "5 of the last 9 mails came back")
    assert [s.since for s in told.creditors.state(CREDITOR).stops] == [MONDAY]


@pytest.mark.parametrize(
    ("moves", "counted"),
    [
        ([(StepMove.DELIVER, True)], Outcomes(1)),
        ([(StepMove.DELIVER, True), (StepMove.DELIVER, True)], Outcomes(1)),
        ([(StepMove.DELIVER, True), (StepMove.BOUNCE, True)], Outcomes(1, bounces=1)),
        ([(StepMove.BOUNCE, False)], Outcomes(1)),
        ([(StepMove.DELIVER, True), (StepMove.COMPLAIN, True)], Outcomes(1, complaints=1)),
        ([(StepMove.COMPLAIN, True), (StepMove.DELIVER, True)], Outcomes(1, complaints=1)),
        ([(StepMove.BOUNCE, True), (StepMove.COMPLAIN, True)], Outcomes(1, bounces=1, complaints=1)),
        ([(StepMove.DELAY, True)], Outcomes()),
    ],
)
def test_a_mail_counts_once_whatever_is_told_of_it(moves: list[tuple[StepMove, bool]], counted: Outcomes) -> None:
    told, (event,) = mailed(1)
    for move, for_good in moves:
        told.deliver(replace(event, move=move, for_good=for_good))
    for sender in (CREDITOR, ACCOUNT):
        assert told.outcomes.add(sender, Outcomes()) == counted


def test_a_complaint_and_then_the_day_before_on_which_the_mail_had_arrived_are_one_mail() -> None:
    """That it had arrived is news of the mail, and no other mail."""
    told, (event,) = mailed(1)
    told.deliver(replace(event, move=StepMove.COMPLAIN))
    told.deliver(replace(event, move=StepMove.DELIVER, at=event.at - days(1)))
    assert told.outcomes.add(CREDITOR, Outcomes()) == Outcomes(1, complaints=1)


def test_while_its_creditor_was_stopped_nobody_would_have_heard_anything() -> None:
    """Another policy is replayed on the past as it was."""
    told, since = Office(), MONDAY - days(20)
    told.wake(since)
    told.keep(case(invoice(due=since - days(2))))
    steer(told).stop(CREDITOR, "5 of the last 9 mails came back")
    told.wake(MONDAY)
    replayed = BacktestPolicy(Foresee(told.cases, told.judge, told.clock, SITE))
    assert replayed(CREDITOR, UNATTENDED, 1).result.mails == 1


def test_the_breakers_look_at_the_last_thousand_mails() -> None:
    """In two halves: the older is let go when the younger is full."""
    assert 2 * HALF == 1000
