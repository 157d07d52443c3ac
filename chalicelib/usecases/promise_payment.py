"""A debtor promises to pay on a day: the chase of what it names waits until then, and a few days more."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from chalicelib.domain.case import Case, CaseKey
from chalicelib.domain.errors import Invalid, Problem
from chalicelib.domain.events import Event, PaymentPromised
from chalicelib.domain.level import Level
from chalicelib.domain.promise import Promise
from chalicelib.domain.reply import ReplyTo
from chalicelib.domain.step import invoice_of
from chalicelib.ports import Ids
from chalicelib.usecases.changing import ChangeCase
from chalicelib.usecases.replying import Wanted, with_reply
from chalicelib.usecases.settling import without_promises

# A promise further ahead than this is a plan, or a way to say no.
LONGEST = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class PromisePayment:
    change: ChangeCase
    ids: Ids

    def __call__(self, key: CaseKey, invoice_ids: tuple[str, ...], on: date, detail: str, by: str) -> Case:
        """A later promise of the same invoices takes the place of an open one; the same one again changes nothing.

        Raises Invalid for a day that is over or too far off, or no invoice; NotFound; CaseMoved.
        """
        promise_id = self.ids.kid()

        def promise(case: Case, today: date) -> tuple[Case, list[Event]]:
            names = owed_among(case, invoice_ids)
            if not today <= on <= today + LONGEST:
                raise Invalid(
                    (Problem("on", "wrong", f"from today to {today + LONGEST}; beyond that agree on a plan"),)
                )
            grace = self.change.judge.policy_of(case).promise_grace_days
            found = [case.invoice(name) for name in names]
            due_by = tuple((i.id, i.next_due_on) for i in found if i.parts)
            new = Promise(promise_id, names, on, today, by, grace, detail=detail, due_by=due_by)
            if planned := [p for p in case.plans if p.ended_on is None and set(p.invoice_ids) & set(names)]:
                said = f"paid in instalments since {planned[0].agreed_on}: pay the next one, or end the plan first"
                raise Invalid((Problem("invoice_ids", "wrong", said),))
            if same := next((p for p in case.promises if p.is_open and (p.invoice_ids, p.on) == (names, on)), None):
                return _told_again(case, same, detail, by)
            after, events = without_promises(case, names, today, by)
            told = PaymentPromised(by, new.id, names, on, detail)
            after = replace(after, promises=(*after.promises, new))
            wanted = Wanted(Level.PROMISE, new.id, names, ReplyTo(new.id))
            after, replied = with_reply(self.change.judge, after, wanted, today, by)
            return after, [*events, told, *replied]

        return self.change(key, by, promise)


def _told_again(case: Case, promise: Promise, detail: str, by: str) -> tuple[Case, list[Event]]:
    """Only what is said besides may be new."""
    if not detail or detail == promise.detail:
        return case, []
    promises = tuple(replace(p, detail=detail) if p.id == promise.id else p for p in case.promises)
    return replace(case, promises=promises), [PaymentPromised(by, promise.id, promise.invoice_ids, promise.on, detail)]


def owed_among(case: Case, invoice_ids: tuple[str, ...]) -> tuple[str, ...]:
    """The invoices, each once, in the order of their due dates. Raises Invalid, NotFound."""
    if not invoice_ids:
        raise Invalid((Problem("invoice_ids", "missing", "name the invoices"),))
    there = {i.id: i for i in case.invoices}
    if parts := [name for name in invoice_ids if name != invoice_of(name) and invoice_of(name) in there]:
        said = f"what is said here is about a whole invoice, not {parts[0]}: name {invoice_of(parts[0])}"
        raise Invalid((Problem("invoice_ids", "wrong", said),))
    if odd := [name for name in invoice_ids if name not in there]:
        raise Invalid((Problem("invoice_ids", "unknown", f"nothing is owed here on {', '.join(odd)}"),))
    found = [there[name] for name in dict.fromkeys(invoice_ids)]
    if paid := [i.number for i in found if not i.is_open]:
        raise Invalid((Problem("invoice_ids", "wrong", f"nothing is owed on {', '.join(paid)}"),))
    return tuple(i.id for i in sorted(found, key=lambda i: (i.due_on, i.id)))
