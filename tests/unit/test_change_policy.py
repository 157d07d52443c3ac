"""A changed policy: what it would change is planned, replayed on the past, and applied to running cases by a choice."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from chalicelib.domain.backtest import Replayed, replayed
from chalicelib.domain.e_invoice import EInvoiceStatus, StatusCode
from chalicelib.domain.errors import Invalid
from chalicelib.domain.parties import DebtorKind
from chalicelib.domain.policy import Level, Policy, Rung
from chalicelib.domain.segment import Segment
from chalicelib.usecases.apply_policy import ApplyPolicy
from chalicelib.usecases.backtest_policy import BacktestPolicy
from chalicelib.usecases.foresee import Foresee
from chalicelib.usecases.plan_policy import PlanPolicy, PolicyPlan
from tests.builders import (
    CREDITOR,
    KEY,
    MONDAY,
    SITE,
    UNATTENDED,
    Office,
    case,
    credit_note,
    days,
    debtor,
    dispute,
    invoice,
    payment,
)
from tests.fakes import OwnPolicies

R1, R2 = Level.REMINDER_1, Level.REMINDER_2
LATER = Policy("standard", 2, (Rung(R1, 10), Rung(R2, 20)), "later")


def office() -> Office:
    made = Office()
    made.keep(case(invoice(due=MONDAY - days(3))))
    return made


def foresee(of: Office) -> Foresee:
    return Foresee(of.cases, of.judge, of.clock, SITE)


def plan(of: Office, policy: Policy = LATER, moves: str | None = None) -> PolicyPlan:
    return PlanPolicy(foresee(of))(CREDITOR, policy, moves)


def apply(of: Office, policy: Policy = LATER, moves: str | None = None) -> int:
    return ApplyPolicy(foresee(of), of.policies, of.change)(CREDITOR, policy, "Claire", moves).moved


def test_a_plan_says_who_would_hear_what_instead_and_changes_nothing() -> None:
    told = office()
    before = told.case
    planned = plan(told)
    (moved,) = planned.moved
    assert planned.cases == 1
    assert [e.on for e in moved.before][:2] == [MONDAY, MONDAY + days(7)]
    assert [(e.on, e.message.level) for e in moved.after] == [(MONDAY + days(7), R1), (MONDAY + days(17), R2)]
    assert told.case == before


def test_a_case_that_would_hear_the_same_is_counted_and_not_told() -> None:
    same = replace(UNATTENDED, version=2)
    assert (plan(office(), same).cases, plan(office(), same).moved) == (1, ())


def test_a_version_that_is_not_applied_moves_nobody() -> None:
    told = office()
    ApplyPolicy(foresee(told), told.policies, told.change).keep(CREDITOR, LATER)
    told.run()
    assert told.case.policy == "standard-1"


def test_applying_moves_the_running_cases_once_and_says_so_in_their_history() -> None:
    told = office()
    assert [apply(told), apply(told)] == [1, 0]
    assert told.case.policy == "standard-2"
    (entry,) = told.cases.history(KEY)
    assert (entry.kind, entry.data["policy"], entry.data["before"]) == ("PolicyChosen", "standard-2", "standard-1")
    told.run()
    assert told.mailer.mails == []


def test_debtors_to_come_follow_what_was_chosen_for_them_and_nothing_else() -> None:
    told = office()
    apply(told)
    state = told.creditors.state(CREDITOR)
    assert (state.policy, state.segments) == ("standard-2", ("consumer-1", "public-body-1"))
    apply(told, replace(LATER, name="consumer", segment=Segment(kinds=frozenset({DebtorKind.CONSUMER}))))
    apply(told, replace(LATER, name="own", version=1))
    state = told.creditors.state(CREDITOR)
    assert (state.policy, state.segments) == ("standard-2", ("consumer-2", "public-body-1"))
    apply(told, replace(LATER, name="own", version=2), moves="standard")
    assert told.creditors.state(CREDITOR).policy == "own-2"


def test_cases_under_another_name_move_only_when_that_name_is_said() -> None:
    other = replace(LATER, name="mine", version=1)
    told = office()
    assert (plan(told, other).cases, apply(told, other)) == (0, 0)
    assert (plan(told, other, "standard").cases, apply(told, other, "standard")) == (1, 1)


def test_a_version_is_kept_once_and_only_rises() -> None:
    told = office()
    apply(told)
    for wrong in (replace(LATER, why="other words"), replace(LATER, version=1)):
        for verb in (apply, plan):
            with pytest.raises(Invalid, match="the next version is 3"):
                verb(told, wrong)
    assert apply(told, replace(LATER, version=3)) == 1


def test_an_invoice_with_a_policy_of_its_own_moves_with_that_policy_and_its_plan_says_so() -> None:
    told = Office()
    own = replace(invoice(due=MONDAY - days(3)), policy="mine-1")
    told.policies = OwnPolicies({(CREDITOR, "mine-1"): replace(UNATTENDED, name="mine")})
    other = invoice("F-2", due=MONDAY - days(3))
    told.keep(case(own, other))
    later = replace(LATER, name="mine")
    (moved,) = plan(told, later).moved
    assert [i.invoice_id for i in moved.after[0].message.items] == [other.id]
    assert {i.invoice_id for i in moved.before[0].message.items} == {own.id, other.id}
    assert [apply(told, later), apply(told, later)] == [1, 0]
    assert (told.case.policy, told.case.invoice(own.id).policy, told.case.invoice(other.id).policy) == (
        "standard-1",
        "mine-2",
        None,
    )
    (entry,) = told.cases.history(KEY)
    assert (entry.data["before"], entry.data["invoice_id"]) == ("mine-1", own.id)


PAST = date(2025, 11, 24)


def replay(*invoices, policy: Policy = UNATTENDED, **changes: object) -> Replayed:  # type: ignore[no-untyped-def]
    return replayed(case(*invoices, **changes), policy, PAST, MONDAY, frozenset())


def test_an_invoice_that_was_paid_late_would_have_had_the_reminders_before_its_payment() -> None:
    due = date(2026, 3, 2)
    found = replay(invoice(due=due).book(payment(10000, on=due + days(12))))
    assert (found.mails, found.letters) == (3, 0)
    assert found.levels == ((Level.NOTICE, 1), (R1, 1), (R2, 1))


def test_an_invoice_that_was_never_paid_would_have_had_them_all_up_to_the_formal_notice() -> None:
    assert dict(replay(invoice(due=date(2026, 3, 2))).levels)[Level.FORMAL_NOTICE] == 1


def test_nothing_is_said_of_what_was_not_issued_yet_or_credited_in_time() -> None:
    late_issue = replace(invoice(due=date(2026, 3, 2)), issued_on=MONDAY + days(1))
    credited = invoice("F-2", due=date(2026, 3, 2)).book(credit_note(10000, on=date(2026, 2, 2)))
    assert replay(late_issue, credited) == Replayed(debtors=1)


def test_an_invoice_whose_payment_was_cancelled_would_have_been_left_alone_until_then() -> None:
    due = date(2026, 3, 2)
    paid = invoice(due=due).book(payment(10000, on=due + days(12)))
    assert dict(replay(paid).levels).keys() == {Level.NOTICE, R1, R2}
    assert replay(paid.cancel("VIR-1", MONDAY + days(1), "a slip")) == replay(paid)
    assert Level.FORMAL_NOTICE in dict(replay(paid.cancel("VIR-1", due + days(60), "a slip")).levels)


def test_the_most_that_one_debtor_heard_in_a_week_is_within_the_budget_of_the_policy() -> None:
    many = [invoice(f"F-{n}", due=date(2026, 3, 2) + days(3 * n)) for n in range(8)]
    found = replay(*many)
    assert found.most_in_a_week == 2
    assert found.mails > 8


def test_letters_are_counted_apart_from_mails() -> None:
    found = replay(invoice(due=date(2026, 3, 2)), debtor=debtor(email=None, kind=DebtorKind.TRADER))
    assert (found.mails, found.letters > 0) == (0, True)


def test_a_dispute_of_then_silences_from_its_own_day_on() -> None:
    owed = invoice(due=date(2026, 3, 2))
    found = replay(owed, holds=(dispute(owed.id, since=date(2026, 3, 8)),))
    assert dict(found.levels) == {Level.NOTICE: 1, R1: 1}


def test_what_its_platform_says_today_silences_nothing_of_then() -> None:
    owed = invoice(due=date(2026, 3, 2))
    at = datetime(2026, 3, 8, 9, tzinfo=UTC)
    refused = replace(owed, statuses=(EInvoiceStatus(StatusCode.REFUSED, at, at.date()),))
    assert dict(replay(refused).levels) == {Level.NOTICE: 1, R1: 1}


def test_the_past_of_every_debtor_is_added_up() -> None:
    told = Office()
    for n in range(2):
        key = type(KEY)(CREDITOR, f"dbt_{n}")
        paid = invoice(f"F-{n}", due=date(2026, 3, 2)).book(payment(10000, on=date(2026, 3, 14)))
        told.keep(case(paid, key=key, debtor=debtor(id=key.debtor_id)))
    done = BacktestPolicy(foresee(told))(CREDITOR, UNATTENDED, 12)
    assert (done.since, done.until, done.cursor) == (PAST - days(1), MONDAY, None)
    assert (done.result.debtors, done.result.mails) == (2, 6)


@pytest.mark.parametrize("months", [0, 37])
def test_a_past_of_no_months_or_of_too_many_is_refused(months: int) -> None:
    with pytest.raises(Invalid, match="from 1 to 36"):
        BacktestPolicy(foresee(office()))(CREDITOR, UNATTENDED, months)
