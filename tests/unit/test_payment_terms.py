"""How long a term may be: what is longer is reported, and kept as agreed."""

from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.domain.calendar import Terms, TermsKind
from chalicelib.domain.parties import DebtorKind
from chalicelib.domain.statement import Concern
from chalicelib.law.payment_terms import PublicBuyer, Sale, default_due_on, excess, longest_due_on
from chalicelib.law.regime import NoRule
from chalicelib.law.trade import Trade

TRADER, CONSUMER, PUBLIC = DebtorKind
FEBRUARY = date(2025, 2, 15)
BY_DAYS, BY_MONTH = TermsKind.DAYS_THEN_END_OF_MONTH, TermsKind.END_OF_MONTH_THEN_DAYS


@pytest.mark.parametrize(
    ("kind", "of", "due"),
    [
        pytest.param(TRADER, {}, date(2025, 3, 17), id="thirty days from the invoice"),
        pytest.param(TRADER, {"delivered_on": date(2025, 2, 20)}, date(2025, 3, 22), id="or from delivery"),
        pytest.param(PUBLIC, {}, date(2025, 3, 17), id="a public buyer"),
        pytest.param(PUBLIC, {"delivered_on": date(2025, 2, 20)}, date(2025, 3, 22), id="whose work was done later"),
        pytest.param(PUBLIC, {"delivered_on": date(2025, 2, 1)}, date(2025, 3, 17), id="whose work was done before"),
        pytest.param(PUBLIC, {"buyer": PublicBuyer.HEALTH}, date(2025, 4, 6), id="a hospital"),
        pytest.param(PUBLIC, {"buyer": PublicBuyer.UNDERTAKING}, date(2025, 4, 16), id="an undertaking"),
    ],
)
def test_without_agreement_the_law_gives_the_day(kind: DebtorKind, of: dict[str, Any], due: date) -> None:
    assert default_due_on(Sale(FEBRUARY, kind, **of)) == due


def test_without_agreement_a_consumer_is_given_no_day() -> None:
    with pytest.raises(NoRule, match="the law gives a consumer no term"):
        default_due_on(Sale(FEBRUARY, CONSUMER))


@pytest.mark.parametrize(
    ("issued_on", "kind", "of", "longest"),
    [
        pytest.param(FEBRUARY, TRADER, {}, date(2025, 4, 30), id="45 days, then the end of the month"),
        pytest.param(date(2025, 1, 1), TRADER, {}, date(2025, 3, 17), id="end of the month, then 45 days"),
        pytest.param(date(2025, 6, 30), TRADER, {}, date(2025, 8, 31), id="60 days are 29 August"),
        pytest.param(FEBRUARY, TRADER, {"is_periodic": True}, FEBRUARY + timedelta(days=45), id="periodic invoices"),
        pytest.param(FEBRUARY, TRADER, {"trade": Trade.TRANSPORT}, FEBRUARY + timedelta(days=30), id="transport"),
        pytest.param(FEBRUARY, TRADER, {"trade": Trade.PERISHABLE_FOOD}, FEBRUARY + timedelta(days=30), id="food"),
        pytest.param(
            FEBRUARY, TRADER, {"trade": Trade.TRANSPORT, "is_periodic": True}, FEBRUARY + timedelta(days=30), id="both"
        ),
        pytest.param(
            FEBRUARY,
            TRADER,
            {"trade": Trade.PERISHABLE_FOOD, "delivered_on": date(2025, 2, 20)},
            date(2025, 3, 22),
            id="food counts from delivery",
        ),
        pytest.param(
            FEBRUARY,
            TRADER,
            {"trade": Trade.TRANSPORT, "delivered_on": date(2025, 2, 20)},
            date(2025, 3, 17),
            id="transport does not",
        ),
        pytest.param(FEBRUARY, TRADER, {"trade": Trade.TELECOM}, date(2025, 4, 30), id="a trade without a term"),
        pytest.param(FEBRUARY, TRADER, {"trade": Trade.UNKNOWN}, date(2025, 4, 30), id="a trade nobody has said"),
        pytest.param(FEBRUARY, TRADER, {"buyer": PublicBuyer.HEALTH}, date(2025, 4, 30), id="no public buyer"),
        pytest.param(FEBRUARY, PUBLIC, {}, FEBRUARY + timedelta(days=30), id="a public buyer"),
        pytest.param(FEBRUARY, PUBLIC, {"trade": Trade.TELECOM}, FEBRUARY + timedelta(days=30), id="of any trade"),
        pytest.param(FEBRUARY, PUBLIC, {"buyer": PublicBuyer.HEALTH}, FEBRUARY + timedelta(days=50), id="a hospital"),
        pytest.param(
            FEBRUARY, PUBLIC, {"buyer": PublicBuyer.UNDERTAKING}, FEBRUARY + timedelta(days=60), id="an undertaking"
        ),
        pytest.param(FEBRUARY, CONSUMER, {}, None, id="a consumer"),
    ],
)
def test_the_longest_term_depends_on_debtor_and_sale(
    issued_on: date, kind: DebtorKind, of: dict[str, Any], longest: date | None
) -> None:
    assert longest_due_on(Sale(issued_on, kind, **of)) == longest


