"""The creditor steers its chase through the API: holds, promises, plans, approvals, the worklist, what is foreseen."""

import json
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from chalicelib.world import world
from tests.integration.town import Town, an_invoice, case_of, day, problem, working_morning


def why(town: Town, debtor: str, number: str = "F-1") -> str:
    found = next(i for i in town.get(debtor)["invoices"] if i["number"] == number)
    return str(found["why"][0]["code"])


def put(town: Town, path: str, document: Any) -> Any:
    return town.call("PUT", path, json.dumps(document), content_type="application/json")


def test_a_debtor_is_shown_with_what_it_owes_and_why_it_hears_nothing(chase: tuple[Town, str, str]) -> None:
    town, debtor, _ = chase
    shown = town.get(debtor)
    assert (shown["name"], shown["policy"], shown["owed"]) == ("Garage Le Goff", "standard-1", {"EUR": 15000})
    assert [i["number"] for i in shown["invoices"]] == ["F-1", "F-2"]
    assert (shown["holds"], shown["promises"], shown["plans"], shown["tasks"]) == ([], [], [], [])


def test_a_pause_of_one_invoice_is_placed_and_ended(chase: tuple[Town, str, str]) -> None:
    town, debtor, invoice_id = chase
    said = {"kind": "pause", "invoice_id": invoice_id, "reason": "appel", "by": "Claire"}
    answer = town.post(f"{debtor}/holds", said)
    assert answer.status_code == 201
    (hold,) = answer.json_body["holds"]
    assert (hold["kind"], hold["invoice_id"], hold["by"], hold["until"]) == ("pause", invoice_id, "Claire", None)
    assert (why(town, debtor), why(town, debtor, "F-2")) != ("paused", "paused")
    assert why(town, debtor) == "paused"
    ended = town.post(f"{debtor}/holds/end", {"kind": "pause", "invoice_id": invoice_id, "note": "réglé"})
    assert ended.status_code == 200
    assert why(town, debtor) != "paused"


def test_a_dispute_about_an_amount_leaves_the_rest(chase: tuple[Town, str, str]) -> None:
    town, debtor, invoice_id = chase
    said = {"kind": "dispute", "invoice_id": invoice_id, "reason": "wrong-amount", "amount_cents": 4000}
    assert town.post(f"{debtor}/holds", said).json_body["holds"][0]["amount_cents"] == 4000
    assert why(town, debtor) not in ("contested", "paused")


def test_an_insolvency_silences_everything_and_stands_in_the_worklist_with_its_last_day(
    chase: tuple[Town, str, str],
) -> None:
    town, debtor, _ = chase
    assert (
        town.post(f"{debtor}/holds", {"kind": "insolvency", "reason": "BODACC", "since": day(-12)}).status_code == 201
    )
    assert {why(town, debtor, n) for n in ("F-1", "F-2")} == {"insolvent"}
    (task,) = town.get("/v1/worklist")["tasks"]
    assert (task["kind"], task["debtor"], task["numbers"]) == ("declare-claim", "Garage Le Goff", ["F-1", "F-2"])
    assert task["by"] > task["since"]
    path, said = f"{debtor}/claim-declared", {"on": day(-9), "proof": "reçu 7", "by": "Claire"}
    told = town.post(path, said)
    assert told.status_code == 201, told.json_body
    assert told.json_body["tasks"] == []
    assert (told.json_body["holds"][0]["declared_on"], told.json_body["holds"][0]["proof"]) == (day(-9), "reçu 7")
    assert town.get("/v1/worklist")["tasks"] == []
    assert {why(town, debtor, n) for n in ("F-1", "F-2")} == {"insolvent"}
    last = town.get(f"{debtor}/history")["entries"][-1]
    assert (last["event"], last["data"]["by"]) == ("ClaimDeclared", "Claire")
    assert town.post(f"{debtor}/holds/end", {"kind": "insolvency"}).status_code == 200
    assert town.post(path, said).status_code == 404


def test_the_day_of_an_insolvency_is_corrected_by_telling_it_again(chase: tuple[Town, str, str]) -> None:
    town, debtor, _ = chase
    said = {"kind": "insolvency", "reason": "BODACC", "since": day(-9)}
    town.post(f"{debtor}/holds", said)
    (late,) = town.get("/v1/worklist")["tasks"]
    for _ in range(2):
        answer = town.post(f"{debtor}/holds", {**said, "since": day(-40)})
        assert (answer.status_code, [h["since"] for h in answer.json_body["holds"]]) == (201, [day(-40)])
    (task,) = town.get("/v1/worklist")["tasks"]
    assert task["by"] == answer.json_body["holds"][0]["act_by"] < late["by"]
    told = [e["data"]["act_by"] for e in town.get(f"{debtor}/history")["entries"] if e["event"] == "HoldPlaced"]
    assert told == [late["by"], task["by"]]


