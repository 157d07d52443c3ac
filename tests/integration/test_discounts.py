"""An early payment discount, from the upload that states it to the payment that earns it."""

from typing import Any

from tests.integration.town import Town, an_invoice, day, problem

TERMS = {"percent": "2.00", "days_before": 10}
PAYMENT = {"on": day(-1), "amount_cents": 9800, "reference": "VIR 1"}


def granting(**changes: Any) -> dict[str, Any]:
    """100.00, due in twenty days."""
    return an_invoice(late=-20, issued_on=day(-10), discount=TERMS, **changes)


def test_a_discount_is_shown_as_it_was_stated_and_booked_once_it_is_earned(town: Town) -> None:
    assert town.upload(granting()).json_body["created"] == 1
    assert town.upload(granting(), an_invoice("F-2")).json_body["unchanged"] == 1
    shown = town.shown("F-1")
    assert shown["discount"] == TERMS
    assert town.shown("F-2")["discount"] is None

    path = f"/v1/invoices/{shown['id']}/payments"
    paid = town.post(path, PAYMENT)
    assert (paid.status_code, paid.json_body["warnings"]) == (201, [])
    sums = [paid.json_body[f"{name}_cents"] for name in ("open", "paid", "credited")]
    assert sums == [0, 9800, 200]
    before = town.rows()
    assert town.post(path, PAYMENT).status_code == 200
    assert town.rows() == before
    settled = town.shown("F-1")
    assert settled["entries"][1] == {
        "kind": "credit-note",
        "on": PAYMENT["on"],
        "amount_cents": 200,
        "reference": "early payment discount",
    }
    assert (settled["why"]["code"], settled["history"][-1]["event"]) == ("paid", "DiscountEarned")


def test_a_payment_that_is_cancelled_takes_its_discount_with_it(town: Town) -> None:
    town.upload(granting())
    path = f"/v1/invoices/{town.shown('F-1')['id']}/payments"
    town.post(path, PAYMENT)
    known = town.post(f"{path}/cancel", {"reference": "VIR 1", "reason": "slip", "by": "Claire"}).json_body
    assert (known["open_cents"], known["entries"], len(known["cancelled"])) == (10000, [], 2)


def test_its_reference_is_refused_in_a_payment_and_in_a_cancellation(town: Town) -> None:
    town.upload(granting())
    path = f"/v1/invoices/{town.shown('F-1')['id']}/payments"
    town.post(path, PAYMENT)
    reserved = {"reference": "early payment discount"}
    said = {**reserved, "reason": "x", "by": "Claire"}
    for answer in (town.post(path, {**PAYMENT, **reserved}), town.post(f"{path}/cancel", said)):
        problem(answer)
        assert (answer.status_code, answer.json_body["errors"][0]["code"]) == (422, "reserved")
