"""A creditor's way: upload, look, pay; a file sent twice, in part, or from an accountant's export."""

import json
from pathlib import Path
from typing import Any

import pytest

import app as switchboard
from chalicelib.world import world
from tests.builders import creditor
from tests.integration.town import Town, a_debtor, a_key, an_invoice, day, gateway_event

TOO_MUCH = "20.00 EUR more than the invoice's total, credit notes included: it stands as a credit; check the amount"
SAMPLES = Path(__file__).parents[2] / "infra" / "local" / "demo"


@pytest.mark.parametrize("shape", ["one", "many", "wrapped"])
def test_json_comes_in_as_one_invoice_a_list_or_wrapped(town: Town, shape: str) -> None:
    documents = {
        "one": an_invoice(),
        "many": [an_invoice(), an_invoice("F-2")],
        "wrapped": {"invoices": [an_invoice(), an_invoice("F-2")]},
    }
    answer = town.post("/v1/invoices", documents[shape])
    assert answer.status_code == 201
    assert answer.json_body["created"] == (1 if shape == "one" else 2)
    assert [i["line"] for i in answer.json_body["invoices"]] == list(range(1, answer.json_body["created"] + 1))


def test_the_sample_files_come_in_whole_and_twice_is_once(town: Town) -> None:
    export, document = (SAMPLES / "factures.csv").read_bytes(), (SAMPLES / "factures.json").read_bytes()
    sent = [
        town.upload_csv(export),
        town.call("POST", "/v1/invoices", document, content_type="application/json; charset=utf-8"),
    ]
    assert [a.status_code for a in sent] == [201, 201]
    assert [a.json_body["errors"] for a in sent] == [[], []]
    before = town.rows()
    again = [town.upload_csv(export), town.call("POST", "/v1/invoices", document)]
    assert [a.status_code for a in again] == [200, 200]
    assert {i["status"] for a in again for i in a.json_body["invoices"]} == {"unchanged"}
    assert town.rows() == before


def test_an_export_in_windows_1252_is_read_through_the_gateway_as_it_was_written(town: Town) -> None:
    heading = "N° facture;Date facture;Échéance;Client;Type client;Montant TTC;E-mail"
    text = f"{heading}\nF-9;{day(-40)};{day(-9)};Café Noël;pro;12,50;cafe@noel.example\n"
    event = gateway_event(
        "POST", "/v1/invoices", "/v1/invoices", text.encode("cp1252"), town.creditor.id, content_type="text/csv"
    )
    assert switchboard.app(event, None)["statusCode"] == 201
    assert town.shown("F-9")["debtor"]["name"] == "Café Noël"


def test_a_debtor_of_many_invoices_comes_in_over_several_transactions_and_twice_is_once(town: Town) -> None:
    paid: dict[str, Any] = {"paid_cents": 10000, "paid_on": day(-5)}
    file = [an_invoice(f"F-{n}", late=n, **(paid if n % 2 else {})) for n in range(45)]
    assert town.upload(*file).json_body["created"] == 45
    before = town.rows()
    assert town.upload(*file).json_body["unchanged"] == 45
    assert town.rows() == before


def test_a_list_goes_page_by_page_in_the_order_of_due_dates(town: Town) -> None:
    town.upload(*(an_invoice(f"F-{n}", late=n) for n in range(5)))
    pages, cursor = list[Any](), None
    while cursor is not None or not pages:
        after = "&cursor=" + cursor.replace("#", "%23") if cursor else ""
        page = town.get(f"/v1/invoices?limit=2{after}")
        pages.append([i["number"] for i in page["invoices"]])
        cursor = page["next_cursor"]
    assert pages == [["F-4", "F-3"], ["F-2", "F-1"], ["F-0"]]


