"""Records what the platform says of an e-invoice: in any order, however often; the latest by its own time decides."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from chalicelib.domain.calendar import day_in
from chalicelib.domain.case import Case
from chalicelib.domain.e_invoice import PLATFORM, EInvoiceStatus, StatusCode
from chalicelib.domain.errors import Invalid, Problem
from chalicelib.domain.events import EInvoiceStatusGiven, Event
from chalicelib.usecases.changing import ChangeCase

# The clocks of two machines are not one.
SLACK = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class RecordEInvoiceStatus:
    change: ChangeCase

    def __call__(self, creditor_id: str, invoice_id: str, code: StatusCode, at: datetime, reason: str = "") -> Case:
        """`at` is the status's own time, `reason` the platform's code for it. Raises NotFound, CaseMoved, Invalid for a
        time to come: no later word would count before it.
        """
        if at > self.change.clock.now() + SLACK:
            raise Invalid((Problem("at", "wrong", f"{at.isoformat()} is yet to come: when the status was given"),))
        key = self.change.of_invoice(creditor_id, invoice_id)
        zone = self.change.judge.creditors.get(creditor_id).time_zone
        status = EInvoiceStatus(code, at, day_in(zone, at), reason)

        def record(case: Case, today: date) -> tuple[Case, list[Event]]:
            invoice = case.invoice(invoice_id)
            if status in invoice.statuses:
                return case, []
            told = replace(invoice, statuses=(*invoice.statuses, replace(status, told_on=today)))
            return case.with_invoice(told), [EInvoiceStatusGiven(PLATFORM, invoice_id, code, at, reason)]

        return self.change(key, PLATFORM, record, closed_invoice=invoice_id)
