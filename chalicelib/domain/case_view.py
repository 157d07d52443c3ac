"""What a debtor is shown of its case: figures and words' keys, no wording. One function makes every sum on the page."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from chalicelib.domain.case import Case
from chalicelib.domain.credit import credit_shares
from chalicelib.domain.hold import HoldKind
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.letter import payment_reference
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.money import Money, total
from chalicelib.domain.parties import Creditor, Debtor
from chalicelib.domain.policy import Level

SHOWN = frozenset({StepState.ACCEPTED, StepState.DELIVERED, StepState.UNKNOWN, StepState.BOUNCED, StepState.COMPLAINED})


class InvoiceStatus(StrEnum):
    DUE_LATER = "due-later"
    OVERDUE = "overdue"
    COVERED = "covered"
    CONTESTED = "contested"
    PAID = "paid"


@dataclass(frozen=True, slots=True)
class InvoiceView:
    """One invoice. `paid` sums payments and credit notes; `covered` is the part of what is open that was overpaid
    elsewhere; `contested_on` is set while a dispute stands.
    """

    id: str
    number: str
    issued_on: date
    due_on: date
    total: Money
    paid: Money
    open: Money
    covered: Money
    days_late: int
    status: InvoiceStatus
    contested_on: date | None

    @property
    def to_pay(self) -> Money:
        """What paying this invoice alone takes; a letter about it asks for the same."""
        return self.open - self.covered


@dataclass(frozen=True, slots=True)
class LetterView:
    """A letter that went out, by the short reference of its step."""

    reference: str
    level: Level
    on: date


@dataclass(frozen=True, slots=True)
class CaseView:
    """The account as of `on`. `open` is all that is owed; `to_pay` leaves out what is contested.

    Both are what is owed on the invoices less `credit`: what was paid too much on those that are `overpaid`.
    """

    creditor: Creditor
    debtor: Debtor
    on: date
    open: Money
    to_pay: Money
    invoices: tuple[InvoiceView, ...]
    letters: tuple[LetterView, ...]
    payment_reference: str

    @property
    def overpaid(self) -> tuple[InvoiceView, ...]:
        return tuple(i for i in self.invoices if i.open.cents < 0)

    @property
    def contested(self) -> Money:
        """What is owed on the invoices under dispute."""
        return total(
            (i.open for i in self.invoices if i.status is InvoiceStatus.CONTESTED), currency=self.open.currency
        )

    @property
    def credit(self) -> Money:
        return Money(-sum(i.open.cents for i in self.overpaid), self.open.currency)


def view_of(case: Case, creditor: Creditor, on: date) -> CaseView:
    """The account of the debtor on that day."""
    shares = credit_shares(case.facts(), on)
    listed = sorted(case.invoices, key=lambda i: i.place)
    invoices = tuple(_invoice(case, invoice, on, shares.get(invoice.id, 0)) for invoice in listed)
    return CaseView(
        creditor=creditor,
        debtor=case.debtor,
        on=on,
        open=total(i.open for i in invoices),
        to_pay=total(i.open for i in invoices if i.status is not InvoiceStatus.CONTESTED),
        invoices=invoices,
        letters=tuple(LetterView(s.reference, s.level, s.on) for s in reversed(case.steps) if s.state in SHOWN),
        payment_reference=payment_reference(case.key.creditor_id, case.key.debtor_id),
    )


def _invoice(case: Case, invoice: Invoice, on: date, share: int) -> InvoiceView:
    # A pause is the creditor's own affair; a debtor is shown what it said itself.
    hold = case.hold_on(invoice.id, on, HoldKind.DISPUTE)
    if not invoice.is_open:
        status = InvoiceStatus.PAID
    elif hold:
        status = InvoiceStatus.CONTESTED
    elif share == invoice.open.cents:
        status = InvoiceStatus.COVERED
    else:
        status = InvoiceStatus.OVERDUE if invoice.is_overdue(on) else InvoiceStatus.DUE_LATER
    return InvoiceView(
        id=invoice.id,
        number=invoice.number,
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        total=invoice.total,
        paid=invoice.paid,
        open=invoice.open,
        covered=Money(share, invoice.open.currency),
        days_late=invoice.days_late(on),
        status=status,
        contested_on=hold.since if hold else None,
    )
