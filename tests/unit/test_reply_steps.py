"""A reply goes out once, by the way of every letter, and only as long as what it replies to is so."""

from dataclasses import replace

import pytest

from chalicelib.domain.errors import NotSentForNow, OutcomeUnknown
from chalicelib.domain.hold import Hold, HoldKind
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepMove, StepState
from chalicelib.domain.task import TaskKind
from chalicelib.usecases.agree_plan import EndPlan
from chalicelib.usecases.hold_chase import EndHold, HoldChase
from chalicelib.usecases.record_delivery import Delivery
from chalicelib.usecases.settle_doubt import SettleDoubt
from chalicelib.usecases.steer_creditor import SteerCreditor
from chalicelib.usecases.upsert_debtor import UpsertDebtor
from tests.builders import KEY, MONDAY, Office, creditor, days, debtor, payment
from tests.unit.replying import ONE, OTHER, answer, of, office_of, plan, promise, replies, said, sent


@pytest.fixture
def office() -> Office:
    return office_of(ONE, OTHER)


def test_a_promise_is_acknowledged_within_the_hour_and_once(office: Office) -> None:
    promise(office, 5, ONE.id, OTHER.id)
    office.run()
    office.run()
    assert sent(office) == [Level.PROMISE]
    assert said(office) == [StepState.ACCEPTED]


def test_the_same_promise_again_is_not_acknowledged_again_and_another_is(office: Office) -> None:
    promise(office)
    promise(office)
    office.run()
    promise(office, 6)
    office.run()
    assert sent(office).count(Level.PROMISE) == 2


def test_a_contest_a_plan_and_the_chase_of_the_rest_go_out_beside_each_other(office: Office) -> None:
    office.contest(KEY, OTHER.id, "wrong-amount", "")
    plan(office)
    for _ in range(4):
        office.run()
    assert sorted(sent(office)) == [Level.DISPUTE, Level.PLAN]
    office.contest(KEY, OTHER.id, "wrong-amount", "")
    office.run()
    assert len(sent(office)) == 2


def test_a_reply_keeps_no_reminder_back_and_is_no_level_of_the_chase(office: Office) -> None:
    office.wake(MONDAY + days(14))
    first = office.judge.decision_on(office.case, office.clock.at).message
    office.contest(KEY, OTHER.id, "wrong-amount", "")
    for _ in range(3):
        office.run()
    assert first
    assert sorted(sent(office)) == sorted([Level.DISPUTE, first.level])


def test_at_night_it_waits_for_the_morning(office: Office) -> None:
    office.wake(MONDAY + days(1), 22)
    promise(office)
    office.run()
    assert office.mailer.mails == []
    office.wake(MONDAY + days(2), 9)
    office.run()
    assert Level.PROMISE in sent(office)


def test_what_was_paid_before_it_went_out_is_thanked_for_and_not_asked_for(office: Office) -> None:
    promise(office)
    office.pay(KEY.creditor_id, ONE.id, payment(10000, on=office.today), "key_1")
    for _ in range(3):
        office.run()
    assert Level.PROMISE not in sent(office)
    assert Level.THANKS in sent(office)


def test_a_payment_between_the_decision_and_the_claim_stops_it(office: Office) -> None:
    office.creditors.put(creditor(replies=(Level.PROMISE,)))
    promise(office, 5, ONE.id)
    step = office.planned()
    office.cases.interfere = lambda: office.pay(KEY.creditor_id, ONE.id, payment(10000, on=office.today), "key_1")
    office.send(step)
    assert office.mailer.mails == []
    assert said(office) == [StepState.CANCELLED]


def test_a_plan_that_ended_before_it_was_confirmed_is_not(office: Office) -> None:
    plan(office)
    EndPlan(office.change)(KEY, office.case.plans[0].id, "no", "key_1")
    office.run()
    assert Level.PLAN not in sent(office)


def test_a_contest_that_was_settled_before_its_acknowledgement_is_answered_alone(office: Office) -> None:
    office.contest(KEY, ONE.id, "not-mine", "")
    answer(office, "Voici le bon de commande.")
    for _ in range(3):
        office.run()
    assert Level.DISPUTE not in sent(office)
    assert Level.DISPUTE_ANSWER in sent(office)


@pytest.mark.parametrize("by_case", [False, True])
def test_while_nothing_goes_out_it_waits_and_is_dated_anew(office: Office, by_case: bool) -> None:
    pause = Hold(HoldKind.PAUSE, "", office.today, "key_1", "stocktaking", until=office.today + days(6))
    if by_case:
        HoldChase(office.change)(KEY, pause)
    else:
        steer = SteerCreditor(office.creditors, office.policies, office.clock)
        steer.pause(KEY.creditor_id, office.today + days(6), "stocktaking", "key_1")
    promise(office, 20)
    for day in range(1, 7):
        office.wake(MONDAY + days(day))
        office.run()
    assert office.mailer.mails == []
    assert said(office) == [StepState.PLANNED]
    office.wake(MONDAY + days(8))
    office.run()
    office.run()
    assert Level.PROMISE in sent(office)
    assert [s.on for s in replies(office) if s.state is StepState.ACCEPTED] == [MONDAY + days(8)]


