"""The life-cycle status of an e-invoice, and what it means for the chase (XP Z12-012: 200 to 213).

Statuses arrive in any order and more than once: the latest by its own time decides, whenever it came.

>>> from datetime import UTC, date, datetime
>>> came = datetime(2026, 11, 20, 9, tzinfo=UTC)
>>> said = [EInvoiceStatus(StatusCode.COMPLETED, came.replace(hour=11), date(2026, 11, 20))]
>>> said += [EInvoiceStatus(StatusCode.SUSPENDED, came, date(2026, 11, 20))]
>>> [(str(h.since), str(h.until)) for h in platform_holds("inv_1", said, frozenset())]
[('2026-11-20', '2026-11-19')]
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
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
    StatusCode.CASHED: HoldKind.UNMATCHED_MONEY,
    StatusCode.REJECTED: HoldKind.REJECTED,
}
# What answers a dispute: the invoice is approved, contested anew, refused or paid. That papers were asked for or given,
# or that it is being looked at, does not.
ANSWERS = frozenset(
    {
        StatusCode.APPROVED,
        StatusCode.APPROVED_IN_PART,
        StatusCode.IN_DISPUTE,
        StatusCode.REFUSED,
        StatusCode.CASHED,
        StatusCode.REJECTED,
    }
)
# On its way to the debtor: this ends a rejection, the invoice having been sent again, and nothing that the debtor said.
IN_TRANSIT = frozenset({StatusCode.DEPOSITED, StatusCode.ISSUED, StatusCode.RECEIVED, StatusCode.MADE_AVAILABLE})


@dataclass(frozen=True, slots=True)
class EInvoiceStatus:
    """`at` is when the status was given, `on` that day where the creditor lives; `reason` its code, such as DOUBLON.

    `ended_by` is the person that let the chase go on then, whatever the status of this code kept back. `told_on` is the
    day on which we were told.
    """

    code: StatusCode
    at: datetime
    on: date
    reason: str = ""
    ended_by: str = ""
    told_on: date | None = field(default=None, compare=False)


def platform_holds(invoice_id: str, statuses: Iterable[EInvoiceStatus], days_off: Collection[date]) -> tuple[Hold, ...]:
    """What the statuses keep back, each by the latest that says anything of it, until the day before the next does.

    A rejection as a duplicate is about the copy: the invoice itself went through before. A dispute is ended by what
    answers it, and a payment that is announced ends nothing: whoever contests may pay what it does not contest, and
    what was refused is to be corrected all the same. It has its days until the money is cashed. What was cashed is not
    booked here yet: a person ends that.
    """
    said = list[EInvoiceStatus]()
    for status in sorted(statuses, key=lambda s: (s.at, s.code)):
        if status.code is StatusCode.REJECTED and status.reason == DUPLICATE and not status.ended_by:
            continue
        before = next((s.code for s in reversed(said) if s.code is not StatusCode.PAYMENT_SENT), None)
        if status.code in IN_TRANSIT and said and before is not StatusCode.REJECTED:
            continue
        said.append(status)
    found = list[Hold]()
    for place, status in enumerate(said):
        if status.code in HOLDS and not status.ended_by:
            after = next((s for s in said[place + 1 :] if _ends(s, HOLDS[status.code])), None)
            ends = [after.on - timedelta(days=1)] if after else []
            if status.code is StatusCode.PAYMENT_SENT:
                ends.append(add_working_days(status.on, DAYS_TO_ARRIVE, days_off))
            until = min(ends, default=None)
            hold = Hold(HOLDS[status.code], invoice_id, status.on, PLATFORM, status.code, status.reason, until)
            found.append(replace(hold, told_on=status.told_on))
    return tuple(found)


def _ends(after: EInvoiceStatus, kind: HoldKind) -> bool:
    """Whether a later status says anything of what holds: a person's word is about its own kind alone."""
    if after.ended_by:
        return HOLDS.get(after.code) is kind
    if kind is HoldKind.UNMATCHED_MONEY or after.code is StatusCode.PAYMENT_SENT:
        return HOLDS.get(after.code) is kind
    if kind is HoldKind.PAYMENT_SENT:
        return after.code is StatusCode.CASHED
    return kind is not HoldKind.DISPUTE or after.code in ANSWERS