def test_a_promise_and_a_plan_keep_the_chase_back(chase: tuple[Town, str, str]) -> None:
    town, debtor, first = chase
    second = str(town.shown("F-2")["id"])
    promised = town.post(f"{debtor}/promises", {"invoice_ids": [first], "on": day(5), "by": "debtor"})
    assert (promised.status_code, why(town, debtor)) == (201, "promised")
    halves = [{"on": day(10), "amount_cents": 2500}, {"on": day(40), "amount_cents": 2500}]
    agreed = town.post(f"{debtor}/plans", {"invoice_ids": [second], "instalments": halves})
    assert (agreed.status_code, why(town, debtor, "F-2")) == (201, "in-plan")
    paid = {"on": day(-5), "amount_cents": 1000, "reference": "VIR-1"}
    assert town.post(f"/v1/invoices/{second}/payments", paid).status_code == 201
    (plan,) = town.get(debtor)["plans"]
    assert (plan["received_cents"], plan["in_default"], plan["ended_on"]) == (1000, False, None)
    plan_id = plan["id"]
    ended = town.post(f"{debtor}/plans/{plan_id}/end", {"reason": "moved"})
    assert (ended.status_code, ended.json_body["plans"][0]["ended_on"] is not None) == (200, True)
    assert why(town, debtor, "F-2") != "in-plan"


def test_credit_on_no_invoice_is_set_against_what_is_owed_and_may_be_withdrawn(chase: tuple[Town, str, str]) -> None:
    town, debtor, _ = chase
    credit = {"on": day(-5), "amount_cents": 15000, "reference": "VIR-7"}
    assert town.post(f"{debtor}/credits", credit).json_body["owed"] == {"EUR": 0}
    assert town.post(f"{debtor}/credits", credit).json_body["owed"] == {"EUR": 0}
    assert why(town, debtor) == "in-credit"
    problem(town.post(f"{debtor}/credits", {**credit, "amount_cents": 1}))
    back = town.post(f"{debtor}/credits/withdraw", {"reference": "VIR-7", "note": "autre client"})
    assert back.json_body["owed"] == {"EUR": 15000}


def test_a_formal_notice_is_approved_from_the_worklist(town: Town) -> None:
    town.upload(an_invoice(late=60))
    debtor = f"/v1/debtors/{case_of(town).debtor_id}"
    claim = str(town.shown("F-1")["id"])
    said = {"level": "formal-notice", "claim_ids": [claim], "approve": False, "reason": "bon client", "by": "Claire"}
    assert town.post(f"{debtor}/approvals", said).status_code == 201
    last = town.get(f"{debtor}/history")["entries"][-1]
    assert (last["event"], last["data"]["reason"]) == ("LevelRefused", "bon client")
    assert town.post(f"{debtor}/approvals", {**said, "approve": True}).status_code == 201


def test_a_manual_step_is_told_with_what_came_of_it(chase: tuple[Town, str, str]) -> None:
    town, debtor, claim = chase
    called = {"kind": "call", "claim_ids": [claim], "on": day(-9), "outcome": "répondeur"}
    answer = town.post(f"{debtor}/manual-steps", called)
    assert answer.status_code == 201
    assert town.get(f"{debtor}/history")["entries"][-1]["data"]["outcome"] == "répondeur"


def test_a_letter_on_paper_is_told_to_be_posted(town: Town) -> None:
    town.upload(an_invoice(late=30, debtor={**an_invoice()["debtor"], "email": None}))
    debtor = f"/v1/debtors/{case_of(town).debtor_id}"
    printed = working_morning(ago=10)
    town.run(printed)
    (letter,) = town.shown("F-1")["letters"]
    assert letter["state"] == "unposted"
    proof = {"on": printed.date().isoformat(), "proof": "1A 234"}
    unknown = town.post(f"{debtor}/letters/AAAA-AAAA/posted", proof)
    assert unknown.status_code == 404, unknown.json_body
    told = town.post(f"{debtor}/letters/{letter['reference']}/posted", proof)
    assert told.status_code == 201, told.json_body
    assert [one["state"] for one in town.shown("F-1")["letters"]] == ["posted"]
    last = town.get(f"{debtor}/history")["entries"][-1]
    assert (last["event"], last["data"]["proof"]) == ("LetterPosted", "1A 234")


