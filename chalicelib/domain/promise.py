"""A dated promise to pay: nothing is asked for until its day and the grace have passed; a broken one is counted."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from chalicelib.domain.calendar import DAY
from chalicelib.domain.hold import Hold, HoldKind, last_in_time
from chalicelib.domain.money import Money


class PromiseState(StrEnum):
    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Promise:
    """`on` is the day promised; `grace_days` later it is broken, where any of its invoices is still owed.

    `settled_on` is the day on which it was told kept, broken or withdrawn; `missed` the invoices that were not paid
    when it was broken, less those of which it came out since that they had been; `covered` what stands on no invoice
    and keeps it, and `kept_by` what did when it was told: a plan may have taken it since. `due_by` names, of an invoice
    that falls due in parts, the day of the first that was owed when it was made.
    """

    id: str
    invoice_ids: tuple[str, ...]
    on: date
    made_on: date
    by: str
    grace_days: int
    state: PromiseState = PromiseState.OPEN
    detail: str = ""
    settled_on: date | None = None
    missed: tuple[str, ...] = ()
    covered: tuple[Money, ...] = ()
    due_by: tuple[tuple[str, date], ...] = ()
    kept_by: tuple[Money, ...] = ()

    def settled(
        self, state: PromiseState, on: date, missed: tuple[str, ...] = (), covered: tuple[Money, ...] = ()
    ) -> "Promise":
        return replace(self, state=state, settled_on=on, missed=missed, covered=covered, kept_by=covered)

    @property
    def is_open(self) -> bool:
        return self.state is PromiseState.OPEN

    @property
    def until(self) -> date:
        """The last day on which it keeps anything back.

        >>> Promise("p", ("a",), date(2026, 11, 27), date(2026, 11, 20), "debtor", 3).until
        datetime.date(2026, 11, 30)
        """
        return self.on + timedelta(days=self.grace_days)

    def holds(self, others: Collection[Hold]) -> Iterator[Hold]:
        """What it keeps back, while it is open: each invoice a few days more when `others` end that held it. Where a
        part is contested on the last day of the rest, that is looked at then; what was contested has its grace later.
        """
        for invoice_id in self.invoice_ids if self.is_open else ():
            last, rest = self.last_in_time(invoice_id, others), self.last_of_the_rest(invoice_id, others)
            days = [(self.made_on, last if last < date.max else self.until)]
            if rest < date.max and self.contested(invoice_id, others, rest):
                # From the end of the contest on; until then what is contested is held by that, and the rest is late.
                days = [(self.made_on, rest)]
                days += [(max(rest, last - self.grace_days * DAY) + DAY, last)] if last < date.max else []
            for since, until in days:
                if since <= until:
                    yield Hold(HoldKind.PROMISE, invoice_id, since, self.by, self.id, until=until)

    def last_in_time(self, invoice_id: str, others: Collection[Hold]) -> date:
        """The last day on which that invoice may be paid and the promise is kept; `date.max` while it is held."""
        return last_in_time(self.on, self.grace_days, (invoice_id,), others)

    def last_of_the_rest(self, invoice_id: str, others: Collection[Hold]) -> date:
        """That of what is not contested: a contest of a part excuses no other part."""
        return last_in_time(self.on, self.grace_days, (invoice_id,), [h for h in others if not h.is_partial])

    @staticmethod
    def contested(invoice_id: str, others: Collection[Hold], on: date) -> list[Money]:
        """The parts of the invoice that are contested on a day."""
        parts = (h for h in others if h.is_partial and h.is_on(invoice_id) and h.since <= on <= (h.until or date.max))
        return [h.amount for h in parts if h.amount]
