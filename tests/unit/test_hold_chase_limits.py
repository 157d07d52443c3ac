"""How far a hold may reach, to the day; the currency and the end that are refused; what a refusal to end one names."""

from dataclasses import replace

import pytest

from chalicelib.domain.errors import Invalid, NotFound
from chalicelib.domain.hold import EVERYTHING, Hold, HoldKind
from chalicelib.domain.money import Money
from chalicelib.usecases.hold_chase import EndHold
from tests.builders import KEY, MONDAY, days
from tests.unit.test_hold_chase import LATE, OTHER, held, hold

# A year and a day: the furthest that a day may be ahead.
FURTHEST = MONDAY + days(366)


def test_a_pause_that_is_placed_again_from_an_earlier_day_is_the_one_that_stands() -> None:
    standing = hold(until=MONDAY + days(9))
    assert held(standing, replace(standing, since=MONDAY - days(9))).case.holds == (standing,)


def test_a_pause_may_begin_and_end_a_year_and_a_day_ahead() -> None:
    for furthest in (hold(until=FURTHEST), hold(since=FURTHEST, until=FURTHEST)):
        assert held(furthest).case.holds == (furthest,)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        pytest.param(
            hold(HoldKind.UNMATCHED_MONEY, EVERYTHING, until=MONDAY + days(9)), "until", id="unmatched money for a week"
        ),
        pytest.param(
            hold(HoldKind.DISPUTE, amount=Money(4000, "USD")), "amount_cents", id="a contest in another currency"
        ),
    ],
)
def test_what_no_day_ends_and_what_is_owed_in_no_such_currency_is_refused(wrong: Hold, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        held(wrong)
    assert [p.field for p in refused.value.problems] == [field]


def test_whoever_ends_a_pause_at_the_wrong_place_is_told_where_one_stands_and_of_none_that_has_ended() -> None:
    office = held(hold(about=OTHER.id, until=MONDAY + days(9)))
    with pytest.raises(NotFound, match=r"no hold of kind pause stands there; one stands on F-2$"):
        EndHold(office.change)(KEY, HoldKind.PAUSE, LATE.id, "", "creditor")
    EndHold(office.change)(KEY, HoldKind.PAUSE, OTHER.id, "", "creditor")
    with pytest.raises(NotFound, match=r"no hold of kind pause stands there$"):
        EndHold(office.change)(KEY, HoldKind.PAUSE, LATE.id, "", "creditor")
