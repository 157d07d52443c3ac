"""Refused at the door: a 4xx that names line and field in plain words, nothing stored, never a 500."""

import json
import time
from typing import Any

import pytest

from chalicelib.world import world
from tests.integration.town import Town, a_debtor, an_invoice, day, problem

HEADING = "Numéro;Date facture;Échéance;Client;Type client;Montant TTC;E-mail"
GOOD = "F-1;01/10/2026;31/10/2026;Garage;pro;120,00;a@b.fr"
RTL, ZERO_WIDTH = "\u202e", "\u200b"
BCC = "=?utf-8?q?x=0d=0aBcc:a@b.c?="


def deep(depth: int) -> str:
    return "[" * depth + "]" * depth


def raw(field: str, text: str) -> str:
    """The JSON of an invoice, with a value written as no serialiser would."""
    return json.dumps(an_invoice() | {field: "@"}).replace('"@"', text)


def at(country: str) -> dict[str, Any]:
    return {"lines": ["3 quai Sud"], "postcode": "29200", "city": "Brest", "country": country}


# situation: (body, (line, field), words of the message)
JSON: dict[str, tuple[Any, tuple[int | None, str], str]] = {
    "unknown currency": (an_invoice(currency="USD"), (1, "currency"), "amounts are in EUR"),
    "currency in lower case": (an_invoice(currency="eur"), (1, "currency"), "amounts are in EUR"),
    "amount of zero": (an_invoice(cents=0), (1, "total_cents"), "above zero"),
    "negative amount": (an_invoice(cents=-5), (1, "total_cents"), "credit note"),
    "amount with decimals": (an_invoice(total_cents=12.5), (1, "total_cents"), "whole number"),
    "amount as text": (an_invoice(total_cents="1250"), (1, "total_cents"), "without quotation marks"),
    "amount as a truth": (an_invoice(total_cents=True), (1, "total_cents"), "whole number"),
    "amount too large": (an_invoice(cents=10**12), (1, "total_cents"), "amounts are in cents"),
    "amount of a thousand digits": (raw("total_cents", "9" * 5000), (1, "total_cents"), "over 999 999 999,99"),
    "amount that is no number": (raw("total_cents", "NaN"), (1, "total_cents"), "whole number"),
    "amount without end": (raw("total_cents", "1e999"), (1, "total_cents"), "whole number"),
    "due before issue": (an_invoice(due_on="2026-01-01"), (1, "due_on"), "before issued_on"),
    "year 9999": (an_invoice(due_on="9999-12-31"), (1, "due_on"), "outside 2000 to 2099"),
    "year 0001": (an_invoice(issued_on="0001-01-01"), (1, "issued_on"), "outside 2000 to 2099"),
    "terms that end after 2099": (
        an_invoice(issued_on="2099-12-01", due_on=None, terms={"days": 60}),
        (1, "due_on"),
        "outside 2000 to 2099",
    ),
    "31 February": (an_invoice(due_on="2026-02-31"), (1, "due_on"), "no day of the calendar"),
    "American day": (an_invoice(due_on="10/31/2026"), (1, "due_on"), "like 2026-10-31"),
    "day as seconds": (an_invoice(due_on=1793404800), (1, "due_on"), "in quotation marks"),
    "day as week": (an_invoice(due_on="2026-W44-6"), (1, "due_on"), "like 2026-10-31"),
    "day with an hour": (an_invoice(due_on="2026-10-31T00:00:00"), (1, "due_on"), "like 2026-10-31"),
    "no day of issue": (an_invoice(issued_on=None), (1, "issued_on"), "is missing"),
    "neither due day nor terms": (an_invoice(due_on=None), (1, "due_on"), "either due_on, terms or parts"),
    "due day and terms": (an_invoice(terms={"days": 30}), (1, "due_on"), "either due_on, terms or parts"),
    "terms as text": (an_invoice(due_on=None, terms={"days": "30"}), (1, "terms.days"), "whole number"),
    "paid without a day": (an_invoice(paid_cents=5), (1, "paid_on"), "day of the payment"),
    "paid before issue": (an_invoice(paid_cents=5, paid_on="2020-01-01"), (1, "paid_on"), "before issued_on"),
    "paid in the future": (an_invoice(paid_cents=5, paid_on="2090-01-01"), (1, "paid_on"), "yet to come"),
    "paid below zero": (an_invoice(paid_cents=-5, paid_on=day(0)), (1, "paid_cents"), "at least 0"),
    "discount without days": (an_invoice(discount={"percent": "2"}), (1, "discount.days_before"), "is missing"),
    "discount of all": (
        an_invoice(discount={"percent": "100", "days_before": 2}),
        (1, "discount"),
        "above 0 and below 100",
    ),
    "no debtor": (an_invoice(debtor=None), (1, "debtor"), "is missing"),
    "debtor as text": (an_invoice(debtor="Garage"), (1, "debtor"), "an object with fields"),
    "debtor without a name": (an_invoice(debtor={"kind": "trader"}), (1, "debtor.name"), "is missing"),
    "debtor of spaces": (an_invoice(debtor=a_debtor(name=" \u00a0 ")), (1, "debtor.name"), "at least 1"),
    "debtor of no kind": (an_invoice(debtor=a_debtor(kind="firm")), (1, "debtor.kind"), "'trader', 'consumer' or"),
    "debtor out of reach": (
        an_invoice(debtor=a_debtor(email=None, address=None)),
        (1, "debtor"),
        "give an e-mail or a postal address",
    ),
    "invalid SIREN": (an_invoice(debtor=a_debtor(siren="732829321")), (1, "debtor.siren"), "check digit"),
    "SIREN too long to say back": (an_invoice(debtor=a_debtor(siren="7" * 1900)), (1, "debtor.siren"), "nine digits"),
    "no e-mail address": (an_invoice(debtor=a_debtor(email="a@b@c")), (1, "debtor.email"), "not an e-mail address"),
    "e-mail with a header": (an_invoice(debtor=a_debtor(email="a@b.fr\r\nBcc: c@d.fr")), (1, "debtor.email"), "not an"),
    "accented mailbox": (an_invoice(debtor=a_debtor(email="élise@exemple.fr")), (1, "debtor.email"), "not an e-mail"),
    "address without a line": (
        an_invoice(debtor=a_debtor(address={"lines": [], "postcode": "29200", "city": "Brest"})),
        (1, "debtor.address.lines"),
        "at least 1",
    ),
    "country by its name": (
        an_invoice(debtor=a_debtor(address={"lines": ["x"], "postcode": "1000", "city": "y", "country": "France"})),
        (1, "debtor.address.country"),
        "two capital letters",
    ),
    "no country": (an_invoice(debtor=a_debtor(address=at("SP"))), (1, "debtor.address.country"), "like FR, ES or GB"),
    "a country by a code of its own": (
        an_invoice(debtor=a_debtor(address=at("UK"))),
        (1, "debtor.address.country"),
        "'UK' is no country's code",
    ),
    "unknown field": (an_invoice(amount=5), (1, "amount"), "check its spelling"),
    "field named by half a sign": (raw("purchase_order", '"x", "\\ud800": 1'), (1, "body"), "half a character"),
    "field with a name without end": (an_invoice() | {"x" * 90000: 1}, (1, "x" * 60), "check its spelling"),
    "very long name": (an_invoice(debtor=a_debtor(name="x" * 71)), (1, "debtor.name"), "more than 70"),
    "name that takes minutes to normalise": (
        an_invoice(debtor=a_debtor(name="a" + "\u0300\u0323" * 300_000)),
        (1, "debtor.name"),
        "far too long",
    ),
    "encoded word in a name": (an_invoice(debtor=a_debtor(name=BCC)), (1, "debtor.name"), "mail header"),
    "right-to-left override": (an_invoice(debtor=a_debtor(name=f"Garage {RTL}tfiB")), (1, "debtor.name"), "U+202E"),
    "invisible character": (an_invoice(number=f"F{ZERO_WIDTH}1"), (1, "number"), "U+200B"),
    "control character": (an_invoice(debtor=a_debtor(name="Gar\u0007age")), (1, "debtor.name"), "U+0007"),
    "half a sign": (raw("number", '"F-\\ud800"'), (1, "number"), "U+D800"),
    "lost accent": (an_invoice(debtor=a_debtor(name="Caf\ufffd")), (1, "debtor.name"), "accent was lost"),
    "emoji": (an_invoice(debtor=a_debtor(name="Chez Léa 🍕")), (1, "debtor.name"), "letters cannot print"),
    "Chinese name": (an_invoice(debtor=a_debtor(name="株式会社")), (1, "debtor.name"), "Latin, Greek or Cyrillic"),
    "street that cannot be printed": (
        an_invoice(debtor=a_debtor(address={"lines": ["3 quai ☂"], "postcode": "29200", "city": "Brest"})),
        (1, "debtor.address.lines"),
        "letters cannot print",
    ),
    "not an object": ([an_invoice(), 7], (2, "invoice"), "not an object"),
    "a bare text": ('"F-1"', (None, "body"), "give one invoice"),
    "an empty list": ("[]", (None, "body"), "give one invoice"),
    "something beside the list": ({"invoices": [an_invoice()], "mode": "x"}, (None, "mode"), "only `invoices`"),
    "empty body": ("", (None, "body"), "is empty"),
    "only spaces": (" \r\n", (None, "body"), "is empty"),
    "only a byte-order mark": (b"\xef\xbb\xbf", (None, "body"), "is empty"),
    "broken JSON": ('{"number": "F-1",', (None, "body"), "line 1, column"),
    "two documents": ("{} {}", (None, "body"), "not JSON"),
    "the same key twice": ('{"number": "F-1", "number": "F-2"}', (None, "number"), "keep one"),
    "nested without end": (deep(200_000), (None, "body"), "nested too deeply"),
    "UTF-16": (json.dumps(an_invoice()).encode("utf-16"), (None, "body"), "save it as UTF-8"),
    "cp1252": ('{"number": "é"}'.encode("cp1252"), (None, "body"), "save it as UTF-8"),
    "number twice in one file": ([an_invoice(), an_invoice(cents=1)], (2, "number"), "line 1 too"),
}


