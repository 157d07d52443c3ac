"""Between a case and its rows, both ways."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import UTC, date, datetime
from typing import Any

from chalicelib.adapters.dynamo import keys
from chalicelib.adapters.dynamo.documents import (
    APPROVALS,
    CANCELLED,
    DEBTOR,
    DISCOUNT,
    DONE,
    ENTRIES,
    FIGURES,
    HOLDS,
    ITEMS,
    PARTS,
    PLANS,
    PROMISES,
    RECALLS,
    REPLY,
    STATUSES,
    WITHDRAWN_CREDITS,
)
from chalicelib.adapters.dynamo.models import DebtorRow, EventRow, HeadRow, InvoiceRow, NumberRow, Row, StepRow
from chalicelib.domain.case import Case, CaseKey
from chalicelib.domain.history import HistoryEntry, unreadable
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import Bounce, StepState
from chalicelib.domain.money import Money
from chalicelib.domain.policy import Channel
from chalicelib.domain.step import Step

Rows = dict[tuple[str, str], Row]


class UnknownRow(ValueError):
    """The table holds a row that this code does not know: newer code wrote it, or a hand."""


def rows_of(case: Case, written: datetime) -> Rows:
    """All rows that a case stands in, as written at an instant, by key; the history apart."""
    rows: list[Row] = [_head(case, written), _debtor(case.key)]
    for invoice in case.invoices:
        rows += [_invoice(case, invoice), _number(case.key, invoice)]
    rows += [_step(case.key, step) for step in case.steps]
    return {(row.pk, row.sk): row for row in rows}


def case_of(key: CaseKey, rows: Iterable[Row]) -> Case:
    """The case that these rows make; a head must be among them. Raises UnknownRow."""
    head: HeadRow | None = None
    invoices, steps = list[Invoice](), list[Step]()
    for row in rows:
        match row:
            case HeadRow():
                head = row
            case InvoiceRow():
                invoices.append(_invoice_of(row))
            case StepRow():
                steps.append(_step_of(row))
            case _:
                raise UnknownRow(f"a row of kind {row.kind} stands in an open case")
    if head is None:
        raise UnknownRow(f"case {keys.case_pk(key)} has rows but no head")
    return Case(
        key=key,
        debtor=DEBTOR.validate_python(head.debtor),
        invoices=tuple(sorted(invoices, key=lambda i: (i.due_on, i.id))),
        steps=tuple(sorted(steps, key=lambda s: (s.on, s.id))),
        holds=HOLDS.validate_python(head.holds),
        policy=head.policy,
        is_policy_chosen=bool(head.is_policy_chosen),
        promises=PROMISES.validate_python(head.promises or ()),
        plans=PLANS.validate_python(head.plans or ()),
        approvals=APPROVALS.validate_python(head.approvals or ()),
        done=DONE.validate_python(head.done or ()),
        credits=ENTRIES.validate_python(head.credits or ()),
        withdrawn_credits=WITHDRAWN_CREDITS.validate_python(head.withdrawn_credits or ()),
        excuses=HOLDS.validate_python(head.excuses or ()),
        waits_since=date.fromisoformat(head.open_sk.split("#")[0]) if head.open_sk else None,
        look_failed_on=date.fromisoformat(head.look_failed_on) if head.look_failed_on else None,
        suspended_emails=frozenset(head.suspended_emails or ()),
        next_look_at=_instant(head.due_at.split("#")[0]) if head.due_at else None,
        seen_at=datetime.fromisoformat(head.seen_at) if head.seen_at else None,
        epoch=int(head.epoch or 0),
        version=int(head.version),
        last_hash=head.last_hash or "",
    )


def event_row(pk: str, entry: HistoryEntry) -> EventRow:
    """In the history of what has that partition: a case, or a creditor."""
    return EventRow(
        pk=pk,
        sk=keys.event_sk(entry.version, entry.place),
        kind=EventRow.KIND,
        version=entry.version,
        place=entry.place,
        at=entry.at.isoformat(),
        event=entry.kind,
        data=entry.data,
        before=entry.before or None,
        hash=entry.hash,
    )


def entry_of(row: EventRow) -> HistoryEntry:
    """Raises ValueError for what no entry says."""
    at = datetime.fromisoformat(row.at)
    if int(row.version) != row.version or int(row.place) != row.place:
        raise ValueError("a version and a place are whole numbers")
    return HistoryEntry(int(row.version), int(row.place), at, row.event, row.data, row.before or "", row.hash)


def entry_in(item: dict[str, Any]) -> HistoryEntry:
    """The entry of an item of a history, as the table has it; an unreadable one where a hand was at it."""
    try:
        entry = entry_of(EventRow.from_raw_data(item))
        if item["kind"]["S"] == EventRow.KIND and isinstance(entry.data, dict):
            return entry
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        pass
    version, _, place = item["sk"]["S"].removeprefix(keys.HISTORY).partition("#")
    return unreadable(int(version), int(place)) if version.isdecimal() and place.isdecimal() else unreadable()


def _head(case: Case, written: datetime) -> HeadRow:
    look = case.next_look_at
    return HeadRow(
        pk=keys.case_pk(case.key),
        sk=keys.HEAD,
        kind=HeadRow.KIND,
        version=case.version,
        debtor=DEBTOR.dump_python(case.debtor, mode="json"),
        holds=HOLDS.dump_python(case.holds, mode="json"),
        policy=case.policy,
        is_policy_chosen=case.is_policy_chosen or None,
        promises=PROMISES.dump_python(case.promises, mode="json") or None,
        plans=PLANS.dump_python(case.plans, mode="json") or None,
        approvals=APPROVALS.dump_python(case.approvals, mode="json") or None,
        done=DONE.dump_python(case.done, mode="json") or None,
        credits=ENTRIES.dump_python(case.credits, mode="json") or None,
        withdrawn_credits=WITHDRAWN_CREDITS.dump_python(case.withdrawn_credits, mode="json") or None,
        excuses=HOLDS.dump_python(case.excuses, mode="json") or None,
        look_failed_on=case.look_failed_on.isoformat() if case.look_failed_on else None,
        open_pk=keys.work_pk(case.key.creditor_id) if case.waits_since else None,
        open_sk=f"{case.waits_since.isoformat()}#{case.key.debtor_id}" if case.waits_since else None,
        suspended_emails=set(case.suspended_emails) or None,
        seen_at=case.seen_at.isoformat() if case.seen_at else None,
        epoch=case.epoch or None,
        last_hash=case.last_hash or None,
        due_shard=keys.due_shard(case.key) if look else None,
        due_at=keys.due_at(look, case.key, written) if look else None,
    )


def _debtor(key: CaseKey) -> DebtorRow:
    pk, sk = keys.creditor_pk(key.creditor_id), keys.debtor_sk(key.debtor_id)
    return DebtorRow(pk=pk, sk=sk, kind=DebtorRow.KIND, debtor_id=key.debtor_id)


def _invoice(case: Case, invoice: Invoice) -> InvoiceRow:
    key = case.key
    # An overpaid invoice stays with the open ones: its credit counts in what the debtor owes.
    is_open = invoice.open.cents != 0
    return InvoiceRow(
        pk=keys.case_pk(key),
        sk=keys.invoice_sk(invoice.id, is_open=is_open),
        kind=InvoiceRow.KIND,
        creditor_id=key.creditor_id,
        debtor_id=key.debtor_id,
        invoice_id=invoice.id,
        number=invoice.number,
        issued_on=invoice.issued_on.isoformat(),
        due_on=invoice.due_on.isoformat(),
        currency=invoice.total.currency,
        total_cents=invoice.total.cents,
        open_cents=invoice.open.cents,
        purchase_order=invoice.purchase_order,
        # For lists alone, which read no holds.
        contested_until=until.isoformat() if (until := case.contested_until(invoice)) else None,
        entries=ENTRIES.dump_python(invoice.entries, mode="json"),
        cancelled=CANCELLED.dump_python(invoice.cancelled, mode="json") or None,
        parts=PARTS.dump_python(invoice.parts, mode="json") or None,
        discount=DISCOUNT.dump_python(invoice.discount, mode="json") if invoice.discount else None,
        policy=invoice.policy,
        statuses=STATUSES.dump_python(invoice.statuses, mode="json") or None,
        open_pk=keys.open_pk(key.creditor_id, is_open=is_open),
        open_sk=f"{invoice.due_on.isoformat()}#{invoice.id}",
    )


def _invoice_of(row: InvoiceRow) -> Invoice:
    return Invoice(
        id=row.invoice_id,
        number=row.number,
        issued_on=date.fromisoformat(row.issued_on),
        due_on=date.fromisoformat(row.due_on),
        total=Money(int(row.total_cents), row.currency),
        purchase_order=row.purchase_order,
        entries=ENTRIES.validate_python(row.entries),
        parts=PARTS.validate_python(row.parts or ()),
        policy=row.policy,
        statuses=STATUSES.validate_python(row.statuses or ()),
        cancelled=CANCELLED.validate_python(row.cancelled or ()),
        discount=DISCOUNT.validate_python(row.discount) if row.discount else None,
    )


def _number(key: CaseKey, invoice: Invoice) -> NumberRow:
    return NumberRow(
        pk=keys.number_pk(key.creditor_id, invoice.id),
        sk=keys.ALONE,
        kind=NumberRow.KIND,
        debtor_id=key.debtor_id,
        invoice_id=invoice.id,
    )


def _step(key: CaseKey, step: Step) -> StepRow:
    plain: dict[str, Any] = {f.name: getattr(step, f.name) for f in fields(Step) if f.name != "id"}
    plain |= {
        "on": step.on.isoformat(),
        "items": ITEMS.dump_python(step.items, mode="json"),
        "claimed_at": step.claimed_at.isoformat() if step.claimed_at else None,
        "level": str(step.level),
        "state": str(step.state),
        "channel": str(step.channel),
        "heard_on": step.heard_on.isoformat() if step.heard_on else None,
        "presumed_on": step.presumed_on.isoformat() if step.presumed_on else None,
        "bounce": str(step.bounce) if step.bounce else None,
        "delayed_on": step.delayed_on.isoformat() if step.delayed_on else None,
        "pay_until": step.pay_until.isoformat() if step.pay_until else None,
        "figures": FIGURES.dump_python(step.figures, mode="json") if step.figures else None,
        "recalls": RECALLS.dump_python(step.recalls, mode="json") if step.recalls else None,
        "reply": REPLY.dump_python(step.reply, mode="json") if step.reply else None,
    }
    return StepRow(pk=keys.case_pk(key), sk=keys.step_sk(step), kind=StepRow.KIND, step_id=step.id, **plain)


def _step_of(row: StepRow) -> Step:
    return Step(
        id=row.step_id,
        level=Level(row.level),
        on=date.fromisoformat(row.on),
        items=ITEMS.validate_python(row.items),
        state=StepState(row.state),
        attempt=int(row.attempt),
        owner=row.owner,
        claimed_at=datetime.fromisoformat(row.claimed_at) if row.claimed_at else None,
        email=row.email,
        letter_key=row.letter_key,
        ses_id=row.ses_id,
        reason=row.reason,
        channel=Channel(row.channel) if row.channel else Channel.EMAIL,
        heard_on=date.fromisoformat(row.heard_on) if row.heard_on else None,
        proof=row.proof,
        presumed_on=date.fromisoformat(row.presumed_on) if row.presumed_on else None,
        bounce=Bounce(row.bounce) if row.bounce else None,
        delayed_on=date.fromisoformat(row.delayed_on) if row.delayed_on else None,
        pay_until=date.fromisoformat(row.pay_until) if row.pay_until else None,
        figures=FIGURES.validate_python(row.figures or []),
        recalls=RECALLS.validate_python(row.recalls or []),
        reply=REPLY.validate_python(row.reply) if row.reply else None,
    )


def _instant(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
