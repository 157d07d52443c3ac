"""What is owed when the whole is paid early."""

from datetime import date, timedelta

import pytest

from chalicelib.domain.discount import (
    EARLY_PAYMENT,
    EarlyPaymentDiscount,
    NotADiscount,
    earned,
    last_day,
    left_to_settle,
    owed_if_paid,
)
from chalicelib.domain.invoice import Entry, EntryKind, Invoice
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


IN_TIME, LAST = date(2026, 12, 1), date(2026, 12, 11)


def invoice(*booked: tuple[EntryKind, int, date]) -> Invoice:
    entries = tuple(Entry(kind, on, Money(cents), f"e{n}") for n, (kind, cents, on) in enumerate(booked))
    return Invoice("i", "F-1", date(2026, 11, 1), DUE, Money(100_000), entries=entries)


PAID, NOTE = EntryKind.PAYMENT, EntryKind.CREDIT_NOTE


@pytest.mark.parametrize(
    ("booked", "granted"),
    [
        pytest.param([(PAID, 98_000, LAST)], (LAST, 2_000), id="on the last day"),
        pytest.param([(PAID, 98_000, LAST + timedelta(days=1))], None, id="a day late"),
        pytest.param([(PAID, 97_999, LAST)], None, id="a cent short"),
        pytest.param([(PAID, 50_000, IN_TIME), (PAID, 48_000, LAST)], (LAST, 2_000), id="in two parts"),
        pytest.param([(PAID, 50_000, IN_TIME), (PAID, 50_000, DUE)], None, id="the second part late"),
        pytest.param([(NOTE, 10_000, IN_TIME), (PAID, 88_200, LAST)], (LAST, 1_800), id="after a credit note"),
        pytest.param([(PAID, 98_000, IN_TIME), (NOTE, 10_000, LAST)], (IN_TIME, 1_800), id="before a credit note"),
        pytest.param([(PAID, 98_000, IN_TIME), (NOTE, 10_000, DUE)], (IN_TIME, 2_000), id="a credit note too late"),
        pytest.param([(PAID, 99_000, LAST)], (LAST, 2_000), id="paid beyond it"),
        pytest.param([(PAID, 100_000, LAST)], (LAST, 2_000), id="paid as without it"),
        pytest.param([(NOTE, 100_000, LAST)], None, id="all credited"),
        pytest.param([(NOTE, 100_000, IN_TIME), (PAID, 20, LAST)], None, id="all credited, and some paid"),
        pytest.param([(NOTE, 120_000, IN_TIME), (PAID, 20, LAST)], None, id="credited beyond all, and some paid"),
        pytest.param([(NOTE, 99_980, IN_TIME), (PAID, 20, LAST)], None, id="less than half a cent"),
        pytest.param([(PAID, 48_000, LAST), (PAID, 50_000, IN_TIME)], (LAST, 2_000), id="told in another order"),
        pytest.param([(PAID, 2_000, LAST), (PAID, 98_000, LAST)], (LAST, 2_000), id="the small part first"),
        pytest.param([(PAID, 98_000, LAST), (PAID, 2_000, LAST)], (LAST, 2_000), id="the large part first"),
    ],
)
def test_it_is_booked_as_a_credit_note_once_it_is_earned(
    booked: list[tuple[EntryKind, int, date]], granted: tuple[date, int] | None
) -> None:
    expected = Entry(NOTE, granted[0], Money(granted[1]), EARLY_PAYMENT) if granted else None
    assert earned(invoice(*booked), TWO, date(2027, 3, 1)) == expected


def test_it_is_not_earned_before_the_day_of_the_payment() -> None:
    paid = invoice((PAID, 98_000, LAST))
    assert earned(paid, TWO, LAST - timedelta(days=1)) is None
    assert earned(paid, TWO, LAST) is not None


@pytest.mark.parametrize(
    ("booked", "on", "left"),
    [
        ([], LAST, 98_000),
        ([], LAST + timedelta(days=1), None),
        ([(PAID, 50_000, IN_TIME)], LAST, 48_000),
        ([(PAID, 50_000, LAST)], IN_TIME, 98_000),
        ([(NOTE, 10_000, IN_TIME)], LAST, 88_200),
        ([(PAID, 98_000, IN_TIME)], LAST, None),
        ([(PAID, 120_000, IN_TIME)], LAST, None),
        ([(NOTE, 100_000, IN_TIME)], LAST, None),
    ],
)
def test_what_is_left_to_settle_with_it(booked: list[tuple[EntryKind, int, date]], on: date, left: int | None) -> None:
    assert left_to_settle(invoice(*booked), TWO, on) == (None if left is None else Money(left))
