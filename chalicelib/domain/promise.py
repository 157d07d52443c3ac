"""A dated promise to pay: nothing is asked for until its day and the grace have passed; a broken one is counted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from chalicelib.domain.hold import Hold, HoldKind


class PromiseState(StrEnum):
    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Promise:
    """`on` is the day promised; `grace_days` later it is broken, where any of its invoices is still owed."""

    id: str
    invoice_ids: tuple[str, ...]
    on: date
    made_on: date
    by: str
    grace_days: int
    state: PromiseState = PromiseState.OPEN
    detail: str = ""

    @property
    def until(self) -> date:
        """The last day on which it keeps anything back.

        >>> Promise("p", ("a",), date(2026, 11, 27), date(2026, 11, 20), "debtor", 3).until
        datetime.date(2026, 11, 30)
        """
        return self.on + timedelta(days=self.grace_days)

    def holds(self) -> Iterator[Hold]:
        """What it keeps back, while it is open."""
        if self.state is PromiseState.OPEN:
            for invoice_id in self.invoice_ids:
                yield Hold(HoldKind.PROMISE, invoice_id, self.made_on, self.by, self.id, until=self.until)
