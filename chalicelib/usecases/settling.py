"""What the days decide of promises and plans: kept, broken, in default. Read at every look, so that none is missed.

Nobody is told to have broken its word while the money may be there: something else holds the invoice, or the bank data
is older than the policy allows. What was paid in time and booked late mends it.
"""

from dataclasses import replace
from datetime import date

from chalicelib.domain.case import Case
from chalicelib.domain.contact import is_bank_data_old
from chalicelib.domain.events import Event, PlanEnded, PlanResumed, PromiseSettled
from chalicelib.domain.facts import Facts
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.policy import Policy
from chalicelib.domain.promise import Promise, PromiseState
from chalicelib.domain.standing_plan import credit_cents, last_day, standing_plans

PAID, DEFAULT = "paid", "default"


def settled(case: Case, facts: Facts, policy: Policy, on: date, by: str) -> tuple[Case, list[Event]]:
    """The case with every promise and plan that has come to its end marked so, and the facts for its history. `facts`
    and `policy` are the case's own of that day.
    """
    promises = tuple(_promise(case, promise, facts, policy, on) for promise in case.promises)
    events = _of_promises(case.promises, promises, by)
    standing, plans = {s.plan.id for s in standing_plans(facts, on)}, list(case.plans)
    for place, plan in enumerate(facts.plans):
        if plan.ended_on is not None or plan.id in standing:
            continue
        missing = plan.amount.cents - plan.received.cents - credit_cents(facts, plan.amount.currency, on)
        is_paid = missing <= plan.tolerance_cents
        if is_paid or not is_bank_data_old(facts, policy, on):
            stood = None if is_paid else last_day(plan, facts, on)
            plans[place] = replace(case.plans[place], ended_on=on, is_in_default=not is_paid, stood_until=stood)
            events.append(PlanEnded(by, plan.id, plan.invoice_ids, PAID if is_paid else DEFAULT))
    return replace(case, promises=promises, plans=tuple(plans)), events


def mended(case: Case, facts: Facts, paid_on: date, today: date, by: str) -> tuple[Case, list[Event]]:
    """The case after money of an earlier day was booked: a promise that was broken is kept when all that it had missed
    was paid in time, and a plan that was in default stands again when the money came before that and reaches.
    """
    promises = tuple(_mended(case, promise, facts, paid_on, today) for promise in case.promises)
    events = _of_promises(case.promises, promises, by)
    plans = case.plans
    for plan in case.plans:
        is_broken = plan.is_in_default and plan.stood_until is not None and paid_on <= plan.stood_until
        if not is_broken or any(p.ended_on is None for p in plans):
            continue
        again = replace(plan, ended_on=None, is_in_default=False, stood_until=None)
        tried = replace(facts, plans=tuple(replace(p, ended_on=None) if p.id == plan.id else p for p in facts.plans))
        if any(s.plan.id == plan.id for s in standing_plans(tried, today)):
            plans = tuple(again if p is plan else p for p in plans)
            events.append(PlanResumed(by, plan.id, plan.invoice_ids))
            # What was promised meanwhile is what the plan says.
            case, withdrawn = without_promises(replace(case, promises=promises), plan.invoice_ids, today, by)
            promises, events = case.promises, [*events, *withdrawn]
    return replace(case, promises=promises, plans=plans), events


def without_promises(case: Case, names: tuple[str, ...], today: date, by: str) -> tuple[Case, list[Event]]:
    """The case without the promises that stand on one of the invoices: another word takes their place. What else was
    promised with them stays promised.
    """
    kept, events = list[Promise](), list[Event]()
    for promise in case.promises:
        taken = tuple(name for name in promise.invoice_ids if name in names)
        if promise.is_open and taken:
            events.append(PromiseSettled(by, promise.id, taken, PromiseState.WITHDRAWN))
            left = tuple(name for name in promise.invoice_ids if name not in names)
            over = promise.settled(PromiseState.WITHDRAWN, today)
            promise = replace(promise, invoice_ids=left) if left else over
        kept.append(promise)
    return replace(case, promises=tuple(kept)), events


def _of_promises(before: tuple[Promise, ...], after: tuple[Promise, ...], by: str) -> list[Event]:
    changed = (now for was, now in zip(before, after, strict=True) if now.state is not was.state)
    return [PromiseSettled(by, p.id, p.invoice_ids, p.state) for p in changed]


def _promise(case: Case, promise: Promise, facts: Facts, policy: Policy, on: date) -> Promise:
    """A closed invoice is not in the case: what is there and owed is what was not paid."""
    if promise.state is not PromiseState.OPEN:
        return promise
    owed = [i.id for i in case.invoices if i.id in promise.invoice_ids and _is_owed(i, promise.on)]
    if not owed:
        return promise.settled(PromiseState.KEPT, on)
    late = tuple(name for name in owed if on > promise.last_in_time(name, facts.holds))
    if not late:
        return promise
    if _is_covered(case, owed, facts, on, policy):
        return promise.settled(PromiseState.KEPT, on)
    return promise if is_bank_data_old(facts, policy, on) else promise.settled(PromiseState.BROKEN, on, missed=late)


def _mended(case: Case, promise: Promise, facts: Facts, paid_on: date, today: date) -> Promise:
    """What was paid late is missed for ever."""
    if promise.state is not PromiseState.BROKEN or not promise.missed:
        return promise
    lasts = {name: promise.last_in_time(name, facts.holds) for name in promise.missed}
    if paid_on > max(lasts.values()):
        return promise
    closed = (i for i in case.invoices if i.id in lasts and not _is_owed(i, promise.on))
    paid = {i.id for i in closed if all(e.on <= lasts[i.id] for e in i.entries)}
    missed = tuple(name for name in promise.missed if name not in paid)
    if not missed or _is_covered(case, missed, facts, today):
        return promise.settled(PromiseState.KEPT, today)
    return replace(promise, missed=missed)


def _is_owed(invoice: Invoice, on: date) -> bool:
    """Of one that falls due in parts, those that are due by the day that was promised; the first where none is."""
    by = max(on, invoice.due_on)
    return invoice.is_open and any(part.due_on <= by for _, part in invoice.open_parts())


def _is_covered(
    case: Case, names: tuple[str, ...] | list[str], facts: Facts, on: date, policy: Policy | None = None
) -> bool:
    """Whether what stands on no invoice is enough for all that is owed on these, but for what the policy tolerates."""
    owed = [i.open for i in case.invoices if i.id in names and i.is_open]
    sums = {c: sum(o.cents for o in owed if o.currency == c) for c in {o.currency for o in owed}}
    spared = {c: policy.tolerated(c) if policy else 0 for c in sums}
    return bool(sums) and all(cents - spared[c] <= credit_cents(facts, c, on) for c, cents in sums.items())
