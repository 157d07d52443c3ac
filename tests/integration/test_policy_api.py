"""A creditor changes a policy through the API: looks at it, plans it, replays it, applies it."""

import json
from typing import Any

import pytest
import yaml

from tests.integration.town import Town, an_invoice, case_of, day, problem

LATER = {
    "policy": "standard",
    "version": 2,
    "why": "A week more before anything is said.",
    "levels": [
        {"level": "reminder-1", "offset_days": 10},
        {"level": "formal-notice", "offset_days": 40, "approval": True},
    ],
}


def send(town: Town, verb: str, document: Any = LATER, query: str = "") -> Any:
    text = document if isinstance(document, str) else yaml.safe_dump(document)
    return town.call("POST", f"/v1/policies/{verb}{query}", text, content_type="application/yaml")


@pytest.fixture
def running(town: Town) -> tuple[Town, str]:
    town.upload(an_invoice())
    return town, f"/v1/debtors/{case_of(town).debtor_id}"


def test_the_policies_there_are_come_with_their_reasoning_and_as_documents(town: Town) -> None:
    listed = town.get("/v1/policies")["policies"]
    assert [p["reference"] for p in listed] == ["consumer-1", "firm-1", "gentle-1", "public-body-1", "standard-1"]
    document = town.get("/v1/policies/standard-1")
    assert [level["level"] for level in document["levels"]][-1] == "formal-notice"
    for reference in ("standard-2", "none", "x" * 90):
        unknown = town.call("GET", f"/v1/policies/{reference}")
        problem(unknown)
        assert (unknown.status_code, unknown.json_body["type"]) == (404, "urn:relance:problem:not-found")
        assert unknown.json_body["detail"].endswith("GET /v1/policies lists those that there are.")


def test_a_plan_tells_who_would_hear_what_and_leaves_all_as_it_was(running: tuple[Town, str]) -> None:
    town, debtor = running
    before = town.rows()
    planned = send(town, "plan").json_body
    assert (planned["cases"], [m["runs_under"] for m in planned["moved"]]) == (1, ["standard-1"])
    (moved,) = planned["moved"]
    assert moved["no_longer"][0]["level"] == moved["instead"][0]["level"] == "reminder-1"
    assert moved["no_longer"][0]["on"] < moved["instead"][0]["on"]
    assert (town.rows(), town.get(debtor)["policy"]) == (before, "standard-1")


def test_a_plan_tells_what_a_person_would_approve_no_more_and_each_setting_that_changes(town: Town) -> None:
    town.upload(an_invoice())
    document = town.get("/v1/policies/standard-1")
    document["levels"][-1]["approval"] = False
    planned = send(town, "plan", {**document, "version": 2, "approval_days": 1}).json_body
    (moved,) = planned["moved"]
    (before,), (after,) = moved["no_longer"], moved["instead"]
    assert [m["items"][0].pop("needs_approval") for m in (before, after)] == [True, False]
    assert before == after
    assert (after["level"], after["tone"], after["letter_attached"]) == ("formal-notice", "firm", True)
    assert planned["settings"] == [
        {
            "runs_under": "standard-1",
            "changes": [
                {"setting": "levels.formal-notice.approval", "before": True, "after": False},
                {"setting": "approval_days", "before": 30, "after": 1},
            ],
        }
    ]
    assert send(town, "plan", {**document, "policy": "mine"}).json_body["settings"] == []


def test_a_policy_that_is_applied_moves_running_cases_once_and_is_kept(running: tuple[Town, str]) -> None:
    town, debtor = running
    assert send(town, "apply").json_body == {"policy": "standard-2", "moved": 1, "next_cursor": None}
    assert send(town, "apply").json_body["moved"] == 0
    assert (town.get(debtor)["policy"], town.get("/v1/policies/standard-2")["version"]) == ("standard-2", 2)
    last = town.get(f"{debtor}/history")["entries"][-1]
    assert (last["event"], last["data"]["before"]) == ("PolicyChosen", "standard-1")
    again = send(town, "apply", {**LATER, "why": "other words"})
    problem(again)
    assert again.json_body["errors"][0]["field"] == "version"


def test_a_policy_is_replayed_on_the_past(town: Town) -> None:
    town.upload(an_invoice(late=60))
    path = f"/v1/invoices/{town.shown('F-1')['id']}/payments"
    town.post(path, {"on": day(-45), "amount_cents": 10000, "reference": "VIR-1"})
    replayed = send(town, "backtest", query="?months=6").json_body
    assert (replayed["debtors"], replayed["mails"], replayed["letters"]) == (1, 1, 0)
    assert (replayed["levels"], replayed["most_in_a_week"]) == ({"reminder-1": 1}, 1)
    assert send(town, "backtest", town.get("/v1/policies/standard-1")).json_body["mails"] == 3


FAULTS: list[tuple[Any, str]] = [
    ("", "body"),
    ("policy: [", "document"),
    ("policy: a\npolicy: b", "document"),
    ("policy: {{ name }}", "document"),
    ("? [a]\n: b", "document"),
    ({**LATER, "levels": []}, "levels"),
    ({**LATER, "why": " "}, "why"),
    ({**LATER, "levls": []}, "levls"),
    ({**LATER, "levels": [{"level": "reminder-1", "offset_days": -3}]}, "levels.1"),
    ("# " + "x" * 70000, "document"),
]


@pytest.mark.parametrize("verb", ["plan", "apply", "backtest"])
def test_a_document_at_fault_is_refused_by_its_place(town: Town, verb: str) -> None:
    before = town.rows()
    for document, field in FAULTS:
        answer = send(town, verb, document)
        assert answer.status_code == 422, document
        problem(answer)
        assert answer.json_body["errors"][0]["field"] == field, document
        assert town.rows() == before


def test_bytes_that_are_no_text_and_odd_queries_are_refused(town: Town) -> None:
    no_text = town.call("POST", "/v1/policies/plan", b"\xff\xfe", content_type="application/yaml")
    no_object = town.call("POST", "/v1/policies/plan", json.dumps([]), content_type="application/json")
    refused = {
        "document": no_text,
        "months": send(town, "backtest", query="?months=x"),
        "move": send(town, "plan", query="?move=x"),
        "moves": send(town, "apply", query="?moves=nope"),
    }
    for field, answer in refused.items():
        assert (answer.status_code, answer.json_body["errors"][0]["field"]) == (422, field), answer.json_body
    for answer in (
        *(send(town, verb, query="?cursor=zzz") for verb in ("plan", "backtest", "apply")),
        town.call("GET", "/v1/preview?cursor=zzz"),
    ):
        assert (answer.status_code, answer.json_body["errors"][0]["field"]) == (422, "cursor"), answer.json_body
    assert "standard-2" not in {p["reference"] for p in town.get("/v1/policies")["policies"]}
    for answer in (no_object, send(town, "backtest", query="?months=99")):
        assert answer.status_code == 422, answer.json_body
        problem(answer)
