"""Due dates, working days and the hours in which a debtor may be written to."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from chalicelib.domain.calendar import (
    Terms,
    TermsKind,
    add_working_days,
    day_in,
    due_on,
    end_of_month,
    first_working_day,
    is_working_day,
    next_opening,
    opening,
)
from chalicelib.domain.errors import Refused

OPENS, CLOSES = time(8), time(19)
PARIS = "Europe/Paris"
THEN_END, END_THEN = TermsKind.DAYS_THEN_END_OF_MONTH, TermsKind.END_OF_MONTH_THEN_DAYS
LABOUR_DAY, VICTORY_DAY, ASCENSION = date(2026, 5, 1), date(2026, 5, 8), date(2026, 5, 14)
HOLIDAYS = frozenset({LABOUR_DAY, VICTORY_DAY, ASCENSION})


@pytest.mark.parametrize(
    ("issued_on", "terms", "due"),
    [
        pytest.param(date(2025, 2, 15), Terms(30), date(2025, 3, 17), id="30 days net"),
        pytest.param(date(2025, 2, 15), Terms(0), date(2025, 2, 15), id="on receipt"),
        pytest.param(date(2025, 12, 15), Terms(60), date(2026, 2, 13), id="60 days net over the new year"),
        pytest.param(date(2025, 2, 15), Terms(45, THEN_END), date(2025, 4, 30), id="45 days, then end of month"),
        pytest.param(date(2025, 2, 15), Terms(45, END_THEN), date(2025, 4, 14), id="end of month, then 45 days"),
        pytest.param(date(2024, 1, 31), Terms(0, END_THEN), date(2024, 1, 31), id="issued on the last day"),
        pytest.param(date(2024, 1, 15), Terms(30, THEN_END), date(2024, 2, 29), id="end of February in a leap year"),
        pytest.param(date(2025, 1, 15), Terms(30, THEN_END), date(2025, 2, 28), id="end of February otherwise"),
        pytest.param(date(2025, 11, 30), Terms(45, THEN_END), date(2026, 1, 31), id="end of month in the next year"),
        pytest.param(date(2025, 12, 3), Terms(45, END_THEN), date(2026, 2, 14), id="December's end, then 45 days"),
    ],
)
def test_the_due_date_follows_the_terms_agreed(issued_on: date, terms: Terms, due: date) -> None:
    assert due_on(issued_on, terms) == due


@pytest.mark.parametrize("days", [pytest.param(-1, id="before the invoice"), pytest.param(366, id="over a year")])
def test_terms_are_refused_when_no_trader_could_agree_to_them(days: int) -> None:
    with pytest.raises(Refused, match=f"payment terms of {days} days"):
        Terms(days)


@pytest.mark.parametrize("days", [0, 365])
def test_terms_are_taken_at_both_ends_of_what_is_possible(days: int) -> None:
    assert Terms(days).days == days


def test_the_end_of_a_month_is_its_own_last_day() -> None:
    assert end_of_month(date(2026, 4, 30)) == date(2026, 4, 30)
    assert end_of_month(date(2026, 4, 1)) == date(2026, 4, 30)


@pytest.mark.parametrize(
    ("on", "works"),
    [
        pytest.param(date(2026, 5, 4), True, id="Monday"),
        pytest.param(date(2026, 4, 30), True, id="Thursday"),
        pytest.param(date(2026, 5, 2), False, id="Saturday"),
        pytest.param(date(2026, 5, 3), False, id="Sunday"),
        pytest.param(LABOUR_DAY, False, id="a Friday that is a holiday"),
    ],
)
def test_work_is_done_from_monday_to_friday_holidays_excepted(on: date, works: bool) -> None:
    assert is_working_day(on, HOLIDAYS) is works


def test_holidays_are_those_given_and_no_others() -> None:
    assert is_working_day(LABOUR_DAY, frozenset())


def test_the_first_working_day_is_the_day_itself_when_it_is_one() -> None:
    assert first_working_day(date(2026, 4, 30), HOLIDAYS) == date(2026, 4, 30)


def test_the_first_working_day_comes_after_the_holiday_and_the_weekend() -> None:
    assert first_working_day(LABOUR_DAY, HOLIDAYS) == date(2026, 5, 4)


@pytest.mark.parametrize(
    ("days", "reaches"),
    [
        pytest.param(0, date(2026, 4, 30), id="none"),
        pytest.param(1, date(2026, 5, 4), id="one, over a long weekend"),
        pytest.param(5, date(2026, 5, 11), id="five, over two long weekends"),
    ],
)
def test_working_days_are_counted_without_weekends_and_holidays(days: int, reaches: date) -> None:
    assert add_working_days(date(2026, 4, 30), days, HOLIDAYS) == reaches


@pytest.mark.parametrize(
    ("zone", "on"),
    [
        pytest.param(PARIS, date(2026, 11, 24), id="Paris is a day ahead of an evening in UTC"),
        pytest.param("America/Guadeloupe", date(2026, 11, 23), id="Guadeloupe is not"),
        pytest.param("Pacific/Noumea", date(2026, 11, 24), id="Nouméa is"),
    ],
)
def test_an_instant_has_the_day_of_the_place(zone: str, on: date) -> None:
    assert day_in(zone, datetime(2026, 11, 23, 23, 30, tzinfo=UTC)) == on


@pytest.mark.parametrize(
    ("on", "utc_hour"),
    [
        pytest.param(date(2026, 3, 28), 7, id="the day before summer time"),
        pytest.param(date(2026, 3, 29), 6, id="the day clocks go forward"),
        pytest.param(date(2026, 10, 24), 6, id="the day before winter time"),
        pytest.param(date(2026, 10, 25), 7, id="the day clocks go back"),
    ],
)
def test_writing_hours_open_at_eight_by_the_clock_on_the_wall(on: date, utc_hour: int) -> None:
    opens = opening(on, PARIS, OPENS)
    assert opens == datetime(on.year, on.month, on.day, utc_hour, tzinfo=UTC)
    assert opens.tzinfo is UTC


SECOND = timedelta(seconds=1)
EIGHT, NINETEEN = datetime(2026, 11, 23, 7, tzinfo=UTC), datetime(2026, 11, 23, 18, tzinfo=UTC)
NEXT_EIGHT = datetime(2026, 11, 24, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        pytest.param(EIGHT - SECOND, EIGHT, id="a second before eight"),
        pytest.param(EIGHT, EIGHT, id="at eight"),
        pytest.param(NINETEEN - SECOND, NINETEEN - SECOND, id="a second before seven in the evening"),
        pytest.param(NINETEEN, NEXT_EIGHT, id="at seven in the evening"),
        pytest.param(datetime(2026, 11, 23, 22, 59, tzinfo=UTC), NEXT_EIGHT, id="just before midnight in Paris"),
        pytest.param(datetime(2026, 11, 23, 23, 1, tzinfo=UTC), NEXT_EIGHT, id="just after midnight in Paris"),
        pytest.param(
            datetime(2026, 3, 28, 20, tzinfo=UTC),
            datetime(2026, 3, 29, 6, tzinfo=UTC),
            id="the night clocks go forward",
        ),
        pytest.param(
            datetime(2026, 10, 24, 20, tzinfo=UTC),
            datetime(2026, 10, 25, 7, tzinfo=UTC),
            id="the night clocks go back",
        ),
    ],
)
def test_a_message_waits_for_writing_hours_when_it_is_late_or_early(at: datetime, opens: datetime) -> None:
    assert next_opening(at, PARIS, OPENS, CLOSES) == opens


def test_hours_that_the_clocks_leave_out_open_when_they_have_jumped_over_them() -> None:
    jumped = datetime(2026, 3, 29, 1, tzinfo=UTC)
    for minute in (1, 30, 31, 59):
        assert opening(date(2026, 3, 29), PARIS, time(2, minute)) == jumped
    assert next_opening(jumped - SECOND, PARIS, time(2, 30), CLOSES) == jumped
    assert next_opening(jumped, PARIS, time(2, 30), CLOSES) == jumped


def test_midnight_opens_when_the_clocks_jump_over_it_and_not_the_evening_before() -> None:
    for zone, jumped in (
        ("Asia/Beirut", datetime(2026, 3, 28, 22, tzinfo=UTC)),
        ("America/Havana", datetime(2026, 3, 8, 5, tzinfo=UTC)),
    ):
        on = day_in(zone, jumped)
        opens = opening(on, zone, time(0))
        assert opens == jumped
        assert day_in(zone, opens - timedelta(minutes=1)) == on - timedelta(days=1)


def test_hours_that_the_clocks_repeat_open_the_first_time_and_never_in_the_past() -> None:
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert opening(date(2026, 10, 25), PARIS, time(2, 30)) == first
    again = datetime(2026, 10, 25, 1, 15, tzinfo=UTC)  # a quarter past two for the second time
    assert next_opening(again, PARIS, time(2, 30), CLOSES) == again
