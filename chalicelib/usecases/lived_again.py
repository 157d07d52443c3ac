"""The days since words were told broken, lived through again with the money and the holds that each of them had: what
would have been told, for all of these words at once, so that each cent keeps one.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from chalicelib.domain.calendar import DAY
from chalicelib.domain.case import Case
from chalicelib.domain.facts import Facts
from chalicelib.domain.money import Money
from chalicelib.domain.plan import Plan
from chalicelib.domain.policy import Policy
from chalicelib.domain.promise import Promise, PromiseState
from chalicelib.domain.promised import due, paid_on
from chalicelib.domain.standing_plan import credit_cents
from chalicelib.usecases.settling import paid_by, released, settled

NOBODY = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A promise, or a plan, that was told broken on a day; up to `since` nothing could break it."""

    id: str
    on: date
    since: date


def lived_again(whole: Case, facts: Facts, policy: Policy, words: tuple[Told, ...], today: date) -> Case:
    """The case with the words as they would be today. `whole` has the invoices, paid ones too, of all of them."""
    return _Days(whole, facts, policy, words, {w.id for w in words}).lived_until(today)


def stands_again(plan: Plan) -> Plan:
    return replace(plan, ended_on=None, is_in_default=False, stood_until=None)


def is_open_again(promise: Promise) -> Promise:
    return replace(promise, state=PromiseState.OPEN, settled_on=None, missed=())


