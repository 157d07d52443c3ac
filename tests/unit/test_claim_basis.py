"""What a line rests on, what the creditor's choices change, and what is refused at the edges."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from chalicelib.domain.interest import IndemnityRank
from chalicelib.domain.money import Money
from chalicelib.domain.rate import Rate
from chalicelib.domain.statement import Concern, PaidLate, StatementLine
from chalicelib.law.rates import TimesLegal, of_clause
from tests.unit.test_claim import CLAIM, CONSUMER, DUE, PUBLIC, concerns, doubt, line, paid, refusal

BEFORE = IndemnityRank.BEFORE_PRINCIPAL
# From 2 May to 1 June 2026: 10 000.00 x 12.15 % x 31 / 365.
OF_MAY = 10_319


def rests_on(found: StatementLine) -> list[tuple[str, str]]:
    return [(p.path, p.value) for p in found.parameters]


def test_a_part_payment_pays_the_indemnity_at_its_rank() -> None:
    some = CLAIM.book(paid(OF_MAY + 4000))
    before = line(on=date(2026, 6, 1), invoice=some, indemnity_rank=BEFORE)
    assert (before.principal_cents, before.interest_cents, before.indemnity_cents) == (1_000_000, 0, 0)
    after = line(on=date(2026, 6, 1), invoice=some)
    assert (after.principal_cents, after.interest_cents, after.indemnity_cents) == (996_000, 0, 4000)


@pytest.mark.parametrize("choice", [PaidLate.WAIVE, PaidLate.POSTPONE])
def test_what_is_given_up_takes_nothing_from_the_principal_whatever_the_rank(choice: PaidLate) -> None:
    found = line(invoice=CLAIM.book(paid(1_000_000)), paid_late=choice, reason="kindness", indemnity_rank=BEFORE)
    assert (found.principal_cents, found.total_cents, found.left_out_cents) == (0, 0, OF_MAY + 4000)


def test_an_indemnity_that_was_paid_is_given_back_with_the_interest_when_both_are_waived() -> None:
    late = CLAIM.book(paid(1_000_000 + OF_MAY + 2681))
    found = line(invoice=late, paid_late=PaidLate.WAIVE, reason="kindness")
    assert (found.credit_cents, found.left_out_cents) == (13_000, 1319)


def test_the_reason_stands_on_what_is_waived_and_on_nothing_else() -> None:
    late = CLAIM.book(paid(1_000_000))
    assert line(invoice=late, paid_late=PaidLate.WAIVE, reason="kindness").reason == "kindness"
    assert line(invoice=late, paid_late=PaidLate.POSTPONE, reason="kindness").reason == ""


def test_a_choice_is_made_for_a_single_cent_that_came_late() -> None:
    late = CLAIM.book(paid(999_999, DUE)).book(paid(1))
    assert line(invoice=late, paid_late=PaidLate.WAIVE, reason="kindness").paid_late is PaidLate.WAIVE


def test_a_claim_in_another_currency_than_that_of_the_law_is_refused_and_one_read_from_a_file_is_not() -> None:
    assert refusal(country="GB") == [("currency", "wrong")]
    assert line(invoice=replace(CLAIM, total=Money(1_000_000, "eur".upper()))).interest_cents == 41376


def test_a_formal_notice_before_the_due_date_is_refused() -> None:
    assert refusal(kind=CONSUMER, formal_notice_on=date(2026, 4, 30)) == [("formal-notice", "wrong")]


def test_a_rate_that_is_fixed_on_the_last_day_that_is_known_holds_for_the_whole_delay() -> None:
    found = line(PUBLIC, date(2027, 3, 1), replace(CLAIM, due_on=date(2026, 12, 30)))
    assert [(s.since, s.until) for s in found.segments] == [(date(2026, 12, 31), date(2027, 3, 1))]


def test_a_payment_in_the_next_half_year_changes_nothing_of_what_a_fixed_rate_rests_on() -> None:
    found = line(PUBLIC, invoice=CLAIM.book(paid(1000, date(2026, 8, 1))))
    assert len(found.segments) == 2
    assert [(p.path, str(p.since)) for p in found.parameters if p.path.startswith("eu/")] == [
        ("eu/ecb_refinancing_rate", "2026-01-01")
    ]


def test_an_invoice_that_is_not_late_rests_on_nothing_and_warns_of_no_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    doubt(monkeypatch, "es/fixed_indemnity")
    found = line(on=DUE, country="ES")
    assert (concerns(found), rests_on(found)) == ([Concern.NOT_LATE], [])


def test_an_old_invoice_that_was_paid_in_time_needs_no_parameter() -> None:
    old = replace(CLAIM, issued_on=date(2014, 1, 1), due_on=date(2014, 12, 30))
    found = line(invoice=old.book(paid(1_000_000, date(2014, 12, 30))))
    assert (found.total_cents, rests_on(found)) == (0, [])


@pytest.mark.parametrize(
    ("accepted", "said"),
    [(False, "read in no source and left out"), (True, "read in no source and counted, as asked for")],
    ids=["left out", "accepted"],
)
def test_a_doubtful_indemnity_is_said_to_be_counted_or_not(
    monkeypatch: pytest.MonkeyPatch, accepted: bool, said: str
) -> None:
    doubt(monkeypatch, "es/fixed_indemnity")
    (caveat,) = line(country="ES", accepts_unconfirmed=accepted).caveats
    assert caveat.text.endswith(said)


def test_the_band_of_the_indemnity_is_named_and_no_other() -> None:
    pounds = replace(CLAIM, total=Money(500_000, "GBP"))
    assert [p for p in rests_on(line(invoice=pounds, country="GB")) if "indemnity" in p[0]] == [
        ("gb/fixed_indemnity_below_10000", "70")
    ]


def test_a_contract_rate_rests_on_the_legal_rate_only_when_it_is_a_multiple_of_it() -> None:
    times = line(on=date(2026, 6, 30), clause=TimesLegal(Decimal(3)))
    assert rests_on(times) == [("fr/legal_rate_professional_creditor", "2.62"), ("fr/fixed_indemnity", "40")]
    assert rests_on(line(clause=Rate.percent("12"))) == [("fr/fixed_indemnity", "40")]


def test_a_contract_rate_holds_on_every_day_that_can_be_entered() -> None:
    rates = of_clause(Rate.percent("12"))
    assert (rates.known_since, rates.known_until) == (date(2000, 1, 1), date(2099, 12, 31))
