"""The life-cycle status of an e-invoice, and what it means for the chase (XP Z12-012: 200 to 213).

Statuses arrive in any order and more than once: the latest by its own time decides, whenever it came.

>>> from datetime import UTC, date, datetime
>>> came = datetime(2026, 11, 20, 9, tzinfo=UTC)
>>> said = [EInvoiceStatus(StatusCode.COMPLETED, came.replace(hour=11), date(2026, 11, 20))]
>>> said += [EInvoiceStatus(StatusCode.SUSPENDED, came, date(2026, 11, 20))]
>>> print(platform_hold("inv_1", said, frozenset()))
None
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from chalicelib.domain.calendar import add_working_days
from chalicelib.domain.hold import Hold, HoldKind

PLATFORM = "platform"
# A payment that the debtor says it has sent is given so many working days to arrive.
DAYS_TO_ARRIVE = 3
DUPLICATE = "DOUBLON"


class StatusCode(StrEnum):
    DEPOSITED = "200"
    ISSUED = "201"
    RECEIVED = "202"
    MADE_AVAILABLE = "203"
    TAKEN_IN_CHARGE = "204"
    APPROVED = "205"
    APPROVED_IN_PART = "206"
    IN_DISPUTE = "207"
    SUSPENDED = "208"
    COMPLETED = "209"
    REFUSED = "210"
    PAYMENT_SENT = "211"
    CASHED = "212"
    REJECTED = "213"


HOLDS = {
    StatusCode.APPROVED_IN_PART: HoldKind.DISPUTE,
    StatusCode.IN_DISPUTE: HoldKind.DISPUTE,
    StatusCode.SUSPENDED: HoldKind.SUSPENDED,
    StatusCode.REFUSED: HoldKind.REFUSED,
    StatusCode.PAYMENT_SENT: HoldKind.PAYMENT_SENT,
    StatusCode.REJECTED: HoldKind.REJECTED,
}
# On its way to the debtor: this ends a rejection, the invoice having been sent again, and nothing that the debtor said.
IN_TRANSIT = frozenset({StatusCode.DEPOSITED, StatusCode.ISSUED, StatusCode.RECEIVED, StatusCode.MADE_AVAILABLE})


@dataclass(frozen=True, slots=True)
class EInvoiceStatus:
    """`at` is when the status was given, `on` that day where the creditor lives; `reason` its code, such as DOUBLON."""

    code: StatusCode
    at: datetime
    on: date
    reason: str = ""


def platform_hold(invoice_id: str, statuses: Iterable[EInvoiceStatus], days_off: Collection[date]) -> Hold | None:
    """What the statuses keep back, by the latest that says anything of it.

    A rejection as a duplicate is about the copy: the invoice itself went through before.
    """
    decisive: EInvoiceStatus | None = None
    for status in sorted(statuses, key=lambda s: (s.at, s.code)):
        if status.code is StatusCode.REJECTED and status.reason == DUPLICATE:
            continue
        if status.code in IN_TRANSIT and decisive and decisive.code is not StatusCode.REJECTED:
            continue
        decisive = status
    if decisive is None or decisive.code not in HOLDS:
        return None
    is_sent = decisive.code is StatusCode.PAYMENT_SENT
    until = add_working_days(decisive.on, DAYS_TO_ARRIVE, days_off) if is_sent else None
    kind = HOLDS[decisive.code]
    return Hold(kind, invoice_id, decisive.on, PLATFORM, decisive.code, decisive.reason, until)
