"""A creditor's invoices, and one of them with its history and today's reason."""

from dataclasses import dataclass

from chalicelib.domain.case import Case
from chalicelib.domain.decision import Reason
from chalicelib.domain.errors import NotFound
from chalicelib.domain.events import DebtorChanged, HistoryEntry
from chalicelib.domain.invoice import Invoice
from chalicelib.ports import Cases, Clock, Creditors, Holidays, Listing
from chalicelib.usecases.deciding import decision_on


@dataclass(frozen=True, slots=True)
class ShownInvoice:
    """`history` holds the entries that name the invoice or its debtor; `reason` is what a look right now would say."""

    case: Case
    invoice: Invoice
    reason: Reason
    history: tuple[HistoryEntry, ...]


@dataclass(frozen=True, slots=True)
class ListInvoices:
    cases: Cases

    def __call__(self, creditor_id: str, *, is_open: bool, limit: int, cursor: str | None) -> Listing:
        return self.cases.list(creditor_id, is_open=is_open, limit=limit, cursor=cursor)


@dataclass(frozen=True, slots=True)
class ShowInvoice:
    cases: Cases
    creditors: Creditors
    holidays: Holidays
    clock: Clock

    def __call__(self, creditor_id: str, invoice_id: str) -> ShownInvoice:
        """Raises NotFound for an invoice that is not there, or not this creditor's."""
        key = self.cases.find(creditor_id, [invoice_id]).get(invoice_id)
        if key is None:
            raise NotFound("no such invoice")
        case = self.cases.load(key, closed_invoice=invoice_id)
        creditor = self.creditors.get(creditor_id)
        decision = decision_on(case, creditor, self.holidays, self.clock.now())
        reason = next(r for r in decision.reasons if r.invoice_id == invoice_id)
        history = tuple(e for e in self.cases.history(key) if _names(e, invoice_id))
        return ShownInvoice(case, case.invoice(invoice_id), reason, history)


def _names(entry: HistoryEntry, invoice_id: str) -> bool:
    if entry.kind == DebtorChanged.kind:
        # It concerns every invoice of the case.
        return True
    return entry.data.get("invoice_id") == invoice_id or invoice_id in entry.data.get("invoice_ids", ())
