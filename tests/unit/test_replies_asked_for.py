"""What a creditor asks a reply for: an answer, a proposal, an account; and the receipts of what it books."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from chalicelib.adapters.letters.press import JinjaPress
from chalicelib.domain.errors import Invalid, NothingThere
from chalicelib.domain.hold import HoldKind
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.money import Money
from chalicelib.domain.plan import Instalment
from chalicelib.usecases.answer_dispute import AnswerDispute
from chalicelib.usecases.propose_plan import ProposePlan
from chalicelib.usecases.send_account import SendAccount
from chalicelib.usecases.trying_replies import TryReplies
from tests.builders import KEY, SITE, Office, credit_note, creditor, days, payment
from tests.unit.replying import ALL, ONE, OTHER, answer, office_of, plan, replies, sent, tries


@pytest.fixture
def office() -> Office:
    return office_of(ONE, OTHER)


def test_an_answer_gives_time_to_pay_and_nothing_is_asked_for_until_then(office: Office) -> None:
    office.contest(KEY, ONE.id, "not-mine", "")
    answer(office, "Voici le bon de commande.")
    (step,) = (s for s in replies(office) if s.level is Level.DISPUTE_ANSWER)
    assert step.pay_until == office.today + days(8)
    (given,) = (h for h in office.case.holds if h.kind is HoldKind.PAUSE)
    assert (given.invoice_id, given.until) == (ONE.id, office.today + days(8))
    assert [h.until for h in office.case.holds if h.kind is HoldKind.DISPUTE] == [office.today - days(1)]


def test_an_answer_about_what_was_credited_whole_says_that_nothing_is_owed(office: Office) -> None:
    office.contest(KEY, ONE.id, "not-mine", "")
    office.pay(KEY.creditor_id, ONE.id, payment(10000, on=office.today), "key_1")
    answer(office, is_upheld=True)
    assert not [h for h in office.case.holds if h.kind is HoldKind.PAUSE]
    for _ in range(4):
        office.run()
    assert Level.DISPUTE_ANSWER in sent(office)


@pytest.mark.parametrize("words", [(), ("  ",), ("x" * 2001,)])
def test_an_answer_that_says_nothing_or_too_much_is_refused(office: Office, words: tuple[str, ...]) -> None:
    office.contest(KEY, ONE.id, "not-mine", "")
    with pytest.raises(Invalid):
        answer(office, *words)
    assert office.case.contested_until(ONE) == date.max


def test_there_is_no_answer_where_nothing_was_contested(office: Office) -> None:
    with pytest.raises(NothingThere):
        answer(office, "Voici.")


def test_what_no_letter_may_say_is_refused_as_it_is_given(office: Office) -> None:
    office.contest(KEY, ONE.id, "not-mine", "")
    real = TryReplies(office.judge, JinjaPress(), SITE)
    with pytest.raises(Invalid, match="seiz"):
        AnswerDispute(office.change, real)(KEY, ONE.id, ("Nous ferons saisir vos meubles.",), "key_1", is_upheld=False)
    assert office.case.contested_until(ONE) == date.max


def test_a_proposal_and_an_account_go_out_when_they_are_asked_for_and_once_a_day(office: Office) -> None:
    spread = (Instalment(office.today + days(20), Money(5000)), Instalment(office.today + days(50), Money(5000)))
    propose = ProposePlan(office.change, tries(office))
    propose(KEY, (ONE.id,), spread, office.today + days(10), "key_1")
    SendAccount(office.change, tries(office))(KEY, "key_1")
    for _ in range(4):
        office.run()
    assert {Level.PLAN_PROPOSAL, Level.ACCOUNT} <= set(sent(office))
    with pytest.raises(Invalid):
        SendAccount(office.change, tries(office))(KEY, "key_1")
    assert sent(office).count(Level.ACCOUNT) == 1


@pytest.mark.parametrize(
    ("first", "by"), [(20, 0), (20, 61), (5, 10)], ids=["over already", "too far", "after the first instalment"]
)
def test_a_proposal_has_a_day_to_accept_it_before_the_first_instalment(office: Office, first: int, by: int) -> None:
    spread = (Instalment(office.today + days(first), Money(10000)),)
    with pytest.raises(Invalid):
        ProposePlan(office.change, tries(office))(KEY, (ONE.id,), spread, office.today + days(by), "key_1")


def test_payments_of_a_day_make_one_receipt_until_it_goes_out_and_what_pays_all_is_thanked_for(office: Office) -> None:
    office.pay(KEY.creditor_id, ONE.id, payment(4000, "A", on=office.today), "key_1")
    office.pay(KEY.creditor_id, ONE.id, payment(6000, "B", on=office.today), "key_1")
    office.pay(KEY.creditor_id, OTHER.id, payment(1000, "C", on=office.today), "key_1")
    (step,) = replies(office)
    assert step.level is Level.RECEIPT
    assert step.reply
    assert [(e.number, e.amount.cents, e.left.cents) for e in step.reply.received] == [
        ("F-1", 4000, 6000),
        ("F-1", 6000, 0),
        ("F-2", 1000, 4000),
    ]
    for _ in range(3):
        office.run()
    office.pay(KEY.creditor_id, OTHER.id, payment(4000, "D", on=office.today), "key_1")
    for _ in range(3):
        office.run()
    assert [level for level in sent(office) if level in ALL] == [Level.RECEIPT, Level.THANKS]


def test_a_payment_that_was_cancelled_is_in_no_receipt(office: Office) -> None:
    office.pay(KEY.creditor_id, ONE.id, payment(4000, "A", on=office.today), "key_1")
    office.pay(KEY.creditor_id, OTHER.id, payment(1000, "C", on=office.today), "key_1")
    office.cancel(KEY.creditor_id, ONE.id, "A", "of another customer", "key_1")
    live = [s for s in replies(office) if s.is_live]
    assert [[e.number for e in s.reply.received] for s in live if s.reply] == [["F-2"]]
    office.cancel(KEY.creditor_id, OTHER.id, "C", "of another customer", "key_1")
    assert not [s for s in replies(office) if s.is_live]


@pytest.mark.parametrize("on", [-11, -400])
def test_old_money_is_receipted_to_nobody(on: int) -> None:
    office = office_of(replace(ONE, issued_on=ONE.issued_on - days(500), due_on=ONE.due_on - days(450)))
    office.pay(KEY.creditor_id, ONE.id, payment(4000, "A", on=office.today + days(on)), "key_1")
    assert replies(office) == []


@pytest.mark.parametrize(
    ("wanted", "cents", "level"),
    [
        ((), 10000, None),
        ((Level.THANKS,), 4000, None),
        ((Level.THANKS,), 10000, Level.THANKS),
        ((Level.RECEIPT,), 10000, Level.RECEIPT),
        ((Level.RECEIPT,), 4000, Level.RECEIPT),
    ],
)
def test_what_is_receipted_is_the_creditors_to_say(
    office: Office, wanted: Any, cents: int, level: Level | None
) -> None:
    office.creditors.put(creditor(replies=wanted))
    office.pay(KEY.creditor_id, ONE.id, payment(cents, "A", on=office.today), "key_1")
    assert [s.level for s in replies(office)] == ([level] if level else [])


def test_what_a_cancelled_payment_left_is_told_of_what_came_after_it_and_only_once(office: Office) -> None:
    for reference, cents in (("A", 4000), ("B", 6000)):
        office.pay(KEY.creditor_id, ONE.id, payment(cents, reference, on=office.today), "key_1")
    office.cancel(KEY.creditor_id, ONE.id, "A", "of another customer", "key_1")
    (live,) = (s for s in replies(office) if s.is_live)
    assert live.reply
    assert (live.level, [(e.amount.cents, e.left.cents) for e in live.reply.received]) == (
        Level.RECEIPT,
        [(6000, 4000)],
    )


def test_of_two_payments_of_one_day_and_sum_one_stays_in_the_receipt(office: Office) -> None:
    for reference in ("A", "B"):
        office.pay(KEY.creditor_id, ONE.id, payment(2000, reference, on=office.today), "key_1")
    office.cancel(KEY.creditor_id, ONE.id, "B", "twice", "key_1")
    (live,) = (s for s in replies(office) if s.is_live)
    assert live.reply
    assert len(live.reply.received) == 1


def test_a_credit_note_before_a_receipt_goes_out_is_in_what_is_left(office: Office) -> None:
    office.pay(KEY.creditor_id, ONE.id, payment(4000, "A", on=office.today), "key_1")
    office.pay(KEY.creditor_id, ONE.id, credit_note(1000, on=office.today), "key_1")
    (live,) = replies(office)
    assert live.reply
    assert [e.left.cents for e in live.reply.received] == [5000]


def test_a_proposal_that_did_not_go_out_gives_way_to_another_and_to_a_plan(office: Office) -> None:
    propose = ProposePlan(office.change, tries(office))
    for first in (20, 25):
        spread = (Instalment(office.today + days(first), Money(10000)),)
        propose(KEY, (ONE.id,), spread, office.today + days(10), "key_1")
    assert [s.state for s in replies(office)] == [StepState.CANCELLED, StepState.PLANNED]
    plan(office)
    for _ in range(4):
        office.run()
    assert [level for level in sent(office) if level.is_reply] == [Level.PLAN]


def test_an_answer_whose_rest_a_credit_pays_asks_for_nothing(office: Office) -> None:
    office.contest(KEY, ONE.id, "not-mine", "")
    office.credited(20000)
    answer(office, "Voici le bon.")
    (step,) = (s for s in replies(office) if s.level is Level.DISPUTE_ANSWER)
    assert step.is_live
