"""A case as the API shows it to its creditor: plain JSON values, codes with their sentences in both languages."""

from collections.abc import Iterable
from typing import Any

from chalicelib.domain import reasons
from chalicelib.domain.case import Case
from chalicelib.domain.decision import Decision, Reason
from chalicelib.domain.forecast import Expected
from chalicelib.domain.history import HistoryEntry
from chalicelib.domain.hold import Hold
from chalicelib.domain.money import Money
from chalicelib.domain.parties import Address, Language
from chalicelib.domain.step import StepItem, invoice_of
from chalicelib.domain.task import Task
from chalicelib.domain.task_words import what_to_do


def shown_history(entries: Iterable[HistoryEntry], version: int, last_hash: str) -> dict[str, Any]:
    """The chain, with the version and the hash that what it is about keeps itself."""
    listed = [
        {
            "version": e.version,
            "place": e.place,
            "at": e.at.isoformat(),
            "event": e.kind,
            "data": e.data,
            "before": e.before,
            "hash": e.hash,
        }
        for e in entries
    ]
    return {"version": version, "entries": listed, "last_hash": last_hash}


def shown_case(case: Case, decision: Decision, of_platforms: tuple[Hold, ...]) -> dict[str, Any]:
    """What a creditor sees of a debtor: who it is, what stands, what waits, and why each invoice hears nothing."""
    debtor = case.debtor
    return {
        "id": debtor.id,
        "name": debtor.name,
        "kind": debtor.kind,
        "language": debtor.language,
        "email": debtor.email,
        "email_suspended": debtor.email is not None and case.is_suspended(debtor.email),
        "siren": debtor.siren,
        "address": _shown_address(debtor.address),
        "contacts": [{"name": c.name, "role": c.role, "email": c.email, "phone": c.phone} for c in debtor.contacts],
        "credit_limit_cents": debtor.credit_limit.cents if debtor.credit_limit else None,
        "over_credit_limit": _is_over_limit(case),
        "policy": case.policy,
        "owed": _sums([i.open for i in case.invoices], [c.amount for c in case.credits]),
        "broken_promises": case.broken_promises,
        "invoices": [
            {
                "id": i.id,
                "number": i.number,
                "due_on": i.due_on.isoformat(),
                "open_cents": i.open.cents,
                "currency": i.open.currency,
                "why": [shown_reason(r) for r in decision.reasons if invoice_of(r.invoice_id) == i.id],
            }
            for i in case.invoices
        ],
        "holds": [shown_hold(h) for h in (*case.holds, *of_platforms)],
        "promises": [
            {
                "id": p.id,
                "invoice_ids": list(p.invoice_ids),
                "on": p.on.isoformat(),
                "made_on": p.made_on.isoformat(),
                "by": p.by,
                "state": p.state,
                "until": p.until.isoformat(),
            }
            for p in case.promises
        ],
        "plans": [
            {
                "id": p.id,
                "invoice_ids": list(p.invoice_ids),
                "agreed_on": p.agreed_on.isoformat(),
                "by": p.by,
                "ended_on": p.ended_on.isoformat() if p.ended_on else None,
                "in_default": p.is_in_default,
                # What was booked on its invoices since it was agreed, credits on none apart.
                "received_cents": p.received.cents,
                "beyond_cents": p.beyond_cents,
                "instalments": [
                    {"on": i.on.isoformat(), "amount_cents": i.amount.cents, "currency": i.amount.currency}
                    for i in p.instalments
                ],
            }
            for p in case.facts().plans
        ],
        "credits": [
            {"kind": c.kind, "on": c.on.isoformat(), "amount_cents": c.amount.cents, "reference": c.reference}
            for c in case.credits
        ],
        "tasks": [shown_task(t, case) for t in decision.tasks],
        "next_look_on": decision.next_look_on.isoformat() if decision.next_look_on else None,
    }


def _shown_address(address: Address | None) -> dict[str, Any] | None:
    if address is None:
        return None
    place = {"postcode": address.postcode, "city": address.city, "country": address.country}
    return {"lines": list(address.lines), **place}


def shown_reason(reason: Reason) -> dict[str, Any]:
    """`claim_id` is the invoice's id, or that of the part of it that the reason is about."""
    return {
        "claim_id": reason.invoice_id,
        "code": reason.why,
        "level": reason.level,
        "until": reason.until.isoformat() if reason.until else None,
        "fr": reasons.sentence(reason, Language.FR),
        "en": reasons.sentence(reason, Language.EN),
    }


def shown_hold(hold: Hold) -> dict[str, Any]:
    """`invoice_id` is null where it holds all that the debtor owes."""
    return {
        "kind": hold.kind,
        "invoice_id": hold.invoice_id or None,
        "since": hold.since.isoformat(),
        "until": hold.until.isoformat() if hold.until else None,
        "by": hold.by,
        "reason": hold.reason,
        "detail": hold.detail,
        "amount_cents": hold.amount.cents if hold.amount else None,
        "act_by": hold.act_by.isoformat() if hold.act_by else None,
        "lines": list(hold.lines),
        "declared_on": hold.declared_on.isoformat() if hold.declared_on else None,
        "proof": hold.proof,
    }


def shown_task(task: Task, case: Case) -> dict[str, Any]:
    numbers = {i.id: i.number for i in case.invoices}
    step = next((s for s in case.steps if task.reference and s.reference == task.reference), None)
    return {
        "kind": task.kind,
        "what_to_do": {language.value: what_to_do(task.kind, language) for language in Language},
        "debtor_id": case.debtor.id,
        "debtor": case.debtor.name,
        "since": task.since.isoformat(),
        "by": task.by.isoformat() if task.by else None,
        "level": task.level,
        "claim_ids": list(task.invoice_ids),
        "numbers": list(dict.fromkeys(numbers[invoice_of(n)] for n in task.invoice_ids if invoice_of(n) in numbers)),
        "letter": task.reference or None,
        "channel": step.channel if step else None,
        "note": task.note,
    }


def shown_message(expected: Expected, case: Case) -> dict[str, Any]:
    message = expected.message
    return {
        "on": expected.on.isoformat(),
        "debtor_id": case.debtor.id,
        "debtor": case.debtor.name,
        "level": message.level,
        "channel": message.channel,
        "pay_until": message.pay_until.isoformat() if message.pay_until else None,
        "items": [_item(i, case) for i in message.items],
        "letter": f"/v1/debtors/{case.debtor.id}/preview/{expected.on.isoformat()}",
    }


def _item(item: StepItem, case: Case) -> dict[str, Any]:
    invoice = case.invoice(invoice_of(item.invoice_id))
    return {"claim_id": item.invoice_id, "number": invoice.number, "level": item.level}


def _is_over_limit(case: Case) -> bool:
    limit = case.debtor.credit_limit
    if limit is None:
        return False
    owed = _sums([i.open for i in case.invoices], [c.amount for c in case.credits])
    return owed.get(limit.currency, 0) > limit.cents


def _sums(owed: list[Money], credited: list[Money]) -> dict[str, int]:
    """Cents by currency, credits taken off: currencies are never added together."""
    found = dict[str, int]()
    for money in owed:
        found[money.currency] = found.get(money.currency, 0) + money.cents
    for money in credited:
        found[money.currency] = found.get(money.currency, 0) - money.cents
    return found
