"""Money that paid an instalment and is taken back: its debtor is reminded of the instalment before its plan ends.

The invoice is due on Monday 2 November 2026; the debtor heard of it on 19 October and 5 November, and agreed on
6 November to pay a half on 3 December, with eight days of grace, and a half on 29 January.
"""

from datetime import date

import pytest

from chalicelib.domain.invoice import DuplicateEntry, EntryWasCancelled
from chalicelib.domain.money import Money
from tests.builders import days
from tests.scenarios.diary import Diary

pytestmark = pytest.mark.usefixtures("every_rate_known")
DUE, FIRST, SECOND = date(2026, 11, 2), date(2026, 12, 3), date(2027, 1, 29)
# The first Monday on which the first instalment is late, and a Friday after it.
MONDAY, LATER = date(2026, 12, 14), date(2026, 12, 18)
CREDIT = "AV-2026-11-06"


def agreed(*, other: bool = False) -> Diary:
    """`other` is F-2, of 30 euros, not due before all this is over."""
    diary = Diary().owes("F-1", due=DUE)
    if other:
        diary.owes("F-2", due=date(2027, 6, 30), cents=3000, issued_on=date(2026, 10, 1))
    return diary.lives_until(date(2026, 11, 6)).agrees_on((FIRST, 5000), (SECOND, 5000))


def instalments(diary: Diary) -> list[str]:
    return [page for page in diary.pages if " instalment " in page]


def is_in_default(diary: Diary) -> bool:
    return diary.office.case.plans[0].is_in_default


def test_a_credit_that_paid_an_instalment_and_is_withdrawn() -> None:
    diary = agreed().credits_no_invoice(5000).lives_until(LATER)
    assert (instalments(diary), "PlanEnded" in diary.history) == ([], False)
    diary.office.withdraw_credit(CREDIT)
    diary.lives_until(date(2026, 12, 27))
    # Said on Monday 21 December, which leaves six days.
    assert (instalments(diary), is_in_default(diary)) == (["21 Dec instalment F-1: delivered"], False)
    assert (diary.claimed_cents[-1], diary.office.press.printed[-1].pay_by) == (5000, date(2026, 12, 27))
    # Eight days after the one on which it was taken for paid last it is Christmas, and then a weekend.
    assert not is_in_default(diary.lives_until(date(2026, 12, 28)))
    assert is_in_default(diary.lives_until(date(2026, 12, 29)))


def test_what_was_overpaid_on_another_invoice_by_mistake() -> None:
    diary = agreed(other=True).pays("F-2", 8000, "X").lives_until(LATER).takes_back("F-2", "X")
    diary.lives_until(date(2026, 12, 27))
    assert (instalments(diary), is_in_default(diary)) == (["21 Dec instalment F-1: delivered"], False)


@pytest.mark.parametrize("paid", [3000, 2999])
def test_what_paid_another_invoice_and_no_instalment_excuses_nothing(paid: int) -> None:
    diary = agreed(other=True).pays("F-2", paid, "X").lives_until(FIRST + days(8))
    assert is_in_default(diary.takes_back("F-2", "X").lives_until(MONDAY))


def test_what_is_taken_back_on_the_day_of_its_coming_excuses_nothing() -> None:
    diary = agreed().lives_until(FIRST + days(8)).credits_no_invoice(100)
    diary.office.withdraw_credit("AV-2026-12-11")
    assert is_in_default(diary.lives_until(MONDAY))


def test_a_plan_is_not_told_paid_by_the_very_change_that_withdraws_the_credit() -> None:
    diary = agreed().credits_no_invoice(10000)
    diary.office.withdraw_credit(CREDIT)
    assert "PlanEnded" not in diary.lives_until(FIRST).history
    assert instalments(diary) == ["30 Nov instalment F-1: delivered"]


# The same credit, told again.


def test_what_an_invoice_has_taken_up_is_not_recorded_again() -> None:
    diary = agreed().credits_no_invoice(6000).pays("F-1", 2000, CREDIT, on=date(2026, 11, 6))
    for taken in (0, 4000):
        if taken:
            diary.owes("F-2", due=DUE).pays("F-2", taken, CREDIT, on=date(2026, 11, 6))
        before = diary.office.case
        diary.credits_no_invoice(6000)
        assert diary.office.case == before
        with pytest.raises(DuplicateEntry, match="already booked with other content"):
            diary.credits_no_invoice(4000)
    assert diary.office.case.credits == ()


def test_what_a_person_has_withdrawn_is_recorded_under_another_reference() -> None:
    diary = agreed().credits_no_invoice(6000)
    diary.office.withdraw_credit(CREDIT)
    with pytest.raises(EntryWasCancelled, match=r"'AV-2026-11-06' was withdrawn on 2026-11-06: .* another reference"):
        diary.credits_no_invoice(6000)
    diary.office.credited(6000, "AV-2")
    assert [c.amount for c in diary.office.case.credits] == [Money(6000)]


def test_a_credit_that_comes_back_from_an_invoice_may_be_told_again() -> None:
    diary = agreed().credits_no_invoice(6000).pays("F-1", 6000, CREDIT, on=date(2026, 11, 6)).takes_back("F-1", CREDIT)
    assert (diary.office.case.credits[0].amount, diary.office.case.withdrawn_credits) == (Money(6000), ())
    diary.credits_no_invoice(6000)
    assert [c.amount for c in diary.office.case.credits] == [Money(6000)]
