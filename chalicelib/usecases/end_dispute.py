"""The creditor has settled a dispute: the chase of the invoice goes on from today, where it stood."""

from dataclasses import dataclass, replace
from datetime import timedelta

from chalicelib.domain.calendar import day_in
from chalicelib.domain.errors import CaseMoved, NotFound
from chalicelib.domain.events import DisputeEnded
from chalicelib.domain.hold import HoldKind
from chalicelib.ports import Cases, Clock, Creditors
from chalicelib.usecases.deciding import without_wrong_letters

TRIES = 5


@dataclass(frozen=True, slots=True)
class EndDispute:
    cases: Cases
    creditors: Creditors
    clock: Clock

    def __call__(self, creditor_id: str, invoice_id: str, note: str) -> None:
        """`note` is for the history. Raises NotFound where no dispute stands, or no such invoice; CaseMoved."""
        key = self.cases.find(creditor_id, [invoice_id]).get(invoice_id)
        if key is None:
            raise NotFound("no such invoice")
        zone = self.creditors.get(creditor_id).time_zone
        for _ in range(TRIES):
            now, case = self.clock.now(), self.cases.load(key)
            today = day_in(zone, now)
            standing = case.hold_on(invoice_id, today, HoldKind.DISPUTE)
            if standing is None:
                raise NotFound("no dispute stands on the invoice")
            ended = replace(standing, until=today - timedelta(days=1))
            holds = tuple(ended if h is standing else h for h in case.holds)
            try:
                after = replace(case, holds=holds, next_look_at=now)
                after, withdrawn = without_wrong_letters(case, after, "creditor", now, today)
                self.cases.commit(case, after, [DisputeEnded("creditor", invoice_id, note), *withdrawn], now)
            except CaseMoved:
                continue
            return
        raise CaseMoved("the case kept moving: send the same request again")
