"""A case on a day that is over, by the days of what is known today: what came later is taken off."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from chalicelib.domain.case import Case
from chalicelib.domain.invoice import Entry
from chalicelib.domain.plan import Plan
from chalicelib.domain.promise import Promise, PromiseState


def as_of(case: Case, on: date) -> Case:
    """On the morning of that day. What became of its letters since is not taken off."""
    return replace(
        case,
        invoices=tuple(i.known_on(on) for i in case.invoices if i.issued_on <= on),
        steps=tuple(s for s in case.steps if s.on < on),
        holds=tuple(h for h in case.holds if h.since <= on),
        promises=tuple(_promise(p, on) for p in case.promises if p.made_on <= on),
        plans=tuple(_plan(p, on) for p in case.plans if p.agreed_on <= on),
        approvals=tuple(a for a in case.approvals if a.on <= on),
        credits=tuple(c for c in (*case.credits, *_taken_back_after(case, on)) if c.on <= on),
        excuses=tuple(h for h in case.excuses if h.until and h.until < on),
        withdrawn_credits=tuple(w for w in case.withdrawn_credits if w.on <= on),
    )


def _taken_back_after(case: Case, on: date) -> Iterator[Entry]:
    """What was booked on an invoice since stands there, under its own day."""
    return (w.entry for w in case.withdrawn_credits if w.is_taken_back and w.on > on)


def _promise(promise: Promise, on: date) -> Promise:
    is_settled = promise.settled_on is not None and promise.settled_on <= on
    return promise if is_settled else replace(promise, state=PromiseState.OPEN)


def _plan(plan: Plan, on: date) -> Plan:
    return replace(plan, ended_on=None, is_in_default=False) if plan.ended_on and plan.ended_on > on else plan
