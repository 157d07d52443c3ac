"""Until which day a claim may be brought, and what starts the clock anew."""

from datetime import date

import pytest

from chalicelib.domain.limitation import Act, Clock, Happened, limitation, months_before, years_after
from chalicelib.domain.parties import DebtorKind
from chalicelib.law.limitation_periods import limitation_of
from chalicelib.law.trade import Trade

DUE = date(2026, 5, 1)
INTERRUPT = {
    Act.ACKNOWLEDGEMENT,
    Act.PART_PAYMENT,
    Act.COURT_CLAIM,
    Act.PAYMENT_ORDER_SERVED,
    Act.ENFORCEMENT,
}


@pytest.mark.parametrize("act", Act)
def test_a_closed_list_of_acts_starts_the_period_anew_and_no_letter_is_on_it(act: Act) -> None:
    clock = limitation(DUE, 5, [Happened(act, date(2028, 3, 9))])
    if act in INTERRUPT:
        assert (clock.since, clock.last_day) == (date(2028, 3, 9), date(2033, 3, 9))
        assert clock.interrupted_by == (Happened(act, date(2028, 3, 9)),)
    else:
        assert (clock.since, clock.last_day, clock.interrupted_by) == (DUE, date(2031, 5, 1), ())


def test_each_act_counts_from_its_own_day_whatever_the_order_in_which_they_are_told() -> None:
    acts = [Happened(Act.COURT_CLAIM, date(2030, 1, 2)), Happened(Act.PART_PAYMENT, date(2027, 6, 30))]
    assert limitation(DUE, 5, acts) == limitation(DUE, 5, acts[::-1])
    assert limitation(DUE, 5, acts).last_day == date(2035, 1, 2)


def test_an_act_that_interrupts_counts_also_after_one_that_does_not() -> None:
    payment = Happened(Act.PART_PAYMENT, date(2027, 3, 9))
    for earlier in (Happened(Act.REMINDER, date(2026, 6, 1)), Happened(Act.COURT_CLAIM, DUE)):
        clock = limitation(DUE, 5, [earlier, payment])
        assert (clock.last_day, clock.interrupted_by) == (date(2032, 3, 9), (payment,))


def test_an_act_on_the_last_day_is_in_time_and_the_day_after_it_is_too_late() -> None:
    assert limitation(DUE, 2, [Happened(Act.PART_PAYMENT, date(2028, 5, 1))]).last_day == date(2030, 5, 1)
    late = Happened(Act.PART_PAYMENT, date(2028, 5, 2))
    clock = limitation(DUE, 2, [late])
    assert (clock.last_day, clock.interrupted_by, clock.too_late) == (date(2028, 5, 1), (), (late,))


@pytest.mark.parametrize("on", [DUE, date(2026, 4, 1)], ids=["on the due date", "before it"])
def test_an_act_before_the_period_runs_starts_nothing(on: date) -> None:
    assert limitation(DUE, 5, [Happened(Act.ACKNOWLEDGEMENT, on)]) == Clock(DUE, date(2031, 5, 1))


def test_a_leap_day_ends_on_the_last_of_february() -> None:
    assert limitation(date(2024, 2, 29), 5).last_day == date(2029, 2, 28)
    assert limitation(date(2024, 2, 29), 4).last_day == date(2028, 2, 29)


def test_the_claim_may_be_brought_on_the_last_day() -> None:
    clock = limitation(DUE, 5)
    assert not clock.is_over(date(2031, 5, 1))
    assert clock.is_over(date(2031, 5, 2))


def test_alarms_come_at_twelve_six_three_and_one_months() -> None:
    assert limitation(DUE, 5).alarms == (
        (12, date(2030, 5, 1)),
        (6, date(2030, 11, 1)),
        (3, date(2031, 2, 1)),
        (1, date(2031, 4, 1)),
    )


@pytest.mark.parametrize(
    ("on", "months"),
    [
        (date(2030, 4, 30), None),
        (date(2030, 5, 1), 12),
        (date(2030, 10, 31), 12),
        (date(2030, 11, 1), 6),
        (date(2031, 1, 31), 6),
        (date(2031, 2, 1), 3),
        (date(2031, 3, 31), 3),
        (date(2031, 4, 1), 1),
        (date(2031, 5, 1), 1),
        (date(2031, 5, 2), None),
    ],
)
def test_the_alarm_of_a_day_is_the_last_that_was_reached(on: date, months: int | None) -> None:
    assert limitation(DUE, 5).alarm(on) == months


@pytest.mark.parametrize(
    ("on", "months", "before"),
    [
        (date(2031, 3, 31), 1, date(2031, 2, 28)),
        (date(2032, 3, 31), 1, date(2032, 2, 29)),
        (date(2031, 1, 15), 1, date(2030, 12, 15)),
        (date(2031, 12, 31), 6, date(2031, 6, 30)),
        (date(2031, 1, 31), 12, date(2030, 1, 31)),
        (date(2031, 12, 1), 12, date(2030, 12, 1)),
    ],
)
def test_months_before_keep_the_day_or_take_the_last(on: date, months: int, before: date) -> None:
    assert months_before(on, months) == before


