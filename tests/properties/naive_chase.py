"""The chase of one invoice whose every message is delivered the day it is sent, walked day by day from the rules; and
local time to UTC by the table of the European clock changes, without a library of time zones.
"""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta

from chalicelib.domain.level import Level
from chalicelib.domain.parties import DebtorKind
from chalicelib.domain.policy import Anchor, Policy, Rung
from tests.properties.naive_contact import days_since
from tests.properties.naive_reason import LADDER, TIME_GIVEN
from tests.properties.naive_standing import plus

HOURS_AHEAD = {"Europe/Paris": 1, "Europe/Berlin": 1, "Europe/Lisbon": 0, "Europe/London": 0, "Europe/Athens": 2}
# In days: longer than any chase under the policies drawn here, so that a level that never leaves ends the walk.
LONGEST = 400


def last_sunday(year: int, month: int) -> date:
    day = date(year, month, 31)
    while day.isoweekday() != 7:
        day -= timedelta(days=1)
    return day


# In all of Europe the clocks change at one instant, 01:00 UTC.
CHANGES = {year: (last_sunday(year, 3), last_sunday(year, 10)) for year in range(2023, 2038)}


def in_utc(day: date, at: time, zone: str) -> datetime:
    """Of an hour that comes twice the first; one that the clocks skip comes when they have skipped it."""
    winter = datetime.combine(day, at, UTC) - timedelta(hours=HOURS_AHEAD[zone])
    summer = winter - timedelta(hours=1)
    starts, ends = (datetime.combine(change, time(1), UTC) for change in CHANGES[day.year])
    if starts <= summer < ends:
        return summer
    return starts if summer < starts <= winter else winter


def naive_chase(
    due_on: date, policy: Policy, kind: DebtorKind, cents: int, days_off: Collection[date], first_look: date
) -> list[tuple[Level, date]]:
    """The levels and the days on which they leave. A person approves at once, so that nothing waits for one."""
    sent: list[tuple[Level, date]] = []
    budget = policy.budget
    last = last_level(policy, kind, cents)
    day = first_look
    while (not sent or sent[-1][0] != last) and days_since(first_look, day) < LONGEST:
        if last is not None and may_hear(day, sent, days_off, budget.gap_days, budget.most, budget.in_days):
            level = level_due(day, due_on, policy, kind, cents, sent)
            if level is not None:
                sent.append((level, day))
        day += timedelta(days=1)
    return sent


def is_there(rung: Rung, kind: DebtorKind, cents: int) -> bool:
    least, most = rung.conditions.at_least, rung.conditions.at_most
    if kind not in rung.conditions.kinds or (least is not None and cents < least.cents):
        return False
    return most is None or cents <= most.cents


def last_level(policy: Policy, kind: DebtorKind, cents: int) -> Level | None:
    found = [rung.level for rung in policy.rungs if is_there(rung, kind, cents)]
    if Level.FOLLOW_UP in found and Level.FORMAL_NOTICE not in found:
        found.remove(Level.FOLLOW_UP)
    return found[-1] if found else None


def may_hear(
    day: date, sent: list[tuple[Level, date]], days_off: Collection[date], gap: int, most: int, in_days: int
) -> bool:
    if day.isoweekday() in (6, 7) or day in days_off:
        return False
    if sent and days_since(sent[-1][1], day) < gap:
        return False
    return not (len(sent) >= most and days_since(sent[-most][1], day) < in_days)


def level_due(
    day: date, due_on: date, policy: Policy, kind: DebtorKind, cents: int, sent: list[tuple[Level, date]]
) -> Level | None:
    reached, heard_on = sent[-1] if sent else (None, None)
    for rung in policy.rungs:
        if reached is not None and LADDER.index(rung.level) <= LADDER.index(reached):
            continue
        if rung.level == Level.NOTICE and due_on < day:
            continue
        if not is_there(rung, kind, cents):
            continue
        if rung.level == Level.FOLLOW_UP and reached != Level.FORMAL_NOTICE:
            continue
        counted_from = due_on
        if rung.anchor == Anchor.PREVIOUS_LEVEL and heard_on is not None:
            counted_from = max(heard_on, due_on)
        if day < plus(counted_from, rung.offset_days):
            return None
        for letter, letter_on in sent:
            if letter in TIME_GIVEN and day <= plus(letter_on, TIME_GIVEN[letter]):
                return None
        return rung.level
    return None
