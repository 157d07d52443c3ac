"""A reply on paper is printed for a person, posted once, and printed anew when it is no more so."""

from dataclasses import replace

import pytest

from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.step import StepItem
from chalicelib.domain.task import TaskKind
from chalicelib.usecases.record_posting import RecordPosting
from chalicelib.usecases.upsert_debtor import UpsertDebtor
from tests.builders import KEY, Office, credit_note, days, debtor, payment, step
from tests.unit.replying import ONE, OTHER, answer, of, office_of, plan, promise, replies, said


@pytest.fixture
def without_mail() -> Office:
    return office_of(ONE, OTHER, debtor=debtor(email=None))


def test_who_has_no_address_is_acknowledged_nothing(without_mail: Office) -> None:
    promise(without_mail)
    without_mail.pay(KEY.creditor_id, OTHER.id, payment(1000, on=without_mail.today), "key_1")
    assert replies(without_mail) == []


def test_a_letter_on_paper_that_nobody_posted_in_its_week_is_printed_anew(without_mail: Office) -> None:
    office = without_mail
    plan(office)
    office.run()
    office.wake(office.today + days(8))
    office.run()
    office.run()
    assert [s.state for s in replies(office)] == [StepState.WITHDRAWN, StepState.UNPOSTED]


@pytest.mark.parametrize("changes", ["a payment", "its debtor"])
def test_a_letter_on_paper_that_is_no_more_so_is_withdrawn_and_printed_anew(without_mail: Office, changes: str) -> None:
    office = without_mail
    plan(office)
    office.run()
    if changes == "a payment":
        office.pay(KEY.creditor_id, ONE.id, payment(5000, on=office.today), "key_1")
    else:
        renamed = replace(office.case.debtor, name="Garage Le Goff & Fils")
        UpsertDebtor(office.change, office.cases.suppressions)(KEY.creditor_id, renamed, "Claire")
    office.run()
    office.run()
    assert said(office) == [StepState.WITHDRAWN, StepState.UNPOSTED]
    printed = [letter for letter in office.press.printed if letter.level is Level.PLAN]
    assert [p.to_pay.cents for p in printed] == [10000, 5000 if changes == "a payment" else 10000]


def test_an_answer_on_paper_that_nothing_is_owed_stands_though_the_invoice_is_closed(without_mail: Office) -> None:
    office = without_mail
    office.contest(KEY, ONE.id, "not-mine", "")
    office.pay(KEY.creditor_id, ONE.id, credit_note(10000, on=office.today), "key_1")
    answer(office, is_upheld=True)
    office.run()
    office.pay(KEY.creditor_id, OTHER.id, payment(1000, on=office.today), "key_1")
    assert of(office, Level.DISPUTE_ANSWER).state is StepState.UNPOSTED


def test_a_letter_of_the_chase_that_was_posted_withdraws_no_reply(without_mail: Office) -> None:
    office = without_mail
    plan(office)
    office.run()
    reminder = step(Level.REMINDER_1, on=office.today, items=(StepItem(OTHER.id, Level.REMINDER_1),))
    printed = replace(reminder, state=StepState.UNPOSTED)
    office.cases.commit(office.case, office.case.with_step(printed), (), office.clock.at)
    RecordPosting(office.change)(KEY, printed.reference, office.today, "1A 2", "key_1")
    assert of(office, Level.PLAN).state is StepState.UNPOSTED


def test_an_answer_on_paper_has_its_week_to_be_posted(without_mail: Office) -> None:
    without_mail.contest(KEY, ONE.id, "not-mine", "")
    answer(without_mail, "Voici le bon.")
    assert of(without_mail, Level.DISPUTE_ANSWER).pay_until == without_mail.today + days(15)


def test_where_no_mail_reaches_the_debtor_a_plan_is_printed_and_a_promise_is_not(without_mail: Office) -> None:
    office = without_mail
    promise(office, 5, OTHER.id)
    plan(office)
    office.run()
    office.run()
    printed = [s for s in replies(office) if s.state is StepState.UNPOSTED]
    assert [s.level for s in printed] == [s.level for s in replies(office)] == [Level.PLAN]
    tasks = office.judge.decision_on(office.case, office.clock.at).tasks
    assert printed[0].reference in [t.reference for t in tasks if t.kind is TaskKind.POST_LETTER]
    RecordPosting(office.change)(KEY, printed[0].reference, office.today, "1A 234", "key_1")
    assert StepState.POSTED in said(office)


def test_a_plan_on_paper_of_which_a_part_was_paid_meanwhile_is_withdrawn(without_mail: Office) -> None:
    office = without_mail
    plan(office)
    office.run()
    office.pay(KEY.creditor_id, ONE.id, payment(5000, on=office.today), "key_1")
    assert StepState.WITHDRAWN in said(office)


def test_one_that_was_posted_after_its_week_takes_the_place_of_the_one_that_was_printed_since(
    without_mail: Office,
) -> None:
    office = without_mail
    plan(office)
    office.run()
    (first,) = replies(office)
    office.wake(office.today + days(8))
    office.run()
    office.run()
    RecordPosting(office.change)(KEY, first.reference, office.today, "1A 234", "key_1")
    assert said(office) == [StepState.POSTED, StepState.WITHDRAWN]
    tasks = office.judge.decision_on(office.case, office.clock.at).tasks
    assert TaskKind.POST_LETTER not in [t.kind for t in tasks if t.level is Level.PLAN]


def test_one_whose_sum_has_changed_leaves_the_right_one_to_be_posted(without_mail: Office) -> None:
    office = without_mail
    plan(office)
    office.run()
    (first,) = replies(office)
    office.pay(KEY.creditor_id, ONE.id, payment(5000, on=office.today), "key_1")
    office.run()
    RecordPosting(office.change)(KEY, first.reference, office.today, "1A 234", "key_1")
    assert said(office) == [StepState.POSTED, StepState.UNPOSTED]


def test_an_answer_on_paper_that_asked_for_what_was_paid_since_is_withdrawn(without_mail: Office) -> None:
    office = without_mail
    office.contest(KEY, ONE.id, "not-mine", "")
    answer(office, "Voici le bon.")
    office.run()
    office.pay(KEY.creditor_id, ONE.id, payment(10000, on=office.today), "key_1")
    office.pay(KEY.creditor_id, OTHER.id, payment(1000, on=office.today), "key_1")
    assert next(s.state for s in replies(office) if s.level is Level.DISPUTE_ANSWER) is StepState.WITHDRAWN
