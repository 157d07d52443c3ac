"""What the days decide of promises and plans: kept, broken, in default. Read at every look, so that none is missed."""

from dataclasses import replace
from datetime import date

from chalicelib.domain.case import Case
from chalicelib.domain.events import Event, PlanEnded, PromiseSettled
from chalicelib.domain.promise import Promise, PromiseState

PAID, DEFAULT = "paid", "default"


def settled(case: Case, on: date, by: str) -> tuple[Case, list[Event]]:
    """The case with every promise and plan that has come to its end marked so, and the facts for its history."""
    events = list[Event]()
    promises = tuple(_promise(case, promise, on) for promise in case.promises)
    for was, now in zip(case.promises, promises, strict=True):
        if now.state is not was.state:
            events.append(PromiseSettled(by, now.id, now.invoice_ids, now.state))
    plans = list(case.plans)
    for place, plan in enumerate(case.facts().plans):
        if plan.ended_on is None and plan.stands_until(on) is None:
            plans[place] = replace(case.plans[place], ended_on=on)
            events.append(PlanEnded(by, plan.id, plan.invoice_ids, DEFAULT if plan.left() else PAID))
    return replace(case, promises=promises, plans=tuple(plans)), events


def _promise(case: Case, promise: Promise, on: date) -> Promise:
    """A closed invoice is not in the case: what is there and owed is what was not paid."""
    if promise.state is not PromiseState.OPEN:
        return promise
    owed = any(i.is_open for i in case.invoices if i.id in promise.invoice_ids)
    if not owed:
        return replace(promise, state=PromiseState.KEPT)
    return replace(promise, state=PromiseState.BROKEN) if on > promise.until else promise
