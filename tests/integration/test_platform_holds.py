"""What a platform's word keeps back is shown among the holds of its debtor, and ended like any other."""

from typing import Any

import pytest

from tests.integration.town import Town, working_morning


def told(town: Town, invoice_id: str, code: str) -> Any:
    said = {"code": code, "at": working_morning(1).isoformat()}
    return town.post(f"/v1/invoices/{invoice_id}/status", said)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("207", "dispute"),
        ("208", "e-invoice-suspended"),
        ("210", "e-invoice-refused"),
        ("212", "unmatched-money"),
        ("213", "e-invoice-rejected"),
    ],
)
def test_a_status_that_holds_is_a_hold_by_the_platform(chase: tuple[Town, str, str], code: str, kind: str) -> None:
    town, debtor, invoice_id = chase
    assert told(town, invoice_id, code).status_code == 200
    (hold,) = town.get(debtor)["holds"]
    assert (hold["kind"], hold["invoice_id"], hold["by"], hold["reason"]) == (kind, invoice_id, "platform", code)
    elsewhere = town.post(f"{debtor}/holds/end", {"kind": kind, "note": "vu"})
    assert (elsewhere.status_code, "stands on F-1" in elsewhere.json_body["detail"]) == (404, True)
    ended = town.post(f"{debtor}/holds/end", {"kind": kind, "invoice_id": invoice_id, "note": "vu"})
    assert (ended.status_code, ended.json_body["holds"]) == (200, [])


def test_a_payment_that_is_announced_has_its_end(chase: tuple[Town, str, str]) -> None:
    town, debtor, invoice_id = chase
    told(town, invoice_id, "211")
    (hold,) = town.get(debtor)["holds"]
    assert (hold["kind"], hold["until"] > hold["since"]) == ("payment-sent", True)


@pytest.mark.parametrize("verb", ["promises", "plans", "holds"])
def test_a_part_is_told_that_the_word_is_about_the_whole_invoice(chase: tuple[Town, str, str], verb: str) -> None:
    town, debtor, invoice_id = chase
    about = {
        "promises": {"invoice_ids": [f"{invoice_id}/1"], "on": "2099-01-04"},
        "plans": {"invoice_ids": [f"{invoice_id}/1"], "instalments": [{"on": "2099-01-04", "amount_cents": 10000}]},
        "holds": {"kind": "pause", "invoice_id": f"{invoice_id}/1", "reason": "vu"},
    }
    answer = town.post(f"{debtor}/{verb}", about[verb])
    assert answer.status_code == 422
    assert f"name {invoice_id}" in str(answer.json_body)


def test_a_day_without_a_letter_says_so(chase: tuple[Town, str, str]) -> None:
    town, debtor, _ = chase
    answer = town.call("GET", f"{debtor}/preview/{working_morning(-300).date().isoformat()}")
    assert (answer.status_code, answer.json_body["detail"]) == (404, "No letter would go out on that day.")
