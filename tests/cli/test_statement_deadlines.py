"""`relance statement`: the law's terms, the clock of limitation and the discount beside each sum."""

from typing import Any

import pytest

from tests.cli.conftest import Relance
from tests.cli.statement_file import ON, State, Write, claims, invoice, one


def test_without_agreement_thirty_days_count_in_france_alone(state: State, relance: Relance, file: Write) -> None:
    assert one(state(claims(invoice(due_on=None))))["due_on"] == "2026-05-01"
    ended = relance("statement", file(claims(invoice(due_on=None), country="BE")), *ON, "--json")
    assert "invoices.1.due_on: is missing: what the law of BE gives without agreement" in ended.json["error"]


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


def test_a_person_is_told_of_a_hypothesis(relance: Relance, file: Write) -> None:
    out = relance("statement", file(claims()), *ON).out
    assert "to be brought to court until 2027-04-01 (as a hypothesis, fr/limitation_road_transport)" in out


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
