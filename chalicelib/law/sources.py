"""What the sums of a line rest on: each legal quantity as it stood on the day that counted, with its source.

>>> from chalicelib.domain.parties import DebtorKind
>>> from chalicelib.law.regime import regime_of
>>> [(p.path, p.value, p.law) for p in of_indemnity(regime_of("FR", DebtorKind.TRADER), 4000, date(2026, 5, 2))]
[('fr/fixed_indemnity', '40', 'C. com. L441-10 II, D441-5')]
"""

from collections.abc import Iterable, Iterator
from datetime import date

from chalicelib.domain.errors import Invalid, Problem
from chalicelib.domain.interest import Segment
from chalicelib.domain.rate import Rates
from chalicelib.domain.statement import Parameter
from chalicelib.law import reader
from chalicelib.law.quantity import Confidence, Quantity, Value
from chalicelib.law.regime import FLOOR, LEGAL_RATE, Regime


def of_rate(regime: Regime, rates: Rates, segments: Iterable[Segment]) -> Iterator[Parameter]:
    """What the rate of the law rests on, quantity by quantity."""
    # A rate's period begins with the value that gave it, also where that is fixed for long after.
    days = [rates.at(segment.since).since for segment in segments]
    for path in (regime.reference, regime.margin, regime.rounded_up_to):
        if path:
            quantity = reader.quantity(path)
            yield from (_parameter(quantity, value) for value in dict.fromkeys(map(quantity.at, days)))


def of_floor(segments: Iterable[Segment]) -> Iterator[Parameter]:
    """What the least rate of a contract rests on, over those days."""
    days = [(segment.since, segment.until) for segment in segments]
    for quantity in map(reader.quantity, (LEGAL_RATE, FLOOR)):
        over = (value for since, until in days for value in quantity.over(since, until))
        yield from (_parameter(quantity, value) for value in dict.fromkeys(over))


def of_indemnity(regime: Regime, cents: int, on: date) -> Iterator[Parameter]:
    """The band that gives that sum."""
    for _, path in regime.indemnity:
        quantity = reader.quantity(path)
        value = quantity.at(on)
        if int(value.value * 100) == cents:
            yield _parameter(quantity, value)


def refuse_unread(parameters: Iterable[Parameter]) -> None:
    """Raises Invalid where a sum rests on what nobody has read in a source."""
    said = "was read in no source: accept unconfirmed values to compute with it"
    problems = tuple(
        Problem("country", "unconfirmed", f"{p.path}.yaml since {p.since} ({p.value}) {said}")
        for p in parameters
        if not Confidence(p.confidence).is_enough
    )
    if problems:
        raise Invalid(problems)


def _parameter(quantity: Quantity, value: Value) -> Parameter:
    return Parameter(
        quantity.path,
        value.since,
        str(value.value),
        quantity.unit.value,
        value.confidence.value,
        quantity.law,
        value.source,
        value.link,
        value.is_derived,
    )
