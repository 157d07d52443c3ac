"""`relance statement`: a file of one debtor's invoices in, each sum with its working out."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.law.quantity import Confidence
from tests.cli.conftest import SAMPLES, Relance
from tests.cli.statement_file import ON, State, Write, claims, invoice, one
from tests.parameters import changed


def test_the_sample_adds_up_from_segments_to_totals(relance: Relance) -> None:
    found = relance("statement", SAMPLES / "decompte.json", *ON, "--json").json
    # 1284.50 x 7.86 % x 30 / 365, 1284.50 and then 798.61 (485.89 of the 500.00 paid the principal) x 8.25 %.
    first = found["invoices"][0]
    assert [(s["days"], s["principal_cents"], s["interest_cents"]) for s in first["segments"]] == [
        (30, 128_450, 830),
        (20, 128_450, 581),
        (132, 79_861, 2_383),
    ]
    assert (first["payments_cents"], first["total_cents"]) == (50_000, 79_861 + 2_383 + 4_000)
    assert [i["total_cents"] for i in found["invoices"]] == [86_244, 65_858, 26_346, 86_000]
    assert found["total_cents"] == 264_448
    for sum_of in ("principal_cents", "interest_cents", "indemnity_cents", "total_cents", "credit_cents"):
        assert found[sum_of] == sum(i[sum_of] for i in found["invoices"])
    assert {p["path"] for p in found["parameters"]} == {
        "fr/legal_rate_professional_creditor",
        "fr/contract_rate_floor",
        "fr/fixed_indemnity",
    }
    assert (found["day_count"], found["imputation"], found["currency"]) == ("ACT/365", "statute", "EUR")


def test_a_person_reads_each_invoice_with_its_working_and_then_the_whole(relance: Relance) -> None:
    out = relance("statement", SAMPLES / "decompte.json", *ON).out
    assert "F-2026-0142, of 2026-04-01, due 2026-05-31" in out
    assert "payment of 2026-07-20: 500.00 (interest 14.11, principal 485.89)" in out
    assert "credit note of 2026-07-01: 40.00 (principal 40.00)" in out
    assert "! due 2026-08-31, 47 days after the latest that the law allows, 2026-07-15: kept as agreed" in out
    assert "paid by 2026-12-05, 842.80 settle it" in out
    assert "to be brought to court until 2031-07-20 (fr/limitation_trader)" in out
    assert out.endswith(
        "All invoices on 2026-11-29, ACT/365, payments: statute\n"
        "principal          2 477.61 EUR\n"
        "interest              46.87 EUR\n"
        "indemnity            120.00 EUR\n"
        "total              2 644.48 EUR\n"
    )


def test_one_invoice_comes_to_what_the_other_command_says(relance: Relance, state: State) -> None:
    found = state(claims(invoice(payments=[{"on": "2026-07-01", "amount_cents": 400_000}]), rate="10"))
    usual = ("--principal", "10000.00", "--due", "2026-05-01", "--payment", "2026-07-01:4000.00", "--rate", "10")
    same = relance("interest", *usual, "--until", "2026-11-29", "--json").json
    for name in ("principal_cents", "interest_cents", "indemnity_cents", "total_cents"):
        assert found[name] == one(found)[name] == same[name]
    assert one(found)["segments"] == same["segments"]
    assert found["parameters"] == same["parameters"]


@pytest.mark.parametrize(
    ("settings", "principal"),
    [
        # Interest of 199.73 until 30 June and of 3.40 on 1 July is paid first.
        ({}, 700_000 + 20_313),
        ({"imputation": "principal-first"}, 700_000),
        ({"indemnity_rank": "before-principal"}, 700_000 + 20_313 + 4_000),
    ],
    ids=["by the statute", "principal first", "the indemnity before it"],
)
def test_what_a_payment_pays_first_is_a_setting_of_the_file(
    state: State, settings: dict[str, str], principal: int
) -> None:
    part = invoice(payments=[{"on": "2026-07-01", "amount_cents": 300_000}])
    assert state(claims(part, **settings))["principal_cents"] == principal


def test_the_rates_follow_the_settings_of_the_file(state: State) -> None:
    def rates(**settings: Any) -> list[str]:
        old = invoice(issued_on="2023-11-01", due_on="2023-12-31")
        return [s["rate_per_year"] for s in one(state(claims(old, **settings), "2024-09-01"))["segments"]]

    assert rates() == ["14.50", "14.25"]
    assert rates(floor_binds="default-too") == ["15.21", "14.76"]
    assert rates(rate="legal*3") == ["15.21", "14.76"]
    assert rates(rate="legal*3", legal_rate_of="start") == ["15.21"]


def test_unconfirmed_values_count_where_the_file_accepts_them(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    doubt = Confidence.FROM_MEMORY
    changed(monkeypatch, "fr/fixed_indemnity", lambda value: replace(value, confidence=doubt))
    assert state(claims())["indemnity_cents"] == 0
    assert state(claims(accept_unconfirmed=True))["indemnity_cents"] == 4000


def test_one_unknown_day_among_several_invoices_ends_with_three(state: State) -> None:
    settled = invoice(number="F-2", payments=[{"on": "2026-05-01", "amount_cents": 1_000_000}])
    found = state(claims(invoice(), settled), "2027-01-01", code=3)
    assert [i["unknown_since"] for i in found["invoices"]] == ["2027-01-01", None]
    state(claims(settled, invoice()), "2027-01-01", code=3)


def test_an_entry_of_the_stop_day_counts(state: State) -> None:
    found = one(state(claims(invoice(payments=[{"on": "2026-11-29", "amount_cents": 100}]))))
    assert found["payments_cents"] == 100
    assert found["warnings"] == []


def test_a_clause_of_times_the_legal_rate_says_nothing_where_nothing_is_late(state: State) -> None:
    found = one(state(claims(rate="legal*3"), "2026-05-01"))
    assert [w["code"] for w in found["warnings"]] == ["not-late"]


def test_a_consumer_owes_interest_from_the_notice_of_each_invoice(state: State) -> None:
    noticed = invoice(formal_notice_on="2026-06-01")
    found = state(claims(noticed, invoice(number="F-2"), kind="consumer"))
    assert [i["starts_on"] for i in found["invoices"]] == ["2026-06-02", None]
    assert [i["indemnity_cents"] for i in found["invoices"]] == [0, 0]


def test_thousands_of_payments_are_stated_in_their_time(state: State) -> None:
    """A list that is walked anew for each of its entries would take minutes."""
    cents = [{"on": "2026-04-10", "amount_cents": 1} for _ in range(20_000)]
    found = one(state(claims(invoice(discount={"percent": "2", "days_before": 10}, payments=cents))))
    assert found["payments_cents"] == 20_000


def test_the_largest_amount_is_taken(state: State) -> None:
    largest = {"on": "2026-05-01", "amount_cents": 99_999_999_999}
    found = state(claims(invoice(total_cents=99_999_999_999, payments=[largest])))
    assert (found["total_cents"], one(found)["payments_cents"]) == (0, 99_999_999_999)


def test_what_is_booked_after_the_day_is_not_counted_and_says_so(state: State) -> None:
    found = one(state(claims(invoice(payments=[{"on": "2027-07-01", "amount_cents": 5}]))))
    assert (found["principal_cents"], found["entries"]) == (1_000_000, [])
    said = {w["code"]: w["message"] for w in found["warnings"]}
    assert said["not-yet-booked"] == "the payment of 2027-07-01 comes after 2026-11-29: it is not counted"


def test_interest_that_stops_before_the_day_ends_with_three(state: State) -> None:
    assert one(state(claims(), "2027-01-01", code=3))["stops_on"] == "2026-12-31"


def test_a_choice_holds_for_its_invoice(state: State, relance: Relance, file: Write) -> None:
    paid = {"payments": [{"on": "2026-06-01", "amount_cents": 1_000_000}]}
    waived = invoice(**paid, paid_late="waive", reason="long-standing customer")
    found = state(claims(waived, invoice(number="F-2", **paid)))
    assert found["imputation"] == "statute"
    assert [i["imputation"] for i in found["invoices"]] == ["principal-first", "statute"]
    assert [(i["total_cents"] > 0, i["reason"]) for i in found["invoices"]] == [
        (False, "long-standing customer"),
        (True, ""),
    ]
    out = relance("statement", file(claims(waived, invoice(number="F-2", **paid))), *ON).out
    assert out.count("payments: principal-first") == 1
    assert "F-1, of 2026-04-01, due 2026-05-01, payments: principal-first" in out
    assert "All invoices on 2026-11-29, ACT/365, payments: statute" in out
