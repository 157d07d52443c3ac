"""All that a decision may look at: plain values, taken from a case or from a file. Every sum is what is still owed."""

from dataclasses import dataclass
from datetime import date

from chalicelib.domain.hold import Hold
from chalicelib.domain.level import Level
from chalicelib.domain.money import Money
from chalicelib.domain.parties import DebtorKind
from chalicelib.domain.plan import Plan
from chalicelib.domain.policy import ManualStepKind, Policy
from chalicelib.domain.step import Step


@dataclass(frozen=True, slots=True)
class InvoiceFacts:
    """What counts of an invoice: when it is due and what is still owed on it.

    An invoice that falls due in parts is as many of these, each with its own due date; `part_of` is then the invoice's
    id. `policy` is the invoice's own, where it has one; `issued_on` its date, before which nothing is said of it.
    """

    id: str
    number: str
    due_on: date
    open: Money
    policy: Policy | None = None
    part_of: str | None = None
    issued_on: date | None = None

    @property
    def invoice_id(self) -> str:
        return self.part_of or self.id

    def is_late(self, on: date) -> bool:
        """Past its due date: the day itself is still in time."""
        return on > self.due_on


@dataclass(frozen=True, slots=True)
class Approval:
    """What a person said of a level for an invoice, or a part of one: that it may go out, or not, and why."""

    claim_id: str
    level: Level
    on: date
    by: str
    is_given: bool = True
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ManualStepDone:
    """A manual step that a person did, and what came of it."""

    kind: ManualStepKind
    claim_id: str
    offset_days: int
    on: date
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """`can_write` says whether the debtor has an address that takes mail; `email` which one, where that is known;
    `suspended` are those of its addresses that take none.
    `replies` are the steps beside the chase, of which a decision knows only what waits for a person.
    `rate_unknown` holds the ids of those whose legal rate is published by no one yet; `credits` what the debtor has
    paid or was credited on no invoice; `bank_data_on` the day of the newest bank statement, None where there is none.
    """

    invoices: tuple[InvoiceFacts, ...]
    steps: tuple[Step, ...] = ()
    holds: tuple[Hold, ...] = ()
    can_write: bool = True
    email: str | None = None
    holidays: frozenset[date] = frozenset()
    rate_unknown: frozenset[str] = frozenset()
    kind: DebtorKind = DebtorKind.TRADER
    credits: tuple[Money, ...] = ()
    plans: tuple[Plan, ...] = ()
    approvals: tuple[Approval, ...] = ()
    done: tuple[ManualStepDone, ...] = ()
    bank_data_on: date | None = None
    suspended: tuple[str, ...] = ()
    replies: tuple[Step, ...] = ()
    is_without_email: bool = False
