"""What holds for all that one debtor owes: the contract, a choice wherever the law leaves one, and the rates they give.

>>> from datetime import date
>>> from chalicelib.domain.parties import DebtorKind
>>> from chalicelib.domain.rate import Rate
>>> from chalicelib.law.regime import regime_of
>>> french = regime_of("FR", DebtorKind.TRADER)
>>> [str(rates_of(french, terms).at(date(2024, 1, 1)).rate) for terms in (
...     ClaimTerms(), ClaimTerms(floor_binds=FloorBinds.DEFAULT_TOO), ClaimTerms(clause=Rate.percent("12")))]
['14.50', '15.21', '12.00']
"""

from dataclasses import dataclass
from datetime import date

from chalicelib.domain.clause import Clause, LegalRateOf, TimesLegal
from chalicelib.domain.interest import Imputation, IndemnityRank
from chalicelib.domain.parties import DebtorKind
from chalicelib.domain.rate import Rate, Rates
from chalicelib.law.rates import FloorBinds, at_least, of_clause, statutory
from chalicelib.law.regime import Regime

NO_RATE = Rate(0)


@dataclass(frozen=True, slots=True)
class ClaimTerms:
    """`clause` is the contract's rate, where it has one. `accepts_unconfirmed` lets sums rest on parameters that nobody
    has read in a source. `insolvency_opened_on` is the day on which a court opened one over the debtor.
    """

    country: str = "FR"
    clause: Clause | None = None
    imputation: Imputation = Imputation.STATUTE
    indemnity_rank: IndemnityRank = IndemnityRank.AFTER_PRINCIPAL
    floor_binds: FloorBinds = FloorBinds.CLAUSES
    accepts_unconfirmed: bool = False
    insolvency_opened_on: date | None = None


def fault_of_clause(kind: DebtorKind, regime: Regime, terms: ClaimTerms) -> str | None:
    """Why the contract's rate cannot be applied under that law; None where it can, or where there is none."""
    clause = terms.clause
    if clause is not None and not regime.takes_contract_rate:
        return f"a contract rate is not applied to a {kind.value}: {regime.law} gives the rate"
    if clause == NO_RATE and regime.contract_rate_displaces:
        return f"0 % is no remedy that could stand in place of the law's: leave the rate out ({regime.law})"
    if isinstance(clause, TimesLegal) and not regime.has_floor:
        return f"the legal rate is French: under the law of {terms.country} a clause gives its rate as a number"
    return None


def rates_of(regime: Regime, terms: ClaimTerms) -> Rates:
    """Period by period, before any is fixed."""
    if terms.clause is not None:
        return of_clause(terms.clause)
    return at_least(regime) if is_raised(regime, terms) else statutory(regime)


def is_raised(regime: Regime, terms: ClaimTerms) -> bool:
    """Whether the default rate is held against the floor too."""
    return regime.has_floor and terms.clause is None and terms.floor_binds is FloorBinds.DEFAULT_TOO


def is_fixed(regime: Regime, terms: ClaimTerms) -> bool:
    """Whether the rate of the first day holds for the whole delay."""
    if isinstance(terms.clause, TimesLegal):
        return terms.clause.legal_rate_of is LegalRateOf.START
    return regime.is_fixed and terms.clause is None