def test_what_was_posted_or_declared_was_so_today_unless_another_day_is_said(town: Town) -> None:
    today = datetime.now(ZoneInfo(town.creditor.time_zone)).date().isoformat()
    town.upload(an_invoice(late=30, debtor={**an_invoice()["debtor"], "email": None}))
    debtor = f"/v1/debtors/{case_of(town).debtor_id}"
    town.run(working_morning(ago=5))
    (letter,) = town.shown("F-1")["letters"]
    town.post(f"{debtor}/letters/{letter['reference']}/posted", {"proof": "1A 234", "on": None})
    town.post(f"{debtor}/holds", {"kind": "insolvency", "reason": "BODACC", "since": day(-12)})
    town.post(f"{debtor}/claim-declared", {"proof": "reçu 7"})
    told = {e["event"]: e["data"].get("on") for e in town.get(f"{debtor}/history")["entries"]}
    assert (told["LetterPosted"], told["ClaimDeclared"]) == (today, today)


def test_the_chase_of_everybody_is_paused_and_resumed(chase: tuple[Town, str, str]) -> None:
    town, debtor, _ = chase
    paused = town.post("/v1/chase/pause", {"until": day(9), "reason": "congés", "by": "Claire"})
    assert (paused.status_code, paused.json_body["pause"]["until"]) == (200, day(9))
    assert why(town, debtor) == "paused"
    assert town.post("/v1/chase/resume", {}).json_body["pause"] is None
    assert why(town, debtor) != "paused"


def test_closures_bank_data_and_policies_are_told_and_shown(town: Town) -> None:
    closed = {"closures": [{"since": "2027-08-02", "until": "2027-08-20"}], "by": "Claire"}
    assert put(town, "/v1/chase/closures", closed).json_body["closures"] == closed["closures"]
    assert put(town, "/v1/chase/bank-data", {"on": day(-5), "by": "Louis"}).json_body["bank_data_on"] == day(-5)
    chosen = put(town, "/v1/chase/policies", {"policy": "gentle-1", "segments": ["consumer-1"]}).json_body
    assert (chosen["policy"], chosen["segments"]) == ("gentle-1", ["consumer-1"])
    assert town.get("/v1/chase") == chosen
    told = [(e["event"], e["data"]["by"]) for e in town.get("/v1/chase/history")["entries"]]
    assert told == [("ClosuresSet", "Claire"), ("BankDataTold", "Louis"), ("PoliciesChosen", "creditor")]
    again = put(town, "/v1/chase/policies", {"policy": "firm-1"}).json_body
    assert (again["policy"], again["segments"]) == ("firm-1", ["consumer-1"])


def test_an_invoice_that_falls_due_in_parts_is_chased_for_the_part_that_is_late(town: Town) -> None:
    total = an_invoice()["total_cents"]
    parts = [{"due_on": day(-9), "amount_cents": 1000}, {"due_on": day(40), "amount_cents": total - 1000}]
    town.upload({name: value for name, value in an_invoice(parts=parts).items() if name not in ("due_on", "terms")})
    preview = town.get("/v1/preview?days=20")["messages"]
    assert [[i["claim_id"].partition("/")[2] for i in m["items"]] for m in preview][:1] == [["1"]]


def test_a_policy_is_chosen_for_a_debtor_and_for_an_invoice(chase: tuple[Town, str, str]) -> None:
    town, debtor, invoice_id = chase
    assert put(town, f"{debtor}/policy", {"policy": "gentle-1"}).json_body["policy"] == "gentle-1"
    assert why(town, debtor) == "not-due-before"
    assert put(town, f"/v1/invoices/{invoice_id}/policy", {"policy": "firm-1"}).status_code == 200
    assert why(town, debtor) != "not-due-before"
    problem(put(town, f"{debtor}/policy", {"policy": "standard-9"}))


def test_the_status_of_an_e_invoice_steers_its_chase(chase: tuple[Town, str, str]) -> None:
    town, debtor, invoice_id = chase
    said = town.post(f"/v1/invoices/{invoice_id}/status", {"code": "208", "at": f"{day(-5)}T10:00:00+01:00"})
    assert (said.status_code, said.json_body["why"][0]["code"]) == (200, "e-invoice-suspended")
    assert [t["kind"] for t in town.get("/v1/worklist")["tasks"]] == ["give-papers"]
    town.post(f"/v1/invoices/{invoice_id}/status", {"code": "209", "at": f"{day(-5)}T11:00:00+01:00"})
    assert town.get("/v1/worklist")["tasks"] == []
    assert why(town, debtor) != "e-invoice-suspended"


