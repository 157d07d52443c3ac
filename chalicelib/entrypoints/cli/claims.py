"""`relance statement`: what one debtor owes on several invoices, from a file. Pure: it needs no AWS."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from pydantic import Field, ValidationError, ValidationInfo, field_validator

from chalicelib.adapters.intake.faults import counted_from_one, problems_of
from chalicelib.adapters.intake.rows import LARGEST_CENTS, DiscountIn, Part, TermsIn
from chalicelib.adapters.intake.texts import Day, DayOrNone, PrintedText
from chalicelib.domain.calendar import Terms, due_on
from chalicelib.domain.clause import LegalRateOf
from chalicelib.domain.discount import earned, last_day
from chalicelib.domain.early_payment import EARLY_PAYMENT, EarlyPaymentDiscount
from chalicelib.domain.errors import Invalid, Problem, RelanceError
from chalicelib.domain.interest import Imputation, IndemnityRank
from chalicelib.domain.invoice import Entry, EntryKind, Invoice
from chalicelib.domain.limitation import Act, Happened
from chalicelib.domain.money import Money
from chalicelib.domain.parties import DebtorKind
from chalicelib.domain.statement import PaidLate, Statement
from chalicelib.entrypoints.cli.files import json_of
from chalicelib.entrypoints.cli.interest import clause
from chalicelib.law.claim import Claim, line_of, statement
from chalicelib.law.contract import ClaimTerms
from chalicelib.law.deadlines import AT_HOME, Deadlines, deadlines_of
from chalicelib.law.payment_terms import PublicBuyer, Sale, default_due_on
from chalicelib.law.quantity import NotKnown
from chalicelib.law.rates import FloorBinds
from chalicelib.law.regime import NoRule, country_of, regime_of
from chalicelib.law.trade import Trade


class EntryIn(Part):
    on: Day
    amount_cents: int = Field(gt=0, le=LARGEST_CENTS, strict=True)
    reference: PrintedText | None = Field(default=None, max_length=60)


class ActIn(Part):
    act: Act
    on: Day


class ClaimIn(Part):
    """An invoice. Without `due_on` and `terms` nothing was agreed: what the law gives counts, where it gives any."""

    number: PrintedText = Field(min_length=1, max_length=60)
    issued_on: Day
    due_on: DayOrNone = None
    terms: TermsIn | None = None
    total_cents: int = Field(gt=0, le=LARGEST_CENTS, strict=True)
    payments: tuple[EntryIn, ...] = ()
    credit_notes: tuple[EntryIn, ...] = ()
    formal_notice_on: DayOrNone = None
    acts: tuple[ActIn, ...] = ()
    discount: DiscountIn | None = None
    delivered_on: DayOrNone = None
    is_periodic: bool = Field(default=False, strict=True)
    paid_late: PaidLate = PaidLate.CLAIM
    reason: str = Field(default="", max_length=200)

    @field_validator("terms")
    @classmethod
    def _one_due_date(cls, terms: TermsIn | None, info: ValidationInfo) -> TermsIn | None:
        if terms and info.data.get("due_on"):
            raise ValueError("give due_on or terms, not both")
        return terms


class ClaimsIn(Part):
    kind: DebtorKind
    country: str = AT_HOME
    currency: str | None = Field(default=None, min_length=1)
    rate: str | None = None
    legal_rate_of: LegalRateOf = LegalRateOf.EACH_HALF_YEAR
    floor_binds: FloorBinds = FloorBinds.CLAUSES
    imputation: Imputation = Imputation.STATUTE
    indemnity_rank: IndemnityRank = IndemnityRank.AFTER_PRINCIPAL
    trade: Trade = Trade.UNKNOWN
    public_buyer: PublicBuyer = PublicBuyer.UNKNOWN
    insolvency_opened_on: DayOrNone = None
    accept_unconfirmed: bool = Field(default=False, strict=True)
    invoices: tuple[ClaimIn, ...] = Field(max_length=1000)

    @field_validator("country")
    @classmethod
    def _country(cls, code: str) -> str:
        try:
            return country_of(code)
        except NoRule as error:
            raise ValueError(str(error)) from None


# What the law's refusals call a field, and what it is called in the file; the others stand at its top.
FIELDS = {
    "principal": "total_cents",
    "due": "due_on",
    "payment": "payments",
    "credit-note": "credit_notes",
    "formal-notice": "formal_notice_on",
    "reason": "reason",
}


def stated(file: Path, on: date) -> tuple[Statement, tuple[Deadlines, ...]]:
    """The statement that the file asks for, and the deadlines of each line. Raises Invalid, CommandFailed."""
    try:
        given = ClaimsIn.model_validate_json(json_of(file))
    except ValidationError as error:
        raise Invalid(tuple(map(counted_from_one, problems_of(error)))) from None
    _refuse_list(given)
    terms = ClaimTerms(
        country=given.country,
        clause=clause(given.rate, given.legal_rate_of),
        floor_binds=given.floor_binds,
        imputation=given.imputation,
        indemnity_rank=given.indemnity_rank,
        accepts_unconfirmed=given.accept_unconfirmed,
        insolvency_opened_on=given.insolvency_opened_on,
    )
    claims = [_claim(n, each, given, on) for n, each in enumerate(given.invoices, 1)]
    try:
        found = statement(claims, given.kind, terms, on)
    except RelanceError:
        # What is wrong with the terms is so for each claim, and said once.
        raise Invalid(tuple(dict.fromkeys(_faults(claims, given.kind, terms, on)))) from None
    return found, tuple(_deadlines(c.invoice, each, given, on) for c, each in zip(claims, given.invoices, strict=True))


def _faults(claims: Iterable[Claim], kind: DebtorKind, terms: ClaimTerms, on: date) -> Iterator[Problem]:
    """What is wrong with each claim, by the place of its field in the file."""
    for n, claim in enumerate(claims, 1):
        try:
            line_of(claim, kind, terms, on)
        except Invalid as invalid:
            for problem in invalid.problems:
                field = FIELDS.get(problem.field)
                yield replace(problem, field=f"invoices.{n}.{field}" if field else problem.field)
        except RelanceError as error:
            yield Problem(f"invoices.{n}", "wrong", str(error))


def _refuse_list(given: ClaimsIn) -> None:
    """Raises Invalid."""
    if not given.invoices:
        raise Invalid((Problem("invoices", "empty", "a statement is of one invoice at least"),))
    twice = [number for number, times in Counter(i.number for i in given.invoices).items() if times > 1]
    if twice:
        raise Invalid((Problem("invoices", "duplicate", f"number {twice[0]} stands twice: keep one"),))


def _entries(n: int, given: ClaimIn, currency: str) -> tuple[Entry, ...]:
    """What was booked; the same reference twice is booked once. Raises Invalid when it comes with other content."""
    # Not by `Invoice.book`: it looks through all that is booked for each entry, and a file may hold thousands.
    found, referred = list[Entry](), dict[str, Entry]()
    for kind, several in ((EntryKind.PAYMENT, given.payments), (EntryKind.CREDIT_NOTE, given.credit_notes)):
        for place, each in enumerate(several, 1):
            entry = Entry(kind, each.on, Money(each.amount_cents, currency), each.reference or f"{kind.value} {place}")
            if each.reference == EARLY_PAYMENT:
                said = "this reference is ours: a discount is stated by its terms"
                raise Invalid((Problem(f"invoices.{n}.{FIELDS[kind.value]}.{place}.reference", "reserved", said),))
            known = referred.get(each.reference) if each.reference else None
            if known and known != entry:
                said = f"reference {each.reference} stands twice, with other content: keep one"
                raise Invalid((Problem(f"invoices.{n}.{FIELDS[kind.value]}.{place}", "duplicate", said),))
            if each.reference:
                referred[each.reference] = entry
            if not known:
                found.append(entry)
    return tuple(found)


def _claim(n: int, given: ClaimIn, whole: ClaimsIn, on: date) -> Claim:
    currency = whole.currency or _currency(whole)
    owed = Money(given.total_cents, currency)
    invoice = Invoice(f"{n}", given.number, given.issued_on, _due_on(n, given, whole), owed)
    invoice = replace(invoice, entries=_entries(n, given, currency))
    if given.discount:
        _refuse_discount(n, invoice, given.discount.value)
        granted = earned(invoice, given.discount.value, on)
        invoice = replace(invoice, entries=(*invoice.entries, granted)) if granted else invoice
    return Claim(invoice, given.formal_notice_on, given.paid_late, given.reason, given.delivered_on)


def _refuse_discount(n: int, invoice: Invoice, discount: EarlyPaymentDiscount) -> None:
    """Raises Invalid for one that nobody could have earned. A due date before the issue has a refusal of its own."""
    until = last_day(invoice.due_on, discount)
    if until < invoice.issued_on <= invoice.due_on:
        said = f"its last day, {until}, is before the day of issue, {invoice.issued_on}"
        raise Invalid((Problem(f"invoices.{n}.discount", "wrong", said),))


def _currency(given: ClaimsIn) -> str:
    """Raises Invalid."""
    try:
        return regime_of(given.country, given.kind).currency
    except NoRule as error:
        raise Invalid((Problem("kind", "wrong", str(error)),)) from None


def _sale(given: ClaimIn, whole: ClaimsIn) -> Sale:
    return Sale(
        given.issued_on,
        whole.kind,
        whole.trade,
        given.is_periodic,
        whole.public_buyer,
        Terms(given.terms.days, given.terms.kind) if given.terms else None,
        given.delivered_on,
    )


def _due_on(n: int, given: ClaimIn, whole: ClaimsIn) -> date:
    """Raises Invalid."""
    sale = _sale(given, whole)
    if given.due_on:
        return given.due_on
    if sale.terms:
        return due_on(given.issued_on, sale.terms)
    try:
        if whole.country != AT_HOME:
            raise NoRule(f"what the law of {whole.country} gives without agreement is not known here")
        return default_due_on(sale)
    except (NoRule, NotKnown) as error:
        raise Invalid((Problem(f"invoices.{n}.due_on", "missing", f"is missing: {error}"),)) from None


def _deadlines(invoice: Invoice, given: ClaimIn, whole: ClaimsIn, on: date) -> Deadlines:
    return deadlines_of(
        invoice,
        _sale(given, whole),
        on,
        country=whole.country,
        is_agreed=bool(given.due_on or given.terms),
        happened=[Happened(a.act, a.on) for a in given.acts],
        discount=given.discount.value if given.discount else None,
    )
