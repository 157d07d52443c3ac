"""What a debtor is shown of its case: figures and words' keys, no wording. One function makes every sum on the page."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from chalicelib.domain.case import Case
from chalicelib.domain.discount import DiscountOffer, offer_of
from chalicelib.domain.facts import Facts
from chalicelib.domain.hold import HoldKind
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.letter import payment_reference
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.money import Money, total
from chalicelib.domain.parties import Creditor, Debtor
from chalicelib.domain.position import Position, contests, positions_beside
from chalicelib.domain.standing_plan import StandingPlan, standing_plans

SHOWN = frozenset(
    {
        StepState.ACCEPTED,
        StepState.DELIVERED,
        StepState.POSTED,
        StepState.UNKNOWN,
        StepState.BOUNCED,
        StepState.DISOWNED,
        StepState.COMPLAINED,
    }
)


class InvoiceStatus(StrEnum):
    DUE_LATER = "due-later"
    OVERDUE = "overdue"
    COVERED = "covered"
    CONTESTED = "contested"
    PAID = "paid"


@dataclass(frozen=True, slots=True)
class InvoiceView:
    """One invoice. `paid` sums payments and credit notes; `covered` is the part of what is open that was overpaid
    elsewhere, for its plan or for itself, `disputed` the part under dispute, where only a part is; `contested_on` is
    set while a dispute stands. `discount` may still be earned, and nothing holds the invoice.
    """

    id: str
    number: str
    issued_on: date
    due_on: date
    total: Money
    paid: Money
    open: Money
    covered: Money
    disputed: Money
    days_late: int
    status: InvoiceStatus
    contested_on: date | None
    discount: DiscountOffer | None = None

    @property
    def to_pay(self) -> Money:
        """What paying this invoice alone takes; a letter about it asks for the same."""
        return self.open - self.covered - self.disputed


@dataclass(frozen=True, slots=True)
class LetterView:
    """A letter that went out, by the short reference of its step."""

    reference: str
    level: Level
    on: date


@dataclass(frozen=True, slots=True)
class CaseView:
    """The account as of `on`. `open` is all that is owed; `to_pay` leaves out what is contested, and is nothing while
    the debtor `is_insolvent`: it may not pay then what it owed before.

    Both are what is owed on the invoices less `credit`: what was paid too much on those that are `overpaid`, and
    `unallocated`, what was paid or credited on none; `kept` of it is for a contested invoice of a plan, and lessens no
    `to_pay`.
    """

    creditor: Creditor
    debtor: Debtor
    on: date
    open: Money
    to_pay: Money
    invoices: tuple[InvoiceView, ...]
    letters: tuple[LetterView, ...]
    payment_reference: str
    unallocated: Money
    kept: Money
    is_insolvent: bool = False

    @property
    def overpaid(self) -> tuple[InvoiceView, ...]:
        return tuple(i for i in self.invoices if i.open.cents < 0)

    @property
    def contested(self) -> Money:
        """What is under dispute: invoices as a whole, and parts of others."""
        whole = (i.open for i in self.invoices if i.status is InvoiceStatus.CONTESTED)
        return total((*whole, *(i.disputed for i in self.invoices)), self.open.currency)

    @property
    def credit(self) -> Money:
        return Money(self.unallocated.cents - sum(i.open.cents for i in self.overpaid), self.open.currency)


def view_of(case: Case, creditor: Creditor, on: date, facts: Facts) -> CaseView:
    """The account of the debtor on that day. `facts` are the case's own of that day, its creditor's pauses and days off
    included: a letter of that day reads the same.
    """
    standing = standing_plans(facts, on)
    placed = positions_beside(standing, facts, on)
    listed = sorted(case.invoices, key=lambda i: i.place)
    said = defaultdict[str, list[Position]](list)
    for position in contests(facts, on).values():
        said[position.invoice.invoice_id].append(position)
    contested = {i.id: _contest(i, said[i.id]) for i in listed}
    covered = _covered(placed.values(), standing, contested)
    taken = sum(p.credit.cents for p in placed.values()) + sum(s.credit.cents for s in standing)
    kept = taken - sum(covered.values())
    credit = sum(c.amount.cents for c in case.credits) - sum(min(i.open.cents, 0) for i in listed)
    left = _cover(listed, covered, credit - taken, contested)
    free = {p.invoice.id for p in placed.values() if p.hold is None}
    invoices = tuple(_invoice(i, contested[i.id], covered.get(i.id, 0), on, is_held=i.id not in free) for i in listed)
    unallocated = total(c.amount for c in case.credits)
    asked = total(i.to_pay for i in invoices if i.status is not InvoiceStatus.CONTESTED and i.open.is_positive)
    asked -= Money(left, asked.currency)
    is_insolvent = any(h.kind is HoldKind.INSOLVENCY and h.stands(on) for h in facts.holds)
    return CaseView(
        creditor=creditor,
        debtor=case.debtor,
        on=on,
        open=total(i.open for i in invoices) - unallocated,
        to_pay=min(asked, Money(0, asked.currency)) if is_insolvent else asked,
        invoices=invoices,
        letters=tuple(LetterView(s.reference, s.level, s.on) for s in reversed(case.steps) if s.state in SHOWN),
        payment_reference=payment_reference(case.key.creditor_id, case.key.debtor_id),
        unallocated=unallocated,
        kept=Money(kept, asked.currency),
        is_insolvent=is_insolvent,
    )


@dataclass(frozen=True, slots=True)
class _Contest:
    """What the debtor has said of an invoice, whatever else holds it: a pause is the creditor's own affair. `since` is
    set where all of it is contested, `part` where a part is.
    """

    since: date | None
    part: Money


def _contest(invoice: Invoice, parts: list[Position]) -> _Contest:
    holds = [p.hold for p in parts if p.hold]
    if holds and len(holds) == len(parts):
        return _Contest(holds[0].since, Money(0, invoice.open.currency))
    # A part that is contested as a whole is held; of an invoice it is a part that is contested.
    held = (p.invoice.open for p in parts if p.hold)
    return _Contest(None, total((*(p.contested for p in parts), *held), invoice.open.currency))


def _covered(
    placed: Iterable[Position], standing: Iterable[StandingPlan], contested: Mapping[str, _Contest]
) -> dict[str, int]:
    """What was overpaid elsewhere and pays each invoice, in cents: by its plan, or by its place among the others."""
    found, owed = dict[str, int](), dict[str, int]()
    for position in placed:
        name = position.invoice.invoice_id
        found[name] = found.get(name, 0) + position.credit.cents
        owed[name] = owed.get(name, 0) + position.invoice.open.cents
    for plan in standing:
        left = plan.credit.cents
        for name in (n for n in owed if n in plan.plan.invoice_ids and not contested[n].since):
            share = max(min(left, owed[name] - contested[name].part.cents), 0)
            left -= share
            found[name] += share
    return found


def _cover(listed: Iterable[Invoice], covered: dict[str, int], left: int, contested: Mapping[str, _Contest]) -> int:
    """Sets what is left of the credit, in cents, against what no letter asks for, as it is held, so that the lines of
    the page make its sum; what is left then.
    """
    for invoice in (i for i in listed if i.is_open and not contested[i.id].since):
        so_far = covered.get(invoice.id, 0)
        share = max(min(left, invoice.open.cents - contested[invoice.id].part.cents - so_far), 0)
        covered[invoice.id], left = so_far + share, left - share
    return left


def _invoice(invoice: Invoice, contest: _Contest, covered_cents: int, on: date, *, is_held: bool) -> InvoiceView:
    covered = Money(covered_cents, invoice.open.currency)
    if not invoice.is_open:
        status = InvoiceStatus.PAID
    elif contest.since:
        status = InvoiceStatus.CONTESTED
    elif not (invoice.open - contest.part - covered).is_positive:
        status = InvoiceStatus.COVERED
    else:
        status = InvoiceStatus.OVERDUE if invoice.is_overdue(on) else InvoiceStatus.DUE_LATER
    return InvoiceView(
        id=invoice.id,
        number=invoice.number,
        issued_on=invoice.issued_on,
        due_on=invoice.next_due_on,
        total=invoice.total,
        paid=invoice.paid,
        open=invoice.open,
        covered=covered,
        disputed=contest.part,
        days_late=invoice.days_late(on),
        status=status,
        contested_on=contest.since,
        # As in a letter: only where what settles it is certain.
        discount=None if is_held or covered.cents or contest.part.cents else offer_of(invoice, on, on),
    )
