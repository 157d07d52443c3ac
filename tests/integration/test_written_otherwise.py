"""What a person writes otherwise than it was uploaded, and means all the same."""

import json
from typing import Any
from urllib.parse import quote

import pytest

from tests.integration.conftest import Desk
from tests.integration.town import Town, a_debtor, an_invoice, case_of, day, working_morning


def test_a_number_is_found_however_its_spaces_and_accents_are_written(town: Town) -> None:
    town.upload(an_invoice("Évrard 12"))
    for written in ("Évrard 12", "E\u0301vrard\u00a012", " Évrard  12 "):
        asked = quote(written, safe="")
        found = town.get(f"/v1/invoices?number={asked}")["invoices"]
        assert [i["number"] for i in found] == ["Évrard 12"], written
    unseen = quote("Évrard\u200b12", safe="")
    assert town.get(f"/v1/invoices?number={unseen}")["invoices"] == []


def test_a_number_is_acted_on_however_it_is_written(town: Town, desk: Desk) -> None:
    town.upload(an_invoice("Évrard 12"))
    debtor = f"/v1/debtors/{case_of(town, 'Évrard 12').debtor_id}"
    said = {"kind": "insolvency", "reason": "BODACC", "since": day(-10)}
    assert town.post(f"{debtor}/holds", said).status_code == 201
    told = desk("declared", "E\u0301vrard\u00a012", "--proof", "1A 234")
    assert (told.code, told.out.startswith("Évrard 12 (Garage Le Goff): declared on ")) == (0, True)
    town.upload(an_invoice("Évrard 13", late=60, debtor=a_debtor("Zinguerie")))
    other = f"/v1/debtors/{case_of(town, 'Évrard 13').debtor_id}"
    asked = {"policy": "nobody", "version": 1, "why": "x", "levels": [{"level": "formal-notice", "offset_days": 3}]}
    text = json.dumps(asked)
    assert town.call("POST", "/v1/policies/apply", text, content_type="application/yaml").status_code == 200
    put = town.call("PUT", f"{other}/policy", json.dumps({"policy": "nobody-1"}), content_type="application/json")
    assert put.status_code == 200
    told = desk("approve", " Évrard  13", "--by", "Claire")
    assert (told.code, told.out) == (0, "formal-notice of Évrard 13 (Zinguerie): approved\n")


@pytest.mark.parametrize("verb", ["manual-steps", "approvals"])
@pytest.mark.parametrize("paid", [0, 4000])
def test_a_part_that_is_spoken_of_is_asked_for_by_its_name(town: Town, verb: str, paid: int) -> None:
    """Also where the first part is paid."""
    parts = [{"due_on": day(-8), "amount_cents": 4000}, {"due_on": day(-4), "amount_cents": 6000}]
    town.upload(an_invoice("F-1", late=8, parts=parts, due_on=None))
    (invoice,) = town.get("/v1/invoices?number=F-1")["invoices"]
    if paid:
        payment = {"on": day(-5), "amount_cents": paid, "reference": "VIR 1"}
        assert town.post(f"/v1/invoices/{invoice['id']}/payments", payment).status_code == 201
    said = {
        "manual-steps": {"kind": "call", "claim_ids": [invoice["id"]], "on": day(-1), "outcome": "répondeur"},
        "approvals": {"level": "formal-notice", "claim_ids": [invoice["id"]], "approve": True},
    }
    answer = town.post(f"/v1/debtors/{invoice['debtor_id']}/{verb}", said[verb])
    assert (answer.status_code, answer.json_body["errors"][0]["field"]) == (422, "claim_ids")
    assert f"name the part, as {invoice['id']}/{2 if paid else 1}" in answer.json_body["errors"][0]["message"]


NOTHING_THERE = [
    ("POST", "{debtor}/holds/end", {"kind": "pause"}, "No hold of kind pause stands there."),
    ("POST", "{debtor}/letters/AAAA-AAAA/posted", {"proof": "x"}, "No letter of that reference was printed"),
    ("POST", "{debtor}/letters/AAAA-AAAA/checked", {"went_out": True, "note": "x"}, "No mail of that reference is in"),
    ("POST", "{debtor}/claim-declared", {"proof": "x"}, "No insolvency of this debtor stands."),
    ("POST", "{debtor}/credits/withdraw", {"reference": "x", "note": "y"}, "No such credit."),
    ("POST", "{debtor}/plans/pln_x/end", {"reason": "x"}, "No such plan runs."),
    ("POST", "{invoice}/payments/cancel", {"reference": "x", "reason": "y"}, "No such entry is booked there."),
]