def test_an_invoice_shows_why_nothing_goes_out_then_its_payment_then_that_it_is_paid(town: Town) -> None:
    town.upload(an_invoice(late=-60, issued_on=day(-10)))
    shown = town.shown("F-1")
    assert shown["why"]["code"] == "not-due-before"
    assert "Pas de message avant" in shown["why"]["fr"]
    assert [e["event"] for e in shown["history"]] == ["InvoiceUploaded"]

    path = f"/v1/invoices/{shown['id']}/payments"
    part = {"on": day(-5), "amount_cents": 4000, "reference": "VIR 1"}
    assert town.post(path, part).status_code == 201
    assert town.post(path, part).status_code == 200
    assert town.shown("F-1")["open_cents"] == 6000
    other = town.post(path, {**part, "amount_cents": 1})
    assert (other.status_code, other.json_body["type"]) == (409, "urn:relance:problem:duplicate-reference")

    assert town.post(path, {**part, "amount_cents": 6000, "reference": "VIR 2"}).status_code == 201
    paid = town.shown("F-1")
    assert (paid["why"]["code"], paid["open_cents"]) == ("paid", 0)
    assert [e["event"] for e in paid["history"]] == ["InvoiceUploaded", "PaymentRecorded", "PaymentRecorded"]
    assert town.get("/v1/invoices")["invoices"] == []
    assert [i["number"] for i in town.get("/v1/invoices?status=closed")["invoices"]] == ["F-1"]


def test_more_paid_than_claimed_is_a_credit_and_a_lower_sum_later_takes_nothing_back(town: Town) -> None:
    first = town.upload(an_invoice(paid_cents=12000, paid_on=day(-5)), an_invoice("F-2", paid_cents=1, paid_on=day(-5)))
    assert first.json_body["warnings"] == [{"line": 1, "field": "paid_cents", "message": TOO_MUCH}]
    shown = town.shown("F-1")
    assert (shown["open_cents"], shown["why"]["code"]) == (-2000, "paid")
    lower = town.upload(an_invoice(paid_cents=5000, paid_on=day(-5)))
    assert (lower.status_code, lower.json_body["unchanged"]) == (200, 1)
    assert lower.json_body["warnings"] == [
        {"line": 1, "field": "paid_cents", "message": "less than the ledger has: the ledger stands"},
        {"line": 1, "field": "paid_cents", "message": TOO_MUCH},
    ]
    assert town.shown("F-1")["open_cents"] == -2000


def test_a_payment_beyond_what_is_owed_is_booked_and_told_as_an_upload_tells_it(town: Town) -> None:
    town.upload(an_invoice())
    path = f"/v1/invoices/{town.shown('F-1')['id']}/payments"
    part = {"on": day(-5), "amount_cents": 10000, "reference": "VIR 1"}
    assert town.post(path, part).json_body["warnings"] == []
    beyond = {**part, "amount_cents": 2000, "reference": "VIR 2"}
    answers = [town.post(path, beyond), town.post(path, beyond)]
    assert [a.status_code for a in answers] == [201, 200]
    for answer in answers:
        assert answer.json_body["open_cents"] == -2000
        assert answer.json_body["warnings"] == [{"field": "amount_cents", "message": TOO_MUCH}]


def test_what_an_invoice_says_is_paid_may_be_uploaded_again_after_a_credit_note(town: Town) -> None:
    town.upload(an_invoice(paid_cents=2500, paid_on=day(-5)))
    path = f"/v1/invoices/{town.shown('F-1')['id']}/payments"
    town.post(path, {"on": day(-4), "amount_cents": 3000, "reference": "AV 1", "kind": "credit-note"})
    shown = town.shown("F-1")
    assert (shown["paid_cents"], shown["credited_cents"], shown["open_cents"]) == (2500, 3000, 4500)
    before = town.rows()
    again = town.upload(an_invoice(paid_cents=shown["paid_cents"], paid_on=day(-5)))
    assert (again.status_code, again.json_body["unchanged"], again.json_body["warnings"]) == (200, 1, [])
    both = town.upload(an_invoice(paid_cents=5500, paid_on=day(-5)))
    assert both.status_code == 422
    assert [(e["line"], e["field"], e["code"]) for e in both.json_body["errors"]] == [(1, "paid_cents", "ambiguous")]
    assert town.rows() == before


def test_a_sum_that_may_be_money_on_no_invoice_is_booked_by_hand_and_then_agrees(town: Town) -> None:
    town.upload(an_invoice())
    shown, money = town.shown("F-1"), {"on": day(-5), "amount_cents": 10000, "reference": "VIR 9"}
    debtor = town.get("/v1/invoices")["invoices"][0]["debtor_id"]
    assert town.post(f"/v1/debtors/{debtor}/credits", money).status_code == 201
    stated = an_invoice(paid_cents=10000, paid_on=day(-5))
    refused = town.upload(stated)
    assert (refused.status_code, [e["code"] for e in refused.json_body["errors"]]) == (422, ["ambiguous"])
    assert town.post(f"/v1/invoices/{shown['id']}/payments", money).status_code == 201
    assert town.upload(stated).json_body["unchanged"] == 1
    assert town.get(f"/v1/debtors/{debtor}")["owed"] == {}


