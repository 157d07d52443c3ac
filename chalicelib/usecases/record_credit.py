"""Books money, or a credit note, of a debtor's that belongs to no invoice: it is set against what falls due."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from chalicelib.domain.case import Case, CaseKey
from chalicelib.domain.errors import Invalid, NothingThere, Problem
from chalicelib.domain.events import CreditRecorded, CreditWithdrawn, Event
from chalicelib.domain.hold import EVERYTHING
from chalicelib.domain.invoice import DuplicateEntry, Entry, EntryWasCancelled, Invoice, WithdrawnCredit
from chalicelib.domain.money import total
from chalicelib.usecases.changing import ChangeCase
from chalicelib.usecases.discounting import refuse_reserved
from chalicelib.usecases.mending import mended
from chalicelib.usecases.settling import released


@dataclass(frozen=True, slots=True)
class RecordCredit:
    change: ChangeCase

    def __call__(self, key: CaseKey, entry: Entry, by: str) -> Case:
        """The same reference twice is booked once, also where an invoice has taken it up since. The very money that was
        booked on an invoice is refused; another part of the same transfer is not.

        Raises Invalid, DuplicateEntry, EntryWasCancelled, NotFound, CaseMoved.
        """
        refuse_reserved(entry.reference)

        def record(case: Case, today: date) -> tuple[Case, list[Event]]:
            if entry.on > today + timedelta(days=1):
                raise Invalid((Problem("on", "wrong", f"{entry.on} is yet to come"),))
            known = _recorded(case, entry.reference)
            if known == entry:
                return case, []
            if known is not None:
                raise DuplicateEntry(f"reference {entry.reference!r} is already booked with other content")
            _refuse_booked(entry, self.change.cases.whole(key).invoices)
            judge = self.change.judge
            event = CreditRecorded(by, entry.amount, entry.on, entry.reference)
            after = replace(case, credits=(*case.credits, entry))
            after, again = mended(judge, case, after, today, by, lambda: self.change.cases.whole(key).invoices)
            return after, [event, *again]

        return self.change(key, by, record)

    def withdraw(self, key: CaseKey, reference: str, note: str, by: str) -> Case:
        """It was booked on an invoice since, refunded, or never was. Raises NotFound, CaseMoved."""

        def withdraw(case: Case, today: date) -> tuple[Case, list[Event]]:
            found = next((c for c in case.credits if c.reference == reference), None)
            if found is None:
                raise NothingThere("no such credit")
            rest = tuple(c for c in case.credits if c is not found)
            gone = (*case.withdrawn_credits, WithdrawnCredit(found, today, note))
            after = replace(case, credits=rest, withdrawn_credits=gone).excused(EVERYTHING, found, today, note)
            after = released(after, self.change.judge.facts_on(after, today), today)
            return after, [CreditWithdrawn(by, found.amount, reference, note)]

        return self.change(key, by, withdraw, tells_ends=False)


def _refuse_booked(entry: Entry, invoices: Iterable[Invoice]) -> None:
    """Raises DuplicateEntry where one of them, open or paid, has an entry of that reference and amount, whatever its
    day: a bank has one for the booking and one for the value.
    """
    for invoice in invoices:
        if any((e.reference, e.amount) == (entry.reference, entry.amount) for e in invoice.entries):
            raise DuplicateEntry(
                f"reference {entry.reference!r} is already booked on invoice {invoice.number} with this amount: if it "
                "is other money, record it under another reference"
            )


def _recorded(case: Case, reference: str) -> Entry | None:
    """The credit of that reference as it was recorded, with what invoices have taken up of it. Raises EntryWasCancelled
    where a person took it back.
    """
    gone = [w for w in case.withdrawn_credits if w.entry.reference == reference]
    for back in gone:
        if back.is_taken_back:
            raise EntryWasCancelled(
                f"credit {reference!r} was withdrawn on {back.on.isoformat()}: what came all the same is recorded "
                "under another reference"
            )
    parts = [*(c for c in case.credits if c.reference == reference), *(w.entry for w in gone)]
    return replace(parts[0], amount=total(p.amount for p in parts)) if parts else None
