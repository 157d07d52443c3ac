"""A dispute as its creditor sees it: in the list, in the invoice; and how it ends."""

import pytest

from tests.integration.town import TOKEN, Town, a_link, an_invoice, case_of, csrf, inside, problem


@pytest.fixture
def contested(town: Town) -> tuple[Town, str]:
    """An invoice that its debtor contests, beside one that nobody contests."""
    town.upload(an_invoice(), an_invoice("F-2"))
    invoice_id = str(town.shown("F-1")["id"])
    a_link(case_of(town), TOKEN)
    debtor = inside(town)
    form = {"csrf": csrf(debtor), "reason": "wrong-amount", "detail": "Deux heures en trop"}
    assert debtor.send(f"/portal/fr/contest/{invoice_id}", form).status_code == 303
    return town, f"/v1/invoices/{invoice_id}"


def test_the_list_says_which_invoices_are_contested(contested: tuple[Town, str]) -> None:
    town, _ = contested
    assert {i["number"]: i["contested"] for i in town.get("/v1/invoices")["invoices"]} == {"F-1": True, "F-2": False}


def test_an_ended_dispute_lets_the_chase_go_on_and_stands_in_the_history(contested: tuple[Town, str]) -> None:
    town, path = contested
    assert town.get(path)["why"]["code"] == "contested"
    ended = town.post(f"{path}/dispute/end", {"note": " réglé au téléphone "})
    assert (ended.status_code, ended.json_body["number"]) == (200, "F-1")
    assert ended.json_body["why"]["code"] != "contested"
    last = ended.json_body["history"][-1]
    assert (last["event"], last["data"]["note"]) == ("DisputeEnded", "réglé au téléphone")
    assert not any(i["contested"] for i in town.get("/v1/invoices")["invoices"])


def test_an_empty_body_will_do(contested: tuple[Town, str]) -> None:
    town, path = contested
    assert town.call("POST", f"{path}/dispute/end").status_code == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ('{"note": 5}', 422),
        ('{"notes": "x"}', 422),
        ("[]", 422),
        ("no JSON", 422),
        (f'{{"note": "{"x" * 2001}"}}', 422),
    ],
    ids=["a number", "another field", "a list", "no JSON", "too long"],
)
def test_a_bad_body_ends_nothing(contested: tuple[Town, str], body: str, status: int) -> None:
    town, path = contested
    answer = town.call("POST", f"{path}/dispute/end", body, content_type="application/json")
    assert answer.status_code == status
    problem(answer)
    assert town.get(path)["why"]["code"] == "contested"


def test_where_no_dispute_stands_there_is_none_to_end(contested: tuple[Town, str]) -> None:
    town, path = contested
    other = f"/v1/invoices/{town.shown('F-2')['id']}"
    for where in (other, "/v1/invoices/inv_" + "0" * 20, "/v1/invoices/x"):
        answer = town.post(f"{where}/dispute/end", {})
        assert answer.status_code == 404
        problem(answer)
    town.post(f"{path}/dispute/end", {})
    assert town.post(f"{path}/dispute/end", {}).status_code == 404
