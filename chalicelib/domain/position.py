"""Where each invoice stands on a day: held or not, and what may be claimed of it once credits and contests are off.

What the debtor has overpaid pays the instalments of its plans, then what is due, the oldest first, each cent once.
Decision, letter and portal share this one reading: what covers one invoice is deducted in no letter about another.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from chalicelib.domain.facts import Facts, InvoiceFacts
from chalicelib.domain.hold import STRENGTH, Hold, HoldKind
from chalicelib.domain.money import Money
from chalicelib.domain.standing_plan import credit_cents, standing_plans


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


def positions(facts: Facts, on: date) -> dict[str, Position]:
    """Of every invoice, by id."""
    holds = [*(h for h in facts.holds if h.stands(on)), *_of_plans(facts, on)]
    oldest_first = sorted(facts.invoices, key=lambda i: (i.due_on, i.id))
    found = _contested(oldest_first, holds)
    left = {c: credit_cents(facts, c, on) for c in {i.open.currency for i in facts.invoices}}
    for invoice in oldest_first:
        position, currency = found[invoice.id], invoice.open.currency
        covered = 0 if position.hold else min(left[currency], position.claimed.cents)
        if covered > 0:
            left[currency] -= covered
            rest = Money(position.claimed.cents - covered, currency)
            found[invoice.id] = Position(invoice, None, position.contested, Money(covered, currency), rest)
    return found


def credit_shares(facts: Facts, on: date) -> dict[str, int]:
    """The part of the credit that each invoice gets, in cents, by id; nothing for one that is held as a whole.

    >>> from datetime import date
    >>> owed = [InvoiceFacts(n, n, date(2026, 11, d), Money(c)) for n, d, c in [("a", 1, 100), ("b", 2, 200)]]
    >>> credit_shares(Facts((*owed, InvoiceFacts("c", "c", date(2026, 11, 3), Money(-150)))), date(2026, 11, 9))
    {'a': 100, 'b': 50}
    """
    return {name: p.credit.cents for name, p in positions(facts, on).items() if p.credit.cents}


def _of_plans(facts: Facts, on: date) -> Iterator[Hold]:
    for standing in standing_plans(facts, on):
        plan, until = standing.plan, standing.until if standing.until < date.max else None
        for name in plan.invoice_ids:
            yield Hold(HoldKind.PLAN, name, plan.agreed_on, plan.by, plan.id, until=until)


def _contested(invoices: Iterable[InvoiceFacts], holds: list[Hold]) -> dict[str, Position]:
    """Before any credit. Where an invoice falls due in parts, what is contested of it is taken off the oldest first:
    what may be contested is not asked for.
    """
    parts = dict[str, int]()
    for each in holds:
        parts[each.invoice_id] = parts.get(each.invoice_id, 0) + (each.amount.cents if each.amount else 0)
    found = dict[str, Position]()
    for invoice in invoices:
        nothing = Money(0, invoice.open.currency)
        on_it = [h for h in holds if h.is_on(invoice.invoice_id)]
        contested = min(parts.get(invoice.invoice_id, 0), max(invoice.open.cents, 0))
        if contested:
            parts[invoice.invoice_id] -= contested
        # Where all that is left is contested, what was paid being the rest, a contest of a part is one of the whole.
        takes_all = contested > 0 and contested == invoice.open.cents
        hold = min((h for h in on_it if takes_all or not h.is_partial), key=_strength, default=None)
        part = nothing if hold or not contested else Money(contested, nothing.currency)
        found[invoice.id] = Position(invoice, hold, part, nothing, invoice.open - part if part.cents else invoice.open)
    return found


def _strength(hold: Hold) -> tuple[int, int]:
    """The strongest kind first; of one kind the one that stands longest."""
    return STRENGTH[hold.kind], -(hold.until or date.max).toordinal()
