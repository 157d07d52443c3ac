"""The creditor's API, /v1: invoices and their payments. app.py puts the authorizer on every route that starts so."""

from datetime import date
from typing import Any

from chalice.app import Blueprint, Response
from pydantic import Field, ValidationError, field_validator

from chalicelib.adapters.intake import csv_invoices, json_invoices
from chalicelib.adapters.intake.rows import LARGEST_CENTS, Part, read_rows
from chalicelib.bootstrap import use_cases
from chalicelib.domain import reasons
from chalicelib.domain.calendar import FIRST_DAY, LAST_DAY
from chalicelib.domain.errors import Invalid, Problem
from chalicelib.domain.events import HistoryEntry
from chalicelib.domain.invoice import Entry, EntryKind, Invoice
from chalicelib.domain.money import CURRENCIES, Money
from chalicelib.domain.parties import Language
from chalicelib.entrypoints.http.problems import answers_problems, fault_of, json_answer, problem
from chalicelib.entrypoints.http.requests import body_of, query_of
from chalicelib.ports import ListedInvoice
from chalicelib.usecases.list_invoices import ShownInvoice
from chalicelib.usecases.upload_invoices import Report, Status

blueprint = Blueprint(__name__)

CSV_TYPES = ("text/csv", "application/csv")
MOST_ROWS = 1000
LARGEST_BODY = 5 * 1024 * 1024


@blueprint.route("/v1/invoices", methods=["POST"], content_types=["application/json", *CSV_TYPES])
@answers_problems
def upload() -> Response:
    request = blueprint.current_request
    body = body_of(blueprint.current_request)
    if len(body) > LARGEST_BODY:
        text = f"{len(body)} bytes: at most {LARGEST_BODY} in one request; cut the file in parts"
        return problem(413, "too-large", text)
    partial = query_of(blueprint.current_request).get("partial") == "true"
    documents, problems = _documents(request.headers.get("content-type", ""), body)
    if len(documents) > MOST_ROWS:
        return problem(413, "too-many", f"{len(documents)} invoices: at most {MOST_ROWS} in one request; cut the file")
    rows, faults = read_rows(_creditor(), documents)
    problems += faults
    if problems and not partial:
        raise Invalid(tuple(sorted(problems, key=lambda p: p.line or 0)))
    report = use_cases().upload_invoices()(_creditor(), rows, partial=partial)
    return _reported(report, problems)


@blueprint.route("/v1/invoices", methods=["GET"])
@answers_problems
def listing() -> Response:
    """`?status=open|closed`, `?limit=1..100`, `?cursor=` from the last page."""
    given = query_of(blueprint.current_request)
    status, limit = given.get("status", "open"), given.get("limit", "50")
    if status not in ("open", "closed"):
        raise Invalid((Problem("status", "wrong", f"{status!r}: open or closed"),))
    if not limit.isdecimal() or not 1 <= int(limit) <= 100:
        raise Invalid((Problem("limit", "wrong", f"{limit!r}: from 1 to 100"),))
    found = use_cases().list_invoices()(
        _creditor(), is_open=status == "open", limit=int(limit), cursor=given.get("cursor")
    )
    return json_answer(200, {"invoices": [_listed(i) for i in found.invoices], "next_cursor": found.cursor})


@blueprint.route("/v1/invoices/{invoice_id}", methods=["GET"])
@answers_problems
def show(invoice_id: str) -> Response:
    return json_answer(200, _shown(use_cases().show_invoice()(_creditor(), invoice_id)))


class PaymentIn(Part):
    """`kind` is payment or credit-note. The same reference twice is booked once."""

    on: date
    amount_cents: int = Field(gt=0, le=LARGEST_CENTS, strict=True)
    reference: str = Field(min_length=1, max_length=140)
    currency: str = "EUR"
    kind: EntryKind = EntryKind.PAYMENT

    @field_validator("on")
    @classmethod
    def _possible(cls, on: date) -> date:
        if not FIRST_DAY <= on <= LAST_DAY:
            raise ValueError(f"{on.isoformat()} is outside {FIRST_DAY.year} to {LAST_DAY.year}")
        return on

    @field_validator("currency")
    @classmethod
    def _currency(cls, code: str) -> str:
        if code not in CURRENCIES:
            raise ValueError(f"{code!r} is not handled: amounts are in {', '.join(sorted(CURRENCIES))}")
        return code


