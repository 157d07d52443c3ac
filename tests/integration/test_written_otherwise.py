"""What a person writes otherwise than it was uploaded, and means all the same."""

from urllib.parse import quote

from tests.integration.town import Town, an_invoice, day


def test_a_number_is_found_however_its_spaces_and_accents_are_written(town: Town) -> None:
    town.upload(an_invoice("Évrard 12"))
    for written in ("Évrard 12", "E\u0301vrard\u00a012", " Évrard  12 "):
        found = town.get(f"/v1/invoices?number={quote(written, safe='')}")["invoices"]
        assert [i["number"] for i in found] == ["Évrard 12"], written
    assert town.get(f"/v1/invoices?number={quote('Évrard\u200b12', safe='')}")["invoices"] == []


def test_a_part_that_was_called_about_is_asked_for_by_its_name(town: Town) -> None:
    parts = [{"due_on": day(-4), "amount_cents": 4000}, {"due_on": day(20), "amount_cents": 6000}]
    town.upload(an_invoice("F-1", parts=parts, due_on=None))
    (invoice,) = town.get("/v1/invoices?number=F-1")["invoices"]
    said = {"kind": "call", "claim_ids": [invoice["id"]], "on": day(-1), "outcome": "répondeur"}
    answer = town.post(f"/v1/debtors/{invoice['debtor_id']}/manual-steps", said)
    assert (answer.status_code, answer.json_body["errors"][0]["field"]) == (422, "claim_ids")
    assert f"name the part, as {invoice['id']}/1" in answer.json_body["errors"][0]["message"]
