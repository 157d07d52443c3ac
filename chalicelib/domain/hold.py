"""A reason not to chase an invoice, with its author and, where there is one, its end (last day included)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class HoldKind(StrEnum):
    DISPUTE = "dispute"
    PAUSE = "pause"


class DisputeReason(StrEnum):
    NOT_RECEIVED = "not-received"
    WRONG_AMOUNT = "wrong-amount"
    ALREADY_PAID = "already-paid"
    NOT_CONFORMING = "not-conforming"
    NOT_MINE = "not-mine"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Hold:
    """While it stands nothing is sent about the invoice."""

    kind: HoldKind
    invoice_id: str
    since: date
    by: str
    reason: str
    detail: str = ""
    until: date | None = None

    def stands(self, on: date) -> bool:
        """A dispute stands until it is ended, also for a day before it: a clock set back does not undo it."""
        if self.kind is HoldKind.DISPUTE and self.until is None:
            return True
        return self.since <= on and (self.until is None or on <= self.until)
