"""A creditor's invoices; one of them with its letters, its history and today's reason; a letter as PDF."""

from collections.abc import Iterator
from dataclasses import dataclass

from chalicelib.domain.case import Case
from chalicelib.domain.case_view import SHOWN
from chalicelib.domain.decision import Reason
from chalicelib.domain.errors import NotFound
from chalicelib.domain.events import DebtorChanged
from chalicelib.domain.history import HistoryEntry
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.listing import ListedInvoice, Listing
from chalicelib.domain.step import Step, invoice_of
from chalicelib.ports import Cases, Clock, Documents
from chalicelib.usecases.deciding import Judge
from chalicelib.usecases.upload_invoices import invoice_id

# A letter that was held, planned again or cancelled told nobody anything: its creditor might believe that it went out.
LISTED = SHOWN | {StepState.UNPOSTED}


@dataclass(frozen=True, slots=True)
class ShownInvoice:
    """`letters` are the steps that speak of the invoice and whose letter went out, may have, or waits to be printed.
    `history` holds the entries that name it or its debtor; `reason` is what a look right now would say.
    """

    case: Case
    invoice: Invoice
    letters: tuple[Step, ...]
    reason: Reason
    history: tuple[HistoryEntry, ...]


@dataclass(frozen=True, slots=True)
class ListInvoices:
    cases: Cases

    def __call__(self, creditor_id: str, *, is_open: bool, limit: int, cursor: str | None) -> Listing:
        return self.cases.list(creditor_id, is_open=is_open, limit=limit, cursor=cursor)

    def by_number(self, creditor_id: str, number: str) -> tuple[ListedInvoice, ...]:
        """The invoice of that number, open or closed; none where there is none."""
        wanted = invoice_id(creditor_id, number)
        key = self.cases.find(creditor_id, [wanted]).get(wanted)
        if key is None:
            return ()
        case = self.cases.load(key, closed_invoice=wanted)
        found = case.invoice(wanted)
        contested = case.contested_until(found)
        return (ListedInvoice(wanted, key.debtor_id, found.number, found.due_on, found.open, contested),)


@dataclass(frozen=True, slots=True)
class ShowInvoice:
    cases: Cases
    judge: Judge
    clock: Clock

    def __call__(self, creditor_id: str, invoice_id: str) -> ShownInvoice:
        """Raises NotFound for an invoice that is not there, or not this creditor's."""
        key = self.cases.find(creditor_id, [invoice_id]).get(invoice_id)
        if key is None:
            raise NotFound("no such invoice")
        case = self.cases.load(key, closed_invoice=invoice_id)
        decision = self.judge.decision_on(case, self.clock.now())
        reason = next(r for r in decision.reasons if invoice_of(r.invoice_id) == invoice_id)
        history = tuple(e for e in self.cases.history(key) if _names(e, invoice_id))
        return ShownInvoice(case, case.invoice(invoice_id), tuple(_letters(case, invoice_id)), reason, history)


@dataclass(frozen=True, slots=True)
class FetchLetter:
    """The bytes of a letter about an invoice: sent by mail, or waiting to be printed and posted."""

    cases: Cases
    documents: Documents

    def __call__(self, creditor_id: str, invoice_id: str, reference: str) -> bytes:
        """Raises NotFound for a letter that is not there, or not this creditor's."""
        key = self.cases.find(creditor_id, [invoice_id]).get(invoice_id)
        for step in _letters(self.cases.load(key), invoice_id) if key else ():
            if step.reference == reference and step.letter_key:
                return self.documents.get(step.letter_key)
        raise NotFound("no such letter")


def _letters(case: Case, invoice_id: str) -> Iterator[Step]:
    listed = (s for s in case.steps if s.letter_key and s.state in LISTED)
    return (s for s in listed if invoice_id in s.invoice_ids)


def _names(entry: HistoryEntry, invoice_id: str) -> bool:
    if entry.kind == DebtorChanged.kind:
        # It concerns every invoice of the case.
        return True
    return entry.data.get("invoice_id") == invoice_id or invoice_id in entry.data.get("invoice_ids", ())
