"""`relance statement`: the law's terms, the clock of limitation and the discount beside each sum."""

from typing import Any

import pytest

from tests.cli.conftest import Relance
from tests.cli.statement_file import ON, State, Write, claims, invoice, one


def test_without_agreement_thirty_days_count_in_france_alone(state: State, relance: Relance, file: Write) -> None:
    assert one(state(claims(invoice(due_on=None))))["due_on"] == "2026-05-01"
    ended = relance("statement", file(claims(invoice(due_on=None), country="BE")), *ON, "--json")
    assert "invoices.1.due_on: is missing: what the law of BE gives without agreement" in ended.json["error"]


@pytest.mark.parametrize(
    ("of", "own", "due", "says"),
    [
        (
            {"kind": "public-body", "public_buyer": "ordinary"},
            {},
            "2026-05-01",
            "(CMP R2192-10) 30 days from the day of the invoice, 2026-04-01, taken for that of its receipt",
        ),
        ({"kind": "public-body", "public_buyer": "health"}, {}, "2026-05-21", "by fr/payment_term_public_health"),
        ({"kind": "public-body", "public_buyer": "undertaking"}, {}, "2026-05-31", "60 days from"),
        (
            {},
            {"delivered_on": "2026-04-11"},
            "2026-05-11",
            "by fr/payment_term_default (C. com. L441-10 I) 30 days from 2026-04-11, the day of delivery",
        ),
        (
            {"trade": "perishable-food"},
            {},
            "2026-05-01",
            "30 days from the day of the invoice, 2026-04-01, taken for that of delivery, which was not said",
        ),
    ],
)
def test_the_law_gives_the_day_where_nobody_agreed_on_one_and_says_from_what(
    state: State, of: dict[str, Any], own: dict[str, Any], due: str, says: str
) -> None:
    found = one(state(claims(invoice(due_on=None, **own), **of)))
    assert (found["due_on"], [w["code"] for w in found["warnings"]]) == (due, ["term-of-law"])
    assert found["longest_due_on"] is None, "nothing was agreed"
    assert found["warnings"][0]["message"].startswith(f"due {due}: nothing was agreed, so by fr/")
    assert says in found["warnings"][0]["message"]


@pytest.mark.parametrize(
    ("of", "delivered_on", "due", "says"),
    [
        (
            {},
            "2026-02-01",
            "2026-04-01",
            "from delivery, 2026-02-01, were over, and it is due with the invoice",
        ),
        ({}, "2026-03-15", "2026-04-14", "30 days from 2026-03-15, the day of delivery"),
        ({}, "2026-03-02", "2026-04-01", "30 days from 2026-03-02, the day of delivery"),
        ({}, "2026-04-01", "2026-05-01", "30 days from 2026-04-01, the day of delivery"),
        (
            {"kind": "public-body", "public_buyer": "health"},
            "2026-04-01",
            "2026-05-21",
            "50 days from 2026-04-01, the day of delivery",
        ),
        (
            {"kind": "public-body", "public_buyer": "health"},
            "2026-03-01",
            "2026-05-21",
            "50 days from the day of the invoice, 2026-04-01, later than delivery and taken for its receipt",
        ),
        (
            {"kind": "public-body", "public_buyer": "health"},
            "2026-04-11",
            "2026-05-31",
            "50 days from 2026-04-11, the day of delivery",
        ),
    ],
)
def test_the_day_that_the_laws_term_counts_from_is_the_one_that_is_said(
    state: State, of: dict[str, Any], delivered_on: str, due: str, says: str
) -> None:
    found = one(state(claims(invoice(due_on=None, delivered_on=delivered_on), **of)))
    said = next(w["message"] for w in found["warnings"] if w["code"] == "term-of-law")
    assert (found["due_on"], said.startswith(f"due {due}: nothing was agreed, so by ")) == (due, True)
    assert said.endswith(says)


def test_the_laws_term_is_said_though_the_longest_is_not_known(state: State) -> None:
    old = invoice(issued_on="2014-12-20", delivered_on="2015-03-01", due_on=None)
    found = one(state(claims(old, trade="general"), "2015-06-01"))
    assert (found["due_on"], found["longest_due_on"]) == ("2015-03-31", None)
    assert [w["code"] for w in found["warnings"]] == ["term-of-law"]
    assert "30 days from 2015-03-01, the day of delivery" in found["warnings"][0]["message"]


