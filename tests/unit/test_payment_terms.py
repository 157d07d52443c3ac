"""How long a term may be: what is longer is reported, and kept as agreed."""

from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.domain.parties import DebtorKind
from chalicelib.domain.statement import Concern
from chalicelib.law.payment_terms import PublicBuyer, default_due_on, excess, longest_due_on
from chalicelib.law.trade import Trade

TRADER, CONSUMER, PUBLIC = DebtorKind
FEBRUARY = date(2025, 2, 15)


def test_without_agreement_thirty_days() -> None:
    assert default_due_on(FEBRUARY) == date(2025, 3, 17)


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
    assert longest_due_on(issued_on, kind, **of) == longest


def test_a_term_is_reported_from_the_first_day_beyond_the_longest_and_kept() -> None:
    longest = date(2025, 4, 30)
    assert excess(longest, longest) is None
    assert excess(date(2099, 1, 1), None) is None, "where the law sets none"
    caveat = excess(longest + timedelta(days=1), longest)
    assert caveat is not None
    assert caveat.concern is Concern.TERM_TOO_LONG
    assert caveat.text == "due 2025-05-01, 1 day after the latest that the law allows, 2025-04-30: kept as agreed"
