"""Books money received, or a credit note, on an invoice, with the discount that it earns. The same reference twice is
booked once.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from chalicelib.domain.case import Case
from chalicelib.domain.errors import CaseMoved, Invalid, NotFound, Problem
from chalicelib.domain.events import CreditWithdrawn, PaymentRecorded
from chalicelib.domain.invoice import Entry, EntryKind, Invoice, WithdrawnCredit
from chalicelib.ports import Cases, Clock
from chalicelib.usecases.deciding import Judge, may_end
from chalicelib.usecases.discounting import discounted, refuse_reserved
from chalicelib.usecases.mending import mended
from chalicelib.usecases.receipting import with_receipt
from chalicelib.usecases.settling import released

TRIES = 5


@dataclass(frozen=True, slots=True)
class RecordPayment:
    cases: Cases
    judge: Judge
    clock: Clock

    def __call__(self, creditor_id: str, invoice_id: str, entry: Entry, by: str) -> tuple[Invoice, bool]:
        """The invoice after it, and whether anything was booked. Raises NotFound, Invalid, DuplicateEntry,
        EntryWasCancelled, CaseMoved.

        A day that can only be a slip of the hand is refused.
        """
        refuse_reserved(entry.reference)
        key = self.cases.find(creditor_id, [invoice_id]).get(invoice_id)
        if key is None:
            raise NotFound("no such invoice")
        today = self._today(creditor_id)
        for _ in range(TRIES):
            case = self.cases.load(key, closed_invoice=invoice_id)
            before = case.invoice(invoice_id)
            invoice = before.book(entry)
            if invoice == before:
                return before, False
            _refuse_impossible(entry.on, before, today + timedelta(days=1))
            try:
                return self._commit(case, invoice, entry, by, today), True
            except CaseMoved:
                continue
        raise CaseMoved("the case kept moving: send the same payment again")

    def _today(self, creditor_id: str) -> date:
        return self.clock.now().astimezone(ZoneInfo(self.judge.creditors.get(creditor_id).time_zone)).date()

    def _commit(self, case: Case, invoice: Invoice, entry: Entry, by: str, today: date) -> Invoice:
        """The look that was planned stands, or an earlier one that the money makes: a level may be for small sums only,
        and a credit that it takes up covers another invoice no more. At once where a letter on paper says more than is
        owed, or a promise or a plan waits to be told kept. What had come to its end before the day of the money was
        broken all the same.
        """
        now = self.clock.now()
        booked = PaymentRecorded(by, invoice.id, entry.amount, entry.on, entry.reference, invoice.open)
        invoice, granted = discounted(invoice, today, by)
        # With the discount that it earns it pays as much of what is open.
        pays = (case.invoice(invoice.id).open - invoice.open).cents
        coming = {invoice.id: (entry.on, pays)} if entry.kind is EntryKind.PAYMENT else {}
        ended, events = self.judge.with_ends(case, min(entry.on, today), by, coming, today)
        after = ended.with_invoice(invoice, today, self.judge.days_off_around(case, today))
        after, receipted = with_receipt(self.judge, after, invoice, entry, today, by)
        events += [booked, *granted, *receipted]
        mine = (c for c in case.credits if c.reference == entry.reference)
        for credit in (c for c in mine if c.amount.currency == entry.amount.currency):
            # It stood on no invoice until now: the same money is not counted twice, and what is left of it still is.
            used = min(credit.amount, entry.amount)
            rest = replace(credit, amount=credit.amount - used)
            kept = (rest if c is credit else c for c in after.credits if c is not credit or rest.amount.is_positive)
            gone = WithdrawnCredit(replace(credit, amount=used), today, "", invoice.id)
            after = replace(after, credits=tuple(kept), withdrawn_credits=(*after.withdrawn_credits, gone))
            paid = {n for p in case.plans if p.ended_on is None and invoice.id in p.invoice_ids for n in p.invoice_ids}
            for other in (i.id for i in after.invoices if i.id not in paid | {invoice.id}):
                # For these it counts no more; a plan is paid by it as before.
                after = after.excused(other, credit, today, f"booked on {invoice.number}")
            events.append(CreditWithdrawn(by, used, credit.reference, f"booked on {invoice.number}", invoice.id))
        after = released(after, self.judge.facts_on(after, today), today)
        after, again = mended(self.judge, ended, after, today, by, lambda: self.cases.whole(case.key).invoices)
        after, withdrawn = self.judge.without_wrong_letters(case, after, by, now, today)
        planned, after = after.next_look_at, self.judge.with_next_look(after, now)
        looks = [now] if may_end(after) else [look for look in (planned, after.next_look_at) if look]
        after = replace(after, next_look_at=min(looks, default=None))
        self.cases.commit(case, after, [*events, *again, *withdrawn], now)
        return invoice


def _refuse_impossible(on: date, invoice: Invoice, latest: date) -> None:
    """Raises Invalid."""
    if on < invoice.issued_on:
        said = f"{on.isoformat()} is before the invoice was issued, {invoice.issued_on.isoformat()}"
        raise Invalid((Problem("on", "wrong", said),))
    if on > latest:
        said = f"{on.isoformat()} is yet to come: book what was received, at the latest on {latest.isoformat()}"
        raise Invalid((Problem("on", "wrong", said),))
