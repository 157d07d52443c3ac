"""Late interest where no law of a country is needed to see it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from chalicelib.domain.interest import (
    DAY,
    Imputation,
    IndemnityRank,
    LateInterest,
    late_interest,
    owed_on,
    owed_on_the_morning_of,
)
from chalicelib.domain.invoice import Entry, EntryKind, Invoice
from chalicelib.domain.money import Money
from chalicelib.domain.parties import DebtorKind
from chalicelib.domain.rate import Rate, RatePeriod, Rates
from chalicelib.law.claim import Claim, line_of
from chalicelib.law.contract import ClaimTerms

TEN = Rates((RatePeriod(date(2020, 1, 1), date(2029, 12, 31), Rate.percent("10"), "test"),))
CLAIM = Invoice("i", "F-1", date(2020, 12, 1), date(2020, 12, 31), Money(1_000_000))
STARTS = date(2021, 1, 1)


def test_the_interest_of_each_full_year_bears_interest_when_it_compounds() -> None:
    until = date(2025, 1, 10)
    found = late_interest(CLAIM, TEN, STARTS, until, until, compounds_yearly=True)
    assert [(s.since, s.until, s.base_cents, s.interest_cents) for s in found.segments] == [
        (date(2021, 1, 1), date(2021, 12, 31), 1_000_000, 100_000),
        (date(2022, 1, 1), date(2022, 12, 31), 1_100_000, 110_000),
        (date(2023, 1, 1), date(2023, 12, 31), 1_210_000, 121_000),
        (date(2024, 1, 1), date(2024, 12, 31), 1_331_000, 133_465),
        (date(2025, 1, 1), date(2025, 1, 10), 1_464_465, 4_012),
    ]


def test_years_that_began_on_29_february_are_full_on_the_last_of_february_however_many_they_are() -> None:
    first, until = date(2020, 2, 29), date(2025, 3, 1)
    found = late_interest(CLAIM, TEN, first, until, until, compounds_yearly=True)
    assert [s.since for s in found.segments] == [
        first,
        date(2021, 3, 1),
        date(2022, 3, 1),
        date(2023, 3, 1),
        date(2024, 2, 29),
        date(2025, 3, 1),
    ]


def test_nothing_is_owed_and_never_less_when_too_much_was_paid_in_time() -> None:
    too_much = replace(CLAIM, entries=(paid(1_500_000, date(2020, 12, 30)),))
    assert [of(too_much, STARTS) for of in (owed_on, owed_on_the_morning_of)] == [0, 0]


def test_no_indemnity_is_owed_when_none_was_asked_for() -> None:
    assert late_interest(CLAIM, TEN, STARTS, STARTS, STARTS).indemnity_cents == 0


def paid(cents: int, on: date, kind: EntryKind = EntryKind.PAYMENT) -> Entry:
    return Entry(kind, on, Money(cents), f"{on} {cents} {kind}")


def compounded(
    *entries: Entry,
    imputation: Imputation = Imputation.PRINCIPAL_FIRST,
    rank: IndemnityRank = IndemnityRank.BEFORE_PRINCIPAL,
    until: date = date(2022, 3, 31),
    as_of: date = date(2022, 3, 31),
) -> LateInterest:
    return late_interest(
        replace(CLAIM, entries=entries),
        TEN,
        STARTS,
        until,
        as_of,
        imputation=imputation,
        indemnity_cents=4000,
        indemnity_rank=rank,
        compounds_yearly=True,
    )


IN_JULY = date(2021, 7, 1)


def test_what_pays_the_indemnity_alone_cuts_no_segment_and_raises_nothing() -> None:
    without = compounded()
    for cents in (1, 3999, 4000):
        found = compounded(paid(cents, IN_JULY))
        assert found.segments == without.segments
        assert (found.indemnity_cents, found.allocations[0].to_indemnity_cents) == (4000 - cents, cents)
        assert (found.principal_cents, found.interest_cents) == (without.principal_cents, without.interest_cents)


def test_two_payments_of_the_indemnity_cut_where_it_is_used_up() -> None:
    found = compounded(paid(3000, IN_JULY), paid(1000, date(2021, 8, 1)), paid(1, date(2021, 9, 1)))
    assert [(s.since, s.base_cents) for s in found.segments][:2] == [(STARTS, 1_000_000), (date(2021, 9, 2), 999_999)]


@pytest.mark.parametrize(
    ("entry", "options"),
    [
        (paid(4001, IN_JULY), {}),
        (paid(1, IN_JULY), {"imputation": Imputation.STATUTE}),
        (paid(1, IN_JULY), {"rank": IndemnityRank.AFTER_PRINCIPAL}),
        (paid(1, IN_JULY, EntryKind.CREDIT_NOTE), {}),
    ],
    ids=["beyond the indemnity", "interest first", "the principal first", "a credit note"],
)
def test_what_pays_anything_else_cuts_the_segment_where_it_is_paid(entry: Entry, options: dict[str, Any]) -> None:
    first = compounded(entry, **options).segments[0]
    assert first.until == (IN_JULY if entry.kind is EntryKind.PAYMENT else IN_JULY - DAY)


def test_the_indemnity_can_be_paid_on_the_last_day_and_after_it() -> None:
    """The base that would bear interest next is that of the morning after the last day, with the interest of a year."""
    for on in (date(2021, 12, 31), date(2022, 1, 1), date(2022, 2, 1)):
        found = compounded(paid(4000, on), until=date(2021, 12, 31), as_of=date(2022, 3, 31))
        assert (found.base_after_cents, found.interest_cents) == (1_100_000, 100_000)
        assert (found.indemnity_cents, [s.days for s in found.segments]) == (0, [365])


def test_a_cent_of_the_indemnity_never_raises_what_is_owed_in_the_netherlands() -> None:
    """A segment cut in two may be rounded up by a cent, which would bear interest of its own after a year."""
    dutch = Invoice("i", "F-1", date(2024, 5, 1), date(2024, 6, 9), Money(1_000_000))
    terms = ClaimTerms(
        country="NL", imputation=Imputation.PRINCIPAL_FIRST, indemnity_rank=IndemnityRank.BEFORE_PRINCIPAL
    )
    first, more = paid(2, date(2024, 5, 24)), paid(1, date(2026, 2, 23))
    totals = [
        line_of(Claim(replace(dutch, entries=e)), DebtorKind.TRADER, terms, date(2026, 12, 31)).total_cents
        for e in ((first,), (first, more))
    ]
    assert totals[1] == totals[0] - 1


def test_what_was_paid_in_the_evening_is_counted_before_the_credit_note_of_the_next_morning() -> None:
    note, evening = paid(600_000, date(2021, 2, 2), EntryKind.CREDIT_NOTE), paid(500_000, date(2021, 2, 1))
    for entries in ((note, evening), (evening, note)):
        found = compounded(*entries, imputation=Imputation.STATUTE)
        assert [(a.entry.kind, a.to_principal_cents) for a in found.allocations] == [
            (EntryKind.PAYMENT, 500_000 - 8767 - 4000),
            (EntryKind.CREDIT_NOTE, 512_767),
        ]
