"""What is wrong in the facts of `relance decide` that no type can say: each fault by its place, counted from 1."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from chalicelib.domain.errors import Invalid, Problem
from chalicelib.domain.hold import HoldKind
from chalicelib.domain.money import CURRENCIES
from chalicelib.entrypoints.cli.facts_document import WAITED_FOR, FactsIn, HoldIn, PlanIn, StepIn

OR_IN_PARTS = ", or it falls due in parts, and each is named by its place, like 'F-1/1'"


def check(given: FactsIn) -> None:
    """What no schema can say. Raises Invalid."""
    for place, invoice in enumerate(given.invoices, 1):
        whole = invoice.due_on is not None and invoice.open_cents is not None
        if bool(invoice.parts) == whole or (invoice.parts and (invoice.due_on or invoice.open_cents is not None)):
            field = "open_cents" if invoice.due_on else "due_on"
            one_of_both = "is missing: give due_on and open_cents, or parts" if field == "due_on" else "is missing"
            said = "is left out where there are parts" if invoice.parts else one_of_both
            raise Invalid((Problem(f"invoices.{place}.{field}", "missing", said),))
    said_currencies = {i.currency for i in given.invoices} | {c.currency for c in given.credits}
    said_currencies |= {h.currency for h in given.holds} | {i.currency for p in given.plans for i in p.instalments}
    said_currencies |= {i.currency for s in given.steps for i in s.recalls}
    if odd := sorted(said_currencies - CURRENCIES):
        raise Invalid((Problem("currency", "unknown", f"{odd[0]!r}: one of {', '.join(CURRENCIES)}"),))
    if given.can_write and given.email and given.email.casefold() in map(str.casefold, given.suspended):
        said = "takes no mail, as `suspended` says: give the address that does, or can_write: false"
        raise Invalid((Problem("email", "wrong", said),))
    if problems := (*_of_steps(given.steps), *_of_holds(given.holds), *_of_plans(given.plans)):
        raise Invalid(problems)
    _check_references(given)


def _of_steps(steps: Iterable[StepIn]) -> Iterator[Problem]:
    for n, step in enumerate(steps, 1):
        if step.level.is_reply:
            yield Problem(f"steps.{n}.level", "wrong", f"{step.level} is no letter of the chase: leave the step out")
        if step.heard_on is not None and step.heard_on < step.on:
            said = f"{step.heard_on} is before the day of the step, {step.on}"
            yield Problem(f"steps.{n}.heard_on", "wrong", said)
        named = [item.invoice_id for item in step.items]
        for m, item in enumerate(step.items, 1):
            if item.invoice_id in named[: m - 1]:
                yield Problem(f"steps.{n}.items.{m}.invoice_id", "duplicate", f"{item.invoice_id!r} stands there twice")
            if item.level.rank > step.level.rank:
                said = f"{item.level} is firmer than the step itself, {step.level}"
                yield Problem(f"steps.{n}.items.{m}.level", "wrong", said)
        without = [m for m, item in enumerate(step.items, 1) if item.figures is None]
        if without and len(without) < len(step.items):
            said = "is missing: a letter has the figures of all its items, or of none"
            yield Problem(f"steps.{n}.items.{without[0]}.figures", "missing", said)


def _of_holds(holds: Iterable[HoldIn]) -> Iterator[Problem]:
    for n, hold in enumerate(holds, 1):
        if hold.amount_cents is not None and (hold.kind is not HoldKind.DISPUTE or not hold.invoice_id):
            said = "only a dispute about one invoice is about an amount: leave it out"
            yield Problem(f"holds.{n}.amount_cents", "wrong", said)
        if hold.kind in WAITED_FOR and hold.until is None:
            said = f"is missing: the last day on which nothing is sent for the {hold.kind}"
            yield Problem(f"holds.{n}.until", "missing", said)
        # One that a person ended on its first day has the day before as its last: so the API tells it.
        if hold.until is not None and hold.until < hold.since - timedelta(days=1):
            yield Problem(f"holds.{n}.until", "wrong", f"{hold.until} is before it begins, {hold.since}")


def _of_plans(plans: Iterable[PlanIn]) -> Iterator[Problem]:
    known = set[str]()
    for n, plan in enumerate(plans, 1):
        if plan.id in known:
            yield Problem(f"plans.{n}.id", "duplicate", f"{plan.id!r} is the id of another plan too")
        known.add(plan.id)
        come_to = sum(i.amount_cents for i in plan.instalments)
        if plan.received_cents > come_to:
            said = f"{plan.received_cents} is more than the instalments come to, {come_to}"
            yield Problem(f"plans.{n}.received_cents", "wrong", said)


def _check_references(given: FactsIn) -> None:
    """What is about an invoice that is not there is a typing mistake, and would be silently ignored."""
    known = {i.id for i in given.invoices}
    if len(known) != len(given.invoices):
        raise Invalid((Problem("invoices", "duplicate", "two invoices have the same id"),))
    in_parts = {i.id for i in given.invoices if i.parts}
    odd = [
        Problem(field, "unknown", f"no invoice has the id {name!r}{OR_IN_PARTS if is_claim else ''}")
        for field, name, is_claim in _references(given)
        if (not _is_claim(name, known, in_parts) if is_claim else name not in known)
    ]
    if odd:
        raise Invalid(tuple(odd))


def _is_claim(name: str, known: set[str], in_parts: set[str]) -> bool:
    """An invoice that falls due as a whole, or a part of another by its place: also one that is paid since."""
    invoice, _, place = name.partition("/")
    if invoice not in in_parts:
        return name in known
    return place.isascii() and place.isdecimal() and place[0] != "0"


def _references(given: FactsIn) -> Iterable[tuple[str, str, bool]]:
    """Where an invoice is named, by what, and whether it may be a part of one."""
    for n, step in enumerate(given.steps, 1):
        for m, item in enumerate(step.items, 1):
            yield f"steps.{n}.items.{m}.invoice_id", item.invoice_id, True
    for n, hold in enumerate(given.holds, 1):
        if hold.invoice_id:
            yield f"holds.{n}.invoice_id", hold.invoice_id, False
        for m, declared in enumerate(hold.declared or (), 1):
            yield f"holds.{n}.declared.{m}.invoice_id", declared.invoice_id, False
    for n, plan in enumerate(given.plans, 1):
        for m, name in enumerate(plan.invoice_ids, 1):
            yield f"plans.{n}.invoice_ids.{m}", name, False
    for n, approval in enumerate(given.approvals, 1):
        yield f"approvals.{n}.claim_id", approval.claim_id, True
    for n, done in enumerate(given.done, 1):
        yield f"done.{n}.claim_id", done.claim_id, True
    for n, name in enumerate(given.rate_unknown, 1):
        yield f"rate_unknown.{n}", name, True