def test_before_the_first_known_day_the_invoice_without_a_due_day_is_named(relance: Relance, file: Write) -> None:
    old = file(claims(invoice(), invoice(number="F-2", issued_on="2014-06-01", due_on=None)))
    assert relance("statement", old, *ON, "--json").json["error"].startswith("invoices.2.due_on: is missing: fr/")


@pytest.mark.parametrize(
    ("of", "own", "says"),
    [
        (
            {"trade": "perishable-food"},
            {},
            "counted from the invoice, as no day of delivery was given: kept as agreed",
        ),
        ({"trade": "perishable-food"}, {"delivered_on": "2026-04-01"}, "2026-05-01: kept as agreed"),
        ({"kind": "public-body", "public_buyer": "ordinary"}, {}, "as no day of delivery was given: kept as agreed"),
        ({}, {}, "2026-06-14, by the general term, as the trade was not named: kept as agreed"),
        ({"trade": "general"}, {}, "2026-06-14: kept as agreed"),
        (
            {"kind": "public-body"},
            {},
            "of public buyers, as this one was not named: kept as agreed",
        ),
    ],
)
def test_a_term_that_counts_from_delivery_says_what_stood_for_it(
    state: State, of: dict[str, Any], own: dict[str, Any], says: str
) -> None:
    found = one(state(claims(invoice(due_on="2026-06-15", **own), **of)))
    assert next(w["message"] for w in found["warnings"] if w["code"] == "term-too-long").endswith(says)


def test_sixty_days_that_reach_beyond_the_end_of_month_are_lawful(state: State) -> None:
    found = one(state(claims(invoice(issued_on="2026-01-31", due_on="2026-04-01"))))
    assert (found["longest_due_on"], found["warnings"]) == ("2026-04-01", [])


def test_a_statement_is_told_of_an_insolvency(state: State) -> None:
    old, young = invoice(), invoice(number="F-2", issued_on="2026-04-16")
    delivered = invoice(number="F-3", issued_on="2026-04-16", delivered_on="2026-04-15")
    to_come = invoice(number="F-4", issued_on="2026-04-15", delivered_on="2026-04-20")
    found = state(claims(old, young, delivered, to_come, insolvency_opened_on="2026-04-15"))
    assert [i["indemnity_cents"] for i in found["invoices"]] == [0, 4000, 0, 0]
    said = [" ".join(w["message"] for w in i["warnings"]) for i in found["invoices"]]
    assert ["does to interest is not computed" in text for text in said] == [True, False, True, True]
    assert ["does to these sums is not computed" in text for text in said] == [False, True, False, False]
    assert ["the earlier claims less" in text for text in said] == [True, False, True, True]
    assert all("insolvency" in [w["code"] for w in i["warnings"]] for i in found["invoices"])


def test_the_clock_of_transport_is_a_hypothesis_until_the_day_of_delivery_is_given(state: State) -> None:
    def is_hypothesis(**own: str) -> bool:
        found = one(state(claims(invoice(**own), trade="transport")))["limitation"]
        return bool(found["is_hypothesis"])

    assert (is_hypothesis(), is_hypothesis(delivered_on="2026-04-01")) == (True, False)


def test_no_day_is_guessed_for_a_public_buyer_that_was_not_said(relance: Relance, file: Write) -> None:
    ended = relance("statement", file(claims(invoice(due_on=None), kind="public-body")), *ON, "--json")
    assert ended.code == 1
    said = "the law's term depends on the public buyer (days: ordinary 30, health 50, undertaking 60): say which"
    assert ended.json["error"].startswith(f"invoices.1.due_on: is missing: {said}")


@pytest.mark.parametrize(("due", "is_reported"), [("2026-05-31", False), ("2026-06-01", True)])
def test_of_a_public_buyer_that_was_not_said_the_longest_term_is_held_against_the_agreed_one(
    state: State, due: str, is_reported: bool
) -> None:
    found = one(state(claims(invoice(due_on=due), kind="public-body")))
    assert ("term-too-long" in [w["code"] for w in found["warnings"]]) is is_reported


