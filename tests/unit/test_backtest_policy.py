"""A policy is replayed on a creditor's past: what it would have said, and to whom."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from chalicelib.adapters.policies.shipped_policies import shipped
from chalicelib.domain.backtest import Replayed, replayed
from chalicelib.domain.creditor_events import PoliciesChosen
from chalicelib.domain.creditor_state import CreditorState
from chalicelib.domain.e_invoice import EInvoiceStatus, StatusCode
from chalicelib.domain.errors import Invalid
from chalicelib.domain.facts import Approval
from chalicelib.domain.hold import EVERYTHING
from chalicelib.domain.invoice import Invoice, WithdrawnCredit
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.money import Money
from chalicelib.domain.parties import DebtorKind
from chalicelib.domain.plan import Instalment, Plan
from chalicelib.domain.policy import Conditions, Policy, Rung
from chalicelib.domain.promise import Promise
from chalicelib.domain.segment import Segment
from chalicelib.domain.step import StepItem
from chalicelib.usecases.backtest_policy import Backtest, BacktestPolicy
from chalicelib.usecases.foresee import Foresee
from chalicelib.usecases.steer_creditor import SteerCreditor
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
    pause,
    payment,
    step,
)
from tests.fakes import OwnPolicies

R1, R2 = Level.REMINDER_1, Level.REMINDER_2
PAST = date(2025, 11, 24)
MINE = replace(UNATTENDED, name="mine")


def replay(*invoices, policy: Policy = UNATTENDED, **changes: object) -> Replayed:  # type: ignore[no-untyped-def]
    return replayed(case(*invoices, **changes), policy, PAST, MONDAY, frozenset())


def is_for(*invoices: Invoice, by: Policy, of: Office | None = None, **changes: object) -> bool:
    return (of or Office()).judge.would_choose(by, case(*invoices, **changes), MONDAY)


def backtest(of: Office, months: int, policy: Policy = UNATTENDED) -> Backtest:
    return BacktestPolicy(Foresee(of.cases, of.judge, of.clock, SITE))(CREDITOR, policy, months)


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


@pytest.mark.parametrize(("apart", "most"), [(6, 2), (7, 1)])
def test_a_week_is_any_seven_days_running_and_counts_for_one_debtor_alone(apart: int, most: int) -> None:
    # On a Tuesday, and on the Monday or the Tuesday after.
    due, own = date(2026, 3, 7), replace(UNATTENDED, rungs=(Rung(R1, 3),))
    one = replay(invoice(due=due), invoice("F-2", due=due + days(apart)), policy=own)
    assert (one.mails, one.most_in_a_week) == (2, most)
    assert (one + one).most_in_a_week == most


def test_a_credit_opens_a_level_for_small_sums_on_its_own_day_also_where_it_was_withdrawn_since() -> None:
    due, small = date(2026, 3, 2), Conditions(at_most=Money(5000))
    rungs = (Rung(R1, 3), Rung(R2, 10, conditions=small), Rung(Level.FINAL_REMINDER, 200))
    own, credit = replace(UNATTENDED, rungs=rungs), credit_note(6000, on=due + days(60))
    levels = {R1: 1, R2: 1, Level.FINAL_REMINDER: 1}
    assert dict(replay(invoice(due=due), policy=own).levels) == {R1: 1, Level.FINAL_REMINDER: 1}
    assert dict(replay(invoice(due=due), policy=own, credits=(credit,)).levels) == levels
    gone = WithdrawnCredit(credit, due + days(90), "a slip")
    assert dict(replay(invoice(due=due), policy=own, withdrawn_credits=(gone,)).levels) == levels
    booked = invoice(due=due).book(payment(6000, on=due + days(60))).cancel("VIR-1", due + days(90), "a slip")
    assert dict(replay(booked, policy=own).levels) == levels


def test_how_old_the_bank_data_was_then_is_known_to_nobody_and_keeps_nothing_back() -> None:
    owed = invoice(due=date(2026, 3, 2))
    assert replay(owed, policy=replace(UNATTENDED, bank_data_days=1)) == replay(owed)


def test_a_payment_of_then_may_open_a_level_that_is_for_small_sums() -> None:
    due, small = date(2026, 3, 2), Conditions(at_most=Money(5000))
    own = Policy("own", 1, (Rung(R1, 3), Rung(R2, 10, conditions=small)))
    assert dict(replay(invoice(due=due), policy=own).levels) == {R1: 1}
    paid = invoice(due=due).book(payment(6000, on=due + days(60)))
    assert dict(replay(paid, policy=own).levels) == {R1: 1, R2: 1}


def test_letters_are_counted_apart_from_mails() -> None:
    found = replay(invoice(due=date(2026, 3, 2)), debtor=debtor(email=None, kind=DebtorKind.TRADER))
    assert (found.mails, found.letters > 0) == (0, True)


def test_a_dispute_of_then_silences_from_its_own_day_on() -> None:
    owed = invoice(due=date(2026, 3, 2))
    found = replay(owed, holds=(dispute(owed.id, since=date(2026, 3, 8)),))
    assert dict(found.levels) == {Level.NOTICE: 1, R1: 1}


def test_while_everybody_was_paused_nobody_would_have_heard_anything() -> None:
    owed = case(invoice(due=date(2026, 3, 2)))
    stop = pause(EVERYTHING, since=date(2026, 3, 4), until=date(2026, 3, 15))
    found = replayed(owed, UNATTENDED, PAST, date(2026, 3, 20), frozenset(), (stop,))
    assert dict(found.levels) == {Level.NOTICE: 1, R1: 1}
    assert dict(replay(owed.invoices[0]).levels)[R1] == 1
    early = replayed(owed, UNATTENDED, PAST, date(2026, 3, 15), frozenset(), (stop,))
    assert dict(early.levels) == {Level.NOTICE: 1}


def test_the_pauses_of_the_creditor_are_replayed_until_the_day_on_which_it_went_on() -> None:
    told = Office()
    told.wake(date(2026, 3, 4))
    told.keep(case(invoice(due=date(2026, 3, 2))))
    steer = SteerCreditor(told.creditors, told.policies, told.clock)
    steer.pause(CREDITOR, date(2026, 8, 31), "a new bookkeeper", "Claire")
    told.wake(date(2026, 3, 15))
    assert backtest(told, 1).result.mails == 1
    told.wake(date(2026, 3, 16))
    assert backtest(told, 1).result.mails == 1
    steer.resume(CREDITOR, "Claire")
    assert backtest(told, 1).result.mails == 2


def test_a_credit_counted_from_its_day_to_the_one_on_which_it_was_withdrawn() -> None:
    owed, came = invoice(due=date(2026, 3, 2)), date(2026, 3, 8)
    credit = payment(10000, "AV-1", on=came)
    assert dict(replay(owed, credits=(credit,)).levels) == {Level.NOTICE: 1, R1: 1}
    gone = replay(owed, withdrawn_credits=(WithdrawnCredit(credit, came + days(60), "refunded"),))
    assert (gone.levels, gone.mails) == (replay(owed).levels, 5)


def test_what_was_answered_to_other_letters_is_not_replayed() -> None:
    owed = invoice(due=date(2026, 3, 2))
    promised = Promise("p", (owed.id,), MONDAY, date(2026, 3, 8), "debtor", 3)
    agreed = Plan("q", (owed.id,), (Instalment(MONDAY, Money(10000)),), date(2026, 3, 8), "Claire", Money(0), 8)
    refused = tuple(Approval(owed.id, level, PAST, "Claire", is_given=False) for level in Level)
    said = (step(R1, StepState.DELIVERED, on=date(2026, 3, 8), items=(StepItem(owed.id, R1),)),)
    for answer in ({"promises": (promised,)}, {"plans": (agreed,)}, {"approvals": refused}, {"steps": said}):
        assert replay(owed, **answer) == replay(owed)


def test_debtors_whom_the_policy_is_not_for_are_left_out() -> None:
    owed = invoice(due=date(2026, 3, 2))
    for segment, there in (
        (Segment(kinds=frozenset({DebtorKind.CONSUMER})), False),
        (Segment(kinds=frozenset({DebtorKind.TRADER})), True),
        (Segment(owed_at_least=Money(10001)), False),
        (Segment(owed_at_least=Money(10000)), True),
    ):
        assert is_for(owed, by=replace(MINE, segment=segment)) is there


def test_whom_the_policy_is_for_is_as_it_is_known_on_the_last_day() -> None:
    good_customers = replace(MINE, segment=Segment(bought_at_least=Money(10000)))
    for issued_on, there in ((date(2025, 11, 23), False), (date(2025, 11, 24), True)):
        owed = invoice(due=issued_on + days(30), issued_on=issued_on)
        assert is_for(owed, by=good_customers) is there
    late_payers = replace(MINE, segment=Segment(average_days_late_at_least=10))
    for paid_on, there in ((date(2024, 11, 23), False), (date(2024, 11, 24), True)):
        paid = invoice(due=paid_on - days(10)).book(payment(10000, on=paid_on))
        assert is_for(paid, by=late_payers) is there


def test_a_policy_is_replayed_for_those_who_would_run_under_it_and_for_nobody_else() -> None:
    """Those whose segment is more specific, or for whom a person chose another, would not."""
    owed, kept = invoice(due=date(2026, 3, 2)), shipped()
    told = Office(policies=OwnPolicies())
    for kind, names in (
        (DebtorKind.TRADER, {"standard-1", "firm-1", "gentle-1"}),
        (DebtorKind.CONSUMER, {"consumer-1"}),
        (DebtorKind.PUBLIC_BODY, {"public-body-1"}),
    ):
        who = debtor(kind=kind)
        assert {n for n in kept if is_for(owed, by=kept[n], of=told, debtor=who)} == names
    chosen = {"policy": "firm-1", "is_policy_chosen": True}
    assert {n for n in kept if is_for(owed, by=kept[n], of=told, **chosen)} == {"firm-1"}
    newer = {n: replace(p, version=2) for n, p in kept.items()}
    assert is_for(owed, by=newer["firm-1"], of=told, **chosen)
    assert is_for(owed, by=newer["consumer-1"], of=told, debtor=debtor(kind=DebtorKind.CONSUMER))
    assert not is_for(owed, by=newer["consumer-1"], of=told)
    told.keep(case(owed, debtor=debtor(kind=DebtorKind.CONSUMER)))
    assert backtest(told, 12).result == Replayed()


def test_the_policy_that_a_creditor_took_for_everybody_is_replayed_for_everybody_whomever_it_is_for() -> None:
    told = Office(policies=OwnPolicies())
    told.creditors.commit_state(
        CREDITOR, CreditorState("consumer-1", ()), [PoliciesChosen("Claire", "consumer-1", ())], told.clock.at
    )
    newer = replace(shipped()["consumer-1"], version=2)
    assert is_for(invoice(due=date(2026, 3, 2)), by=newer, of=told)


def test_whom_a_policy_is_for_is_asked_of_the_last_day_also_of_a_whole_replay() -> None:
    """What was bought a year and a half ago makes nobody a good customer; it did on the first of these days."""
    told = Office(policies=OwnPolicies())
    told.keep(case(invoice(due=MONDAY - days(520)).book(payment(10000, on=MONDAY - days(500)))))
    good_customers = replace(MINE, segment=Segment(bought_at_least=Money(10000)))
    assert backtest(told, 12, good_customers).result.debtors == 0


def test_an_invoice_with_a_policy_of_its_own_is_replayed_under_that() -> None:
    told = Office(policies=OwnPolicies())
    due = date(2026, 3, 2)
    own = replace(invoice("F-2", due=due).book(payment(10000, on=due + days(40))), policy="firm-1")
    told.keep(case(invoice("F-1", due=due).book(payment(10000, on=due + days(5))), own))
    both = {
        n: backtest(told, 12, replace(shipped()[n], version=2)).result for n in ("standard-1", "firm-1", "gentle-1")
    }
    assert {n: (found.debtors, found.mails) for n, found in both.items()} == {
        "standard-1": (1, 2),
        "firm-1": (1, 4),
        "gentle-1": (1, 1),
    }


def test_the_end_of_a_platforms_word_and_a_credit_are_days_on_which_the_replay_looks() -> None:
    due = date(2026, 3, 2)
    said = [(StatusCode.IN_DISPUTE, 3), (StatusCode.APPROVED, 15)]
    statuses = tuple(
        EInvoiceStatus(code, datetime(2026, 3, day, 9, tzinfo=UTC), date(2026, 3, day)) for code, day in said
    )
    found = replay(replace(invoice(due=due), statuses=statuses))
    assert dict(found.levels)[Level.FORMAL_NOTICE] == 1
    small = Rung(R1, 3, conditions=Conditions(at_most=Money(6000)))
    credited = payment(5000, on=date(2026, 3, 20))
    found = replay(invoice(due=due), policy=replace(UNATTENDED, rungs=(small,)), credits=(credited,))
    assert dict(found.levels) == {R1: 1}


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
    done = backtest(told, 12)
    assert (done.since, done.until, done.cursor) == (PAST - days(1), MONDAY, None)
    assert (done.result.debtors, done.result.mails) == (2, 6)


@pytest.mark.parametrize("months", [0, 37])
def test_a_past_of_no_months_or_of_too_many_is_refused(months: int) -> None:
    with pytest.raises(Invalid, match="from 1 to 36"):
        backtest(Office(), months)
