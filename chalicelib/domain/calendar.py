"""Days: due dates from payment terms, working days, and the hours in which a debtor may be written to.

A day is a `date` in the creditor's zone; an instant is an aware UTC `datetime`. Holidays are an argument: this room
knows no country. The two readings of "45 jours fin de mois" are economie.gouv.fr's (DGCCRF, délais de paiement).
"""

import calendar as _months
from collections.abc import Container
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from chalicelib.domain.errors import Refused

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)


class TermsKind(StrEnum):
    NET = "net"
    DAYS_THEN_END_OF_MONTH = "days-then-end-of-month"
    END_OF_MONTH_THEN_DAYS = "end-of-month-then-days"


@dataclass(frozen=True, slots=True)
class Terms:
    """Payment terms as agreed: a number of days and how the end of the month enters."""

    days: int
    kind: TermsKind = TermsKind.NET

    def __post_init__(self) -> None:
        if not 0 <= self.days <= 365:
            raise Refused(f"payment terms of {self.days} days: from 0 to 365 are possible")


def end_of_month(on: date) -> date:
    return on.replace(day=_months.monthrange(on.year, on.month)[1])


def due_on(issued_on: date, terms: Terms) -> date:
    """The last day on which payment is in time.

    >>> due_on(date(2025, 2, 15), Terms(45, TermsKind.DAYS_THEN_END_OF_MONTH))
    datetime.date(2025, 4, 30)
    >>> due_on(date(2025, 2, 15), Terms(45, TermsKind.END_OF_MONTH_THEN_DAYS))
    datetime.date(2025, 4, 14)
    """
    days = timedelta(days=terms.days)
    match terms.kind:
        case TermsKind.NET:
            return issued_on + days
        case TermsKind.DAYS_THEN_END_OF_MONTH:
            return end_of_month(issued_on + days)
        case TermsKind.END_OF_MONTH_THEN_DAYS:
            return end_of_month(issued_on) + days


def is_working_day(on: date, holidays: Container[date]) -> bool:
    """Monday to Friday, holidays excepted."""
    return on.weekday() < 5 and on not in holidays


def first_working_day(on: date, holidays: Container[date]) -> date:
    """`on` itself, or the next working day after it."""
    while not is_working_day(on, holidays):
        on += DAY
    return on


def add_working_days(on: date, days: int, holidays: Container[date]) -> date:
    """The `days`-th working day after `on`."""
    for _ in range(days):
        on = first_working_day(on + DAY, holidays)
    return on


def day_in(zone: str, at: datetime) -> date:
    """The calendar day of an instant, where the creditor lives."""
    return at.astimezone(ZoneInfo(zone)).date()


def opening(on: date, zone: str, opens: time) -> datetime:
    """The instant at which the hours of sending open on that day."""
    at = datetime.combine(on, opens, ZoneInfo(zone)).astimezone(UTC)
    # An hour that the clocks leave out opens when they have jumped over it.
    while at.astimezone(ZoneInfo(zone)).time() > opens and _is_open(at - MINUTE, on, zone, opens):
        at -= MINUTE
    return at


def next_opening(at: datetime, zone: str, opens: time, closes: time) -> datetime:
    """`at` itself within the hours of sending, in the creditor's time, else the next opening."""
    local = at.astimezone(ZoneInfo(zone))
    if opens <= local.time() < closes:
        return at
    on = local.date() if local.time() < opens else local.date() + DAY
    # In an hour that the clocks repeat they have opened once already.
    return max(opening(on, zone, opens), at)


def _is_open(at: datetime, on: date, zone: str, opens: time) -> bool:
    local = at.astimezone(ZoneInfo(zone))
    return local.date() == on and local.time() >= opens
