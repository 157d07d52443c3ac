"""One level falling due for one case on one day: the unit that is sent once.

Its id says all that makes it unique (creditor, debtor, policy, level, day), so planning twice makes one step.
"""

import hashlib
from base64 import b32encode
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from chalicelib.domain.calendar import DAY
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import Bounce, StepMove, StepState, after
from chalicelib.domain.plan import Instalment
from chalicelib.domain.policy import DAYS_TO_PAY, POSTING_DAYS, Channel
from chalicelib.domain.reply import ReplyTo

TIME_TO_PAY = {level: timedelta(days=days) for level, days in DAYS_TO_PAY.items()}
TIME_TO_POST = timedelta(days=POSTING_DAYS)
TIME_TO_REPLY = timedelta(days=3)
# Why a letter on paper is withdrawn that nobody has posted, as is known: whichever else may have been, all the same.
# Why a step ended that was not sent on its day.
STALE = "stale"
NOT_POSTED = "not posted in time"
ANOTHER_WAS_POSTED = "another one was posted"
# How the reason of a step begins of which a person found out that it had not gone out.
DID_NOT_GO_OUT = "a person says that it did not go out"


@dataclass(frozen=True, slots=True)
class StepItem:
    """An invoice, or a part of one, that the step speaks of, at its own level."""

    invoice_id: str
    level: Level


@dataclass(frozen=True, slots=True)
class Figures:
    """What a letter says of one of its items, in cents: what is owed, the part under a dispute, and what of it was
    overpaid elsewhere.
    """

    owed_cents: int
    contested_cents: int = 0
    covered_cents: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """What was decided and what became of it. `owner` and `attempt` fence the send: only who claimed may record.

    `heard_on` is the day on which it reached the debtor: delivered, or handed to the post, of which `proof` tells;
    `presumed_on` that on which its delivery was presumed, nobody having said a word; `delayed_on` the last on which the
    mail service said that it was not there yet; `bounce` how it came back, where it did. `pay_until` is the last day to
    pay that the reminder of an instalment names, or a reply that asks for it, and the last to accept what is proposed.
    `figures` is what a letter on paper says of each of its items, in
    their order, and `recalls` the instalments that it asks for: it waits for the post while they are so. A reply keeps
    what it replies to; one that proposes a plan, its instalments in `recalls`.
    """

    id: str
    level: Level
    on: date
    items: tuple[StepItem, ...]
    state: StepState = StepState.PLANNED
    attempt: int = 0
    owner: str | None = None
    claimed_at: datetime | None = None
    email: str | None = None
    letter_key: str | None = None
    ses_id: str | None = None
    reason: str | None = None
    channel: Channel = Channel.EMAIL
    heard_on: date | None = None
    proof: str | None = None
    presumed_on: date | None = None
    delayed_on: date | None = None
    bounce: Bounce | None = None
    pay_until: date | None = None
    figures: tuple[Figures, ...] = ()
    recalls: tuple[Instalment, ...] = ()
    reply: ReplyTo | None = None

    def move(self, move: StepMove, **changes: Any) -> "Step":
        """Along one edge of the lifecycle. Raises IllegalMove."""
        return replace(self, state=after(self.state, move), **changes)

    @property
    def invoice_ids(self) -> tuple[str, ...]:
        """The invoices it lists, whole or in part, each once."""
        return tuple(dict.fromkeys(invoice_of(i.invoice_id) for i in self.items))

    @property
    def reference(self) -> str:
        return reference_of(self.id)

    @property
    def pay_by(self) -> date | None:
        """The last day to pay that its letter names as one of the ladder; None for a notice, whose invoices have each
        their own, and for the reminder of an instalment.
        """
        time = TIME_TO_PAY.get(self.level)
        if time is None:
            return None
        return (self.post_by if self.channel.is_paper else self.on) + time

    @property
    def is_live(self) -> bool:
        """Planned and not claimed yet: it may still be cancelled."""
        return self.state in (StepState.PLANNED, StepState.RENDERED)

    def is_stale(self, on: date) -> bool:
        """Whether it is of another day than it may go out on: a reply waits over a weekend, and is then dated anew."""
        return on > self.on + TIME_TO_REPLY if self.level.is_reply else on != self.on

    @property
    def silent_since(self) -> date:
        """The last day on which the mail service said a word of it: accepted, or not there yet."""
        return max(self.on, self.delayed_on or self.on)

    @property
    def post_by(self) -> date:
        """The last day on which a letter on paper may be posted as it is."""
        return self.on + TIME_TO_POST

    @property
    def is_to_mend(self) -> bool:
        """Held for what it lacks, or for what it was refused for: what only did not go out is said again as it is."""
        return self.state is StepState.HELD and not self.is_denied

    @property
    def is_denied(self) -> bool:
        """A mail of which a person says that it did not go out; who says so may be wrong."""
        return (self.reason or "").startswith(DID_NOT_GO_OUT)

    @property
    def may_be_mended(self) -> bool:
        """Stopped for what it lacks, or by a fault of ours: what is stated anew of its debtor may be all it wants."""
        return self.is_to_mend or self.state is StepState.FAILED

    def tried_again_on(self, gap_days: int) -> date:
        """The day from which what it says is decided on anew, where it is stopped: what it lacks may have been given
        after the gap; a fault of ours may be over the next day.
        """
        return self.on + (DAY if self.state is StepState.FAILED else timedelta(days=gap_days))

    @property
    def may_have_left(self) -> bool:
        """Withdrawn, while whoever had it in hand may have posted it."""
        return self.state is StepState.WITHDRAWN and self.reason not in (NOT_POSTED, ANOTHER_WAS_POSTED)

    def is_to_post(self, on: date) -> bool:
        """Printed, and still good to be posted that day."""
        return self.state is StepState.UNPOSTED and on <= self.post_by


def claim_id(invoice_id: str, part: int) -> str:
    """What a step lists: an invoice by its id, or a part of one by its place, from 1."""
    return f"{invoice_id}/{part}" if part else invoice_id


def invoice_of(claim_id: str) -> str:
    """The invoice of what a step lists."""
    return claim_id.partition("/")[0]


def step_id(creditor_id: str, debtor_id: str, policy: str, level: Level, on: date) -> str:
    return "#".join((creditor_id, debtor_id, policy, level, on.isoformat()))


# Whoever looks for a step by its reference asks for those of all others too.
@lru_cache(maxsize=4096)
def reference_of(step_id: str) -> str:
    """The short form that a person reads out: `7QK4-R2XA`; it stands in the letter, the subject and the mail's tags."""
    text = b32encode(hashlib.sha256(step_id.encode()).digest()).decode()[:8]
    return f"{text[:4]}-{text[4:]}"
