"""`relance statement`: what is wrong with a file is named by its place."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Relance
from tests.cli.statement_file import ON, State, Write, claims, invoice, one


def test_one_reference_is_booked_once_and_never_with_two_contents(state: State, relance: Relance, file: Write) -> None:
    paid = {"on": "2026-06-01", "amount_cents": 300_000, "reference": "VIR-1"}
    again = [paid, paid, {**paid, "reference": None}]
    assert one(state(claims(invoice(payments=again))))["payments_cents"] == 600_000
    other = claims(invoice(payments=[paid, {**paid, "amount_cents": 1}]))
    said = relance("statement", file(other), *ON, "--json").json["error"]
    assert said == "invoices.1.payments.2: reference VIR-1 stands twice, with other content: keep one"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param({}, "kind: is missing", id="nothing in it"),
        pytest.param(claims(kind="friend"), "kind: must be 'trader', 'consumer' or 'public-body'", id="kind"),
        pytest.param(claims(invoices=[]), "invoices: a statement is of one invoice at least", id="no invoice"),
        pytest.param(claims(extra=1), "extra: is no field we know", id="unknown field"),
        pytest.param(claims(country="US"), "country: country 'US': rules are known for", id="country"),
        pytest.param(claims(kind="consumer", country="BE"), "kind: no rule is known for a consumer", id="no rule"),
        pytest.param(claims(rate="ten"), "rate: 'ten' is not a percentage per year", id="rate"),
        pytest.param(claims(kind="consumer", rate="10"), "rate: a contract rate is not applied", id="consumer's rate"),
        pytest.param(claims(invoice(total_cents=0)), "invoices.1.total_cents: must be above 0", id="zero"),
        pytest.param(claims(invoice(total_cents="5")), "invoices.1.total_cents: must be a whole number", id="text"),
        pytest.param(claims(invoice(), invoice()), "invoices: number F-1 stands twice", id="twins"),
        pytest.param(
            claims(invoice(), invoice(number="F-2", due_on="2026-03-01")),
            "invoices.2.due_on: 2026-03-01 is before the day of issue, 2026-04-01",
            id="due before issue",
        ),
        pytest.param(
            claims(invoice(payments=[{"on": "2026-03-01", "amount_cents": 5}])),
            "invoices.1.payments: of 2026-03-01 is before the day of issue",
            id="payment before issue",
        ),
        pytest.param(
            claims(invoice(credit_notes=[{"on": "2026-05-01", "amount_cents": -5}])),
            "invoices.1.credit_notes.1.amount_cents: must be above 0",
            id="negative note",
        ),
        pytest.param(
            claims(invoice(terms={"days": 30})), "invoices.1.terms: give due_on or terms, not both", id="both"
        ),
        pytest.param(
            claims(invoice(formal_notice_on="2026-05-01")),
            "invoices.1.formal_notice_on: 2026-05-01 is not after the due date",
            id="notice too early",
        ),
        pytest.param(
            claims(invoice(due_on=None), kind="consumer"),
            "invoices.1.due_on: is missing: the law gives a consumer no term",
            id="a consumer's due date",
        ),
        pytest.param(
            claims(invoice(credit_notes=[{"on": "2026-03-01", "amount_cents": 5}])),
            "invoices.1.credit_notes: of 2026-03-01 is before the day of issue",
            id="note before issue",
        ),
        pytest.param(claims(invoice(is_periodic="yes")), "invoices.1.is_periodic: must be true or false", id="yes"),
        pytest.param(
            claims(*(invoice(number=f"F-{n}") for n in range(1001))),
            "invoices: has more than 1000",
            id="too many",
        ),
        pytest.param(
            claims(
                invoice(credit_notes=[{"on": "2026-05-01", "amount_cents": 5, "reference": "early payment discount"}])
            ),
            "invoices.1.credit_notes.1.reference: this reference is ours",
            id="our reference",
        ),
        pytest.param(claims(currency="USD"), "currency: USD: the law of FR is computed in EUR", id="currency"),
        pytest.param(
            claims(invoice(discount={"percent": "1e3", "days_before": 5})),
            "invoices.1.discount: '1e3' is no share of the total like 2 or 2.5",
            id="no percentage",
        ),
        pytest.param(claims(invoice(), accept_unconfirmed="yes"), "accept_unconfirmed: ", id="no yes or no"),
        pytest.param(claims(invoice(paid_late="waive")), "invoices.1.reason: interest is waived", id="no reason"),
        pytest.param(
            claims(invoice(discount={"percent": "0", "days_before": 5})),
            "invoices.1.discount: a discount of 0.00 %",
            id="no discount",
        ),
        pytest.param(
            claims(invoice(), invoice(number="F-2", discount={"percent": "2", "days_before": 31})),
            "invoices.2.discount: its last day, 2026-03-31, is before the day of issue, 2026-04-01",
            id="a discount that nobody could earn",
        ),
        pytest.param(
            claims(invoice(due_on="2026-03-01", discount={"percent": "2", "days_before": 5})),
            "invoices.1.due_on: 2026-03-01 is before the day of issue",
            id="a discount before a due date that is no due date",
        ),
        pytest.param(claims(invoice(total_cents=100_000_000_000)), "invoices.1.total_cents: must be", id="too much"),
        pytest.param(
            claims(invoice(payments=[{"on": "2026-05-01", "amount_cents": 100_000_000_000}])),
            "invoices.1.payments.1.amount_cents: must be",
            id="too much paid",
        ),
        pytest.param(
            claims(invoice(), invoice(number="F-2", issued_on="2014-01-01", due_on="2014-05-01")),
            "invoices.2: fr/fixed_indemnity.yaml: not known on 2014-05-02",
            id="too old",
        ),
        pytest.param(
            claims(invoice(paid_late="waive"), invoice(number="F-2", formal_notice_on="2026-04-30")),
            "invoices.1.reason: interest is waived with a reason\ninvoices.2.formal_notice_on: 2026-04-30 is not after",
            id="two faults at once",
        ),
    ],
)
def test_a_fault_is_named_by_its_place(relance: Relance, file: Write, content: Any, said: str) -> None:
    ended = relance("statement", file(content), *ON, "--json")
    assert ended.code == 1
    assert ended.json["error"].startswith(said)


def test_a_wrong_day_and_a_missing_file_are_refused(relance: Relance, file: Write, tmp_path: Path) -> None:
    assert relance("statement", file(claims()), "--on", "").code == 2
    wrong = relance("statement", file(claims()), "--on", "soon")
    assert wrong.code == 2
    assert "on: 'soon' is not a day" in wrong.err
    ended = relance("statement", tmp_path / "none.json", *ON)
    assert ended.code == 2
    assert "no such file" in ended.err
    assert "is not JSON" in relance("statement", file("nope"), *ON).err
    assert "nested too deep" in relance("statement", file("[" * 100_000), *ON).err
    assert relance("statement", file(b"\xef\xbb\xbf" + json.dumps(claims()).encode()), *ON).code == 0
    huge = file('{"total_cents": 1' + 5000 * "0" + "}")
    assert "a figure of 5001 digits: no amount is that long" in relance("statement", huge, *ON).err
    utf16 = relance("statement", file(json.dumps(claims()).encode("utf-16"), "vingt.json"), *ON, "--json")
    assert utf16.code == 1
    assert utf16.json["error"].endswith("vingt.json is not in UTF-8: save it as UTF-8")
    for text in ("[]", "null", '"kind"', "5"):
        listed = relance("statement", file(text, "liste.json"), *ON, "--json")
        assert listed.code == 1
        assert listed.json["error"].endswith("liste.json holds no object: it must begin with { and end with }")
    twice = file('{"kind": "trader", "kind": "consumer"}')
    assert "kind: stands twice in one object: keep one" in relance("statement", twice, *ON).err
