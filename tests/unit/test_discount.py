"""What is owed when the whole is paid early."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from chalicelib.domain.discount import (
    NO_LONGER_EARNED,
    DiscountOffer,
    booked_discount,
    earned,
    last_day,
    left_to_settle,
    offer_of,
    owed_if_paid,
    with_discount,
)
from chalicelib.domain.early_payment import EARLY_PAYMENT, EarlyPaymentDiscount, NotADiscount
from chalicelib.domain.invoice import CancelledEntry, Entry, EntryKind, Invoice, Part
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


GRANTED = Entry(NOTE, LAST, Money(2_000), EARLY_PAYMENT)
TOLD_ON = date(2026, 12, 20)


def granting(*booked: tuple[EntryKind, int, date]) -> Invoice:
    return replace(invoice(*booked), discount=TWO)


def test_what_earns_it_has_it_booked_whenever_that_was_told_and_once() -> None:
    paid = with_discount(granting((PAID, 98_000, LAST)), TOLD_ON)
    assert (paid.entries[1:], paid.open) == ((GRANTED,), Money(0))
    assert with_discount(paid, TOLD_ON + timedelta(days=1)) is paid


def test_it_is_earned_also_by_a_payment_that_bears_the_next_day() -> None:
    assert booked_discount(with_discount(granting((PAID, 98_000, LAST)), LAST - timedelta(days=1))) == GRANTED


@pytest.mark.parametrize("booked", [(PAID, 98_000, LAST + timedelta(days=1)), (PAID, 97_999, LAST)], ids=str)
def test_what_does_not_earn_it_leaves_the_invoice_as_it_is(booked: tuple[EntryKind, int, date]) -> None:
    late = granting(booked)
    assert with_discount(late, TOLD_ON) is late


def test_an_invoice_without_one_grants_none() -> None:
    paid = invoice((PAID, 98_000, LAST))
    assert with_discount(paid, TOLD_ON) is paid


def test_it_is_taken_back_with_what_had_earned_it_and_earned_anew() -> None:
    paid = with_discount(granting((PAID, 98_000, LAST)), LAST)
    gone = with_discount(paid.cancel("e0", TOLD_ON, "slip"), TOLD_ON)
    assert (gone.entries, gone.open) == ((), Money(100_000))
    assert gone.cancelled[1] == CancelledEntry(GRANTED, TOLD_ON, NO_LONGER_EARNED)
    again = with_discount(gone.book(Entry(PAID, IN_TIME, Money(98_000), "other")), TOLD_ON)
    assert (booked_discount(again), again.open) == (replace(GRANTED, on=IN_TIME), Money(0))
    assert [c.entry.reference for c in again.cancelled] == ["e0"]
    assert again.known_on(LAST).open == Money(-98_000), "of a past day the slip still counts, the discount once"


def test_a_credit_note_in_time_lessens_what_was_booked_of_it() -> None:
    paid = with_discount(granting((PAID, 98_000, IN_TIME)), LAST)
    noted = with_discount(paid.book(Entry(NOTE, LAST, Money(10_000), "AV")), LAST)
    assert booked_discount(noted) == Entry(NOTE, IN_TIME, Money(1_800), EARLY_PAYMENT)
    assert (noted.cancelled, noted.open) == ((), Money(-9_800))


@pytest.mark.parametrize(
    ("booked", "known_on", "earned_on", "settles"),
    [
        pytest.param([], IN_TIME, LAST, 98_000, id="nothing paid, on its last day"),
        pytest.param([], IN_TIME, LAST + timedelta(days=1), None, id="a day too late"),
        pytest.param([(PAID, 50_000, IN_TIME)], IN_TIME, IN_TIME, 48_000, id="a part paid"),
        pytest.param([(NOTE, 10_000, IN_TIME)], IN_TIME, IN_TIME, 88_200, id="a part credited"),
        pytest.param([(PAID, 50_000, LAST)], IN_TIME, IN_TIME, None, id="a payment of a later day"),
        pytest.param([(NOTE, 99_980, IN_TIME)], IN_TIME, IN_TIME, None, id="less than half a cent"),
        pytest.param([(PAID, 98_000, IN_TIME)], IN_TIME, IN_TIME, None, id="earned"),
    ],
)
def test_it_is_offered_while_it_may_be_earned_and_certain_to_the_cent(
    booked: list[tuple[EntryKind, int, date]], known_on: date, earned_on: date, settles: int | None
) -> None:
    expected = DiscountOffer(TWO.rate, LAST, Money(settles)) if settles else None
    assert offer_of(granting(*booked), known_on, earned_on) == expected


def test_nothing_is_offered_of_an_invoice_without_terms_or_in_parts() -> None:
    assert offer_of(invoice(), IN_TIME, IN_TIME) is None
    parts = (Part(DUE, Money(50_000)), Part(DUE + timedelta(days=30), Money(50_000)))
    assert offer_of(replace(granting(), parts=parts), IN_TIME, IN_TIME) is None
