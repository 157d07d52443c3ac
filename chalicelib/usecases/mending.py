"""Money that was there in time and booked late mends a word that was told broken, as do days that a letter gave and
nobody knew of: it ends as it would have, had they been known.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from chalicelib.domain.case import Case
from chalicelib.domain.events import Event, PlanResumed
from chalicelib.domain.facts import Facts
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.plan import Plan
from chalicelib.domain.policy import Policy
from chalicelib.domain.promise import Promise, PromiseState
from chalicelib.domain.standing_plan import standing_plans
from chalicelib.usecases.lived_again import Told, is_open_again, lived_again, stands_again
from chalicelib.usecases.settling import released, told_of, without_promises


def mended(
    case: Case, facts: Facts, policy: Policy, today: date, by: str, closed: Callable[[], Iterable[Invoice]]
) -> tuple[Case, list[Event]]:
    """The case after money was booked: a promise that was broken is kept when all that it had missed had been paid in
    time, and a plan that was in default stands again when with what had been paid in time it would not have been, and
    with all that was paid since it stands today. `closed` reads the invoices of the case that are paid.
    """
    promises = [Told(p.id, p.settled_on or p.until, p.missed, p.on) for p in case.promises if p.missed]
    plans = _that_may_come_back(case, facts, today)
    if not promises and not plans:
        return case, []
    whole = _with_what_was_owed(case, min(t.since for t in (*promises, *plans)), closed)
    for plan in plans:
        # Nobody pays by two schedules: the first that would stand.
        lived = lived_again(whole, facts, policy, (*promises, plan), today)
        if not next(p for p in lived.plans if p.id == plan.id).is_in_default:
            case, events = _told(case, lived, today, by)
            case, resumed = _resumed(case, plan.id, today, by)
            return _with_what_covers(case, facts, today), [*events, *resumed]
    if not promises:
        return case, []
    case, events = _told(case, lived_again(whole, facts, policy, tuple(promises), today), today, by)
    return _with_what_covers(case, facts, today), events


def _that_may_come_back(case: Case, facts: Facts, today: date) -> list[Told]:
    """The plans that were told in default, but for those whose place another took, and for those that all money leaves
    in default today.
    """
    found = list[Told]()
    for place, plan in enumerate(case.plans):
        later = case.plans[place + 1 :]
        if any(p.ended_on is None or set(p.invoice_ids) & set(plan.invoice_ids) for p in later):
            continue
        if plan.is_in_default and plan.stood_until and plan.ended_on and _stands(plan, facts, today):
            found.append(Told(plan.id, plan.ended_on, plan.invoice_ids, plan.stood_until))
    return found


def _stands(plan: Plan, facts: Facts, on: date) -> bool:
    """Whether it would on that day, had it not been ended; a plan that is paid was kept."""
    plans = tuple(stands_again(p) if p.id == plan.id else p for p in facts.plans)
    (again,) = (p for p in plans if p.id == plan.id)
    return again.is_paid or any(s.plan.id == plan.id for s in standing_plans(replace(facts, plans=plans), on))


def _with_what_was_owed(case: Case, since: date, closed: Callable[[], Iterable[Invoice]]) -> Case:
    """With the paid invoices of every word that stood after that day: it took of the credit what they owed then."""
    about = [p.invoice_ids for p in case.promises if p.settled_on is None or p.settled_on > since]
    about += [p.invoice_ids for p in case.plans if p.ended_on is None or p.ended_on > since]
    gone = {name for names in about for name in names} - {i.id for i in case.invoices}
    return replace(case, invoices=(*case.invoices, *(i for i in closed() if i.id in gone))) if gone else case


def _told(case: Case, lived: Case, today: date, by: str) -> tuple[Case, list[Event]]:
    """The case with its broken promises as their days tell them now."""
    became = {p.id: p for p in lived.promises}
    promises = tuple(_became(case, p, became[p.id], today) if p.missed else p for p in case.promises)
    return replace(case, promises=promises), told_of(case.promises, promises, by)


def _became(case: Case, promise: Promise, lived: Promise, today: date) -> Promise:
    """What was missed later than was told is missed from then on. What has days still is open, unless another word was
    given of it since.
    """
    if lived.state is PromiseState.BROKEN:
        told_on = max(day for day in (promise.settled_on, lived.settled_on) if day)
        return promise.settled(PromiseState.BROKEN, told_on, missed=lived.missed)
    taken = {n for p in case.promises if p.is_open for n in p.invoice_ids}
    taken |= {n for p in case.plans if p.ended_on is None for n in p.invoice_ids}
    if lived.is_open and not taken & set(promise.invoice_ids):
        return is_open_again(promise)
    return promise.settled(PromiseState.KEPT, today, covered=lived.covered)


def _with_what_covers(case: Case, facts: Facts, today: date) -> Case:
    """What keeps a promise is what is there still: a plan may have taken it since."""
    return released(case, replace(facts, plans=case.facts().plans), today)


def _resumed(case: Case, plan_id: str, today: date, by: str) -> tuple[Case, list[Event]]:
    (plan,) = (p for p in case.plans if p.id == plan_id)
    case = replace(case, plans=tuple(stands_again(p) if p is plan else p for p in case.plans))
    # What was promised meanwhile is what the plan says.
    case, withdrawn = without_promises(case, plan.invoice_ids, today, by)
    return case, [PlanResumed(by, plan.id, plan.invoice_ids), *withdrawn]
