"""Which plans stand, again and naively, from docs/decisions/0010-the-scenario-engine.md."""

from dataclasses import dataclass
from datetime import date

from chalicelib.domain.facts import Facts
from chalicelib.domain.hold import HoldKind
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.plan import Plan
from chalicelib.domain.step import Step

WEEK_TO_POST = 7
# Of a letter that was withdrawn: nobody posted it, as is known.
NEVER_LEFT = ("not posted in time", "another one was posted")
SAID = (StepState.ACCEPTED, StepState.DELIVERED, StepState.COMPLAINED, StepState.POSTED)


def plus(day: date, count: int) -> date:
    return date.fromordinal(day.toordinal() + count)


@dataclass
class Standing:
    """`unpaid`: each instalment that is not paid whole, with what is left of it; `first` the day of the one by which
    more than the tolerance is missing, else of the last; `last` is None for no end.
    """

    plan: Plan
    unpaid: list[tuple[date, int]]
    last: date | None
    credit: int
    first: date | None


def standing_plans(facts: Facts, on: date) -> tuple[list[Standing], dict[str, int]]:
    """And what is left of the credit for everything else, by currency."""
    left: dict[str, int] = {}
    for sum_ in facts.credits:
        left[sum_.currency] = left.get(sum_.currency, 0) + sum_.cents
    for invoice in facts.invoices:
        if invoice.open.cents < 0:
            left[invoice.open.currency] = left.get(invoice.open.currency, 0) - invoice.open.cents
    found = []
    for plan in sorted(facts.plans, key=lambda p: (p.agreed_on, p.id)):
        currency = plan.instalments[0].amount.currency
        missing = sum(i.amount.cents for i in plan.instalments) - plan.received.cents
        share = max(0, min(left.get(currency, 0), missing))
        unpaid = _unpaid(plan, plan.received.cents + share)
        if plan.ended_on is not None:
            continue
        if missing > plan.tolerance_cents and missing - share <= plan.tolerance_cents:
            found.append(Standing(plan, unpaid, None, share, unpaid[-1][0] if unpaid else None))
            left[currency] = left.get(currency, 0) - share
            continue
        if not unpaid:
            continue
        missing, first = 0, unpaid[-1][0]
        for day, _ in reversed(unpaid):
            missing = sum(c for d, c in unpaid if d <= day)
            if missing > plan.tolerance_cents:
                first = day
        last = _last_day(plan, first, facts, on)
        if last is None or on <= last:
            found.append(Standing(plan, unpaid, last, share, first))
            left[currency] = left.get(currency, 0) - share
    return found, left


def about(step: Step, plan: Plan) -> bool:
    names = [item.invoice_id.split("/")[0] for item in step.items]
    is_on_it = any(name in plan.invoice_ids for name in names)
    return step.level == Level.INSTALMENT and is_on_it and plan.agreed_on <= step.on


def _unpaid(plan: Plan, money: int) -> list[tuple[date, int]]:
    found = []
    for instalment in plan.instalments:
        part = min(money, instalment.amount.cents)
        money -= part
        if part < instalment.amount.cents:
            found.append((instalment.on, instalment.amount.cents - part))
    return found


def _last_day(plan: Plan, first: date, facts: Facts, on: date) -> date | None:
    graced, given = plus(first, plan.grace_days), days_given(plan, facts, on)
    by_grace = last_by_grace(plan, first, facts, graced)
    if by_grace is None:
        return None
    last = working(by_grace, facts)
    if given is not None and given >= graced:
        by_letter = last_by_grace(plan, first, facts, given)
        if by_letter is None:
            return None
        last = max(last, given if by_letter == given else working(by_letter, facts))
    return last


def working(day: date, facts: Facts) -> date:
    while day.isoweekday() > 5 or day in facts.holidays:
        day = plus(day, 1)
    return day


def days_given(plan: Plan, facts: Facts, on: date, before: date = date.max) -> date | None:
    """The latest day to pay of the reminders that were said before a day, or wait for the post in their week, or were
    withdrawn and may have been posted.
    """
    days = [step.pay_until for step in heard(plan, facts, on) if step.on < before and step.pay_until]
    return max(days) if days else None


def heard(plan: Plan, facts: Facts, on: date) -> list[Step]:
    found = []
    for step in facts.steps:
        waits = step.state == StepState.UNPOSTED and on.toordinal() - step.on.toordinal() <= WEEK_TO_POST
        may_have_left = step.state == StepState.WITHDRAWN and step.reason not in NEVER_LEFT
        if about(step, plan) and (
            step.state in (*SAID, StepState.CLAIMED, StepState.UNKNOWN) or waits or may_have_left
        ):
            found.append(step)
    return found


def last_by_grace(plan: Plan, first: date, facts: Facts, last: date, over_on: date | None = None) -> date | None:
    """From the day on which it would end: with the holds alone that are over on a day, where one is given."""
    for hold in sorted(facts.holds, key=lambda h: h.since):
        if over_on is not None and not (hold.until is not None and hold.until < over_on):
            continue
        if hold.kind in (HoldKind.PROMISE, HoldKind.PLAN) or hold.since > last:
            continue
        if hold.invoice_id == "" or hold.invoice_id in plan.invoice_ids:
            if hold.until is None:
                return None
            if hold.until >= first and hold.until >= hold.since:
                last = max(last, plus(hold.until, plan.grace_days))
    return last
