"""An invoice as the API shows it to its creditor: plain JSON values."""

from datetime import date
from typing import Any

from chalicelib.domain import reasons
from chalicelib.domain.early_payment import EarlyPaymentDiscount
from chalicelib.domain.history import HistoryEntry
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.listing import ListedInvoice
from chalicelib.domain.parties import Language
from chalicelib.domain.step import Step
from chalicelib.usecases.list_invoices import ShownInvoice


def listed_invoice(listed: ListedInvoice, today: date) -> dict[str, Any]:
    return {
        "id": listed.invoice_id,
        "number": listed.number,
        "debtor_id": listed.debtor_id,
        "due_on": listed.due_on.isoformat(),
        "open_cents": listed.open.cents,
        "currency": listed.open.currency,
        "contested": listed.is_contested(today),
    }


def plain_invoice(invoice: Invoice) -> dict[str, Any]:
    return {
        "id": invoice.id,
        "number": invoice.number,
        "issued_on": invoice.issued_on.isoformat(),
        "due_on": invoice.due_on.isoformat(),
        "total_cents": invoice.total.cents,
        # The same sum as an upload states under this name: payments alone.
        "paid_cents": invoice.received.cents,
        "credited_cents": (invoice.paid - invoice.received).cents,
        "open_cents": invoice.open.cents,
        "currency": invoice.total.currency,
        "purchase_order": invoice.purchase_order,
        "discount": _discount(invoice.discount) if invoice.discount else None,
        "entries": [
            {"kind": e.kind, "on": e.on.isoformat(), "amount_cents": e.amount.cents, "reference": e.reference}
            for e in invoice.entries
        ],
        # Booked by mistake and taken back: they count in no sum.
        "cancelled": [
            {
                "kind": c.entry.kind,
                "on": c.entry.on.isoformat(),
                "amount_cents": c.entry.amount.cents,
                "reference": c.entry.reference,
                "cancelled_on": c.on.isoformat(),
                "reason": c.reason,
            }
            for c in invoice.cancelled
        ],
    }


def _discount(terms: EarlyPaymentDiscount) -> dict[str, Any]:
    """As an upload states it."""
    return {"percent": str(terms.rate), "days_before": terms.days_before}


def shown_invoice(shown: ShownInvoice) -> dict[str, Any]:
    reason, debtor = shown.reason, shown.case.debtor
    return {
        **plain_invoice(shown.invoice),
        "debtor": {"id": debtor.id, "name": debtor.name, "kind": debtor.kind},
        "why": {
            "code": reason.why,
            "level": reason.level,
            "until": reason.until.isoformat() if reason.until else None,
            "fr": reasons.sentence(reason, Language.FR),
            "en": reasons.sentence(reason, Language.EN),
        },
        "letters": [_letter(shown.invoice, step) for step in shown.letters],
        "history": [_entry(entry) for entry in shown.history],
    }


def _letter(invoice: Invoice, step: Step) -> dict[str, Any]:
    """`by_mail` is false for a letter that waits to be printed and posted; `presumed_on` the day on which a delivery
    of which nobody said a word was presumed; `delayed_on` the last on which the mail service could not deliver it yet.
    """
    return {
        "reference": step.reference,
        "level": step.level,
        "on": step.on.isoformat(),
        "state": step.state,
        "by_mail": step.email is not None,
        "presumed_on": step.presumed_on.isoformat() if step.presumed_on else None,
        "delayed_on": step.delayed_on.isoformat() if step.delayed_on else None,
        "url": f"/v1/invoices/{invoice.id}/letters/{step.reference}",
    }


def _entry(entry: HistoryEntry) -> dict[str, Any]:
    return {"at": entry.at.isoformat(), "event": entry.kind, "data": entry.data, "hash": entry.hash}
