"""Books money, or a credit note, of a debtor's that belongs to no invoice: it is set against what falls due."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from chalicelib.domain.case import Case, CaseKey
from chalicelib.domain.errors import Invalid, NotFound, Problem
from chalicelib.domain.events import CreditRecorded, CreditWithdrawn, Event
from chalicelib.domain.invoice import DuplicateEntry, Entry
from chalicelib.usecases.changing import ChangeCase
from chalicelib.usecases.settling import mended


@dataclass(frozen=True, slots=True)
class RecordCredit:
    change: ChangeCase

    def __call__(self, key: CaseKey, entry: Entry, by: str) -> Case:
        """The same reference twice is booked once. Raises Invalid, DuplicateEntry, NotFound, CaseMoved."""

        def record(case: Case, today: date) -> tuple[Case, list[Event]]:
            if entry.on > today + timedelta(days=1):
                raise Invalid((Problem("on", "wrong", f"{entry.on} is yet to come"),))
            known = next((c for c in case.credits if c.reference == entry.reference), None)
            if known == entry:
                return case, []
            if known is not None:
                raise DuplicateEntry(f"reference {entry.reference!r} is already booked with other content")
            event = CreditRecorded(by, entry.amount, entry.on, entry.reference)
            after = replace(case, credits=(*case.credits, entry))
            after, again = mended(after, self.change.judge.facts_on(after, today), entry.on, today, by)
            return after, [event, *again]

        return self.change(key, by, record)

    def withdraw(self, key: CaseKey, reference: str, note: str, by: str) -> Case:
        """It was booked on an invoice since, refunded, or never was. Raises NotFound, CaseMoved."""

        def withdraw(case: Case, today: date) -> tuple[Case, list[Event]]:
            found = next((c for c in case.credits if c.reference == reference), None)
            if found is None:
                raise NotFound("no such credit")
            rest = tuple(c for c in case.credits if c is not found)
            return replace(case, credits=rest), [CreditWithdrawn(by, found.amount, reference, note)]

        return self.change(key, by, withdraw)
