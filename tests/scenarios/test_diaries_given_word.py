"""Debtors who gave their word, and nobody says that it was broken while the money may be there, or was in time.

The invoices are due on Monday 2 November 2026; the debtor heard of them on 19 October and 5 November.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from chalicelib.domain.decision import Why
from chalicelib.domain.e_invoice import StatusCode
from chalicelib.domain.errors import Invalid
from chalicelib.domain.hold import HoldKind
from chalicelib.domain.money import Money
from chalicelib.domain.promise import PromiseState
from tests.builders import UNATTENDED, Office, days
from tests.fakes import FixedPolicies
from tests.scenarios.diary import Diary

pytestmark = pytest.mark.usefixtures("every_rate_known")
DUE, FRIDAY = date(2026, 11, 2), date(2026, 11, 20)
# Three days of grace after Friday; eight after the instalment.
LAST, LAST_OF_PLAN = FRIDAY + days(3), FRIDAY + days(8)
HALVES = ((FRIDAY, 5000), (FRIDAY + days(60), 5000))


def reminded(**policy: object) -> Diary:
    """On 6 November."""
    office = Office(policies=FixedPolicies(replace(UNATTENDED, **policy)))  # type: ignore[arg-type]
    diary = Diary(office=office).owes("F-1", due=DUE)
    while diary.today < date(2026, 11, 6):
        diary.imports_bank_data().lives_until(diary.today + days(1))
    return diary


def promised(**policy: object) -> Diary:
    return reminded(**policy).promises(FRIDAY, "F-1")


def state(diary: Diary) -> PromiseState:
    return diary.office.case.promises[-1].state


HELD: dict[str, tuple[Callable[[Diary], object], Callable[[Diary], object]]] = {
    "unmatched money": (
        lambda d: d.holds(HoldKind.UNMATCHED_MONEY),
        lambda d: d.lets_go_on(HoldKind.UNMATCHED_MONEY),
    ),
    "a dispute": (lambda d: d.contests("F-1"), lambda d: d.lets_go_on(HoldKind.DISPUTE, "F-1")),
    "a pause of the invoice": (
        lambda d: d.holds(HoldKind.PAUSE, "F-1"),
        lambda d: d.lets_go_on(HoldKind.PAUSE, "F-1"),
    ),
    "a pause of the creditor": (lambda d: d.pauses(date(2027, 3, 1)), lambda d: d.resumes()),
    "an e-invoice that is suspended": (
        lambda d: d.is_told("F-1", StatusCode.SUSPENDED),
        lambda d: d.is_told("F-1", StatusCode.COMPLETED),
    ),
}


@pytest.mark.parametrize("name", HELD)
def test_a_promise_is_not_broken_while_something_else_holds_its_invoice_and_its_grace_runs_anew(name: str) -> None:
    hold, let_go = HELD[name]
    diary = promised().lives_until(FRIDAY - days(2))
    hold(diary)
    diary.lives_until(FRIDAY + days(30))
    assert state(diary) is PromiseState.OPEN
    let_go(diary)
    # An end by hand is that of the day before; a status ends on its own day.
    diary.lives_until(FRIDAY + days(32))
    if name != "an e-invoice that is suspended":
        assert (state(diary), diary.why("F-1")) == (PromiseState.OPEN, Why.PROMISED)
    diary.lives_until(FRIDAY + days(34))
    assert (state(diary), diary.office.case.broken_promises) == (PromiseState.BROKEN, 1)


@pytest.mark.parametrize("name", [n for n in HELD if n != "an e-invoice that is suspended"])
def test_a_plan_is_not_in_default_while_something_else_holds_its_invoice_and_its_grace_runs_anew(name: str) -> None:
    hold, let_go = HELD[name]
    diary = reminded().agrees_on(*HALVES).lives_until(FRIDAY - days(5))
    hold(diary)
    diary.lives_until(FRIDAY + days(30))
    assert diary.plan_ends == []
    let_go(diary)
    diary.lives_until(FRIDAY + days(37))
    assert (diary.plan_ends, diary.why("F-1")) == ([], Why.IN_PLAN)
    assert "instalment" in diary.pages[-1]  # it is recalled before the plan ends
    diary.lives_until(FRIDAY + days(45))
    assert diary.plan_ends == ["default"]


def test_a_hold_that_ended_before_the_day_or_began_after_the_grace_excuses_nothing() -> None:
    early = promised().holds(HoldKind.PAUSE, "F-1", until=FRIDAY - days(1)).lives_until(LAST + days(1))
    assert state(early) is PromiseState.BROKEN
    late = promised().lives_until(LAST).lives_until(LAST + days(1), planner_runs=False)
    late.holds(HoldKind.PAUSE, "F-1").lives_until(LAST + days(2))
    assert state(late) is PromiseState.BROKEN


def test_of_two_invoices_that_were_promised_the_one_that_nothing_holds_breaks_the_promise() -> None:
    diary = reminded().owes("F-2", due=DUE).promises(FRIDAY, "F-1", "F-2").contests("F-2").lives_until(LAST + days(1))
    assert state(diary) is PromiseState.BROKEN


def test_nobody_is_told_broken_while_the_bank_data_is_old() -> None:
    promise, plan = promised(bank_data_days=2), reminded(bank_data_days=2).agrees_on(*HALVES)
    for diary in (promise, plan):
        diary.imports_bank_data().lives_until(LAST_OF_PLAN + days(5))
    assert (state(promise), plan.plan_ends) == (PromiseState.OPEN, [])
    for diary in (promise, plan):
        diary.imports_bank_data().lives_until(diary.today + days(1))
    assert (state(promise), plan.plan_ends) == (PromiseState.BROKEN, ["default"])


def test_what_could_not_be_told_for_want_of_bank_data_is_told_the_morning_after_it_came() -> None:
    """The next reminder is weeks away: nothing else would be a reason to look."""
    rungs = tuple(r if r.offset_days < 4 else replace(r, offset_days=r.offset_days + 60) for r in UNATTENDED.rungs)
    promise = promised(bank_data_days=2, rungs=rungs)
    plan = reminded(bank_data_days=2, rungs=rungs).agrees_on(*HALVES)
    for diary in (promise, plan):
        diary.lives_until(LAST_OF_PLAN + days(5))
        assert diary.why("F-1") is Why.NOT_DUE_BEFORE
        diary.imports_bank_data().lives_until(diary.today + days(1))
    assert (state(promise), plan.plan_ends) == (PromiseState.BROKEN, ["default"])


def test_money_on_no_invoice_keeps_a_promise_when_it_is_enough_for_it() -> None:
    enough = promised().lives_until(FRIDAY).credits_no_invoice(10000).lives_until(LAST + days(1))
    assert (state(enough), enough.office.case.broken_promises) == (PromiseState.KEPT, 0)
    short = promised().lives_until(FRIDAY).credits_no_invoice(9999).lives_until(LAST + days(1))
    assert state(short) is PromiseState.BROKEN


def test_a_payment_of_an_earlier_day_mends_a_promise_that_was_told_broken() -> None:
    diary = promised().lives_until(LAST + days(2))
    assert diary.office.case.broken_promises == 1
    diary.pays("F-1", 10000, on=LAST)
    assert (state(diary), diary.office.case.broken_promises) == (PromiseState.KEPT, 0)


def test_a_credit_of_an_earlier_day_mends_it_too() -> None:
    for on, then in ((LAST, PromiseState.KEPT), (LAST + days(1), PromiseState.BROKEN)):
        diary = promised().lives_until(LAST + days(2)).credits_no_invoice(10000, on=on)
        assert state(diary) is then


@pytest.mark.parametrize(
    "payments",
    [
        pytest.param([(10000, LAST + days(1))], id="a day late"),
        pytest.param([(9999, LAST)], id="a cent short"),
        pytest.param([(1, LAST + days(1)), (9999, LAST)], id="a cent of it late"),
    ],
)
def test_what_was_paid_late_or_not_whole_leaves_it_broken(payments: list[tuple[int, date]]) -> None:
    diary = promised().lives_until(LAST + days(2))
    for place, (cents, on) in enumerate(payments):
        diary.pays("F-1", cents, f"VIR-{place}", on)
    assert state(diary) is PromiseState.BROKEN


def test_of_two_invoices_both_are_to_be_paid_in_time() -> None:
    diary = reminded().owes("F-2", due=DUE).promises(FRIDAY, "F-1", "F-2").lives_until(LAST + days(2))
    diary.pays("F-1", 10000, on=LAST)
    assert state(diary) is PromiseState.BROKEN
    diary.pays("F-2", 10000, on=FRIDAY)
    assert state(diary) is PromiseState.KEPT


def test_an_instalment_of_an_earlier_day_brings_back_the_plan_that_was_in_default() -> None:
    diary = reminded().agrees_on(*HALVES).lives_until(FRIDAY + days(14))
    assert diary.plan_ends == ["default"]
    diary.pays("F-1", 4999, "VIR-1", FRIDAY)
    assert diary.plan_ends == ["default"]
    diary.pays("F-1", 1, "VIR-2", FRIDAY).lives_until(diary.today + days(1))
    assert diary.plan_ends == ["default", "resumed"]
    assert diary.why("F-1") is Why.IN_PLAN
    credited = reminded().agrees_on(*HALVES).lives_until(FRIDAY + days(14)).credits_no_invoice(5000, on=FRIDAY)
    assert credited.plan_ends == ["default", "resumed"]


def test_a_plan_that_a_person_ended_or_another_has_followed_does_not_come_back() -> None:
    ended = reminded().agrees_on(*HALVES).lives_until(FRIDAY).ends_the_plan().lives_until(FRIDAY + days(2))
    ended.pays("F-1", 5000, on=FRIDAY - days(1))
    assert ended.office.case.plans[0].ended_on == FRIDAY
    followed = reminded().agrees_on(*HALVES).lives_until(FRIDAY + days(14))
    followed.agrees_on((followed.today + days(20), 10000)).pays("F-1", 5000, on=FRIDAY)
    assert [p.ended_on is None for p in followed.office.case.plans] == [False, True]


def test_what_was_overpaid_on_one_invoice_of_a_plan_pays_its_instalments() -> None:
    diary = Diary().owes("F-1", due=DUE).owes("F-2", due=DUE).lives_until(date(2026, 11, 6))
    diary.agrees_on(*((FRIDAY + days(30 * n), 5000) for n in range(4)), numbers=("F-1", "F-2"))
    for n in range(3):
        diary.lives_until(FRIDAY + days(30 * n)).pays("F-1", 5000)
    assert diary.lives_until(FRIDAY + days(80)).why("F-2") is Why.IN_PLAN
    diary.lives_until(FRIDAY + days(90)).credits_no_invoice(5000).lives_until(FRIDAY + days(120))
    assert (diary.plan_ends, diary.why("F-2")) == ([], Why.IN_PLAN)


def test_a_plan_takes_the_place_of_a_promise_and_no_promise_is_made_beside_it() -> None:
    diary = promised().agrees_on(*HALVES)
    assert state(diary) is PromiseState.WITHDRAWN
    with pytest.raises(Invalid, match="paid in instalments since 2026-11-06: pay the next one, or end the plan first"):
        diary.promises(FRIDAY, "F-1")
    assert diary.owes("F-2", due=DUE).promises(FRIDAY, "F-2").office.case.promises[-1].state is PromiseState.OPEN


def test_a_promise_on_an_invoice_in_parts_is_about_what_is_due_by_its_day() -> None:
    parts = ((DUE, 5000), (DUE + days(90), 5000))
    diary = Diary().owes_in_parts("F-1", *parts).lives_until(date(2026, 11, 6)).promises(FRIDAY, "F-1")
    diary.lives_until(FRIDAY).pays("F-1", 5000).lives_until(LAST + days(2))
    assert (state(diary), diary.office.case.broken_promises) == (PromiseState.KEPT, 0)
    short = Diary().owes_in_parts("F-1", *parts).lives_until(date(2026, 11, 6)).promises(FRIDAY, "F-1")
    short.lives_until(FRIDAY).pays("F-1", 4999).lives_until(LAST + days(2))
    assert state(short) is PromiseState.BROKEN


def test_what_the_policy_tolerates_breaks_no_word_and_is_asked_for_by_nobody() -> None:
    """A promise and a plan that are kept but for four euros, and for a cent more than is tolerated."""
    for short, kept, ends in ((400, PromiseState.KEPT, ["paid"]), (501, PromiseState.BROKEN, ["default"])):
        promise = promised(tolerance=(Money(500),)).lives_until(FRIDAY).pays("F-1", 10000 - short)
        assert state(promise.lives_until(LAST + days(1))) is kept
        plan = reminded(tolerance=(Money(500),)).agrees_on(*HALVES).lives_until(FRIDAY).pays("F-1", 5000 - short)
        second = plan.lives_until(FRIDAY + days(30))
        if short == 400:
            assert (second.plan_ends, second.why("F-1")) == ([], Why.IN_PLAN)
            second.lives_until(FRIDAY + days(60)).pays("F-1", 5000).lives_until(FRIDAY + days(80))
        assert second.plan_ends == ends
