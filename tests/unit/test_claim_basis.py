"""What a line rests on, what the creditor's choices change, and what is refused at the edges."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from chalicelib.domain.clause import LegalRateOf, TimesLegal
from chalicelib.domain.interest import IndemnityRank
from chalicelib.domain.invoice import Entry, EntryKind
from chalicelib.domain.money import Money
from chalicelib.domain.parties import DebtorKind
from chalicelib.domain.rate import Rate
from chalicelib.domain.statement import Concern, PaidLate, StatementLine
from chalicelib.law import reader
from chalicelib.law.claim import Claim, statement
from chalicelib.law.contract import ClaimTerms
from chalicelib.law.limitation_periods import limitation_of
from chalicelib.law.quantity import Quantity
from chalicelib.law.rates import FloorBinds, of_clause
from chalicelib.law.reader import ParameterFault
from chalicelib.law.regime import LEGAL_RATE
from chalicelib.law.trade import Trade
from tests.parameters import changed, uncached
from tests.unit.test_claim import CLAIM, CONSUMER, DUE, PUBLIC, TRADER, concerns, line, paid, refusal
from tests.unit.test_claim_parameters import doubt

BEFORE = IndemnityRank.BEFORE_PRINCIPAL
WAIVE = PaidLate.WAIVE
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


def test_what_is_given_up_takes_nothing_from_the_principal_whatever_the_rank() -> None:
    found = line(invoice=CLAIM.book(paid(1_000_000)), paid_late=WAIVE, reason="kindness", indemnity_rank=BEFORE)
    assert (found.principal_cents, found.total_cents, found.left_out_cents) == (0, 0, OF_MAY + 4000)


def test_an_indemnity_that_was_paid_is_given_back_with_the_interest_when_both_are_waived() -> None:
    late = CLAIM.book(paid(1_000_000 + OF_MAY + 2681))
    found = line(invoice=late, paid_late=PaidLate.WAIVE, reason="kindness")
    assert (found.credit_cents, found.left_out_cents) == (13_000, OF_MAY + 4000)


def test_what_is_waived_and_what_is_given_back_are_sums() -> None:
    some_paid = line(invoice=CLAIM.book(paid(1_000_000 + 10_001)), paid_late=PaidLate.WAIVE, reason="kindness")
    assert (some_paid.left_out_cents, some_paid.credit_cents) == (OF_MAY + 4000, 10_001)
    beyond = line(invoice=CLAIM.book(paid(1_000_000 + OF_MAY + 4000 + 3000)), paid_late=PaidLate.WAIVE, reason="x")
    assert (beyond.left_out_cents, beyond.credit_cents) == (OF_MAY + 4000, OF_MAY + 4000 + 3000)


@pytest.mark.parametrize(("pounds", "sum_of"), [(99_999, 4000), (100_000, 7000), (999_999, 7000), (1_000_000, 10_000)])
def test_a_band_of_the_british_sum_begins_with_its_first_pound(pounds: int, sum_of: int) -> None:
    assert line(invoice=replace(CLAIM, total=Money(pounds, "GBP")), country="GB").indemnity_cents == sum_of


def test_the_sum_is_that_of_what_is_owed_on_the_first_day_of_delay() -> None:
    late = replace(CLAIM, total=Money(100_000, "GBP"))
    note = Entry(EntryKind.CREDIT_NOTE, DUE + timedelta(days=1), Money(10_000, "GBP"), "n")
    assert line(invoice=late.book(note), country="GB").indemnity_cents == 4000, "900.00 bear interest from that day"
    paid_late = Entry(EntryKind.PAYMENT, DUE + timedelta(days=1), Money(10_000, "GBP"), "p")
    assert line(invoice=late.book(paid_late), country="GB").indemnity_cents == 7000
    whole = line(invoice=CLAIM.book(replace(note, amount=Money(1_000_000))), paid_late=PaidLate.WAIVE, reason="x")
    assert (whole.indemnity_cents, rests_on(whole), whole.paid_late) == (0, [], PaidLate.CLAIM)


def test_where_all_that_lateness_cost_is_waived_a_credit_is_certain_also_beyond_what_is_known() -> None:
    beyond = CLAIM.book(paid(1_100_000, date(2027, 1, 20)))
    waived = line(on=date(2027, 2, 1), invoice=beyond, paid_late=PaidLate.WAIVE, reason="kindness")
    said = [Concern.RATE_UNKNOWN, Concern.CREDIT, Concern.WAIVED, Concern.WAIVED_ORDER]
    assert (waived.credit_cents, concerns(waived)) == (100_000, said)
    for choice in (PaidLate.CLAIM, PaidLate.POSTPONE):
        assert line(on=date(2027, 2, 1), invoice=beyond, paid_late=choice).credit_cents == 0


def test_a_raised_rate_is_known_as_long_as_both_that_it_is_taken_from(monkeypatch: pytest.MonkeyPatch) -> None:
    read = reader.quantity

    def shorter(path: str) -> Quantity:
        found = read(path)
        return replace(found, values=found.values[:-1]) if path == LEGAL_RATE else found

    monkeypatch.setattr(reader, "quantity", shorter)
    uncached(monkeypatch)
    raised = line(floor_binds=FloorBinds.DEFAULT_TOO)
    assert (raised.stops_on, raised.unknown_since) == (date(2026, 6, 30), date(2026, 7, 1))
    assert (line().unknown_since, concerns(line())) == (None, []), "the default rate is held against no unknown floor"


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
    (caveat,) = line(on=date(2026, 6, 30), country="ES", accepts_unconfirmed=accepted).caveats
    assert caveat.text.endswith(said)


def test_the_band_of_the_indemnity_is_named_and_no_other() -> None:
    pounds = replace(CLAIM, total=Money(500_000, "GBP"))
    assert [p for p in rests_on(line(invoice=pounds, country="GB")) if "indemnity" in p[0]] == [
        ("gb/fixed_indemnity_below_10000", "70")
    ]


def test_a_contract_rate_rests_on_the_floor_that_it_is_held_against() -> None:
    floor = [("fr/legal_rate_professional_creditor", "2.62"), ("fr/contract_rate_floor", "3")]
    assert rests_on(line(on=date(2026, 6, 30), clause=TimesLegal(Decimal(3)))) == [*floor, ("fr/fixed_indemnity", "40")]
    both = rests_on(line(clause=Rate.percent("12")))
    assert both == [floor[0], ("fr/legal_rate_professional_creditor", "2.75"), floor[1], ("fr/fixed_indemnity", "40")]
    assert rests_on(line(country="DE", clause=Rate.percent("12"))) == [("de/fixed_indemnity", "40")]


LATE_2023 = replace(CLAIM, issued_on=date(2023, 11, 1), due_on=date(2023, 12, 31))


def test_times_the_legal_rate_is_that_of_each_half_year_or_that_of_the_first_day() -> None:
    def rates(of: LegalRateOf) -> list[str]:
        return [str(s.rate) for s in line(invoice=LATE_2023, clause=TimesLegal(Decimal(3), of)).segments]

    assert rates(LegalRateOf.EACH_HALF_YEAR) == ["15.21", "14.76", "11.13", "8.28", "7.86", "8.25"]
    assert rates(LegalRateOf.START) == ["15.21"]
    start = line(invoice=LATE_2023, clause=TimesLegal(Decimal(3), LegalRateOf.START))
    assert "is read as the rate of the first day of interest" in start.caveats[0].text


def test_the_floor_binds_clauses_and_where_that_is_chosen_the_default_rate_too() -> None:
    by_text = line(invoice=LATE_2023)
    assert [str(s.rate) for s in by_text.segments] == ["14.50", "14.25", "13.15", "12.15", "12.15", "12.40"]
    assert concerns(by_text) == [Concern.DEFAULT_BELOW_FLOOR] * 2
    raised = line(invoice=LATE_2023, floor_binds=FloorBinds.DEFAULT_TOO)
    assert [str(s.rate) for s in raised.segments] == ["15.21", "14.76", "13.15", "12.15", "12.15", "12.40"]
    assert raised.segments[0].source == "3 x fr/legal_rate_professional_creditor 5.07"
    assert concerns(raised) == []
    assert ("fr/contract_rate_floor", "3") in rests_on(raised)
    # Neither a contract's rate nor that of another country or debtor is raised.
    for options in ({"clause": Rate.percent("5")}, {"country": "DE"}):
        assert line(invoice=LATE_2023, **options, floor_binds=FloorBinds.DEFAULT_TOO).segments == (
            line(invoice=LATE_2023, **options).segments
        )
    assert line(PUBLIC, invoice=LATE_2023, floor_binds=FloorBinds.DEFAULT_TOO).segments == (
        line(PUBLIC, invoice=LATE_2023).segments
    )


def test_the_margin_of_a_half_year_is_the_one_that_held_on_its_first_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the eleventh point had come with the second half of 2026."""
    read = reader.quantity

    def changed_in_july(path: str) -> Quantity:
        found = read(path)
        if path not in ("fr/late_payment_margin", "be/rate_rounding"):
            return found
        (value,) = found.values
        later = replace(value, since=date(2026, 7, 1), value=value.value + 1)
        return replace(found, values=(replace(value, known_until=date(2026, 6, 30)), later))

    monkeypatch.setattr(reader, "quantity", changed_in_july)
    uncached(monkeypatch)
    assert [str(s.rate) for s in line().segments] == ["12.15", "13.40"]
    assert [str(s.rate) for s in line(country="BE").segments] == ["10.50", "10.50"]
    assert rests_on(line())[2:4] == [("fr/late_payment_margin", "10"), ("fr/late_payment_margin", "11")]
    assert "be/rate_rounding 1.5" in line(country="BE").segments[1].source


