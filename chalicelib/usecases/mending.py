"""Money that was there in time and booked late mends a word that was told broken, as do days that a letter gave and
nobody knew of: it ends as it would have, had they been known. What is new alone mends: a word is as it was told where
its days, lived through again without the news, tell something else.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta

from chalicelib.domain.case import Case
from chalicelib.domain.events import Event, PlanResumed
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.plan import Plan
from chalicelib.domain.policy import Policy
from chalicelib.domain.promise import Promise, PromiseState
from chalicelib.usecases.deciding import LOOKS_BACK, Judge
from chalicelib.usecases.lived_again import Told, is_open_again, lived_again, stands_again
from chalicelib.usecases.settling import released, told_of, without_promises


def mended(
    judge: Judge, before: Case, after: Case, today: date, by: str, closed: Callable[[], Iterable[Invoice]]
) -> tuple[Case, list[Event]]:
    """The case after something came out that `before` did not have: a promise that was broken is kept when all that it
    had missed had been paid in time, and a plan that was in default stands again when with what had been paid in time
    it would not have been, and with all that was paid since it stands today. `closed` reads the invoices of the case
    that are paid.
    """
    news_of = min(_news(before, after), default=today)
    words = [Told(p.id, p.settled_on or p.until, p.on) for p in after.promises if p.missed]
    plans = {p.id for p in after.plans[-1:] if p.is_in_default}
    words += [
        Told(p.id, p.ended_on, p.stood_until) for p in after.plans if p.is_in_default and p.ended_on and p.stood_until
    ]
    if not any(p.kept_by for p in after.promises):
        # What came on the day on which a promise was told broken, or later, came too late for it. Where a credit keeps
        # another word, it may free what came before; a plan may have its later instalments paid in time.
        words = [word for word in words if word.on > news_of or word.id in plans]
    if not words:
        return after, []
    since = min(word.since for word in words)
    known = tuple(closed())
    days_off = judge.days_off(after, since - LOOKS_BACK, today + timedelta(days=366))

    kept = [
        Told(p.id, p.settled_on, p.on) for p in after.promises if p.kept_by and p.settled_on and p.settled_on > since
    ]

    def lived(case: Case, policy: Policy, words: Iterable[Told]) -> Case:
        then = replace(judge.facts_on(case, today), holidays=days_off)
        return lived_again(_with_what_was_owed(case, since, known), then, policy, tuple(words), today)

    def both(was: Case, now: Case, policy: Policy) -> tuple[Case, Case]:
        """Without the news, and with them. What a credit had kept takes of it as it would have, had all been known in
        time, where it is kept all the same; else what it took is not there for others.
        """
        if kept and _keeps(free := lived(now, policy, [*words, *kept]), kept):
            without = lived(was, policy, [*words, *kept])
            return (without if _keeps(without, kept) else lived(was, policy, words)), free
        return lived(was, policy, words), lived(now, policy, words)

    policy = judge.policy_of(after)
    was, now = both(before, after, policy)
    case, events = _told(after, was, now, today, by)
    case, more = _told_of_plan(case, was, now, today, by)
    events += more
    left = {p.id for p in case.promises if p.missed}
    if policy.tolerance and (words := [word for word in words if word.id in left]):
        # A policy that tolerates more may have been chosen since.
        strict = replace(policy, tolerance=())
        case, more = _told(case, *both(before, case, strict), today, by)
        events += more
    # What keeps a promise is what is there still: a plan may have taken it since.
    return released(case, judge.facts_on(case, today), today, is_there=True), events


def _news(before: Case, after: Case) -> Iterable[date]:
    """The days of what one of them has and the other has not: money, and what letters turned out to have done."""
    was, now = (
        {(i.id, e.on, e) for i in case.invoices for e in i.entries}
        | {("", c.on, c) for c in case.credits}
        | {("", s.on, s) for s in case.steps}
        for case in (before, after)
    )
    return (day for _, day, _ in was ^ now)


def _with_what_was_owed(case: Case, since: date, closed: Iterable[Invoice]) -> Case:
    """With the paid invoices of every word that stood after that day, or is kept by what stands on no invoice: it took
    of the credit what they owed then.
    """
    about = [
        p.invoice_ids for p in case.promises if p.covered or p.kept_by or p.settled_on is None or p.settled_on > since
    ]
    about += [p.invoice_ids for p in case.plans if p.ended_on is None or p.ended_on > since]
    gone = {name for names in about for name in names} - {i.id for i in case.invoices}
    return replace(case, invoices=(*case.invoices, *(i for i in closed if i.id in gone)))


def _told(case: Case, was: Case, now: Case, today: date, by: str) -> tuple[Case, list[Event]]:
    """The case with its broken promises as the news tell them, where without the news they are as they were told."""
    before, became = ({p.id: p for p in lived.promises} for lived in (was, now))
    broken = {p.id for p in case.promises if p.missed and before[p.id].state is PromiseState.BROKEN}
    promises = tuple(_became(p, became[p.id], today) if p.id in broken else p for p in case.promises)
    return replace(case, promises=promises), told_of(case.promises, promises, by)


def _became(promise: Promise, lived: Promise, today: date) -> Promise:
    """What was missed later than was told is missed from then on; what another word took since is no part of it."""
    if lived.state is PromiseState.BROKEN:
        told_on = max(day for day in (promise.settled_on, lived.settled_on) if day)
        return promise.settled(PromiseState.BROKEN, told_on, missed=lived.missed)
    promise = replace(promise, invoice_ids=lived.invoice_ids)
    if lived.is_open:
        return is_open_again(promise)
    return promise.settled(lived.state, today, covered=lived.covered)


def _keeps(lived: Case, words: Iterable[Told]) -> bool:
    kept = {p.id for p in lived.promises if p.state is PromiseState.KEPT}
    return all(word.id in kept for word in words)


def _told_of_plan(case: Case, was: Case, now: Case, today: date, by: str) -> tuple[Case, list[Event]]:
    """Nobody pays by two schedules: a plan that another has followed does not come back."""
    plan = case.plans[-1] if case.plans else None
    if plan is None or not (plan.is_in_default and was.plans[-1].is_in_default):
        return case, []
    return (case, []) if now.plans[-1].is_in_default else _resumed(case, plan, today, by)


def _resumed(case: Case, plan: Plan, today: date, by: str) -> tuple[Case, list[Event]]:
    case = replace(case, plans=tuple(stands_again(p) if p is plan else p for p in case.plans))
    # What was promised meanwhile is what the plan says.
    case, withdrawn = without_promises(case, plan.invoice_ids, today, by)
    return case, [PlanResumed(by, plan.id, plan.invoice_ids), *withdrawn]
