"""Errors as RFC 9457 problems: each kind has its status, type and title; an answer is never too long."""

import json
from typing import Any

import pytest
from chalice.app import Response

from chalicelib.adapters.intake.limits import TooManyInvoices
from chalicelib.domain.case import CaseUnreadable
from chalicelib.domain.errors import CaseMoved, Invalid, NotFound, Problem, Refused
from chalicelib.domain.invoice import DuplicateEntry, EntryWasCancelled
from chalicelib.entrypoints.http.problems import MOST_FAULTS, TYPES, answers_problems, faults_in, json_answer
from chalicelib.usecases.upload_invoices import UploadCollided


def answer_to(error: Exception) -> tuple[int, dict[str, Any]]:
    @answers_problems
    def view() -> Response:
        raise error

    answer = view()
    assert answer.headers["Content-Type"] == "application/problem+json; charset=utf-8"
    return answer.status_code, json.loads(str(answer.body))


@pytest.mark.parametrize(
    ("error", "status", "name"),
    [
        (Invalid((Problem("number", "missing", "is missing", 2),)), 422, "invalid"),
        (NotFound("no such invoice"), 404, "not-found"),
        (DuplicateEntry("booked"), 409, "duplicate-reference"),
        (EntryWasCancelled("cancelled"), 409, "cancelled-reference"),
        (TooManyInvoices(), 413, "too-many"),
        (Refused("cursor: not one of ours"), 422, "refused"),
        (CaseMoved("moved"), 503, "try-again"),
        (CaseUnreadable("dbt_1"), 500, "unreadable"),
        (RuntimeError("secret"), 500, "defect"),
    ],
)
def test_every_error_has_one_problem(error: Exception, status: int, name: str) -> None:
    given, content = answer_to(error)
    assert (given, content["status"], content["type"]) == (status, status, TYPES + name)
    assert content["title"] != content["detail"]
    assert "secret" not in json.dumps(content)


def test_an_upload_that_collided_says_that_a_part_may_be_stored() -> None:
    status, content = answer_to(UploadCollided("moved"))
    assert (status, content["type"]) == (503, TYPES + "try-again")
    assert "may be stored" in content["detail"]
    assert "send the same file again" in content["detail"]


def test_a_fault_says_line_field_code_and_what_to_do() -> None:
    _, content = answer_to(Invalid((Problem("b", "wrong", "late", 3), Problem("a", "wrong", "first"))))
    assert content["detail"] == "2 faults; nothing was stored"
    assert content["errors"] == [
        {"field": "a", "code": "wrong", "message": "first"},
        {"line": 3, "field": "b", "code": "wrong", "message": "late"},
    ]


def test_faults_beyond_reading_are_counted() -> None:
    found = faults_in([Problem("x", "wrong", "x", n) for n in range(MOST_FAULTS + 7)])
    assert (len(found["errors"]), found["errors_left_out"]) == (MOST_FAULTS, 7)


def test_half_a_sign_in_an_answer_still_has_bytes() -> None:
    assert str(json_answer(200, {"é": "\ud800"}).body).encode() == '{"é": "?"}'.encode()
