"""What is owed when the whole is paid early."""

from datetime import date, timedelta

import pytest

from chalicelib.domain.discount import EarlyPaymentDiscount, NotADiscount, last_day, owed_if_paid
from chalicelib.domain.money import Money
from chalicelib.domain.rate import Rate

DUE = date(2026, 12, 31)
TWO = EarlyPaymentDiscount(Rate.percent("2"), 20)


@pytest.mark.parametrize(
    ("total", "rate", "owed"),
    [(10000, "2", 9800), (128450, "2", 125881), (25, "2", 24), (24, "2", 24), (1, "99.9999", 0), (333, "0.5", 331)],
)
def test_the_discount_is_rounded_half_up_to_the_cent(total: int, rate: str, owed: int) -> None:
    discount = EarlyPaymentDiscount(Rate.percent(rate), 20)
    assert owed_if_paid(Money(total), DUE, discount, date(2026, 12, 1)) == Money(owed)


@pytest.mark.parametrize(("late", "owed"), [(0, 9800), (1, 10000), (20, 10000)])
def test_it_is_earned_up_to_its_last_day(late: int, owed: int) -> None:
    on = last_day(DUE, TWO) + timedelta(days=late)
    assert owed_if_paid(Money(10000), DUE, TWO, on) == Money(owed)


def test_a_discount_for_payment_on_the_due_date_has_no_days_before() -> None:
    assert last_day(DUE, EarlyPaymentDiscount(Rate.percent("1"), 0)) == DUE
    assert last_day(DUE, EarlyPaymentDiscount(Rate.percent("1"), 365)) == date(2025, 12, 31)


@pytest.mark.parametrize(("rate", "days"), [("0", 20), ("-1", 20), ("100", 20), ("2", -1), ("2", 366)])
def test_what_no_invoice_could_state_is_refused(rate: str, days: int) -> None:
    with pytest.raises(NotADiscount):
        EarlyPaymentDiscount(Rate.percent(rate), days)