@pytest.mark.parametrize(
    ("of", "says"),
    [
        ({"country": "IT", "trade": "perishable-food"}, "in Italy four points more are said to be owed on food"),
        ({"country": "BE", "trade": "transport"}, "the rules of single trades abroad are not known"),
        ({"country": "IT", "trade": "general"}, None),
        ({"country": "IT"}, None),
        ({"trade": "perishable-food"}, None),
    ],
)
def test_what_a_trade_may_change_abroad_is_said_to_be_in_no_sum(
    state: State, of: dict[str, str], says: str | None
) -> None:
    given = claims(invoice(), **of)
    given = {k: v for k, v in given.items() if not (k == "trade" and "trade" not in of)}
    said = [w["message"] for w in one(state(given))["warnings"] if w["code"] == "trade-abroad"]
    assert len(said) == (1 if says else 0)
    assert all(says in text for text in said if says)


def test_what_lies_before_the_first_known_day_has_no_last_day_and_no_longest_term(state: State) -> None:
    old = invoice(issued_on="2014-06-01", due_on="2014-12-31")
    found = one(state(claims(old), "2015-03-01"))
    assert (found["limitation"], found["longest_due_on"]) == (None, None)
    assert found["interest_cents"] > 0


@pytest.mark.parametrize("of", [{}, {"trade": "transport"}, {"trade": "perishable-food"}])
def test_what_the_law_gave_is_not_reported_as_agreed(state: State, of: dict[str, str]) -> None:
    late = invoice(issued_on="2025-02-15", delivered_on="2025-06-01", due_on=None)
    found = one(state(claims(late, **of), "2025-06-02"))
    assert found["due_on"] == "2025-07-01"
    assert [w["code"] for w in found["warnings"]] == ["not-late", "term-of-law"]


def test_food_that_was_delivered_late_needs_no_clause(state: State) -> None:
    late = invoice(issued_on="2025-02-15", delivered_on="2025-06-01", due_on="2025-07-01")
    found = one(state(claims(late, trade="perishable-food"), "2025-06-02"))
    assert [w["code"] for w in found["warnings"]] == ["not-late"]


def test_what_was_invoiced_long_after_delivery_is_due_at_once(state: State) -> None:
    assert one(state(claims(invoice(due_on=None, delivered_on="2026-01-01"))))["due_on"] == "2026-04-01"


def test_a_person_is_told_of_a_hypothesis(relance: Relance, file: Write) -> None:
    out = relance("statement", file(claims()), *ON).out
    assert "to be brought to court until 2027-04-01 (as a hypothesis, fr/limitation_road_transport)" in out


def test_a_contract_term_may_be_in_days_from_the_invoice(state: State) -> None:
    terms = {"days": 45, "kind": "end-of-month-then-days"}
    for own in ({}, {"delivered_on": "2026-05-05"}):
        assert one(state(claims(invoice(due_on=None, terms=terms, **own))))["due_on"] == "2026-06-14"


@pytest.mark.parametrize(
    ("of", "own", "longest"),
    [
        ({}, {}, "2026-06-14"),
        ({"trade": "transport"}, {}, "2026-05-01"),
        ({}, {"is_periodic": True}, "2026-05-16"),
        ({"kind": "public-body", "public_buyer": "ordinary"}, {}, "2026-05-01"),
        ({"kind": "public-body", "public_buyer": "health"}, {}, "2026-05-21"),
        ({"kind": "public-body"}, {}, "2026-05-31"),
        ({"kind": "consumer"}, {}, None),
        ({"country": "BE"}, {}, None),
    ],
)
def test_a_term_beyond_the_longest_is_reported_and_kept(
    state: State, of: dict[str, Any], own: dict[str, Any], longest: str | None
) -> None:
    found = one(state(claims(invoice(due_on="2026-06-15", **own), **of)))
    assert found["longest_due_on"] == longest
    assert ("term-too-long" in [w["code"] for w in found["warnings"]]) is (longest is not None)
    assert found["due_on"] == "2026-06-15"


