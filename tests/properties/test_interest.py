"""What holds of late interest whatever the ledger: no day is lost or counted twice, and no payment raises the debt."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.interest import DAY, Imputation, IndemnityRank, LateInterest, late_interest
from chalicelib.domain.invoice import Entry, EntryKind, Invoice
from chalicelib.domain.money import Money
from chalicelib.domain.rate import Rate, RatePeriod, Rates

ISSUED, FIRST, LAST = date(2024, 3, 1), date(2024, 4, 1), date(2026, 12, 31)
DUE = FIRST - DAY
RATES = Rates(
    tuple(
        RatePeriod(date(year, first, 1), date(year, first + 5, 30 if first == 1 else 31), Rate.percent(rate), "test")
        for year, first, rate in [
            (2024, 1, "14.50"),
            (2024, 7, "14.25"),
            (2025, 1, "13.15"),
            (2025, 7, "12.15"),
            (2026, 1, "12.15"),
            (2026, 7, "12.40"),
        ]
    )
)
DAYS = st.dates(FIRST, LAST)
ENTRIES = st.builds(
    Entry,
    st.sampled_from(EntryKind),
    st.dates(ISSUED, LAST),
    st.builds(Money, st.integers(1, 2_000_000)),
    st.uuids().map(str),
)
# Where a cent decides: the smallest payments there are, and those about the indemnity.
CENTS = st.builds(
    Entry,
    st.sampled_from(EntryKind),
    st.dates(ISSUED, LAST),
    st.builds(Money, st.sampled_from([1, 2, 3, 3999, 4000, 4001])),
    st.uuids().map(str),
)
LEDGERS = st.builds(
    Invoice,
    st.just("i"),
    st.just("F-1"),
    st.just(ISSUED),
    st.just(DUE),
    st.builds(Money, st.integers(1, 5_000_000)),
    st.none(),
    st.lists(ENTRIES | CENTS, max_size=5).map(tuple),
)


def owed(invoice: Invoice, until: date, imputation: Imputation = Imputation.STATUTE, **more: object) -> LateInterest:
    return late_interest(invoice, RATES, FIRST, until, until, imputation=imputation, indemnity_cents=4000, **more)  # type: ignore[arg-type]


def total(found: LateInterest) -> int:
    return found.principal_cents + found.interest_cents + found.indemnity_cents - found.credit_cents


@given(LEDGERS, DAYS, st.sampled_from(Imputation))
def test_the_table_adds_up(invoice: Invoice, until: date, imputation: Imputation) -> None:
    found = owed(invoice, until, imputation)
    booked = sum(e.amount.cents for e in invoice.entries if e.on <= until)
    indemnity = found.indemnity_cents + sum(a.to_indemnity_cents for a in found.allocations)
    assert found.accrued_cents == sum(s.interest_cents for s in found.segments)
    assert total(found) == invoice.total.cents + found.accrued_cents + indemnity - booked
    assert indemnity in (0, 4000)


@given(LEDGERS, DAYS, st.sampled_from(Imputation))
def test_each_entry_is_shared_out_whole(invoice: Invoice, until: date, imputation: Imputation) -> None:
    found = owed(invoice, until, imputation)
    assert len(found.allocations) == sum(e.on <= until for e in invoice.entries)
    for a in found.allocations:
        parts = (a.to_interest_cents, a.to_indemnity_cents, a.to_principal_cents, a.over_cents)
        assert min(parts) >= 0
        assert sum(parts) == a.entry.amount.cents


@given(LEDGERS, DAYS, st.sampled_from(Imputation))
def test_nothing_is_below_zero(invoice: Invoice, until: date, imputation: Imputation) -> None:
    found = owed(invoice, until, imputation)
    assert min(found.principal_cents, found.interest_cents, found.indemnity_cents, found.credit_cents) >= 0
    assert all(s.interest_cents >= 0 and s.base_cents > 0 for s in found.segments)


@given(LEDGERS, DAYS, st.sampled_from(Imputation))
def test_segments_follow_each_other_and_no_day_stands_in_two(
    invoice: Invoice, until: date, imputation: Imputation
) -> None:
    segments = owed(invoice, until, imputation).segments
    for segment in segments:
        assert segment.days == (segment.until - segment.since).days + 1
        assert RATES.at(segment.since) == RATES.at(segment.until)
        assert segment.rate == RATES.at(segment.since).rate
        assert FIRST <= segment.since <= segment.until <= until
    for before, after in pairwise(segments):
        assert before.until < after.since


@given(LEDGERS, DAYS, DAYS, st.sampled_from(Imputation))
def test_more_days_never_cost_less(invoice: Invoice, one: date, other: date, imputation: Imputation) -> None:
    """With the same entries: they all count, whatever the day that interest stops on."""
    sooner, later = sorted((one, other))
    found = [late_interest(invoice, RATES, FIRST, until, LAST, imputation=imputation) for until in (sooner, later)]
    assert total(found[0]) <= total(found[1])


@given(LEDGERS, ENTRIES | CENTS, DAYS, st.sampled_from(Imputation), st.sampled_from(IndemnityRank), st.booleans())
def test_a_payment_never_raises_what_is_owed(
    invoice: Invoice, more: Entry, until: date, imputation: Imputation, rank: IndemnityRank, compounds: bool
) -> None:
    """Not by a cent, compounding included: what pays the indemnity alone cuts no segment, and what cuts one lessens
    what bears interest by a cent at least, which is all that the rounding can add.
    """
    with_it = replace(invoice, entries=(*invoice.entries, more))
    before = owed(invoice, until, imputation, indemnity_rank=rank, compounds_yearly=compounds)
    after = owed(with_it, until, imputation, indemnity_rank=rank, compounds_yearly=compounds)
    assert total(after) <= total(before)


@given(LEDGERS, DAYS, st.sampled_from(Imputation), st.randoms(use_true_random=False))
def test_the_order_of_the_entries_changes_no_sum(invoice: Invoice, until: date, imputation: Imputation, chance) -> None:  # type: ignore[no-untyped-def]
    shuffled = list(invoice.entries)
    chance.shuffle(shuffled)
    one, other = (owed(replace(invoice, entries=tuple(e)), until, imputation) for e in (invoice.entries, shuffled))
    assert replace(one, allocations=()) == replace(other, allocations=())


@given(st.integers(1, 5_000_000), DAYS, DAYS)
def test_splitting_a_period_changes_no_more_than_the_rounding(cents: int, middle: date, until: date) -> None:
    middle, until = sorted((middle, until))
    invoice = Invoice("i", "F-1", ISSUED, DUE, Money(cents))
    whole = late_interest(invoice, RATES, FIRST, until, until)
    first = late_interest(invoice, RATES, FIRST, middle, middle)
    second = late_interest(invoice, RATES, middle + DAY, until, until)
    assert abs(first.accrued_cents + second.accrued_cents - whole.accrued_cents) <= 1
    assert sum(s.days for s in (*first.segments, *second.segments)) == (until - FIRST).days + 1


@given(LEDGERS, DAYS)
def test_what_is_paid_by_the_due_date_bears_no_interest(invoice: Invoice, until: date) -> None:
    in_time = Entry(EntryKind.PAYMENT, DUE, invoice.total, "in time")
    found = owed(replace(invoice, entries=(*invoice.entries, in_time)), until)
    assert (found.segments, found.indemnity_cents, found.principal_cents) == ((), 0, 0)


@given(LEDGERS, DAYS)
def test_compounding_never_costs_less_than_simple_interest(invoice: Invoice, until: date) -> None:
    """But for the rounding: each full year cuts a segment in two."""
    years = (until - FIRST).days // 365
    assert total(owed(invoice, until, compounds_yearly=True)) >= total(owed(invoice, until)) - years
    if until < FIRST + timedelta(days=365):
        assert owed(invoice, until, compounds_yearly=True) == owed(invoice, until)
