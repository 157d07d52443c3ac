"""What the days decide of promises and plans: kept, broken, in default. Read at every look, so that none is missed.

Nobody is told to have broken its word while the money may be there: something else holds the invoice, or the bank data
is older than the policy allows. A contest of a part excuses that part of a promise, and nothing of the rest. Money on
no invoice counts for one word only, each cent once.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from chalicelib.domain.case import Case
from chalicelib.domain.contact import is_bank_data_old
from chalicelib.domain.events import Event, PlanEnded, PromiseResumed, PromiseSettled
from chalicelib.domain.facts import Facts
from chalicelib.domain.money import Money
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
    events = told_of(case.promises, promises, by)
    standing, plans = {s.plan.id for s in standing_plans(facts, on)}, list(case.plans)
    for place, plan in enumerate(facts.plans):
        if plan.ended_on is not None or plan.id in standing:
            continue
        if plan.is_paid or not is_bank_data_old(facts, policy, on):
            stood = None if plan.is_paid else last_day(plan, facts, on)
            plans[place] = replace(case.plans[place], ended_on=on, is_in_default=not plan.is_paid, stood_until=stood)
            events.append(PlanEnded(by, plan.id, plan.invoice_ids, PAID if plan.is_paid else DEFAULT))
    return replace(case, promises=promises, plans=tuple(plans)), events


def kept_from(before: Case, after: Case, day: date) -> Case:
    """The case in which what is kept, or paid, and was not before, is so from that day on."""
    promises = tuple(
        replace(now, settled_on=day) if now.state is PromiseState.KEPT and was.is_open else now
        for was, now in zip(before.promises, after.promises, strict=True)
    )
    plans = tuple(
        replace(now, ended_on=day) if now.ended_on and not now.is_in_default and was.ended_on is None else now
        for was, now in zip(before.plans, after.plans, strict=True)
    )
    return replace(after, promises=promises, plans=plans)


def released(case: Case, facts: Facts, on: date, *, is_there: bool = False) -> Case:
    """After a credit was taken back, booked or (it `is_there` still) taken up by a plan: what is there no more keeps no
    promise, the one that was promised first before the others.
    """
    left = {c: max(credit_cents(facts, c, on), 0) for c in {i.open.currency for i in case.invoices}}
    found = dict[str, Promise]()
    for promise in sorted(_covered(case), key=lambda p: p.on):
        kept = list[Money]()
        for money in promise.covered:
            cents = min(money.cents, left.get(money.currency, 0))
            left[money.currency] = left.get(money.currency, 0) - cents
            kept += [Money(cents, money.currency)] if cents else []
        kept_by = promise.kept_by if is_there else _less(promise.kept_by, promise.covered, kept)
        found[promise.id] = replace(promise, covered=tuple(kept), kept_by=kept_by)
    return replace(case, promises=tuple(found.get(p.id, p) for p in case.promises))


def _less(kept_by: tuple[Money, ...], were: Iterable[Money], are: Iterable[Money]) -> tuple[Money, ...]:
    """Without what was taken away just now; what a plan took before that kept it all the same."""
    gone = Counter[str]()
    for money in were:
        gone[money.currency] += money.cents
    for money in are:
        gone[money.currency] -= money.cents
    left = (Money(m.cents - gone[m.currency], m.currency) for m in kept_by)
    return tuple(m for m in left if m.is_positive)


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


def told_of(before: tuple[Promise, ...], after: tuple[Promise, ...], by: str) -> list[Event]:
    changed = (now for was, now in zip(before, after, strict=True) if now.state is not was.state)
    return [
        PromiseResumed(by, p.id, p.invoice_ids) if p.is_open else PromiseSettled(by, p.id, p.invoice_ids, p.state)
        for p in changed
    ]


class Credit:
    """What stands on no invoice, pays no plan and keeps no other promise: it keeps one, the first by its day."""

    def __init__(self, case: Case, facts: Facts, policy: Policy, on: date) -> None:
        self.free = {c: credit_cents(facts, c, on) for c in {i.open.currency for i in case.invoices}}
        self.case, self.facts, self.policy, self.on = case, facts, policy, on
        self.taken = list[tuple[date, Money]]()
        for promise in _covered(case):
            about = [i for i in case.invoices if i.id in promise.invoice_ids]
            owed = dict.fromkeys(self.free, 0)
            for invoice in about:
                owed[invoice.open.currency] += promised_cents(promise, invoice)
            # What of it is booked on its invoices since is no credit any more.
            used = tuple(Money(min(m.cents, owed.get(m.currency, 0)), m.currency) for m in promise.covered)
            self._take(used, max(due(promise, i.id, facts.holds, on)[0] for i in about))

    def covers(self, owed: list[tuple[date, Money]]) -> tuple[Money, ...] | None:
        """What it pays of these sums, each with what of it had come by its own day, but for what the policy tolerates;
        None where it does not reach.
        """
        used = tuple[Money, ...]()
        for day in sorted({by for by, _ in owed}):
            sums = Counter[str]()
            for by, money in owed:
                sums[money.currency] += money.cents if by <= day else 0
            there = {c: self._there(c, day) for c in sums}
            if any(cents - self.policy.tolerated(c) > there[c] for c, cents in sums.items()):
                return None
            used = tuple(Money(min(cents, there[c]), c) for c, cents in sums.items())
        if owed:
            self._take(used, max(by for by, _ in owed))
        return used

    def _there(self, currency: str, by: date) -> int:
        left = self.free.get(currency, 0) - sum(m.cents for _, m in self.taken if m.currency == currency)
        if left <= 0:
            return 0
        there = self._came(currency, by)
        for day, money in self.taken:
            if money.currency == currency:
                # What another word takes that has a later day, it takes of what came since as far as that goes.
                since = self._came(currency, day) - self._came(currency, by) if day > by else 0
                there -= max(money.cents - since, 0)
        return max(min(left, there), 0)

    def _came(self, currency: str, by: date) -> int:
        return credit_cents(paid_by(self.case, self.facts, by), currency, self.on)

    def _take(self, sums: tuple[Money, ...], by: date) -> None:
        self.taken += [(by, money) for money in sums]


def told_promises(case: Case, facts: Facts, policy: Policy, on: date, coming: Coming = NOTHING) -> tuple[Promise, ...]:
    """Those of the case, each as that day tells it."""
    if not any(p.is_open for p in case.promises):
        return case.promises
    credit, found = Credit(case, facts, policy, on), dict[str, Promise]()
    for promise in sorted((p for p in case.promises if p.is_open), key=lambda p: p.on):
        found[promise.id] = _settled(case, promise, credit, facts, policy, on, coming)
    return tuple(found.get(p.id, p) for p in case.promises)


def _settled(
    case: Case,
    promise: Promise,
    credit: Credit,
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
    covered = credit.covers([(lasts[n], Money(cents, case.invoice(n).open.currency)) for n, cents in late.items()])
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


def paid_by(case: Case, facts: Facts, day: date) -> Facts:
    """The facts with the money alone that had come by that day."""
    invoices = tuple(paid_on(i, day) for i in case.invoices)
    then = replace(case, invoices=invoices, credits=tuple(c for c in case.credits if c.on <= day)).facts()
    return replace(facts, invoices=then.invoices, credits=then.credits, plans=then.plans)
