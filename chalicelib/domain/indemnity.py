"""The fixed sum for recovery costs: once per late invoice, whole even when part was paid in time; never on a consumer.

Source: C. com. L441-10 II and D441-5 (traders), CMP L2192-13 and D2192-35 (public bodies). Directive 2011/7/EU, art. 6.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from chalicelib.domain.parties import DebtorKind


@dataclass(frozen=True, slots=True)
class Band:
    """The sum, in cents, for a debt below `below_cents`; None is the last band."""

    below_cents: int | None
    cents: int


def fixed_indemnity(kind: DebtorKind, owed_cents: int, bands: Iterable[Band]) -> int:
    """What one invoice gives right to, in cents, `owed_cents` being owed on the first day of delay.

    >>> fixed_indemnity(DebtorKind.TRADER, 1, [Band(None, 4000)])
    4000
    >>> fixed_indemnity(DebtorKind.CONSUMER, 100_000, [Band(None, 4000)])
    0
    >>> fixed_indemnity(DebtorKind.TRADER, 0, [Band(None, 4000)])
    0
    >>> pounds = [Band(100_000, 4000), Band(1_000_000, 7000), Band(None, 10000)]
    >>> [fixed_indemnity(DebtorKind.TRADER, owed, pounds) for owed in (99_999, 100_000, 999_999, 1_000_000)]
    [4000, 7000, 7000, 10000]
    """
    if kind is DebtorKind.CONSUMER or owed_cents <= 0:
        return 0
    return next(b.cents for b in bands if b.below_cents is None or owed_cents < b.below_cents)
