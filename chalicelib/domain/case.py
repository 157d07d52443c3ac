"""All that is open between one creditor and one debtor: the unit that is read, decided and locked.

A case is a value. A change is a new case made from the old one; the store compares the two and writes the difference in
one transaction, conditioned on the version.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from chalicelib.domain.errors import NotFound
from chalicelib.domain.facts import Facts, InvoiceFacts
from chalicelib.domain.hold import Hold, HoldKind
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.money import Money, total
from chalicelib.domain.parties import Debtor
from chalicelib.domain.policy import STANDARD
from chalicelib.domain.step import Step


@dataclass(frozen=True, slots=True, order=True)
class CaseKey:
    creditor_id: str
    debtor_id: str


@dataclass(frozen=True, slots=True)
class Case:
    """`version` is 0 for a case not stored yet. `suspended_emails` have bounced or complained.

    `next_look_at` is when the planner must look again; None when there is nothing to look at. `seen_at` is the last
    click of the debtor in the history, `last_hash` the hash of its last entry.
    """

    key: CaseKey
    debtor: Debtor
    invoices: tuple[Invoice, ...] = ()
    steps: tuple[Step, ...] = ()
    holds: tuple[Hold, ...] = ()
    policy: str = STANDARD.reference
    suspended_emails: frozenset[str] = frozenset()
    next_look_at: datetime | None = None
    seen_at: datetime | None = None
    version: int = 0
    last_hash: str = ""

    @property
    def open(self) -> Money:
        """What is still owed on all invoices together; an overpaid invoice lessens it."""
        return total(i.open for i in self.invoices)

    @property
    def email(self) -> str | None:
        """The address to write to, unless it is suspended."""
        return None if self.debtor.email in self.suspended_emails else self.debtor.email

    def invoice(self, invoice_id: str) -> Invoice:
        for invoice in self.invoices:
            if invoice.id == invoice_id:
                return invoice
        raise NotFound("no such invoice")

    def with_invoice(self, invoice: Invoice) -> "Case":
        """With the invoice added, or put in the place of the one with its id."""
        others = tuple(i for i in self.invoices if i.id != invoice.id)
        return replace(self, invoices=tuple(sorted((*others, invoice), key=lambda i: (i.due_on, i.id))))

    def step(self, step_id: str) -> Step:
        for step in self.steps:
            if step.id == step_id:
                return step
        raise NotFound("no such step")

    def with_step(self, step: Step) -> "Case":
        others = tuple(s for s in self.steps if s.id != step.id)
        return replace(self, steps=tuple(sorted((*others, step), key=lambda s: (s.on, s.id))))

    def live_step(self) -> Step | None:
        """The step that is planned but not yet claimed, if any: it may still be cancelled."""
        live = (StepState.PLANNED, StepState.RENDERED)
        return next((s for s in self.steps if s.state in live), None)

    def hold_on(self, invoice_id: str, on: date, kind: HoldKind | None = None) -> Hold | None:
        """The hold that stands on the invoice that day, of that kind when one is given."""
        for hold in self.holds:
            if hold.invoice_id == invoice_id and hold.stands(on) and kind in (None, hold.kind):
                return hold
        return None

    def is_contested(self, invoice_id: str) -> bool:
        """Whether a dispute stands on the invoice that nobody has ended yet."""
        return any(h.kind is HoldKind.DISPUTE and h.invoice_id == invoice_id and h.until is None for h in self.holds)

    @property
    def ever_contested(self) -> frozenset[str]:
        """The invoices that their debtor has contested, also where that was settled since."""
        return frozenset(h.invoice_id for h in self.holds if h.kind is HoldKind.DISPUTE)

    def facts(self, holidays: frozenset[date] = frozenset()) -> Facts:
        """What a decision may look at."""
        return Facts(
            invoices=tuple(InvoiceFacts(i.id, i.number, i.due_on, i.open) for i in self.invoices),
            steps=self.steps,
            holds=self.holds,
            can_write=self.email is not None,
            email=self.email,
            holidays=holidays,
        )

    def without_step(self, step_id: str) -> "Case":
        return replace(self, steps=tuple(s for s in self.steps if s.id != step_id))
