"""`relance interest`: what lateness costs on one claim, with its working. Pure: it needs no AWS."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from chalicelib.adapters.intake.texts import clean, day_of
from chalicelib.domain.clause import Clause, LegalRateOf, TimesLegal
from chalicelib.domain.errors import Invalid, Problem
from chalicelib.domain.interest import Imputation, IndemnityRank
from chalicelib.domain.invoice import Entry, EntryKind, Invoice
from chalicelib.domain.money import Money
from chalicelib.domain.parties import DebtorKind
from chalicelib.domain.rate import NotARate, Rate
from chalicelib.domain.statement import PaidLate, Statement
from chalicelib.law.claim import Claim, statement
from chalicelib.law.contract import ClaimTerms
from chalicelib.law.rates import FloorBinds, of_clause
from chalicelib.law.regime import NoRule, country_of, regime_of

AMOUNT = re.compile(r"(\d{1,9})(?:[.,](\d{1,2}))?", re.ASCII)
KINDS = {"trader": DebtorKind.TRADER, "consumer": DebtorKind.CONSUMER, "public": DebtorKind.PUBLIC_BODY}
PERCENT = re.compile(r"-?\d{1,9}(?:[.,]\d{1,9})?", re.ASCII)
TIMES_LEGAL = re.compile(r"legal\*(\d{1,3}(?:\.\d{1,2})?)", re.ASCII)


def _refuse(field: str, message: str) -> Invalid:
    return Invalid((Problem(field, "wrong", message),))


def cents(text: str, field: str) -> int:
    """`10000.00` as cents. Raises Invalid for what is no amount, a negative one included."""
    match = AMOUNT.fullmatch(text.strip())
    if not match:
        raise _refuse(field, f"{text[:40]!r} is not an amount like 10000.00, below a thousand million")
    units, hundredths = match.groups(default="")
    return int(units + hundredths.ljust(2, "0"))


def day(text: str, field: str) -> date:
    """Raises Invalid."""
    try:
        return day_of(text.strip())
    except ValueError as error:
        raise _refuse(field, str(error)) from None


def entries(texts: Sequence[str], kind: EntryKind, currency: str) -> tuple[Entry, ...]:
    """`DATE:AMOUNT`, each. Raises Invalid."""
    found = list[Entry]()
    for place, text in enumerate(texts, 1):
        on, colon, amount = text.partition(":")
        if not colon:
            raise _refuse(kind.value, f"{text[:40]!r} is not DATE:AMOUNT, like 2026-07-01:4000.00")
        money = Money(cents(amount, kind.value), currency)
        found.append(Entry(kind, day(on, kind.value), money, f"{kind.value} {place}"))
    return tuple(found)


def clause(text: str | None, legal_rate_of: LegalRateOf = LegalRateOf.EACH_HALF_YEAR) -> Clause | None:
    """`10` or `legal*3`. Raises Invalid."""
    if text is None:
        return None
    try:
        if match := TIMES_LEGAL.fullmatch(text.strip()):
            found = TimesLegal(Decimal(match[1]), legal_rate_of)
            # In some half-year so many times the legal rate may be no rate at all.
            of_clause(found)
            return found
        if not PERCENT.fullmatch(text.strip()):
            raise NotARate(f"{text[:40]!r} is not a percentage per year, like 12.40")
        rate = Rate.percent(text.strip().replace(",", "."))
    except NotARate as error:
        raise _refuse("rate", f"{error}; or write legal*3") from None
    if rate.millionths < 0:
        raise _refuse("rate", "must not be below zero")
    return rate


def _words(text: str, field: str) -> str:
    """Without what cannot be seen: it is printed as it is. Raises Invalid."""
    try:
        return clean(text)
    except ValueError as error:
        raise _refuse(field, str(error)) from None


def one_of[T](text: str, known: dict[str, T], field: str) -> T:
    """Raises Invalid."""
    if text not in known:
        raise _refuse(field, f"{text[:40]!r}: one of {', '.join(known)}")
    return known[text]


def stated(
    principal: str,
    due: str,
    until: str,
    *,
    issued: str | None,
    debtor: str,
    country: str,
    rate: str | None,
    legal_rate_of: str,
    floor_binds: str,
    payments: Sequence[str],
    credit_notes: Sequence[str],
    formal_notice: str | None,
    imputation: str,
    indemnity_rank: str,
    paid_late: str,
    reason: str,
    accept_unconfirmed: bool,
    insolvency: str | None = None,
) -> Statement:
    """The statement of the claim that the options describe. Raises Invalid, which names the option."""
    kind = one_of(debtor, KINDS, "debtor")
    try:
        currency = regime_of(country_of(country), kind).currency
    except NoRule as error:
        raise _refuse("country", str(error)) from None
    due_on = day(due, "due")
    if insolvency is not None and issued is None:
        raise _refuse("issued", "is needed with an insolvency: what is older than that may not be paid")
    booked = entries(payments, EntryKind.PAYMENT, currency) + entries(credit_notes, EntryKind.CREDIT_NOTE, currency)
    # Without a day of issue the oldest day that is named stands for it: nothing is computed from it.
    issued_on = day(issued, "issued") if issued is not None else min([due_on, *(e.on for e in booked)])
    invoice = Invoice("cli", "-", issued_on, due_on, Money(cents(principal, "principal"), currency), entries=booked)
    terms = ClaimTerms(
        country=country_of(country),
        clause=clause(rate, one_of(legal_rate_of, {r.value: r for r in LegalRateOf}, "legal-rate-of")),
        imputation=one_of(imputation, {i.value: i for i in Imputation}, "imputation"),
        indemnity_rank=one_of(indemnity_rank, {r.value: r for r in IndemnityRank}, "indemnity-rank"),
        floor_binds=one_of(floor_binds, {f.value: f for f in FloorBinds}, "floor-binds"),
        accepts_unconfirmed=accept_unconfirmed,
        insolvency_opened_on=day(insolvency, "insolvency") if insolvency is not None else None,
    )
    claim = Claim(
        invoice,
        formal_notice_on=day(formal_notice, "formal-notice") if formal_notice is not None else None,
        paid_late=one_of(paid_late, {p.value: p for p in PaidLate}, "paid-late"),
        reason=_words(reason, "reason"),
    )
    return statement([claim], kind, terms, day(until, "until"))
