"""The daily decision on cases of 1, 10 and 1,000 invoices, each with the letters that it has heard so far."""

import time
from collections.abc import Iterator
from datetime import date, timedelta
from statistics import median

from bench.figures import Figure
from chalicelib.adapters.policies.shipped_policies import shipped
from chalicelib.domain.facts import Facts, InvoiceFacts
from chalicelib.domain.ladder import decide
from chalicelib.domain.level import LADDER
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.money import Money
from chalicelib.domain.step import Step, StepItem

ON = date(2026, 11, 23)
AIM = 200
ROUNDS = 7
POLICY = shipped()["standard-1"]


def facts(count: int) -> Facts:
    """Invoices of many ages; the debtor has had a letter about all of them every second week for half a year."""
    invoices = tuple(
        InvoiceFacts(f"inv_{n}", f"F-{n}", ON - timedelta(days=n % 90 - 20), Money(10_000 + n)) for n in range(count)
    )
    levels = [level for level in LADDER if not level.is_formal]
    steps = tuple(
        Step(
            f"step-{n}",
            levels[n % len(levels)],
            ON - timedelta(days=14 * (n + 1)),
            tuple(StepItem(i.id, levels[n % len(levels)]) for i in invoices),
            StepState.DELIVERED,
        )
        for n in range(12)
    )
    return Facts(invoices, steps)


def figures() -> Iterator[Figure]:
    for count in (1, 10, 1000):
        found = microseconds(facts(count), max(1, 20_000 // count))
        name = f"`decide` on a case of {count:,} invoices with 12 letters"
        if count == 10:
            yield Figure(name, f"{found:.0f} µs", f"under {AIM} µs", found < AIM)
        else:
            yield Figure(name, f"{found:,.0f} µs")


def microseconds(known: Facts, times: int) -> float:
    """The median of some rounds, per decision."""
    found = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        for _ in range(times):
            decide(known, POLICY, ON)
        found.append((time.perf_counter() - started) / times * 1e6)
    return median(found)
