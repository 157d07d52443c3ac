"""A reason not to chase, with its first and, where there is one, its last day."""

from datetime import date

import pytest

from chalicelib.domain.hold import Hold, HoldKind, announced_since
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