@pytest.mark.parametrize("situation", JSON)
def test_bad_json_is_refused_by_line_and_field(quiet_town: Town, situation: str) -> None:
    body, place, words = JSON[situation]
    sent = body if isinstance(body, bytes | str) else json.dumps(body, ensure_ascii=False)
    expect_refusal(quiet_town, sent, "application/json", place, words)


CSV: dict[str, tuple[str | bytes, tuple[int | None, str], str]] = {
    "empty file": ("", (None, "body"), "is empty"),
    "only a byte-order mark": (b"\xef\xbb\xbf", (None, "body"), "is empty"),
    "heading only": (HEADING, (None, "body"), "a heading and no invoice"),
    "heading and blank rows": (f"{HEADING}\n;;;;;\n\n", (None, "body"), "a heading and no invoice"),
    "missing column": (
        f"{HEADING.replace('Montant TTC', 'HT')}\n{GOOD}",
        (1, "total_cents"),
        "Montant TTC, Total TTC, Net à payer",
    ),
    "duplicate column": (f"{HEADING};Total TTC\n{GOOD};5", (1, "total_cents"), "Montant TTC, Total TTC"),
    "more cells than headings": (f"{HEADING}\n{GOOD};more", (2, "row"), "8 cells, the heading 7"),
    "ragged row": (f"{HEADING}\n{GOOD}\nF-2;01/10/2026;31/10/2026;Garage;pro", (3, "total_cents"), "is missing"),
    "unclosed quotation mark": (f'{HEADING}\n{GOOD}\nF-2;"01/10\n{GOOD}', (3, "row"), "never closed"),
    "stray quotation mark": (f'{HEADING}\n{GOOD}\n"F"2;x', (3, "row"), "inside a cell"),
    "NUL bytes": (f"{HEADING}\n{GOOD}\0", (2, "body"), "NUL"),
    "UTF-16": (f"{HEADING}\n{GOOD}".encode("utf-16"), (1, "body"), "save it as CSV UTF-8"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x8f\x9d\x01\x02", (3, "body"), "save it as CSV UTF-8"),
    "half UTF-8, half Windows-1252": (f"{HEADING}\n{GOOD}\n".encode() + b"F-2;\xe9", (3, "body"), "mixes UTF-8"),
    "huge cell": (f"{HEADING}\n{'x' * 200_000};{GOOD}", (2, "row"), "far too long"),
    "long cell": (f"{HEADING}\n{GOOD.replace('Garage', 'x' * 100_000)}", (2, "debtor.name"), "far too long"),
    "long amount": (f"{HEADING}\n{GOOD.replace('120,00', '9' * 100_000)}", (2, "total_cents"), "not an amount"),
    "amount read two ways": (f"{HEADING}\n{GOOD.replace('120,00', '1.284')}", (2, "total_cents"), "'1.284'"),
    "English amount": (f"{HEADING}\n{GOOD.replace('120,00', '1,284.50')}", (2, "total_cents"), "1 284,50"),
    "amount with a stray space": (f"{HEADING}\n{GOOD.replace('120,00', '12 0,00')}", (2, "total_cents"), "'12 0,00'"),
    "negative amount": (f"{HEADING}\n{GOOD.replace('120,00', '-120,00')}", (2, "total_cents"), "credit note"),
    "dollars": (f"{HEADING}\n{GOOD.replace('120,00', '$120')}", (2, "total_cents"), "not an amount"),
    "31 February": (f"{HEADING}\n{GOOD.replace('31/10/2026', '31/02/2026')}", (2, "due_on"), "no day of the calendar"),
    "American day": (f"{HEADING}\n{GOOD.replace('31/10/2026', '10/31/2026')}", (2, "due_on"), "day/month/year"),
    "day with two digits of year": (
        f"{HEADING}\n{GOOD.replace('31/10/2026', '31/10/26')}",
        (2, "due_on"),
        "31/10/2026",
    ),
    "day of a spreadsheet": (f"{HEADING}\n{GOOD.replace('31/10/2026', '46326')}", (2, "due_on"), "not a day"),
    "unknown kind": (f"{HEADING}\n{GOOD.replace(';pro;', ';SA;')}", (2, "debtor.kind"), "professionnel, particulier"),
    "discount without days": (f"{HEADING};Taux escompte\n{GOOD};2", (2, "discount.days_before"), "is missing"),
    "discount that may be a sum": (
        f"{HEADING};Escompte\n{GOOD};2,40",
        (2, "discount"),
        "a share of the total or",
    ),
    "no debtor": (f"{HEADING}\n{GOOD.replace('Garage', '')}", (2, "debtor.name"), "is missing"),
    "encoded word": (f"{HEADING}\n{GOOD.replace('Garage', BCC)}", (2, "debtor.name"), "mail header"),
    "line of a row after one of two lines": (
        f"{HEADING}\n{GOOD.replace('Garage', chr(34) + 'Ga' + chr(10) + 'rage' + chr(34))}\nF-2;x;31/10/2026;G;pro;1",
        (4, "issued_on"),
        "not a day",
    ),
    "debtor out of reach": (f"{HEADING}\n{GOOD.replace('a@b.fr', '')}", (2, "debtor"), "an e-mail or a postal address"),
    "number twice in one file": (f"{HEADING}\n{GOOD}\n{GOOD}", (3, "number"), "line 2 too"),
}


@pytest.mark.parametrize("situation", CSV)
def test_a_bad_export_is_refused_by_line_and_field(quiet_town: Town, situation: str) -> None:
    body, place, words = CSV[situation]
    expect_refusal(quiet_town, body, "text/csv", place, words)


def expect_refusal(town: Town, body: bytes | str, content_type: str, place: tuple[int | None, str], words: str) -> None:
    before, since = town.rows(), time.monotonic()
    answer = town.call("POST", "/v1/invoices", body, content_type=content_type)
    assert time.monotonic() - since < 20
    assert answer.status_code == 422, answer.body
    problem(answer)
    faults = [e for e in answer.json_body["errors"] if (e.get("line"), e["field"]) == place]
    assert faults, answer.json_body["errors"]
    assert words in faults[0]["message"]
    assert len(answer.body) < 4000
    assert town.rows() == before


@pytest.mark.parametrize(
    ("body", "content_type", "kind"),
    [
        (b"[" + b" " * (10 * 1024 * 1024) + b"]", "application/json", "too-large"),
        (b"x" * (10 * 1024 * 1024), "text/csv", "too-large"),
        (json.dumps([{}] * 1001).encode(), "application/json", "too-many"),
        (b"[" + b"7," * 1_500_000 + b"7]", "application/json", "too-many"),
        (f"{HEADING}\n".encode() + b"x\n" * 1_500_000, "text/csv", "too-many"),
    ],
    ids=["10 MB of JSON", "10 MB of CSV", "1001 invoices", "a million figures", "a million bad rows"],
)
def test_too_much_at_once_is_413_and_says_to_cut_the_file(
    quiet_town: Town, body: bytes, content_type: str, kind: str
) -> None:
    before = quiet_town.rows()
    answer = quiet_town.call("POST", "/v1/invoices", body, content_type=content_type)
    assert answer.status_code == 413
    problem(answer)
    assert answer.json_body["type"] == f"urn:relance:problem:{kind}"
    assert "in parts" in answer.json_body["detail"]
    assert quiet_town.rows() == before


def test_five_hundred_bad_invoices_get_an_answer_that_fits(quiet_town: Town) -> None:
    file = json.dumps([{f"field{n}": 1 for n in range(200)}] * 500)
    for query in ("", "?partial=true"):
        answer = quiet_town.call("POST", f"/v1/invoices{query}", file, content_type="application/json")
        assert (len(answer.json_body["errors"]), answer.json_body["errors_left_out"]) == (200, 14_800)
        assert len(answer.body) < 50_000


@pytest.mark.parametrize("given", ["text/plain", "application/x-www-form-urlencoded", "text/html, application/json"])
def test_another_kind_of_body_is_415_and_says_what_to_send(quiet_town: Town, given: str) -> None:
    invoice = f"/v1/invoices/inv_{'0' * 20}/payments"
    for path in ("/v1/invoices", invoice):
        answer = quiet_town.call("POST", path, "x", content_type=given)
        assert answer.status_code == 415
        problem(answer)
        assert "application/json" in answer.json_body["detail"]


def test_a_body_without_a_type_is_read_as_json(quiet_town: Town) -> None:
    answer = quiet_town.call("POST", "/v1/invoices", "number;x")
    assert (answer.status_code, answer.json_body["errors"][0]["field"]) == (422, "body")


def test_partial_is_true_or_false(quiet_town: Town) -> None:
    answer = quiet_town.upload(an_invoice(), query="?partial=yes")
    assert (answer.status_code, answer.json_body["errors"][0]["field"]) == (422, "partial")


def test_a_failure_of_ours_is_a_problem_that_tells_nothing(quiet_town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret of the house")

    monkeypatch.setattr(type(world().cases), "list", broken)
    answer = quiet_town.call("GET", "/v1/invoices")
    assert answer.status_code == 500
    problem(answer)
    assert b"secret" not in answer.body


@pytest.mark.parametrize(
    "query",
    [
        "status=all",
        "limit=0",
        "limit=101",
        "limit=-1",
        f"limit={'9' * 5000}",
        "cursor=x",
        f"cursor=%23{'a' * 2000}",
        "cursor=",
    ],
)
def test_a_list_asked_for_wrongly_names_the_parameter(quiet_town: Town, query: str) -> None:
    answer = quiet_town.call("GET", f"/v1/invoices?{query}")
    assert answer.status_code == 422
    assert [e["field"] for e in answer.json_body["errors"]] == [query.split("=")[0]]
    assert len(answer.body) < 1000
