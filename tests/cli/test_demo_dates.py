"""The demonstration is told as of today, whatever day that is: the same letters, each on a working day."""

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.adapters.public_holidays import PublicHolidays
from chalicelib.domain.access import LINK_LASTS
from chalicelib.domain.calendar import FIRST_DAY, LAST_DAY, is_working_day
from chalicelib.domain.decision import Why
from chalicelib.domain.level import Level
from chalicelib.domain.policy import DAYS_TO_PAY
from chalicelib.entrypoints.cli import demo
from chalicelib.entrypoints.cli.demo import WRITTEN_ON, first_run, moved, planner_dates, refuse_day, refuse_old_state
from chalicelib.entrypoints.cli.output import CommandFailed, Exit
from infra.local.stack_state import StateUnusable
from tests.cli.conftest import SAMPLES
from tests.cli.demo_story import DemoStory

# What became of each invoice at each of the four dates, and why it ends so: the same on every day of the year.
pytestmark = pytest.mark.usefixtures("every_rate_known")
STORY = {
    "F-2026-0131": (*["reminder-1: withdrawn"] * 3, "reminder-1: unposted", Why.TO_POST),
    "F-2026-0142": ("notice", "reminder-1", "reminder-2", "final-reminder", Why.GIVEN_TIME),
    "F-2026-0150": ("-", "-", "-", "-", Why.PAID),
    "F-2026-0166": ("reminder-1", "reminder-2", "final-reminder", "formal-notice", Why.LADDER_ENDED),
    "F-2026-0172": ("reminder-1", "reminder-2", "final-reminder", "formal-notice", Why.LADDER_ENDED),
    "F-2026-0178": ("-", "notice: bounced", "reminder-1: withdrawn", "reminder-1: unposted", Why.TO_POST),
    "F-2026-0183": ("-", "notice", "reminder-1", "-", Why.PAID),
    "F-2026-0187": ("-", "notice", "reminder-1", "reminder-2", Why.GIVEN_TIME),
    "F-2026-0201": ("-", "notice", "reminder-1", "reminder-2", Why.NOT_DUE_BEFORE),
    "F-2026-0205": ("-", "-", "-", "reminder-1", Why.NOT_DUE_BEFORE),
    "F-2026-0219": ("-", "-", "-", "notice", Why.NOT_DUE_BEFORE),
    "F-2026-0224": ("-", "-", "-", "-", Why.NOT_DUE_BEFORE),
}
DAYS = [date(2001, 1, 1) + timedelta(days=n) for n in range(365 * 97)]


def shape(today: date) -> tuple[int, ...]:
    """The weekday, and how far back each planner date lies: all that the days of the calendar differ in."""
    return (today.weekday(), *((today - at.date()).days for at in planner_dates(today)))


@pytest.fixture(scope="module")
def stories() -> list[DemoStory]:
    """Of the first day of each shape: for every other day the same would be computed again."""
    return [DemoStory(day) for day in sorted({shape(day): day for day in reversed(DAYS)}.values())]


def test_the_same_is_shown_on_every_day(stories: list[DemoStory]) -> None:
    for story in stories:
        assert story.pages == STORY, story.today


def test_no_letter_knows_what_is_yet_to_come(stories: list[DemoStory]) -> None:
    for story in stories:
        for invoice, letters in story.told:
            first = min((letter.on for letter in letters), default=story.dates[-1].date())
            stated = [entry.on for entry in invoice.entries if entry.reference.startswith("upload:")]
            assert max([invoice.issued_on, *stated]) <= first, (story.today, invoice.number)


def test_the_planner_runs_every_second_week_up_to_today() -> None:
    assert [at.isoformat() for at in planner_dates(date(2026, 11, 24))] == [
        "2026-10-13T08:00:00+00:00",
        "2026-10-27T08:00:00+00:00",
        "2026-11-10T08:00:00+00:00",
        "2026-11-24T08:00:00+00:00",
    ]


def test_a_holiday_or_a_sunday_gives_way_to_the_last_working_day_before() -> None:
    assert planner_dates(date(2026, 11, 25))[2].date() == date(2026, 11, 10)
    assert [at.date() for at in planner_dates(date(2026, 11, 29))] == [
        date(2026, 10, 16),
        date(2026, 10, 30),
        date(2026, 11, 13),
        date(2026, 11, 27),
    ]


