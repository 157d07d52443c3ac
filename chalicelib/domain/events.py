"""What happened to a case, in the past tense: facts, each with its cause. history.py keeps them in order."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, ClassVar

from chalicelib.domain.money import Money


@dataclass(frozen=True, slots=True)
class Event:
    """A fact. `by` says who caused it: an API key, the debtor, the planner, the mail service."""

    kind: ClassVar[str] = "Event"
    by: str

    def data(self) -> dict[str, Any]:
        """The fact as plain JSON values; days and instants in ISO form, money in cents."""
        return {f.name: _plain(getattr(self, f.name)) for f in fields(self)}


def _plain(value: Any) -> Any:
    if isinstance(value, Money):
        return {"cents": value.cents, "currency": value.currency}
    if isinstance(value, date | datetime):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


@dataclass(frozen=True, slots=True)
class InvoiceUploaded(Event):
    kind: ClassVar[str] = "InvoiceUploaded"
    invoice_id: str
    number: str
    total: Money
    due_on: date


@dataclass(frozen=True, slots=True)
class DebtorChanged(Event):
    kind: ClassVar[str] = "DebtorChanged"
    fields_changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LookFailed(Event):
    """A fault of ours kept the planner from looking at the case, several times; `message_id` finds it in the log."""

    kind: ClassVar[str] = "LookFailed"
    message_id: str


@dataclass(frozen=True, slots=True)
class PaymentRecorded(Event):
    kind: ClassVar[str] = "PaymentRecorded"
    invoice_id: str
    amount: Money
    on: date
    reference: str
    open_after: Money


@dataclass(frozen=True, slots=True)
class EntryCancelled(Event):
    """A payment or credit note that was booked by mistake, of the day `on`, counts no more."""

    kind: ClassVar[str] = "EntryCancelled"
    invoice_id: str
    amount: Money
    on: date
    reference: str
    reason: str
    open_after: Money


@dataclass(frozen=True, slots=True)
class InvoiceContested(Event):
    kind: ClassVar[str] = "InvoiceContested"
    invoice_id: str
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class DisputeEnded(Event):
    kind: ClassVar[str] = "DisputeEnded"
    invoice_id: str
    note: str


@dataclass(frozen=True, slots=True)
class HoldPlaced(Event):
    """`invoice_id` is empty for all that is owed; `amount` and `lines` name a part of it, `since` is its first day."""

    kind: ClassVar[str] = "HoldPlaced"
    hold: str
    invoice_id: str
    reason: str
    detail: str
    until: date | None
    amount: Money | None
    act_by: date | None
    lines: tuple[str, ...] = ()
    since: date | None = None


@dataclass(frozen=True, slots=True)
class HoldEnded(Event):
    kind: ClassVar[str] = "HoldEnded"
    hold: str
    invoice_id: str
    note: str


@dataclass(frozen=True, slots=True)
class ClaimDeclared(Event):
    """A person has declared the claim in the insolvency of the debtor; `proof` is what shows it."""

    kind: ClassVar[str] = "ClaimDeclared"
    on: date
    proof: str


@dataclass(frozen=True, slots=True)
class PaymentPromised(Event):
    kind: ClassVar[str] = "PaymentPromised"
    promise_id: str
    invoice_ids: tuple[str, ...]
    on: date
    detail: str


@dataclass(frozen=True, slots=True)
class PromiseSettled(Event):
    """It was kept, broken or withdrawn: `state` says which."""

    kind: ClassVar[str] = "PromiseSettled"
    promise_id: str
    invoice_ids: tuple[str, ...]
    state: str


@dataclass(frozen=True, slots=True)
class PlanAgreed(Event):
    """`instalments` are days and cents, in their order."""

    kind: ClassVar[str] = "PlanAgreed"
    plan_id: str
    invoice_ids: tuple[str, ...]
    instalments: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class PlanEnded(Event):
    """`reason` is `paid`, `default`, or what a person said."""

    kind: ClassVar[str] = "PlanEnded"
    plan_id: str
    invoice_ids: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class PromiseResumed(Event):
    """It was told broken, and what was missed had been paid in time; a part that is contested has its days still."""

    kind: ClassVar[str] = "PromiseResumed"
    promise_id: str
    invoice_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanResumed(Event):
    """It was in default, and what was missing had been paid in time: it stands again."""

    kind: ClassVar[str] = "PlanResumed"
    plan_id: str
    invoice_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EInvoiceStatusGiven(Event):
    kind: ClassVar[str] = "EInvoiceStatusGiven"
    invoice_id: str
    status: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class LevelApproved(Event):
    kind: ClassVar[str] = "LevelApproved"
    level: str
    invoice_ids: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class ApprovalTakenBack(Event):
    """What it rested on was not so."""

    kind: ClassVar[str] = "ApprovalTakenBack"
    level: str
    invoice_ids: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class LevelRefused(Event):
    kind: ClassVar[str] = "LevelRefused"
    level: str
    invoice_ids: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class LetterPosted(Event):
    """A person has handed the letter to the post; `proof` is the number on the receipt."""

    kind: ClassVar[str] = "LetterPosted"
    step_id: str
    level: str
    invoice_ids: tuple[str, ...]
    on: date
    proof: str


@dataclass(frozen=True, slots=True)
class ManualStepTaken(Event):
    kind: ClassVar[str] = "ManualStepTaken"
    step: str
    invoice_ids: tuple[str, ...]
    on: date
    outcome: str


@dataclass(frozen=True, slots=True)
class CreditRecorded(Event):
    """Money, or a credit note, of the debtor's that belongs to no invoice."""

    kind: ClassVar[str] = "CreditRecorded"
    amount: Money
    on: date
    reference: str


@dataclass(frozen=True, slots=True)
class CreditWithdrawn(Event):
    """`invoice_id` is that on which it was booked under the same reference; empty where a person took it back."""

    kind: ClassVar[str] = "CreditWithdrawn"
    amount: Money
    reference: str
    note: str
    invoice_id: str = ""


@dataclass(frozen=True, slots=True)
class CreditRestored(Event):
    """What it was booked as on that invoice was cancelled: `amount` stands on no invoice again."""

    kind: ClassVar[str] = "CreditRestored"
    amount: Money
    on: date
    reference: str
    invoice_id: str


@dataclass(frozen=True, slots=True)
class PolicyChosen(Event):
    """`invoice_id` is empty where it is for all that the debtor owes."""

    kind: ClassVar[str] = "PolicyChosen"
    policy: str
    before: str
    invoice_id: str


@dataclass(frozen=True, slots=True)
class PortalOpened(Event):
    """The debtor clicked: the proof that it has seen its account. Opening the page is not."""

    kind: ClassVar[str] = "PortalOpened"
