"""What became of an invoice's early payment discount, in the past tense: facts for the history of its case.

>>> DiscountEarned("creditor", "inv_1", Money(2569), date(2026, 12, 11), Money(0)).data()["on"]
'2026-12-11'
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from chalicelib.domain.events import Event
from chalicelib.domain.money import Money


@dataclass(frozen=True, slots=True)
class DiscountEarned(Event):
    """The payments reached the discounted whole in time, on the day `on`: the discount is booked as a credit note."""

    kind: ClassVar[str] = "DiscountEarned"
    invoice_id: str
    amount: Money
    on: date
    open_after: Money


@dataclass(frozen=True, slots=True)
class DiscountTakenBack(Event):
    """What was booked of it, under the day `on`, counts no more: what had earned it was changed."""

    kind: ClassVar[str] = "DiscountTakenBack"
    invoice_id: str
    amount: Money
    on: date
    open_after: Money
