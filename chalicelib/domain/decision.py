"""What a decision says: at most one message, a reason for every invoice, what a person must do, when to look next."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from chalicelib.domain.level import Level
from chalicelib.domain.plan import Instalment
from chalicelib.domain.policy import Channel
from chalicelib.domain.step import Figures, Step, StepItem
from chalicelib.domain.task import Task


class Why(StrEnum):
    """The reason of an invoice on a day. The sentences stand in `reasons`."""

    SENDS = "sends"
    PRINTS = "prints"
    PAID = "paid"
    IN_CREDIT = "in-credit"
    TOLERATED = "tolerated"
    INSOLVENT = "insolvent"
    E_INVOICE_REJECTED = "e-invoice-rejected"
    E_INVOICE_REFUSED = "e-invoice-refused"
    CONTESTED = "contested"
    E_INVOICE_SUSPENDED = "e-invoice-suspended"
    IN_PLAN = "in-plan"
    PROMISED = "promised"
    PAYMENT_SENT = "payment-sent"
    DIRECT_DEBIT = "direct-debit"
    UNMATCHED_MONEY = "unmatched-money"
    SENDER_STOPPED = "sender-stopped"
    PAUSED = "paused"
    BANK_DATA_OLD = "bank-data-old"
    NOT_DUE_BEFORE = "not-due-before"
    ON_ITS_WAY = "on-its-way"
    UNCONFIRMED = "unconfirmed"
    HELD = "held"
    FAILED = "failed"
    WAITS_FOR_PROOF = "waits-for-proof"
    WAITS_FOR_APPROVAL = "waits-for-approval"
    WAITS_FOR_PERSON = "waits-for-person"
    NOT_APPROVED = "not-approved"
    RATE_UNKNOWN = "rate-unknown"
    GIVEN_TIME = "given-time"
    CONTACT_GAP = "contact-gap"
    DECIDED_TODAY = "decided-today"
    CONTACT_BUDGET = "contact-budget"
    NOT_A_WORKING_DAY = "not-a-working-day"
    TO_POST = "to-post"
    LADDER_ENDED = "ladder-ended"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an invoice is, or is not, in today's message. `until` is the day on which that may change; `since` the day
    from which it waits for a person, which may lie ahead.
    """

    invoice_id: str
    why: Why
    level: Level | None = None
    until: date | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """One message: its level is the highest of its invoices', each invoice keeps its own.

    What goes by post is made for a person to print and post: also where a debtor has no working address for e-mail.
    `pay_until` is the last day to pay that the reminder of an instalment names. On paper `figures` is what it says of
    each item, in their order, and `recalls` the instalments that it asks for.
    """

    level: Level
    items: tuple[StepItem, ...]
    channel: Channel = Channel.EMAIL
    pay_until: date | None = None
    figures: tuple[Figures, ...] = ()
    recalls: tuple[Instalment, ...] = ()

    @property
    def by_mail(self) -> bool:
        return not self.channel.is_paper

    def step(self, name: str, on: date) -> Step:
        """The step of that id and day which says it."""
        return self.said_by(Step(name, self.level, on, self.items))

    def said_by(self, step: Step) -> Step:
        """The step, as it says this."""
        return replace(
            step,
            items=self.items,
            channel=self.channel,
            pay_until=self.pay_until,
            figures=self.figures,
            recalls=self.recalls,
        )


@dataclass(frozen=True, slots=True)
class Decision:
    """At most one message; a reason for each invoice; the next day to look, None when there is nothing to look for;
    what waits for a person.
    """

    message: Message | None
    reasons: tuple[Reason, ...]
    next_look_on: date | None
    tasks: tuple[Task, ...] = ()
