"""Takes back a payment or credit note that was booked on an invoice by mistake: it counts no more, and stays known. The
discount that it had earned goes with it.
"""

from dataclasses import dataclass, replace
from datetime import date

from chalicelib.domain.booking import plans_agreed_since
from chalicelib.domain.case import Case
from chalicelib.domain.errors import Invalid, Problem
from chalicelib.domain.events import CreditRestored, EntryCancelled, Event
from chalicelib.domain.hold import EVERYTHING
from chalicelib.domain.invoice import Entry
from chalicelib.domain.money import total
from chalicelib.domain.plan import Plan
from chalicelib.usecases.changing import ChangeCase
from chalicelib.usecases.discounting import discounted, refuse_reserved
from chalicelib.usecases.mending import mended
from chalicelib.usecases.receipting import without_receipt_of


@dataclass(frozen=True, slots=True)
class CancelEntry:
    change: ChangeCase

    def __call__(self, creditor_id: str, invoice_id: str, reference: str, reason: str, by: str) -> Case:
        """The case after it, with the invoice. Cancelling twice changes nothing. What was told kept or ended because of
        it stays told; a credit on no invoice that was booked as this entry stands there again.

        Raises NotFound for an invoice or a reference that is not there, Invalid without a reason or for the reference
        of a discount, CaseMoved.
        """
        refuse_reserved(reference)
        if not reason.strip():
            raise Invalid((Problem("reason", "missing", "say why, for the history"),))
        key = self.change.of_invoice(creditor_id, invoice_id)

        def cancel(case: Case, today: date) -> tuple[Case, list[Event]]:
            before = case.invoice(invoice_id)
            invoice = before.cancel(reference, today, reason)
            if invoice == before:
                return case, []
            entry, history = invoice.cancelled[-1].entry, self.change.cases.history(key)
            event = EntryCancelled(by, invoice_id, entry.amount, entry.on, reference, reason, invoice.open)
            invoice, granted = discounted(invoice, today, by)
            reckoned = plans_agreed_since(history, invoice_id, reference)
            after = replace(case.with_invoice(invoice), plans=_plans(case, invoice_id, entry, reckoned))
            # What was overpaid counted for all that the debtor owes.
            about = EVERYTHING if before.open.cents < 0 else invoice_id
            after = after.excused(about, entry, today, reason)
            after, restored = _with_credit(after, invoice_id, reference, by)
            # What stands on no invoice again may have been there in time for another word.
            after, again = mended(
                self.change.judge, case, after, today, by, lambda: self.change.cases.whole(key).invoices
            )
            after, untold = without_receipt_of(after, invoice, entry, by)
            return after, [event, *granted, *restored, *again, *untold]

        return self.change(key, by, cancel, closed_invoice=invoice_id, tells_ends=False)


def _plans(case: Case, invoice_id: str, entry: Entry, reckoned: frozenset[str]) -> tuple[Plan, ...]:
    """What a plan of the invoice had reckoned with as paid is owed beyond it: whoever pays the instalments that were
    agreed keeps its word. No plan had reckoned with a discount: an invoice that has one is owed no more.
    """
    return tuple(
        replace(p, beyond_cents=p.beyond_cents + entry.amount.cents)
        if p.id in reckoned and invoice_id in p.invoice_ids
        else p
        for p in case.plans
    )


def _with_credit(case: Case, invoice_id: str, reference: str, by: str) -> tuple[Case, list[Event]]:
    """With what the invoice took up of a credit where it stood, whatever became of the rest of it."""
    back = [w for w in case.withdrawn_credits if (w.entry.reference, w.invoice_id) == (reference, invoice_id)]
    if not back:
        return case, []
    left = [c for c in case.credits if c.reference == reference]
    credit = replace(back[0].entry, amount=total([*(c.amount for c in left), *(w.entry.amount for w in back)]))
    others = tuple(c for c in case.credits if c not in left)
    rest = tuple(w for w in case.withdrawn_credits if w not in back)
    after = replace(case, credits=(*others, credit), withdrawn_credits=rest)
    return after, [CreditRestored(by, credit.amount, credit.on, reference, invoice_id)]
