"""The reminders of a plan, again and naively, from docs/decisions/0010-the-scenario-engine.md."""

from dataclasses import dataclass
from datetime import date

from chalicelib.domain.facts import Facts
from chalicelib.domain.hold import HoldKind
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.plan import Plan
from chalicelib.domain.policy import Channel, Policy
from tests.properties.naive_contact import channel_of, days_since, policy_of_letter
from tests.properties.naive_position import name_of, standing
from tests.properties.naive_standing import (
    SAID,
    WEEK_TO_POST,
    Standing,
    about,
    days_given,
    heard,
    last_by_grace,
    plus,
    standing_plans,
)


@dataclass
class Turn:
    plan_id: str
    since: date
    oldest: date
    names: list[str]
    pay_by: date


def turns(facts: Facts, policy: Policy) -> list[int]:
    """In days from an instalment; on paper those before it are a week earlier."""
    if channel_of(policy, Level.INSTALMENT, facts) == Channel.EMAIL:
        return list(policy.instalment_reminder_days)
    return [n - WEEK_TO_POST if n <= 0 else n for n in policy.instalment_reminder_days]


def is_silenced(plan: Plan, facts: Facts, on: date) -> bool:
    without = Facts(facts.invoices, holds=facts.holds)
    words = (HoldKind.PROMISE, HoldKind.PLAN)
    return any(k not in words and name in (*plan.invoice_ids, "") for k, name, _, _ in standing(without, on))


def turn_of(found: Standing, facts: Facts, policy: Policy, on: date) -> Turn | None:
    if is_silenced(found.plan, facts, on) or not found.unpaid or not turns(facts, policy):
        return None
    assert found.first
    travels = 0 if channel_of(policy, Level.INSTALMENT, facts) == Channel.EMAIL else WEEK_TO_POST
    there = plus(on, travels)
    pay_by = day_to_pay(found.plan, found.first, facts, on, there)
    asked = [(d, c) for d, c in found.unpaid if plus(d, min(turns(facts, policy))) <= on and d <= pay_by]
    days = []
    for day, _ in asked:
        for turn in [plus(day, n) for n in turns(facts, policy)]:
            if turn <= on and day <= day_to_pay(found.plan, found.first, facts, turn, plus(turn, travels)):
                days.append(turn)
    if not days or pay_by < there:
        return None
    currency = found.plan.instalments[0].amount.currency
    tolerated = sum(t.cents for t in policy.tolerance if t.currency == currency)
    names = [i.id for i in facts.invoices if name_of(i) in found.plan.invoice_ids and i.open.cents > 0]
    if sum(cents for _, cents in asked) <= tolerated or not names:
        return None
    return Turn(found.plan.id, max(days), found.first, names, pay_by)


def day_to_pay(plan: Plan, first: date, facts: Facts, on: date, there: date) -> date:
    """That of the instalment; else of its grace, or an earlier letter's; the first that comes late gives six days."""
    if there <= first:
        return first
    graced = plus(first, plan.grace_days)
    given = days_given(plan, facts, on, before=on)
    last = last_by_grace(plan, first, facts, max(graced, given or graced), over_on=on)
    assert last
    replaced = 0
    for step in heard(plan, facts, on):
        came = plus(step.on, 0 if step.channel == Channel.EMAIL else WEEK_TO_POST)
        if step.on < on and came > first:
            if step.state != StepState.WITHDRAWN:
                return last
            replaced += 1
    if replaced > 1:
        return last
    return max(last, plus(there, 6))


def is_said(plan: Plan, turn: Turn, facts: Facts, policy: Policy, on: date) -> bool:
    for step in facts.steps:
        if not about(step, plan):
            continue
        if step.state in SAID:
            if step.on >= turn.since:
                return True
        elif step.state in (StepState.HELD, StepState.FAILED):
            if days_since(step.on, on) < (1 if step.state == StepState.FAILED else policy.budget.gap_days):
                return True
        elif step.state == StepState.UNPOSTED and days_since(step.on, on) <= WEEK_TO_POST:
            own = policy_of_letter(step, facts, policy)
            if channel_of(own, Level.INSTALMENT, facts) != Channel.EMAIL:
                return True
    return False


def turn_to_say(facts: Facts, policy: Policy, on: date) -> Turn | None:
    found = []
    for each in standing_plans(facts, on)[0]:
        turn = turn_of(each, facts, policy, on)
        if turn is not None and not is_said(each.plan, turn, facts, policy, on):
            found.append(turn)
    heard: dict[str, date] = {}
    for plan in facts.plans:
        said = [s.on for s in facts.steps if about(s, plan) and s.state in SAID]
        heard[plan.id] = max(said) if said else date.min
    return min(found, key=lambda t: (heard[t.plan_id], t.since, t.plan_id)) if found else None


def turns_to_come(facts: Facts, policy: Policy, on: date) -> list[date]:
    found = []
    for each in standing_plans(facts, on)[0]:
        plan = each.plan
        days = [plus(day, n) for day, _ in each.unpaid for n in turns(facts, policy)]
        for hold in facts.holds:
            if hold.kind in (HoldKind.PROMISE, HoldKind.PLAN):
                continue
            stands = hold.until is not None and hold.since <= on <= hold.until
            if hold.until is not None and stands and hold.invoice_id in (*plan.invoice_ids, ""):
                days.append(plus(hold.until, 1))
        for step in facts.steps:
            if about(step, plan) and step.state == StepState.UNPOSTED:
                days.append(plus(step.on, WEEK_TO_POST + 1))
            if about(step, plan) and step.state in (StepState.HELD, StepState.FAILED):
                days.append(plus(step.on, 1 if step.state == StepState.FAILED else policy.budget.gap_days))
        found += [day for day in days if on < day and (each.last is None or day <= each.last)]
        if each.last is not None:
            found.append(plus(each.last, 1))
    return found
