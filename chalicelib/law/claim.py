"""What the law gives on an invoice as of a day, in a statement: the rules of its regime, over its ledger.

Where a day lies beyond what is known, interest stops at the last day that is, and the line says so.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from chalicelib.domain.errors import Invalid, Problem
from chalicelib.domain.indemnity import Band, fixed_indemnity
from chalicelib.domain.interest import (
    DAY,
    Allocation,
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
from chalicelib.law import caveats, contract, insolvency, reader, sources
from chalicelib.law.contract import ClaimTerms
from chalicelib.law.quantity import Quantity
from chalicelib.law.rates import fixed_at
from chalicelib.law.regime import Regime, regime_of


@dataclass(frozen=True, slots=True)
class Claim:
    """An invoice, and what the creditor did and chose about it. `formal_notice_on` is the day on which the debtor had
    the notice; `paid_late` is for an invoice whose principal came late, and `reason` says why interest is waived;
    `delivered_on` is the day of delivery, where it was said: an insolvency is held against the older of the two.
    """

    invoice: Invoice
    formal_notice_on: date | None = None
    paid_late: PaidLate = PaidLate.CLAIM
    reason: str = ""
    delivered_on: date | None = None

    @property
    def is_from(self) -> date:
        """The first day on which it is known to have been there. Which day makes a debt older than an insolvency was
        read in no source: the earlier one claims less.
        """
        return min(self.invoice.issued_on, self.delivered_on or self.invoice.issued_on)


@dataclass(frozen=True, slots=True)
class _Basis:
    """What a line is computed with: `starts_on` is None when nothing starts interest, `stops_on` when none accrues."""

    regime: Regime
    rates: Rates
    starts_on: date | None
    stops_on: date | None
    indemnity_cents: int
    unconfirmed: tuple[Quantity, ...]


@dataclass(frozen=True, slots=True)
class _Sums:
    """Of a line, in cents: what is claimed, the debtor's credit, and what is waived or put off."""

    principal: int
    interest: int
    indemnity: int
    credit: int
    left_out: int


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
    choice = _choice(claim, regime, on)
    result = _computed(invoice, basis, terms, choice, on)
    unknown_since = _unknown_since(basis, result, on)
    sums = _sums(result, choice, is_known=unknown_since is None)
    if not sums.left_out and not unknown_since:
        # Lateness cost nothing: whatever was chosen, there is nothing to give up and no order that could differ.
        choice = PaidLate.CLAIM
    parameters = tuple(_parameters(basis, terms, result))
    if not terms.accepts_unconfirmed:
        sources.refuse_unread(parameters)
    line = StatementLine(
        invoice,
        basis.starts_on,
        basis.stops_on,
        unknown_since,
        result.segments,
        tuple(map(_given_back, result.allocations)) if choice is PaidLate.WAIVE else result.allocations,
        _order(choice, terms)[0],
        result.accrued_cents,
        sums.principal,
        sums.interest,
        sums.indemnity,
        sums.credit,
        sums.left_out,
        choice,
        claim.reason if choice is PaidLate.WAIVE else "",
        (),
        parameters,
    )
    more = (
        *_of_choice(claim, regime, on),
        *_of_order(line, terms),
        *insolvency.caveats_of(line, claim.is_from, on, regime, terms, is_late=_was_late(invoice, regime, on)),
        *_unconfirmed(basis, terms),
    )
    return caveats.added(line, kind, regime, terms.clause, basis.rates, on, more)


def _choice(claim: Claim, regime: Regime, on: date) -> PaidLate:
    """What was chosen, once payments and credit notes have come to the whole principal, and not all of it in time."""
    is_settled = owed_on(claim.invoice, on) == 0
    return claim.paid_late if is_settled and _owed_when_late(claim.invoice, regime) else PaidLate.CLAIM


def _order(choice: PaidLate, terms: ClaimTerms) -> tuple[Imputation, IndemnityRank]:
    """What payments pay first. What is waived has been paid with nothing, so that all of them went to the principal;
    to put off changes nothing of the working.
    """
    if choice is PaidLate.WAIVE:
        return Imputation.PRINCIPAL_FIRST, IndemnityRank.AFTER_PRINCIPAL
    return terms.imputation, terms.indemnity_rank


def _sums(result: LateInterest, choice: PaidLate, *, is_known: bool) -> _Sums:
    """What is claimed, and what of it is left out. What was booked beyond the known sums may have paid the unknown one,
    and is no credit yet, unless that is waived with the others; what is waived and was paid already is given back.
    """
    owed = (result.principal_cents, result.interest_cents, result.indemnity_cents)
    if choice is PaidLate.WAIVE:
        given_back = sum(a.to_interest_cents + a.to_indemnity_cents for a in result.allocations)
        return _Sums(0, 0, 0, result.credit_cents + given_back, sum(owed) + given_back)
    credit = result.credit_cents if is_known else 0
    return _Sums(0, 0, 0, credit, sum(owed)) if choice is PaidLate.POSTPONE else _Sums(*owed, credit, 0)


def _given_back(allocation: Allocation) -> Allocation:
    """What an entry had paid of what is waived has paid for nothing: it stands as a credit."""
    beyond = allocation.over_cents + allocation.to_interest_cents + allocation.to_indemnity_cents
    return replace(allocation, to_interest_cents=0, to_indemnity_cents=0, over_cents=beyond)


