"""Where each invoice stands on a day: held or not, and what may be claimed of it once credits and contests are off.

What the debtor has overpaid pays the instalments of its plans, then what is due, the oldest first, each cent once.
Decision, letter and portal share this one reading: what covers one invoice is deducted in no letter about another.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from chalicelib.domain.facts import Facts, InvoiceFacts
from chalicelib.domain.hold import EVERYTHING, STRENGTH, Hold, HoldKind
from chalicelib.domain.money import Money
from chalicelib.domain.standing_plan import StandingPlan, credit_left, standing_plans
from chalicelib.domain.step import Figures


@dataclass(frozen=True, slots=True)
class Position:
    """`hold` is the strongest that stands on the whole of the invoice. `contested` is the part under dispute, where
    only a part is; `credit` its part of what was overpaid elsewhere; `claimed` what is owed less these two.
    """

    invoice: InvoiceFacts
    hold: Hold | None
    contested: Money
    credit: Money
    claimed: Money

    @property
    def figures(self) -> Figures:
        """What a letter of that day says of it."""
        return Figures(self.invoice.open.cents, self.contested.cents, self.credit.cents)


def positions(facts: Facts, on: date) -> dict[str, Position]:
    """Of every invoice, by id, the oldest first."""
    return positions_beside(standing_plans(facts, on), facts, on)


def positions_beside(standing: tuple[StandingPlan, ...], facts: Facts, on: date) -> dict[str, Position]:
    """The same where it is known already which plans stand on that day."""
    holds = [*(h for h in facts.holds if h.stands(on)), *_of_plans(standing)]
    found = _contested(sorted(facts.invoices, key=lambda i: (i.due_on, i.id)), holds)
    left = {c: credit_left(facts, c, standing) for c in {i.open.currency for i in facts.invoices}}
    if any(cents > 0 for cents in left.values()):
        return {name: _credited(position, left) for name, position in found.items()}
    return found


def contests(facts: Facts, on: date) -> dict[str, Position]:
    """The same by what is contested alone, whatever else holds: nothing is credited."""
    holds = [h for h in facts.holds if h.kind is HoldKind.DISPUTE and h.stands(on)]
    return _contested(sorted(facts.invoices, key=lambda i: (i.due_on, i.id)), holds)


def credit_shares(facts: Facts, on: date) -> dict[str, int]:
    """The part of the credit that each invoice gets, in cents, by id; nothing for one that is held as a whole.

    >>> from datetime import date
    >>> owed = [InvoiceFacts(n, n, date(2026, 11, d), Money(c)) for n, d, c in [("a", 1, 100), ("b", 2, 200)]]
    >>> credit_shares(Facts((*owed, InvoiceFacts("c", "c", date(2026, 11, 3), Money(-150)))), date(2026, 11, 9))
    {'a': 100, 'b': 50}
    """
    return {name: p.credit.cents for name, p in positions(facts, on).items() if p.credit.cents}


def _of_plans(standing: Iterable[StandingPlan]) -> Iterator[Hold]:
    for each in standing:
        plan, until = each.plan, each.until if each.until < date.max else None
        for name in plan.invoice_ids:
            yield Hold(HoldKind.PLAN, name, plan.agreed_on, plan.by, plan.id, until=until)


def _contested(invoices: Collection[InvoiceFacts], holds: list[Hold]) -> dict[str, Position]:
    """Before any credit. Where an invoice falls due in parts, what is contested of it is taken off the oldest first:
    what may be contested is not asked for.
    """
    nothing = {c: Money(0, c) for c in {i.open.currency for i in invoices}}
    on_each, left = _by_invoice(invoices, holds), _contested_cents(holds)
    found: dict[str, Position] = {}
    for invoice in invoices:
        owed, hold, part = invoice.open, None, nothing[invoice.open.currency]
        if on_it := on_each.get(invoice.invoice_id):
            contested = min(left[invoice.invoice_id], max(owed.cents, 0))
            left[invoice.invoice_id] -= contested
            # Where all that is left is contested, the rest being paid, a contest of a part is one of the whole.
            takes_all = contested > 0 and contested == owed.cents
            hold = next((h for h in on_it if takes_all or not h.is_partial), None)
            part = part if hold else Money(contested, owed.currency)
        claimed = owed - part if part.cents else owed
        found[invoice.id] = Position(invoice, hold, part, nothing[owed.currency], claimed)
    return found


def _by_invoice(invoices: Iterable[InvoiceFacts], holds: list[Hold]) -> dict[str, list[Hold]]:
    """The holds on each invoice that has any, the strongest first."""
    found: dict[str, list[Hold]] = defaultdict(list)
    for hold in sorted(holds, key=_strength):
        for name in {i.invoice_id for i in invoices} if hold.invoice_id == EVERYTHING else {hold.invoice_id}:
            found[name].append(hold)
    return found


def _contested_cents(holds: list[Hold]) -> dict[str, int]:
    """What is contested of each invoice, where that is a part."""
    found: dict[str, int] = defaultdict(int)
    for hold in holds:
        found[hold.invoice_id] += hold.amount.cents if hold.amount and hold.is_partial else 0
    return found


def _credited(position: Position, left: dict[str, int]) -> Position:
    """With its part of the credit, which is taken off what is left of that."""
    currency = position.claimed.currency
    covered = 0 if position.hold else min(left[currency], position.claimed.cents)
    if covered <= 0:
        return position
    left[currency] -= covered
    rest = Money(position.claimed.cents - covered, currency)
    return Position(position.invoice, None, position.contested, Money(covered, currency), rest)


def _strength(hold: Hold) -> tuple[int, int]:
    """The strongest kind first; of one kind the one that stands longest."""
    return STRENGTH[hold.kind], -(hold.until or date.max).toordinal()
