"""A second computation of late interest, deliberately naive: it walks every day with a diary in hand, in fractions,
and shares no line with the engine but the values it is given.
"""

import calendar
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from chalicelib.domain.invoice import EntryKind, Invoice
from chalicelib.domain.rate import Rates

DAY = timedelta(days=1)


@dataclass
class Day:
    on: date
    base: int
    period: int
    entries_before: int


@dataclass
class Diary:
    principal: int
    interest: int = 0
    indemnity: int = 0
    credit: int = 0
    accrued: int = 0
    added_to_base: int = 0
    segments: list[tuple[date, date, int, int]] = field(default_factory=list)
    open_days: list[Day] = field(default_factory=list)


def half_up(exact: Fraction) -> int:
    return int(exact + Fraction(1, 2))


def close(diary: Diary, rates: Rates) -> None:
    """The days written down so far become a segment: one base, one rate."""
    if not diary.open_days:
        return
    first, last = diary.open_days[0], diary.open_days[-1]
    millionths = rates.periods[first.period].rate.millionths
    cents = half_up(Fraction(first.base * millionths * len(diary.open_days), 365 * 1_000_000))
    diary.segments.append((first.on, last.on, first.base, cents))
    diary.interest += cents
    diary.accrued += cents
    diary.open_days = []


def is_anniversary(on: date, first: date) -> bool:
    """The day after a full year has passed: of 29 February 1 March where there is no other."""
    if (first.month, first.day) == (2, 29) and not calendar.isleap(on.year):
        return (on.month, on.day) == (3, 1)
    return (on.month, on.day) == (first.month, first.day)


def first_day_of_delay(due_on: date, *, weekend_defers: bool) -> date:
    """The day after the last one in time, leafing through the week."""
    on = due_on
    while weekend_defers and on.strftime("%a") in ("Sat", "Sun"):
        on += DAY
    return on + DAY


def pay(diary: Diary, cents: int, order: list[str]) -> None:
    for part in order:
        paid = min(cents, getattr(diary, part))
        setattr(diary, part, getattr(diary, part) - paid)
        cents -= paid
    diary.credit += cents
    # Interest that was added to the base and is paid now bears none any more.
    diary.added_to_base = min(diary.added_to_base, diary.interest)


def naive_interest(
    invoice: Invoice,
    rates: Rates,
    starts_on: date,
    stops_on: date,
    as_of: date,
    *,
    interest_first: bool,
    indemnity: int,
    indemnity_before_principal: bool,
    compounds_yearly: bool,
) -> Diary:
    """Day by day from the issue of the invoice to the day of the statement."""
    diary = Diary(invoice.total.cents)
    payment_order = ["principal", "interest", "indemnity"]
    if interest_first:
        payment_order = ["interest", "principal", "indemnity"]
    if indemnity_before_principal:
        payment_order.remove("indemnity")
        payment_order.insert(payment_order.index("principal"), "indemnity")
    days = [e.on for e in invoice.entries]
    on, last = min([invoice.issued_on, starts_on, *days]), max(as_of, stops_on)
    entries_so_far = 0
    while on <= last:
        todays = [e for e in invoice.entries if e.on == on and e.on <= as_of]
        notes = [e for e in todays if e.kind is EntryKind.CREDIT_NOTE]
        payments = [e for e in todays if e.kind is EntryKind.PAYMENT]
        if compounds_yearly and starts_on < on <= stops_on + DAY and is_anniversary(on, starts_on):
            close(diary, rates)
            diary.added_to_base = diary.interest
        if notes:
            close(diary, rates)
            entries_so_far += 1
        for note in notes:
            pay(diary, note.amount.cents, ["principal", "interest", "indemnity"])
        if on == starts_on and on <= as_of and diary.principal > 0:
            diary.indemnity = indemnity
        base = diary.principal + diary.added_to_base
        if starts_on <= on <= stops_on and base > 0:
            period = next(n for n, p in enumerate(rates.periods) if p.since <= on <= p.until)
            today = Day(on, base, period, entries_so_far)
            if diary.open_days and diary.open_days[-1].period != period:
                close(diary, rates)
            diary.open_days.append(today)
        for payment in payments:
            # What the indemnity swallows whole changes nothing of the days: they go on as they were.
            if payment_order[0] != "indemnity" or payment.amount.cents > diary.indemnity:
                close(diary, rates)
                entries_so_far += 1
            pay(diary, payment.amount.cents, payment_order)
        on += DAY
    close(diary, rates)
    return diary
