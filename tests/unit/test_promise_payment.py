"""A debtor promises to pay: it is left alone until then, and what became of the promise is counted."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from chalicelib.domain.decision import Why
from chalicelib.domain.errors import Invalid
from chalicelib.domain.promise import PromiseState
from chalicelib.usecases.promise_payment import PromisePayment
from tests.builders import CREDITOR, KEY, MONDAY, Office, case, days, invoice, payment

LATE, OTHER = invoice(due=MONDAY - days(3)), invoice("F-2", due=MONDAY - days(9))
FRIDAY = MONDAY + days(4)
LAST = FRIDAY + days(3)  # three days of grace


def office() -> Office:
    made = Office()
    made.keep(case(LATE, OTHER))
    return made


def promise(of: Office, on: date = FRIDAY, *names: str) -> None:
    PromisePayment(of.change, of.ids)(KEY, names or (LATE.id,), on, "", "debtor")


def why(of: Office, name: str = LATE.id) -> tuple[Why, date | None]:
    found = of.judge.decision_on(of.case, of.clock.at).reasons
    return next((r.why, r.until) for r in found if r.invoice_id == name)


def lives_until(of: Office, day: date) -> None:
    while of.today < day:
        of.wake(of.today + timedelta(days=1))
        of.run()


def test_what_is_promised_waits_until_its_day_and_three_more_and_the_rest_goes_on() -> None:
    told = office()
    promise(told)
    assert why(told) == (Why.PROMISED, LAST + days(1))
    assert why(told, OTHER.id)[0] is Why.SENDS


@pytest.mark.parametrize("first", ["F-1", "F-2"])
def test_what_is_promised_is_told_in_the_order_of_its_due_dates(first: str) -> None:
    older = LATE if first == "F-1" else OTHER
    dated = [replace(i, due_on=MONDAY - days(9 if i is older else 3)) for i in (LATE, OTHER)]
    told = Office()
    told.keep(case(*dated))
    promise(told, FRIDAY, LATE.id, OTHER.id)
    assert told.case.promises[0].invoice_ids[0] == older.id


def test_the_same_promise_in_another_order_is_the_same_also_where_all_are_due_on_one_day() -> None:
    told = Office()
    told.keep(case(LATE, replace(OTHER, due_on=LATE.due_on)))
    promise(told, FRIDAY, LATE.id, OTHER.id)
    promise(told, FRIDAY, OTHER.id, LATE.id)
    assert len(told.case.promises) == 1


def test_a_promise_is_told_kept_at_the_next_run_and_not_on_its_last_day() -> None:
    told = office()
    promise(told)
    told.run()
    told.pay(CREDITOR, LATE.id, payment(), "key_1")
    told.run()
    assert [p.state for p in told.case.promises] == [PromiseState.KEPT]


def test_a_broken_promise_is_counted_once_and_the_chase_resumes_at_its_level() -> None:
    told = office()
    promise(told, FRIDAY, LATE.id, OTHER.id)
    lives_until(told, LAST)
    assert (told.mailer.mails, told.case.broken_promises) == ([], 0)
    lives_until(told, LAST + days(2))
    assert (told.case.broken_promises, [s.level for s in told.case.steps]) == (1, ["reminder-1"])
    assert [e.data["state"] for e in told.cases.history(KEY) if e.kind == "PromiseSettled"] == ["broken"]


def test_a_promise_that_was_kept_is_said_to_be_and_silences_nothing_else() -> None:
    told = office()
    promise(told, FRIDAY, LATE.id, OTHER.id)
    for each in (LATE, OTHER):
        told.pay(CREDITOR, each.id, payment(10000, f"VIR-{each.number}"), "key_1")
    lives_until(told, LAST + days(2))
    assert [p.state for p in told.case.promises] == [PromiseState.KEPT]
    assert told.case.broken_promises == 0


def test_a_promise_that_was_kept_in_part_is_broken() -> None:
    told = office()
    promise(told)
    told.pay(CREDITOR, LATE.id, payment(9999), "key_1")
    lives_until(told, LAST + days(2))
    assert told.case.broken_promises == 1


def test_a_later_promise_takes_the_place_of_an_open_one_and_the_same_again_is_one() -> None:
    told = office()
    promise(told)
    promise(told)
    assert len(told.case.promises) == 1
    promise(told, FRIDAY + days(7))
    assert [p.state for p in told.case.promises] == [PromiseState.WITHDRAWN, PromiseState.OPEN]
    assert why(told)[1] == FRIDAY + days(11)
    assert told.case.broken_promises == 0


@pytest.mark.parametrize("on", [MONDAY, MONDAY + days(60)], ids=["today", "in sixty days"])
def test_a_promise_may_be_for_today_or_for_sixty_days_ahead(on: date) -> None:
    told = office()
    promise(told, on)
    assert told.case.promises[0].on == on


@pytest.mark.parametrize("on", [MONDAY - days(1), MONDAY + days(61)], ids=["yesterday", "in sixty-one days"])
def test_no_promise_is_for_a_day_that_is_over_or_too_far_off(on: date) -> None:
    with pytest.raises(Invalid, match="agree on a plan"):
        promise(office(), on)


def test_nothing_is_promised_of_an_invoice_that_is_paid_or_not_there() -> None:
    told = office()
    told.pay(CREDITOR, OTHER.id, payment(10001), "key_1")
    with pytest.raises(Invalid, match="nothing is owed on F-2"):
        promise(told, FRIDAY, OTHER.id)
    with pytest.raises(Invalid, match=r"invoice_ids: nothing is owed here on inv_none$"):
        promise(told, FRIDAY, "inv_none")
    with pytest.raises(Invalid, match="name the invoices"):
        PromisePayment(told.change, told.ids)(KEY, (), FRIDAY, "", "debtor")


def test_what_is_said_besides_when_a_promise_is_told_again_is_kept() -> None:
    told = office()
    promise(told)
    (first,) = told.case.promises
    for detail in ("by cheque 4711", "by cheque 4711", ""):
        PromisePayment(told.change, told.ids)(KEY, (LATE.id,), FRIDAY, detail, "Claire")
    (only,) = told.case.promises
    assert only == replace(first, detail="by cheque 4711")
    facts = [e.data for e in told.cases.history(KEY) if e.kind == "PaymentPromised"]
    assert [(f["promise_id"], f["detail"], f["by"]) for f in facts] == [
        (first.id, "", "debtor"),
        (first.id, "by cheque 4711", "Claire"),
    ]