def test_a_statement_names_what_any_of_its_lines_rests_on() -> None:
    later = replace(CLAIM, id="j", number="F-2", due_on=date(2026, 7, 1))
    found = statement([Claim(later), Claim(CLAIM)], TRADER, ClaimTerms(), date(2026, 9, 1))
    assert [p.value for p in found.parameters if p.path == "eu/ecb_refinancing_rate"] == ["2.40", "2.15"]


def test_what_a_notice_gives_as_a_mere_reference_is_derived_and_what_it_gives_whole_is_not() -> None:
    italian = replace(CLAIM, issued_on=date(2024, 5, 1), due_on=date(2024, 6, 29))
    found = line(invoice=italian, country="IT", on=date(2025, 12, 31))
    assert [(str(s.since), s.is_derived) for s in found.segments] == [
        ("2024-06-30", True),
        ("2024-07-01", False),
        ("2025-01-01", True),
        ("2025-07-01", True),
    ]
    (said,) = found.caveats
    assert said.concern is Concern.RATE_DERIVED
    assert "2024-06-30 to 2024-06-30, 2025-01-01 to 2025-06-30, 2025-07-01 to 2025-12-31" in said.text


def test_a_rate_that_rests_on_a_derived_value_is_derived(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not any(s.is_derived for s in line(country="DE").segments)
    changed(monkeypatch, "de/base_rate", lambda v: replace(v, is_derived=True))
    assert all(s.is_derived for s in line(country="DE").segments)


def test_nothing_is_computed_where_a_notice_and_the_formula_disagree(monkeypatch: pytest.MonkeyPatch) -> None:
    changed(monkeypatch, "es/published_rate", lambda v: replace(v, value=v.value + 1))
    with pytest.raises(ParameterFault, match=r"es/published_rate\.yaml: .* but the formula gives"):
        line(country="ES")


@pytest.mark.parametrize(
    ("kind", "trade", "path"),
    [(TRADER, Trade.TELECOM, "fr/limitation_telecom"), (TRADER, Trade.UNKNOWN, "fr/limitation_trader")],
)
def test_the_shorter_of_two_periods_counts_whichever_it_is(
    monkeypatch: pytest.MonkeyPatch, kind: DebtorKind, trade: Trade, path: str
) -> None:
    whole = limitation_of(DUE, DUE, kind, trade)
    changed(monkeypatch, "fr/limitation_telecom", lambda v: replace(v, value=Decimal(9)))
    changed(monkeypatch, "fr/limitation_trader", lambda v: replace(v, value=Decimal("0")))
    assert limitation_of(DUE, DUE, kind, trade).parameter == "fr/limitation_trader" != whole.parameter


def test_a_period_that_nobody_has_read_is_a_hypothesis(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not limitation_of(DUE, DUE, TRADER, Trade.GENERAL).is_hypothesis
    doubt(monkeypatch, "fr/limitation_trader")
    assert limitation_of(DUE, DUE, TRADER, Trade.GENERAL).is_hypothesis


def test_a_contract_rate_holds_on_every_day_that_can_be_entered() -> None:
    rates = of_clause(Rate.percent("12"))
    assert (rates.known_since, rates.known_until) == (date(2000, 1, 1), date(2099, 12, 31))
