"""The parameters over time: every day of every half-year since 2015 is known, once, and what is published agrees."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from chalicelib.domain.rate import Rate, RateUnknown
from chalicelib.law import reader
from chalicelib.law.quantity import NotKnown, Quantity, Unit
from chalicelib.law.rates import floors, statutory
from chalicelib.law.regime import REGIMES, Regime

FIRST, LAST = date(2015, 1, 1), date(2026, 12, 31)
PATHS = reader.all_paths()
RATES = [p for p in PATHS if reader.quantity(p).unit is Unit.PERCENT_PER_YEAR and not p.endswith(reader.CONFIRMATIONS)]
OTHERS = [p for p in PATHS if reader.quantity(p).unit is not Unit.PERCENT_PER_YEAR]
HALF_YEARS = [
    (date(year, first, 1), date(year, first + 5, 30 if first == 1 else 31))
    for year in range(2015, 2027)
    for first in (1, 7)
]


def value(path: str, on: date) -> Decimal:
    return reader.quantity(path).at(on).value


@pytest.mark.parametrize("path", PATHS)
def test_every_file_can_be_read(path: str) -> None:
    assert reader.quantity(path).values


@pytest.mark.parametrize("path", RATES)
def test_a_rate_is_known_on_the_first_and_the_last_day_of_every_half_year_and_no_further(path: str) -> None:
    quantity = reader.quantity(path)
    for first, last in HALF_YEARS:
        assert quantity.at(first) == quantity.at(last)
        assert [v for v in quantity.values if v.holds(first)] == [quantity.at(first)]
    assert quantity.known_until == LAST
    assert quantity.published_by, "whoever adds the next value must know where to read it"
    for unknown in (FIRST - timedelta(days=1), LAST + timedelta(days=1)):
        with pytest.raises(NotKnown, match=rf"{path}\.yaml: not known on {unknown}"):
            quantity.at(unknown)


@pytest.mark.parametrize("path", OTHERS)
def test_what_is_no_rate_is_known_since_2015_and_has_no_end(path: str) -> None:
    quantity = reader.quantity(path)
    assert quantity.known_until is None
    assert quantity.at(FIRST).holds(date(2099, 12, 31))


@pytest.mark.parametrize(("country", "kind"), REGIMES, ids=[f"{c} {k}" for c, k in REGIMES])
def test_the_rates_of_every_regime_follow_each_other_without_hole_or_overlap(country: str, kind: str) -> None:
    rates = statutory(REGIMES[country, kind])  # type: ignore[index]
    assert [(p.since, p.until) for p in rates.periods] == HALF_YEARS
    for period in rates.periods:
        assert rates.at(period.since) is rates.at(period.until) is period
    for unknown in (FIRST - timedelta(days=1), LAST + timedelta(days=1)):
        with pytest.raises(RateUnknown, match=str(unknown)):
            rates.at(unknown)


@pytest.mark.parametrize("regime", {r for r in REGIMES.values() if r.published}, ids=lambda r: str(r.published))
def test_what_a_country_has_published_is_what_its_formula_gives(regime: Regime) -> None:
    assert regime.published
    for read in reader.quantity(regime.published).values:
        assert statutory(regime).at(read.since).rate == Rate.percent(read.value)


def test_the_french_rates_are_those_of_the_table() -> None:
    """LAW.md 2: the European Central Bank, the legal rate of a professional creditor, of a private one."""
    table = {
        date(2015, 1, 1): ("0.05", "0.93", "4.06"),
        date(2016, 7, 1): ("0.00", "0.93", "4.35"),
        date(2019, 1, 1): ("0.00", "0.86", "3.40"),
        date(2023, 1, 1): ("2.50", "2.06", "4.47"),
        date(2023, 7, 1): ("4.00", "4.22", "6.82"),
        date(2024, 1, 1): ("4.50", "5.07", "8.01"),
        date(2024, 7, 1): ("4.25", "4.92", "8.16"),
        date(2025, 1, 1): ("3.15", "3.71", "7.21"),
        date(2025, 7, 1): ("2.15", "2.76", "6.65"),
        date(2026, 1, 1): ("2.15", "2.62", "6.67"),
        date(2026, 7, 1): ("2.40", "2.75", "6.84"),
    }
    paths = ("eu/ecb_refinancing_rate", "fr/legal_rate_professional_creditor", "fr/legal_rate_individual_creditor")
    for on, expected in table.items():
        assert tuple(str(value(path, on)) for path in paths) == expected


TRAPS = [
    ("exeoffice.eu calls the legal rate the bank's", "eu/ecb_refinancing_rate", date(2024, 1, 1), "5.07"),
    ("exeoffice.eu, second half of 2023", "eu/ecb_refinancing_rate", date(2023, 7, 1), "4.22"),
    ("exeoffice.eu, first half of 2023", "eu/ecb_refinancing_rate", date(2023, 1, 1), "2.06"),
    ("aeccompta.com, a slip", "fr/legal_rate_professional_creditor", date(2019, 1, 1), "0.76"),
    ("aeccompta.com, another", "fr/legal_rate_professional_creditor", date(2018, 1, 1), "0.88"),
    ("calculTIL, the other column", "fr/legal_rate_professional_creditor", date(2024, 1, 1), "4.92"),
    ("calculTIL, the other column", "fr/legal_rate_professional_creditor", date(2023, 7, 1), "4.47"),
    ("calculTIL, the half-year after", "fr/legal_rate_individual_creditor", date(2015, 1, 1), "4.29"),
    ("propulsebyca.fr, the rate of September", "eu/ecb_refinancing_rate", date(2024, 7, 1), "3.65"),
    ("a page of October 2016 that kept the old rate", "eu/ecb_refinancing_rate", date(2016, 7, 1), "0.05"),
    ("a rate that somebody made up", "fr/legal_rate_professional_creditor", date(2026, 1, 1), "4.26"),
]


@pytest.mark.parametrize(("where", "path", "on", "wrong"), TRAPS, ids=[t[0] for t in TRAPS])
def test_no_wrong_figure_of_a_public_table_has_come_in(where: str, path: str, on: date, wrong: str) -> None:
    assert value(path, on) != Decimal(wrong), where


def test_the_default_rate_adds_ten_points_to_the_banks_rate_and_not_to_the_legal_rate() -> None:
    from chalicelib.domain.parties import DebtorKind

    french = statutory(REGIMES["FR", DebtorKind.TRADER])
    assert [str(french.at(on).rate) for on in (date(2024, 1, 1), date(2024, 12, 31), date(2026, 7, 1))] == [
        "14.50",
        "14.25",
        "12.40",
    ]
    assert str(floors().at(date(2024, 1, 1)).rate) == "15.21"


@pytest.mark.parametrize("path", PATHS)
def test_every_value_says_where_it_was_read_and_when(path: str) -> None:
    quantity: Quantity = reader.quantity(path)
    for v in quantity.values:
        assert len(v.source) > 5
        assert date(2026, 11, 1) <= v.checked_on
        assert v.confidence.is_enough, f"{quantity.file} since {v.since} was read in no source"
