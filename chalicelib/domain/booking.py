"""What the history tells of an entry that is cancelled: who had reckoned with it.

The case itself does not keep the order in which its facts came; the history does.
"""

from collections.abc import Iterable

from chalicelib.domain.events import PaymentRecorded, PlanAgreed
from chalicelib.domain.history import HistoryEntry


def plans_agreed_since(history: Iterable[HistoryEntry], invoice_id: str, reference: str) -> frozenset[str]:
    """The ids of the plans that were agreed after it was booked: what it had paid is no part of them."""
    is_booked, found = False, set[str]()
    for fact in history:
        if fact.kind == PaymentRecorded.kind:
            is_booked |= (fact.data["invoice_id"], fact.data["reference"]) == (invoice_id, reference)
        elif fact.kind == PlanAgreed.kind and is_booked:
            found.add(fact.data["plan_id"])
    return frozenset(found)
