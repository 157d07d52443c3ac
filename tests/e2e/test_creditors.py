"""The creditor's side over HTTP: keys, bad files, payments between runs."""

import urllib.error
import urllib.request
from dataclasses import replace

import pytest

from tests.e2e.accounts import Account, invoice, open_account
from tests.e2e.conftest import Local

BAD_CSV = (
    "\ufeffN° facture;Date facture;Échéance;Client;Type client;E-mail;Adresse;Code postal;Ville;Montant TTC\r\n"
    "F-1;20/08/2026;19/09/2026;Garage Moreau;Professionnel;a@garage.example;27 rue de Vannes;44700;Orvault;918,00\r\n"
    "F-2;20/08/2026;19/08/2026;Garage Moreau;Professionnel;a@garage.example;27 rue de Vannes;44700;Orvault;0,00\r\n"
).encode()


def test_another_creditors_key_sees_and_moves_nothing(account: Account, local: Local) -> None:
    account.upload(invoice("F-1", "Alpha"))
    other = open_account(local.stack, local.mails, local.lines.append)
    path = f"/invoices/{account.id_of('F-1')}"
    assert other.call("GET", path)[0] == 404
    assert other.call("POST", f"{path}/payments", {"on": "2026-11-01", "amount_cents": 1, "reference": "x"})[0] == 404
    assert other.call("GET", "/invoices")[1]["invoices"] == []
    assert account.call("GET", path)[1]["paid_cents"] == 0


@pytest.mark.parametrize("key", ["", "rl_live_nobody00_x", "altered", "Bearer"])
def test_a_wrong_key_is_refused(account: Account, key: str) -> None:
    wrong = replace(account, key=f"{account.key}x" if key == "altered" else key)
    assert wrong.call("GET", "/invoices")[0] in (401, 403)
    assert wrong.call("POST", "/invoices", [invoice("F-1", "Alpha")])[0] in (401, 403)
    assert account.call("GET", "/invoices")[1]["invoices"] == []


def test_no_key_at_all_is_refused(local: Local) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{local.stack.edge_url}/v1/invoices", timeout=60)
    with refused.value:
        assert refused.value.code in (401, 403)


def test_a_file_with_a_bad_row_changes_nothing_and_names_the_place(account: Account) -> None:
    status, answer = account.call("POST", "/invoices", BAD_CSV, "text/csv")
    assert status == 422
    assert answer["type"] == "urn:relance:problem:invalid"
    assert {fault["line"] for fault in answer["errors"]} == {3}
    assert account.call("GET", "/invoices")[1]["invoices"] == []
    assert account.call("POST", "/invoices?partial=true", BAD_CSV, "text/csv")[1]["created"] == 1


def test_the_same_upload_twice_creates_nothing_new(account: Account) -> None:
    rows = [invoice("F-1", "Alpha"), invoice("F-2", "Alpha"), invoice("F-3", "Beta")]
    assert account.call("POST", "/invoices", rows)[1]["created"] == 3
    status, answer = account.call("POST", "/invoices", rows)
    assert (status, answer["created"], answer["unchanged"]) == (200, 0, 3)
    assert len(account.call("GET", "/invoices")[1]["invoices"]) == 3


def test_a_payment_between_two_runs_stops_the_next_reminder_and_no_other(account: Account) -> None:
    account.upload(invoice("F-1", "Alpha"), invoice("F-2", "Beta"))
    account.plan()
    assert {mail.to for mail in account.mails()} == {"compta@alpha.example", "compta@beta.example"}
    assert account.pay("F-1", 25000, "VIR-1")[0] == 201
    assert account.pay("F-1", 25000, "VIR-1")[0] == 200
    account.plan(days=10)
    assert [mail.to for mail in account.mails()[2:]] == ["compta@beta.example"]


def test_a_part_payment_lessens_what_the_next_letter_claims(account: Account) -> None:
    account.upload(invoice("F-1", "Alpha"))
    account.plan()
    assert account.pay("F-1", 10000, "VIR-2")[0] == 201
    account.plan(days=10)
    first, second = account.mails()
    assert "250,00\u00a0€" in first.text
    assert "150,00\u00a0€" in second.text
    assert "250,00" not in second.text
