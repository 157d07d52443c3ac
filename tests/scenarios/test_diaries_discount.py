"""A debtor who is granted an early payment discount, and pays in time, a day late, or not at all."""

from datetime import date

import pytest

from chalicelib.domain.early_payment import EarlyPaymentDiscount
from chalicelib.domain.money import Money
from chalicelib.domain.rate import Rate
from tests.builders import days, debtor
from tests.scenarios.diary import Diary

pytestmark = pytest.mark.usefixtures("every_rate_known")
DUE = date(2026, 11, 2)
# 98.00 settle 100.00 until 26 October; the notice goes out on the 18th at the earliest.
TWO, LAST = EarlyPaymentDiscount(Rate.percent("2"), 7), date(2026, 10, 26)


def granted(**changes: object) -> Diary:
    return Diary().owes("F-1", due=DUE, discount=TWO, **changes)  # type: ignore[arg-type]


def heard(diary: Diary) -> list[str]:
    """The levels of what was said."""
    return [page.split(" ")[2] for page in diary.pages]


def test_who_pays_in_time_hears_the_notice_and_nothing_more() -> None:
    diary = granted().lives_until(LAST)
    said = heard(diary)
    diary.pays("F-1", 9800).lives_until(date(2027, 1, 29))
    assert (heard(diary), diary.office.case.open) == (said, Money(0))
    assert said == ["notice"]


def test_money_of_the_last_day_that_is_booked_late_ends_the_chase_all_the_same() -> None:
    diary = granted().lives_until(DUE + days(4)).pays("F-1", 9800, on=LAST)
    said = heard(diary)
    assert diary.lives_until(date(2027, 1, 29)).office.case.open == Money(0)
    assert heard(diary) == said


def test_who_pays_a_day_late_is_asked_for_the_rest() -> None:
    diary = granted().lives_until(LAST + days(1)).pays("F-1", 9800).lives_until(DUE + days(12))
    assert diary.office.case.open == Money(200)
    assert heard(diary) == ["notice", "reminder-1", "reminder-2"]


def test_a_payment_that_was_another_customers_is_owed_again_with_its_discount_and_nobody_is_late_for_that() -> None:
    diary = granted().lives_until(LAST).pays("F-1", 9800, "VIR-1").lives_until(DUE + days(9))
    said = heard(diary)
    diary.takes_back("F-1", "VIR-1").lives_until(DUE + days(60))
    assert diary.office.case.open == Money(10000)
    assert heard(diary)[: len(said)] == said
    assert len(heard(diary)) > len(said)


def test_a_notice_on_paper_is_withdrawn_by_the_part_payment_that_changes_what_settles_the_rest() -> None:
    diary = granted(who=debtor(email=None)).lives_until(date(2026, 10, 20))
    assert "unposted" in diary.pages[-1]
    diary.pays("F-1", 3000)
    assert "withdrawn" in diary.pages[0]
