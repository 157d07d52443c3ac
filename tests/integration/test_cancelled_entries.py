"""A payment or credit note that was booked by mistake, and taken back by its creditor."""

from typing import Any

from tests.integration.town import TOKEN, Town, a_link, an_invoice, case_of, day, inside, problem, text_of

PAYMENT = {"on": day(-5), "amount_cents": 10000, "reference": "VIR/1 « été » #?"}
SAID = {"reference": PAYMENT["reference"], "reason": "another customer's", "by": "Claire"}
NO_INVOICE = f"/v1/invoices/inv_{'0' * 20}"


def paid(town: Town, **changes: Any) -> str:
    """An invoice of 100.00 with a payment or credit note, beside one that is owed; its address."""
    town.upload(an_invoice(), an_invoice("F-2"))
    path = f"/v1/invoices/{town.shown('F-1')['id']}"
    assert town.post(f"{path}/payments", {**PAYMENT, **changes}).status_code == 201
    return path


def listed(town: Town, status: str) -> list[str]:
    return [i["number"] for i in town.get(f"/v1/invoices?status={status}")["invoices"]]


def test_a_paid_invoice_is_owed_again_and_says_what_was_cancelled(town: Town) -> None:
    path = paid(town)
    assert (listed(town, "open"), town.get(path)["why"]["code"]) == (["F-2"], "paid")
    answer = town.post(f"{path}/payments/cancel", SAID)
    assert answer.status_code == 200
    known = answer.json_body
    assert (known["open_cents"], known["paid_cents"], known["entries"], known["warnings"]) == (10000, 0, [], [])
    (gone,) = known["cancelled"]
    assert gone == {"kind": "payment", **PAYMENT, "cancelled_on": gone["cancelled_on"], "reason": SAID["reason"]}
    assert sorted(listed(town, "open")) == ["F-1", "F-2"]
    assert listed(town, "closed") == []
    shown = town.get(path)
    assert (shown["cancelled"], shown["why"]["code"] != "paid") == (known["cancelled"], True)
    assert [e["event"] for e in shown["history"]][-2:] == ["PaymentRecorded", "EntryCancelled"]
    assert shown["history"][-1]["data"]["by"] == "Claire"


def test_a_credit_note_is_cancelled_alike(town: Town) -> None:
    path = paid(town, kind="credit-note", amount_cents=4000)
    assert town.get(path)["credited_cents"] == 4000
    known = town.post(f"{path}/payments/cancel", SAID).json_body
    assert (known["credited_cents"], known["open_cents"], known["cancelled"][0]["kind"]) == (0, 10000, "credit-note")


def test_cancelling_twice_is_once(town: Town) -> None:
    path = paid(town)
    first, before = town.post(f"{path}/payments/cancel", SAID), town.rows()
    again = town.post(f"{path}/payments/cancel", {**SAID, "reason": "another reason"})
    assert (again.status_code, again.json_body) == (200, first.json_body)
    assert town.rows() == before


def test_the_same_payment_sent_again_is_refused_and_another_reference_is_booked(town: Town) -> None:
    path = paid(town)
    town.post(f"{path}/payments/cancel", SAID)
    before = town.rows()
    answer = town.post(f"{path}/payments", PAYMENT)
    assert (answer.status_code, answer.json_body["type"]) == (409, "urn:relance:problem:cancelled-reference")
    problem(answer)
    assert "was cancelled on invoice F-1 on" in answer.json_body["detail"]
    assert town.rows() == before
    assert town.post(f"{path}/payments", {**PAYMENT, "reference": "VIR 2"}).status_code == 201


def test_what_an_upload_booked_is_cancelled_by_its_reference_and_not_taken_from_the_next_file(town: Town) -> None:
    stated = an_invoice(paid_cents=4000, paid_on=day(-5))
    town.upload(stated)
    path = f"/v1/invoices/{town.shown('F-1')['id']}"
    (entry,) = town.get(path)["entries"]
    assert town.post(f"{path}/payments/cancel", {**SAID, "reference": entry["reference"]}).status_code == 200
    answer = town.upload(stated)
    assert (answer.status_code, [e["code"] for e in answer.json_body["errors"]]) == (422, ["ambiguous"])
    assert town.upload(an_invoice()).json_body["unchanged"] == 1
    assert town.get(path)["open_cents"] == 10000


