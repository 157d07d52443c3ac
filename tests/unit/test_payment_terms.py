"""How long a term may be: what is longer is reported, and kept as agreed."""

from datetime import date, timedelta

import pytest

from chalicelib.domain.parties import DebtorKind
from chalicelib.domain.statement import Concern
from chalicelib.law.payment_terms import Trade, default_due_on, excess, longest_due_on
from chalicelib.law.regime import NoRule

TRADER, CONSUMER, PUBLIC = DebtorKind
FEBRUARY = date(2025, 2, 15)


def test_without_agreement_thirty_days() -> None:
    assert default_due_on(FEBRUARY) == date(2025, 3, 17)


@pytest.mark.parametrize(
    ("issued_on", "kind", "trade", "longest"),
    [
        pytest.param(FEBRUARY, TRADER, Trade.GENERAL, date(2025, 4, 30), id="45 days, then the end of the month"),
        pytest.param(date(2025, 1, 1), TRADER, Trade.GENERAL, date(2025, 3, 17), id="end of the month, then 45 days"),
        pytest.param(date(2025, 6, 30), TRADER, Trade.GENERAL, date(2025, 8, 31), id="60 days are 29 August"),
        pytest.param(FEBRUARY, TRADER, Trade.PERIODIC, FEBRUARY + timedelta(days=45), id="periodic invoices"),
        pytest.param(FEBRUARY, TRADER, Trade.TRANSPORT, FEBRUARY + timedelta(days=30), id="transport"),
        pytest.param(FEBRUARY, TRADER, Trade.PERISHABLE_FOOD, FEBRUARY + timedelta(days=30), id="perishable food"),
        pytest.param(FEBRUARY, PUBLIC, Trade.GENERAL, FEBRUARY + timedelta(days=30), id="a public buyer"),
        pytest.param(FEBRUARY, PUBLIC, Trade.PUBLIC_HEALTH, FEBRUARY + timedelta(days=50), id="a hospital"),
        pytest.param(FEBRUARY, PUBLIC, Trade.PUBLIC_UNDERTAKING, FEBRUARY + timedelta(days=60), id="an undertaking"),
        pytest.param(FEBRUARY, CONSUMER, Trade.GENERAL, None, id="a consumer"),
    ],
)
def test_the_longest_term_depends_on_debtor_and_trade(
    issued_on: date, kind: DebtorKind, trade: Trade, longest: date | None
) -> None:
    assert longest_due_on(issued_on, kind, trade) == longest
    if longest is None:
        assert excess(issued_on, date(2099, 1, 1), kind, trade) is None
        return
    assert excess(issued_on, longest, kind, trade) is None
    caveat = excess(issued_on, longest + timedelta(days=3), kind, trade)
    assert caveat is not None
    assert caveat.concern is Concern.TERM_TOO_LONG
    assert f"3 days after the latest day that the law allows, {longest}: kept as agreed" in caveat.text


@pytest.mark.parametrize(
    ("kind", "trade"), [(PUBLIC, Trade.TRANSPORT), (PUBLIC, Trade.PERIODIC), (TRADER, Trade.PUBLIC_HEALTH)]
)
def test_a_trade_of_other_debtors_has_no_rule(kind: DebtorKind, trade: Trade) -> None:
    with pytest.raises(NoRule, match=trade.value):
        longest_due_on(FEBRUARY, kind, trade)
