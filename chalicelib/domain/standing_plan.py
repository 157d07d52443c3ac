"""Which plans stand on a day, until when, and what of the debtor's credit pays their instalments.

What a debtor has paid counts for its plan wherever it was booked: on the invoices of the plan, too much on another, or
on none.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from chalicelib.domain.calendar import first_working_day
from chalicelib.domain.facts import Facts
from chalicelib.domain.hold import EXCUSES, Hold, last_in_time
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.money import Money
from chalicelib.domain.plan import Plan
from chalicelib.domain.policy import POSTING_DAYS
from chalicelib.domain.step import Step, invoice_of

SAID = frozenset({StepState.ACCEPTED, StepState.DELIVERED, StepState.COMPLAINED, StepState.POSTED})
# What the debtor may have in hand, though nobody knows yet.
MAY_BE_THERE = SAID | {StepState.CLAIMED, StepState.UNKNOWN}


@dataclass(frozen=True, slots=True)
class StandingPlan:
    """`plan` has the credit that pays it among what it received. `until` is the last day on which it stands should
    nothing more be paid, `date.max` while something else holds one of its invoices without an end; `credit` that part
    of what it received.
    """

    plan: Plan
    until: date
    credit: Money


def standing_plans(facts: Facts, on: date) -> tuple[StandingPlan, ...]:
    """Those that stand on that day, the one that was agreed first before the others: it takes of the credit first, and
    no more than its instalments come to.
    """
    return tuple(_standing(facts, on)) if facts.plans else ()


def credit_cents(facts: Facts, currency: str, on: date) -> int:
    """What was overpaid in a currency, or stands on no invoice, and pays no instalment: it is set against what falls
    due.
    """
    return credit_left(facts, currency, standing_plans(facts, on))


def credit_left(facts: Facts, currency: str, standing: Iterable[StandingPlan]) -> int:
    """What those plans leave of it."""
    taken = (s.credit.cents for s in standing if s.credit.currency == currency)
    return _overpaid_cents(facts, currency) - sum(taken)


def there_by(on: date, *, is_paper: bool) -> date:
    """The day by which a letter of that day is there.

    >>> [str(there_by(date(2026, 11, 30), is_paper=paper)) for paper in (False, True)]
    ['2026-11-30', '2026-12-07']
    """
    return on + timedelta(days=POSTING_DAYS if is_paper else 0)


def heard_of(plan: Plan, facts: Facts, on: date) -> list[Step]:
    """The reminders of the plan that were said or may have been, or wait to be posted in their week. One that is
    withdrawn takes back no day that it gave: it would end the plan that what was told of it meanwhile kept.
    """
    return [s for s in facts.steps if is_about(s, plan) and _may_be_there(s, on)]


def _may_be_there(step: Step, on: date) -> bool:
    return step.state in MAY_BE_THERE or step.is_to_post(on) or step.may_have_left


def given_by(steps: Iterable[Step]) -> date | None:
    """The latest day to pay that one of the reminders named: the plan stands until then."""
    return max((s.pay_until for s in steps if s.pay_until), default=None)


def is_about(step: Step, plan: Plan) -> bool:
    """Whether it is a reminder of that plan, and of none before it."""
    if step.level is not Level.INSTALMENT or step.on < plan.agreed_on:
        return False
    # One may have been agreed on the very day on which the one before it was recalled, and ended.
    if step.recalls and not {i.on for i in step.recalls} <= {i.on for i in plan.instalments}:
        return False
    return any(invoice_of(i.invoice_id) in plan.invoice_ids for i in step.items)


def excuses_of(plan: Plan, facts: Facts, on: date) -> list[Hold]:
    """What holds an invoice of the plan, beside the plan itself and what the debtor has promised."""
    holds = (h for h in facts.holds if h.kind in EXCUSES and h.stands(on))
    return [h for h in holds if any(h.is_on(name) for name in plan.invoice_ids)]


def last_day(plan: Plan, facts: Facts, on: date) -> date | None:
    """The last day on which a plan that does not stand did, the credit of the debtor counted; None when nothing is left
    of it.
    """
    currency = plan.received.currency
    paid = max(min(credit_cents(facts, currency, on), plan.amount.cents - plan.received.cents), 0)
    return _until(replace(plan, received=Money(plan.received.cents + paid, currency)), facts, on)


def _standing(facts: Facts, on: date) -> Iterator[StandingPlan]:
    left = {c: _overpaid_cents(facts, c) for c in {p.received.currency for p in facts.plans}}
    for plan in sorted(facts.plans, key=lambda p: (p.agreed_on, p.id)):
        currency = plan.received.currency
        paid = max(min(left[currency], plan.amount.cents - plan.received.cents), 0)
        funded = replace(plan, received=Money(plan.received.cents + paid, currency))
        # What stands on no invoice and pays all of it keeps it until it is booked: elsewhere it would not be paid.
        is_kept = plan.ended_on is None and not plan.is_paid and funded.is_paid
        until = date.max if is_kept else _until(funded, facts, on)
        if until is not None and on <= until:
            left[currency] -= paid
            yield StandingPlan(funded, until, Money(paid, currency))


def _until(plan: Plan, facts: Facts, on: date) -> date | None:
    """The last day of grace is a working day: nobody is late before it could be reminded. A letter is taken at its
    word.
    """
    missing = plan.oldest_missing()
    if plan.ended_on is not None or missing is None:
        return None
    given = given_by(heard_of(plan, facts, on))
    last = last_in_time(missing.on, plan.grace_days, plan.invoice_ids, facts.holds)
    last = first_working_day(last, facts.holidays) if last < date.max else last
    if given is None:
        return last
    moved = last_in_time(missing.on, plan.grace_days, plan.invoice_ids, facts.holds, given)
    return max(last, moved if moved in (given, date.max) else first_working_day(moved, facts.holidays))


def _overpaid_cents(facts: Facts, currency: str) -> int:
    overpaid = sum(min(i.open.cents, 0) for i in facts.invoices if i.open.currency == currency)
    return sum(c.cents for c in facts.credits if c.currency == currency) - overpaid
