"""What is reckoned for a word, and what is not: what is paid since, mistakes found late, money that is used elsewhere.

The invoices are due on Monday 2 November 2026; the debtor heard of them on 19 October and 5 November.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from chalicelib.domain.decision import Why
from chalicelib.domain.e_invoice import StatusCode
from chalicelib.domain.hold import HoldKind
from chalicelib.domain.money import Money
from chalicelib.domain.promise import PromiseState
from tests.builders import CREDITOR, UNATTENDED, Office, credit_note, row
from tests.fakes import FixedPolicies
from tests.scenarios.diary import Diary, ids

pytestmark = pytest.mark.usefixtures("every_rate_known")
DUE, LATER = date(2026, 11, 2), date(2027, 6, 30)
FIRST, SECOND = date(2026, 12, 3), date(2027, 1, 29)
HALVES = ((FIRST, 5000), (SECOND, 5000))
KEPT, BROKEN, OPEN = PromiseState.KEPT, PromiseState.BROKEN, PromiseState.OPEN
CREDIT = "AV-2026-11-06"


Story = Callable[[Diary], Diary]


def november(day: int) -> date:
    return date(2026, 11, day)


def december(day: int) -> date:
    return date(2026, 12, day)


def begun(*numbers: str, later: str = "") -> Diary:
    """On 6 November; `later` is an invoice that is not due before all this is over."""
    diary = Diary()
    for number in numbers or ("F-1",):
        diary.owes(number, due=DUE)
    if later:
        diary.owes(later, due=LATER, issued_on=date(2026, 10, 1))
    return diary.lives_until(november(6))


# Excuses outlive the invoices that they came from.


def test_a_payment_that_was_booked_twice_excuses_though_its_invoice_is_paid() -> None:
    diary = begun("F-1", "F-2").agrees_on(*HALVES, numbers=["F-2"]).pays("F-1", 10000, "X").pays("F-1", 10000, "X bis")
    diary.lives_until(december(18)).takes_back("F-1", "X bis").lives_until(december(21))
    assert (diary.plan_ends, diary.pages[-1]) == ([], "21 Dec instalment F-2: delivered")
    promised = begun("F-1", "F-2").promises(november(20), "F-2").pays("F-1", 10000, "X").pays("F-1", 10000, "X bis")
    promised.lives_until(november(23)).takes_back("F-1", "X bis").lives_until(november(24))
    assert promised.promise_states == [OPEN]


def test_a_platforms_dispute_of_one_invoice_excuses_the_plan_of_two_though_that_one_is_paid() -> None:
    diary = begun("F-1", "F-2").agrees_on((FIRST, 15000), (SECOND, 5000), numbers=["F-1", "F-2"])
    diary.lives_until(december(1)).is_told("F-1", StatusCode.IN_DISPUTE).lives_until(december(18))
    diary.is_told("F-1", StatusCode.APPROVED).pays("F-1", 10000)
    paid = diary.lives_until(december(19))
    assert paid.plan_ends == []
    assert diary.lives_until(december(24)).plan_ends == []


@pytest.mark.parametrize("settles", [lambda d: d.pays("F-1", 10000), lambda d: d.credits("F-1", 10000)])
@pytest.mark.parametrize(
    "holds",
    [
        lambda d: d.contests("F-1"),
        lambda d: d.holds(HoldKind.DISPUTE, "F-1", amount=Money(4000)),
        lambda d: d.holds(HoldKind.PAUSE, "F-1"),
        lambda d: d.holds(HoldKind.PAUSE, "F-1", until=date(2027, 3, 1)),
        lambda d: d.is_told("F-1", StatusCode.IN_DISPUTE),
    ],
    ids=["contested", "in part", "paused", "paused until a day", "contested on its platform"],
)
def test_what_is_owed_no_more_keeps_no_plan_of_others_at_rest(holds: Story, settles: Story) -> None:
    diary = begun("F-1", "F-2").agrees_on((november(20), 10000), (december(21), 10000), numbers=["F-1", "F-2"])
    settles(holds(diary.lives_until(november(10))).lives_until(november(18)))
    diary.lives_until(december(18))
    assert diary.pages[-1] == "18 Dec instalment F-2: delivered"
    assert diary.lives_until(date(2027, 1, 5)).plan_ends == ["default"]


@pytest.mark.parametrize("value_on", [november(9), november(12), november(20), december(3)])
@pytest.mark.parametrize(
    "pays",
    [
        lambda d, on: d.pays("F-1", 3000, on=on),
        lambda d, on: d.office.pay(CREDITOR, ids(["F-1"])[0], credit_note(3000, "AV", on), "key_1"),
        lambda d, on: d.office.upload(replace(row("F-1", due=DUE, cents=3000, paid=3000), paid_on=on)),
    ],
    ids=["payment", "credit note", "upload"],
)
def test_a_plan_is_recalled_once_more_after_what_held_it_was_booked(
    pays: Callable[[Diary, date], object], value_on: date
) -> None:
    """Nobody was asked for anything meanwhile, whatever day the money bears."""
    diary = Diary().owes("F-1", due=DUE, cents=3000).owes("F-2", due=DUE, cents=17000).lives_until(november(6))
    diary.agrees_on((november(27), 10000), (december(27), 10000), numbers=["F-1", "F-2"])
    diary.lives_until(november(10)).contests("F-1").lives_until(december(14))
    pays(diary, value_on)
    diary.lives_until(december(20))
    assert (diary.plan_ends, diary.pages[-1]) == ([], "15 Dec instalment F-2: delivered")
    assert diary.lives_until(december(30)).plan_ends == ["default"]


def test_what_held_an_invoice_excuses_until_it_was_paid_and_no_longer_when_more_is_booked() -> None:
    diary = begun("F-1", "F-2").agrees_on((november(20), 10000), (december(21), 10000), numbers=["F-1", "F-2"])
    diary.contests("F-1").pays("F-1", 4000, "A").lives_until(november(12)).pays("F-1", 6000, "B")
    (excuse,) = diary.office.case.excuses
    assert (excuse.kind, excuse.until, excuse.amount) == (HoldKind.PAUSE, november(12), None)
    diary.lives_until(december(1)).pays("F-1", 500, "C")
    assert diary.office.case.excuses == (excuse,)
    assert diary.office.case.facts().holds == (excuse,), "an invoice that is overpaid is contested no more"


def test_what_is_paid_twice_on_one_day_excuses_once() -> None:
    diary = begun("F-1", "F-2").contests("F-1").lives_until(november(12)).pays("F-1", 10000, "X")
    diary.takes_back("F-1", "X").pays("F-1", 10000, "Y")
    assert [h.until for h in diary.office.case.excuses] == [november(12)]


def test_what_is_owed_again_is_contested_again() -> None:
    diary = begun("F-1", "F-2").contests("F-1").lives_until(november(18)).pays("F-1", 10000, "X")
    diary.lives_until(november(24)).takes_back("F-1", "X").lives_until(december(10))
    assert (diary.why("F-1"), diary.tasks) == (Why.CONTESTED, ["answer-dispute F-1"])


# What was paid late, or taken back late, brings nothing back.


@pytest.mark.parametrize("by", ["payment", "credit"])
def test_an_invoice_that_was_paid_in_full_too_late_brings_its_plan_back_by_no_later_cent(by: str) -> None:
    diary = begun("F-1", "F-2").agrees_on((FIRST, 10000), (SECOND, 10000), numbers=["F-1", "F-2"])
    diary.lives_until(december(20)).pays("F-1", 10000, "LATE").lives_until(december(21))
    assert diary.plan_ends == ["default"]
    diary = diary.pays("F-2", 1, "CENT") if by == "payment" else diary.credits_no_invoice(1)
    assert diary.plan_ends == ["default"]


def test_what_is_taken_back_after_the_default_brings_no_plan_back() -> None:
    booked = begun(later="F-2").agrees_on(*HALVES).credits_no_invoice(1).lives_until(december(20))
    booked.pays("F-2", 1, CREDIT, on=november(6)).pays("F-2", 1, "CENT")
    cancelled = begun(later="F-2").pays("F-1", 1, "SLIP").agrees_on((FIRST, 5000), (SECOND, 4999))
    cancelled.lives_until(december(20)).takes_back("F-1", "SLIP").pays("F-2", 1, "CENT")
    for diary in (booked, cancelled):
        assert diary.plan_ends == ["default"]


def test_whether_a_mistake_overpaid_its_invoice_is_told_by_its_own_day() -> None:
    """50.00 of 100.00 were booked by mistake: nobody was spared anything beyond that invoice, whatever came since."""
    diary = begun(later="F-2").agrees_on(*HALVES).pays("F-2", 5000, "SLIP").lives_until(december(10))
    diary.takes_back("F-2", "SLIP").pays("F-2", 9000, "TRUE")
    assert [h.invoice_id == "" for h in diary.office.case.excuses] == [False]
    assert diary.lives_until(december(15)).plan_ends == ["default"]


def test_a_plan_that_another_replaced_does_not_come_back_once_that_one_is_ended() -> None:
    diary = begun().agrees_on(*HALVES).lives_until(december(20)).agrees_on((date(2027, 1, 20), 10000))
    diary.lives_until(december(22)).ends_the_plan().pays("F-1", 5000, on=december(2))
    assert [p.ended_on is None for p in diary.office.case.plans] == [False, False]


# What kept one word is free once it is used up, or that word needs it no more.


def kept_by_a_credit() -> Diary:
    """F-1 was promised for the 9th, and a credit kept that; F-2 is promised for the 20th."""
    diary = begun("F-1", "F-2").promises(november(9), "F-1").promises(november(20), "F-2").credits_no_invoice(10000)
    diary.lives_until(november(16))
    assert diary.promise_states == [KEPT, OPEN]
    return diary


def test_a_credit_is_free_for_the_next_word_but_for_what_the_first_still_needs() -> None:
    untouched = kept_by_a_credit()
    booked = kept_by_a_credit().pays("F-1", 4000, CREDIT, on=november(6)).credits_no_invoice(10000)
    paid = kept_by_a_credit().pays("F-1", 9999, "OTHER")
    withdrawn = kept_by_a_credit()
    withdrawn.office.withdraw_credit(CREDIT)
    withdrawn.credits_no_invoice(10000)
    elsewhere = kept_by_a_credit().owes("F-3", due=LATER, issued_on=date(2026, 10, 1))
    elsewhere.pays("F-3", 10000, CREDIT, on=november(6)).credits_no_invoice(10000)
    promised_again = kept_by_a_credit().promises(november(20), "F-1").credits_no_invoice(10000)
    for diary, state in (
        (untouched, BROKEN),
        (booked, KEPT),
        (paid, BROKEN),
        (withdrawn, KEPT),
        (elsewhere, KEPT),
        (promised_again, KEPT),
    ):
        assert diary.lives_until(november(30)).office.case.promises[1].state is state


def test_a_cent_more_keeps_the_next_word_where_the_first_needs_but_one() -> None:
    diary = kept_by_a_credit().pays("F-1", 9999, "OTHER").credits_no_invoice(1)
    assert diary.lives_until(november(30)).promise_states == [KEPT, KEPT]


def test_what_a_credit_covers_is_not_missed_while_the_rest_of_the_promise_is_contested() -> None:
    diary = begun("F-1", "F-2").promises(november(20), "F-1", "F-2").contests("F-1").credits_no_invoice(10000)
    assert diary.lives_until(november(30)).promise_states == [OPEN]
    diary.lets_go_on(HoldKind.DISPUTE, "F-1").lives_until(december(4))
    assert diary.promise_states == [BROKEN]


def test_a_credit_mends_a_promise_that_it_would_have_kept_and_pays_the_plan_that_was_agreed_since() -> None:
    """As it would have been, had it been told on its day: 30 euros of it are left for the promise."""
    diary = Diary().owes("F-1", due=DUE).owes("F-2", due=DUE, cents=5000).lives_until(november(6))
    diary.promises(november(20), "F-2").lives_until(november(25)).agrees_on((FIRST, 8000), (SECOND, 2000))
    diary.lives_until(FIRST).pays("F-1", 8000).lives_until(december(20))
    assert diary.credits_no_invoice(5000, on=november(19)).promise_states == [KEPT]
    assert diary.office.case.promises[0].covered == (Money(3000),)


DOORS = {
    "payment": lambda d: d.pays("F-1", 10000),
    "credit": lambda d: d.credits_no_invoice(10000),
    "upload": lambda d: d.office.upload(replace(row("F-1", due=DUE, paid=10000), paid_on=d.today)),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("told_first", [True, False])
def test_what_was_paid_in_full_too_late_broke_the_promise_however_old_the_bank_data_was(
    *, told_first: bool, door: str
) -> None:
    """Whether the day of the bank data is told before the payment or after it."""
    office = Office(policies=FixedPolicies(replace(UNATTENDED, bank_data_days=3)))
    diary = Diary(office=office).imports_bank_data().owes("F-1", due=DUE).lives_until(november(6))
    diary.imports_bank_data().promises(november(10), "F-1").lives_until(november(25))
    if told_first:
        diary.imports_bank_data()
    DOORS[door](diary)
    diary.imports_bank_data().lives_until(november(27))
    assert diary.promise_states == [BROKEN]


def under_old_bank_data(*numbers: str, cents: int = 10000) -> Diary:
    """On the 25th, the data being of the 6th, and the payment of all promised for the 10th."""
    office = Office(policies=FixedPolicies(replace(UNATTENDED, bank_data_days=3)))
    diary = Diary(office=office).imports_bank_data()
    for number in numbers:
        diary.owes(number, due=DUE, cents=cents)
    return diary.lives_until(november(6)).imports_bank_data()


def test_money_that_may_be_for_another_invoice_proves_nothing_while_the_bank_data_is_old() -> None:
    diary = under_old_bank_data("F-1", "F-2").promises(november(10), "F-1").lives_until(november(25))
    assert diary.credits_no_invoice(50000).promise_states == [OPEN]
    assert diary.pays("F-1", 10000, on=november(10)).lives_until(november(26)).promise_states == [KEPT]


def test_a_credit_note_proves_nothing_while_the_bank_data_is_old() -> None:
    diary = under_old_bank_data("F-1", "F-2").promises(november(10), "F-1").lives_until(november(25))
    assert diary.credits("F-1", 10000).lives_until(november(26)).promise_states == [KEPT]


@pytest.mark.parametrize("other_on", [november(9), november(19)])
def test_what_a_file_says_of_other_invoices_proves_nothing_while_the_bank_data_is_old(other_on: date) -> None:
    diary = under_old_bank_data("F-1", "F-2", "F-3").promises(november(10), "F-1", "F-2").lives_until(november(25))
    diary.office.upload(
        replace(row("F-1", due=DUE, paid=10000), paid_on=november(10)),
        replace(row("F-3", line=3, due=DUE, paid=10000), paid_on=other_on),
    )
    assert diary.promise_states == [OPEN]
    assert diary.pays("F-2", 10000, on=november(10)).lives_until(november(26)).promise_states == [KEPT]


def test_a_file_tells_what_had_come_to_its_end_by_the_last_of_its_days() -> None:
    diary = begun("F-1", "F-2").promises(november(10), "F-1").lives_until(november(25), planner_runs=False)
    diary.office.upload(
        replace(row("F-1", due=DUE, paid=10000), paid_on=november(24)),
        replace(row("F-2", line=3, due=DUE, paid=10000), paid_on=november(8)),
    )
    assert diary.promise_states == [BROKEN]


def test_a_part_that_came_too_late_proves_nothing_while_the_bank_data_is_old() -> None:
    office = Office(policies=FixedPolicies(replace(UNATTENDED, bank_data_days=3)))
    diary = Diary(office=office).imports_bank_data().owes("F-1", due=DUE).lives_until(november(6))
    diary.imports_bank_data().promises(november(10), "F-1").lives_until(november(25)).pays("F-1", 9999)
    assert diary.lives_until(november(27)).promise_states == [OPEN]
