"""The limitation clock: until which day a claim may be brought to court, and what starts the period anew.

Sources: C. civ. 2224, 2228, 2229, 2231, 2233, 2240, 2241, 2244; Cass. com. 18 May 2022, 20-23.204 (no letter
interrupts, not even a registered formal notice). Where two readings exist the earlier day is given: to act too early
costs nothing.
"""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

ALARM_MONTHS = (12, 6, 3, 1)


class Act(StrEnum):
    """What happens to a claim. `interrupts` says which of it starts a new period of the same length."""

    ACKNOWLEDGEMENT = "acknowledgement"
    PART_PAYMENT = "part-payment"
    COURT_CLAIM = "court-claim"
    PAYMENT_ORDER_SERVED = "payment-order-served"
    ENFORCEMENT = "enforcement"
    PAYMENT_ORDER_FILED = "payment-order-filed"
    REMINDER = "reminder"
    FORMAL_NOTICE = "formal-notice"
    REGISTERED_FORMAL_NOTICE = "registered-formal-notice"

    @property
    def interrupts(self) -> bool:
        return self in _INTERRUPTS


# A closed list. An order to pay interrupts when it is served on the debtor, not when it is asked for.
_INTERRUPTS = frozenset(
    {Act.ACKNOWLEDGEMENT, Act.PART_PAYMENT, Act.COURT_CLAIM, Act.PAYMENT_ORDER_SERVED, Act.ENFORCEMENT}
)


@dataclass(frozen=True, slots=True)
class Happened:
    act: Act
    on: date


@dataclass(frozen=True, slots=True)
class Clock:
    """The period runs from `since`; `last_day` is the last day on which a claim may be brought.

    `too_late` are acts that would have interrupted but came after the period had ended.
    """

    since: date
    last_day: date
    interrupted_by: tuple[Happened, ...] = ()
    too_late: tuple[Happened, ...] = ()

    def is_over(self, on: date) -> bool:
        return on > self.last_day

    @property
    def alarms(self) -> tuple[tuple[int, date], ...]:
        """Months before the end, and the day on which that is said, the earliest first.

        >>> Clock(date(2026, 5, 1), date(2031, 5, 1)).alarms[0]
        (12, datetime.date(2030, 5, 1))
        """
        return tuple((months, months_before(self.last_day, months)) for months in ALARM_MONTHS)

    def alarm(self, on: date) -> int | None:
        """The months of the alarm that has been reached, None before the first and once all is over.

        >>> Clock(date(2026, 5, 1), date(2031, 5, 1)).alarm(date(2031, 2, 1))
        3
        """
        if self.is_over(on):
            return None
        return next((months for months, since in reversed(self.alarms) if since <= on), None)


def limitation(due_on: date, years: int, happened: Iterable[Happened] = (), *, from_new_year: bool = False) -> Clock:
    """The clock of a claim due on that day, under a period of so many years; `from_new_year`, the period runs from the
    1 January that follows (loi 68-1250).

    >>> limitation(date(2026, 5, 1), 5).last_day
    datetime.date(2031, 5, 1)
    >>> limitation(date(2026, 5, 1), 5, [Happened(Act.PART_PAYMENT, date(2027, 3, 9))]).last_day
    datetime.date(2032, 3, 9)
    >>> limitation(date(2026, 5, 1), 5, [Happened(Act.REGISTERED_FORMAL_NOTICE, date(2027, 3, 9))]).last_day
    datetime.date(2031, 5, 1)
    >>> limitation(date(2026, 5, 1), 4, from_new_year=True).last_day
    datetime.date(2030, 12, 31)
    """
    since, interrupted, too_late = due_on, list[Happened](), list[Happened]()
    for each in sorted(happened, key=lambda h: h.on):
        if not each.act.interrupts or each.on <= since:
            continue
        if each.on > _last_day(since, years, from_new_year=from_new_year):
            too_late.append(each)
        else:
            since = each.on
            interrupted.append(each)
    last_day = _last_day(since, years, from_new_year=from_new_year)
    return Clock(since, last_day, tuple(interrupted), tuple(too_late))


def _last_day(since: date, years: int, *, from_new_year: bool) -> date:
    return date(since.year + years, 12, 31) if from_new_year else years_after(since, years)


def years_after(on: date, years: int) -> date:
    """The same day so many years later; 29 February gives 28 February where there is none."""
    try:
        return on.replace(year=on.year + years)
    except ValueError:
        return on.replace(year=on.year + years, day=28)


def months_before(on: date, months: int) -> date:
    """The same day so many months earlier, or the last day of a shorter month.

    >>> months_before(date(2031, 3, 31), 1)
    datetime.date(2031, 2, 28)
    """
    year, month = divmod(on.year * 12 + on.month - 1 - months, 12)
    return date(year, month + 1, min(on.day, calendar.monthrange(year, month + 1)[1]))
