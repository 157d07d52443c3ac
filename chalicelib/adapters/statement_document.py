"""A statement as a JSON document: sums in cents, days as ISO, rates in percent as text."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

from chalicelib.domain.statement import Parameter, Statement, StatementLine


def totals_of(found: Statement) -> dict[str, Any]:
    return {
        "on": found.on.isoformat(),
        "currency": found.currency,
        "principal_cents": found.principal_cents,
        "interest_cents": found.interest_cents,
        "indemnity_cents": found.indemnity_cents,
        "total_cents": found.total_cents,
        "credit_cents": found.credit_cents,
        "day_count": found.day_count,
        "imputation": found.imputation,
    }


def line_of(line: StatementLine) -> dict[str, Any]:
    """An invoice with its working."""
    return {
        "number": line.invoice.number,
        "issued_on": line.invoice.issued_on.isoformat(),
        "due_on": line.invoice.due_on.isoformat(),
        **sums_of(line),
        "imputation": line.imputation,
        **working_of(line),
    }


def sums_of(line: StatementLine) -> dict[str, Any]:
    return {
        "principal_cents": line.principal_cents,
        "interest_cents": line.interest_cents,
        "indemnity_cents": line.indemnity_cents,
        "total_cents": line.total_cents,
        "credit_cents": line.credit_cents,
        "accrued_cents": line.accrued_cents,
        "left_out_cents": line.left_out_cents,
        "paid_late": line.paid_late,
        "reason": line.reason,
        "invoiced_cents": line.invoice.total.cents,
        "payments_cents": line.payments_cents,
        "credit_notes_cents": line.credit_notes_cents,
        "starts_on": day_of(line.starts_on),
        "stops_on": day_of(line.stops_on),
        "unknown_since": day_of(line.unknown_since),
    }


def working_of(line: StatementLine) -> dict[str, Any]:
    return {
        "segments": [
            {
                "from": s.since.isoformat(),
                "to": s.until.isoformat(),
                "days": s.days,
                "principal_cents": s.base_cents,
                "rate_per_year": str(s.rate),
                "interest_cents": s.interest_cents,
                "source": s.source,
                "derived": s.is_derived,
            }
            for s in line.segments
        ],
        "entries": [
            {
                "kind": a.entry.kind,
                "on": a.entry.on.isoformat(),
                "amount_cents": a.entry.amount.cents,
                "to_interest_cents": a.to_interest_cents,
                "to_indemnity_cents": a.to_indemnity_cents,
                "to_principal_cents": a.to_principal_cents,
                "over_cents": a.over_cents,
            }
            for a in line.allocations
        ],
    }


def parameters_of(found: Iterable[Parameter]) -> list[dict[str, Any]]:
    return [{**asdict(p), "since": p.since.isoformat()} for p in found]


def day_of(on: date | None) -> str | None:
    return on.isoformat() if on else None