def test_the_clock_of_limitation_is_started_anew_by_a_payment_and_by_what_the_file_says(
    state: State,
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


def test_an_act_of_the_day_itself_counts_and_one_that_comes_later_is_said_not_to(state: State) -> None:
    def found(on: str) -> Any:
        acted = invoice(acts=[{"act": "acknowledgement", "on": "2026-08-01"}])
        return one(state(claims(acted, trade="general"), on))

    assert found("2026-08-01")["limitation"]["last_day"] == "2031-08-01"
    assert found("2026-08-01")["warnings"] == []
    assert found("2026-07-31")["limitation"]["last_day"] == "2031-05-01"
    (warning,) = found("2026-07-31")["warnings"]
    assert warning == {
        "code": "not-yet-booked",
        "message": "the acknowledgement of 2026-08-01 comes after 2026-07-31: it is not counted",
    }


def test_a_later_act_is_said_in_its_words(relance: Relance, file: Write) -> None:
    acted = invoice(acts=[{"act": "payment-order-served", "on": "2027-01-01"}])
    out = relance("statement", file(claims(acted)), *ON).out
    assert "! the payment order served of 2027-01-01 comes after 2026-11-29: it is not counted" in out


def test_nothing_is_said_of_acts_abroad_where_no_period_is_known(state: State) -> None:
    acted = invoice(acts=[{"act": "acknowledgement", "on": "2027-08-01"}])
    assert one(state(claims(acted, country="DE")))["warnings"] == []


def test_a_discount_may_be_earned_on_the_day_of_issue_alone(state: State) -> None:
    found = one(state(claims(invoice(discount={"percent": "2", "days_before": 30})), "2026-04-01"))
    assert found["discount"] == {"until": "2026-04-01", "settles_cents": 980_000}


def test_a_discount_is_said_to_be_earned_on_its_very_day(state: State) -> None:
    paid = invoice(
        discount={"percent": "2", "days_before": 10}, payments=[{"on": "2026-04-21", "amount_cents": 980_000}]
    )
    assert "discount-earned" in [w["code"] for w in one(state(claims(paid), "2026-04-21"))["warnings"]]


def test_an_excess_is_reported_when_the_invoice_is_given_by_its_terms(state: State) -> None:
    found = one(state(claims(invoice(due_on=None, terms={"days": 61}))))
    assert (found["due_on"], found["longest_due_on"]) == ("2026-06-01", "2026-05-31")
    assert [w["code"] for w in found["warnings"]] == ["term-too-long"]


def test_transport_counts_from_delivery(state: State) -> None:
    found = one(state(claims(invoice(delivered_on="2026-03-20"), trade="transport")))["limitation"]
    assert (found["last_day"], found["is_hypothesis"]) == ("2027-03-20", False)


def test_an_unknown_trade_gives_the_shortest_period_as_a_hypothesis(state: State) -> None:
    found = one(state(claims()))["limitation"]
    assert (found["last_day"], found["is_hypothesis"], found["years"]) == ("2027-04-01", True, 1)


def test_abroad_no_period_is_known_and_none_is_said(state: State) -> None:
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


def test_a_discount_that_was_earned_is_owed_no_more(state: State, relance: Relance, file: Write) -> None:
    paid = invoice(
        discount={"percent": "2", "days_before": 10}, payments=[{"on": "2026-04-21", "amount_cents": 980_000}]
    )
    found = one(state(claims(paid)))
    assert (found["total_cents"], found["credit_cents"], found["segments"], found["discount"]) == (0, 0, [], None)
    assert [w["code"] for w in found["warnings"]] == ["discount-earned"]
    out = relance("statement", file(claims(paid)), *ON).out
    assert "! paid early enough on 2026-04-21: a discount of 200.00 EUR is booked as a credit note" in out


def test_a_discount_is_not_announced_before_it_is_earned(state: State) -> None:
    paid = invoice(
        discount={"percent": "2", "days_before": 10}, payments=[{"on": "2026-04-21", "amount_cents": 980_000}]
    )
    found = one(state(claims(paid), "2026-04-20"))
    assert found["discount"] == {"until": "2026-04-21", "settles_cents": 980_000}
    assert "discount-earned" not in [w["code"] for w in found["warnings"]]


def test_in_how_many_parts_and_in_which_order_the_money_came_makes_no_difference(state: State) -> None:
    def credit(*cents: int) -> int:
        payments = [{"on": "2026-04-10", "amount_cents": part} for part in cents]
        found = one(state(claims(invoice(discount={"percent": "2", "days_before": 10}, payments=payments))))
        return int(found["credit_cents"])

    assert credit(980_000, 20_000) == credit(20_000, 980_000) == credit(1_000_000) == 20_000


def test_a_discount_that_was_missed_by_a_day_is_owed(state: State) -> None:
    paid = invoice(
        discount={"percent": "2", "days_before": 10}, payments=[{"on": "2026-04-22", "amount_cents": 980_000}]
    )
    assert one(state(claims(paid)))["principal_cents"] == 20_000
