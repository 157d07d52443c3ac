"""The letters beside the chase say what is so on their day, to the cent, and none is made of what is no more."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.domain.case import Case
from chalicelib.domain.hold import Hold, HoldKind
from chalicelib.domain.invoice import Entry, EntryKind, Part
from chalicelib.domain.level import LADDER, RANKS, REPLIES, Level
from chalicelib.domain.money import Money
from chalicelib.domain.parties import DebtorKind
from chalicelib.domain.plan import Plan
from chalicelib.domain.policy import asks_for
from chalicelib.domain.promise import Promise, PromiseState
from chalicelib.domain.replies import NothingToReply
from chalicelib.domain.reply import ReplyTo
from tests import reply_samples as made
from tests.letter_samples import DEBTORS, THREE, invoice
from tests.reply_samples import ON, ONE, case_of, reply

TRADER = DEBTORS[DebtorKind.TRADER]
PROMISED = Promise("prm", tuple(i.id for i in THREE), date(2026, 11, 30), ON, "debtor", 3)


def promised(**changes: object) -> Case:
    return replace(case_of(TRADER, THREE), promises=(replace(PROMISED, **changes),))  # type: ignore[arg-type]


def contested(**changes: object) -> Case:
    hold = Hold(HoldKind.DISPUTE, ONE[0].id, date(2026, 11, 9), "debtor", "not-mine")
    return replace(case_of(TRADER), holds=(replace(hold, **changes),))  # type: ignore[arg-type]


def test_a_reply_is_no_rung_and_counts_below_all() -> None:
    assert not REPLIES & set(LADDER)
    assert {RANKS[level] for level in REPLIES} == {-1}
    assert all(asks_for(level, level, is_late=late) for level in REPLIES for late in (True, False))


def test_a_promise_asks_for_what_was_promised_by_its_day() -> None:
    letter = made.promise(TRADER, THREE)
    assert (letter.to_pay, letter.pay_by) == (Money(45360 + 734567 + 128450), date(2026, 11, 30))
    assert [line.number for line in letter.lines] == ["F-2026-0131", "F-2026-0144", "F-2026-0142"]
    assert letter.asks_to_pay


def test_of_a_promise_about_an_invoice_in_parts_only_the_parts_that_were_owed_are_asked_for() -> None:
    parts = tuple(Part(date(2026, month, 15), Money(30000)) for month in (10, 11, 12))
    owed = replace(invoice("F-9", 90000, date(2026, 10, 15)), parts=parts)
    until = Promise("prm", ("F-9",), date(2026, 11, 30), ON, "debtor", 3, due_by=(("F-9", date(2026, 11, 15)),))
    letter = reply(replace(case_of(TRADER, (owed,)), promises=(until,)), Level.PROMISE, ReplyTo("prm"))
    assert (letter.to_pay, len(letter.lines)) == (Money(60000), 2)


def test_what_was_paid_of_a_promise_meanwhile_is_asked_for_no_more() -> None:
    paid = replace(THREE[0], entries=(Entry(EntryKind.PAYMENT, ON, THREE[0].total, "VIR"),))
    case = replace(promised(), invoices=(paid, *THREE[1:]))
    assert reply(case, Level.PROMISE, ReplyTo("prm")).to_pay == Money(734567 + 128450)


@pytest.mark.parametrize(
    ("case", "level", "about"),
    [
        pytest.param(promised(state=PromiseState.WITHDRAWN), Level.PROMISE, "prm", id="withdrawn"),
        pytest.param(promised(state=PromiseState.KEPT), Level.PROMISE, "prm", id="kept"),
        pytest.param(promised(), Level.PROMISE, "other", id="another promise"),
        pytest.param(replace(promised(), invoices=()), Level.PROMISE, "prm", id="all is paid"),
        pytest.param(case_of(TRADER), Level.DISPUTE, ONE[0].id, id="contested by nobody"),
        pytest.param(contested(until=date(2026, 11, 16)), Level.DISPUTE, ONE[0].id, id="settled"),
        pytest.param(contested(), Level.DISPUTE_ANSWER, ONE[0].id, id="contested still"),
        pytest.param(case_of(TRADER), Level.DISPUTE_ANSWER, ONE[0].id, id="an answer to nobody"),
        pytest.param(replace(contested(), invoices=()), Level.DISPUTE_ANSWER, ONE[0].id, id="of a closed one"),
        pytest.param(case_of(TRADER), Level.PLAN, "pln", id="no plan"),
        pytest.param(case_of(TRADER), Level.PLAN_PROPOSAL, "", id="another sum is owed"),
        pytest.param(case_of(TRADER, ()), Level.ACCOUNT, "", id="nothing is owed"),
        pytest.param(case_of(TRADER), Level.RECEIPT, "", id="nothing came"),
    ],
)
def test_of_what_is_no_more_no_letter_is_made(case: Case, level: Level, about: str) -> None:
    until = made.ANSWER_BY if level is Level.PLAN_PROPOSAL else None
    spread = made.instalments(99999) if level is Level.PLAN_PROPOSAL else ()
    with pytest.raises(NothingToReply):
        reply(case, level, ReplyTo(about), pay_until=until, recalls=spread)


def test_a_plan_that_has_ended_is_not_confirmed() -> None:
    plan = Plan("pln", (ONE[0].id,), made.instalments(128450), ON, "creditor", Money(0), 8, ended_on=ON)
    with pytest.raises(NothingToReply):
        reply(replace(case_of(TRADER), plans=(plan,)), Level.PLAN, ReplyTo("pln"))


def test_a_contest_of_the_whole_leaves_nothing_to_pay_and_one_of_a_part_the_rest() -> None:
    whole, part = made.dispute(TRADER), made.dispute(TRADER, Money(20000))
    assert (whole.to_pay, whole.contested, whole.asks_to_pay) == (Money(0), Money(128450), False)
    assert (part.to_pay, part.contested, part.reply and part.reply.part) == (Money(108450), Money(20000), Money(20000))


def test_a_reason_is_told_where_the_debtor_chose_it_and_no_other() -> None:
    told = reply(contested(), Level.DISPUTE, ReplyTo(ONE[0].id))
    by_phone = reply(contested(reason="said so by phone"), Level.DISPUTE, ReplyTo(ONE[0].id))
    assert (told.reply and told.reply.reason, by_phone.reply and by_phone.reply.reason) == ("not-mine", "")


def test_an_answer_asks_for_what_is_left_by_its_day_and_for_nothing_where_nothing_is() -> None:
    refused, settled = made.answer(TRADER, is_upheld=False), made.answer(TRADER, is_upheld=True, credited=128450)
    assert (refused.to_pay, refused.pay_by, refused.asks_to_pay) == (Money(128450), made.PAY_BY, True)
    assert (settled.to_pay, settled.pay_by, settled.asks_to_pay) == (Money(0), None, False)
    assert made.answer(TRADER, is_upheld=True, credited=28450).to_pay == Money(100000)


def test_a_plan_and_its_proposal_come_to_what_is_owed() -> None:
    plan, proposal = made.plan(TRADER, THREE, 36), made.proposal(TRADER)
    assert plan.to_pay == proposal.to_pay == plan.open == proposal.open == Money(45360 + 734567 + 128450)
    assert plan.schedule
    assert len(plan.schedule.asked) == 36
    assert (plan.asks_to_pay, proposal.asks_to_pay) == (True, False)


def test_what_was_paid_of_a_plan_before_it_is_confirmed_is_shown_as_paid() -> None:
    paid = replace(ONE[0], entries=(Entry(EntryKind.PAYMENT, ON, Money(50000), "VIR"),))
    plan = Plan("pln", (ONE[0].id,), made.instalments(128450), ON, "creditor", Money(0), 8)
    letter = reply(replace(case_of(TRADER, (paid,)), plans=(plan,)), Level.PLAN, ReplyTo("pln"))
    assert letter.schedule
    assert [line.left.cents for line in letter.schedule.lines] == [0, 35632, 42818]
    assert (letter.to_pay, letter.open) == (Money(78450), Money(78450))


def test_a_receipt_tells_each_sum_and_what_it_left() -> None:
    letter = made.receipt(TRADER, *made.TWO)
    assert (letter.level, letter.open, letter.asks_to_pay) == (Level.RECEIPT, Money(78450), False)
    twice = made.receipt(TRADER, made.received("F-1", 9000, 4000, 5000), made.received("F-1", 9000, 5000, 0))
    assert (twice.level, twice.open, len(twice.lines)) == (Level.RECEIPT, Money(0), 1)


def test_an_account_lists_all_and_asks_for_nothing_that_is_contested() -> None:
    letter = made.account(TRADER)
    assert (letter.open, letter.contested) == (Money(45360 + 734567 + 128450), Money(45360))
    assert letter.to_pay == Money(734567 + 128450)


def test_what_was_overpaid_elsewhere_lessens_an_account_and_a_promise_and_no_plan() -> None:
    over = invoice("F-0", 10000, paid=15000)
    case = case_of(TRADER, (*ONE, over))
    assert reply(case, Level.ACCOUNT, ReplyTo()).to_pay == Money(123450)
    promise = replace(PROMISED, invoice_ids=(ONE[0].id,))
    assert reply(replace(case, promises=(promise,)), Level.PROMISE, ReplyTo("prm")).to_pay == Money(123450)
    plan = Plan("pln", (ONE[0].id,), made.instalments(128450), ON, "creditor", Money(0), 8)
    letter = reply(replace(case, plans=(plan,)), Level.PLAN, ReplyTo("pln"))
    assert letter.schedule
    assert letter.to_pay == Money(123450)
    assert letter.schedule.lines[0].left == Money(37816)
