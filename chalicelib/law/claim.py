"""What the law gives on an invoice as of a day, in a statement: the rules of its regime, over its ledger.

Where a day lies beyond what is known, interest stops at the last day that is, and the line says so.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from chalicelib.domain.errors import Invalid, Problem
from chalicelib.domain.indemnity import Band, fixed_indemnity
from chalicelib.domain.interest import (
    DAY,
    Imputation,
    IndemnityRank,
    LateInterest,
    late_interest,
    owed_on,
    owed_on_the_morning_of,
)
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.parties import DebtorKind
from chalicelib.domain.rate import Rates
from chalicelib.domain.statement import (
    Caveat,
    Concern,
    PaidLate,
    Parameter,
    Statement,
    StatementLine,
    refuse_impossible,
)
from chalicelib.law import caveats, reader, sources
from chalicelib.law.quantity import Confidence, Quantity
from chalicelib.law.rates import (
    Clause,
    FloorBinds,
    LegalRateOf,
    TimesLegal,
    at_least,
    fixed_at,
    of_clause,
    statutory,
)
from chalicelib.law.regime import Regime, regime_of


@dataclass(frozen=True, slots=True)
class ClaimTerms:
    """What holds for all that one debtor owes: the contract, and a choice wherever the law leaves one.
    `accepts_unconfirmed` lets sums rest on parameters that nobody has read in a source.
    """

    country: str = "FR"
    clause: Clause | None = None
    imputation: Imputation = Imputation.STATUTE
    indemnity_rank: IndemnityRank = IndemnityRank.AFTER_PRINCIPAL
    floor_binds: FloorBinds = FloorBinds.CLAUSES
    accepts_unconfirmed: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """An invoice, and what the creditor did and chose about it. `formal_notice_on` is the day on which the debtor had
    the notice; `paid_late` is for an invoice whose principal came late, and `reason` says why interest is waived.
    """

    invoice: Invoice
    formal_notice_on: date | None = None
    paid_late: PaidLate = PaidLate.CLAIM
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Basis:
    """What a line is computed with: `starts_on` is None when nothing starts interest, `stops_on` when none accrues."""

    regime: Regime
    rates: Rates
    starts_on: date | None
    stops_on: date | None
    indemnity_cents: int
    unconfirmed: tuple[Quantity, ...]


def statement(claims: Iterable[Claim], kind: DebtorKind, terms: ClaimTerms, on: date) -> Statement:
    """The statement of one debtor's invoices as of a day. Raises Invalid, NoRule, RateUnknown."""
    lines = tuple(line_of(claim, kind, terms, on) for claim in claims)
    return Statement(on, regime_of(terms.country, kind).currency, terms.imputation, lines)


def line_of(claim: Claim, kind: DebtorKind, terms: ClaimTerms, on: date) -> StatementLine:
    """One invoice as of a day. Raises Invalid, NoRule, RateUnknown for days before the first that is known.

    >>> from chalicelib.domain.money import Money
    >>> invoice = Invoice("1", "F-1", date(2026, 4, 1), date(2026, 5, 1), Money(1_000_000))
    >>> line = line_of(Claim(invoice), DebtorKind.TRADER, ClaimTerms(), date(2026, 9, 1))
    >>> [(s.days, str(s.rate), s.interest_cents) for s in line.segments], line.indemnity_cents, line.total_cents
    ([(60, '12.15', 19973), (63, '12.40', 21403)], 4000, 1045376)
    """
    regime, invoice = regime_of(terms.country, kind), claim.invoice
    refuse_impossible(invoice)
    _refuse_terms(claim, kind, regime, terms)
    basis = _basis(claim, kind, regime, terms, on)
    is_settled = owed_on(invoice, on) == 0 and owed_on_the_morning_of(invoice, _late_on(invoice, regime)) > 0
    choice = claim.paid_late if is_settled else PaidLate.CLAIM
    imputation, rank = _order(choice, terms)
    result = _computed(invoice, basis, terms, imputation, rank, on)
    unknown_since = _unknown_since(basis, result, on)
    owed = (result.principal_cents, result.interest_cents, result.indemnity_cents)
    given_back = sum(a.to_interest_cents + a.to_indemnity_cents for a in result.allocations)
    left_out = 0 if choice is PaidLate.CLAIM else sum(owed) + (given_back if choice is PaidLate.WAIVE else 0)
    if not left_out and not unknown_since:
        # Lateness cost nothing: whatever was chosen, there is nothing to give up and no order that could differ.
        choice, imputation, rank = PaidLate.CLAIM, terms.imputation, terms.indemnity_rank
    principal, interest, indemnity = owed if choice is PaidLate.CLAIM else (0, 0, 0)
    credit = result.credit_cents + (given_back if choice is PaidLate.WAIVE else 0)
    parameters = tuple(_parameters(basis, terms, result))
    _refuse_doubtful(parameters, terms)
    line = StatementLine(
        invoice,
        basis.starts_on,
        basis.stops_on,
        unknown_since,
        result.segments,
        result.allocations,
        imputation,
        result.accrued_cents,
        principal,
        interest,
        indemnity,
        # What was paid beyond the known sums may have paid the unknown one, unless that is waived with the others.
        0 if unknown_since and choice is not PaidLate.WAIVE else credit,
        left_out,
        choice,
        claim.reason if choice is PaidLate.WAIVE else "",
        (),
        parameters,
    )
    order_differs = (imputation, rank) != (terms.imputation, terms.indemnity_rank)
    more = (*_of_choice(claim, regime, on), *_of_order(line, terms, differs=order_differs), *_unconfirmed(basis, terms))
    return caveats.added(line, kind, regime, terms.clause, basis.rates, on, more)