@pytest.mark.parametrize(("method", "path", "body", "said"), NOTHING_THERE, ids=[n[1] for n in NOTHING_THERE])
def test_who_comes_second_is_told_what_does_not_stand_there(
    chase: tuple[Town, str, str], method: str, path: str, body: dict[str, Any], said: str
) -> None:
    """Two persons work on one list: the second has to know that it was the first."""
    town, debtor, invoice_id = chase
    place = path.replace("{debtor}", debtor).replace("{invoice}", f"/v1/invoices/{invoice_id}")
    answer = town.call(method, place, json.dumps(body), content_type="application/json")
    assert answer.status_code == 404, answer.json_body
    assert answer.json_body["detail"].startswith(said)


def test_a_debtor_whom_nobody_can_write_to_is_refused_in_words_and_not_in_place_of_a_field(town: Town) -> None:
    who = {k: v for k, v in a_debtor().items() if k not in ("email", "address")}
    answer = town.call("PUT", "/v1/debtors", json.dumps(who), content_type="application/json")
    (fault,) = answer.json_body["errors"]
    assert (answer.status_code, fault["field"]) == (422, "body")
    assert fault["message"] == "give an e-mail or a postal address: nobody can write to it otherwise"


def test_who_posts_a_letter_second_is_told_that_it_is_posted_and_how(town: Town) -> None:
    town.upload(an_invoice("F-1", debtor=a_debtor(email=None)))
    town.run(working_morning())
    (task,) = town.get("/v1/worklist")["tasks"]
    path = f"/v1/debtors/{task['debtor_id']}/letters/{task['letter']}/posted"
    said = {"proof": "1A 2345", "on": working_morning().date().isoformat()}
    assert [town.post(path, said).status_code for _ in range(2)] == [201, 201]
    again = town.post(path, {**said, "proof": "1A 2346"})
    assert (again.status_code, again.json_body["errors"][0]["field"]) == (422, "proof")
    assert "under 1A 2345: what is told first stands" in again.json_body["errors"][0]["message"]


def test_a_hold_that_stands_elsewhere_or_ends_otherwise_is_not_said_to_stand_nowhere(
    chase: tuple[Town, str, str],
) -> None:
    town, debtor, invoice_id = chase
    said = {"kind": "dispute", "invoice_id": invoice_id, "reason": "price"}
    assert town.post(f"{debtor}/holds", said).status_code == 201
    answer = town.post(f"{debtor}/holds/end", {"kind": "dispute"})
    assert answer.status_code == 404
    assert answer.json_body["detail"] == "No hold of kind dispute stands there; one stands on F-1."
    for kind, words in (("promise", "a promise ends by its day"), ("plan", "POST …/plans/{plan}/end")):
        answer = town.post(f"{debtor}/holds/end", {"kind": kind, "invoice_id": invoice_id})
        (fault,) = answer.json_body["errors"]
        assert (answer.status_code, fault["field"]) == (422, "kind")
        assert words in fault["message"]


def test_of_twelve_parts_the_oldest_that_is_open_is_named(town: Town) -> None:
    parts = [{"due_on": day(-20 + n), "amount_cents": 500} for n in range(12)]
    town.upload(an_invoice("F-1", late=20, parts=parts, due_on=None, cents=6000))
    (invoice,) = town.get("/v1/invoices?number=F-1")["invoices"]
    paid = {"on": day(-9), "amount_cents": 500, "reference": "VIR 1"}
    assert town.post(f"/v1/invoices/{invoice['id']}/payments", paid).status_code == 201
    said = {"kind": "call", "claim_ids": [invoice["id"]], "on": day(-1), "outcome": "répondeur"}
    answer = town.post(f"/v1/debtors/{invoice['debtor_id']}/manual-steps", said)
    assert answer.json_body["errors"][0]["message"].endswith(f"as {invoice['id']}/2")