@dataclass(frozen=True, slots=True)
class _Days:
    whole: Case
    facts: Facts
    policy: Policy
    words: tuple[Told, ...]
    ids: set[str]
    # What plans have left, since they were agreed, of what had kept a promise.
    left_by_plans: dict[str, tuple[Money, ...]] = field(default_factory=dict)

    def lived_until(self, today: date) -> Case:
        case = replace(
            self.whole,
            promises=tuple(is_open_again(p) if p.id in self.ids else p for p in self.whole.promises),
            plans=tuple(stands_again(p) if p.id in self.ids else p for p in self.whole.plans),
        )
        on = min(w.since for w in self.words) + DAY
        self._note_what_plans_had(case, on - DAY)
        while on <= today and (left := self._left(case)):
            if min(w.since for w in left) < on:
                case = self._lived_on(self._without_what_others_took(case, on - DAY), on)
            if any(p.agreed_on == on for p in case.plans):
                self._note_what_is_left(case, on)
            on += DAY
        case = self._without_what_others_took(case, today)
        # What came today is known, though too late for whatever was due before.
        facts = replace(self.facts, plans=case.facts().plans)
        return self._told(case, settled(case, facts, self.policy, today, NOBODY)[0], self._left(case))

    def _without_what_others_took(self, case: Case, day: date) -> Case:
        """A word that was given of an invoice since took the place of the one before it."""
        found = list[Promise]()
        for place, promise in enumerate(case.promises):
            if promise.is_open and promise.id in self.ids:
                later = [p.invoice_ids for p in case.promises[place + 1 :] if p.made_on <= day]
                later += [p.invoice_ids for p in case.plans if promise.made_on <= p.agreed_on <= day]
                left = tuple(n for n in promise.invoice_ids if not any(n in names for names in later))
                over = promise.settled(PromiseState.WITHDRAWN, day)
                promise = replace(promise, invoice_ids=left) if left else over
            found.append(promise)
        return replace(case, promises=tuple(found), plans=tuple(self._plans_on(case.plans, day)))

    def _plans_on(self, plans: tuple[Plan, ...], day: date) -> Iterator[Plan]:
        """Nobody pays by two schedules."""
        for place, plan in enumerate(plans):
            is_over = plan.ended_on is None and any(p.agreed_on <= day for p in plans[place + 1 :])
            yield replace(plan, ended_on=day) if is_over and plan.id in self.ids else plan

    def _left(self, case: Case) -> list[Told]:
        """The words that are neither kept nor broken yet."""
        left = {p.id for p in case.promises if p.is_open} | {p.id for p in case.plans if p.ended_on is None}
        return [w for w in self.words if w.id in left]

    def _lived_on(self, case: Case, on: date) -> Case:
        """With what the look of that day would have told, before anything else came."""
        then, facts = self._as_of(case, on - DAY)
        # On the very day what has come to its end is told before anything else is.
        facts = replace(facts, holds=tuple(h for h in self.facts.holds if h.told_on is None or h.told_on < on))
        # What was told was told by what was known, or proved: how old the bank data is now says nothing of it.
        is_told = on <= max(w.on for w in self.words)
        policy = replace(self.policy, bank_data_days=None) if is_told else self.policy
        due = [w for w in self._left(case) if w.since < on]
        return self._told(case, settled(then, facts, policy, on, NOBODY)[0], due)

    def _as_of(self, case: Case, day: date) -> tuple[Case, Facts]:
        """The case at the end of a day, and what a decision saw of it, but for its holds."""
        then = replace(
            case,
            invoices=tuple(paid_on(i, day) for i in case.invoices),
            credits=tuple(c for c in case.credits if c.on <= day),
            promises=self._with_covers((p for p in case.promises if p.made_on <= day or self._reserves(p)), day),
            plans=tuple(_as_it_was(p, day + DAY) for p in case.plans if p.agreed_on <= day),
        )
        known = then.facts()
        steps = tuple(s for s in self.facts.steps if s.on <= day)
        facts = replace(self.facts, invoices=known.invoices, credits=known.credits, plans=known.plans, steps=steps)
        return then, facts

    def _reserves(self, promise: Promise) -> bool:
        """What keeps a word, and was there before that was given, keeps no other: it is not given up."""
        return promise.id not in self.ids and promise.state is PromiseState.KEPT and bool(promise.kept_by)

    def _note_what_plans_had(self, case: Case, day: date) -> None:
        """A plan that was agreed by then on what had kept a promise has it since."""
        for promise in case.promises:
            told = promise.settled_on
            if promise.kept_by and told is not None and any(told <= p.agreed_on <= day for p in case.plans):
                self.left_by_plans[promise.id] = promise.covered

    def _note_what_is_left(self, case: Case, on: date) -> None:
        """As it is when a plan is agreed: what it takes up keeps no promise any more."""
        then, facts = self._as_of(case, on)
        after = released(then, facts, on, is_there=True)
        self.left_by_plans.update({p.id: p.covered for p in after.promises if p.kept_by})

    def _with_covers(self, promises: Iterable[Promise], day: date) -> tuple[Promise, ...]:
        """With what kept each of them, but for what came between that day and its own last: of that it took first, each
        cent for one of them.
        """

        def came(currency: str, by: date) -> int:
            return credit_cents(paid_by(self.whole, self.facts, by), currency, by)

        known, found, taken = tuple(promises), dict[str, Promise](), Counter[str]()
        for promise in sorted((p for p in known if p.kept_by), key=lambda p: self._last(p, day)):
            covered = list[Money]()
            for money in self.left_by_plans.get(promise.id, promise.kept_by):
                since = came(money.currency, self._last(promise, day)) - came(money.currency, day)
                later = min(max(since - taken[money.currency], 0), money.cents)
                taken[money.currency] += later
                covered += [Money(money.cents - later, money.currency)] if money.cents > later else []
            found[promise.id] = replace(promise, covered=tuple(covered))
        return tuple(found.get(p.id, p) for p in known)

    def _last(self, promise: Promise, day: date) -> date:
        return max(due(promise, name, self.facts.holds, day)[0] for name in promise.invoice_ids)

    @staticmethod
    def _told(case: Case, after: Case, words: list[Told]) -> Case:
        """The case with these of its words as that day tells them."""
        ids = {w.id for w in words}
        promises = {p.id: p for p in after.promises if p.id in ids}
        plans = {p.id: p for p in after.plans if p.id in ids}
        return replace(
            case,
            promises=tuple(promises.get(p.id, p) for p in case.promises),
            plans=tuple(plans.get(p.id, p) for p in case.plans),
        )


def _as_it_was(plan: Plan, on: date) -> Plan:
    """It stood until it was ended, or a day came on which it was not paid in time."""
    last = plan.stood_until or plan.ended_on
    return stands_again(plan) if last is not None and on <= last else plan
