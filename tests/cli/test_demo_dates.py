"""The demonstration is told as of today: its dates move by whole weeks, its planner runs on working days."""

import csv
import io
import json
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.adapters.public_holidays import PublicHolidays
from chalicelib.entrypoints.cli.demo import WRITTEN_ON, moved, planner_dates
from tests.cli.conftest import SAMPLES

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


def test_the_planner_runs_two_weeks_ago_one_week_ago_and_today() -> None:
    assert [at.isoformat() for at in planner_dates(date(2026, 11, 24))] == [
        "2026-11-10T08:00:00+00:00",
        "2026-11-17T08:00:00+00:00",
        "2026-11-24T08:00:00+00:00",
    ]


def test_a_holiday_or_a_sunday_gives_way_to_the_next_working_day() -> None:
    assert next(at.date() for at in planner_dates(date(2026, 11, 25))) == date(2026, 11, 12)
    assert [at.date() for at in planner_dates(date(2026, 11, 29))] == [
        date(2026, 11, 16),
        date(2026, 11, 23),
        date(2026, 11, 30),
    ]


@given(DAYS)
def test_whatever_the_day_the_planner_runs_thrice_in_order_on_working_days(today: date) -> None:
    days = [at.date() for at in planner_dates(today)]
    days_off = PublicHolidays().of("FR", (today.year - 1, today.year, today.year + 1))
    assert days == sorted(set(days))
    assert not [d for d in days if d.weekday() > 4 or d in days_off]
    assert timedelta(0) <= days[-1] - today <= timedelta(4)


@given(st.integers(-500, 500))
def test_dates_move_by_whole_weeks_in_both_spellings_and_nothing_else_does(weeks: int) -> None:
    by = timedelta(weeks=weeks)
    was = json.loads((SAMPLES / "factures.json").read_text(encoding="utf-8"))["invoices"]
    now = json.loads(moved((SAMPLES / "factures.json").read_text(encoding="utf-8"), by))["invoices"]
    for before, after in zip(was, now, strict=True):
        assert date.fromisoformat(after["issued_on"]) - date.fromisoformat(before["issued_on"]) == by
        assert {k: v for k, v in after.items() if not k.endswith("_on")} == {
            k: v for k, v in before.items() if not k.endswith("_on")
        }


def test_a_csv_keeps_its_byte_order_mark_its_lines_and_its_amounts() -> None:
    text = (SAMPLES / "factures.csv").read_bytes().decode()
    after = moved(text, timedelta(weeks=6))
    assert after.startswith("\ufeff")
    was, now = (list(csv.reader(io.StringIO(t), delimiter=";")) for t in (text, after))
    assert [len(row) for row in was] == [len(row) for row in now]
    assert now[1][:3] == ["F-2026-0131", "01/10/2026", "31/10/2026"]
    assert [row[12] for row in was] == [row[12] for row in now]


def test_the_samples_were_written_on_a_tuesday() -> None:
    assert WRITTEN_ON.weekday() == 1
