"""Replies beside the chase, pauses, paper, credits and second thoughts: what each keeps, and what it does not."""

from dataclasses import replace

import pytest

from chalicelib.domain.e_invoice import StatusCode
from chalicelib.domain.errors import Invalid, OutcomeUnknown
from chalicelib.domain.hold import Hold, HoldKind
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepMove, StepState
from chalicelib.domain.money import Money
from chalicelib.domain.plan import Instalment
from chalicelib.domain.task import TaskKind
from chalicelib.usecases.hold_chase import EndHold, HoldChase
from chalicelib.usecases.propose_plan import ProposePlan
from chalicelib.usecases.record_e_invoice_status import RecordEInvoiceStatus
from chalicelib.usecases.steer_creditor import SteerCreditor
from tests.builders import KEY, MONDAY, Office, credit_note, days, debtor, invoice, payment, row
from tests.unit.replying import ONE, OTHER, answer, of, office_of, plan, promise, replies, said, sent, tries


@pytest.fixture
def office() -> Office:
    return office_of(ONE, OTHER)


def pause(office: Office, until: int) -> None:
    steer = SteerCreditor(office.creditors, office.policies, office.clock)
    steer.pause(KEY.creditor_id, office.today + days(until), "stocktaking", "key_1")


def propose(office: Office, answer_by: int = 10, first: int = 20) -> None:
    spread = (Instalment(office.today + days(first), Money(10000)),)
    ProposePlan(office.change, tries(office))(KEY, (ONE.id,), spread, office.today + days(answer_by), "key_1")


def test_what_is_contested_anew_on_the_same_day_is_acknowledged_anew(office: Office) -> None:
    office.contest(KEY, ONE.id, "not-mine", "")
    office.run()
    EndHold(office.change)(KEY, HoldKind.DISPUTE, ONE.id, "by phone", "key_1")
    office.contest(KEY, ONE.id, "wrong-amount", "")
    office.run()
    office.run()
    assert sent(office).count(Level.DISPUTE) == 2


def test_a_pause_between_the_queue_and_the_claim_keeps_it(office: Office) -> None:
    promise(office)
    queued = office.planned()
    pause(office, 3)
    office.send(queued)
    assert (office.mailer.mails, said(office)) == ([], [StepState.PLANNED])
    assert office.look(KEY) is None


def test_what_waits_over_a_weekend_keeps_its_day_and_what_waits_longer_gets_another(office: Office) -> None:
    promise(office, 20)
    pause(office, 1)
    office.wake(office.today + days(3))
    office.run()
    assert [s.on for s in replies(office)] == [MONDAY + days(1)]
    assert said(office) == [StepState.ACCEPTED]


def test_a_proposal_that_waited_gives_as_many_days_to_accept_it(office: Office) -> None:
    propose(office, 10, 30)
    pause(office, 5)
    office.wake(office.today + days(7))
    office.run()
    office.run()
    assert of(office, Level.PLAN_PROPOSAL).pay_until == MONDAY + days(1 + 10 + 7)
    assert of(office, Level.PLAN_PROPOSAL).state is StepState.ACCEPTED


def test_thanks_wait_for_the_end_of_a_pause_though_nothing_is_owed_any_more() -> None:
    office = office_of(ONE)
    pause(office, 2)
    office.pay(KEY.creditor_id, ONE.id, payment(10000, on=office.today), "key_1")
    for _ in range(4):
        office.run()
        office.wake(office.today + days(1))
    office.run()
    assert sent(office) == [Level.THANKS]


def test_the_chase_of_the_day_goes_first_and_the_reply_after_it(office: Office) -> None:
    office.creditors.put(replace(office.creditors.get(KEY.creditor_id), replies=()))
    office.wake(MONDAY + days(14))
    chased = office.planned()
    office.creditors.put(replace(office.creditors.get(KEY.creditor_id), replies=(Level.DISPUTE,)))
    office.contest(KEY, OTHER.id, "not-mine", "")
    assert office.look(KEY) == chased


