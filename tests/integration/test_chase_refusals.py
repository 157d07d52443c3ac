"""What the API of the chase refuses: nothing is stored, and the answer names the field."""

import json
from typing import Any

import pytest

from chalicelib.bootstrap import use_cases
from tests.integration.town import Town, a_debtor, an_invoice, case_of, day, problem

AUGUST = {"since": "2026-08-03", "until": "2026-08-21"}
BAD: list[tuple[str, str, Any, str]] = [
    ("POST", "{debtor}/holds", {"kind": "pause"}, "reason"),
    ("POST", "{debtor}/holds", {"kind": "holiday", "reason": "x"}, "kind"),
    ("POST", "{debtor}/holds", {"kind": "promise", "reason": "x"}, "kind"),
    ("POST", "{debtor}/holds", {"kind": "pause", "reason": "x", "until": "2020-01-01"}, "until"),
    ("POST", "{debtor}/holds", {"kind": "pause", "reason": "x", "untill": "2030-01-01"}, "untill"),
    ("POST", "{debtor}/holds", {"kind": "dispute", "reason": "x", "amount_cents": 1}, "amount_cents"),
    ("POST", "{debtor}/holds", {"kind": "dispute", "reason": "x", "amount_cents": "1"}, "amount_cents"),
    ("POST", "{debtor}/holds", [], "body"),
    ("POST", "{debtor}/holds", {"kind": "insolvency", "reason": "x", "since": "2000-01-01"}, "since"),
    ("POST", "{debtor}/holds", {"kind": "insolvency", "reason": "x"}, "since"),
    ("POST", "{debtor}/holds", {"kind": "insolvency", "reason": "x", "since": day(-9), "until": day(9)}, "until"),
    ("POST", "{debtor}/holds", {"kind": "unmatched-money", "reason": "4711", "until": day(9)}, "until"),
    (
        "POST",
        "{debtor}/holds",
        {"kind": "pause", "reason": "x", "invoice_id": "inv_00000000000000000000"},
        "invoice_id",
    ),
    ("PUT", "/v1/chase/policies", {"policy": "nope-1"}, "policy"),
    ("PUT", "/v1/chase/policies", {"policy": "standard-1", "segments": ["consumer-1", "nope-1"]}, "segments.1"),
    ("PUT", "{debtor}/policy", {"policy": "nope-1"}, "policy"),
    ("POST", "{debtor}/promises", {"invoice_ids": ["inv_00000000000000000000"], "on": day(9)}, "invoice_ids"),
    ("GET", "/v1/preview?to=2099-01-01", None, "to"),
    ("GET", f"/v1/preview?to={day(9)}&days=20", None, "days"),
    ("GET", "/v1/worklist?cursor=zz%23zz", None, "cursor"),
    ("GET", "/v1/worklist?cursor=2026-11-24%23dbt_", None, "cursor"),
    ("GET", "/v1/preview?from=2026-W48-2", None, "from"),
    ("GET", "/v1/preview?to=2026-W48-2", None, "to"),
    ("GET", "/v1/invoices/{invoice}/why?on=2026-W48-2", None, "on"),
    ("GET", "/v1/invoices/{invoice}/why?on=20261124", None, "on"),
    ("GET", "{debtor}/preview/2026-W48-2", None, "on"),
    ("POST", "{debtor}/claim-declared", {"on": "2026-01-01"}, "proof"),
    ("POST", "{debtor}/claim-declared", {"on": "2026-01-01", "proof": " "}, "proof"),
    ("POST", "{debtor}/claim-declared", {"on": "2099-01-01", "proof": "x"}, "on"),
    ("POST", "{debtor}/promises", {"invoice_ids": [], "on": "2026-12-01"}, "invoice_ids"),
    ("POST", "{debtor}/promises", {"invoice_ids": ["{invoice}"], "on": "2020-01-01"}, "on"),
    ("POST", "{debtor}/promises", {"invoice_ids": ["{invoice}"], "on": "demain"}, "on"),
    ("POST", "{debtor}/plans", {"invoice_ids": ["{invoice}"], "instalments": []}, "instalments"),
    (
        "POST",
        "{debtor}/plans",
        {"invoice_ids": ["{invoice}"], "instalments": [{"on": "2030-01-01", "amount_cents": 1}]},
        "instalments",
    ),
    ("POST", "{debtor}/plan-proposals", {"invoice_ids": ["{invoice}"], "instalments": []}, "instalments"),
    (
        "POST",
        "{debtor}/plan-proposals",
        {
            "invoice_ids": ["{invoice}"],
            "instalments": [{"on": day(20), "amount_cents": 10000}],
            "answer_by": day(-1),
        },
        "answer_by",
    ),
    ("POST", "{debtor}/disputes/answer", {"invoice_id": "{invoice}", "is_upheld": False}, "words"),
    ("POST", "{debtor}/disputes/answer", {"invoice_id": "{invoice}", "is_upheld": "yes"}, "is_upheld"),
    ("POST", "{debtor}/approvals", {"level": "x", "claim_ids": ["{invoice}"], "approve": True}, "level"),
    ("POST", "{debtor}/approvals", {"level": "formal-notice", "claim_ids": ["{invoice}"], "approve": False}, "reason"),
    *(
        (
            "POST",
            "{debtor}/approvals",
            {"level": "formal-notice", "claim_ids": ["{invoice}"], "approve": odd},
            "approve",
        )
        for odd in (1, 0, "yes", "on", "t", "true", None)
    ),
    ("POST", "{debtor}/manual-steps", {"kind": "call", "claim_ids": ["{invoice}"], "on": "2026-01-01"}, "outcome"),
    (
        "POST",
        "{debtor}/manual-steps",
        {"kind": "call", "claim_ids": ["{invoice}"], "on": "2000-01-01", "outcome": "répondeur"},
        "on",
    ),
    ("POST", "{debtor}/credits", {"on": "2026-01-01", "amount_cents": 0, "reference": "r"}, "amount_cents"),
    ("POST", "{debtor}/credits", {"on": "2099-01-01", "amount_cents": 1, "reference": "r"}, "on"),
    ("PUT", "/v1/debtors", a_debtor(address={**a_debtor()["address"], "country": "SP"}), "address.country"),
    ("POST", "/v1/chase/pause", {"until": "2020-01-01", "reason": "x"}, "until"),
    ("PUT", "/v1/chase/closures", {"closures": [{"since": "2026-01-01"}]}, "closures.0.until"),
    *(
        ("PUT", "/v1/chase/closures", {"closures": [AUGUST, {"since": since, "until": until}]}, "closures.1.until")
        for since, until in (("2026-01-05", "2026-01-04"), ("2000-01-01", "2026-08-20"), ("2026-01-01", "2026-04-04"))
    ),
    ("PUT", "/v1/chase/bank-data", {"on": "2099-01-01"}, "on"),
    ("PUT", "/v1/chase/policies", {"policy": "standard-1", "segments": ["standard-1"]}, "segments.0"),
    ("POST", "/v1/invoices/{invoice}/status", {"code": "299", "at": "2026-01-01T00:00:00Z"}, "code"),
    ("POST", "/v1/invoices/{invoice}/status", {"code": "208", "at": "2026-01-01"}, "at"),
    ("GET", "/v1/preview?from=hier", None, "from"),
    ("GET", "/v1/preview?from=2020-01-01", None, "from"),
    ("GET", "/v1/preview?form=2026-01-01", None, "form"),
    ("GET", "/v1/invoices/{invoice}/why?on=2020-01-01", None, "on"),
    ("GET", "/v1/worklist?cursor=x", None, "cursor"),
    ("GET", "/v1/debtors?cursor=x", None, "cursor"),
    ("GET", "{debtor}/preview/demain", None, "on"),
]


