"""`relance statement`: the day to pay by, whose day it is, and how long it may be."""

from typing import Any

import pytest

from tests.cli.conftest import Relance
from tests.cli.statement_file import ON, State, Write, claims, invoice, one


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