def test_an_address_that_takes_no_mail_any_more_gets_no_acknowledgement_and_a_plan_on_paper(office: Office) -> None:
    promise(office, 5, OTHER.id)
    plan(office)
    lost = replace(office.case, suspended_emails=frozenset({"legoff@garage.test"}))
    office.cases.commit(office.case, lost, (), office.clock.at)
    for _ in range(3):
        office.run()
    assert office.mailer.mails == []
    assert {s.level: s.state for s in replies(office)} == {
        Level.PROMISE: StepState.CANCELLED,
        Level.PLAN: StepState.UNPOSTED,
    }


@pytest.mark.parametrize("level", [Level.DISPUTE_ANSWER, Level.PLAN_PROPOSAL])
def test_what_binds_waits_for_a_person_where_nobody_knows_whether_it_went_out(office: Office, level: Level) -> None:
    if level is Level.DISPUTE_ANSWER:
        office.contest(KEY, ONE.id, "not-mine", "")
        answer(office, "Voici le bon.")
        office.run()
    else:
        propose(office)
    office.mailer.outcomes = [OutcomeUnknown("timed out")]
    office.run()
    for _ in range(4):
        office.wake(office.today + days(1))
        office.run()
    assert of(office, level).state is StepState.UNKNOWN
    tasks = office.judge.decision_on(office.case, office.clock.at).tasks
    assert of(office, level).reference in [t.reference for t in tasks if t.kind is TaskKind.CHECK_MAIL]


def test_an_acknowledgement_without_a_trace_is_given_up_two_days_after_its_claim(office: Office) -> None:
    promise(office, 20)
    pause(office, 1)
    office.mailer.outcomes = [OutcomeUnknown("timed out")]
    office.wake(office.today + days(3))
    office.run()
    assert said(office) == [StepState.UNKNOWN]
    assert office.case.next_look_at
    assert office.case.next_look_at <= office.clock.at + days(1) / 24
    office.wake(office.today + days(1))
    office.run()
    assert said(office) == [StepState.UNKNOWN]
    office.wake(office.today + days(1))
    office.run()
    assert said(office) == [StepState.CANCELLED]


def test_its_delivery_is_presumed_by_nobody(office: Office) -> None:
    plan(office)
    office.run()
    for _ in range(6):
        office.wake(office.today + days(1))
        office.run()
    assert of(office, Level.PLAN).presumed_on is None


def test_what_a_reply_lacks_is_a_task_though_nothing_is_owed_any_more() -> None:
    office = office_of(ONE)
    office.pay(KEY.creditor_id, ONE.id, payment(10000, on=office.today), "key_1")
    held = office.case.with_step(replies(office)[0].move(StepMove.HOLD, reason="lacks debtor.address.city"))
    office.cases.commit(office.case, held, (), office.clock.at)
    tasks = office.judge.decision_on(office.cases.load(KEY), office.clock.at).tasks
    assert [t.kind for t in tasks] == [TaskKind.MEND_LETTER]


def test_a_debtor_stated_anew_in_an_upload_lets_a_held_reply_go(office: Office) -> None:
    promise(office)
    held = office.case.with_step(replies(office)[0].move(StepMove.HOLD, reason="lacks debtor.address.city"))
    office.cases.commit(office.case, held, (), office.clock.at)
    office.upload(row("F-9", who=debtor(name="Garage Le Goff & Fils")))
    assert said(office) == [StepState.CANCELLED, StepState.PLANNED]


def test_no_cent_of_a_credit_is_taken_off_two_letters() -> None:
    over = invoice("F-0", cents=10000, due=MONDAY - days(40)).book(payment(15000, "ALL"))
    late = invoice("F-3", cents=3000, due=MONDAY - days(30))
    office = office_of(ONE, late, over)
    promise(office)
    for _ in range(3):
        office.run()
    letters = {letter.level: letter for letter in office.press.printed}
    # 50.00 too much: 30.00 pay the late invoice, so that no letter of the chase is sent of it; 20.00 are left.
    assert letters[Level.PROMISE].to_pay == Money(8000)


def test_an_answer_takes_off_what_was_overpaid_elsewhere() -> None:
    over = invoice("F-0", cents=10000).book(payment(15000, "ALL"))
    office = office_of(ONE, over)
    office.contest(KEY, ONE.id, "not-mine", "")
    office.run()
    answer(office, "Voici le bon.")
    office.run()
    letters = {letter.level: letter for letter in office.press.printed}
    assert letters[Level.DISPUTE_ANSWER].to_pay == Money(5000)


