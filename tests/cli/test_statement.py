"""`relance statement`: a file of one debtor's invoices in, each sum with its working out, or faults by place."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chalicelib.law.quantity import Confidence
from tests.cli.conftest import SAMPLES, Relance
from tests.parameters import changed

Write = Callable[..., Path]
ON = ("--on", "2026-11-29")


def invoice(**changes: Any) -> dict[str, Any]:
    usual = {"number": "F-1", "issued_on": "2026-04-01", "due_on": "2026-05-01", "total_cents": 1_000_000}
    return {name: value for name, value in {**usual, **changes}.items() if value is not None}


def claims(*invoices: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {"kind": "trader", "invoices": list(invoices) or [invoice()], **changes}


@pytest.fixture
def state(relance: Relance, file: Write) -> Callable[..., Any]:
    """The JSON of a statement that must come out well."""

    def run(content: dict[str, Any], on: str = "2026-11-29", code: int = 0) -> Any:
        ended = relance("statement", file(content), "--on", on, "--json")
        assert (ended.code, ended.err) == (code, "")
        return ended.json

    return run


def one(found: Any) -> Any:
    (only,) = found["invoices"]
    return only


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


def test_one_invoice_comes_to_what_the_other_command_says(relance: Relance, state: Callable[..., Any]) -> None:
    found = state(claims(invoice(payments=[{"on": "2026-07-01", "amount_cents": 400_000}]), rate="10"))
    usual = ("--principal", "10000.00", "--due", "2026-05-01", "--payment", "2026-07-01:4000.00", "--rate", "10")
    same = relance("interest", *usual, "--until", "2026-11-29", "--json").json
    for name in ("principal_cents", "interest_cents", "indemnity_cents", "total_cents"):
        assert found[name] == one(found)[name] == same[name]
    assert one(found)["segments"] == same["segments"]
    assert found["parameters"] == same["parameters"]


def test_without_agreement_thirty_days_count_in_france_alone(
    state: Callable[..., Any], relance: Relance, file: Write
) -> None:
    assert one(state(claims(invoice(due_on=None))))["due_on"] == "2026-05-01"
    ended = relance("statement", file(claims(invoice(due_on=None), country="BE")), *ON, "--json")
    assert "invoices.1.due_on: is missing: what the law of BE gives without agreement" in ended.json["error"]


@pytest.mark.parametrize(
    ("of", "own", "due"),
    [
        ({"kind": "public-body"}, {}, "2026-05-01"),
        ({"kind": "public-body", "public_buyer": "health"}, {}, "2026-05-21"),
        ({"kind": "public-body", "public_buyer": "undertaking"}, {}, "2026-05-31"),
        ({}, {"delivered_on": "2026-04-11"}, "2026-05-11"),
        ({"trade": "perishable-food"}, {}, "2026-05-01"),
    ],
)
def test_the_law_gives_the_day_where_nobody_agreed_on_one(
    state: Callable[..., Any], of: dict[str, Any], own: dict[str, Any], due: str
) -> None:
    found = one(state(claims(invoice(due_on=None, **own), **of)))
    assert (found["due_on"], found["warnings"]) == (due, [])


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
    state: Callable[..., Any], settings: dict[str, str], principal: int
) -> None:
    part = invoice(payments=[{"on": "2026-07-01", "amount_cents": 300_000}])
    assert state(claims(part, **settings))["principal_cents"] == principal


def test_the_rates_follow_the_settings_of_the_file(state: Callable[..., Any]) -> None:
    def rates(**settings: Any) -> list[str]:
        old = invoice(issued_on="2023-11-01", due_on="2023-12-31")
        return [s["rate_per_year"] for s in one(state(claims(old, **settings), "2024-09-01"))["segments"]]

    assert rates() == ["14.50", "14.25"]
    assert rates(floor_binds="default-too") == ["15.21", "14.76"]
    assert rates(rate="legal*3") == ["15.21", "14.76"]
    assert rates(rate="legal*3", legal_rate_of="start") == ["15.21"]


def test_unconfirmed_values_count_where_the_file_accepts_them(
    state: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    doubt = Confidence.FROM_MEMORY
    changed(monkeypatch, "fr/fixed_indemnity", lambda value: replace(value, confidence=doubt))
    assert state(claims())["indemnity_cents"] == 0
    assert state(claims(accept_unconfirmed=True))["indemnity_cents"] == 4000


def test_one_unknown_day_among_several_invoices_ends_with_three(state: Callable[..., Any]) -> None:
    settled = invoice(number="F-2", payments=[{"on": "2026-05-01", "amount_cents": 1_000_000}])
    found = state(claims(invoice(), settled), "2027-01-01", code=3)
    assert [i["unknown_since"] for i in found["invoices"]] == ["2027-01-01", None]
    state(claims(settled, invoice()), "2027-01-01", code=3)


def test_what_lies_before_the_first_known_day_has_no_last_day_and_no_longest_term(state: Callable[..., Any]) -> None:
    old = invoice(issued_on="2014-06-01", due_on="2014-12-31")
    found = one(state(claims(old), "2015-03-01"))
    assert (found["limitation"], found["longest_due_on"]) == (None, None)
    assert found["interest_cents"] > 0


@pytest.mark.parametrize("of", [{}, {"trade": "transport"}, {"trade": "perishable-food"}])
def test_what_the_law_gave_is_not_reported_as_agreed(state: Callable[..., Any], of: dict[str, str]) -> None:
    late = invoice(issued_on="2025-02-15", delivered_on="2025-06-01", due_on=None)
    found = one(state(claims(late, **of), "2025-06-02"))
    assert found["due_on"] == "2025-07-01"
    assert [w["code"] for w in found["warnings"]] == ["not-late"]


def test_food_that_was_delivered_late_needs_no_clause(state: Callable[..., Any]) -> None:
    late = invoice(issued_on="2025-02-15", delivered_on="2025-06-01", due_on="2025-07-01")
    found = one(state(claims(late, trade="perishable-food"), "2025-06-02"))
    assert [w["code"] for w in found["warnings"]] == ["not-late"]


def test_what_was_invoiced_long_after_delivery_is_due_at_once(state: Callable[..., Any]) -> None:
    assert one(state(claims(invoice(due_on=None, delivered_on="2026-01-01"))))["due_on"] == "2026-04-01"


def test_an_entry_of_the_stop_day_counts(state: Callable[..., Any]) -> None:
    found = one(state(claims(invoice(payments=[{"on": "2026-11-29", "amount_cents": 100}]))))
    assert found["payments_cents"] == 100
    assert found["warnings"] == []


def test_a_clause_of_times_the_legal_rate_says_nothing_where_nothing_is_late(state: Callable[..., Any]) -> None:
    found = one(state(claims(rate="legal*3"), "2026-05-01"))
    assert [w["code"] for w in found["warnings"]] == ["not-late"]


def test_a_person_is_told_of_a_hypothesis(relance: Relance, file: Write) -> None:
    out = relance("statement", file(claims()), *ON).out
    assert "to be brought to court until 2027-04-01 (as a hypothesis, fr/limitation_road_transport)" in out


def test_a_contract_term_may_be_in_days(state: Callable[..., Any]) -> None:
    terms = {"days": 45, "kind": "end-of-month-then-days"}
    assert one(state(claims(invoice(due_on=None, terms=terms))))["due_on"] == "2026-06-14"


@pytest.mark.parametrize(
    ("of", "own", "longest"),
    [
        ({}, {}, "2026-06-14"),
        ({"trade": "transport"}, {}, "2026-05-01"),
        ({}, {"is_periodic": True}, "2026-05-16"),
        ({"kind": "public-body"}, {}, "2026-05-01"),
        ({"kind": "public-body", "public_buyer": "health"}, {}, "2026-05-21"),
        ({"kind": "consumer"}, {}, None),
        ({"country": "BE"}, {}, None),
    ],
)
def test_a_term_beyond_the_longest_is_reported_and_kept(
    state: Callable[..., Any], of: dict[str, Any], own: dict[str, Any], longest: str | None
) -> None:
    found = one(state(claims(invoice(due_on="2026-06-15", **own), **of)))
    assert found["longest_due_on"] == longest
    assert ("term-too-long" in [w["code"] for w in found["warnings"]]) is (longest is not None)
    assert found["due_on"] == "2026-06-15"


def test_a_consumer_owes_interest_from_the_notice_of_each_invoice(state: Callable[..., Any]) -> None:
    noticed = invoice(formal_notice_on="2026-06-01")
    found = state(claims(noticed, invoice(number="F-2"), kind="consumer"))
    assert [i["starts_on"] for i in found["invoices"]] == ["2026-06-02", None]
    assert [i["indemnity_cents"] for i in found["invoices"]] == [0, 0]


def test_the_clock_of_limitation_is_started_anew_by_a_payment_and_by_what_the_file_says(
    state: Callable[..., Any],
) -> None:
    def clock(**changes: Any) -> Any:
        return one(state(claims(invoice(**changes), trade="general")))["limitation"]

    assert clock()["last_day"] == "2031-05-01"
    assert clock(payments=[{"on": "2026-07-01", "amount_cents": 5}])["last_day"] == "2031-07-01"
    assert clock(credit_notes=[{"on": "2026-07-01", "amount_cents": 5}])["last_day"] == "2031-05-01"
    assert clock(acts=[{"act": "acknowledgement", "on": "2026-08-01"}])["last_day"] == "2031-08-01"
    assert clock(acts=[{"act": "registered-formal-notice", "on": "2026-08-01"}])["last_day"] == "2031-05-01"
    assert clock(acts=[{"act": "court-claim", "on": "2027-01-01"}])["last_day"] == "2031-05-01", "not yet"
    assert clock()["alarms"][0] == {"months": 12, "on": "2030-05-01"}


def test_transport_counts_from_delivery(state: Callable[..., Any]) -> None:
    found = one(state(claims(invoice(delivered_on="2026-03-20"), trade="transport")))["limitation"]
    assert (found["last_day"], found["is_hypothesis"]) == ("2027-03-20", False)


def test_an_unknown_trade_gives_the_shortest_period_as_a_hypothesis(state: Callable[..., Any]) -> None:
    found = one(state(claims()))["limitation"]
    assert (found["last_day"], found["is_hypothesis"], found["years"]) == ("2027-04-01", True, 1)


def test_abroad_no_period_is_known_and_none_is_said(state: Callable[..., Any]) -> None:
    assert one(state(claims(country="DE")))["limitation"] is None


@pytest.mark.parametrize(
    ("on", "said"),
    [
        ("2028-03-31", "! 3 months or less are left to bring the claim"),
        ("2028-04-01", "! 1 month or less are left to bring the claim"),
        ("2028-05-02", "! no claim can be brought any more: the period ended on 2028-05-01"),
    ],
)
def test_the_alarm_of_a_day_is_said(relance: Relance, file: Write, on: str, said: str) -> None:
    ended = relance("statement", file(claims(kind="consumer", trade="general")), "--on", on)
    assert ended.code == 0, "without a formal notice no rate is needed"
    assert said in ended.out
    assert ended.out.count("left to bring") + ended.out.count("any more") == 1


@pytest.mark.parametrize(("on", "settles"), [("2026-04-21", 980_000), ("2026-04-22", None)])
def test_the_discount_is_offered_up_to_its_last_day(
    relance: Relance, file: Write, on: str, settles: int | None
) -> None:
    content = claims(invoice(discount={"percent": "2", "days_before": 10}))
    found = one(relance("statement", file(content), "--on", on, "--json").json)
    assert found["discount"] == (settles and {"until": "2026-04-21", "settles_cents": settles})
    said = "paid by 2026-04-21, 9 800.00 settle it"
    assert (said in relance("statement", file(content), "--on", on).out) is bool(settles)


def test_a_discount_that_was_earned_is_owed_no_more(state: Callable[..., Any], relance: Relance, file: Write) -> None:
    paid = invoice(
        discount={"percent": "2", "days_before": 10}, payments=[{"on": "2026-04-21", "amount_cents": 980_000}]
    )
    found = one(state(claims(paid)))
    assert (found["total_cents"], found["credit_cents"], found["segments"], found["discount"]) == (0, 0, [], None)
    assert [w["code"] for w in found["warnings"]] == ["discount-earned"]
    out = relance("statement", file(claims(paid)), *ON).out
    assert "! paid early enough on 2026-04-21: a discount of 200.00 EUR is booked as a credit note" in out


def test_a_discount_is_not_announced_before_it_is_earned(state: Callable[..., Any]) -> None:
    paid = invoice(
        discount={"percent": "2", "days_before": 10}, payments=[{"on": "2026-04-21", "amount_cents": 980_000}]
    )
    found = one(state(claims(paid), "2026-04-20"))
    assert found["discount"] == {"until": "2026-04-21", "settles_cents": 980_000}
    assert "discount-earned" not in [w["code"] for w in found["warnings"]]


def test_in_how_many_parts_and_in_which_order_the_money_came_makes_no_difference(state: Callable[..., Any]) -> None:
    def credit(*cents: int) -> int:
        payments = [{"on": "2026-04-10", "amount_cents": part} for part in cents]
        found = one(state(claims(invoice(discount={"percent": "2", "days_before": 10}, payments=payments))))
        return int(found["credit_cents"])

    assert credit(980_000, 20_000) == credit(20_000, 980_000) == credit(1_000_000) == 20_000


def test_thousands_of_payments_are_stated_in_their_time(state: Callable[..., Any]) -> None:
    """A list that is walked anew for each of its entries would take minutes."""
    cents = [{"on": "2026-04-10", "amount_cents": 1} for _ in range(20_000)]
    found = one(state(claims(invoice(discount={"percent": "2", "days_before": 10}, payments=cents))))
    assert found["payments_cents"] == 20_000


def test_one_reference_is_booked_once_and_never_with_two_contents(
    state: Callable[..., Any], relance: Relance, file: Write
) -> None:
    paid = {"on": "2026-06-01", "amount_cents": 300_000, "reference": "VIR-1"}
    again = [paid, paid, {**paid, "reference": None}]
    assert one(state(claims(invoice(payments=again))))["payments_cents"] == 600_000
    other = claims(invoice(payments=[paid, {**paid, "amount_cents": 1}]))
    said = relance("statement", file(other), *ON, "--json").json["error"]
    assert said == "invoices.1.payments.2: reference VIR-1 stands twice, with other content: keep one"


def test_a_discount_that_was_missed_by_a_day_is_owed(state: Callable[..., Any]) -> None:
    paid = invoice(
        discount={"percent": "2", "days_before": 10}, payments=[{"on": "2026-04-22", "amount_cents": 980_000}]
    )
    assert one(state(claims(paid)))["principal_cents"] == 20_000


def test_what_is_booked_after_the_day_is_not_counted_and_says_so(state: Callable[..., Any]) -> None:
    found = one(state(claims(invoice(payments=[{"on": "2027-07-01", "amount_cents": 5}]))))
    assert (found["principal_cents"], found["entries"]) == (1_000_000, [])
    said = {w["code"]: w["message"] for w in found["warnings"]}
    assert said["not-yet-booked"] == "the payment of 2027-07-01 comes after 2026-11-29: it is not counted"


def test_interest_that_stops_before_the_day_ends_with_three(state: Callable[..., Any]) -> None:
    assert one(state(claims(), "2027-01-01", code=3))["stops_on"] == "2026-12-31"


def test_a_choice_holds_for_its_invoice(state: Callable[..., Any]) -> None:
    paid = {"payments": [{"on": "2026-06-01", "amount_cents": 1_000_000}]}
    waived = invoice(**paid, paid_late="waive", reason="long-standing customer")
    found = state(claims(waived, invoice(number="F-2", **paid)))
    assert [(i["total_cents"] > 0, i["reason"]) for i in found["invoices"]] == [
        (False, "long-standing customer"),
        (True, ""),
    ]


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
            "invoices.1.discount.percent: must look like",
            id="no percentage",
        ),
        pytest.param(claims(invoice(paid_late="waive")), "invoices.1.reason: interest is waived", id="no reason"),
        pytest.param(
            claims(invoice(discount={"percent": "0", "days_before": 5})),
            "invoices.1.discount: a discount of 0.00 %",
            id="no discount",
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
    twice = file('{"kind": "trader", "kind": "consumer"}')
    assert "kind: stands twice in one object: keep one" in relance("statement", twice, *ON).err
