"""Errors of the API as RFC 9457 problems: a stable type, a status, and the line and field of each fault."""

import functools
import json
import logging
from collections.abc import Callable, Sequence
from typing import Any

from chalice.app import Response

from chalicelib.adapters.intake.limits import TooManyInvoices
from chalicelib.domain.case import CaseUnreadable
from chalicelib.domain.errors import Invalid, NotFound, NothingThere, Problem, Refused, TryAgain
from chalicelib.domain.invoice import DuplicateEntry, EntryWasCancelled
from chalicelib.entrypoints.http.given import NotJson
from chalicelib.usecases.upload_invoices import UploadCollided

LOG = logging.getLogger("relance")
TYPES = "urn:relance:problem:"
MOST_FAULTS = 200
TITLES = {
    "invalid": "Faults in what was sent",
    "not-found": "No such thing",
    "duplicate-reference": "This reference is already booked",
    "cancelled-reference": "This reference was cancelled",
    "refused": "Refused as it stands",
    "too-large": "Too large",
    "too-many": "Too many invoices",
    "unsupported-type": "Not a kind of document we read",
    "try-again": "Send it again",
    "unreadable": "A debtor's case that cannot be read",
    "defect": "A failure on our side",
}


def json_answer(status: int, content: Any) -> Response:
    # Half a surrogate pair, which JSON can spell and a field's name can hold, has no bytes of its own.
    body = json.dumps(content, ensure_ascii=False).encode(errors="replace").decode()
    headers: dict[str, str | list[str]] = {
        "Content-Type": "application/json; charset=utf-8",
        "Cache-Control": "no-store",
    }
    return Response(body=body, status_code=status, headers=headers)


def problem(status: int, name: str, detail: str, faults: Sequence[Problem] = ()) -> Response:
    """`errors` lists each fault with `line` (where there are lines), `field`, `code` and `message`."""
    content: dict[str, Any] = {
        "type": TYPES + name,
        "title": TITLES[name],
        "status": status,
        "detail": detail,
    }
    if faults:
        content |= faults_in(faults)
    answer = json_answer(status, content)
    answer.headers["Content-Type"] = "application/problem+json; charset=utf-8"
    return answer


def faults_in(faults: Sequence[Problem]) -> dict[str, Any]:
    """The first ones in the order of the file, and how many more there are: an answer has at most 6 MB."""
    ordered = sorted(faults, key=lambda f: f.line or 0)
    content: dict[str, Any] = {"errors": [_fault(f) for f in ordered[:MOST_FAULTS]]}
    if len(faults) > MOST_FAULTS:
        content["errors_left_out"] = len(faults) - MOST_FAULTS
    return content


def _fault(fault: Problem) -> dict[str, Any]:
    line = {} if fault.line is None else {"line": fault.line}
    return {**line, "field": fault.field, "code": fault.code, "message": fault.message}


def answers_problems[**P](view: Callable[P, Response]) -> Callable[P, Response]:
    """Turns what a view raises into its problem; a defect of ours into a log line and a 500 that tells nothing."""

    @functools.wraps(view)
    def answered(*args: P.args, **kwargs: P.kwargs) -> Response:
        try:
            return view(*args, **kwargs)
        except Exception as error:  # noqa: BLE001 - the last door before the client: every error gets an answer
            return _answer(error)

    return answered


def _answer(error: Exception) -> Response:
    match error:
        case Invalid():
            count = len(error.problems)
            said = "1 fault" if count == 1 else f"{count} faults"
            return problem(422, "invalid", f"{said}; nothing was stored", error.problems)
        case NotJson():
            return problem(415, "unsupported-type", str(error))
        case NothingThere():
            return problem(404, "not-found", f"{str(error)[0].upper()}{str(error)[1:]}.")
        case NotFound():
            return problem(404, "not-found", "There is no such thing here.")
        case TooManyInvoices():
            return problem(413, "too-many", str(error))
        case DuplicateEntry():
            return problem(409, "duplicate-reference", str(error))
        case EntryWasCancelled():
            return problem(409, "cancelled-reference", str(error))
        case Refused():
            return problem(422, "refused", str(error))
        case UploadCollided():
            text = (
                "Other changes kept coming first. Part of the file may be stored: send the same file again, it is safe."
            )
            return problem(503, "try-again", text)
        case TryAgain():
            return problem(503, "try-again", "Another change came first; send the same request again.")
    LOG.error({"defect": type(error).__name__}, exc_info=error)
    if isinstance(error, CaseUnreadable):
        text = (
            f"What is kept of the debtor {error.debtor_id} cannot be read: something of it is gone, or was changed "
            "where it is kept. Its history is told all the same; nothing is sent to it until what is gone is put back."
        )
        return problem(500, "unreadable", text)
    return problem(500, "defect", "Something failed on our side. Nothing is known to be lost: send it again.")
