"""A case whose head is gone from the table, or cannot be read: it is named, and nobody else is told less for it."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.integration.conftest import Desk
from tests.integration.town import TABLE, Town, a_debtor, an_invoice, case_of, problem, working_morning

Damage = Callable[[Town, dict[str, Any]], None]


def lost(town: Town, head: dict[str, Any]) -> None:
    town.dynamodb.delete_item(TableName=TABLE, Key={"pk": head["pk"], "sk": head["sk"]})


def without_version(town: Town, head: dict[str, Any]) -> None:
    town.dynamodb.put_item(TableName=TABLE, Item={n: v for n, v in head.items() if n != "version"})


def without_debtor(town: Town, head: dict[str, Any]) -> None:
    town.dynamodb.put_item(TableName=TABLE, Item={**head, "debtor": {"S": "{}"}})


@pytest.fixture(params=[lost, without_version, without_debtor])
def damaged(request: pytest.FixtureRequest, town: Town) -> tuple[Town, str]:
    """Two debtors, and the id of the one whose head is no head any more."""
    town.upload(an_invoice(), an_invoice("F-2", debtor=a_debtor("Zinguerie Colin")))
    debtor_id = case_of(town).debtor_id
    head = next(r for r in town.rows() if r["sk"]["S"] == "HEAD" and debtor_id in r["pk"]["S"])
    request.param(town, head)
    return town, debtor_id


def test_its_history_is_told_and_shows_that_something_is_gone(damaged: tuple[Town, str], desk: Desk) -> None:
    town, debtor_id = damaged
    history = town.get(f"/v1/debtors/{debtor_id}/history")
    assert [e["event"] for e in history["entries"]] == ["InvoiceUploaded"]
    assert (history["unreadable"], history["last_hash"]) == (True, "")
    told = desk("history", "verify")
    assert told.code == 1
    assert told.out.startswith("3 histories, 2 entries: 1 broken\n")
    assert f"  {debtor_id}: not as it was written from entry 2 on\n" in told.out


def test_it_is_named_too_where_its_history_is_gone_with_it(damaged: tuple[Town, str], desk: Desk) -> None:
    town, debtor_id = damaged
    for row in town.rows():
        if row["kind"]["S"] == "event" and debtor_id in row["pk"]["S"]:
            town.dynamodb.delete_item(TableName=TABLE, Key={"pk": row["pk"], "sk": row["sk"]})
    told = desk("history", "verify")
    assert (told.code, f"  {debtor_id}: not as it was written from entry 1 on\n" in told.out) == (1, True)


def test_what_is_foreseen_of_the_others_is_told_and_who_is_left_out_is_named(
    damaged: tuple[Town, str], desk: Desk
) -> None:
    town, debtor_id = damaged
    foreseen = town.get("/v1/preview")
    assert {m["debtor"] for m in foreseen["messages"]} == {"Zinguerie Colin"}
    assert foreseen["unreadable"] == [debtor_id]
    told = desk("preview")
    assert (told.code, f"{debtor_id}: its case cannot be read" in told.err) == (3, True)
    assert "Zinguerie Colin" in told.out
    as_json = desk("preview", "--json")
    assert (as_json.code, as_json.json["unreadable"]) == (3, [debtor_id])


def test_what_waits_for_a_person_with_the_others_is_told_too(town: Town, desk: Desk) -> None:
    """A head that is gone is in no list of those that wait; of one that is there and odd the name is told."""
    no_email = a_debtor("Zinguerie Colin", email=None)
    town.upload(an_invoice(debtor=a_debtor(email=None)), an_invoice("F-2", debtor=no_email))
    debtor_id = case_of(town).debtor_id
    town.run(working_morning())
    assert len(town.get("/v1/worklist")["tasks"]) == 2
    without_version(town, next(r for r in town.rows() if r["sk"]["S"] == "HEAD" and debtor_id in r["pk"]["S"]))
    waiting = town.get("/v1/worklist")
    assert ([t["debtor"] for t in waiting["tasks"]], waiting["unreadable"]) == (["Zinguerie Colin"], [debtor_id])
    told = desk("worklist")
    assert (told.code, f"{debtor_id}: its case cannot be read" in told.err) == (3, True)
    assert "Zinguerie Colin" in told.out
    as_json = desk("worklist", "--json")
    assert (as_json.code, as_json.json["unreadable"]) == (3, [debtor_id])


def test_a_debtor_of_whom_nothing_but_the_name_in_the_list_is_left_is_named(town: Town) -> None:
    town.upload(an_invoice())
    debtor_id = case_of(town).debtor_id
    for row in town.rows():
        if row["pk"]["S"].endswith(debtor_id):
            town.dynamodb.delete_item(TableName=TABLE, Key={"pk": row["pk"], "sk": row["sk"]})
    assert town.get("/v1/preview")["unreadable"] == [debtor_id]


def test_whoever_asks_for_it_is_told_which_it_is(damaged: tuple[Town, str]) -> None:
    town, debtor_id = damaged
    invoice_id = next(i["id"] for i in town.get("/v1/invoices")["invoices"] if i["debtor_id"] == debtor_id)
    for path in (f"debtors/{debtor_id}", f"invoices/{invoice_id}", f"invoices/{invoice_id}/why"):
        answer = town.call("GET", f"/v1/{path}")
        problem(answer)
        assert (answer.status_code, answer.json_body["type"]) == (500, "urn:relance:problem:unreadable")
        assert debtor_id in answer.json_body["detail"]