def _order(choice: PaidLate, terms: ClaimTerms) -> tuple[Imputation, IndemnityRank]:
    """What payments pay first. What is waived has been paid with nothing, so that all of them went to the principal;
    to put off changes nothing of the working.
    """
    if choice is PaidLate.WAIVE:
        return Imputation.PRINCIPAL_FIRST, IndemnityRank.AFTER_PRINCIPAL
    return terms.imputation, terms.indemnity_rank


def _unknown_since(basis: _Basis, result: LateInterest, on: date) -> date | None:
    """The first day up to `on` whose rate nobody knows and on which something bore interest."""
    if basis.starts_on is None or not result.base_after_cents:
        return None
    since = max(basis.starts_on, basis.rates.known_until + DAY)
    return since if since <= on else None


def _late_on(invoice: Invoice, regime: Regime) -> date:
    """The first day of delay."""
    return regime.in_time_until(invoice.due_on) + DAY


def _of_choice(claim: Claim, regime: Regime, on: date) -> Iterator[Caveat]:
    is_late = on >= _late_on(claim.invoice, regime)
    if claim.paid_late is not PaidLate.CLAIM and is_late and owed_on(claim.invoice, on):
        text = f"principal is still owed: to {claim.paid_late.value} what lateness cost waits until it is paid"
        yield Caveat(Concern.CHOICE_WAITS, text)


def _of_order(line: StatementLine, terms: ClaimTerms, *, differs: bool) -> Iterator[Caveat]:
    if differs and line.payments_cents:
        text = f"payments are counted {line.imputation.value}"
        if line.imputation is not terms.imputation:
            text += f" and not by {terms.imputation.value}"
        yield Caveat(Concern.WAIVED_ORDER, f"{text}: what is waived was paid with nothing")


def _computed(
    invoice: Invoice, basis: _Basis, terms: ClaimTerms, imputation: Imputation, rank: IndemnityRank, on: date
) -> LateInterest:
    starts_on = basis.starts_on or on + DAY
    return late_interest(
        invoice,
        basis.rates,
        starts_on,
        basis.stops_on or starts_on - DAY,
        on,
        imputation=imputation,
        indemnity_cents=basis.indemnity_cents,
        indemnity_rank=rank,
        compounds_yearly=basis.regime.compounds_yearly and terms.clause is None,
    )


def _refuse_terms(claim: Claim, kind: DebtorKind, regime: Regime, terms: ClaimTerms) -> None:
    """Raises Invalid."""
    invoice, problems = claim.invoice, list[Problem]()
    if invoice.total.currency != regime.currency:
        said = f"{invoice.total.currency}: the law of {terms.country} is computed in {regime.currency}"
        problems.append(Problem("currency", "wrong", said))
    if terms.clause is not None and not regime.takes_contract_rate:
        said = f"a contract rate is not applied to a {kind.value}: {regime.law} gives the rate"
        problems.append(Problem("rate", "wrong", said))
    elif isinstance(terms.clause, TimesLegal) and not regime.has_floor:
        said = f"the legal rate is French: under the law of {terms.country} a clause gives its rate as a number"
        problems.append(Problem("rate", "wrong", said))
    if claim.formal_notice_on and claim.formal_notice_on <= invoice.due_on:
        said = f"{claim.formal_notice_on} is not after the due date, {invoice.due_on}: it put nobody in default"
        problems.append(Problem("formal-notice", "wrong", said))
    if claim.paid_late is PaidLate.WAIVE and not claim.reason.strip():
        problems.append(Problem("reason", "missing", "interest is waived with a reason"))
    if problems:
        raise Invalid(tuple(problems))