def test_what_is_wrong_is_refused_by_its_field_and_nothing_is_stored(chase: tuple[Town, str, str]) -> None:
    """In one town, as none of it changes anything."""
    town, debtor, invoice_id = chase
    before = town.rows()
    for method, path, body, field in BAD:
        text = json.dumps(body).replace("{invoice}", invoice_id) if body is not None else ""
        place = path.replace("{debtor}", debtor).replace("{invoice}", invoice_id)
        answer = town.call(method, place, text, content_type="application/json")
        assert answer.status_code == 422, (path, body)
        problem(answer)
        assert answer.json_body["errors"][0]["field"] == field, (path, body)
        assert town.rows() == before, (path, body)


def test_an_insolvency_of_long_ago_is_refused_with_what_to_do(chase: tuple[Town, str, str]) -> None:
    town, debtor, _ = chase
    answer = town.post(f"{debtor}/holds", {"kind": "insolvency", "reason": "BODACC", "since": "2014-12-31"})
    (fault,) = answer.json_body["errors"]
    assert fault["message"] == (
        "2014-12-31: until when a claim is declared that was published then is not known here: check the year; "
        "if it is right, place a pause"
    )
    assert town.post(f"{debtor}/holds", {"kind": "pause", "reason": "BODACC of 2014"}).status_code == 201