def test_a_bad_row_stops_the_file_unless_a_part_is_asked_for(town: Town) -> None:
    before = town.rows()
    file = [an_invoice(), an_invoice("F-2", cents=-1), an_invoice("F-3")]
    refused = town.upload(*file)
    assert (refused.status_code, town.rows()) == (422, before)
    assert [(e["line"], e["field"]) for e in refused.json_body["errors"]] == [(2, "total_cents")]
    part = town.upload(*file, query="?partial=true")
    assert (part.status_code, part.json_body["created"], part.json_body["refused"]) == (201, 2, 1)
    assert [e["line"] for e in part.json_body["errors"]] == [2]


def test_the_same_number_with_other_content_is_refused_and_what_is_stored_stands(town: Town) -> None:
    town.upload(an_invoice())
    before = town.rows()
    for other in (an_invoice(cents=9999), an_invoice(debtor=a_debtor("Autre SARL"))):
        answer = town.upload(an_invoice("F-7"), other)
        assert answer.status_code == 422
        assert [(e["line"], e["field"], e["code"]) for e in answer.json_body["errors"]] == [(2, "number", "duplicate")]
        assert town.rows() == before


def test_a_later_file_of_a_debtor_changes_neither_its_kind_nor_what_it_does_not_say(town: Town) -> None:
    town.upload(an_invoice())
    before = town.rows()
    answer = town.upload(an_invoice("F-2", debtor=a_debtor(kind="consumer")))
    assert (answer.status_code, town.rows()) == (422, before)
    assert [(e["field"], e["code"]) for e in answer.json_body["errors"]] == [("debtor.kind", "contradiction")]
    same = town.upload(an_invoice(debtor=a_debtor(address=None))).json_body
    assert (same["unchanged"], same["debtors_changed"]) == (1, 0)
    assert town.rows() == before
    changed = town.upload(an_invoice("F-2", debtor=a_debtor(email="new@legoff.example"))).json_body
    assert (changed["created"], changed["debtors_changed"]) == (1, 1)
    assert [e["event"] for e in town.shown("F-1")["history"]] == ["InvoiceUploaded", "DebtorChanged"]


def test_another_creditor_sees_and_pays_nothing_of_it(town: Town) -> None:
    town.upload(an_invoice())
    invoice = town.shown("F-1")["id"]
    stranger = Town(town.creditor, _stranger_key())
    unknown = stranger.call("GET", "/v1/invoices/inv_" + "0" * 20)
    payment = {"on": day(-5), "amount_cents": 1, "reference": "x"}
    answers = [
        stranger.call("GET", f"/v1/invoices/{invoice}"),
        stranger.call("GET", "/v1/invoices/not-an-id"),
        stranger.call("GET", "/v1/invoices/" + "x" * 3000),
        stranger.call("GET", f"/v1/invoices/inv_{'0' * 20}{'x' * 3000}"),
        stranger.post(f"/v1/invoices/{invoice}/payments", payment),
    ]
    assert {a.status_code for a in (unknown, *answers)} == {404}
    assert {a.body for a in answers} == {unknown.body}
    assert stranger.get("/v1/invoices")["invoices"] == []


def _stranger_key() -> str:
    world().creditors.put(creditor(id="cre-2"))
    return a_key("cre-2")


def test_a_part_of_json_is_taken_when_something_in_the_list_is_no_invoice(town: Town) -> None:
    refused = town.call("POST", "/v1/invoices", json.dumps([an_invoice(), 5]), content_type="application/json")
    assert refused.status_code == 422
    taken = town.call(
        "POST", "/v1/invoices?partial=true", json.dumps([an_invoice(), 5]), content_type="application/json"
    )
    assert (taken.status_code, taken.json_body["created"], taken.json_body["refused"]) == (201, 1, 1)
    assert [(e["line"], e["field"]) for e in taken.json_body["errors"]] == [(2, "invoice")]
