"""`relance decide`: situations a creditor may ask about, and files typed in a hurry."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from chalicelib.entrypoints.cli.facts_document import schemas
from infra.schemas import FOLDER
from tests.cli.conftest import SAMPLES, Relance

Write = Callable[..., Path]


def invoice(due_on: str = "2026-10-01", cents: int = 12000, **more: Any) -> dict[str, Any]:
    return {"id": "a", "number": "F-1", "due_on": due_on, "open_cents": cents, **more}


def step(level: str, on: str, state: str = "delivered") -> dict[str, Any]:
    return {"level": level, "on": on, "state": state, "items": [{"invoice_id": "a", "level": level}]}


def facts(*invoices: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"invoices": list(invoices or (invoice(),)), **more}


HOLD = {"kind": "dispute", "invoice_id": "a", "since": "2026-11-01", "by": "debtor", "reason": "other"}

PARTS = [{"due_on": "2026-10-01", "open_cents": 5000}, {"due_on": "2026-11-21", "open_cents": 5000}]
APPROVED = {"claim_id": "a", "level": "formal-notice", "on": "2026-11-20"}
PLAN: dict[str, Any] = {
    "id": "p",
    "invoice_ids": ["a"],
    "agreed_on": "2026-11-01",
    "instalments": [{"on": "2026-11-20", "amount_cents": 12000}],
}
DONE = {"kind": "call", "claim_id": "a", "offset_days": 3, "on": "2026-11-01"}
OWN: dict[str, Any] = {
    "policy": "own",
    "version": 1,
    "why": "x",
    "levels": [{"level": "reminder-1", "offset_days": 60}],
}
HEARD = [step("reminder-1", "2026-10-06"), step("reminder-2", "2026-10-13"), step("final-reminder", "2026-10-26")]

SITUATIONS = [
    pytest.param(facts(invoice("2026-12-20")), "2026-11-24", None, "not-due-before", "2026-12-05", id="not due yet"),
    pytest.param(facts(invoice("2026-12-09")), "2026-11-24", "notice", "sends", "2026-11-25", id="due in 15 days"),
    pytest.param(
        facts(invoice("2026-12-09", issued_on="2026-12-01")),
        *("2026-11-24", None, "not-due-before", "2026-12-01"),
        id="due in 15 days, and not issued yet",
    ),
    pytest.param(facts(invoice("2026-11-24")), "2026-11-24", "notice", "sends", "2026-11-25", id="due today"),
    pytest.param(facts(invoice("2026-11-23")), "2026-11-24", None, "not-due-before", "2026-11-26", id="a day late"),
    pytest.param(facts(invoice("2026-11-21")), "2026-11-24", "reminder-1", "sends", "2026-11-25", id="3 days late"),
    pytest.param(facts(invoice("2026-01-01")), "2026-11-24", "reminder-1", "sends", "2026-11-25", id="long forgotten"),
    pytest.param(facts(invoice("2026-11-19")), "2026-11-22", None, "not-a-working-day", "2026-11-23", id="a Sunday"),
    pytest.param(facts(invoice("2026-11-08")), "2026-11-11", None, "not-a-working-day", "2026-11-12", id="Armistice"),
    pytest.param(
        facts(steps=[step("reminder-1", "2026-11-20")]),
        *("2026-11-24", None, "given-time", "2026-11-27"),
        id="written to four days ago",
    ),
    pytest.param(
        facts(steps=[step("reminder-1", "2026-11-10")]),
        *("2026-11-24", "reminder-2", "sends", "2026-11-25"),
        id="the first reminder was delivered",
    ),
    pytest.param(
        facts(steps=[step("reminder-1", "2026-11-10", "bounced")]),
        *("2026-11-24", "reminder-1", "sends", "2026-11-25"),
        id="the first reminder came back",
    ),
    pytest.param(
        facts(steps=[step("formal-notice", "2026-11-10")]),
        *("2026-11-26", None, "ladder-ended", None),
        id="all was said",
    ),
    pytest.param(
        facts(suspended=["a@x"], email="b@x"), "2026-11-24", "reminder-1", "sends", "2026-11-25", id="a second address"
    ),
    pytest.param(facts(can_write=False), "2026-11-24", "reminder-1", "prints", "2026-11-25", id="no e-mail"),
    pytest.param(facts(holds=[HOLD]), "2026-11-24", None, "contested", None, id="contested"),
    pytest.param(
        facts(holds=[{**HOLD, "kind": "pause", "until": "2026-11-30"}]),
        *("2026-11-24", None, "paused", "2026-12-01"),
        id="paused until Monday",
    ),
    pytest.param(facts(invoice(cents=0)), "2026-11-24", None, "paid", None, id="paid"),
    pytest.param(
        facts(holidays=["2026-11-24"]), "2026-11-24", None, "not-a-working-day", "2026-11-25", id="own holiday"
    ),
    pytest.param(
        facts(steps=HEARD), *("2026-11-24", None, "waits-for-approval", None), id="a formal notice waits for a person"
    ),
    pytest.param(
        facts(steps=HEARD, approvals=[APPROVED]), *("2026-11-24", "formal-notice", "sends", "2026-11-25"), id="approved"
    ),
    pytest.param(facts(plans=[PLAN]), "2026-11-24", "instalment", "sends", "2026-11-25", id="paid in instalments"),
    pytest.param(
        facts(plans=[{**PLAN, "grace_days": 3650, "instalments": [{"on": "2099-12-31", "amount_cents": 12000}]}]),
        *("2099-11-24", None, "in-plan", "2099-12-28"),
        id="instalments with all the grace there may be",
    ),
    pytest.param(facts(credits=[{"amount_cents": 12000}]), "2026-11-24", None, "in-credit", None, id="in credit"),
    pytest.param(
        facts(holds=[{**HOLD, "amount_cents": 2000}]),
        *("2026-11-24", "reminder-1", "sends", "2026-11-25"),
        id="contested in part",
    ),
    pytest.param(
        facts(holds=[{**HOLD, "kind": "insolvency", "invoice_id": ""}]),
        *("2026-11-24", None, "insolvent", None),
        id="insolvent",
    ),
    pytest.param(
        facts(holds=[{**HOLD, "kind": "insolvency", "invoice_id": "", "declared_on": "2026-11-20"}]),
        *("2026-11-24", None, "insolvent", None),
        id="insolvent, and the claim declared",
    ),
    pytest.param(facts(policy="gentle-1"), "2026-10-05", None, "not-due-before", "2026-10-08", id="another policy"),
    pytest.param(facts(policy=OWN), "2026-11-24", None, "not-due-before", "2026-11-30", id="a policy of one's own"),
    pytest.param(
        facts(invoice(policy="firm-1")), "2026-10-02", "reminder-1", "sends", "2026-10-03", id="an invoice's policy"
    ),
    pytest.param(
        facts({"id": "a", "number": "F-1", "parts": PARTS}),
        *("2026-11-24", "reminder-1", "sends", "2026-11-25"),
        id="in parts",
    ),
    pytest.param(
        facts(kind="consumer", policy="consumer-1"), "2026-10-05", None, "not-due-before", "2026-10-06", id="consumer"
    ),
    pytest.param({"invoices": []}, "2026-11-24", None, None, None, id="nothing at all"),
]


@pytest.mark.parametrize(("given", "on", "level", "why", "next_look"), SITUATIONS)
def test_says_what_a_debtor_hears_and_why(
    relance: Relance, file: Write, given: Any, on: str, level: str | None, why: str | None, next_look: str | None
) -> None:
    ended = relance("decide", file(given), "--on", on, "--json")
    assert ended.code == 0
    assert (ended.json["message"] or {}).get("level") == level
    assert {r["why"] for r in ended.json["reasons"]} == ({why} if why else set())
    assert ended.json["next_look_on"] == next_look
    assert ended.err == ""


def test_speaks_to_a_person_without_json(relance: Relance) -> None:
    ended = relance("decide", SAMPLES / "faits.json", "--on", "2026-11-24")
    assert ended.out.splitlines() == [
        "2026-11-24: final-reminder",
        "  F-2026-0142: À envoyer, aux heures d’envoi : la relance avant mise en demeure.",
        "  F-2026-0187: À envoyer, aux heures d’envoi : la deuxième relance.",
        "  F-2026-0196: Facture contestée : relances suspendues.",
        "  F-2026-0220: Pas de message avant le 30\u00a0novembre\u00a02026 (le rappel avant échéance).",
        "to do: answer-dispute",
        "next look: 2026-11-25",
    ]


def test_an_address_that_takes_no_mail_is_named_to_whoever_may_give_another(relance: Relance, file: Write) -> None:
    given = facts(suspended=["a@x"], email="b@x", steps=[{**step("notice", "2026-09-16", "bounced"), "email": "a@x"}])
    (task,) = relance("decide", file(given), "--on", "2026-11-24", "--json").json["tasks"]
    assert (task["kind"], task["since"], task["note"]) == ("give-address", "2026-09-16", "a@x")


def test_takes_a_file_saved_with_a_byte_order_mark(relance: Relance, file: Write) -> None:
    assert relance("decide", file(b'\xef\xbb\xbf{"invoices": []}'), "--on", "2026-11-24").code == 0


BAD = [
    pytest.param("nope", "is not JSON", id="not JSON"),
    pytest.param("[" * 100_000, "is not JSON|nested too deep", id="nested without end"),
    pytest.param(b"\xff\xfe\x00", "file.json is not in UTF-8", id="not UTF-8"),
    pytest.param("[]", "file.json holds no object: it must begin with {", id="a list"),
    pytest.param(facts(color="red"), "color: is no field we know: check its spelling", id="unknown field"),
    pytest.param(facts(invoice(nombre=1)), "invoices.1.nombre", id="unknown field of an invoice"),
    pytest.param(facts({"id": "a", "number": "F"}), "invoices.1.due_on: is missing", id="field missing"),
    pytest.param(facts({"id": "a", "number": "F", "due_on": "2026-10-01"}), "invoices.1.open_cents", id="no sum"),
    pytest.param(facts(invoice(parts=PARTS)), "left out where there are parts", id="parts and a whole"),
    pytest.param(facts(invoice(policy="x-1")), "invoices.1.policy: 'x-1'", id="unknown policy of an invoice"),
    pytest.param(facts(policy={"policy": "x"}), "policy", id="a policy document with holes"),
    pytest.param(facts(policy={**OWN, "levels": [{"level": "reminder-1", "offset_days": 0}]}), "levels", id="policy"),
    pytest.param(
        facts(approvals=[{**APPROVED, "claim_id": "z"}]),
        "approvals.1.claim_id: no invoice has the id 'z'",
        id="approval of none",
    ),
    pytest.param(facts(rate_unknown=["z"]), "rate_unknown.1: no invoice has the id 'z'", id="rate of none"),
    pytest.param(
        facts(plans=[{**PLAN, "invoice_ids": ["a", "z"]}]),
        "plans.1.invoice_ids.2: no invoice has the id 'z'",
        id="plan of none",
    ),
    pytest.param(facts(plans=[{**PLAN, "instalments": PLAN["instalments"] * 2}]), "plans.1", id="two on one day"),
    pytest.param(facts(credits=[{"amount_cents": 1, "currency": "XTS"}]), "currency: 'XTS'", id="odd credit"),
    pytest.param(facts(credits=[{"amount_cents": -1}]), "credits.1.amount_cents", id="credit below zero"),
    pytest.param(facts(invoice(id="a/1")), "invoices.1.id", id="an id with a slash"),
    pytest.param(facts(policy="gentle-9"), "policy: 'gentle-9': one of consumer-1, firm-1", id="unknown policy"),
    pytest.param(facts(country="XX"), "country: 'XX'", id="unknown country"),
    pytest.param(facts(invoice(currency="XTS")), "currency: 'XTS': one of EUR", id="unknown currency"),
    pytest.param(facts(invoice(cents=12.5)), "invoices.1.open_cents", id="cents of a cent"),  # type: ignore[arg-type]
    pytest.param(facts(invoice("9999-12-31")), "invoices.1.due_on", id="year 9999"),
    pytest.param(facts(invoice(), invoice()), "two invoices have the same id", id="same invoice twice"),
    pytest.param(
        facts(invoice(), steps=[{**step("notice", "2026-11-10"), "items": [{"invoice_id": "z", "level": "notice"}]}]),
        "steps.1.items.1.invoice_id: no invoice has the id 'z'",
        id="step about no invoice",
    ),
    pytest.param(
        facts(holds=[{**HOLD, "invoice_id": "z"}]),
        "holds.1.invoice_id: no invoice has the id 'z'",
        id="hold about no invoice",
    ),
    pytest.param(
        facts(holds=[HOLD, {**HOLD, "kind": "insolvency", "amount_cents": 5}]),
        "holds.2.amount_cents: only a dispute about one invoice is about an amount",
        id="a part of an insolvency",
    ),
    pytest.param(
        facts(holds=[{**HOLD, "kind": "e-invoice-rejected", "amount_cents": 5}]), "holds.1.amount_cents", id="213"
    ),
    pytest.param(
        facts(holds=[{**HOLD, "invoice_id": "", "amount_cents": 5}]), "holds.1.amount_cents", id="part of all"
    ),
    *(
        pytest.param(facts(holds=[HOLD, {**HOLD, "kind": kind}]), "holds.2.until: is missing", id=f"{kind} for ever")
        for kind in ("promise", "payment-sent", "direct-debit")
    ),
    pytest.param(facts(plans=[{**PLAN, "grace_days": 10**7}]), "plans.1.grace_days: must be at most 3650", id="grace"),
    pytest.param(facts(done=[{**DONE, "offset_days": 10**20}]), "done.1.offset_days: must be at most", id="far off"),
    pytest.param(facts(done=[{**DONE, "offset_days": -3651}]), "done.1.offset_days: must be at least", id="long ago"),
    pytest.param(facts(steps=[step("shout", "2026-11-10")]), "steps.1.level", id="unknown level"),
    pytest.param(facts(steps=[step("promise", "2026-11-10")]), "steps.1.level: promise is no letter", id="a reply"),
]


@pytest.mark.parametrize(("given", "said"), BAD)
def test_refuses_a_bad_file_and_names_the_place(relance: Relance, file: Write, given: Any, said: str) -> None:
    ended = relance("decide", file(given), "--on", "2026-11-24", "--json")
    assert ended.code == 1
    assert any(part in ended.json["error"] for part in said.split("|"))
    assert ended.err.startswith("relance: ")
    assert "Value error" not in ended.err


@pytest.mark.parametrize(
    "on",
    ["hier", "2026-02-30", "", "9999-12-31", "0001-01-01", "20261124", "2026-W48-2", "2026W482", " 2026-11-24"],
)
def test_a_bad_day_is_a_usage_error(relance: Relance, file: Write, on: str) -> None:
    ended = relance("decide", file(facts()), "--on", on)
    said = ("is not a day like 2026-10-31", "is no day of the calendar", "is outside 2000 to 2099")
    assert (ended.code, any(words in ended.err for words in said)) == (2, True)


def test_a_missing_file_and_a_folder_are_usage_errors(relance: Relance, tmp_path: Path) -> None:
    assert "no such file" in relance("decide", tmp_path / "none.json", "--on", "2026-11-24").err
    assert relance("decide", tmp_path / "none.json", "--on", "2026-11-24").code == 2
    assert relance("decide", tmp_path, "--on", "2026-11-24").code == 2


SCHEMAS = {name: json.loads((FOLDER / name).read_text("utf-8")) for name in schemas()}


@pytest.mark.parametrize(("given", "on", "level", "why", "look"), SITUATIONS)
def test_what_is_read_and_said_is_as_the_published_schemas_say(
    relance: Relance, file: Write, given: Any, on: str, level: Any, why: Any, look: Any
) -> None:
    said = relance("decide", file(given), "--on", on, "--json").json
    assert list(Draft202012Validator(SCHEMAS["facts.schema.json"]).iter_errors(given)) == []
    assert list(Draft202012Validator(SCHEMAS["decision.schema.json"]).iter_errors(said)) == []


def test_a_document_with_a_misspelt_field_is_against_the_schema_too() -> None:
    for name, document in (("facts.schema.json", facts(holdz=[])), ("policy.schema.json", {**OWN, "levls": []})):
        assert not Draft202012Validator(SCHEMAS[name]).is_valid(document)
    assert Draft202012Validator(SCHEMAS["policy.schema.json"]).is_valid(OWN)


def test_the_day_to_pay_that_a_reminder_of_an_instalment_names_is_said_and_kept_to(
    relance: Relance, file: Callable[..., Path]
) -> None:
    plan = {**PLAN, "grace_days": 3, "instalments": [{"on": "2026-12-01", "amount_cents": 12000}]}
    first = relance("decide", file(facts(plans=[plan])), "--on", "2026-12-03", "--json").json["message"]
    assert (first["level"], first["pay_until"]) == ("instalment", "2026-12-09")
    said = {**step("instalment", "2026-12-03"), "pay_until": first["pay_until"]}
    for on, why in (("2026-12-09", "in-plan"), ("2026-12-10", "sends")):
        (reason,) = relance("decide", file(facts(plans=[plan], steps=[said])), "--on", on, "--json").json["reasons"]
        assert reason["why"] == why
