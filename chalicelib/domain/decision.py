"""What a decision says: at most one message, a reason for every invoice, and the next day to look."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from chalicelib.domain.policy import Level
from chalicelib.domain.step import StepItem


class Why(StrEnum):
    """The reason of an invoice on a day. The sentences stand in `reasons`."""

    SENDS = "sends"
    PRINTS = "prints"
    PAID = "paid"
    IN_CREDIT = "in-credit"
    CONTESTED = "contested"
    PAUSED = "paused"
    NOT_DUE_BEFORE = "not-due-before"
    ON_ITS_WAY = "on-its-way"
    UNCONFIRMED = "unconfirmed"
    HELD = "held"
    WAITS_FOR_PROOF = "waits-for-proof"
    WAITS_FOR_PERSON = "waits-for-person"
    RATE_UNKNOWN = "rate-unknown"
    GIVEN_TIME = "given-time"
    CONTACT_GAP = "contact-gap"
    NOT_A_WORKING_DAY = "not-a-working-day"
    NO_CHANNEL = "no-channel"
    LADDER_ENDED = "ladder-ended"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an invoice is, or is not, in today's message. `until` is the day on which that may change."""

    invoice_id: str
    why: Why
    level: Level | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """One message: its level is the highest of its invoices', each invoice keeps its own.

    `by_mail` is False when the debtor has no working address: the letter is made for a person to print and post.
    """

    level: Level
    items: tuple[StepItem, ...]
    by_mail: bool = True


@dataclass(frozen=True, slots=True)
class Decision:
    """At most one message; a reason for each invoice; the next day to look, None when there is nothing to look for."""

    message: Message | None
    reasons: tuple[Reason, ...]
    next_look_on: date | None
