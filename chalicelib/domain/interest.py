"""Late interest over the ledger of one invoice: what each day costs on what was owed that day.

Simple interest, ACT/365: base x rate x days / 365, leap years included. One segment for each change of rate or of base
and each payment of interest, each rounded half up to the cent, then summed, so that the table that is printed adds up.
A payment that pays the indemnity alone cuts none: a segment cut in two may be rounded up by a cent, and where interest
compounds that cent would bear interest, so that a payment would have raised what is owed.

A payment counts until the end of its day: that day still bears interest on what was owed in the morning, as the days of
delay are the day of payment less the due date (C. com. L441-9, L441-10). A credit note is no payment: it lessens the
principal from its own day on.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from chalicelib.domain.invoice import Entry, EntryKind, Invoice
from chalicelib.domain.rate import Rate, RatePeriod, Rates

DAYS_PER_YEAR = 365
DAY = timedelta(days=1)
_DIVISOR = 1_000_000 * DAYS_PER_YEAR


class Imputation(StrEnum):
    """What a part payment pays first: interest (C. civ. 1343-1, unless agreed otherwise), or the principal."""

    STATUTE = "statute"
    PRINCIPAL_FIRST = "principal-first"


class IndemnityRank(StrEnum):
    """When a payment pays the fixed indemnity. No text says it: it is a setting."""

    AFTER_PRINCIPAL = "after-principal"
    BEFORE_PRINCIPAL = "before-principal"


@dataclass(frozen=True, slots=True)
class Segment:
    """Days `since` to `until`, both included, on one base at one rate."""

    since: date
    until: date
    days: int
    base_cents: int
    rate: Rate
    interest_cents: int
    source: str
    is_derived: bool


@dataclass(frozen=True, slots=True)
class Allocation:
    """What an entry of the ledger paid, in cents; `over_cents` is what nothing was owed for."""

    entry: Entry
    to_interest_cents: int
    to_indemnity_cents: int
    to_principal_cents: int
    over_cents: int


@dataclass(frozen=True, slots=True)
class LateInterest:
    """The working and the result, in cents: `accrued_cents` is the sum of the segments, `interest_cents`,
    `indemnity_cents` and `principal_cents` what is left of each, `credit_cents` what was paid beyond all of it.
    `base_after_cents` would bear interest on the day after `stops_on`.
    """

    segments: tuple[Segment, ...]
    allocations: tuple[Allocation, ...]
    accrued_cents: int
    interest_cents: int
    indemnity_cents: int
    principal_cents: int
    credit_cents: int
    base_after_cents: int


def interest_on(base_cents: int, rate: Rate, days: int) -> int:
    """Simple interest in cents, rounded half up.

    >>> interest_on(1_000_000, Rate.percent("12.15"), 61)
    20305
    >>> interest_on(600_000, Rate.percent("12.40"), 64)
    13045
    """
    return (2 * base_cents * rate.millionths * days + _DIVISOR) // (2 * _DIVISOR)


def late_interest(
    invoice: Invoice,
    rates: Rates,
    starts_on: date,
    stops_on: date,
    as_of: date,
    *,
    imputation: Imputation = Imputation.STATUTE,
    indemnity_cents: int = 0,
    indemnity_rank: IndemnityRank = IndemnityRank.AFTER_PRINCIPAL,
    compounds_yearly: bool = False,
) -> LateInterest:
    """The interest of the days `starts_on` to `stops_on`, both included, with the entries up to `as_of` in the ledger.

    `indemnity_cents` is owed from `starts_on` when anything is still owed then. `compounds_yearly` adds the unpaid
    interest of each full year to the base. Raises RateUnknown when `rates` do not reach over the days that bear any.
    """
    balance = _Balance(invoice.total.cents, imputation, indemnity_rank)
    run = _Run(balance, rates, starts_on, stops_on, compounds_yearly)
    allocations = list[Allocation]()
    entries = [(_counts_from(entry), entry) for entry in invoice.entries if entry.on <= as_of]
    entries.sort(key=_place)
    late, base_after = False, None
    for counts_from, entry in entries:
        if counts_from > starts_on:
            if not late:
                late, balance.indemnity = True, indemnity_cents if balance.principal > 0 else 0
            # Past the last day this cuts nothing, and the base of the morning after it is asked for.
            if counts_from > stops_on or not balance.is_for_indemnity_alone(entry):
                run.to(counts_from)
        if base_after is None and counts_from > stops_on + DAY:
            base_after = balance.base
        allocations.append(balance.receive(entry))
    if not late and as_of >= starts_on and balance.principal > 0:
        balance.indemnity = indemnity_cents
    run.to(stops_on + DAY)
    return LateInterest(
        tuple(run.segments),
        tuple(allocations),
        sum(s.interest_cents for s in run.segments),
        balance.interest,
        balance.indemnity,
        balance.principal,
        balance.credit,
        balance.base if base_after is None else base_after,
    )


def owed_on(invoice: Invoice, on: date) -> int:
    """What was owed of the principal at the end of that day, in cents; never below zero."""
    return max(0, invoice.total.cents - sum(e.amount.cents for e in invoice.entries if e.on <= on))


def owed_on_the_morning_of(invoice: Invoice, on: date) -> int:
    """What bears interest that day: the payments of the days before have counted, and the credit notes of the day too.
    In cents; never below zero.
    """
    return max(0, invoice.total.cents - sum(e.amount.cents for e in invoice.entries if _counts_from(e) <= on))


def _counts_from(entry: Entry) -> date:
    """The first day whose base the entry lessens."""
    return entry.on + DAY if entry.kind is EntryKind.PAYMENT else entry.on


def _place(counted: tuple[date, Entry]) -> tuple[date, date]:
    # What a payment paid in the evening was paid before the credit note of the next morning.
    return counted[0], counted[1].on


class _Balance:
    """What is left of each part, in cents."""

    __slots__ = ("capitalised", "credit", "indemnity", "indemnity_rank", "interest", "interest_first", "principal")

    def __init__(self, principal: int, imputation: Imputation, indemnity_rank: IndemnityRank) -> None:
        self.principal = principal
        self.interest = self.indemnity = self.capitalised = self.credit = 0
        self.interest_first = imputation is Imputation.STATUTE
        self.indemnity_rank = indemnity_rank

    @property
    def base(self) -> int:
        """What bears interest."""
        return self.principal + self.capitalised

    def is_for_indemnity_alone(self, entry: Entry) -> bool:
        """Whether it is a payment that, in its order, reaches neither interest nor principal."""
        is_first = not self.interest_first and self.indemnity_rank is IndemnityRank.BEFORE_PRINCIPAL
        return entry.kind is EntryKind.PAYMENT and is_first and entry.amount.cents <= self.indemnity

    def receive(self, entry: Entry) -> Allocation:
        """A payment in its order; a credit note on the principal, and what exceeds it like a payment."""
        left = entry.amount.cents
        interest = indemnity = principal = 0
        if entry.kind is EntryKind.PAYMENT and self.interest_first:
            left, interest = self._pay_interest(left)
        if entry.kind is EntryKind.PAYMENT and self.indemnity_rank is IndemnityRank.BEFORE_PRINCIPAL:
            left, indemnity = self._pay_indemnity(left)
        principal = min(left, self.principal)
        self.principal -= principal
        left, more = self._pay_interest(left - principal)
        interest += more
        left, more = self._pay_indemnity(left)
        indemnity += more
        self.credit += left
        return Allocation(entry, interest, indemnity, principal, left)

    def _pay_interest(self, cents: int) -> tuple[int, int]:
        paid = min(cents, self.interest)
        self.interest -= paid
        self.capitalised = min(self.capitalised, self.interest)
        return cents - paid, paid

    def _pay_indemnity(self, cents: int) -> tuple[int, int]:
        paid = min(cents, self.indemnity)
        self.indemnity -= paid
        return cents - paid, paid


class _Run:
    """The walk over the days: it stands before `at`, and all days before that have borne their interest."""

    __slots__ = ("at", "balance", "ends", "rates", "segments", "starts", "yearly", "years")

    def __init__(self, balance: _Balance, rates: Rates, starts: date, stops: date, yearly: bool) -> None:
        self.balance, self.rates, self.starts, self.yearly = balance, rates, starts, yearly
        self.at, self.ends, self.years = starts, stops + DAY, 1
        self.segments = list[Segment]()

    def to(self, before: date) -> None:
        """On to the morning of `before`, or to the end where that comes first."""
        before = min(before, self.ends)
        while self.yearly and (anniversary := _after_full_years(self.starts, self.years)) <= before:
            self._accrue(anniversary)
            self.balance.capitalised, self.years = self.balance.interest, self.years + 1
        self._accrue(before)

    def _accrue(self, before: date) -> None:
        base = self.balance.base
        if self.at >= before:
            return
        if base > 0:
            for since, until, period in _overlaps(self.rates, self.at, before - DAY):
                days = (until - since).days + 1
                cents = interest_on(base, period.rate, days)
                self.segments.append(
                    Segment(since, until, days, base, period.rate, cents, period.source, period.is_derived)
                )
                self.balance.interest += cents
        self.at = before


def _overlaps(rates: Rates, since: date, until: date) -> Iterable[tuple[date, date, RatePeriod]]:
    """The periods that hold on those days, each with its part of them. Raises RateUnknown."""
    for place in range(rates.index(since), rates.index(until) + 1):
        period = rates.periods[place]
        yield max(since, period.since), min(until, period.until), period


def _after_full_years(on: date, years: int) -> date:
    """The first day after so many full years that began on that day: of 29 February 1 March where there is no other."""
    try:
        return on.replace(year=on.year + years)
    except ValueError:
        return date(on.year + years, 3, 1)
