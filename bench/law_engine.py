"""What a statement of one invoice costs: a hundred thousand ledgers of three entries over four half-years."""

import random
import statistics
import time
from datetime import date, timedelta

from bench.figures import Figure
from chalicelib.domain.invoice import Entry, EntryKind, Invoice
from chalicelib.domain.money import Money
from chalicelib.domain.parties import DebtorKind
from chalicelib.law.claim import Claim, line_of
from chalicelib.law.contract import ClaimTerms

LEDGERS, BLOCKS, AIM = 100_000, 10, 100
DUE, UNTIL = date(2024, 12, 31), date(2026, 12, 31)


def claim(chance: random.Random, number: int) -> Claim:
    """Four half-years late, with two payments and a credit note in them."""
    entries = tuple(
        Entry(kind, DUE + timedelta(days=chance.randrange(1, 700)), Money(chance.randrange(1, 50_000)), f"e{n}")
        for n, kind in enumerate((EntryKind.PAYMENT, EntryKind.PAYMENT, EntryKind.CREDIT_NOTE))
    )
    total = Money(chance.randrange(200_000, 5_000_000))
    return Claim(Invoice(f"i{number}", f"F-{number}", DUE, DUE, total, entries=entries))


def figures() -> list[Figure]:
    chance, terms, costs = random.Random(1), ClaimTerms(), list[float]()
    line_of(claim(chance, 0), DebtorKind.TRADER, terms, UNTIL)
    for _ in range(BLOCKS):
        claims = [claim(chance, n) for n in range(LEDGERS // BLOCKS)]
        begun = time.perf_counter()
        for each in claims:
            line_of(each, DebtorKind.TRADER, terms, UNTIL)
        costs.append((time.perf_counter() - begun) / len(claims) * 1e6)
    cost = statistics.median(costs)
    name = f"a statement's line, median over {LEDGERS} ledgers of 3 entries and 4 half-years"
    return [Figure(name, f"{cost:.0f} us", f"under {AIM} us", cost < AIM)]