@blueprint.route("/v1/invoices/{invoice_id}/payments", methods=["POST"], content_types=["application/json"])
@answers_problems
def pay(invoice_id: str) -> Response:
    document = json_invoices.read_json(body_of(blueprint.current_request))
    try:
        given = PaymentIn.model_validate(document)
    except ValidationError as error:
        raise Invalid(tuple(_fault(f) for f in error.errors())) from None
    entry = Entry(given.kind, given.on, Money(given.amount_cents, given.currency), given.reference)
    invoice, booked = use_cases().record_payment()(_creditor(), invoice_id, entry, by="creditor")
    return json_answer(201 if booked else 200, _invoice(invoice))


def _creditor() -> str:
    """Whose key it was: the authorizer's word, never the request's."""
    return str(blueprint.current_request.context["authorizer"]["principalId"])


def _documents(content_type: str, body: bytes) -> tuple[list[Any], list[Problem]]:
    if content_type.split(";")[0].strip().lower() in CSV_TYPES:
        return csv_invoices.documents(body)
    return json_invoices.documents(body), []


def _fault(fault: Any) -> Problem:
    where = ".".join(str(part) for part in fault["loc"]) or "body"
    return Problem(where, "wrong", str(fault["msg"]).removeprefix("Value error, "))


def _reported(report: Report, problems: list[Problem]) -> Response:
    refused = sorted((*report.refused, *problems), key=lambda p: p.line or 0)
    counts = {str(s): sum(t.status is s for t in report.taken) for s in Status}
    content = {
        **counts,
        "refused": len({p.line for p in refused}),
        "invoices": [
            {"line": t.line, "id": t.invoice_id, "number": t.number, "status": t.status} for t in report.taken
        ],
        "errors": [fault_of(p) for p in refused],
    }
    return json_answer(201 if counts[Status.CREATED] else 200, content)


def _listed(listed: ListedInvoice) -> dict[str, Any]:
    return {
        "id": listed.invoice_id,
        "number": listed.number,
        "debtor_id": listed.debtor_id,
        "due_on": listed.due_on.isoformat(),
        "open_cents": listed.open.cents,
        "currency": listed.open.currency,
    }


def _invoice(invoice: Invoice) -> dict[str, Any]:
    return {
        "id": invoice.id,
        "number": invoice.number,
        "issued_on": invoice.issued_on.isoformat(),
        "due_on": invoice.due_on.isoformat(),
        "total_cents": invoice.total.cents,
        "paid_cents": invoice.paid.cents,
        "open_cents": invoice.open.cents,
        "currency": invoice.total.currency,
        "purchase_order": invoice.purchase_order,
        "entries": [
            {"kind": e.kind, "on": e.on.isoformat(), "amount_cents": e.amount.cents, "reference": e.reference}
            for e in invoice.entries
        ],
    }


def _shown(shown: ShownInvoice) -> dict[str, Any]:
    reason, debtor = shown.reason, shown.case.debtor
    return {
        **_invoice(shown.invoice),
        "debtor": {"id": debtor.id, "name": debtor.name, "kind": debtor.kind},
        "why": {
            "code": reason.why,
            "level": reason.level,
            "until": reason.until.isoformat() if reason.until else None,
            "fr": reasons.sentence(reason, Language.FR),
            "en": reasons.sentence(reason, Language.EN),
        },
        "history": [_entry(entry) for entry in shown.history],
    }


def _entry(entry: HistoryEntry) -> dict[str, Any]:
    return {"at": entry.at.isoformat(), "event": entry.kind, "data": entry.data, "hash": entry.hash}
