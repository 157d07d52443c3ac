"""A reason not to chase, with its author and, where there is one, its end (last day included).

It stands on one invoice, or on all that the debtor owes; a dispute may stand on a part, and the rest goes on.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from chalicelib.domain.money import Money

EVERYTHING = ""


class HoldKind(StrEnum):
    """From the strongest to the weakest: of several that stand, the reason names the first.

    Those on an e-invoice come from its status: 213 rejected, 210 refused, 208 suspended, 211 payment sent. A sender is
    stopped by Relance, for all that it is owed, when too many of its mails come back.
    """

    INSOLVENCY = "insolvency"
    REJECTED = "e-invoice-rejected"
    REFUSED = "e-invoice-refused"
    DISPUTE = "dispute"
    SUSPENDED = "e-invoice-suspended"
    PLAN = "plan"
    PROMISE = "promise"
    PAYMENT_SENT = "payment-sent"
    DIRECT_DEBIT = "direct-debit"
    UNMATCHED_MONEY = "unmatched-money"
    SENDER_STOPPED = "sender-stopped"
    PAUSE = "pause"


STRENGTH = {kind: n for n, kind in enumerate(HoldKind)}
# What a person ends, and no day, stands also for a day before it, as a clock set back does not undo it.
BY_A_DAY = frozenset(
    {HoldKind.PROMISE, HoldKind.PAYMENT_SENT, HoldKind.DIRECT_DEBIT, HoldKind.SENDER_STOPPED, HoldKind.PAUSE}
)
ENDED_BY_A_PERSON = frozenset(HoldKind) - BY_A_DAY
# While one of these stands nobody may say that a debtor has not kept its word: it was left alone, or may have paid.
EXCUSES = frozenset(HoldKind) - {HoldKind.PROMISE, HoldKind.PLAN}


# Of what somebody wrote a case keeps the beginning, as it is read at once; the history has the whole.
KEPT_OF_A_TEXT = 200


class DisputeReason(StrEnum):
    NOT_RECEIVED = "not-received"
    WRONG_AMOUNT = "wrong-amount"
    ALREADY_PAID = "already-paid"
    NOT_CONFORMING = "not-conforming"
    NOT_MINE = "not-mine"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Hold:
    """While it stands nothing is sent about the invoice (`invoice_id`), or about anything when that is EVERYTHING.

    `amount` is the part that is contested, in a dispute about a part, and `lines` the names of the lines of the invoice
    that it is about; `act_by` the last day for what a person must do about it, where there is one. `declared_on` is the
    day on which the claim was declared in an insolvency, `proof` what shows it, and `declared` what was owed then, in
    cents by invoice; None where that is all that the debtor will ever owe. `told_on` is the day on which it came to be
    known, where that was later than its beginning.
    """

    kind: HoldKind
    invoice_id: str
    since: date
    by: str
    reason: str
    detail: str = ""
    until: date | None = None
    amount: Money | None = None
    act_by: date | None = None
    lines: tuple[str, ...] = ()
    declared_on: date | None = None
    proof: str = ""
    declared: tuple[tuple[str, int], ...] | None = None
    told_on: date | None = field(default=None, compare=False)

    def stands(self, on: date) -> bool:
        if self.until is None and self.kind in ENDED_BY_A_PERSON:
            return True
        return self.since <= on and (self.until is None or on <= self.until)

    def is_on(self, invoice_id: str) -> bool:
        return self.invoice_id in (invoice_id, EVERYTHING)

    @property
    def is_partial(self) -> bool:
        """Only a dispute about one invoice is about a part: whatever else stands, stands on the whole of it."""
        is_of_one = self.kind is HoldKind.DISPUTE and self.invoice_id != EVERYTHING
        return is_of_one and self.amount is not None


def in_short(text: str) -> str:
    """
    >>> in_short("short"), len(in_short("x" * 2000)), in_short("x" * 2000)[-1]
    ('short', 200, '…')
    """
    return text if len(text) <= KEPT_OF_A_TEXT else f"{text[: KEPT_OF_A_TEXT - 1]}…"


def is_endless_pause(hold: Hold) -> bool:
    return hold.kind is HoldKind.PAUSE and hold.until is None


# A weekend, or the days that anyway go by between two messages, are no break in what is announced.
NO_BREAK = timedelta(days=5)


def announced_since(invoice_id: str, holds: Iterable[Hold], on: date) -> date | None:
    """The day from which payments that are on their way have kept an invoice back without a break, up to `on`.

    >>> said = [Hold(HoldKind.PAYMENT_SENT, "a", date(2026, 11, day), "platform", "211",
    ...              until=date(2026, 11, day + 3)) for day in (2, 11, 19)]
    >>> str(announced_since("a", said, date(2026, 11, 20))), announced_since("a", said, date(2026, 11, 7))
    ('2026-11-11', None)
    """
    since = last = None
    for hold in sorted((h for h in holds if h.kind is HoldKind.PAYMENT_SENT), key=lambda h: h.since):
        if hold.is_on(invoice_id) and hold.since <= on:
            if last is None or hold.since - NO_BREAK > last:
                since = hold.since
            last = max(last or date.min, hold.until or date.max)
    return since if last and last >= on else None


def last_in_time(
    day: date, grace_days: int, invoice_ids: Collection[str], holds: Iterable[Hold], given: date | None = None
) -> date:
    """The last day on which what was to be paid on `day` is not late: so many days of grace after it, or the day that
    was `given` later, which run anew from the end of what held one of the invoices meanwhile. `date.max` while that has
    no end.

    >>> held = Hold(HoldKind.DISPUTE, "a", date(2026, 11, 20), "debtor", "not-mine", until=date(2026, 12, 10))
    >>> str(last_in_time(date(2026, 11, 27), 3, ["a"], [held]))
    '2026-12-13'
    """
    last = max(day + timedelta(days=grace_days), given or day)
    for hold in sorted(holds, key=lambda h: h.since):
        if hold.kind not in EXCUSES or hold.since > last or not any(hold.is_on(name) for name in invoice_ids):
            continue
        if hold.until is None:
            return date.max
        # One that was ended on the day of its placing kept nobody from anything.
        if hold.until >= max(day, hold.since):
            last = max(last, hold.until + timedelta(days=grace_days))
    return last
