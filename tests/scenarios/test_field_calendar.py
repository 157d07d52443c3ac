"""Where the reminder engines of others mistake the day: weekends, holidays, clock changes, time zones.

Each test is named after a failure; its docstring cites the thread. Due on Monday 2 November 2026 unless said otherwise.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from chalicelib.domain.decision import Why
from chalicelib.domain.parties import Address
from tests.builders import creditor, days, debtor
from tests.scenarios.diary import Diary

pytestmark = pytest.mark.usefixtures("every_rate_known")
DUE = date(2026, 11, 2)


def november(day: int) -> date:
    return date(2026, 11, day)


def at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), UTC)


def levels(diary: Diary) -> list[str]:
    return [s.level for s in diary.office.case.steps]


@dataclass
class HolidaysByCountry:
    by_country: dict[str, frozenset[date]]

    def of(self, country: str, years: Iterable[int]) -> frozenset[date]:
        return self.by_country.get(country, frozenset())


@pytest.mark.parametrize(("country", "sent"), [("FR", "6 Nov"), ("BE", "5 Nov")], ids=["a holiday there", "none there"])
def test_nothing_goes_out_on_a_holiday_of_the_debtors_country(country: str, sent: str) -> None:
    """invoiceninja/invoiceninja#2359 and invoiceninja/invoiceninja#9538."""
    away = debtor(address=Address(("3 quai Sud",), "29200", "Brest", country))
    diary = Diary()
    diary.office.holidays = HolidaysByCountry({"FR": frozenset({november(5)})})  # type: ignore[assignment]
    diary.owes("F-1", due=DUE, who=away).lives_until(november(6))
    assert diary.pages[-1] == f"{sent} reminder-1 F-1: delivered"


def test_a_saturday_spends_no_level() -> None:
    """invoiceninja/invoiceninja#2359; getprobo/probo#1591: a ladder spent over a weekend."""
    diary = Diary().owes("F-1", due=november(4)).lives_until(november(7))
    assert (levels(diary), diary.reason("F-1").until) == (["notice"], november(9))
    diary.lives_until(november(8))
    assert (levels(diary), diary.why("F-1")) == (["notice"], Why.NOT_A_WORKING_DAY)
    assert levels(diary.lives_until(november(9))) == ["notice", "reminder-1"]


@pytest.mark.parametrize(
    ("friday", "hours"),
    [(date(2027, 3, 26), (7, 6)), (date(2026, 10, 23), (6, 7))],
    ids=["forward on 28 March 2027", "back on 25 October 2026"],
)
def test_a_clock_change_moves_neither_the_day_nor_the_hour_of_a_reminder(friday: date, hours: tuple[int, int]) -> None:
    """invoiceninja/invoiceninja#8665 (reminders stop when hour and date differ), invoiceninja/invoiceninja#792 (a date
    off by one). Letters leave from eight in the morning in Paris, three days after the due date; hours are in UTC.
    """
    monday = friday + days(3)
    before = Diary(today=friday - days(1)).owes("F-1", due=friday - days(3))
    over_it = Diary(today=friday).owes("F-1", due=friday)
    assert before.lives_by_the_hour(at(friday, 0), at(friday, 23)) == [at(friday, hours[0])]
    assert over_it.lives_by_the_hour(at(friday + days(1), 0), at(monday, 23)) == [at(monday, hours[1])]
    assert [s.on for s in over_it.office.case.steps] == [monday]


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "Pacific/Honolulu", "Europe/Paris"])
def test_an_hour_of_sending_on_another_day_than_in_utc_loses_no_reminder(zone: str) -> None:
    """invoiceninja/invoiceninja#8665 (stopped silently when hour and date differ), invoiceninja/invoiceninja#792 (the
    due date is off by one).
    """
    diary = Diary(today=november(1))
    diary.office.creditors.put(creditor(time_zone=zone))
    diary.owes("F-1", due=DUE)
    sent = diary.lives_by_the_hour(at(november(3), 12), at(november(7), 0))
    eight = datetime.combine(november(5), time(8), ZoneInfo(zone))
    assert (sent, [s.on for s in diary.office.case.steps]) == ([eight], [november(5)])


def test_nobody_is_late_on_the_due_date() -> None:
    """frappe/erpnext#45685 and frappe/erpnext#45716: dunning is offered on the due date itself."""
    diary = Diary().owes("F-1", due=DUE).lives_until(DUE)
    assert (levels(diary), diary.reason("F-1").until) == (["notice"], november(5))


def test_an_offset_counts_forward_from_the_due_date_and_only_the_notice_backward() -> None:
    """Dolibarr/dolibarr#30771: a mail for 60 days late went out 60 days before the due date."""
    diary = Diary(today=DUE - days(60)).owes("F-1", due=DUE).lives_until(DUE + days(60))
    assert {s.level for s in diary.office.case.steps if s.on <= DUE} == {"notice"}


@pytest.mark.parametrize(
    ("missed", "reminder"),
    [(1, "13 Nov"), (3, "16 Nov"), (40, "22 Dec")],
    ids=["a day", "three days, the last a Saturday", "forty days"],
)
def test_runs_that_were_missed_lose_no_level_and_stack_none(missed: int, reminder: str) -> None:
    """invoiceninja/invoiceninja#637 and invoiceninja/invoiceninja#2311 (only on the day that matches),
    Dolibarr/dolibarr#25197 (one mail, then never again). The gap between two messages is kept.
    """
    diary = Diary().owes("F-1", due=DUE).lives_until(november(11))
    diary.lives_until(november(11) + days(missed), planner_runs=False).lives_until(DUE + days(120))
    assert diary.pages[2] == f"{reminder} reminder-2 F-1: delivered"
    assert levels(diary) == ["notice", "reminder-1", "reminder-2", "final-reminder", "formal-notice"]
    heard = [s.on for s in diary.office.case.steps]
    assert all((later - sooner).days >= 5 for sooner, later in pairwise(heard))
