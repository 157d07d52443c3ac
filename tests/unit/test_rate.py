"""Rates are exact, or refused."""

from datetime import date
from decimal import Decimal

import pytest

from chalicelib.domain.rate import NotARate, Rate, RatePeriod, Rates, RateUnknown


@pytest.mark.parametrize(
    ("text", "millionths", "said"),
    [
        ("12.40", 124_000, "12.40"),
        ("0", 0, "0.00"),
        ("4.125", 41_250, "4.125"),
        ("4.1250000", 41_250, "4.125"),
        ("0.0001", 1, "0.0001"),
        ("-0.88", -8_800, "-0.88"),
        ("100", 1_000_000, "100.00"),
    ],
)
def test_a_percentage_is_kept_and_said_as_it_is(text: str, millionths: int, said: str) -> None:
    assert Rate.percent(text) == Rate(millionths)
    assert str(Rate(millionths)) == said


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2.0000000000000000000000000000000001",
        "ten",
        "NaN",
        "Infinity",
        "1_0",
        "1e1",
        "+10",
        " 10",
        "10.",
        ".5",
        "١٠",
        "0.00001",
        "-0.00001",
        "100.0001",
        "-100.0001",
        "1e9",
        "9" * 5000,
    ],
)
def test_what_cannot_be_computed_with_exactly_is_refused(text: str) -> None:
    with pytest.raises(NotARate):
        Rate.percent(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x" * 41, f"'{'x' * 40}' is not a percentage"),
        ("0." + "1" * 39, f"'0.{'1' * 38}' has more than four decimals"),
        ("9" * 41, f"'{'9' * 40}' is over 100 %"),
    ],
    ids=["no number", "decimals", "over"],
)
def test_a_refusal_quotes_the_first_forty_characters(text: str, said: str) -> None:
    with pytest.raises(NotARate) as refused:
        Rate.percent(text)
    assert str(refused.value).startswith(said)


def test_rates_are_added_multiplied_and_rounded_up_exactly() -> None:
    assert Rate.percent("2.15") + Rate.percent("10") == Rate.percent("12.15")
    assert Rate.percent("2.75").times(Decimal("1.5")) == Rate.percent("4.125")
    with pytest.raises(NotARate, match="four decimals"):
        Rate.percent("2.75").times(Decimal("1.333"))
    half = Rate.percent("0.5")
    assert [str(Rate.percent(r).rounded_up(half)) for r in ("10", "10.01", "10.49", "10.5", "-0.88")] == [
        "10.00",
        "10.50",
        "10.50",
        "10.50",
        "-0.50",
    ]


ONE = RatePeriod(date(2026, 1, 1), date(2026, 6, 30), Rate(1), "one")
TWO = RatePeriod(date(2026, 7, 1), date(2026, 12, 31), Rate(2), "two")


def test_a_day_finds_its_own_period() -> None:
    rates = Rates((ONE, TWO))
    assert (rates.known_since, rates.known_until) == (ONE.since, TWO.until)
    assert [rates.at(on) for on in (ONE.since, ONE.until, TWO.since, TWO.until)] == [ONE, ONE, TWO, TWO]


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        (date(2026, 3, 1), date(2026, 4, 1), (ONE,)),
        (date(2026, 6, 30), date(2026, 7, 1), (ONE, TWO)),
        (date(2025, 1, 1), date(2026, 1, 1), (ONE,)),
        (date(2025, 1, 1), date(2025, 12, 31), ()),
        (date(2026, 12, 31), date(2027, 5, 1), (TWO,)),
        (date(2027, 1, 1), date(2027, 5, 1), ()),
    ],
)
def test_the_periods_over_some_days_are_those_that_hold_on_any_of_them(
    since: date, until: date, found: tuple[RatePeriod, ...]
) -> None:
    assert Rates((ONE, TWO)).over(since, until) == found


@pytest.mark.parametrize("on", [date(2025, 12, 31), date(2027, 1, 1)])
def test_a_day_outside_is_refused_and_named(on: date) -> None:
    with pytest.raises(RateUnknown, match=rf"no rate is known for {on}: known from 2026-01-01 to 2026-12-31"):
        Rates((ONE, TWO)).at(on)
