"""What the law gives on an invoice, and what a statement of it never leaves unsaid."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from chalicelib.domain.clause import TimesLegal
from chalicelib.domain.errors import Invalid
from chalicelib.domain.invoice import Entry, EntryKind, Invoice
from chalicelib.domain.money import Money
from chalicelib.domain.parties import DebtorKind
from chalicelib.domain.rate import Rate, RateUnknown
from chalicelib.domain.statement import Concern, PaidLate, StatementLine
from chalicelib.law.claim import Claim, line_of, statement
from chalicelib.law.contract import ClaimTerms
from chalicelib.law.quantity import NotKnown
from chalicelib.law.regime import NoRule

TRADER, CONSUMER, PUBLIC = DebtorKind
DUE, ON = date(2026, 5, 1), date(2026, 9, 1)
CLAIM = Invoice("i", "F-1", date(2026, 4, 1), DUE, Money(1_000_000))


def paid(cents: int, on: date = date(2026, 6, 1), kind: EntryKind = EntryKind.PAYMENT) -> Entry:
    return Entry(kind, on, Money(cents), f"{on} {cents}")


def line(kind: DebtorKind = TRADER, on: date = ON, invoice: Invoice = CLAIM, **options: Any) -> StatementLine:
    """With the options of the claim and those of its terms together."""
    own = {name: options.pop(name) for name in ("formal_notice_on", "paid_late", "reason") if name in options}
    return line_of(Claim(invoice, **own), kind, ClaimTerms(**options), on)


def concerns(found: StatementLine) -> list[Concern]:
    return [c.concern for c in found.caveats]


def refusal(invoice: Invoice = CLAIM, kind: DebtorKind = TRADER, **options: Any) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        line(kind, invoice=invoice, **options)
    return [(p.field, p.code) for p in refused.value.problems]


def test_a_statement_adds_its_lines_and_names_each_parameter_once() -> None:
    other = replace(CLAIM, id="j", number="F-2", total=Money(50_000))
    found = statement([Claim(CLAIM), Claim(other)], TRADER, ClaimTerms(), ON)
    assert (found.principal_cents, found.indemnity_cents) == (1_050_000, 8000)
    assert found.interest_cents == sum(x.interest_cents for x in found.lines) == 41376 + 2069
    assert found.total_cents == found.principal_cents + found.interest_cents + found.indemnity_cents
    assert (found.currency, found.day_count) == ("EUR", "ACT/365")
    assert [(p.path, p.value) for p in found.parameters] == [
        ("eu/ecb_refinancing_rate", "2.15"),
        ("eu/ecb_refinancing_rate", "2.40"),
        ("fr/late_payment_margin", "10"),
        ("fr/fixed_indemnity", "40"),
    ]
    assert all(p.source and p.link and p.law for p in found.parameters)


def test_each_invoice_has_its_own_notice_and_its_own_choice() -> None:
    later = replace(CLAIM, id="j", number="F-2", due_on=date(2026, 7, 1))
    noticed = [Claim(CLAIM, date(2026, 6, 1)), Claim(later, date(2026, 8, 1)), Claim(later)]
    found = statement(noticed, CONSUMER, ClaimTerms(), ON)
    assert [x.starts_on for x in found.lines] == [date(2026, 6, 2), date(2026, 8, 2), None]
    settled = CLAIM.book(paid(1_000_000))
    chosen = [Claim(settled, paid_late=PaidLate.WAIVE, reason="kindness"), Claim(settled)]
    assert [x.left_out_cents > 0 for x in statement(chosen, TRADER, ClaimTerms(), ON).lines] == [True, False]


def test_a_rate_that_is_fixed_at_the_start_rests_on_the_value_of_that_half_year_alone() -> None:
    found = line(PUBLIC)
    assert [(p.path, str(p.since)) for p in found.parameters if p.path.startswith("eu/")] == [
        ("eu/ecb_refinancing_rate", "2026-01-01")
    ]


def test_what_was_booked_is_told_apart() -> None:
    both = CLAIM.book(paid(10_000)).book(paid(5_000, kind=EntryKind.CREDIT_NOTE))
    found = line(invoice=both)
    assert (found.payments_cents, found.credit_notes_cents) == (10_000, 5_000)


@pytest.mark.parametrize(
    ("invoice", "faults"),
    [
        (replace(CLAIM, total=Money(0)), [("principal", "wrong")]),
        (replace(CLAIM, total=Money(-5)), [("principal", "wrong")]),
        (replace(CLAIM, due_on=date(2026, 3, 31)), [("due", "wrong")]),
        (replace(CLAIM, entries=(paid(0),)), [("payment", "wrong")]),
        (replace(CLAIM, entries=(paid(-1, kind=EntryKind.CREDIT_NOTE),)), [("credit-note", "wrong")]),
        (replace(CLAIM, entries=(paid(1, date(2026, 3, 31)),)), [("payment", "wrong")]),
        (replace(CLAIM, entries=(Entry(EntryKind.PAYMENT, DUE, Money(5, "GBP"), "x"),)), [("payment", "currency")]),
        (replace(CLAIM, total=Money(5, "GBP")), [("currency", "wrong")]),
    ],
    ids=[
        "zero",
        "negative",
        "due before issue",
        "a payment of zero",
        "a negative note",
        "before issue",
        "other",
        "pounds",
    ],
)
def test_a_ledger_that_no_invoice_can_have_is_refused_by_its_field(
    invoice: Invoice, faults: list[tuple[str, str]]
) -> None:
    assert refusal(invoice) == faults


def test_choices_that_the_law_does_not_know_are_refused() -> None:
    assert refusal(kind=CONSUMER, clause=Rate.percent("10")) == [("rate", "wrong")]
    assert refusal(kind=PUBLIC, clause=TimesLegal(Decimal(3))) == [("rate", "wrong")]
    assert refusal(country="DE", clause=TimesLegal(Decimal(3))) == [("rate", "wrong")], "the legal rate is French"
    assert refusal(kind=CONSUMER, formal_notice_on=DUE) == [("formal-notice", "wrong")]
    assert refusal(paid_late=PaidLate.WAIVE, reason=" ") == [("reason", "missing")]
    for country, kind in (("US", TRADER), ("DE", CONSUMER), ("BE", PUBLIC)):
        with pytest.raises(NoRule):
            line(kind, country=country)


def test_days_before_the_first_that_is_known_are_refused() -> None:
    old = replace(CLAIM, issued_on=date(2014, 1, 1), due_on=date(2014, 12, 30))
    with pytest.raises(NotKnown, match=r"fr/fixed_indemnity\.yaml: not known on 2014-12-31"):
        line(invoice=old)
    older = replace(old, due_on=date(2014, 12, 1))
    with pytest.raises(RateUnknown, match="no rate is known for 2014-12-11"):
        line(CONSUMER, invoice=older, formal_notice_on=date(2014, 12, 10))


@pytest.mark.parametrize("kind", DebtorKind)
def test_a_debt_that_is_late_only_in_an_unknown_half_year_bears_no_interest_yet_and_says_so(kind: DebtorKind) -> None:
    late = replace(CLAIM, due_on=date(2026, 12, 31))
    found = line(kind, date(2027, 3, 1), late, formal_notice_on=date(2027, 1, 15))
    assert (found.segments, found.interest_cents, found.stops_on) == ((), 0, None)
    assert Concern.RATE_UNKNOWN in concerns(found)
    assert found.indemnity_cents == (0 if kind is CONSUMER else 4000)


def test_a_fixed_rate_needs_no_later_half_year() -> None:
    found = line(PUBLIC, date(2027, 3, 1))
    assert concerns(found) == []
    assert found.segments[-1].until == date(2027, 3, 1)


def test_a_payment_after_the_last_known_day_counts_and_what_it_costs_until_then_is_said_to_be_unknown() -> None:
    found = line(on=date(2027, 3, 1), invoice=CLAIM.book(paid(2_000_000, date(2027, 2, 1))))
    assert (found.principal_cents, found.interest_cents, found.total_cents) == (0, 0, 0)
    assert found.unknown_since == date(2027, 1, 1)
    assert concerns(found) == [Concern.RATE_UNKNOWN]
    assert found.credit_cents == 0, "what was paid beyond the known sums may have paid the unknown one"
    assert "the interest from 2027-01-01 on is in no sum here" in found.caveats[0].text


@pytest.mark.parametrize(
    ("paid_on", "unknown"),
    [
        (date(2026, 12, 30), None),
        (date(2026, 12, 31), None),
        (date(2027, 1, 1), date(2027, 1, 1)),
        (date(2027, 2, 1), date(2027, 1, 1)),
    ],
)
def test_a_principal_that_was_paid_by_the_last_known_day_waits_for_no_rate(paid_on: date, unknown: date | None) -> None:
    settled = CLAIM.book(paid(2_000_000, paid_on))
    found = line(on=date(2027, 3, 1), invoice=settled)
    assert found.unknown_since == unknown
    assert bool(found.credit_cents) is (unknown is None)
    assert line(on=date(2026, 12, 31), invoice=settled).unknown_since is None, "the day asked for is known"
    assert line(on=date(2027, 1, 1), invoice=settled).unknown_since == unknown


def test_a_credit_note_of_the_first_unknown_morning_leaves_nothing_to_bear_interest() -> None:
    note = paid(2_000_000, date(2027, 1, 1), EntryKind.CREDIT_NOTE)
    assert line(on=date(2027, 3, 1), invoice=CLAIM.book(note)).unknown_since is None


def test_what_is_late_only_beyond_what_is_known_and_paid_there_says_so() -> None:
    late = replace(CLAIM, due_on=date(2026, 12, 31)).book(paid(1_000_000, date(2027, 6, 15)))
    found = line(on=date(2027, 6, 30), invoice=late)
    assert (found.unknown_since, found.indemnity_cents) == (date(2027, 1, 1), 4000)
    put_off = line(on=date(2027, 6, 30), invoice=late, paid_late=PaidLate.POSTPONE)
    assert Concern.RATE_UNKNOWN in concerns(put_off)


def test_nothing_is_unknown_before_interest_starts() -> None:
    found = line(CONSUMER, date(2027, 2, 1), formal_notice_on=date(2027, 3, 1))
    assert found.unknown_since is None
    assert concerns(found) == [Concern.NO_FORMAL_NOTICE]
    assert "no interest before 2027-03-02" in found.caveats[0].text


@pytest.mark.parametrize(
    ("rate", "warned"), [("8.25", ["2026-01-01"]), ("7.86", []), ("7.85", ["2026-01-01"])], ids=["over", "at", "under"]
)
def test_a_contract_rate_is_held_against_the_floor_of_its_half_year(rate: str, warned: list[str]) -> None:
    found = line(on=date(2026, 6, 30), clause=Rate.percent(rate))
    said = [c.text for c in found.caveats if c.concern is Concern.CONTRACT_BELOW_FLOOR]
    assert bool(said) is (rate == "7.85")
    assert all("7.86 %, three times the legal rate of the half-year from 2026-01-01" in text for text in said)


def test_the_floor_of_each_half_year_is_told_once() -> None:
    later = CLAIM.book(paid(1000, date(2026, 8, 1)))
    said = concerns(line(invoice=later, clause=Rate.percent("5")))
    assert said == [Concern.CONTRACT_BELOW_FLOOR] * 2


def test_the_floor_of_the_last_known_day_is_known() -> None:
    assert concerns(line(on=date(2026, 12, 31), clause=Rate.percent("12"))) == []


def test_the_floor_beyond_what_is_known_is_told_as_unknown() -> None:
    found = line(on=date(2027, 2, 1), clause=Rate.percent("12"))
    assert concerns(found) == [Concern.FLOOR_UNKNOWN]
    assert found.segments[-1].until == date(2027, 2, 1), "the contract's own rate is known"


def test_a_contract_rate_abroad_is_not_checked_and_says_so() -> None:
    assert concerns(line(country="DE", clause=Rate.percent("5"))) == [Concern.NO_FLOOR_CHECKED]


def test_a_rate_of_zero_is_a_stated_result() -> None:
    found = line(clause=Rate(0))
    assert (found.interest_cents, found.indemnity_cents) == (0, 4000)
    assert found.segments
    assert concerns(found) == [Concern.CONTRACT_BELOW_FLOOR] * 2


def test_no_interest_is_compounded_under_a_contract_rate() -> None:
    old = replace(CLAIM, issued_on=date(2024, 1, 1), due_on=date(2024, 5, 1))
    found = line(invoice=old, country="NL", clause=Rate.percent("10"))
    assert {s.base_cents for s in found.segments} == {1_000_000}


def test_an_invoice_paid_in_time_has_no_choice_to_make() -> None:
    found = line(invoice=CLAIM.book(paid(1_000_000, DUE)), paid_late=PaidLate.WAIVE, reason="kindness")
    assert (found.paid_late, found.reason, found.left_out_cents) == (PaidLate.CLAIM, "", 0)


def test_an_invoice_that_is_still_owed_is_claimed_whatever_was_chosen_for_those_paid_late() -> None:
    found = line(paid_late=PaidLate.WAIVE, reason="kindness")
    assert (found.paid_late, found.interest_cents) == (PaidLate.CLAIM, 41376)
    assert concerns(found) == [Concern.CHOICE_WAITS]
    for early in (DUE - timedelta(days=1), date(2026, 5, 1)):
        assert concerns(line(on=early, paid_late=PaidLate.POSTPONE)) == [Concern.NOT_LATE]


def test_what_is_waived_is_given_back_where_it_was_paid_already() -> None:
    late = CLAIM.book(paid(1_005_000))
    claimed, waived = line(invoice=late), line(invoice=late, paid_late=PaidLate.WAIVE, reason="kindness")
    assert claimed.credit_cents == 0
    assert waived.credit_cents == 5000
    assert waived.total_cents == 0
    assert concerns(waived) == [Concern.CREDIT, Concern.WAIVED, Concern.WAIVED_ORDER]
    # All that lateness cost: what is still owed of it and what was paid of it already.
    assert waived.left_out_cents == waived.accrued_cents + 4000
    assert f"{waived.left_out_cents // 100}.{waived.left_out_cents % 100:02d} EUR are waived" in waived.caveats[1].text


@pytest.mark.parametrize("kind", EntryKind)
def test_a_credit_says_what_is_true_whether_it_was_paid_or_credited(kind: EntryKind) -> None:
    (said,) = line(on=DUE + timedelta(days=1), invoice=CLAIM.book(paid(1_000_500, DUE, kind))).caveats
    assert (said.concern, said.text) == (
        Concern.CREDIT,
        "5.00 EUR were booked beyond what is owed: a credit of the debtor",
    )


def test_nobody_waives_for_a_public_buyer_without_being_told() -> None:
    found = line(PUBLIC, invoice=CLAIM.book(paid(1_000_000)), paid_late=PaidLate.WAIVE, reason="kindness")
    assert Concern.PUBLIC_WAIVER in concerns(found)
