"""What a claim does with a parameter that is not confirmed, not known, or about to end."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from chalicelib.domain.parties import DebtorKind
from chalicelib.domain.statement import Concern
from chalicelib.law.known import rate_is_known
from chalicelib.law.quantity import Confidence
from chalicelib.law.watch import endings
from tests.parameters import changed
from tests.unit.test_claim import CONSUMER, DUE, ON, PUBLIC, TRADER, concerns, line, refusal


def test_an_unconfirmed_indemnity_is_left_out_unless_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    doubt(monkeypatch, "es/fixed_indemnity")
    read = date(2026, 6, 30)
    left_out = line(on=read, country="ES")
    assert (left_out.indemnity_cents, concerns(left_out)) == (0, [Concern.UNCONFIRMED])
    counted = line(on=read, country="ES", accepts_unconfirmed=True)
    assert (counted.indemnity_cents, concerns(counted)) == (4000, [Concern.UNCONFIRMED])


def test_an_unconfirmed_rate_is_refused_unless_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    doubt(monkeypatch, "es/late_payment_margin")
    assert refusal(country="ES") == [("country", "unconfirmed")]
    assert line(country="ES", accepts_unconfirmed=True).interest_cents > 0


def doubt(monkeypatch: pytest.MonkeyPatch, doubted: str) -> None:
    """As if nobody had read the values of that file."""
    changed(monkeypatch, doubted, lambda v: replace(v, confidence=Confidence.FROM_MEMORY))


@pytest.mark.parametrize(
    ("kind", "due", "on", "known"),
    [
        (TRADER, date(2026, 11, 1), date(2026, 12, 31), True),
        (TRADER, date(2026, 11, 1), date(2027, 1, 1), False),
        (CONSUMER, date(2026, 11, 1), date(2027, 1, 1), False),
        (PUBLIC, date(2026, 11, 1), date(2027, 6, 1), True),
        (PUBLIC, date(2026, 12, 30), date(2027, 6, 1), True),
        (PUBLIC, date(2026, 12, 31), date(2027, 6, 1), False),
        (TRADER, date(2026, 12, 31), date(2026, 12, 1), False),
        (TRADER, date(2014, 12, 1), date(2014, 12, 31), False),
    ],
)
def test_the_rate_of_a_claim_is_known_or_not(kind: DebtorKind, due: date, on: date, known: bool) -> None:
    assert rate_is_known("FR", kind, due, on) is known


def test_without_a_rule_no_rate_is_known() -> None:
    assert not rate_is_known("US", TRADER, DUE, ON)
    assert not rate_is_known("BE", CONSUMER, DUE, ON)


def test_parameters_are_told_sixty_days_before_they_end_and_ever_after() -> None:
    ends = date(2026, 12, 31)
    assert endings(ends - timedelta(days=61)) == ()
    soon = endings(ends - timedelta(days=60))
    assert [e.path for e in soon] == [
        "de/base_rate",
        "eu/ecb_refinancing_rate",
        "fr/legal_rate_individual_creditor",
        "fr/legal_rate_professional_creditor",
        "gb/bank_rate",
    ]
    assert {e.known_until for e in soon} == {ends}
    assert not any(e.is_over(ends) for e in soon)
    assert all(e.is_over(ends + timedelta(days=1)) for e in endings(date(2028, 1, 1)))
