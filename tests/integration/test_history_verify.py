"""A history that was touched in the table shows, entry by entry, whatever a hand has made of it."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.integration.conftest import Desk
from tests.integration.town import TABLE, Town, a_debtor, an_invoice, day


def test_a_history_that_was_changed_in_the_table_shows(town: Town, desk: Desk) -> None:
    town.upload(an_invoice())
    row = next(r for r in town.rows() if r["kind"]["S"] == "event")
    town.dynamodb.put_item(TableName="relance-integration", Item={**row, "data": {"S": '{"by": "creditor"}'}})
    told = desk("history", "verify")
    assert (told.code, "not as it was written from entry 1 on" in told.out) == (1, True)


@pytest.mark.parametrize(
    "change",
    [
        {"data": {"S": '{"by": "creditor"'}},
        {"kind": {"S": "note"}},
        {"at": {"S": "yesterday"}},
        {"data": None},
        {"version": {"S": "one"}},
        {"hash": None},
        {"version": {"N": "1.5"}},
        {"data": {"N": "1"}},
        {"data": {"S": "null"}},
        {"data": {"S": "[" * 50_000 + "]" * 50_000}},
    ],
    ids=[
        "no JSON",
        "another kind",
        "no instant",
        "no data",
        "no number",
        "no hash",
        "no whole number",
        "no text",
        "nothing",
        "deep",
    ],
)
def test_an_entry_that_cannot_even_be_read_is_named_and_the_other_histories_are_checked(
    town: Town, desk: Desk, change: dict[str, Any]
) -> None:
    town.upload(an_invoice(), an_invoice("F-2", debtor=a_debtor("Zinguerie Colin")))
    row = next(r for r in town.rows() if r["kind"]["S"] == "event")
    changed = {name: value for name, value in {**row, **change}.items() if value is not None}
    town.dynamodb.put_item(TableName=TABLE, Item=changed)
    told = desk("history", "verify", "--json")
    assert (told.code, told.json["broken"], len(told.json["histories"])) == (1, 1, 3)
    assert [h["broken_at"] for h in told.json["histories"] if h["entries"]].count(1) == 1
    for found in town.get("/v1/invoices")["invoices"]:
        assert town.call("GET", f"/v1/invoices/{found['id']}").status_code == 200


def test_the_history_of_a_debtor_without_an_invoice_is_checked_too(town: Town, desk: Desk) -> None:
    debtor = json.dumps(a_debtor())
    address = f"/v1/debtors/{town.call('PUT', '/v1/debtors', debtor, content_type='application/json').json_body['id']}"
    town.post(f"{address}/credits", {"on": day(-5), "amount_cents": 2500, "reference": "VIR 1"})
    assert desk("history", "verify").out == "2 histories, 2 entries: all whole\n"
    last = [r for r in town.rows() if r["kind"]["S"] == "event"][-1]
    town.dynamodb.delete_item(TableName=TABLE, Key={"pk": last["pk"], "sk": last["sk"]})
    told = desk("history", "verify")
    assert (told.code, "not as it was written from entry 2 on" in told.out) == (1, True)


@pytest.mark.parametrize("head", ["kept", "gone"])
def test_a_history_that_is_gone_whole_shows(town: Town, desk: Desk, head: str) -> None:
    town.upload(an_invoice())
    for row in town.rows():
        place = {"pk": row["pk"], "sk": row["sk"]}
        if row["kind"]["S"] == "event" or (head == "gone" and row["kind"]["S"] in {"head", "invoice"}):
            town.dynamodb.delete_item(TableName=TABLE, Key=place)
        elif row["kind"]["S"] == "head":
            town.dynamodb.update_item(TableName=TABLE, Key=place, UpdateExpression="REMOVE last_hash")
    told = desk("history", "verify")
    assert (told.code, "not as it was written from entry 1 on" in told.out) == (1, True)


def test_a_history_is_checked_although_its_debtor_was_taken_from_the_list(town: Town, desk: Desk) -> None:
    """Its invoices, open or closed, still name it: whoever changes a history would else take the name away first."""
    town.upload(
        an_invoice(),
        an_invoice("F-2", debtor=a_debtor("Zinguerie Colin"), paid_cents=10000, paid_on=day(-5), late=20),
    )
    debtors = {i["debtor_id"] for s in ("open", "closed") for i in town.get(f"/v1/invoices?status={s}")["invoices"]}
    assert len(debtors) == 2
    for row in (r for r in town.rows() if r["kind"]["S"] == "debtor"):
        town.dynamodb.delete_item(TableName=TABLE, Key={"pk": row["pk"], "sk": row["sk"]})
    assert town.get("/v1/debtors")["debtors"] == []
    assert desk("history", "verify").out.startswith("3 histories, ")
    for row in (r for r in town.rows() if r["kind"]["S"] == "event" and r["sk"]["S"].endswith("#000")):
        town.dynamodb.put_item(TableName=TABLE, Item={**row, "event": {"S": "PortalOpened"}})
    told = desk("history", "verify")
    assert told.code == 1
    assert all(f"  {debtor_id}: not as it was written from entry 1 on\n" in told.out for debtor_id in debtors)


def test_the_creditors_own_history_is_checked_with_those_of_its_debtors(town: Town, desk: Desk, tmp_path: Path) -> None:
    town.post("/v1/chase/pause", {"until": day(9), "reason": "congés", "by": "Claire"})
    town.post("/v1/chase/resume", {"by": "Louis"})
    assert desk("history", "verify").out == "1 histories, 2 entries: all whole\n"
    kept = town.get("/v1/chase/history")
    assert [(e["event"], e["data"]["by"]) for e in kept["entries"]] == [
        ("ChasePaused", "Claire"),
        ("ChaseResumed", "Louis"),
    ]
    assert kept["entries"][1]["data"]["paused_until"] == day(9)
    file = tmp_path / "history.json"
    file.write_text(json.dumps(kept), "utf-8")
    assert desk("history", "verify", file).code == 0
    row = next(r for r in town.rows() if r["kind"]["S"] == "event")
    town.dynamodb.put_item(TableName=TABLE, Item={**row, "data": {"S": '{"by": "Louis"}'}})
    told = desk("history", "verify")
    assert (told.code, "cre-1: not as it was written from entry 1 on" in told.out) == (1, True)


def test_a_policy_at_fault_is_refused_before_anything_is_asked(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "odd.yaml"
    for content, said in (("policy: [", "document"), ("policy: x", "version"), (b"\xff\xfe", "is not UTF-8")):
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        for verb in ("plan", "apply", "backtest"):
            ended = desk("policy", verb, file)
            assert (ended.code, said in ended.err) == (1, True)
    assert desk("policy", "plan", tmp_path / "none.yaml").code == 2


@pytest.mark.parametrize(
    "change",
    [{"at": "hier"}, {"at": None}, {"version": None}, {"data": {"by": "\ud800"}}, "no entry", None],
    ids=["no instant", "nothing for one", "no version", "half a character", "a text", "nothing"],
)
def test_a_kept_history_with_an_entry_that_is_none_of_ours_is_broken_there(
    town: Town, desk: Desk, tmp_path: Path, change: Any
) -> None:
    town.post("/v1/chase/pause", {"until": day(9), "reason": "congés"})
    kept = town.get("/v1/chase/history")
    entry = kept["entries"][0]
    kept["entries"][0] = {**entry, **change} if isinstance(change, dict) else change
    if isinstance(change, dict) and change.get("at", "") is None:
        del kept["entries"][0]["at"]
    file = tmp_path / "history.json"
    file.write_text(json.dumps(kept), "utf-8")
    told = desk("history", "verify", file)
    assert (told.code, "cre-1: not as it was written from entry 1 on" in told.out) == (1, True), told


def test_a_kept_history_whose_version_is_endless_is_refused(town: Town, desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "history.json"
    file.write_text(json.dumps(town.get("/v1/chase/history")).replace('"version": 0', '"version": 1e999'), "utf-8")
    told = desk("history", "verify", file)
    assert (told.code, "keep what GET …/history answers, whole" in told.err) == (2, True)