def test_the_debtor_sees_what_it_owes_and_no_payment_that_was_cancelled(town: Town) -> None:
    path = paid(town, amount_cents=3000)
    a_link(case_of(town, "F-2"), TOKEN)
    debtor = inside(town)
    before = text_of(debtor.get("/portal/fr"))
    assert ("170,00" in before, "30,00" in before) == (True, True)
    town.post(f"{path}/payments/cancel", SAID)
    after = text_of(debtor.get("/portal/fr"))
    assert ("200,00" in after, "170,00" in after, "30,00" in after) == (True, False, False)


def test_an_invoice_that_was_settled_is_back_on_the_account_of_its_debtor(town: Town) -> None:
    path = paid(town)
    a_link(case_of(town, "F-2"), TOKEN)
    debtor = inside(town)
    assert "F-1" not in text_of(debtor.get("/portal/fr"))
    town.post(f"{path}/payments/cancel", SAID)
    assert "F-1" in text_of(debtor.get("/portal/fr"))


def test_money_that_stood_on_no_invoice_is_said_to_stand_there_again(town: Town) -> None:
    town.upload(an_invoice(), an_invoice("F-2"))
    key, path = case_of(town), f"/v1/invoices/{town.shown('F-1')['id']}"
    credit = {**PAYMENT, "amount_cents": 6000}
    town.post(f"/v1/debtors/{key.debtor_id}/credits", credit)
    town.post(f"{path}/payments", credit)
    assert town.get(f"/v1/debtors/{key.debtor_id}")["credits"] == []
    for _ in range(2):
        (warning,) = town.post(f"{path}/payments/cancel", SAID).json_body["warnings"]
        assert warning["field"] == "reference"
        assert warning["message"].startswith("60.00 EUR of this reference stand on no invoice")
        assert f"POST /v1/debtors/{key.debtor_id}/credits/withdraw" in warning["message"]
    assert [c["amount_cents"] for c in town.get(f"/v1/debtors/{key.debtor_id}")["credits"]] == [6000]
    assert town.get(path)["history"][-1]["event"] == "CreditRestored"


def test_a_plan_that_had_reckoned_with_it_is_said_to_leave_it_out(town: Town) -> None:
    path = paid(town, amount_cents=4000)
    plan = {"invoice_ids": [path.rpartition("/")[2]], "instalments": [{"on": day(40), "amount_cents": 6000}]}
    debtor = f"/v1/debtors/{case_of(town).debtor_id}"
    assert town.post(f"{debtor}/plans", plan).status_code == 201
    (warning,) = town.post(f"{path}/payments/cancel", SAID).json_body["warnings"]
    assert "goes on without 40.00 EUR: they are asked for when it has ended" in warning["message"]
    assert town.get(debtor)["plans"][0]["beyond_cents"] == 4000


def test_what_is_not_there_is_not_found(town: Town) -> None:
    path = paid(town)
    other = f"/v1/invoices/{town.shown('F-2')['id']}"
    before = town.rows()
    for where, said in (
        (path, {**SAID, "reference": "VIR 9"}),
        (other, SAID),
        (NO_INVOICE, SAID),
        ("/v1/invoices/x", SAID),
    ):
        answer = town.post(f"{where}/payments/cancel", said)
        assert answer.status_code == 404
        problem(answer)
    assert town.rows() == before


def test_nobody_without_a_key_cancels_anything(town: Town) -> None:
    path = paid(town)
    answer = town.call("POST", f"{path}/payments/cancel", "{}", authorization="Bearer rl_live_none")
    assert answer.status_code in (401, 403)
    assert town.get(path)["open_cents"] == 0
