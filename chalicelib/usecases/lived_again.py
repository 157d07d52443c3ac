"""The days since words were told broken, lived through again with the money and the holds that each of them had: what
would have been told, for all of these words at once, so that each cent keeps one.
"""

from dataclasses import dataclass, replace
from datetime import date

from chalicelib.domain.calendar import DAY
from chalicelib.domain.case import Case
from chalicelib.domain.facts import Facts
from chalicelib.domain.hold import EXCUSES, Hold
from chalicelib.domain.money import Money
from chalicelib.domain.plan import Plan
from chalicelib.domain.policy import Policy
from chalicelib.domain.promise import Promise, PromiseState
from chalicelib.domain.promised import due, paid_on
from chalicelib.domain.standing_plan import credit_cents
from chalicelib.usecases.settling import paid_by, settled

NOBODY = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A promise, or a plan, that was told broken on a day, of these invoices; up to `since` nothing could break it."""

    id: str
    on: date
    missed: tuple[str, ...]
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

    def lived_until(self, today: date) -> Case:
        case = replace(
            self.whole,
            promises=tuple(is_open_again(p) if p.id in self.ids else p for p in self.whole.promises),
            plans=tuple(stands_again(p) if p.id in self.ids else p for p in self.whole.plans),
        )
        on = min(w.since for w in self.words) + DAY
        while on <= today and (left := self._left(case)):
            if min(w.since for w in left) < on:
                case = self._lived_on(case, on)
            on += DAY
        # What came today is known, though too late for whatever was due before.
        facts = replace(self.facts, plans=case.facts().plans)
        return self._told(case, settled(case, facts, self.policy, today, NOBODY)[0], self._left(case))

    def _left(self, case: Case) -> list[Told]:
        """The words that are neither kept nor broken yet."""
        left = {p.id for p in case.promises if p.is_open} | {p.id for p in case.plans if p.ended_on is None}
        return [w for w in self.words if w.id in left]

    def _lived_on(self, case: Case, on: date) -> Case:
        """With what the look of that day would have told, before anything else came."""
        before = on - DAY
        then = replace(
            case,
            invoices=tuple(paid_on(i, before) for i in case.invoices),
            credits=tuple(c for c in case.credits if c.on <= before),
            promises=tuple(self._with_its_cover(p, before) for p in case.promises if p.made_on <= before),
            plans=tuple(_as_it_was(p, on) for p in case.plans if p.agreed_on <= before),
        )
        known = then.facts()
        facts = replace(
            self.facts,
            invoices=known.invoices,
            credits=known.credits,
            plans=known.plans,
            steps=tuple(s for s in self.facts.steps if s.on <= before),
            holds=tuple(h for h in self.facts.holds if not self._came_out_later(h, on)),
        )
        # What was told was told by what was known, or proved: how old the bank data is now says nothing of it.
        is_told = on <= max(w.on for w in self.words)
        policy = replace(self.policy, bank_data_days=None) if is_told else self.policy
        due = [w for w in self._left(case) if w.since < on]
        return self._told(case, settled(then, facts, policy, on, NOBODY)[0], due)

    def _with_its_cover(self, promise: Promise, day: date) -> Promise:
        """With what kept it, but for what came between that day and its own last: of that it took first."""
        if not promise.covered:
            return promise
        last = max(due(promise, name, self.facts.holds, day)[0] for name in promise.invoice_ids)

        def came(currency: str, by: date) -> int:
            return credit_cents(paid_by(self.whole, self.facts, by), currency, by)

        left = (
            Money(m.cents - max(came(m.currency, last) - came(m.currency, day), 0), m.currency) for m in promise.covered
        )
        return replace(promise, covered=tuple(m for m in left if m.is_positive))

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

    def _came_out_later(self, hold: Hold, on: date) -> bool:
        """Whether it was not known that day: told later, or taken to have stood when a word was told that it would have
        kept from being told. On the very day what has come to its end is told before anything else is.
        """
        if hold.told_on is not None and hold.told_on >= on:
            return True
        if hold.kind not in EXCUSES or hold.is_partial:
            return False
        told = (w.on for w in self.words if on <= w.on and any(map(hold.is_on, w.missed)))
        return any(hold.since <= day <= (hold.until or date.max) for day in told)


def _as_it_was(plan: Plan, on: date) -> Plan:
    """It stood until it was ended, or a day came on which it was not paid in time."""
    last = plan.stood_until or plan.ended_on
    return stands_again(plan) if last is not None and on <= last else plan