@pytest.mark.parametrize(
    ("kind", "trade", "years", "last_day"),
    [
        (DebtorKind.TRADER, Trade.GENERAL, 5, date(2031, 5, 1)),
        (DebtorKind.CONSUMER, Trade.GENERAL, 2, date(2028, 5, 1)),
        (DebtorKind.PUBLIC_BODY, Trade.GENERAL, 4, date(2030, 12, 31)),
        (DebtorKind.TRADER, Trade.TRANSPORT, 1, date(2027, 5, 1)),
        (DebtorKind.CONSUMER, Trade.TELECOM, 1, date(2027, 5, 1)),
        (DebtorKind.TRADER, Trade.INSURANCE, 2, date(2028, 5, 1)),
        (DebtorKind.TRADER, Trade.SHIP_SUPPLIES, 1, date(2027, 5, 1)),
        (DebtorKind.TRADER, Trade.PERISHABLE_FOOD, 5, date(2031, 5, 1)),
        (DebtorKind.PUBLIC_BODY, Trade.INSURANCE, 2, date(2028, 5, 1)),
        (DebtorKind.TRADER, Trade.UNKNOWN, 1, date(2027, 5, 1)),
    ],
)
def test_the_period_depends_on_debtor_and_trade(kind: DebtorKind, trade: Trade, years: int, last_day: date) -> None:
    found = limitation_of(DUE, DUE, kind, trade)
    assert (found.years, found.clock.last_day) == (years, last_day)
    is_years = (kind, trade) == (DebtorKind.PUBLIC_BODY, Trade.GENERAL)
    assert found.is_hypothesis is (is_years or trade in (Trade.UNKNOWN, Trade.TRANSPORT))


def test_a_public_bodys_years_run_from_new_year_also_after_an_interruption() -> None:
    acts = [Happened(Act.PART_PAYMENT, date(2028, 3, 9))]
    assert limitation_of(DUE, DUE, DebtorKind.PUBLIC_BODY, Trade.GENERAL, acts).clock.last_day == date(2032, 12, 31)


@pytest.mark.parametrize(
    ("trade", "delivered_on", "last_day", "is_hypothesis"),
    [
        (Trade.TRANSPORT, date(2026, 3, 30), date(2027, 3, 30), False),
        (Trade.TRANSPORT, None, date(2027, 4, 1), True),
        (Trade.TRANSPORT, date(2026, 6, 1), DUE.replace(year=2027), False),
        (Trade.UNKNOWN, date(2026, 3, 30), date(2027, 3, 30), True),
        (Trade.UNKNOWN, None, date(2027, 4, 1), True),
        (Trade.TELECOM, date(2026, 3, 30), DUE.replace(year=2027), False),
    ],
)
def test_transport_counts_from_delivery_and_without_that_day_from_the_invoice_as_a_hypothesis(
    trade: Trade, delivered_on: date | None, last_day: date, is_hypothesis: bool
) -> None:
    found = limitation_of(date(2026, 4, 1), DUE, DebtorKind.TRADER, trade, delivered_on=delivered_on)
    assert (found.clock.last_day, found.is_hypothesis) == (last_day, is_hypothesis)


@pytest.mark.parametrize("trade", Trade)
@pytest.mark.parametrize("kind", DebtorKind)
def test_every_debtor_of_every_trade_has_a_last_day(kind: DebtorKind, trade: Trade) -> None:
    assert DUE < limitation_of(DUE, DUE, kind, trade).clock.last_day <= date(2031, 5, 1)


@pytest.mark.parametrize(
    ("delivered_on", "last_day", "is_hypothesis"),
    [(date(2026, 12, 5), 2030, False), (None, 2030, True), (date(2027, 1, 2), 2031, False)],
)
def test_the_years_of_a_public_body_count_from_the_year_of_delivery(
    delivered_on: date | None, last_day: int, is_hypothesis: bool
) -> None:
    found = limitation_of(
        date(2026, 12, 10), date(2027, 1, 9), DebtorKind.PUBLIC_BODY, Trade.GENERAL, delivered_on=delivered_on
    )
    assert (found.clock.last_day, found.is_hypothesis) == (date(last_day, 12, 31), is_hypothesis)


def test_a_public_body_may_interrupt_until_the_last_day_of_its_last_year() -> None:
    paid = Happened(Act.PART_PAYMENT, date(2022, 10, 5))
    clock = limitation(date(2018, 3, 1), 4, [paid], from_new_year=True)
    assert (clock.interrupted_by, clock.last_day) == ((paid,), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("on", "years", "later"),
    [
        pytest.param(date(2026, 5, 1), 5, date(2031, 5, 1), id="any day"),
        pytest.param(date(2024, 2, 29), 4, date(2028, 2, 29), id="a leap day in a leap year"),
        pytest.param(date(2028, 2, 29), 5, date(2033, 2, 28), id="a leap day in another year"),
        pytest.param(date(2028, 3, 1), 1, date(2029, 3, 1), id="the day after a leap day"),
    ],
)
def test_years_later_it_is_the_same_day_or_the_last_of_february(on: date, years: int, later: date) -> None:
    assert years_after(on, years) == later
