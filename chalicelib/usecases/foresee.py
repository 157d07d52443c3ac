"""What would go out to a creditor's debtors if nothing changed, and why an invoice hears something on a day.

On the days to come the bank data is taken to stay as fresh as it is today: somebody goes on importing it.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from chalicelib.domain.calendar import day_in
from chalicelib.domain.case import Case, CaseKey, CaseUnreadable
from chalicelib.domain.case_past import as_of
from chalicelib.domain.decision import Reason
from chalicelib.domain.errors import Invalid, NotFound, NothingThere, Problem
from chalicelib.domain.facts import Facts
from chalicelib.domain.forecast import Expected, Walk, reasons_on, steps_known, walk
from chalicelib.domain.letter import Letter
from chalicelib.domain.policy import Policy
from chalicelib.domain.step import invoice_of, step_id
from chalicelib.ports import Cases, Clock
from chalicelib.usecases.composing import composed, site_of
from chalicelib.usecases.deciding import Judge
from chalicelib.usecases.settling import told_promises

LONGEST = timedelta(days=366)
DEBTORS = 100
# Of one answer, which has thirty: a debtor of a hundred invoices takes one or two, and the last begun is gone through.
SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Foreseen:
    """The messages of one debtor, and the reasons of today: what waits for a person shows in these."""

    case: Case
    messages: tuple[Expected, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """`cursor` is the last debtor looked at, None at the end. Of those whose case cannot be read, `unreadable`, nothing
    is foreseen.
    """

    debtors: tuple[Foreseen, ...]
    cursor: str | None
    unreadable: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Foresee:
    """`most`: how many debtors one answer looks at, unless `seconds` of `timer` are over before."""

    cases: Cases
    judge: Judge
    clock: Clock
    portal_url: str
    most: int = DEBTORS
    seconds: float = SECONDS
    timer: Callable[[], float] = time.monotonic

    def why(self, creditor_id: str, invoice_id: str, on: date) -> tuple[Reason, ...]:
        """The reasons of an invoice, one for each part that is open, on a day: of the past by what was known then, of
        the future as if nothing changed. Raises NotFound, Invalid.
        """
        key = self.cases.find(creditor_id, [invoice_id]).get(invoice_id)
        if key is None:
            raise NotFound("no such invoice")
        case = self.cases.load(key, closed_invoice=invoice_id)
        now = self.clock.now()
        today = self.judge.today(case, now)
        if abs(on - today) > LONGEST:
            raise Invalid((Problem("on", "wrong", f"{on} is more than a year from today, {today}"),))
        issued_on = case.invoice(invoice_id).issued_on
        if on < min(today, issued_on):
            raise Invalid((Problem("on", "wrong", f"{on} is before the invoice was issued, {issued_on}"),))
        found = self._reasons_on(case, today, on)
        return tuple(r for r in found if invoice_of(r.invoice_id) == invoice_id)

    def preview(self, creditor_id: str, since: date, until: date, cursor: str | None = None) -> Preview:
        """Everything that would go out in those days, debtor by debtor. Raises Invalid."""
        today = self.today(creditor_id)
        for field, day, first in (("from", since, today), ("to", until, since)):
            if not first <= day <= today + LONGEST:
                raise Invalid((Problem(field, "wrong", f"{day}: from {first} to {today + LONGEST}"),))
        found, following = self.page(creditor_id, cursor, lambda key: self._foreseen(key, today, since, until))
        foreseen = tuple(f for f in found if isinstance(f, Foreseen))
        return Preview(foreseen, following, tuple(f.debtor_id for f in found if isinstance(f, CaseUnreadable)))

    def letter(self, key: CaseKey, on: date) -> Letter:
        """The letter that would go out on that day, as data. Raises NotFound when none would."""
        case = self.cases.load(key)
        today = self.today(key.creditor_id)
        walked, future = self._walked(case, today, min(on, today + LONGEST))
        message = next((e.message for e in walked.sent if e.on == on), None)
        if message is None:
            raise NothingThere("no letter would go out on that day")
        # What is foreseen until then has happened: promises are told, and letters heard.
        before = tuple(s for s in walked.steps if s.on < on)
        facts, policy = self.judge.facts_on(case, today), self.judge.policy_of(case)
        case = replace(future.known, steps=steps_known(facts, policy, before, on, today, walked.withdrawn))
        name = step_id(key.creditor_id, key.debtor_id, case.policy, message.level, on)
        # As it will be sent: an address that takes no mail any more counts for nothing.
        debtor = replace(case.debtor, email=case.email if message.by_mail else None)
        return composed(self.judge, case, debtor, message.step(name, on), site_of(self.portal_url, case))

    def page[T](self, creditor_id: str, cursor: str | None, do: Callable[[CaseKey], T]) -> tuple[list[T], str | None]:
        """What is made of each debtor after `cursor`, as many as one answer has time for; and the last of these, None
        where nobody comes after it.
        """
        began, made = self.timer(), list[T]()
        listed = self.cases.debtors(creditor_id, limit=self.most, cursor=cursor)
        for key in listed.cases:
            made.append(do(key))
            if self.timer() - began >= self.seconds and key != listed.cases[-1]:
                return made, key.debtor_id
        return made, listed.cursor

    def _foreseen(self, key: CaseKey, today: date, since: date, until: date) -> Foreseen | CaseUnreadable | None:
        """None of a debtor who owes nothing, and is not in credit on an invoice either."""
        try:
            case = self.cases.load(key)
        except CaseUnreadable as damage:
            return damage
        except NotFound:
            # It is in the list of the debtors, and nothing of what it was written with is there.
            return CaseUnreadable(key.debtor_id)
        if not any(i.open.cents for i in case.invoices):
            return None
        walked, _ = self._walked(case, today, until)
        messages = tuple(e for e in walked.sent if since <= e.on)
        return Foreseen(case, messages, self._reasons_on(case, today, today))

    def _reasons_on(self, case: Case, today: date, on: date) -> tuple[Reason, ...]:
        policy = self.judge.policy_of(case)
        too_late = self._is_over(case, policy, self.clock.now())
        known = case if on >= today else as_of(case, on)
        return reasons_on(self.facts_from(known, today, policy), policy, today, on, too_late=too_late)

    def _walked(self, case: Case, today: date, until: date) -> tuple[Walk, "Future"]:
        policy = self.judge.policy_of(case)
        too_late = self._is_over(case, policy, self.clock.now())
        future = self.facts_from(case, today, policy)
        return walk(future, policy, today, until, too_late=too_late), future

    def _is_over(self, case: Case, policy: Policy, now: datetime) -> bool:
        """Whether nothing more goes out today: it is too late, or nobody looks before tomorrow. A creditor's word
        about all its debtors makes nobody look at once.
        """
        look = case.next_look_at
        is_tomorrow = look is not None and self.judge.today(case, look) > self.judge.today(case, now)
        return is_tomorrow or self.judge.is_too_late(case, policy, now)

    def facts_from(self, case: Case, today: date, policy: Policy) -> "Future":
        return Future(self.judge, case, today, policy)

    def today(self, creditor_id: str) -> date:
        """The creditor's day."""
        return day_in(self.judge.creditors.get(creditor_id).time_zone, self.clock.now())


@dataclass(slots=True)
class Future:
    """The facts of the days from `today` on, which are asked for in their order: with bank data that is as fresh then
    as it is today, and with the promises told that will be broken by then should nothing be paid. `known` is the case
    as of the last of these days.
    """

    judge: Judge
    known: Case
    today: date
    policy: Policy

    def __call__(self, on: date) -> Facts:
        facts = self._fresh(on)
        if on < self.today or not any(p.is_open and p.until < on for p in self.known.promises):
            return facts
        told = told_promises(self.known, facts, self.policy, on)
        if told == self.known.promises:
            return facts
        # As in life: what is told once is looked at no more.
        self.known = replace(self.known, promises=told)
        return self._fresh(on)

    def _fresh(self, on: date) -> Facts:
        facts = self.judge.facts_on(self.known, on)
        if facts.bank_data_on is None or on <= self.today:
            return facts
        return replace(facts, bank_data_on=facts.bank_data_on + (on - self.today))