@pytest.mark.parametrize(
    ("delivered", "longest"),
    [
        (date(2026, 7, 1), date(2026, 8, 9)),
        (date(2026, 7, 10), date(2026, 8, 9)),
        (date(2026, 7, 11), date(2026, 8, 19)),
        (date(2026, 7, 20), date(2026, 8, 19)),
        (date(2026, 7, 21), date(2026, 8, 30)),
        (date(2026, 7, 31), date(2026, 8, 30)),
    ],
)
def test_food_of_a_periodic_invoice_counts_from_the_end_of_the_ten_days_of_delivery(
    delivered: date, longest: date
) -> None:
    sale = Sale(date(2026, 7, 31), TRADER, Trade.PERISHABLE_FOOD, is_periodic=True, delivered_on=delivered)
    assert longest_due_on(sale) == longest


@pytest.mark.parametrize(
    ("terms", "longest"),
    [
        pytest.param(Terms(75), date(2026, 8, 30), id="75 days net: 60"),
        pytest.param(Terms(60, BY_DAYS), date(2026, 8, 30), id="60 days, end of month: not the 45 of the law"),
        pytest.param(Terms(46, BY_MONTH), date(2026, 8, 30), id="46 days after the end of the month"),
        pytest.param(Terms(45, BY_DAYS), date(2026, 8, 31), id="45 days, then the end of the month"),
        pytest.param(Terms(45, BY_MONTH), date(2026, 9, 14), id="the end of the month, then 45 days"),
    ],
)
def test_what_was_agreed_says_which_longest_term_counts(terms: Terms, longest: date) -> None:
    assert longest_due_on(Sale(date(2026, 7, 1), TRADER, terms=terms)) == longest


def reported(due: date, sale: Sale) -> tuple[Concern, str] | None:
    found = excess(due, sale)
    return (found.concern, found.text) if found else None


def test_a_term_is_reported_from_the_first_day_beyond_the_longest_and_kept() -> None:
    sale = Sale(date(2026, 7, 1), TRADER, terms=Terms(60))
    assert reported(date(2026, 8, 30), sale) is None
    assert reported(date(2026, 8, 31), sale) == (
        Concern.TERM_TOO_LONG,
        "due 2026-08-31, 1 day after the latest that the law allows, 2026-08-30: kept as agreed",
    )
    assert reported(date(2099, 1, 1), Sale(FEBRUARY, CONSUMER)) is None, "where the law sets none"


def test_a_due_date_alone_that_only_a_clause_allows_is_reported_as_that() -> None:
    sale = Sale(date(2026, 7, 1), TRADER)
    assert reported(date(2026, 8, 30), sale) is None
    for due in (date(2026, 8, 31), date(2026, 9, 14)):
        assert reported(due, sale) == (
            Concern.TERM_NEEDS_CLAUSE,
            f"due {due}, over 60 days after the invoice: only a contract of 45 days end of month allows it",
        )
    too_long = reported(date(2026, 9, 15), sale)
    assert too_long
    assert too_long[0] is Concern.TERM_TOO_LONG
    agreed = Sale(date(2026, 7, 1), TRADER, terms=Terms(45, BY_MONTH))
    assert reported(date(2026, 9, 14), agreed) is None, "there the clause is known"
    hospital = Sale(date(2026, 7, 1), PUBLIC, buyer=PublicBuyer.UNDERTAKING)
    assert reported(date(2026, 8, 30), hospital) is None
