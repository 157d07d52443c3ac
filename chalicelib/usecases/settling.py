"""What the days decide of promises and plans: kept, broken, in default. Read at every look, so that none is missed.

Nobody is told to have broken its word while the money may be there: something else holds the invoice, or the bank data
is older than the policy allows. A contest of a part excuses that part of a promise, and nothing of the rest. What was
paid in time and booked late mends it. Money on no invoice counts for one word only, each cent once.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from chalicelib.domain.calendar import DAY
from chalicelib.domain.case import Case
from chalicelib.domain.contact import is_bank_data_old
from chalicelib.domain.events import Event, PlanEnded, PlanResumed, PromiseResumed, PromiseSettled
from chalicelib.domain.facts import Facts
from chalicelib.domain.hold import EXCUSES, Hold
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.money import Money
from chalicelib.domain.plan import Plan
from chalicelib.domain.policy import Policy
from chalicelib.domain.promise import Promise, PromiseState
from chalicelib.domain.promised import due, late_cents, paid_on, promised_cents
from chalicelib.domain.standing_plan import credit_cents, last_day, standing_plans

PAID, DEFAULT = "paid", "default"
# Money that is about to be booked: its day, and its cents, by invoice.
Coming = Mapping[str, tuple[date, int]]
NOTHING: Coming = MappingProxyType({})


def settled(
    case: Case, facts: Facts, policy: Policy, on: date, by: str, coming: Coming = NOTHING
) -> tuple[Case, list[Event]]:
    """The case with every promise and plan that has come to its end marked so, and the facts for its history. `facts`
    and `policy` are the case's own of that day; where `coming` pays all that is open of an invoice and was
    promised, too late, it had not come before, however old the bank data is. Of a plan it proves nothing: it may pay
    the next instalment.
    """
    promises = told_promises(case, facts, policy, on, coming)
    events = _of_promises(case.promises, promises, by)
    standing, plans = {s.plan.id for s in standing_plans(facts, on)}, list(case.plans)
    for place, plan in enumerate(facts.plans):
        if plan.ended_on is not None or plan.id in standing:
            continue
        if plan.is_paid or not is_bank_data_old(facts, policy, on):
            stood = None if plan.is_paid else last_day(plan, facts, on)
            plans[place] = replace(case.plans[place], ended_on=on, is_in_default=not plan.is_paid, stood_until=stood)
            events.append(PlanEnded(by, plan.id, plan.invoice_ids, PAID if plan.is_paid else DEFAULT))
    return replace(case, promises=promises, plans=tuple(plans)), events


def mended(
    case: Case, facts: Facts, policy: Policy, today: date, by: str, closed: Callable[[], Iterable[Invoice]]
) -> tuple[Case, list[Event]]:
    """The case after money was booked: a promise that was broken is kept when all that it had missed had been paid in
    time, and a plan that was in default stands again when with what had been paid in time it would not have been, and
    with all that was paid since it stands today. `closed` reads the invoices of the case that are paid.
    """
    promises = _mended_promises(case, facts, policy, today)
    events = _of_promises(case.promises, promises, by)
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


def released(case: Case, facts: Facts, on: date) -> Case:
    """After a credit was taken back, booked or taken up by a plan: what is there no more keeps no promise, the one that
    was promised first before the others.
    """
    left = {c: max(credit_cents(facts, c, on), 0) for c in {i.open.currency for i in case.invoices}}
    found = dict[str, Promise]()
    for promise in sorted(_covered(case), key=lambda p: p.on):
        kept = list[Money]()
        for money in promise.covered:
            cents = min(money.cents, left.get(money.currency, 0))
            left[money.currency] = left.get(money.currency, 0) - cents
            kept += [Money(cents, money.currency)] if cents else []
        found[promise.id] = replace(promise, covered=tuple(kept))
    return replace(case, promises=tuple(found.get(p.id, p) for p in case.promises))


def _covered(case: Case) -> list[Promise]:
    """Those that money on no invoice has kept, while something is owed of what was promised and no other word stands in
    their place.
    """
    found, taken = list[Promise](), set[str]()
    for promise in reversed(case.promises):
        owed = any(promised_cents(promise, i) for i in case.invoices if i.id in promise.invoice_ids)
        if promise.state is PromiseState.KEPT and promise.covered and owed and not taken & set(promise.invoice_ids):
            found.append(promise)
        if promise.state in (PromiseState.KEPT, PromiseState.OPEN):
            taken |= set(promise.invoice_ids)
    return found


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
    return [
        PromiseResumed(by, p.id, p.invoice_ids) if p.is_open else PromiseSettled(by, p.id, p.invoice_ids, p.state)
        for p in changed
    ]


class _Credit:
    """What stands on no invoice, pays no plan and keeps no other promise: it keeps one, the first by its day."""

    def __init__(self, case: Case, facts: Facts, policy: Policy, on: date) -> None:
        self.left = {c: credit_cents(facts, c, on) for c in {i.open.currency for i in case.invoices}}
        self.case, self.facts, self.policy, self.on = case, facts, policy, on
        for promise in _covered(case):
            about = [i for i in case.invoices if i.id in promise.invoice_ids]
            owed = dict.fromkeys(self.left, 0)
            for invoice in about:
                owed[invoice.open.currency] += promised_cents(promise, invoice)
            # What of it is booked on its invoices since is no credit any more.
            self._take(tuple(Money(min(m.cents, owed.get(m.currency, 0)), m.currency) for m in promise.covered))

    def covers(self, owed: list[Money], by: date) -> tuple[Money, ...] | None:
        """What that of it that had come by a day pays of these sums, but for what the policy tolerates; None where it
        does not reach.
        """
        sums = {o.currency: sum(each.cents for each in owed if each.currency == o.currency) for o in owed}
        then = _paid_by(self.case, self.facts, by) if any(self.left.get(c, 0) > 0 for c in sums) else self.facts
        there = {c: max(min(self.left.get(c, 0), credit_cents(then, c, self.on)), 0) for c in sums}
        if any(cents - self.policy.tolerated(c) > there[c] for c, cents in sums.items()):
            return None
        used = tuple(Money(min(cents, there[c]), c) for c, cents in sums.items())
        self._take(used)
        return used

    def _take(self, sums: tuple[Money, ...]) -> None:
        for money in sums:
            self.left[money.currency] = self.left.get(money.currency, 0) - money.cents


def told_promises(case: Case, facts: Facts, policy: Policy, on: date, coming: Coming = NOTHING) -> tuple[Promise, ...]:
    """Those of the case, each as that day tells it."""
    if not any(p.is_open for p in case.promises):
        return case.promises
    credit, found = _Credit(case, facts, policy, on), dict[str, Promise]()
    for promise in sorted((p for p in case.promises if p.is_open), key=lambda p: p.on):
        found[promise.id] = _settled(case, promise, credit, facts, policy, on, coming)
    return tuple(found.get(p.id, p) for p in case.promises)


def _settled(
    case: Case,
    promise: Promise,
    credit: _Credit,
    facts: Facts,
    policy: Policy,
    on: date,
    coming: Coming,
) -> Promise:
    """A closed invoice is not in the case: what is there and owed is what was not paid."""
    about = (i for i in case.invoices if i.id in promise.invoice_ids)
    owed = {i.id: cents for i in about if (cents := promised_cents(promise, i))}
    if not owed:
        return promise.settled(PromiseState.KEPT, on)
    late = late_cents(promise, case.invoices, facts.holds, on)
    if not late:
        return promise
    lasts = {name: due(promise, name, facts.holds, on)[0] for name in late}
    owing = [Money(cents, case.invoice(name).open.currency) for name, cents in late.items()]
    covered = credit.covers(owing, by=max(lasts.values()))
    if covered is not None:
        # What something else holds is not missed yet.
        return promise.settled(PromiseState.KEPT, on, covered=covered) if late == owed else promise
    is_known = any(
        _proves(coming[n], cents, lasts[n], case.invoice(n).open) for n, cents in late.items() if n in coming
    )
    if is_bank_data_old(facts, policy, on) and not is_known:
        return promise
    return promise.settled(PromiseState.BROKEN, on, missed=tuple(late))


def _proves(coming: tuple[date, int], late_cents: int, last: date, owed: Money) -> bool:
    """Whether money shows that not all that was promised had come by the last day: all that is open was, it pays all
    of it, and some of it came later. Else what came late may be for what was not promised.
    """
    day, cents = coming
    return day > last and cents >= owed.cents <= late_cents


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
        owed = [Money(cents, there[name].open.currency) for name, cents in short.items()]
        last = max((due(promise, name, seen.holds, day)[0] for name in short), default=day)
        # What pays a plan today is not there for a promise.
        found = None if gone else _Credit(case, facts, policy, today).covers(owed, by=last)
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


def _paid_by(case: Case, facts: Facts, day: date) -> Facts:
    """The facts with the money alone that had come by that day."""
    invoices = tuple(paid_on(i, day) for i in case.invoices)
    then = replace(case, invoices=invoices, credits=tuple(c for c in case.credits if c.on <= day)).facts()
    return replace(facts, invoices=then.invoices, credits=then.credits, plans=then.plans)


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
    if not _stands(plan, _known(_paid_by(whole, facts, stood), ended), ended):
        return False
    for ahead in range(1, (today - ended).days + 1):
        then = _paid_by(whole, facts, ended + (ahead - 1) * DAY)
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
