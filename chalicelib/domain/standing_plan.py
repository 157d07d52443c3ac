"""Which plans stand on a day, until when, and what of the debtor's credit pays their instalments.

What a debtor has paid counts for its plan wherever it was booked: on the invoices of the plan, too much on another, or
on none.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from chalicelib.domain.calendar import first_working_day
from chalicelib.domain.facts import Facts
from chalicelib.domain.hold import last_in_time
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.money import Money
from chalicelib.domain.plan import Plan
from chalicelib.domain.policy import POSTING_DAYS, Level
from chalicelib.domain.step import Step, invoice_of

SAID = frozenset({StepState.ACCEPTED, StepState.DELIVERED, StepState.COMPLAINED, StepState.POSTED})
# What the reminder of an instalment that is late leaves to pay it, in days from its own.
DAYS_TO_PAY_LATE = 6


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


def last_day_named(step: Step, first: date, grace_days: int) -> date:
    """The last day to pay that the first reminder names whose oldest instalment is that of `first`: its day, as long as
    the letter can be there by then; else the end of its grace, and some days in any case.

    >>> mailed = Step("s", Level.INSTALMENT, date(2026, 11, 30), ())
    >>> [str(last_day_named(mailed, date(2026, 11, day), 8)) for day in (30, 29, 28, 20)]
    ['2026-11-30', '2026-12-07', '2026-12-06', '2026-12-06']
    """
    there = there_by(step.on, is_paper=step.channel.is_paper)
    if there <= first:
        return first
    return max(first + timedelta(days=grace_days), there + timedelta(days=DAYS_TO_PAY_LATE))


def there_by(on: date, *, is_paper: bool) -> date:
    """The day by which a letter of that day is there."""
    return on + timedelta(days=POSTING_DAYS if is_paper else 0)


def first_late(plan: Plan, first: date, facts: Facts, on: date) -> Step | None:
    """The first reminder of the plan that was there, or will be, after the day of its oldest instalment: this one gives
    days to pay it, and those after it none.
    """
    heard = (s for s in facts.steps if is_about(s, plan) and (s.state in SAID or s.is_to_post(on)))
    late = (s for s in heard if there_by(s.on, is_paper=s.channel.is_paper) > first)
    return min(late, key=lambda s: (s.on, s.id), default=None)


def is_about(step: Step, plan: Plan) -> bool:
    """Whether it is a reminder of that plan, and of none before it."""
    if step.level is not Level.INSTALMENT or step.on < plan.agreed_on:
        return False
    return any(invoice_of(i.invoice_id) in plan.invoice_ids for i in step.items)


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
    """The last day of grace is a working day: nobody is late before it could be reminded. A letter that names a day to
    pay is kept to it.
    """
    missing = plan.oldest_missing()
    if plan.ended_on is not None or missing is None:
        return None
    first = missing.on
    last = last_in_time(first, plan.grace_days, plan.invoice_ids, facts.holds)
    if last < date.max:
        last = first_working_day(last, facts.holidays)
    reminder = first_late(plan, first, facts, on)
    return max(last, last_day_named(reminder, first, plan.grace_days)) if reminder else last


def _overpaid_cents(facts: Facts, currency: str) -> int:
    overpaid = sum(min(i.open.cents, 0) for i in facts.invoices if i.open.currency == currency)
    return sum(c.cents for c in facts.credits if c.currency == currency) - overpaid