def test_an_insolvent_debtor_hears_nothing(office: Office) -> None:
    promise(office)
    opened = Hold(HoldKind.INSOLVENCY, "", office.today, "key_1", "BODACC")
    HoldChase(office.change)(KEY, opened)
    office.run()
    assert office.mailer.mails == []


def test_what_was_not_taken_is_tried_again_and_an_answer_that_was_lost_is_not(office: Office) -> None:
    office.mailer.outcomes = [NotSentForNow("throttled"), OutcomeUnknown("timed out")]
    promise(office)
    office.run()
    assert said(office) == [StepState.PLANNED]
    office.wake(MONDAY + days(1), 11)
    office.run()
    assert said(office) == [StepState.UNKNOWN]
    office.wake(MONDAY + days(1), 12)
    office.run()
    assert said(office) == [StepState.UNKNOWN]


def test_a_plan_of_which_nobody_knows_whether_it_was_confirmed_waits_for_a_person(office: Office) -> None:
    office.mailer.outcomes = [OutcomeUnknown("timed out")]
    plan(office)
    office.run()
    for day in range(2, 6):
        office.wake(MONDAY + days(day))
        office.run()
    (step,) = (s for s in replies(office) if s.level is Level.PLAN)
    assert step.state is StepState.UNKNOWN
    tasks = office.judge.decision_on(office.case, office.clock.at).tasks
    assert (TaskKind.CHECK_MAIL, step.reference) in [(t.kind, t.reference) for t in tasks]
    SettleDoubt(office.change)(KEY, step.reference, "asked by phone", "key_1", went_out=False)
    office.wake(MONDAY + days(12))
    office.run()
    office.run()
    assert sent(office).count(Level.PLAN) == 1


def test_what_a_creditor_does_not_reply_to_by_itself_it_does_not(office: Office) -> None:
    office.creditors.put(creditor(replies=()))
    promise(office, 5, OTHER.id)
    plan(office)
    office.contest(KEY, ONE.id, "not-mine", "")
    assert replies(office) == []


def test_a_held_reply_is_tried_again_when_its_debtor_is_stated_anew(office: Office) -> None:
    office.mailer.outcomes = [NotSentForNow("x")]
    promise(office)
    (step,) = replies(office)
    held = office.case.with_step(step.move(StepMove.HOLD, reason="lacks debtor.address.city"))
    office.cases.commit(office.case, held, (), office.clock.at)
    tasks = office.judge.decision_on(office.case, office.clock.at).tasks
    assert TaskKind.MEND_LETTER in [t.kind for t in tasks]
    changed = debtor(name="Garage Le Goff & Fils")
    UpsertDebtor(office.change, office.cases.suppressions)(KEY.creditor_id, changed, "Claire")
    assert said(office) == [StepState.CANCELLED, StepState.PLANNED]


def test_a_contest_that_is_ended_without_an_answer_is_told_to_nobody(office: Office) -> None:
    office.contest(KEY, ONE.id, "not-mine", "")
    EndHold(office.change)(KEY, HoldKind.DISPUTE, ONE.id, "settled by phone", "key_1")
    office.run()
    assert not {Level.DISPUTE, Level.DISPUTE_ANSWER} & set(sent(office))


def test_a_plan_that_comes_back_is_sent_again_and_printed_once_its_address_takes_no_mail(office: Office) -> None:
    plan(office)
    office.run()
    office.told(of(office, Level.PLAN), StepMove.BOUNCE)
    office.run()
    office.run()
    assert said(office) == [StepState.BOUNCED, StepState.UNPOSTED]


def test_the_same_bounce_told_twice_is_one_and_an_absent_readers_note_none(office: Office) -> None:
    plan(office)
    office.run()
    first = of(office, Level.PLAN)
    whose = KEY, first.reference.replace("-", "")
    note = Delivery(*whose, StepMove.BOUNCE, office.clock.at, "ses-1", is_note=True, for_good=False)
    office.deliver(note)
    assert said(office) == [StepState.BOUNCED]
    passing = replace(note, is_note=False)
    for _ in range(2):
        office.deliver(passing)
    assert said(office) == [StepState.BOUNCED, StepState.PLANNED]


def test_an_acknowledgement_that_comes_back_is_not_said_again(office: Office) -> None:
    promise(office)
    office.run()
    office.told(of(office, Level.PROMISE), StepMove.BOUNCE)
    assert said(office) == [StepState.BOUNCED]
