"""Whether the rate of a claim is known on a day: where it is not, no letter may state a sum, and a person decides."""

from datetime import date

from chalicelib.domain.interest import DAY
from chalicelib.domain.parties import DebtorKind
from chalicelib.law.rates import statutory
from chalicelib.law.regime import NoRule, regime_of


def rate_is_known(country: str, kind: DebtorKind, due_on: date, on: date) -> bool:
    """Of a debt due on one day, chased on another. A rate that is fixed at the start need not be known any later.

    >>> [rate_is_known("FR", kind, date(2026, 5, 1), date(2099, 1, 1)) for kind in DebtorKind]
    [False, False, True]
    >>> rate_is_known("US", DebtorKind.TRADER, date(2026, 5, 1), date(2026, 6, 1))
    False
    """
    try:
        regime = regime_of(country, kind)
    except NoRule:
        return False
    rates = statutory(regime)
    late_on = regime.in_time_until(due_on) + DAY
    counts = late_on if regime.is_fixed else max(on, late_on)
    return rates.known_since <= counts <= rates.known_until