PATHS = [
    ("GET", ""),
    ("GET", "/history"),
    ("GET", f"/preview/{day(3)}"),
    ("POST", "/holds", {"kind": "pause", "reason": "x"}),
    ("POST", "/holds/end", {"kind": "pause"}),
    ("POST", "/claim-declared", {"on": day(-9), "proof": "x"}),
    ("POST", "/promises", {"invoice_ids": ["inv_1"], "on": day(3)}),
    ("POST", "/plans", {"invoice_ids": ["inv_1"], "instalments": [{"on": day(3), "amount_cents": 1}]}),
    ("POST", "/plans/x/end", {"reason": "x"}),
    (
        "POST",
        "/plan-proposals",
        {"invoice_ids": ["inv_1"], "instalments": [{"on": day(9), "amount_cents": 1}], "answer_by": day(3)},
    ),
    ("POST", "/disputes/answer", {"invoice_id": "inv_1", "is_upheld": True}),
    ("POST", "/accounts", {}),
    ("POST", "/approvals", {"level": "formal-notice", "claim_ids": ["inv_1"], "approve": True}),
    ("POST", "/letters/AAAA-AAAA/posted", {"on": day(0), "proof": "x"}),
    ("POST", "/letters/AAAA-AAAA/checked", {"went_out": True, "note": "x"}),
    ("POST", "/manual-steps", {"kind": "call", "claim_ids": ["inv_1"], "on": day(-9), "outcome": "x"}),
    ("POST", "/credits", {"on": day(-9), "amount_cents": 1, "reference": "r"}),
    ("POST", "/credits/withdraw", {"reference": "r"}),
    ("PUT", "/policy", {"policy": "gentle-1"}),
]


@pytest.mark.parametrize("debtor", ["dbt_" + "0" * 20, "x", "dbt_" + "0" * 5000])
def test_a_debtor_that_is_not_there_is_not_found(town: Town, debtor: str) -> None:
    for call in PATHS:
        body = json.dumps(call[2]) if len(call) > 2 else ""
        answer = town.call(str(call[0]), f"/v1/debtors/{debtor}{call[1]}", body, content_type="application/json")
        assert answer.status_code == 404, call
        problem(answer)


def test_another_document_than_json_is_refused(chase: tuple[Town, str, str]) -> None:
    town, debtor, _ = chase
    answer = town.call("POST", f"{debtor}/holds", "kind;reason", content_type="text/csv")
    assert answer.status_code == 415
    problem(answer)


def test_a_debtor_who_contests_all_at_length_does_not_fill_its_case(town: Town) -> None:
    """What stands of it is one row of 400 KB: an insolvency still finds its place."""
    town.upload(*(an_invoice(f"F-{n}", cents=10000 + n) for n in range(28)))
    key, contest = case_of(town), use_cases().contest_invoice()
    for listed in town.get("/v1/invoices?status=open&limit=100")["invoices"]:
        contest(key, listed["id"], "other", "😀" * 2000)
    told = town.post(f"/v1/debtors/{key.debtor_id}/holds", {"kind": "insolvency", "reason": "BODACC", "since": day(-9)})
    assert (told.status_code, town.shown("F-1")["why"]["code"]) == (201, "insolvent")
