"""The engine and the rules written a second time agree: on the decisions of a day, and on the dates of whole chases.

`RELANCE_SOAK=1 pytest tests/properties/test_ladder_oracle.py` walks all of the 200,000 chases.
"""

import os
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.adapters.policies.shipped_policies import shipped
from chalicelib.domain.calendar import day_in, next_opening, opening
from chalicelib.domain.decision import Decision, Why
from chalicelib.domain.facts import Approval, Facts, InvoiceFacts
from chalicelib.domain.ladder import decide
from chalicelib.domain.level import REPLIES, Level
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.money import Money
from chalicelib.domain.parties import DebtorKind
from chalicelib.domain.policy import Anchor, Channel, Policy
from chalicelib.domain.step import Step
from tests.builders import MONDAY, days
from tests.properties.naive_chase import CHANGES, HOURS_AHEAD, in_utc, naive_chase
from tests.properties.naive_ladder import Answer, naive_decision
from tests.properties.random_facts import HOURS, KINDS, policies, random_case
from tests.properties.test_decide import facts as drawn_facts

SOAK = bool(os.environ.get("RELANCE_SOAK"))
CASES, EACH_AT_LEAST = (45_000, 150) if SOAK else (9_000, 30)
CHASES = 200_000 if SOAK else 6_000
YEARS = range(2024, 2036)
ZONES = sorted(HOURS_AHEAD)
LEAP_DAYS = [date(year, 2, 29) for year in YEARS if year % 4 == 0]
CHANGE_DAYS = [day for year in YEARS for day in CHANGES[year]]
TURNS = [*CHANGE_DAYS, *LEAP_DAYS]
# The clocks skip and double the hours from 01:00, 02:00 and 03:00, by the zone.
ODD_HOURS = [time(1), time(1, 30), time(2), time(2, 30), time(3), time(3, 30)]


def answer_of(decision: Decision) -> Answer:
    message = decision.message
    return Answer(
        message.level if message else None,
        message.channel if message else None,
        [(item.invoice_id, item.level) for item in message.items] if message else [],
        [(r.invoice_id, r.why, r.level, r.until) for r in decision.reasons],
        decision.next_look_on,
        message.pay_until if message else None,
    )


def test_the_engine_and_the_rules_read_again_agree_on_random_facts_of_every_reason() -> None:
    met: Counter[object] = Counter()
    for seed in range(CASES):
        known, policy, on = random_case(seed)
        found = answer_of(decide(known, policy, on))
        assert found == naive_decision(known, policy, on), f"seed {seed}, {on}: {known} under {policy}"
        met.update(why for _, why, _, _ in found.reasons)
        met.update([found.level, found.channel, (found.level, len(found.items))])
        met.update((why, level) for _, why, level, _ in found.reasons if why in (Why.HELD, Why.FAILED, Why.TO_POST))
    assert not {why: met[why] for why in Why if met[why] < EACH_AT_LEAST}
    assert not {level: met[level] for level in set(Level) - REPLIES if met[level] < EACH_AT_LEAST}
    assert not {channel: met[channel] for channel in Channel if met[channel] < EACH_AT_LEAST}
    assert all(met[Level.REMINDER_1, count] for count in (1, 2, 3))
    assert all(met[why, Level.NOTICE] for why in (Why.HELD, Why.FAILED, Why.TO_POST))


