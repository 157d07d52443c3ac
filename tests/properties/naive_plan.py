"""The reminders of a plan, again and naively, from docs/decisions/0010-the-scenario-engine.md."""

from dataclasses import dataclass
from datetime import date

from chalicelib.domain.facts import Facts
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.plan import Plan
from chalicelib.domain.policy import Channel, Level, Policy
from chalicelib.domain.step import Step
from tests.properties.naive_contact import WEEK_TO_POST, channel_of, days_since, policy_of_letter
from tests.properties.naive_position import claimed_cents, contested_cents, name_of, plus, standing

SAID = (StepState.ACCEPTED, StepState.DELIVERED, StepState.COMPLAINED, StepState.POSTED)


@dataclass
class Turn:
    plan_id: str
    since: date
    names: list[str]


def unpaid(plan: Plan) -> list[tuple[date, int]]:
    """Each instalment that is not paid whole, with what is left of it."""
    money = plan.received.cents
    found = []
    for instalment in plan.instalments:
        part = min(money, instalment.amount.cents)
        money -= part
        if part < instalment.amount.cents:
            found.append((instalment.on, instalment.amount.cents - part))
    return found


def last_day(plan: Plan, on: date) -> date | None:
    """Of a plan that stands."""
    left = unpaid(plan)
    if plan.ended_on is not None or not left:
        return None
    last = plus(left[0][0], plan.grace_days)
    return last if on <= last else None


def is_silenced(plan: Plan, facts: Facts, on: date) -> bool:
    without = Facts(facts.invoices, holds=facts.holds)
    return any(name in (*plan.invoice_ids, "") for _, name, _, _ in standing(without, on))


def about(step: Step, plan: Plan) -> bool:
    names = [item.invoice_id.split("/")[0] for item in step.items]
    return step.level == Level.INSTALMENT and any(name in plan.invoice_ids for name in names)


def free_credit(facts: Facts, on: date) -> int:
    """What is left of all credit once every invoice that is not held has its share."""
    credit = sum(c.cents for c in facts.credits) + sum(-i.open.cents for i in facts.invoices if i.open.cents < 0)
    contested, claimed = contested_cents(facts, on), claimed_cents(facts, on)
    for invoice in facts.invoices:
        if invoice.id in claimed:
            credit -= invoice.open.cents - contested[invoice.id] - claimed[invoice.id]
    return credit


def turn_of(plan: Plan, facts: Facts, policy: Policy, on: date) -> Turn | None:
    if last_day(plan, on) is None or is_silenced(plan, facts, on):
        return None
    turns = [plus(day, n) for day, _ in unpaid(plan) for n in policy.instalment_reminder_days]
    turns = [day for day in turns if day <= on]
    if not turns:
        return None
    asked = sum(cents for day, cents in unpaid(plan) if plus(day, policy.instalment_reminder_days[0]) <= on)
    tolerated = sum(t.cents for t in policy.tolerance)
    names = [i.id for i in facts.invoices if name_of(i) in plan.invoice_ids and i.open.cents > 0]
    if asked - free_credit(facts, on) <= tolerated or not names:
        return None
    return Turn(plan.id, max(turns), names)


def is_said(plan: Plan, turn: Turn, facts: Facts, policy: Policy, on: date) -> bool:
    for step in facts.steps:
        if not about(step, plan):
            continue
        if step.state in SAID:
            if step.on >= turn.since:
                return True
        elif step.state == StepState.HELD:
            if days_since(step.on, on) < policy.budget.gap_days:
                return True
        elif step.state == StepState.UNPOSTED and days_since(step.on, on) <= WEEK_TO_POST:
            own = policy_of_letter(step, facts, policy)
            if channel_of(own, Level.INSTALMENT, facts) != Channel.EMAIL:
                return True
    return False


def turn_to_say(facts: Facts, policy: Policy, on: date) -> Turn | None:
    found = []
    for plan in facts.plans:
        turn = turn_of(plan, facts, policy, on)
        if turn is not None and not is_said(plan, turn, facts, policy, on):
            found.append(turn)
    heard: dict[str, date] = {}
    for plan in facts.plans:
        said = [s.on for s in facts.steps if about(s, plan) and s.state in SAID]
        heard[plan.id] = max(said) if said else date.min
    return min(found, key=lambda t: (heard[t.plan_id], t.since, t.plan_id)) if found else None


def turns_to_come(facts: Facts, policy: Policy, on: date) -> list[date]:
    found = []
    for plan in facts.plans:
        last = last_day(plan, on)
        if last is None:
            continue
        days = [plus(day, n) for day, _ in unpaid(plan) for n in policy.instalment_reminder_days]
        for hold in facts.holds:
            stands = hold.until is not None and hold.since <= on <= hold.until
            if hold.until is not None and stands and hold.invoice_id in (*plan.invoice_ids, ""):
                days.append(plus(hold.until, 1))
        for step in facts.steps:
            if about(step, plan) and step.state == StepState.UNPOSTED:
                days.append(plus(step.on, WEEK_TO_POST + 1))
            if about(step, plan) and step.state == StepState.HELD:
                days.append(plus(step.on, policy.budget.gap_days))
        found += [day for day in days if on < day <= last]
    return found
