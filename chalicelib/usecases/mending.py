"""Money that was there in time and booked late mends a word that was told broken, as do days that a letter gave and
nobody knew of: it ends as it would have, had they been known.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date

from chalicelib.domain.calendar import DAY
from chalicelib.domain.case import Case
from chalicelib.domain.events import Event, PlanResumed
from chalicelib.domain.facts import Facts
from chalicelib.domain.hold import EXCUSES, Hold
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.money import Money
from chalicelib.domain.plan import Plan
from chalicelib.domain.policy import Policy
from chalicelib.domain.promise import Promise, PromiseState
from chalicelib.domain.promised import due, late_cents, promised_cents
from chalicelib.domain.standing_plan import standing_plans
from chalicelib.usecases.settling import Credit, paid_by, told_of, without_promises


def mended(
    case: Case, facts: Facts, policy: Policy, today: date, by: str, closed: Callable[[], Iterable[Invoice]]
) -> tuple[Case, list[Event]]:
    """The case after money was booked: a promise that was broken is kept when all that it had missed had been paid in
    time, and a plan that was in default stands again when with what had been paid in time it would not have been, and
    with all that was paid since it stands today. `closed` reads the invoices of the case that are paid.
    """
    promises = _mended_promises(case, facts, policy, today)
    events = told_of(case.promises, promises, by)
    case = replace(case, promises=promises)
    for place, plan in enumerate(case.plans):
        if not plan.is_in_default or plan.stood_until is None or plan.ended_on is None:
            continue
        if any(p.ended_on is None or set(p.invoice_ids) & set(plan.invoice_ids) for p in case.plans[place + 1 :]):
            # Another took its place.
            continue
        if not _stands(plan, facts, today):
            continue
        there = {i.id for i in case.invoices}
        gone = set(plan.invoice_ids) - there
        whole = replace(case, invoices=(*case.invoices, *(i for i in closed() if i.id in gone))) if gone else case
        if _would_stand(plan, whole, facts, today):
            again = replace(plan, ended_on=None, is_in_default=False, stood_until=None)
            case = replace(case, plans=tuple(again if p is plan else p for p in case.plans))
            events.append(PlanResumed(by, plan.id, plan.invoice_ids))
            # What was promised meanwhile is what the plan says.
            case, withdrawn = without_promises(case, plan.invoice_ids, today, by)
            return case, [*events, *withdrawn]
    return case, events


def _mended_promises(case: Case, facts: Facts, policy: Policy, today: date) -> tuple[Promise, ...]:
    found = dict[str, Promise]()
    for promise in sorted((p for p in case.promises if p.missed), key=lambda p: p.on):
        told = replace(case, promises=tuple(found.get(p.id, p) for p in case.promises))
        found[promise.id] = _mended(told, promise, facts, policy, today)
    return tuple(found.get(p.id, p) for p in case.promises)


def _mended(case: Case, promise: Promise, facts: Facts, policy: Policy, today: date) -> Promise:
    """What was paid late is missed for ever. An invoice that is not in the case was paid in full before, and late."""
    told_on = promise.settled_on or today
    there, covered = {i.id: i for i in case.invoices}, tuple[Money, ...]()
    short = dict[str, int]()
    # What had its own days still when it was told broken may have been missed since.
    for day, seen, names in ((told_on, _known(facts, told_on), promise.missed), (today, facts, promise.invoice_ids)):
        short = late_cents(promise, (there[n] for n in names if n in there), seen.holds, day, by_day=True)
        gone = [n for n in promise.missed if n not in there]
        missed = tuple(n for n in promise.invoice_ids if n in short or n in gone)
        lasts = {name: due(promise, name, seen.holds, day)[0] for name in short}
        owed = [(lasts[name], Money(cents, there[name].open.currency)) for name, cents in short.items()]
        # What pays a plan today is not there for a promise.
        found = None if gone else Credit(case, facts, policy, today).covers(owed)
        if missed and found is None:
            return replace(promise, missed=missed, settled_on=day)
        covered = found or ()
    return _again(case, promise, facts, today, short, covered)


def _again(
    case: Case, promise: Promise, facts: Facts, today: date, short: Mapping[str, int], covered: tuple[Money, ...]
) -> Promise:
    """Kept; open where more was promised than what was missed, which is covered, and has its days still, and nothing
    else was promised of its invoices.
    """
    others = {n for p in case.promises if p.is_open for n in p.invoice_ids}
    about = [i for i in case.invoices if i.id in promise.invoice_ids]
    left = [i.id for i in about if promised_cents(promise, i) > short.get(i.id, 0)]
    has_days = any(today <= promise.last_in_time(name, facts.holds) for name in left)
    if has_days and not others & set(promise.invoice_ids):
        return replace(promise, state=PromiseState.OPEN, settled_on=None, missed=())
    return promise.settled(PromiseState.KEPT, today, covered=covered)


def _known(facts: Facts, on: date) -> Facts:
    """Without what was not known when a word was told broken on that day: what was told after it, and what is taken to
    have stood then, which would have kept it from being told.
    """
    return replace(facts, holds=tuple(h for h in facts.holds if not _came_out_later(h, on)))


def _came_out_later(hold: Hold, on: date) -> bool:
    # On the very day what has come to its end is told before anything else is.
    if hold.told_on is not None and hold.told_on >= on:
        return True
    return hold.kind in EXCUSES and not hold.is_partial and hold.since <= on <= (hold.until or date.max)


def _would_stand(plan: Plan, whole: Case, facts: Facts, today: date) -> bool:
    """Whether it would have from the day of its default on, with what had come by the day before each: a later
    instalment may have been missed since.
    """
    ended, stood = plan.ended_on or today, plan.stood_until or today
    if not _stands(plan, _known(paid_by(whole, facts, stood), ended), ended):
        return False
    for ahead in range(1, (today - ended).days + 1):
        then = paid_by(whole, facts, ended + (ahead - 1) * DAY)
        if next(p for p in then.plans if p.id == plan.id).is_paid:
            return True
        if not _stands(plan, then, ended + ahead * DAY):
            return False
    return True


def _stands(plan: Plan, facts: Facts, on: date) -> bool:
    """Whether it would on that day, had it not been ended; a plan that is paid was kept."""
    plans = tuple(replace(p, ended_on=None) if p.id == plan.id else p for p in facts.plans)
    (again,) = (p for p in plans if p.id == plan.id)
    return again.is_paid or any(s.plan.id == plan.id for s in standing_plans(replace(facts, plans=plans), on))
