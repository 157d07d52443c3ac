"""Late interest where no law of a country is needed to see it."""

from datetime import date

from chalicelib.domain.interest import late_interest
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.money import Money
from chalicelib.domain.rate import Rate, RatePeriod, Rates

TEN = Rates((RatePeriod(date(2020, 1, 1), date(2029, 12, 31), Rate.percent("10"), "test"),))
CLAIM = Invoice("i", "F-1", date(2020, 12, 1), date(2020, 12, 31), Money(1_000_000))
STARTS = date(2021, 1, 1)


def test_the_interest_of_each_full_year_bears_interest_when_it_compounds() -> None:
    until = date(2025, 1, 10)
    found = late_interest(CLAIM, TEN, STARTS, until, until, compounds_yearly=True)
    assert [(s.since, s.until, s.base_cents, s.interest_cents) for s in found.segments] == [
        (date(2021, 1, 1), date(2021, 12, 31), 1_000_000, 100_000),
        (date(2022, 1, 1), date(2022, 12, 31), 1_100_000, 110_000),
        (date(2023, 1, 1), date(2023, 12, 31), 1_210_000, 121_000),
        (date(2024, 1, 1), date(2024, 12, 31), 1_331_000, 133_465),
        (date(2025, 1, 1), date(2025, 1, 10), 1_464_465, 4_012),
    ]


def test_no_indemnity_is_owed_when_none_was_asked_for() -> None:
    assert late_interest(CLAIM, TEN, STARTS, STARTS, STARTS).indemnity_cents == 0
