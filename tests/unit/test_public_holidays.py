"""What is a country, and its days off; a code of none stops nobody."""

from datetime import date

import pytest

from chalicelib.adapters.countries import country_codes
from chalicelib.adapters.intake.texts import checked_country
from chalicelib.adapters.public_holidays import PublicHolidays


@pytest.mark.parametrize("code", ["FR", "ES", "GB", "GP", "AX"])
def test_a_countrys_code_is_taken(code: str) -> None:
    assert checked_country(code) == code


@pytest.mark.parametrize("code", ["SP", "UK", "XK", "fr", "FRA", "F", "", "FR ", "ＦＲ"])
def test_a_code_that_is_no_countrys_is_refused_and_told_how_one_looks(code: str) -> None:
    with pytest.raises(ValueError, match="two capital letters, like FR, ES or GB"):
        checked_country(code)


def test_every_code_is_two_capital_letters_and_its_country_has_days_off_or_none() -> None:
    assert len(country_codes()) == 249
    assert all(len(code) == 2 and code.isascii() and code.isupper() for code in country_codes())
    assert date(2026, 11, 11) in PublicHolidays().of("FR", (2026,))
    for code in country_codes():
        assert isinstance(PublicHolidays().of(code, (2026,)), frozenset)


@pytest.mark.parametrize("code", ["SP", "ZZ", ""])
def test_where_no_holidays_are_known_weekends_alone_are_off(code: str) -> None:
    assert PublicHolidays().of(code, (2026, 2027)) == frozenset()
