"""A payment, or its cancellation, refused at the door: by its field, in plain words, nothing stored."""

from typing import Any

import pytest

from tests.integration.town import Town, an_invoice, day, problem

PAYMENT = {"on": "2026-11-02", "amount_cents": 100, "reference": "VIR 1"}
PAYMENTS: dict[str, tuple[Any, str, str]] = {
    "no amount": ({**PAYMENT, "amount_cents": 0}, "amount_cents", "above 0"),
    "negative amount": ({**PAYMENT, "amount_cents": -1}, "amount_cents", "above 0"),
    "amount of thirty digits": ({**PAYMENT, "amount_cents": 10**30}, "amount_cents", "must be at most 99999999999"),
    "amount with decimals": ({**PAYMENT, "amount_cents": 1.5}, "amount_cents", "whole number"),
    "amount too large": ({**PAYMENT, "amount_cents": 10**12}, "amount_cents", "at most 99999999999"),
    "unknown currency": ({**PAYMENT, "currency": "USD"}, "currency", "amounts are in EUR"),
    "31 February": ({**PAYMENT, "on": "2026-02-31"}, "on", "no day of the calendar"),
    "year 9999": ({**PAYMENT, "on": "9999-12-31"}, "on", "outside 2000 to 2099"),
    "no reference": ({**PAYMENT, "reference": " "}, "reference", "at least 1"),
    "reference with a control character": ({**PAYMENT, "reference": "a\u0000b"}, "reference", "U+0000"),
    "a reference that uploads use": ({**PAYMENT, "reference": " upload:4000"}, "reference", "choose another"),
    "unknown kind": ({**PAYMENT, "kind": "gift"}, "kind", "'payment' or 'credit-note'"),
    "unknown field": ({**PAYMENT, "amount": 5}, "amount", "check its spelling"),
    "a list": ([PAYMENT], "body", "an object with fields"),
    "nothing": (None, "body", "an object with fields"),
}


@pytest.mark.parametrize("situation", PAYMENTS)
def test_a_bad_payment_is_refused_by_its_field(quiet_town: Town, situation: str) -> None:
    document, field, words = PAYMENTS[situation]
    before = quiet_town.rows()
    answer = quiet_town.post(f"/v1/invoices/inv_{'0' * 20}/payments", document)
    assert answer.status_code == 422
    problem(answer)
    assert [(e["field"], words in e["message"]) for e in answer.json_body["errors"]] == [(field, True)]
    assert quiet_town.rows() == before


@pytest.mark.parametrize(
    ("on", "words"), [(day(30), "is yet to come"), (day(-40), "before the invoice was issued")], ids=["future", "past"]
)
def test_a_payment_on_a_day_that_cannot_be_is_refused(quiet_town: Town, on: str, words: str) -> None:
    quiet_town.upload(an_invoice(late=4))
    before = quiet_town.rows()
    answer = quiet_town.post(f"/v1/invoices/{quiet_town.shown('F-1')['id']}/payments", {**PAYMENT, "on": on})
    assert answer.status_code == 422
    problem(answer)
    assert [(e["field"], words in e["message"]) for e in answer.json_body["errors"]] == [("on", True)]
    assert quiet_town.rows() == before


NO_INVOICE = f"/v1/invoices/inv_{'0' * 20}"
CANCELLATIONS: dict[str, tuple[Any, str, str]] = {
    "no reason": ({"reference": "VIR 1"}, "reason", "missing"),
    "an empty reason": ({"reference": "VIR 1", "reason": " "}, "reason", "at least 1"),
    "a reason too long": ({"reference": "VIR 1", "reason": "x" * 501}, "reason", "more than 500"),
    "no reference": ({"reason": "a slip"}, "reference", "missing"),
    "a reference too long": ({"reference": "x" * 141, "reason": "a slip"}, "reference", "more than 140"),
    "nobody": ({"reference": "VIR 1", "reason": "a slip", "by": " "}, "by", "at least 1"),
    "unknown field": ({"reference": "VIR 1", "reason": "a slip", "amount": 5}, "amount", "check its spelling"),
    "a list": (["VIR 1"], "body", "an object with fields"),
}


@pytest.mark.parametrize("situation", CANCELLATIONS)
def test_a_bad_cancellation_is_refused_by_its_field(quiet_town: Town, situation: str) -> None:
    document, field, words = CANCELLATIONS[situation]
    answer = quiet_town.post(NO_INVOICE + "/payments/cancel", document)
    assert answer.status_code == 422
    problem(answer)
    assert [(e["field"], words in e["message"] + e["code"]) for e in answer.json_body["errors"]] == [(field, True)]


def test_a_cancellation_in_another_kind_of_document_is_refused(quiet_town: Town) -> None:
    answer = quiet_town.call("POST", NO_INVOICE + "/payments/cancel", "x", content_type="text/csv")
    assert answer.status_code == 415
    problem(answer)
