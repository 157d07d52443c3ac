"""What a reader must know beside the sums of a line: nothing that is uncertain or left out goes unsaid."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from chalicelib.domain.clause import Clause, LegalRateOf, TimesLegal
from chalicelib.domain.limitation import months_before
from chalicelib.domain.money import Money, plain
from chalicelib.domain.parties import DebtorKind
from chalicelib.domain.rate import Rate, Rates
from chalicelib.domain.statement import Caveat, Concern, PaidLate, StatementLine
from chalicelib.law.rates import floors
from chalicelib.law.regime import Regime


def added(
    line: StatementLine,
    kind: DebtorKind,
    regime: Regime,
    clause: Clause | None,
    rates: Rates,
    on: date,
    more: tuple[Caveat, ...],
) -> StatementLine:
    """The line with its caveats: `more` are those that the caller knows of.

    >>> from chalicelib.domain.invoice import Invoice
    >>> from chalicelib.law.claim import Claim, line_of
    >>> from chalicelib.law.contract import ClaimTerms
    >>> invoice = Invoice("1", "F-1", date(2026, 4, 1), date(2026, 5, 1), Money(1_000_000))
    >>> five = ClaimTerms(clause=Rate.percent("5"))
    >>> [c.text for c in line_of(Claim(invoice), DebtorKind.TRADER, five, date(2026, 6, 30)).caveats]
    ['5.00 % is under 7.86 %, three times the legal rate of the half-year from 2026-01-01 (C. com. L441-10 II)']
    """
    found = (*_of_time(line, regime, rates, on), *_of_rate(line, regime, clause), *_of_choice(line, kind), *more)
    return replace(line, caveats=tuple(dict.fromkeys(found)))


def _of_time(line: StatementLine, regime: Regime, rates: Rates, on: date) -> Iterator[Caveat]:
    in_time_until = regime.in_time_until(line.invoice.due_on)
    if on <= in_time_until:
        yield Caveat(Concern.NOT_LATE, f"not late on {on}: payment is in time until {in_time_until}")
    elif line.starts_on is None:
        yield Caveat(Concern.NO_FORMAL_NOTICE, f"no interest before a formal notice ({regime.law})")
    elif line.starts_on > on:
        text = f"no interest before {line.starts_on}, the day after the formal notice was had ({regime.law})"
        yield Caveat(Concern.NO_FORMAL_NOTICE, text)
    if line.unknown_since:
        text = (
            f"no rate is known after {rates.known_until}: the interest from {line.unknown_since} on is in no sum here"
        )
        yield Caveat(Concern.RATE_UNKNOWN, text)
    for entry in line.invoice.entries:
        if entry.on > on:
            said = f"the {entry.kind.value.replace('-', ' ')} of {entry.on} comes after {on}: it is not counted"
            yield Caveat(Concern.NOT_YET_BOOKED, said)


def _of_rate(line: StatementLine, regime: Regime, clause: Clause | None) -> Iterator[Caveat]:
    derived = [s for s in line.segments if s.is_derived]
    if derived:
        days = ", ".join(f"{s.since} to {s.until}" for s in derived)
        yield Caveat(Concern.RATE_DERIVED, f"computed by the formula and confirmed by no notice read: {days}")
    if isinstance(clause, TimesLegal) and line.segments:
        read = "each half-year" if clause.legal_rate_of is LegalRateOf.EACH_HALF_YEAR else "the first day of interest"
        text = f"{clause.factor} times the legal rate is read as the rate of {read}"
        yield Caveat(Concern.VARIABLE_CLAUSE, text)
    if not line.segments:
        return
    year_before = months_before(line.segments[-1].since, 12)
    is_claimed = clause is None and line.paid_late is not PaidLate.WAIVE
    if regime.compounds_yearly and is_claimed and line.starts_on and line.starts_on <= year_before:
        text = f"what is still owed of the interest of a whole year bears interest itself ({regime.law})"
        yield Caveat(Concern.COMPOUNDED, text)
    if clause is not None and not regime.has_floor:
        yield Caveat(Concern.NO_FLOOR_CHECKED, "no least or highest contract rate is known here: none was checked")
    if clause is not None and regime.contract_rate_displaces:
        text = "no fixed sum is counted beside a contract rate: it comes with statutory interest, which a substantial"
        text += " remedy of the contract ousts; whether this rate is one is not judged here"
        yield Caveat(Concern.INDEMNITY_DISPLACED, f"{text} ({regime.contract_rate_displaces})")
    if regime.has_floor:
        yield from _of_floor(line, is_contract=clause is not None)


def _of_floor(line: StatementLine, *, is_contract: bool) -> Iterator[Caveat]:
    """A contract rate under three times the legal rate; or, where no contract says anything, the default under it."""
    for segment in line.segments:
        for floor in floors().over(segment.since, segment.until):
            if segment.rate < floor.rate:
                yield _under(segment.rate, floor.rate, floor.since, is_contract=is_contract)
    last = line.segments[-1]
    if is_contract and last.until > floors().known_until:
        text = f"the least that a contract may state is not known after {floors().known_until}"
        yield Caveat(Concern.FLOOR_UNKNOWN, text)


def _under(rate: Rate, floor: Rate, since: date, *, is_contract: bool) -> Caveat:
    if is_contract:
        text = f"{rate} % is under {floor} %, three times the legal rate of the half-year from {since}"
        return Caveat(Concern.CONTRACT_BELOW_FLOOR, f"{text} (C. com. L441-10 II)")
    text = f"the default rate, {rate} %, is under {floor} % in the half-year from {since}"
    text += ": it is applied, as the floor binds clauses alone; no ruling was read"
    return Caveat(Concern.DEFAULT_BELOW_FLOOR, text)


def _of_choice(line: StatementLine, kind: DebtorKind) -> Iterator[Caveat]:
    if line.credit_cents:
        text = f"{_amount(line, line.credit_cents)} were booked beyond what is owed: a credit of the debtor"
        yield Caveat(Concern.CREDIT, text)
    if line.paid_late is PaidLate.WAIVE:
        yield Caveat(Concern.WAIVED, f"{_left_out(line)} waived: {line.reason}")
        if kind is DebtorKind.PUBLIC_BODY:
            yield Caveat(Concern.PUBLIC_WAIVER, "no clause may waive what a public buyer owes (CMP L2192-14)")
    if line.paid_late is PaidLate.POSTPONE:
        yield Caveat(Concern.POSTPONED, f"{_left_out(line)} put off and not part of the total")


def _left_out(line: StatementLine) -> str:
    """What is given up or put off, and its verb: a sum, what no sum can be stated for yet, or both."""
    unknown = f"the interest from {line.unknown_since} on" if line.unknown_since else ""
    if not line.left_out_cents:
        return f"{unknown} is"
    known = _amount(line, line.left_out_cents)
    return f"{known} and {unknown} are" if unknown else f"{known} are"


def _amount(line: StatementLine, cents: int) -> str:
    return plain(Money(cents, line.invoice.total.currency))
