"""`relance decide`: the daily decision on facts from a file, with its reasons. Needs no AWS."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from chalicelib.adapters.intake.faults import counted_from_one, problems_of
from chalicelib.adapters.policies.policy_document import policy_of
from chalicelib.adapters.policies.shipped_policies import shipped
from chalicelib.adapters.public_holidays import PublicHolidays
from chalicelib.domain import reasons
from chalicelib.domain.decision import Decision
from chalicelib.domain.errors import Invalid, Problem, Refused
from chalicelib.domain.facts import Approval, Facts, InvoiceFacts, ManualStepDone
from chalicelib.domain.hold import Hold, HoldKind
from chalicelib.domain.ladder import decide
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.money import Money
from chalicelib.domain.parties import Language
from chalicelib.domain.plan import Instalment, Plan
from chalicelib.domain.policy import Policy
from chalicelib.domain.step import NOT_POSTED, Figures, Step, StepItem, claim_id
from chalicelib.entrypoints.cli.facts_document import (
    DecisionOut,
    FactsIn,
    FiguresOut,
    HoldIn,
    InstalmentIn,
    InstalmentOut,
    InvoiceFactsIn,
    ItemOut,
    MessageOut,
    PlanIn,
    ReasonOut,
    TaskOut,
)
from chalicelib.entrypoints.cli.facts_faults import check
from chalicelib.entrypoints.cli.files import json_of
from chalicelib.law.insolvency import declare_by
from chalicelib.law.quantity import NotKnown


def decided(file: Path, on: date) -> dict[str, Any]:
    """The decision of a day, as docs/schemas/decision.schema.json has it. Raises Invalid, CommandFailed."""
    try:
        given = FactsIn.model_validate_json(json_of(file))
    except ValidationError as error:
        raise Invalid(tuple(map(counted_from_one, problems_of(error)))) from None
    check(given)
    policy = _policy(given)
    facts = _facts(given, on)
    return _shown(decide(facts, policy, on), facts, on).model_dump(mode="json")


def _policy(given: FactsIn) -> Policy:
    """Raises Invalid."""
    if isinstance(given.policy, str):
        return _shipped("policy", given.policy)
    try:
        return policy_of(given.policy.model_dump(by_alias=True, mode="json", exclude_defaults=True))
    except Invalid as fault:
        raise Invalid(tuple(replace(p, field=f"policy.{p.field}") for p in fault.problems)) from None


def _shipped(field: str, reference: str) -> Policy:
    if reference not in shipped():
        raise Invalid((Problem(field, "unknown", f"{reference!r}: one of {', '.join(shipped())}"),))
    return shipped()[reference]


def _facts(given: FactsIn, on: date) -> Facts:
    """Raises Invalid."""
    days = given.holidays if given.holidays is not None else _holidays(given.country, on)
    return Facts(
        invoices=tuple(claim for n, i in enumerate(given.invoices, 1) for claim in _claims(n, i)),
        steps=tuple(
            Step(
                id=f"step-{n}",
                level=s.level,
                on=s.on,
                items=tuple(StepItem(i.invoice_id, i.level) for i in s.items),
                state=s.state,
                email=s.email,
                channel=s.channel,
                heard_on=s.heard_on,
                delayed_on=s.delayed_on,
                pay_until=s.pay_until,
                figures=tuple(Figures(**i.figures.model_dump()) for i in s.items if i.figures),
                recalls=_instalments(s.recalls),
                reason=s.reason or (NOT_POSTED if s.state is StepState.WITHDRAWN else None),
            )
            for n, s in enumerate(given.steps)
        ),
        holds=tuple(map(_hold, given.holds)),
        can_write=given.can_write,
        email=given.email,
        holidays=frozenset(days),
        rate_unknown=frozenset(given.rate_unknown),
        kind=given.kind,
        credits=tuple(Money(c.amount_cents, c.currency) for c in given.credits),
        plans=tuple(_plan(n, p) for n, p in enumerate(given.plans, 1)),
        approvals=tuple(Approval(a.claim_id, a.level, a.on, a.by, a.is_given, a.reason) for a in given.approvals),
        done=tuple(ManualStepDone(d.kind, d.claim_id, d.offset_days, d.on, d.outcome) for d in given.done),
        bank_data_on=given.bank_data_on,
        suspended=given.suspended,
    )


def _claims(place_in_file: int, given: InvoiceFactsIn) -> Iterable[InvoiceFacts]:
    own = _shipped(f"invoices.{place_in_file}.policy", given.policy) if given.policy is not None else None
    if given.due_on is not None and given.open_cents is not None:
        owed = Money(given.open_cents, given.currency)
        yield InvoiceFacts(given.id, given.number, given.due_on, owed, own, issued_on=given.issued_on)
    for place, part in enumerate(given.parts, 1):
        owed = Money(part.open_cents, given.currency)
        yield InvoiceFacts(claim_id(given.id, place), given.number, part.due_on, owed, own, given.id, given.issued_on)


def _hold(given: HoldIn) -> Hold:
    amount = None if given.amount_cents is None else Money(given.amount_cents, given.currency)
    declared = None if given.declared is None else tuple((d.invoice_id, d.amount_cents) for d in given.declared)
    return Hold(
        given.kind,
        given.invoice_id,
        given.since,
        given.by,
        given.reason,
        given.detail,
        given.until,
        amount,
        given.act_by or _declared_by(given),
        declared_on=given.declared_on,
        declared=declared,
    )


def _declared_by(given: HoldIn) -> date | None:
    """The last day to declare the claim, by the day of the publication; None where no parameter of the law reaches."""
    try:
        return declare_by(given.since) if given.kind is HoldKind.INSOLVENCY else None
    except NotKnown:
        return None


def _plan(place: int, given: PlanIn) -> Plan:
    instalments = _instalments(given.instalments)
    received = Money(given.received_cents, given.instalments[0].currency)
    try:
        return Plan(
            given.id,
            given.invoice_ids,
            instalments,
            given.agreed_on,
            given.by,
            received,
            given.grace_days,
            given.ended_on,
            tolerance_cents=given.tolerance_cents,
        )
    except Refused as fault:
        raise Invalid((Problem(f"plans.{place}", "wrong", str(fault)),)) from None


def _instalments(given: Iterable[InstalmentIn]) -> tuple[Instalment, ...]:
    return tuple(Instalment(i.on, Money(i.amount_cents, i.currency)) for i in given)


def _holidays(country: str, on: date) -> frozenset[date]:
    return PublicHolidays().of(country, (on.year - 1, on.year, on.year + 1))


def _item(item: StepItem, figures: Figures | None) -> ItemOut:
    shown = FiguresOut.model_validate(figures, from_attributes=True) if figures else None
    return ItemOut(invoice_id=item.invoice_id, level=item.level, figures=shown)


def _shown(decision: Decision, facts: Facts, on: date) -> DecisionOut:
    numbers = {i.id: i.number for i in facts.invoices}
    message = decision.message
    return DecisionOut(
        on=on,
        message=message
        and MessageOut(
            level=message.level,
            channel=message.channel,
            by_mail=message.by_mail,
            pay_until=message.pay_until,
            items=tuple(map(_item, message.items, message.figures or [None] * len(message.items))),
            recalls=tuple(
                InstalmentOut(on=i.on, amount_cents=i.amount.cents, currency=i.amount.currency) for i in message.recalls
            ),
        ),
        reasons=tuple(
            ReasonOut(
                invoice_id=r.invoice_id,
                number=numbers[r.invoice_id],
                why=r.why,
                level=r.level,
                until=r.until,
                since=r.since,
                fr=reasons.sentence(r, Language.FR),
                en=reasons.sentence(r, Language.EN),
            )
            for r in decision.reasons
        ),
        tasks=tuple(
            TaskOut(kind=t.kind, since=t.since, by=t.by, level=t.level, invoice_ids=t.invoice_ids, note=t.note)
            for t in decision.tasks
        ),
        next_look_on=decision.next_look_on,
    )
