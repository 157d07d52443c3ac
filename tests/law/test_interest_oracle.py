"""The engine and a naive walk over every day agree, to the cent and segment by segment, on random ledgers."""

import os
import random
from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from chalicelib.domain.interest import Imputation, IndemnityRank, late_interest
from chalicelib.domain.invoice import Entry, EntryKind, Invoice
from chalicelib.domain.money import Money
from chalicelib.domain.parties import DebtorKind
from chalicelib.domain.rate import Rate, RatePeriod, Rates
from chalicelib.law.claim import Claim, line_of
from chalicelib.law.contract import ClaimTerms
from chalicelib.law.rates import statutory
from chalicelib.law.regime import COUNTRIES, regime_of
from tests.law.naive import first_day_of_delay, naive_interest

LEDGERS = 10_000
FIRST = date(2023, 1, 1)


def half_years(chance: random.Random) -> Rates:
    periods = []
    for year in range(2023, 2027):
        for since, until in ((date(year, 1, 1), date(year, 6, 30)), (date(year, 7, 1), date(year, 12, 31))):
            periods.append(
                RatePeriod(since, until, Rate(chance.choice([0, 1, 20_000, 121_500, 124_000, 999_999])), "t")
            )
    return Rates(tuple(periods))


@dataclass
class Situation:
    invoice: Invoice
    rates: Rates
    starts_on: date
    stops_on: date
    as_of: date
    imputation: Imputation
    rank: IndemnityRank
    indemnity: int
    compounds_yearly: bool


def situation(seed: int) -> Situation:
    chance = random.Random(seed)
    issued_on = FIRST + timedelta(days=chance.randrange(500))
    due_on = issued_on + timedelta(days=chance.choice([0, 1, 30, 45, 60, 180]))
    as_of = min(due_on + timedelta(days=chance.choice([-5, 0, 1, 2, 30, 200, 700, 1200])), date(2026, 12, 31))
    total = chance.choice([1, 99, 10_000, 128_450, 10_000_000, chance.randrange(1, 5_000_000)])
    span = max(1, (as_of - issued_on).days + 20)
    entries = tuple(
        Entry(
            chance.choice(list(EntryKind)),
            issued_on + timedelta(days=chance.randrange(span)),
            Money(chance.choice([1, 4000, total, total // 2 + 1, chance.randrange(1, total + 2)])),
            f"e{n}",
        )
        for n in range(chance.randrange(6))
    )
    starts_on = due_on + timedelta(days=chance.choice([1, 1, 1, 40]))
    stops_on = min(as_of, date(2026, 6, 30)) if chance.random() < 0.1 else as_of
    return Situation(
        Invoice("i", "F-1", issued_on, due_on, Money(total), entries=entries),
        half_years(chance),
        starts_on,
        stops_on,
        as_of,
        chance.choice(list(Imputation)),
        chance.choice(list(IndemnityRank)),
        chance.choice([0, 4000]),
        chance.random() < 0.3,
    )


def assert_agreement(seed: int) -> None:
    s = situation(seed)
    found = late_interest(
        s.invoice,
        s.rates,
        s.starts_on,
        s.stops_on,
        s.as_of,
        imputation=s.imputation,
        indemnity_cents=s.indemnity,
        indemnity_rank=s.rank,
        compounds_yearly=s.compounds_yearly,
    )
    diary = naive_interest(
        s.invoice,
        s.rates,
        s.starts_on,
        s.stops_on,
        s.as_of,
        interest_first=s.imputation is Imputation.STATUTE,
        indemnity=s.indemnity,
        indemnity_before_principal=s.rank is IndemnityRank.BEFORE_PRINCIPAL,
        compounds_yearly=s.compounds_yearly,
    )
    segments = [(x.since, x.until, x.base_cents, x.interest_cents) for x in found.segments]
    assert segments == diary.segments, (seed, s)
    sums = (found.principal_cents, found.interest_cents, found.indemnity_cents, found.credit_cents, found.accrued_cents)
    assert sums == (diary.principal, diary.interest, diary.indemnity, diary.credit, diary.accrued), (seed, s)


# `make soak` takes all ten blocks: 100,000 ledgers. `make test` takes one.
@pytest.mark.parametrize("block", range(10 if os.environ.get("RELANCE_SOAK") else 1))
def test_the_engine_and_the_naive_walk_agree(block: int) -> None:
    for seed in range(block * LEDGERS, (block + 1) * LEDGERS):
        assert_agreement(seed)


@pytest.mark.parametrize("country", [c for c in COUNTRIES if not regime_of(c, DebtorKind.TRADER).is_fixed])
def test_delay_begins_on_the_day_that_the_naive_walk_finds_whatever_the_day_of_the_week(country: str) -> None:
    """Fixed rates are those of one half-year, which the walk does not know."""
    regime, chance = regime_of(country, DebtorKind.TRADER), random.Random(country)
    for days in range(400):
        due_on = date(2023, 6, 1) + timedelta(days=days)
        paid_on = due_on + timedelta(days=chance.randrange(5))
        until = due_on + timedelta(days=chance.choice([0, 1, 2, 3, 4, 400]))
        paid = Entry(EntryKind.PAYMENT, paid_on, Money(chance.choice([1, 500_000, 1_000_000])), "p")
        invoice = Invoice("i", "F-1", due_on, due_on, Money(1_000_000), entries=(paid,))
        found = line_of(Claim(invoice), DebtorKind.TRADER, ClaimTerms(country=country), until)
        starts_on = first_day_of_delay(due_on, weekend_defers=country == "DE")
        diary = naive_interest(
            invoice,
            statutory(regime),
            starts_on,
            until,
            until,
            interest_first=True,
            indemnity=4000,
            indemnity_before_principal=False,
            compounds_yearly=country == "NL",
        )
        segments = [(x.since, x.until, x.base_cents, x.interest_cents) for x in found.segments]
        assert segments == diary.segments, due_on
        assert (found.principal_cents, found.indemnity_cents) == (diary.principal, diary.indemnity), due_on
