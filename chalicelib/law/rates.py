"""The rates of a regime, period by period, from the parameters; and the rates of a contract."""

import functools
from dataclasses import replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from chalicelib.domain.calendar import FIRST_DAY, LAST_DAY
from chalicelib.domain.clause import Clause
from chalicelib.domain.rate import NotARate, Rate, RatePeriod, Rates
from chalicelib.law import reader
from chalicelib.law.quantity import Value
from chalicelib.law.reader import ParameterFault
from chalicelib.law.regime import FLOOR, LEGAL_RATE, Regime


class FloorBinds(StrEnum):
    """What the floor binds: clauses, as the text has it, or the default rate too. No ruling was read: a setting."""

    CLAUSES = "clauses"
    DEFAULT_TOO = "default-too"


@functools.cache
def statutory(regime: Regime) -> Rates:
    """What the law gives where no contract says otherwise.

    >>> from chalicelib.domain.parties import DebtorKind
    >>> from chalicelib.law.regime import regime_of
    >>> of = {code: statutory(regime_of(code, DebtorKind.TRADER)).at(date(2026, 7, 1)) for code in ("FR", "BE")}
    >>> str(of["FR"].rate), of["FR"].source
    ('12.40', 'eu/ecb_refinancing_rate 2.40 + fr/late_payment_margin 10')
    >>> str(of["BE"].rate)
    '10.50'
    """
    return Rates(tuple(_period(regime, value) for value in reader.quantity(regime.reference).values))


def _period(regime: Regime, value: Value) -> RatePeriod:
    rate, source = Rate.percent(value.value), f"{regime.reference} {value.value}"
    if regime.margin:
        margin = reader.quantity(regime.margin).at(value.since).value
        rate, source = rate + Rate.percent(margin), f"{source} + {regime.margin} {margin}"
    if regime.rounded_up_to:
        step = reader.quantity(regime.rounded_up_to).at(value.since).value
        rate, source = rate.rounded_up(Rate.percent(step)), f"{source}, up to {regime.rounded_up_to} {step}"
    is_derived = value.is_derived or bool(regime.published and not _is_confirmed(regime.published, value, rate))
    if value.known_until is None:
        raise ParameterFault(f"{regime.reference}.yaml: the value since {value.since} is open; a rate has its end")
    return RatePeriod(value.since, value.known_until, rate, source, is_derived)


def _is_confirmed(path: str, value: Value, rate: Rate) -> bool:
    """Whether a national notice gives that rate. Raises ParameterFault when one gives another."""
    for read in reader.quantity(path).values:
        if read.holds(value.since):
            if Rate.percent(read.value) != rate:
                raise ParameterFault(f"{path}.yaml: {read.value} since {read.since}, but the formula gives {rate}")
            return not read.is_derived
    return False


def fixed_at(rates: Rates, starts_on: date) -> Rates:
    """The rate of the day on which interest starts, for ever. Raises RateUnknown."""
    period = rates.at(starts_on)
    return Rates((RatePeriod(period.since, LAST_DAY, period.rate, period.source, period.is_derived),))


@functools.cache
def at_least(regime: Regime) -> Rates:
    """What the law gives, and where the floor is higher, that: up to the last day on which both are known."""
    known_until = min(statutory(regime).known_until, floors().known_until)
    return Rates(tuple(_higher(p, floors().at(p.since)) for p in statutory(regime).periods if p.until <= known_until))


def _higher(period: RatePeriod, floor: RatePeriod) -> RatePeriod:
    return period if period.rate >= floor.rate else replace(period, rate=floor.rate, source=floor.source)


@functools.cache
def of_clause(clause: Clause) -> Rates:
    """The rates that a contract states."""
    if isinstance(clause, Rate):
        return Rates((RatePeriod(FIRST_DAY, LAST_DAY, clause, f"contract {clause}"),))
    return Rates(tuple(_times(clause.factor, value) for value in reader.quantity(LEGAL_RATE).values))


def _times(factor: Decimal, value: Value) -> RatePeriod:
    if value.known_until is None:
        raise ParameterFault(f"{LEGAL_RATE}.yaml: the value since {value.since} is open; a rate has its end")
    try:
        rate = Rate.percent(value.value).times(factor)
    except NotARate as error:
        raise NotARate(f"{factor} times the legal rate of {value.since}, {value.value} %: {error}") from None
    return RatePeriod(value.since, value.known_until, rate, f"contract {factor} x {LEGAL_RATE} {value.value}")


@functools.cache
def floors() -> Rates:
    """The least that a contract may state in France: three times the legal rate of each half-year.

    >>> str(floors().at(date(2026, 7, 1)).rate)
    '8.25'
    """
    return Rates(tuple(_floor(value) for value in reader.quantity(LEGAL_RATE).values))


def _floor(value: Value) -> RatePeriod:
    period = _times(reader.quantity(FLOOR).at(value.since).value, value)
    return RatePeriod(period.since, period.until, period.rate, period.source.removeprefix("contract "))