def test_each_planner_date_is_a_working_day_and_leaves_the_time_that_letters_give() -> None:
    given = max(days for level, days in DAYS_TO_PAY.items() if level is not Level.FORMAL_NOTICE)
    for today in DAYS:
        days = [at.date() for at in planner_dates(today)]
        days_off = PublicHolidays().of("FR", (today.year - 1, today.year))
        assert all(is_working_day(day, days_off) for day in days), today
        assert all((after - before).days > given for before, after in pairwise(days)), today
        assert days[-1] <= today


def test_a_day_is_refused_once_the_links_of_its_last_mails_have_expired() -> None:
    today = date(2026, 11, 24)
    expires = datetime(2026, 11, 24, 8, tzinfo=UTC) + LINK_LASTS
    refuse_day(today, expires - timedelta(seconds=1))
    with pytest.raises(CommandFailed, match=r"--today 2026-11-24 is too long ago: a link .* lasts 396 days") as refused:
        refuse_day(today, expires)
    assert refused.value.code is Exit.USAGE


def test_a_day_off_counts_from_the_working_day_before_it() -> None:
    sunday, expires = date(2026, 11, 29), datetime(2026, 11, 27, 8, tzinfo=UTC) + LINK_LASTS
    with pytest.raises(CommandFailed, match="too long ago"):
        refuse_day(sunday, expires)


def test_a_state_whose_links_have_expired_is_not_gone_on_with(tmp_path: Path) -> None:
    expires = datetime(2026, 11, 24, 8, tzinfo=UTC) + LINK_LASTS
    refuse_old_state(expires, tmp_path)
    first_run(tmp_path / "demo.json", date(2026, 11, 24), print)
    refuse_old_state(expires - timedelta(seconds=1), tmp_path)
    with pytest.raises(StateUnusable, match=r"links to the portal in .* are of 2026-11-24 and have expired"):
        refuse_old_state(expires, tmp_path)


def test_a_state_of_other_samples_is_not_gone_on_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first_run(tmp_path / "demo.json", date(2026, 11, 24), print)
    monkeypatch.setattr(demo, "SAMPLES", demo.SAMPLES[:1])
    with pytest.raises(StateUnusable, match="sample invoices are not those"):
        refuse_old_state(datetime(2026, 11, 24, 8, tzinfo=UTC), tmp_path)


@pytest.mark.parametrize("today", [FIRST_DAY, LAST_DAY], ids=str)
def test_the_ends_of_the_calendar_are_refused_in_words(today: date) -> None:
    with pytest.raises(CommandFailed, match=r"too long ago|yet to come"):
        refuse_day(today, datetime(2026, 11, 24, 8, tzinfo=UTC))


@given(st.dates(date(2001, 1, 1), date(2098, 12, 31)))
def test_dates_move_in_both_spellings_and_nothing_else_does(today: date) -> None:
    by = today - WRITTEN_ON
    was = json.loads((SAMPLES / "factures.json").read_text(encoding="utf-8"))["invoices"]
    now = json.loads(moved((SAMPLES / "factures.json").read_text(encoding="utf-8"), today))["invoices"]
    for before, after in zip(was, now, strict=True):
        assert date.fromisoformat(after["issued_on"]) - date.fromisoformat(before["issued_on"]) == by
        assert {k: v for k, v in after.items() if not k.endswith("_on")} == {
            k: v for k, v in before.items() if not k.endswith("_on")
        }


def test_a_csv_keeps_its_byte_order_mark_its_lines_and_its_amounts() -> None:
    text = (SAMPLES / "factures.csv").read_bytes().decode()
    after = moved(text, WRITTEN_ON + timedelta(weeks=6))
    assert after.startswith("\ufeff")
    was, now = (list(csv.reader(io.StringIO(t), delimiter=";")) for t in (text, after))
    assert [len(row) for row in was] == [len(row) for row in now]
    assert now[1][:3] == ["F-2026-0131", "01/10/2026", "31/10/2026"]
    assert [row[12] for row in was] == [row[12] for row in now]