def test_a_plan_that_runs_leaves_nothing_to_propose(office: Office) -> None:
    plan(office)
    with pytest.raises(Invalid, match="a plan runs already"):
        propose(office)


def test_a_credit_note_is_no_money_and_what_was_overpaid_leaves_nothing(office: Office) -> None:
    office.pay(KEY.creditor_id, OTHER.id, credit_note(1000, on=office.today), "key_1")
    assert replies(office) == []
    office.pay(KEY.creditor_id, ONE.id, payment(12000, on=office.today), "key_1")
    (thanks,) = replies(office)
    assert thanks.reply
    assert [e.left for e in thanks.reply.received] == [Money(0)]


def test_a_pause_of_the_debtor_that_has_no_end_keeps_it_and_its_end_lets_it_go(office: Office) -> None:
    promise(office, 40)
    HoldChase(office.change)(KEY, Hold(HoldKind.PAUSE, "", office.today, "key_1", "by phone"))
    for _ in range(5):
        office.wake(office.today + days(1))
        office.run()
    assert office.mailer.mails == []
    EndHold(office.change)(KEY, HoldKind.PAUSE, "", "over", "key_1")
    office.run()
    office.run()
    assert Level.PROMISE in sent(office)


def test_the_time_that_an_answer_gives_moves_with_its_letter(office: Office) -> None:
    office.contest(KEY, ONE.id, "not-mine", "")
    office.run()
    answer(office, "Voici le bon.")
    pause(office, 5)
    office.wake(office.today + days(7))
    office.run()
    named = of(office, Level.DISPUTE_ANSWER).pay_until
    assert named == MONDAY + days(1 + 8 + 7)
    assert [h.until for h in office.case.holds if h.kind is HoldKind.PAUSE] == [named]


def test_a_promise_whose_day_has_passed_in_a_pause_is_acknowledged_no_more(office: Office) -> None:
    promise(office, 2)
    pause(office, 3)
    office.wake(office.today + days(4))
    office.run()
    assert Level.PROMISE not in sent(office)


def test_what_a_reply_lacks_is_looked_at_again_after_the_gap(office: Office) -> None:
    promise(office, 30)
    held = office.case.with_step(replies(office)[0].move(StepMove.HOLD, reason="lacks debtor.address.city"))
    office.cases.commit(office.case, held, (), office.clock.at)
    looked_at = office.judge.with_next_look(office.cases.load(KEY), office.clock.at).next_look_at
    assert looked_at
    assert looked_at <= office.clock.at + days(5)


def test_what_waits_for_an_insolvent_debtor_is_not_said_any_more() -> None:
    office = office_of(ONE)
    office.pay(KEY.creditor_id, ONE.id, payment(10000, on=office.today), "key_1")
    HoldChase(office.change)(KEY, Hold(HoldKind.INSOLVENCY, "", office.today, "key_1", "BODACC"))
    office.run()
    assert said(office) == [StepState.CANCELLED]
    assert office.case.next_look_at is None


def test_a_promise_of_what_is_contested_since_is_acknowledged_no_more(office: Office) -> None:
    promise(office)
    office.contest(KEY, ONE.id, "not-mine", "")
    for _ in range(3):
        office.run()
    assert [level for level in sent(office) if level.is_reply] == [Level.DISPUTE]


def test_a_contest_that_its_platform_told_can_be_answered(office: Office) -> None:
    RecordEInvoiceStatus(office.change)(KEY.creditor_id, ONE.id, StatusCode.IN_DISPUTE, office.clock.at, "MONTANT")
    answer(office, "Voici le bon.")
    for _ in range(3):
        office.run()
    assert Level.DISPUTE_ANSWER in sent(office)


def test_a_receipt_is_of_all_that_came_and_no_thanks_while_one_of_them_is_open(office: Office) -> None:
    office.pay(KEY.creditor_id, OTHER.id, payment(1000, "A", on=office.today), "key_1")
    office.pay(KEY.creditor_id, ONE.id, payment(10000, "B", on=office.today), "key_1")
    assert [s.level for s in replies(office)] == [Level.RECEIPT]