def test_what_would_go_out_is_listed_and_its_letter_can_be_read(chase: tuple[Town, str, str]) -> None:
    town, _, _ = chase
    foreseen = town.get(f"/v1/preview?to={day(60)}")
    levels = [m["level"] for m in foreseen["messages"]]
    assert levels == ["reminder-1", "reminder-2", "final-reminder"]
    first = foreseen["messages"][0]
    assert [i["number"] for i in first["items"]] == ["F-1", "F-2"]
    letter = town.get(first["letter"])
    assert (letter["level"], letter["open"]["cents"], letter["on"]) == ("reminder-1", 15000, first["on"])


def test_an_invoice_says_why_on_any_day(chase: tuple[Town, str, str]) -> None:
    town, _, invoice_id = chase
    path = f"/v1/invoices/{invoice_id}/why"
    assert town.get(f"{path}?on={day(-30)}")["why"][0]["code"] == "not-due-before"
    assert town.get(f"{path}?on={day(300)}")["why"][0]["code"] in {"waits-for-approval", "rate-unknown"}
    today = town.get(path)
    assert today["why"][0]["fr"] != today["why"][0]["en"]


def a_debtor_stated(**changes: Any) -> dict[str, Any]:
    return {**an_invoice()["debtor"], **changes}


def test_a_debtor_is_stated_before_its_first_invoice_and_again_after(town: Town) -> None:
    contacts = [{"name": "Nora Petit", "role": "comptable", "email": "n.petit@legoff.example"}]
    first = put(town, "/v1/debtors", a_debtor_stated(contacts=contacts, credit_limit_cents=9000))
    assert (first.status_code, first.json_body["contacts"][0]["name"]) == (201, "Nora Petit")
    assert (first.json_body["credit_limit_cents"], first.json_body["over_credit_limit"]) == (9000, False)
    town.upload(an_invoice())
    debtor = f"/v1/debtors/{case_of(town).debtor_id}"
    shown = town.get(debtor)
    assert (shown["id"], shown["over_credit_limit"], len(shown["contacts"])) == (first.json_body["id"], True, 1)
    again = put(town, "/v1/debtors", a_debtor_stated(language="en"))
    assert (again.status_code, again.json_body["language"], again.json_body["contacts"]) == (200, "en", [])
    assert town.get(f"{debtor}/history")["entries"][-1]["data"]["fields_changed"] == [
        "language",
        "contacts",
        "credit_limit",
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"email": "x"}, "email"),
        ({"contacts": [{"name": "N", "email": "x"}]}, "contacts.0.email"),
        ({"contacts": [{"nom": "N"}]}, "contacts.0.name"),
        ({"credit_limit_cents": -1}, "credit_limit_cents"),
        ({"language": "de"}, "language"),
    ],
)
def test_a_debtor_stated_with_a_fault_is_refused(town: Town, changes: dict[str, Any], field: str) -> None:
    answer = put(town, "/v1/debtors", a_debtor_stated(**changes))
    assert answer.status_code == 422
    problem(answer)
    assert answer.json_body["errors"][0]["field"] == field


def test_consumers_and_public_bodies_run_under_their_own_policy_from_the_start(town: Town) -> None:
    kinds = {"consumer": "consumer-1", "public-body": "public-body-1", "trader": "standard-1"}
    for kind, policy in kinds.items():
        stated = put(town, "/v1/debtors", a_debtor_stated(reference=kind, name=kind, kind=kind))
        assert stated.json_body["policy"] == policy


def test_a_country_that_is_none_and_was_stored_before_it_was_refused_stops_nobody(chase: tuple[Town, str, str]) -> None:
    town, debtor, invoice_id = chase
    cases = world().cases
    case = cases.load(case_of(town))
    assert case.debtor.address
    there = replace(case.debtor, address=replace(case.debtor.address, country="SP"))
    cases.commit(case, replace(case, debtor=there), [], working_morning())
    town.run(working_morning())
    assert why(town, debtor)
    assert len(town.get("/v1/preview")["messages"]) > 0
    paid = town.post(f"/v1/invoices/{invoice_id}/payments", {"on": day(-5), "amount_cents": 2500, "reference": "VIR 1"})
    assert paid.status_code == 201