def test_nothing_is_to_be_said_before_the_next_look() -> None:
    """The facts as they are: whoever is looked at no sooner is not forgotten."""
    for seed in range(CASES // 4):
        known, policy, on = random_case(seed)
        # A word is said on its day, and looked at then.
        known = replace(known, approvals=tuple(a for a in known.approvals if a.on <= on))
        look = decide(known, policy, on).next_look_on
        for ahead in range(1, 16):
            day = on + timedelta(days=ahead)
            if look is None or day < look:
                said = decide(known, policy, day).message
                assert said is None, f"seed {seed}: forgotten from {day} until {look}: {known} under {policy}"


@given(drawn_facts(), st.sampled_from(sorted(shipped())), st.integers(0, 30))
def test_the_engine_and_the_rules_read_again_agree_under_the_shipped_policies(
    known: Facts, name: str, later: int
) -> None:
    on, policy = MONDAY + days(later), shipped()[name]
    assert answer_of(decide(known, policy, on)) == naive_decision(known, policy, on)


@dataclass(frozen=True)
class Pair:
    """An invoice and the policy under which it is chased, in the zone of its creditor."""

    due_on: date
    policy: Policy
    kind: DebtorKind
    cents: int
    zone: str
    days_off: frozenset[date]
    first_look: date


@cache
def calendars() -> list[frozenset[date]]:
    """Ten days off a year, the days of a leap year and of a change of clocks among them or not."""
    chance, first = random.Random(5), date(2023, 6, 1)
    return [frozenset(first + timedelta(days=chance.randrange(4800)) for _ in range(130)) for _ in range(20)]


@cache
def chasing() -> list[Policy]:
    """As drawn for a day, but without what keeps a chase from moving: bank data, tolerance, tasks."""
    chance, hours, found = random.Random(7), [*HOURS, *ODD_HOURS], list[Policy]()
    for each in policies():
        budget = replace(each.budget, opens=chance.choice(hours))
        found.append(replace(each, budget=budget, bank_data_days=None, tolerance=(), manual_steps=()))
    return found


def pairs(count: int) -> Iterator[Pair]:
    chance = random.Random(2024)
    for n in range(count):
        policy, zone = chance.choice(chasing()), ZONES[n % len(ZONES)]
        due_on = date(2024, 1, 1) + timedelta(days=chance.randrange(12 * 365 + 3))
        counted = [r.offset_days for r in policy.rungs if r.anchor is Anchor.DUE_DATE]
        if n % 3 == 0 and counted:
            # One of its levels falls on a change of the clocks or on 29 February.
            due_on = TURNS[n // 15 % len(TURNS)] - timedelta(days=chance.choice(counted))
        first_look = due_on - timedelta(days=chance.choice([-3, 0, 5, 16, 30]))
        cents = chance.choice([100, 500, 10_000])
        yield Pair(due_on, policy, chance.choice(KINDS), cents, zone, chance.choice(calendars()), first_look)


def engine_chase(pair: Pair) -> list[tuple[Level, datetime]]:
    """From look to look: what is sent is delivered that day, and a person approves what waits for it at once."""
    owed, on = InvoiceFacts("a", "A", pair.due_on, Money(pair.cents)), pair.first_look
    budget, look = pair.policy.budget, date.min
    steps, approvals, sent = tuple[Step, ...](), tuple[Approval, ...](), list[tuple[Level, datetime]]()
    while True:
        known = Facts((owed,), steps, holidays=pair.days_off, kind=pair.kind, approvals=approvals)
        decision = decide(known, pair.policy, on)
        [reason] = decision.reasons
        if reason.why is Why.WAITS_FOR_APPROVAL and reason.level and look != on:
            approvals, look = (*approvals, Approval("a", reason.level, on, "claire")), on
            continue
        if message := decision.message:
            steps = (*steps, Step(f"s{len(steps)}", message.level, on, message.items, StepState.DELIVERED, heard_on=on))
            at = next_opening(opening(on, pair.zone, time(0)), pair.zone, budget.opens, budget.closes)
            sent.append((message.level, at))
        if decision.next_look_on is None:
            return sent
        assert decision.next_look_on > on, pair
        on = decision.next_look_on


def turns_met(pair: Pair, chase: list[tuple[Level, date]]) -> Iterator[tuple[str, date, bool]]:
    """The turns on which a level of the chase falls, and whether it leaves that very day or on a working day after."""
    for level, on in chase:
        rung = pair.policy.rung(level)
        if rung and rung.anchor is Anchor.DUE_DATE:
            day = pair.due_on + timedelta(days=rung.offset_days)
            if day in TURNS and (on - day).days <= 3:
                yield pair.zone, day, on == day


def test_the_engine_and_a_walk_over_every_day_agree_on_the_dates_of_whole_chases() -> None:
    met: Counter[object] = Counter()
    for pair in pairs(CHASES):
        chase = naive_chase(pair.due_on, pair.policy, pair.kind, pair.cents, pair.days_off, pair.first_look)
        opens = pair.policy.budget.opens
        assert engine_chase(pair) == [(level, in_utc(on, opens, pair.zone)) for level, on in chase], pair
        met.update(turns_met(pair, chase))
        met.update([len(chase)])
        met.update((pair.zone, opens) for _ in chase)
    for zone in ZONES:
        # Clocks change on Sundays, when nothing leaves: what falls on one leaves on the next working day.
        assert all(met[zone, day, False] for day in CHANGE_DAYS)
        assert all(met[zone, day, day.isoweekday() < 6] for day in LEAP_DAYS)
        assert all(met[zone, at] for at in ODD_HOURS)
    assert min(met[count] for count in range(6)) > CHASES / 500
    assert met[6] > CHASES / 1000


@pytest.mark.parametrize("zone", ZONES)
def test_the_hours_of_sending_open_by_the_table_of_clock_changes_on_every_day_around_one(zone: str) -> None:
    quarters = [time(hour, minute) for hour in range(24) for minute in (0, 15, 30, 45)]
    for change in CHANGE_DAYS:
        for day in (change - days(1), change, change + days(1)):
            for opens in quarters:
                assert opening(day, zone, opens) == in_utc(day, opens, zone), (day, opens)


@pytest.mark.parametrize("zone", ZONES)
def test_each_hour_of_twelve_years_is_on_its_day_by_the_table_of_clock_changes(zone: str) -> None:
    hour, at, ends = timedelta(hours=1), datetime(YEARS[0], 1, 1, tzinfo=UTC), datetime(YEARS[-1] + 1, 1, 1, tzinfo=UTC)
    while at < ends:
        starts, stops = (datetime.combine(change, time(1), UTC) for change in CHANGES[at.year])
        ahead = HOURS_AHEAD[zone] + (starts <= at < stops)
        assert day_in(zone, at) == (at + ahead * hour).date(), at
        at += hour


def test_the_clocks_change_at_one_in_utc_on_the_last_sundays_of_march_and_october() -> None:
    assert CHANGES[2026] == (date(2026, 3, 29), date(2026, 10, 25))
    assert in_utc(date(2026, 3, 29), time(1, 59), "Europe/Paris") == datetime(2026, 3, 29, 0, 59, tzinfo=UTC)
    assert in_utc(date(2026, 3, 29), time(3), "Europe/Paris") == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert in_utc(date(2026, 10, 25), time(3), "Europe/Paris") == datetime(2026, 10, 25, 2, tzinfo=UTC)
