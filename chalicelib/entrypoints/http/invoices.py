"""The creditor's API, /v1: invoices and their payments. app.py puts the authorizer on every route that starts so."""

import re
from collections.abc import Iterator

from chalice.app import Blueprint, Response
from pydantic import Field, ValidationError, field_validator

from chalicelib.adapters.intake import csv_invoices, json_invoices
from chalicelib.adapters.intake.faults import problems_of
from chalicelib.adapters.intake.rows import LARGEST_CENTS, Part, checked_currency, read_rows
from chalicelib.adapters.intake.texts import Day, as_uploaded, quoted
from chalicelib.bootstrap import use_cases
from chalicelib.domain.case import Case
from chalicelib.domain.errors import Invalid, Problem
from chalicelib.domain.hold import HoldKind
from chalicelib.domain.invoice import Entry, EntryKind
from chalicelib.domain.money import Money, plain
from chalicelib.entrypoints.http.debtors import LONGEST_TEXT
from chalicelib.entrypoints.http.documents import pdf_answer
from chalicelib.entrypoints.http.given import ByPerson, Given
from chalicelib.entrypoints.http.invoice_views import listed_invoice, plain_invoice, shown_invoice
from chalicelib.entrypoints.http.problems import answers_problems, faults_in, json_answer, problem
from chalicelib.entrypoints.http.requests import INVOICE_ID, body_of, possible, query_of, type_of
from chalicelib.usecases.upload_invoices import UPLOADED, Report, Status, Taken

blueprint = Blueprint(__name__)

# A request without a type is read as JSON, and JSON that is none says so.
JSON_TYPES = ("application/json", "")
CSV_TYPES = ("text/csv", "application/csv")
# API Gateway hands a body over in base64, and a Lambda takes 6 MB of that: more would get an answer that is not ours.
LARGEST_BODY = 4 * 1024 * 1024
# Whoever holds a key of the creditor's, in the history.
CREDITOR = "creditor"
CURSOR = re.compile(rf"\d{{4}}-\d{{2}}-\d{{2}}#{INVOICE_ID.pattern}", re.ASCII)


# No content_types here and below: Chalice would answer a wrong one itself, and not as a problem.
@blueprint.route("/v1/invoices", methods=["POST"], content_types=[])
@answers_problems
def upload() -> Response:
    """`?partial=true` takes the good rows of a file and reports the others."""
    creditor, partial = _given("partial").creditor, _partial()
    given, body = type_of(blueprint.current_request), body_of(blueprint.current_request)
    if given not in (*JSON_TYPES, *CSV_TYPES):
        return _unsupported(given, "application/json or text/csv")
    if len(body) > LARGEST_BODY:
        text = f"{len(body)} bytes: at most {LARGEST_BODY} in one request; send the file in parts"
        return problem(413, "too-large", text)
    documents, problems = (csv_invoices if given in CSV_TYPES else json_invoices).documents(body)
    rows, faults = read_rows(creditor, documents)
    problems += faults
    if problems and not partial:
        raise Invalid(tuple(problems))
    report = use_cases().upload_invoices()(creditor, rows, partial=partial)
    return _reported(report, problems)


@blueprint.route("/v1/invoices", methods=["GET"])
@answers_problems
def listing() -> Response:
    """`?status=open|closed`, `?limit=1..100`, `?cursor=` from the last page; or `?number=`, one alone."""
    creditor, given = _given("number", "status", "limit", "cursor").creditor, query_of(blueprint.current_request)
    today = use_cases().foresee().today(creditor)
    if "number" in given:
        found_one = use_cases().list_invoices().by_number(creditor, as_uploaded(given["number"]))
        return json_answer(200, {"invoices": [listed_invoice(i, today) for i in found_one], "next_cursor": None})
    status, limit = given.get("status", "open"), given.get("limit", "50")
    if status not in ("open", "closed"):
        raise Invalid((Problem("status", "wrong", f"{quoted(status)}: open or closed"),))
    if len(limit) > 3 or not limit.isdecimal() or not 1 <= int(limit) <= 100:
        raise Invalid((Problem("limit", "wrong", f"{quoted(limit)}: from 1 to 100"),))
    cursor = given.get("cursor")
    if cursor is not None and not CURSOR.fullmatch(cursor):
        raise Invalid((Problem("cursor", "wrong", f"{quoted(cursor)}: give next_cursor of the page before, or none"),))
    found = use_cases().list_invoices()(creditor, is_open=status == "open", limit=int(limit), cursor=cursor)
    return json_answer(
        200, {"invoices": [listed_invoice(i, today) for i in found.invoices], "next_cursor": found.cursor}
    )


@blueprint.route("/v1/invoices/{invoice_id}", methods=["GET"])
@answers_problems
def show(invoice_id: str) -> Response:
    return json_answer(200, shown_invoice(use_cases().show_invoice()(_given().creditor, possible(invoice_id))))


@blueprint.route("/v1/invoices/{invoice_id}/letters/{reference}", methods=["GET"])
@answers_problems
def letter(invoice_id: str, reference: str) -> Response:
    """As PDF: what went out by mail, or what waits to be printed and posted."""
    return pdf_answer(use_cases().fetch_letter()(_given().creditor, possible(invoice_id), reference), reference)


class PaymentIn(Part):
    """`kind` is payment or credit-note. The same reference twice is booked once."""

    on: Day
    amount_cents: int = Field(gt=0, le=LARGEST_CENTS, strict=True)
    reference: str = Field(min_length=1, max_length=140)
    currency: str = "EUR"
    kind: EntryKind = EntryKind.PAYMENT

    _currency = field_validator("currency")(checked_currency)

    @field_validator("reference")
    @classmethod
    def _not_an_uploads(cls, reference: str) -> str:
        # A later upload that books under the same reference would be refused for it.
        if reference.startswith(UPLOADED):
            raise ValueError(f"begins with {UPLOADED}, as the references of uploads do: choose another")
        return reference


