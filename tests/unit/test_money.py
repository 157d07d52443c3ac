"""Whole cents with their currency."""

import pytest

from chalicelib.domain.errors import Refused
from chalicelib.domain.money import Money, OtherCurrency, total


def test_amounts_add_up_to_the_cent_where_floats_would_not() -> None:
    assert Money(10) + Money(20) == Money(30)
    assert Money(128450) - Money(50000) == Money(78450)


def test_a_difference_may_be_a_credit_when_more_is_taken_than_there_is() -> None:
    assert Money(100) - Money(250) == Money(-150)


@pytest.mark.parametrize(
    ("cents", "positive"),
    [
        pytest.param(1, True, id="one cent"),
        pytest.param(0, False, id="nothing"),
        pytest.param(-1, False, id="a credit"),
    ],
)
def test_only_more_than_nothing_is_positive(cents: int, positive: bool) -> None:
    assert Money(cents).is_positive is positive


def test_amounts_are_ordered_by_their_cents() -> None:
    assert Money(1) < Money(2)
    assert not Money(2) < Money(2)
    assert Money(2) <= Money(2)
    assert not Money(3) <= Money(2)


@pytest.mark.parametrize(
    "mix",
    [
        pytest.param(lambda: Money(1) + Money(1, "CHF"), id="added"),
        pytest.param(lambda: Money(1) - Money(1, "CHF"), id="subtracted"),
        pytest.param(lambda: Money(1) < Money(2, "CHF"), id="compared"),
        pytest.param(lambda: Money(1) <= Money(2, "CHF"), id="compared or equal"),
        pytest.param(lambda: total([Money(1), Money(1, "CHF")]), id="summed"),
    ],
)
def test_two_currencies_are_refused_when_they_meet(mix) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(OtherCurrency, match="EUR and CHF are never added together"):
        mix()


def test_the_refusal_says_that_trying_again_is_no_help() -> None:
    assert issubclass(OtherCurrency, Refused)


def test_the_sum_of_nothing_is_zero_in_the_currency_asked_for() -> None:
    assert total([]) == Money(0, "EUR")
    assert total([], "CHF") == Money(0, "CHF")


def test_two_amounts_of_other_currencies_are_not_equal_though_their_cents_are() -> None:
    assert Money(1) != Money(1, "CHF")
