"""The statement of claim (décompte): what is owed on each invoice on a day, with all of its working. One value, which
letters, portal and court file print.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from chalicelib.domain.errors import Invalid, Problem
from chalicelib.domain.interest import Allocation, Imputation, Segment
from chalicelib.domain.invoice import EntryKind, Invoice

DAY_COUNT = "ACT/365"


class PaidLate(StrEnum):
    """What becomes of what lateness cost once payments and credit notes have come to the whole principal, but late.

    POSTPONE changes nothing of the working: what the order of payments leaves of the debt is put off. WAIVE counts
    every payment on the principal, as what is given up was paid with nothing: once the choice takes effect, less
    interest has accrued than a claim of the day before stated.
    """

    CLAIM = "claim"
    WAIVE = "waive"
    POSTPONE = "postpone"


class Concern(StrEnum):
    """What a reader of the statement must know beside its sums."""

    NOT_LATE = "not-late"
    NO_FORMAL_NOTICE = "no-formal-notice"
    RATE_UNKNOWN = "rate-unknown"
    RATE_DERIVED = "rate-derived"
    CONTRACT_BELOW_FLOOR = "contract-below-floor"
    FLOOR_UNKNOWN = "floor-unknown"
    NO_FLOOR_CHECKED = "no-floor-checked"
    INDEMNITY_DISPLACED = "indemnity-displaced"
    DEFAULT_BELOW_FLOOR = "default-below-floor"
    VARIABLE_CLAUSE = "variable-clause"
    UNCONFIRMED = "unconfirmed"
    CREDIT = "credit"
    WAIVED = "waived"
    WAIVED_ORDER = "waived-order"
    POSTPONED = "postponed"
    PUBLIC_WAIVER = "public-waiver"
    CHOICE_WAITS = "choice-waits"
    TERM_TOO_LONG = "term-too-long"
    TERM_NEEDS_CLAUSE = "term-needs-clause"
    NOT_YET_BOOKED = "not-yet-booked"
    DISCOUNT_EARNED = "discount-earned"
    TERM_OF_LAW = "term-of-law"
    TRADE_ABROAD = "trade-abroad"
    COMPOUNDED = "compounded"
    INDEMNITY_BARRED = "indemnity-barred"
    INSOLVENCY = "insolvency"


@dataclass(frozen=True, slots=True)
class Caveat:
    """A concern, and its facts in a sentence."""

    concern: Concern
    text: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """A legal quantity that a sum rests on, as it stood on the day that counted."""

    path: str
    since: date
    value: str
    unit: str
    confidence: str
    law: str
    source: str
    link: str
    is_derived: bool


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One invoice. Sums in cents: `principal_cents`, `interest_cents` and `indemnity_cents` are what is claimed of
    each, `accrued_cents` the sum of the segments, `credit_cents` what was booked beyond all, `left_out_cents` what is
    waived or postponed. `imputation` is the order that the allocations follow: that of the statement, unless a waiver
    has its own. `starts_on` and `stops_on` are the first and the last day that bear interest; from `unknown_since` on
    the debt bore interest at a rate that nobody knows, which no sum here holds.
    """

    invoice: Invoice
    starts_on: date | None
    stops_on: date | None
    unknown_since: date | None
    segments: tuple[Segment, ...]
    allocations: tuple[Allocation, ...]
    imputation: Imputation
    accrued_cents: int
    principal_cents: int
    interest_cents: int
    indemnity_cents: int
    credit_cents: int
    left_out_cents: int
    paid_late: PaidLate
    reason: str
    caveats: tuple[Caveat, ...]
    parameters: tuple[Parameter, ...]

    @property
    def total_cents(self) -> int:
        """What the debtor owes; a credit is stated beside it and never makes it negative."""
        return self.principal_cents + self.interest_cents + self.indemnity_cents

    @property
    def payments_cents(self) -> int:
        return sum(a.entry.amount.cents for a in self.allocations if a.entry.kind is EntryKind.PAYMENT)

    @property
    def credit_notes_cents(self) -> int:
        return sum(a.entry.amount.cents for a in self.allocations if a.entry.kind is EntryKind.CREDIT_NOTE)


@dataclass(frozen=True, slots=True)
class Statement:
    """Lines of one debtor as of `on`, in one currency. The totals are the sums of the lines, each cent once.
    `imputation` is the order that was set for all of them.
    """

    on: date
    currency: str
    imputation: Imputation
    lines: tuple[StatementLine, ...]
    day_count: str = DAY_COUNT

    @property
    def principal_cents(self) -> int:
        return sum(line.principal_cents for line in self.lines)

    @property
    def interest_cents(self) -> int:
        return sum(line.interest_cents for line in self.lines)

    @property
    def indemnity_cents(self) -> int:
        return sum(line.indemnity_cents for line in self.lines)

    @property
    def credit_cents(self) -> int:
        return sum(line.credit_cents for line in self.lines)

    @property
    def total_cents(self) -> int:
        return sum(line.total_cents for line in self.lines)

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """Each that any line rests on, once."""
        return tuple(dict.fromkeys(p for line in self.lines for p in line.parameters))


def refuse_impossible(invoice: Invoice) -> None:
    """Raises Invalid for a ledger that no invoice can have: each fault by its field.

    >>> from chalicelib.domain.money import Money
    >>> refuse_impossible(Invoice("1", "F-1", date(2026, 4, 1), date(2026, 3, 1), Money(100)))
    Traceback (most recent call last):
    chalicelib.domain.errors.Invalid: due: 2026-03-01 is before the day of issue, 2026-04-01
    """
    problems = list[Problem]()
    if invoice.total.cents <= 0:
        problems.append(Problem("principal", "wrong", "must be above zero"))
    if invoice.due_on < invoice.issued_on:
        problems.append(Problem("due", "wrong", f"{invoice.due_on} is before the day of issue, {invoice.issued_on}"))
    for entry in invoice.entries:
        field = entry.kind.value
        if entry.amount.currency != invoice.total.currency:
            said = f"of {entry.on} is in {entry.amount.currency}, the invoice in {invoice.total.currency}"
            problems.append(Problem(field, "currency", said))
        if entry.amount.cents <= 0:
            problems.append(Problem(field, "wrong", f"of {entry.on} must be above zero"))
        if entry.on < invoice.issued_on:
            problems.append(Problem(field, "wrong", f"of {entry.on} is before the day of issue, {invoice.issued_on}"))
    if problems:
        raise Invalid(tuple(problems))