def _basis(claim: Claim, kind: DebtorKind, regime: Regime, terms: ClaimTerms, on: date) -> _Basis:
    starts_on = _starts_on(claim, regime)
    rates = _rates(regime, terms)
    if starts_on and _is_fixed(regime, terms) and starts_on <= rates.known_until:
        rates = fixed_at(rates, starts_on)
    stops_on = min(on, rates.known_until)
    accrues = starts_on is not None and starts_on <= stops_on
    sum_of, unconfirmed = _indemnity(claim.invoice, kind, regime, terms, on)
    return _Basis(regime, rates, starts_on, stops_on if accrues else None, sum_of, unconfirmed)


def _rates(regime: Regime, terms: ClaimTerms) -> Rates:
    if terms.clause is not None:
        return of_clause(terms.clause)
    return at_least(regime) if _is_raised(regime, terms) else statutory(regime)


def _is_raised(regime: Regime, terms: ClaimTerms) -> bool:
    return regime.has_floor and terms.clause is None and terms.floor_binds is FloorBinds.DEFAULT_TOO


def _is_fixed(regime: Regime, terms: ClaimTerms) -> bool:
    """Whether the rate of the first day holds for the whole delay."""
    if isinstance(terms.clause, TimesLegal):
        return terms.clause.legal_rate_of is LegalRateOf.START
    return regime.is_fixed and terms.clause is None


def _starts_on(claim: Claim, regime: Regime) -> date | None:
    """The first day of delay; for a consumer the day after the formal notice, and without one never."""
    if not regime.starts_with_notice:
        return _late_on(claim.invoice, regime)
    return claim.formal_notice_on + DAY if claim.formal_notice_on else None


def _indemnity(
    invoice: Invoice, kind: DebtorKind, regime: Regime, terms: ClaimTerms, on: date
) -> tuple[int, tuple[Quantity, ...]]:
    """The sum in cents, and what it would rest on that nobody has read in a source."""
    late_on = _late_on(invoice, regime)
    owed = owed_on_the_morning_of(invoice, late_on) if on >= late_on else 0
    is_displaced = terms.clause is not None and regime.contract_rate_displaces
    if not regime.indemnity or not owed or is_displaced:
        return 0, ()
    bands, doubtful = list[Band](), list[Quantity]()
    for below, path in regime.indemnity:
        quantity = reader.quantity(path)
        value = quantity.at(late_on)
        bands.append(Band(below, int(value.value * 100)))
        if not value.confidence.is_enough:
            doubtful.append(quantity)
    if doubtful and not terms.accepts_unconfirmed:
        return 0, tuple(doubtful)
    return fixed_indemnity(kind, owed, bands), tuple(doubtful)


def _unconfirmed(basis: _Basis, terms: ClaimTerms) -> tuple[Caveat, ...]:
    did = "and counted, as asked for" if terms.accepts_unconfirmed else "and left out"
    return tuple(
        Caveat(Concern.UNCONFIRMED, f"{q.file}: {q.quantity} - read in no source {did}") for q in basis.unconfirmed
    )


def _refuse_doubtful(parameters: Iterable[Parameter], terms: ClaimTerms) -> None:
    """Raises Invalid where a rate rests on what nobody has read in a source, unless that was accepted."""
    if terms.accepts_unconfirmed:
        return
    said = "was read in no source: accept unconfirmed values to compute with it"
    problems = tuple(
        Problem("country", "unconfirmed", f"{p.path}.yaml since {p.since} ({p.value}) {said}")
        for p in parameters
        if not Confidence(p.confidence).is_enough
    )
    if problems:
        raise Invalid(problems)


def _parameters(basis: _Basis, terms: ClaimTerms, result: LateInterest) -> Iterator[Parameter]:
    """Each value that a sum of the line rests on."""
    if terms.clause is None:
        yield from sources.of_rate(basis.regime, basis.rates, result.segments)
    # A contract rate is held against the floor: what a warning rests on is used as well.
    if basis.regime.has_floor and (terms.clause is not None or _is_raised(basis.regime, terms)):
        yield from sources.of_floor(result.segments)
    if basis.indemnity_cents and basis.starts_on:
        yield from sources.of_indemnity(basis.regime, basis.indemnity_cents, basis.starts_on)