def _unknown_since(basis: _Basis, result: LateInterest, on: date) -> date | None:
    """The first day up to `on` whose rate nobody knows and on which something bore interest."""
    if basis.starts_on is None or not result.base_after_cents:
        return None
    since = max(basis.starts_on, basis.rates.known_until + DAY)
    return since if since <= on else None


def _late_on(invoice: Invoice, regime: Regime) -> date:
    """The first day of delay."""
    return regime.in_time_until(invoice.due_on) + DAY


def _owed_when_late(invoice: Invoice, regime: Regime) -> int:
    """What was owed of the principal on the first day of delay, in cents."""
    return owed_on_the_morning_of(invoice, _late_on(invoice, regime))


def _was_late(invoice: Invoice, regime: Regime, on: date) -> bool:
    """Whether anything was owed on the first day of delay, where that has come."""
    return on >= _late_on(invoice, regime) and _owed_when_late(invoice, regime) > 0


def _of_choice(claim: Claim, regime: Regime, on: date) -> Iterator[Caveat]:
    is_late = on >= _late_on(claim.invoice, regime)
    if claim.paid_late is not PaidLate.CLAIM and is_late and owed_on(claim.invoice, on):
        text = f"principal is still owed: to {claim.paid_late.value} what lateness cost waits until it is paid"
        yield Caveat(Concern.CHOICE_WAITS, text)


def _of_order(line: StatementLine, terms: ClaimTerms) -> Iterator[Caveat]:
    if _order(line.paid_late, terms) != (terms.imputation, terms.indemnity_rank) and line.payments_cents:
        text = f"payments are counted {line.imputation.value}"
        if line.imputation is not terms.imputation:
            text += f" and not by {terms.imputation.value}"
        yield Caveat(Concern.WAIVED_ORDER, f"{text}: what is waived was paid with nothing")


def _computed(invoice: Invoice, basis: _Basis, terms: ClaimTerms, choice: PaidLate, on: date) -> LateInterest:
    starts_on, (imputation, rank) = basis.starts_on or on + DAY, _order(choice, terms)
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
    if fault := contract.fault_of_clause(kind, regime, terms):
        problems.append(Problem("rate", "wrong", fault))
    if claim.formal_notice_on and claim.formal_notice_on <= invoice.due_on:
        said = f"{claim.formal_notice_on} is not after the due date, {invoice.due_on}: it put nobody in default"
        problems.append(Problem("formal-notice", "wrong", said))
    if claim.paid_late is PaidLate.WAIVE and not claim.reason.strip():
        problems.append(Problem("reason", "missing", "interest is waived with a reason"))
    if problems:
        raise Invalid(tuple(problems))


def _basis(claim: Claim, kind: DebtorKind, regime: Regime, terms: ClaimTerms, on: date) -> _Basis:
    starts_on = _starts_on(claim, regime)
    rates = contract.rates_of(regime, terms)
    if starts_on and contract.is_fixed(regime, terms) and starts_on <= rates.known_until:
        rates = fixed_at(rates, starts_on)
    stops_on = min(on, rates.known_until)
    accrues = starts_on is not None and starts_on <= stops_on
    sum_of, unconfirmed = _indemnity(claim, kind, regime, terms, on)
    return _Basis(regime, rates, starts_on, stops_on if accrues else None, sum_of, unconfirmed)


def _starts_on(claim: Claim, regime: Regime) -> date | None:
    """The first day of delay; for a consumer the day after the formal notice, and without one never."""
    if not regime.starts_with_notice:
        return _late_on(claim.invoice, regime)
    return claim.formal_notice_on + DAY if claim.formal_notice_on else None


def _indemnity(
    claim: Claim, kind: DebtorKind, regime: Regime, terms: ClaimTerms, on: date
) -> tuple[int, tuple[Quantity, ...]]:
    """The sum in cents, and what it would rest on that nobody has read in a source."""
    late_on = _late_on(claim.invoice, regime)
    is_displaced = terms.clause is not None and regime.contract_rate_displaces
    is_barred = insolvency.bars(claim.is_from, claim.invoice.due_on, regime, terms)
    if not regime.indemnity or is_displaced or is_barred or not _was_late(claim.invoice, regime, on):
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
    return fixed_indemnity(kind, _owed_when_late(claim.invoice, regime), bands), tuple(doubtful)


def _unconfirmed(basis: _Basis, terms: ClaimTerms) -> tuple[Caveat, ...]:
    did = "and counted, as asked for" if terms.accepts_unconfirmed else "and left out"
    return tuple(
        Caveat(Concern.UNCONFIRMED, f"{q.file}: {q.quantity} - read in no source {did}") for q in basis.unconfirmed
    )


def _parameters(basis: _Basis, terms: ClaimTerms, result: LateInterest) -> Iterator[Parameter]:
    """Each value that a sum of the line rests on."""
    if terms.clause is None:
        yield from sources.of_rate(basis.regime, basis.rates, result.segments)
    # A contract rate is held against the floor: what a warning rests on is used as well.
    if basis.regime.has_floor and (terms.clause is not None or contract.is_raised(basis.regime, terms)):
        yield from sources.of_floor(result.segments)
    if basis.indemnity_cents and basis.starts_on:
        yield from sources.of_indemnity(basis.regime, basis.indemnity_cents, basis.starts_on)
