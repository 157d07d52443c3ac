"""Holidays, closings, the two changes of the clock. 2 November 2026 is a Monday."""

from datetime import UTC, date, datetime

import pytest

from chalicelib.domain.decision import Why
from tests.builders import CREDITOR, creditor, days
from tests.scenarios.diary import Diary

pytestmark = pytest.mark.usefixtures("every_rate_known")


def december(day: int) -> date:
    return date(2026, 12, day)


def test_a_december_has_no_letter_on_christmas_and_none_on_new_years_day() -> None:
    # Reminders fall due on Friday 25 December and, the second one, on Friday 1 January.
    diary = Diary().owes("F-1", due=december(22)).lives_until(date(2027, 1, 31))
    assert diary.pages == [
        "7 Dec notice F-1: delivered",
        "28 Dec reminder-1 F-1: delivered",  # Christmas is a Friday
        "4 Jan reminder-2 F-1: delivered",  # six days were given until the 3rd, a Sunday
        "11 Jan final-reminder F-1: delivered",
        "21 Jan formal-notice F-1: delivered",
    ]


def test_what_falls_due_on_new_years_day_waits_for_the_next_working_day_and_says_so() -> None:
    diary = Diary().owes("F-1", due=december(29)).lives_until(date(2027, 1, 1))
    reason = diary.reason("F-1")
    assert (reason.why, reason.until) == (Why.NOT_A_WORKING_DAY, date(2027, 1, 4))
    diary.lives_until(date(2027, 1, 5))
    assert diary.pages == ["14 Dec notice F-1: delivered", "4 Jan reminder-1 F-1: delivered"]


def test_nothing_goes_out_while_the_creditor_has_its_summer_closing() -> None:
    diary = Diary(today=date(2027, 6, 1)).owes("F-1", due=date(2027, 7, 20))
    diary.closes((date(2027, 7, 30), date(2027, 8, 22))).lives_until(date(2027, 9, 12))
    assert diary.pages == [
        "5 Jul notice F-1: delivered",
        "23 Jul reminder-1 F-1: delivered",
        "23 Aug reminder-2 F-1: delivered",  # due on 30 July
        "30 Aug final-reminder F-1: delivered",
        "8 Sep formal-notice F-1: delivered",
    ]


def test_a_creditor_that_opens_before_the_end_of_its_closing_is_heard_the_next_morning() -> None:
    diary = Diary(today=date(2027, 6, 1)).owes("F-1", due=date(2027, 7, 20))
    diary.closes((date(2027, 7, 30), date(2027, 8, 22))).lives_until(date(2027, 8, 9)).closes()
    diary.lives_until(date(2027, 8, 10))
    assert diary.pages[2:] == ["10 Aug reminder-2 F-1: delivered"]


def at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "last_hour"),
    [(date(2027, 3, 26), 17), (date(2027, 3, 29), 16), (date(2026, 10, 23), 16), (date(2026, 10, 26), 17)],
    ids=["before March", "after March", "before October", "after October"],
)
def test_nothing_leaves_from_seven_in_the_evening_on_in_paris(day: date, last_hour: int) -> None:
    for hour, sent in ((last_hour, 1), (last_hour + 1, 0)):
        diary = Diary(today=day - days(1)).owes("F-1", due=day - days(3))
        assert len(diary.lives_by_the_hour(at(day, hour), at(day, hour))) == sent


def test_the_gap_between_two_letters_is_counted_in_days_over_the_clock_change() -> None:
    diary = Diary(today=date(2027, 3, 1)).owes("F-1", due=date(2027, 3, 21)).owes("F-2", due=date(2027, 3, 23))
    diary.lives_until(date(2027, 3, 30))
    assert diary.pages == [
        "8 Mar notice F-1 F-2: delivered",  # the 6th is a Saturday
        "24 Mar reminder-1 F-1: delivered",
        "29 Mar reminder-1 F-2: delivered",  # due on the 26th; five days, one of them an hour short
    ]


def test_the_due_date_is_a_day_of_the_creditor_wherever_the_server_is() -> None:
    diary = Diary(today=date(2026, 11, 2))
    diary.office.creditors.put(creditor(time_zone="America/Guadeloupe"))
    diary.owes("F-1", due=date(2026, 11, 1))
    # Four hours behind: at 02:00 UTC of the 5th it is still the evening of the 4th, the day on which it is due.
    sent = diary.lives_by_the_hour(at(date(2026, 11, 4), 0), at(date(2026, 11, 5), 23))
    assert sent == [at(date(2026, 11, 4), 12)]
    assert diary.office.creditors.get(CREDITOR).time_zone == "America/Guadeloupe"


def test_a_leap_day_is_a_day() -> None:
    diary = Diary(today=date(2028, 1, 20)).owes("F-1", due=date(2028, 2, 26)).lives_until(date(2028, 3, 8))
    assert diary.pages == [
        "11 Feb notice F-1: delivered",
        "29 Feb reminder-1 F-1: delivered",
        "7 Mar reminder-2 F-1: delivered",
    ]
