"""A reason not to chase, with its first and, where there is one, its last day."""

from datetime import date

import pytest

from chalicelib.domain.hold import Hold, HoldKind, announced_since, last_in_time
from tests.builders import MONDAY, days, dispute, pause


@pytest.mark.parametrize(
    ("on", "stands"),
    [
        pytest.param(MONDAY - days(1), False, id="the day before it starts"),
        pytest.param(MONDAY, True, id="its first day"),
        pytest.param(MONDAY + days(4), True, id="its last day"),
        pytest.param(MONDAY + days(5), False, id="the day after"),
    ],
)
def test_a_hold_stands_from_its_first_day_to_its_last_included(on: date, stands: bool) -> None:
    assert pause(since=MONDAY, until=MONDAY + days(4)).stands(on) is stands


def test_a_dispute_stands_for_years_when_nobody_ends_it() -> None:
    assert dispute(since=MONDAY).stands(MONDAY + days(3650))


def test_a_dispute_stands_also_for_a_day_before_it_that_is_caught_up() -> None:
    assert dispute(since=MONDAY).stands(MONDAY - days(30))
    assert not dispute(since=MONDAY, until=MONDAY + days(3)).stands(MONDAY - days(1))


@pytest.mark.parametrize(("second", "since"), [(9, 2), (10, 2), (11, 11)])
def test_announced_payments_go_on_over_a_break_of_less_than_five_days(second: int, since: int) -> None:
    """The first is on its way until the 5th: on the 10th it is five days since, and four days are without one."""
    said = [
        Hold(HoldKind.PAYMENT_SENT, "a", date(2026, 11, day), "platform", "211", until=date(2026, 11, day + 3))
        for day in (2, second)
    ]
    assert announced_since("a", said, date(2026, 11, second + 1)) == date(2026, 11, since)


def sent(since: int, until: int) -> Hold:
    """A payment that its debtor has announced, on its way for those days of November."""
    return Hold(HoldKind.PAYMENT_SENT, "a", november(since), "platform", "211", until=november(until))


def november(day: int) -> date:
    return date(2026, 11, day)


def test_a_payment_is_announced_up_to_the_last_day_on_which_it_may_come() -> None:
    days_on = [announced_since("a", [sent(2, 5)], november(day)) for day in (5, 6)]
    assert days_on == [november(2), None]


def test_what_is_announced_for_long_goes_on_though_something_shorter_was_announced_meanwhile() -> None:
    assert announced_since("a", [sent(2, 12), sent(4, 6)], november(12)) == november(2)


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_holds_that_follow_each_other_the_grace_runs_from_the_end_of_the_last_in_whatever_order_they_stand(
    *, turned: bool
) -> None:
    """What was to be paid on the 6th had its grace until the 9th, and then until the 15th."""
    holds = [pause(since=november(5), until=november(12)), pause(since=november(14), until=november(20))]
    assert last_in_time(november(6), 3, ["a"], holds[::-1] if turned else holds) == november(23)


def test_of_two_holds_at_a_time_the_grace_runs_from_the_end_of_the_longer() -> None:
    holds = [pause(since=november(5), until=november(20)), pause(since=november(6), until=november(8))]
    assert last_in_time(november(6), 3, ["a"], holds) == november(23)
