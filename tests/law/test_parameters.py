"""The parameters over time: every day of every half-year since 2015 is known, once, and what is published agrees."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from chalicelib.domain.parties import DebtorKind
from chalicelib.domain.rate import Rate, RateUnknown
from chalicelib.law import reader
from chalicelib.law.quantity import NotKnown, Quantity, Unit
from chalicelib.law.rates import at_least, floors, statutory
from chalicelib.law.regime import REGIMES, Regime
from tests import parameters

FIRST, READ_SINCE = date(2015, 1, 1), date(2026, 7, 1)
DAY = timedelta(days=1)
PATHS = reader.all_paths()
RATES = [p for p in PATHS if reader.quantity(p).unit is Unit.PERCENT_PER_YEAR and not p.endswith(reader.CONFIRMATIONS)]
OTHERS = [p for p in PATHS if reader.quantity(p).unit is not Unit.PERCENT_PER_YEAR]
VALUES = yaml.safe_load((Path(__file__).parent / "tables" / "values.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module", autouse=True)
def all_values() -> Iterator[None]:
    """Those of later half-years too, once they are added."""
    yield from parameters.as_they_are()


def half_years(until: date) -> list[tuple[date, date]]:
    """First and last day of each, from 2015 to the one that ends on that day."""
    found = [(date(y, 1, 1), date(y, 6, 30)) if h == 1 else (date(y, 7, 1), date(y, 12, 31)) for y, h in _halves(until)]
    assert found[-1][1] == until, f"{until} ends no half-year"
    return found


def _halves(until: date) -> list[tuple[int, int]]:
    return [(y, h) for y in range(FIRST.year, until.year + 1) for h in (1, 2) if date(y, 6 * h - 5, 1) <= until]


def value(path: str, on: date) -> Decimal:
    return reader.quantity(path).at(on).value


@pytest.mark.parametrize("path", PATHS)
def test_every_file_can_be_read(path: str) -> None:
    assert reader.quantity(path).values


@pytest.mark.parametrize("path", RATES)
def test_a_rate_is_known_on_the_first_and_the_last_day_of_every_half_year_and_no_further(path: str) -> None:
    quantity = reader.quantity(path)
    assert quantity.known_until
    assert quantity.known_until >= READ_SINCE
    for first, last in half_years(quantity.known_until):
        assert quantity.at(first) == quantity.at(last)
        assert [v for v in quantity.values if v.holds(first)] == [quantity.at(first)]
    assert quantity.published_by, "whoever adds the next value must know where to read it"
    for unknown in (FIRST - DAY, quantity.known_until + DAY):
        with pytest.raises(NotKnown, match=rf"{path}\.yaml: not known on {unknown}"):
            quantity.at(unknown)


def test_every_rate_is_said_to_have_a_value_for_each_half_year_and_nothing_else_is() -> None:
    said = [path for path in PATHS if "\neach: half-year\n" in (reader.FOLDER / f"{path}.yaml").read_text("utf-8")]
    assert said == [path for path in PATHS if path not in OTHERS]


@pytest.mark.parametrize("path", OTHERS)
def test_what_is_no_rate_is_known_since_2015_and_has_no_end(path: str) -> None:
    quantity = reader.quantity(path)
    assert quantity.known_until is None
    assert quantity.at(FIRST).holds(date(2099, 12, 31))


@pytest.mark.parametrize(("country", "kind"), REGIMES, ids=[f"{c} {k}" for c, k in REGIMES])
def test_the_rates_of_every_regime_follow_each_other_without_hole_or_overlap(country: str, kind: str) -> None:
    rates = statutory(REGIMES[country, kind])  # type: ignore[index]
    assert [(p.since, p.until) for p in rates.periods] == half_years(rates.known_until)
    for period in rates.periods:
        assert rates.at(period.since) is rates.at(period.until) is period
    for unknown in (FIRST - DAY, rates.known_until + DAY):
        with pytest.raises(RateUnknown, match=str(unknown)):
            rates.at(unknown)


PUBLISHED: dict[str, Regime] = {r.published: r for r in REGIMES.values() if r.published}


@pytest.mark.parametrize("path", sorted(PUBLISHED))
def test_what_a_country_has_published_is_what_its_formula_gives(path: str) -> None:
    for read in reader.quantity(path).values:
        assert statutory(PUBLISHED[path]).at(read.since).rate == Rate.percent(read.value)


def test_every_rate_is_that_of_the_table() -> None:
    table = dict(VALUES["rates"])
    columns = table.pop("columns")
    assert sorted(columns) == sorted(RATES)
    assert [first for first, _ in half_years(date(2026, 12, 31))] == list(table)
    for on, expected in table.items():
        assert [str(value(path, on)) for path in columns] == expected, on


def test_every_other_value_is_that_of_the_table() -> None:
    found = {path: [str(v.value) for v in reader.quantity(path).values] for path in OTHERS}
    assert found == {path: [expected] for path, expected in VALUES["constants"].items()}


@pytest.mark.parametrize(("country", "kind"), REGIMES, ids=[f"{c} {k}" for c, k in REGIMES])
def test_what_no_notice_confirms_is_marked_as_derived_and_nothing_else(country: str, kind: DebtorKind) -> None:
    """As of the notices read by November 2026; one more takes the mark off its half-year."""
    with parameters.as_of_2026():
        marked = [p.since for p in statutory(REGIMES[country, kind]).periods if p.is_derived]
    assert [since for since in marked if since <= READ_SINCE] == VALUES["derived"].get(country, [])


def test_the_table_of_the_library_says_the_same() -> None:
    law = Path(__file__).parents[3] / "shared" / "law" / "LAW.md"
    if not law.exists():
        pytest.skip(f"no {law.name} beside the repository: its table is not compared")
    row = re.compile(r"\| (20\d\d) S([12]) \| ([^|]*) \| [^|]* \| [^|]* \| ([^|]*) \| [^|]* \| [^|]* \| ([^|]*) \|")
    read = [[cell.strip(" *") for cell in found.groups()] for found in row.finditer(law.read_text(encoding="utf-8"))]
    known = [(year, half, *rates) for year, half, *rates in read if "unknown" not in rates]
    assert len(known) >= 24
    for year, half, *rates in known:
        assert [str(value(path, date(int(year), 6 * int(half) - 5, 1))) for path in FRENCH] == rates


FRENCH = ("eu/ecb_refinancing_rate", "fr/legal_rate_professional_creditor", "fr/legal_rate_individual_creditor")


def test_a_rate_that_is_fixed_or_raised_follows_the_same_half_years() -> None:
    french = at_least(REGIMES["FR", DebtorKind.TRADER])
    assert [(p.since, p.until) for p in french.periods] == half_years(french.known_until)
    raised = {str(p.since): str(p.rate) for p in french.periods if "legal_rate" in p.source}
    assert {since: rate for since, rate in raised.items() if since < "2027"} == {
        "2024-01-01": "15.21",
        "2024-07-01": "14.76",
    }


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
