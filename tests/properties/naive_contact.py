"""When and how a debtor may hear from us, again and naively, from docs/decisions/0010-the-scenario-engine.md."""

from datetime import date

from chalicelib.domain.decision import Why
from chalicelib.domain.facts import Facts
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.policy import Channel, Policy
from chalicelib.domain.step import Step
from tests.properties.naive_standing import WEEK_TO_POST, plus


def days_since(day: date, on: date) -> int:
    return on.toordinal() - day.toordinal()


def channel_of(policy: Policy, level: Level, facts: Facts) -> Channel:
    """Of a level that the policy does not have: e-mail, else paper."""
    channels: tuple[Channel, ...] = (Channel.EMAIL,)
    for rung in policy.rungs:
        if rung.level == level:
            channels = rung.channels
    for channel in channels:
        if channel != Channel.EMAIL or facts.can_write:
            return channel
    return Channel.POST


def policy_of_letter(step: Step, facts: Facts, policy: Policy) -> Policy:
    for item in step.items:
        if item.level == step.level:
            for invoice in facts.invoices:
                if invoice.id == item.invoice_id and invoice.policy is not None:
                    return invoice.policy
            return policy
    return policy


def last_day_to_post(step: Step, facts: Facts) -> date:
    last = plus(step.on, WEEK_TO_POST)
    if step.level == Level.NOTICE:
        names = [item.invoice_id for item in step.items]
        due = [invoice.due_on for invoice in facts.invoices if invoice.id in names]
        if due and max(due) < last:
            last = max(due)
    return last


def waiting_letters(facts: Facts, policy: Policy, on: date) -> list[Step]:
    found = []
    for step in facts.steps:
        if step.state == StepState.UNPOSTED and on <= last_day_to_post(step, facts):
            own = policy_of_letter(step, facts, policy)
            if channel_of(own, step.level, facts) != Channel.EMAIL:
                found.append(step)
    return found


def message_days(facts: Facts) -> list[date]:
    found = []
    for step in facts.steps:
        if step.state in (StepState.ACCEPTED, StepState.DELIVERED, StepState.COMPLAINED):
            found.append(step.on)
        if step.state == StepState.POSTED:
            found.append(step.on if step.heard_on is None else max(step.on, step.heard_on))
        denied = (step.reason or "").startswith("a person says that it did not go out")
        if step.state in (StepState.HELD, StepState.CANCELLED) and denied:
            found.append(step.on)
        is_there = (step.email or "").lower() == (facts.email or "").lower()
        if step.state in (StepState.BOUNCED, StepState.DISOWNED) and facts.can_write and is_there:
            found.append(step.on)
    return sorted(found)


def silence(facts: Facts, policy: Policy, on: date, recalls: bool) -> tuple[Why, date] | None:
    """Why the debtor may not hear from us that day, and until when. `recalls`: what is to be said is the reminder of a
    plan.
    """
    tomorrow = plus(on, 1)
    states = [s.state for s in facts.steps]
    if StepState.UNKNOWN in states:
        return Why.UNCONFIRMED, tomorrow
    if StepState.CLAIMED in states or StepState.PLANNED in states or StepState.RENDERED in states:
        return Why.ON_ITS_WAY, tomorrow
    if policy.bank_data_days is not None and (
        facts.bank_data_on is None or days_since(facts.bank_data_on, on) > policy.bank_data_days
    ):
        return Why.BANK_DATA_OLD, tomorrow
    letters = waiting_letters(facts, policy, on)
    if letters and not (recalls and all(letter.level != Level.INSTALMENT for letter in letters)):
        return Why.CONTACT_GAP, max(plus(last_day_to_post(letter, facts), 1) for letter in letters)
    messages, budget = message_days(facts), policy.budget
    if messages and days_since(messages[-1], on) < budget.gap_days:
        return Why.CONTACT_GAP, plus(messages[-1], budget.gap_days)
    for step in facts.steps:
        if step.on == on:
            return Why.DECIDED_TODAY, tomorrow
    if len(messages) >= budget.most and days_since(messages[-budget.most], on) < budget.in_days:
        return Why.CONTACT_BUDGET, plus(messages[-budget.most], budget.in_days)
    if is_off(on, facts):
        day = tomorrow
        while is_off(day, facts):
            day = plus(day, 1)
        return Why.NOT_A_WORKING_DAY, day
    return None


def is_off(day: date, facts: Facts) -> bool:
    return day.isoweekday() in (6, 7) or day in facts.holidays