@blueprint.route("/v1/invoices/{invoice_id}/payments", methods=["POST"], content_types=[])
@answers_problems
def pay(invoice_id: str) -> Response:
    creditor = _given().creditor
    if type_of(blueprint.current_request) not in JSON_TYPES:
        return _unsupported(type_of(blueprint.current_request), "application/json")
    given = _read(PaymentIn, body_of(blueprint.current_request))
    entry = Entry(given.kind, given.on, Money(given.amount_cents, given.currency), given.reference)
    invoice, booked = use_cases().record_payment()(creditor, possible(invoice_id), entry, by="creditor")
    beyond = invoice.paid - invoice.total
    warnings = [{"field": "amount_cents", "message": _in_credit(beyond)}] if beyond.is_positive else []
    return json_answer(201 if booked else 200, {**plain_invoice(invoice), "warnings": warnings})


class CancellationIn(ByPerson):
    """In the body and not in the path, as a reference may hold any sign. One that an upload booked may be named too."""

    reference: str = Field(min_length=1, max_length=140)
    reason: str = Field(min_length=1, max_length=LONGEST_TEXT)


@blueprint.route("/v1/invoices/{invoice_id}/payments/cancel", methods=["POST"], content_types=[])
@answers_problems
def cancel_payment(invoice_id: str) -> Response:
    """A payment or credit note that was booked by mistake counts no more; cancelling twice changes nothing."""
    creditor = _given().creditor
    if type_of(blueprint.current_request) not in JSON_TYPES:
        return _unsupported(type_of(blueprint.current_request), "application/json")
    said = _read(CancellationIn, body_of(blueprint.current_request))
    verb = use_cases().cancel_entry()
    case = verb(creditor, possible(invoice_id), said.reference, said.reason, said.by)
    warnings = [{"field": "reference", "message": text} for text in _left_by(case, invoice_id, said.reference)]
    return json_answer(200, {**plain_invoice(case.invoice(invoice_id)), "warnings": warnings})


def _left_by(case: Case, invoice_id: str, reference: str) -> Iterator[str]:
    """What a person has to know of it beyond the invoice."""
    for credit in (c for c in case.credits if c.reference == reference):
        yield (
            f"{plain(credit.amount)} of this reference stand on no invoice and pay what falls due: before they are "
            f"booked under another, or if they never came, POST /v1/debtors/{case.debtor.id}/credits/withdraw"
        )
    for plan in (p for p in case.plans if p.beyond_cents and p.ended_on is None and invoice_id in p.invoice_ids):
        beyond = Money(plan.beyond_cents, plan.received.currency)
        yield f"the plan of {plan.agreed_on} goes on without {plain(beyond)}: they are asked for when it has ended"


class EndingIn(Part):
    """`note` stands in the history, for the creditor's own memory."""

    note: str = Field(default="", max_length=2000)


@blueprint.route("/v1/invoices/{invoice_id}/dispute/end", methods=["POST"], content_types=[])
@answers_problems
def end_dispute(invoice_id: str) -> Response:
    """The chase of a contested invoice goes on. The body may be empty, or `{"note": "…"}`."""
    creditor = _given().creditor
    if type_of(blueprint.current_request) not in JSON_TYPES:
        return _unsupported(type_of(blueprint.current_request), "application/json")
    given = _read(EndingIn, body_of(blueprint.current_request) or b"{}")
    key = use_cases().change().of_invoice(creditor, possible(invoice_id))
    use_cases().end_hold()(key, HoldKind.DISPUTE, invoice_id, given.note, CREDITOR)
    return json_answer(200, shown_invoice(use_cases().show_invoice()(creditor, invoice_id)))


def _read[P: Part](part: type[P], body: bytes) -> P:
    """Raises Invalid, naming each fault."""
    try:
        return part.model_validate(json_invoices.read_json(body))
    except ValidationError as error:
        raise Invalid(tuple(problems_of(error))) from None


def _given(*names: str) -> Given:
    return Given(blueprint.current_request, names)


def _partial() -> bool:
    said = query_of(blueprint.current_request).get("partial", "false")
    if said not in ("true", "false"):
        raise Invalid((Problem("partial", "wrong", f"{quoted(said)}: true or false"),))
    return said == "true"


def _unsupported(given: str, wanted: str) -> Response:
    return problem(415, "unsupported-type", f"Send {wanted} as Content-Type, not {quoted(given)}.")


def _reported(report: Report, problems: list[Problem]) -> Response:
    refused = (*report.refused, *problems)
    counts = {str(s): sum(t.status is s for t in report.taken) for s in Status}
    content = {
        **counts,
        "debtors_changed": report.debtors_changed,
        "refused": len({p.line for p in refused}),
        "invoices": [
            {"line": t.line, "id": t.invoice_id, "number": t.number, "status": t.status} for t in report.taken
        ],
        "warnings": [
            {"line": t.line, "field": "paid_cents", "message": message} for t in report.taken for message in _doubts(t)
        ],
        **faults_in(refused),
    }
    return json_answer(201 if counts[Status.CREATED] else 200, content)


def _doubts(taken: Taken) -> Iterator[str]:
    if taken.paid_less:
        yield "less than the ledger has: the ledger stands"
    if taken.credit:
        yield _in_credit(taken.credit)


def _in_credit(credit: Money) -> str:
    return (
        f"{plain(credit)} more than the invoice's total, credit notes included: it stands as a credit; check the amount"
    )
