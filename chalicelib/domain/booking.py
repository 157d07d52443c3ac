"""What the history tells of an entry that is cancelled: who had reckoned with it, and where its money stood before.

The case itself keeps neither the order in which its facts came nor what is over; the history does.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from chalicelib.domain.events import CreditRecorded, CreditWithdrawn, EntryCancelled, PaymentRecorded, PlanAgreed
from chalicelib.domain.history import HistoryEntry
from chalicelib.domain.invoice import Entry
from chalicelib.domain.money import Money


def plans_agreed_since(history: Iterable[HistoryEntry], invoice_id: str, reference: str) -> frozenset[str]:
    """The ids of the plans that were agreed after it was booked: what it had paid is no part of them."""
    is_booked, found = False, set[str]()
    for fact in history:
        if fact.kind == PaymentRecorded.kind:
            is_booked |= (fact.data["invoice_id"], fact.data["reference"]) == (invoice_id, reference)
        elif fact.kind == PlanAgreed.kind and is_booked:
            found.add(fact.data["plan_id"])
    return frozenset(found)


def credit_behind(history: Iterable[HistoryEntry], invoice_id: str, entry: Entry) -> Entry | None:
    """What stands on no invoice again once the entry is cancelled on that one: the credit of the same reference, less
    what of it is booked on other invoices; of the entry's own kind, as the history does not tell the credit's. None
    where there was no such credit, or a person has taken it back.
    """
    credit, elsewhere = None, 0
    for fact in history:
        data = fact.data
        if data.get("reference") != entry.reference:
            continue
        if fact.kind == CreditRecorded.kind:
            credit = replace(entry, on=date.fromisoformat(data["on"]), amount=Money(**data["amount"]))
        elif fact.kind == CreditWithdrawn.kind and not data.get("invoice_id"):
            credit = None
        elif fact.kind in (PaymentRecorded.kind, EntryCancelled.kind) and data["invoice_id"] != invoice_id:
            elsewhere += data["amount"]["cents"] * (1 if fact.kind == PaymentRecorded.kind else -1)
    if credit is None or credit.amount.cents <= elsewhere:
        return None
    return replace(credit, amount=Money(credit.amount.cents - elsewhere, credit.amount.currency))
