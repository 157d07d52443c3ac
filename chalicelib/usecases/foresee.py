"""What would go out to a creditor's debtors if nothing changed, and why an invoice hears something on a day."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from chalicelib.domain.calendar import day_in
from chalicelib.domain.case import Case, CaseKey
from chalicelib.domain.decision import Reason
from chalicelib.domain.errors import Invalid, NotFound, Problem
from chalicelib.domain.forecast import Expected, reasons_on, walk
from chalicelib.domain.letter import Letter
from chalicelib.domain.plan import Plan
from chalicelib.domain.promise import Promise, PromiseState
from chalicelib.domain.step import Step, invoice_of, step_id
from chalicelib.ports import Cases, Clock
from chalicelib.usecases.composing import composed, site_of
from chalicelib.usecases.deciding import Judge

LONGEST = timedelta(days=366)
PAGE = 100
DEBTORS = 200


@dataclass(frozen=True, slots=True)
class Foreseen:
    """The messages of one debtor, and the reasons of today: what waits for a person shows in these."""

    case: Case
    messages: tuple[Expected, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """`cursor` is the last debtor looked at, None at the end."""

    debtors: tuple[Foreseen, ...]
    cursor: str | None


@dataclass(frozen=True, slots=True)
class Foresee:
    cases: Cases
    judge: Judge
    clock: Clock
    portal_url: str

    def why(self, creditor_id: str, invoice_id: str, on: date) -> tuple[Reason, ...]:
        """The reasons of an invoice, one for each part that is open, on a day: of the past by what was known then, of
        the future as if nothing changed. Raises NotFound, Invalid.
        """
        key = self.cases.find(creditor_id, [invoice_id]).get(invoice_id)
        if key is None:
            raise NotFound("no such invoice")
        case = self.cases.load(key, closed_invoice=invoice_id)
        today = self.judge.today(case, self.clock.now())
        if abs(on - today) > LONGEST:
            raise Invalid((Problem("on", "wrong", f"{on} is more than a year from today, {today}"),))
        policy = self.judge.policy_of(case)
        known = case if on >= today else as_of(case, on)
        found = reasons_on(lambda day: self.judge.facts_on(known, day), policy, today, on)
        return tuple(r for r in found if invoice_of(r.invoice_id) == invoice_id)

    def preview(self, creditor_id: str, since: date, until: date, cursor: str | None = None) -> Preview:
        """Everything that would go out in those days, debtor by debtor. Raises Invalid."""
        today = self.today(creditor_id)
        if not today <= since <= until <= today + LONGEST:
            raise Invalid(
                (Problem("from", "wrong", f"from today, {today}, to {today + LONGEST}, the first day first"),)
            )
        listed = sorted(self.debtors(creditor_id))
        left = [name for name in listed if cursor is None or name > cursor]
        page = left[:DEBTORS]
        found = (self._foreseen(CaseKey(creditor_id, name), today, since, until) for name in page)
        return Preview(tuple(f for f in found if f), page[-1] if len(left) > DEBTORS else None)

    def letter(self, key: CaseKey, on: date) -> Letter:
        """The letter that would go out on that day, as data. Raises NotFound when none would."""
        case = self.cases.load(key)
        today = self.today(key.creditor_id)
        foreseen = self._walked(case, today, min(on, today + LONGEST))
        message = next((e.message for e in foreseen if e.on == on), None)
        if message is None:
            raise NotFound("no letter would go out on that day")
        name = step_id(key.creditor_id, key.debtor_id, case.policy, message.level, on)
        step = Step(name, message.level, on, message.items, channel=message.channel)
        return composed(self.judge, case, case.debtor, step, site_of(self.portal_url, case))

    def debtors(self, creditor_id: str) -> set[str]:
        """Who owes this creditor something, or is in credit with it."""
        found, cursor = set[str](), None
        while True:
            page = self.cases.list(creditor_id, is_open=True, limit=PAGE, cursor=cursor)
            found |= {i.debtor_id for i in page.invoices}
            cursor = page.cursor
            if cursor is None:
                return found

    def _foreseen(self, key: CaseKey, today: date, since: date, until: date) -> Foreseen | None:
        try:
            case = self.cases.load(key)
        except NotFound:
            return None
        messages = tuple(e for e in self._walked(case, today, until) if since <= e.on)
        return Foreseen(case, messages, self.judge.decision_on(case, self.clock.now()).reasons)

    def _walked(self, case: Case, today: date, until: date) -> tuple[Expected, ...]:
        return walk(lambda day: self.judge.facts_on(case, day), self.judge.policy_of(case), today, until).sent

    def today(self, creditor_id: str) -> date:
        """The creditor's day."""
        return day_in(self.judge.creditors.get(creditor_id).time_zone, self.clock.now())


def as_of(case: Case, on: date) -> Case:
    """The case as it was known on the morning of a day. What became of its letters since is not taken off."""
    invoices = tuple(
        replace(
            i,
            entries=tuple(e for e in i.entries if e.on <= on),
            statuses=tuple(s for s in i.statuses if s.on <= on),
        )
        for i in case.invoices
        if i.issued_on <= on
    )
    return replace(
        case,
        invoices=invoices,
        steps=tuple(s for s in case.steps if s.on < on),
        holds=tuple(h for h in case.holds if h.since <= on),
        promises=tuple(_promise_as_of(p, on) for p in case.promises if p.made_on <= on),
        plans=tuple(_plan_as_of(p, on) for p in case.plans if p.agreed_on <= on),
        approvals=tuple(a for a in case.approvals if a.on <= on),
        credits=tuple(c for c in case.credits if c.on <= on),
    )


def _promise_as_of(promise: Promise, on: date) -> Promise:
    is_settled = promise.settled_on is not None and promise.settled_on <= on
    return promise if is_settled else replace(promise, state=PromiseState.OPEN)


def _plan_as_of(plan: Plan, on: date) -> Plan:
    return replace(plan, ended_on=None) if plan.ended_on and plan.ended_on > on else plan
