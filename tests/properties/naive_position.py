"""What is owed on a day, and what holds it, again and naively, from docs/decisions/0010-the-scenario-engine.md."""

from datetime import date

from chalicelib.domain.decision import Why
from chalicelib.domain.facts import Facts, InvoiceFacts
from chalicelib.domain.hold import HoldKind
from tests.properties.naive_standing import standing_plans

# From the strongest to the weakest.
HOLDS = [
    (HoldKind.INSOLVENCY, Why.INSOLVENT),
    (HoldKind.REJECTED, Why.E_INVOICE_REJECTED),
    (HoldKind.REFUSED, Why.E_INVOICE_REFUSED),
    (HoldKind.DISPUTE, Why.CONTESTED),
    (HoldKind.SUSPENDED, Why.E_INVOICE_SUSPENDED),
    (HoldKind.PLAN, Why.IN_PLAN),
    (HoldKind.PROMISE, Why.PROMISED),
    (HoldKind.PAYMENT_SENT, Why.PAYMENT_SENT),
    (HoldKind.DIRECT_DEBIT, Why.DIRECT_DEBIT),
    (HoldKind.UNMATCHED_MONEY, Why.UNMATCHED_MONEY),
    (HoldKind.SENDER_STOPPED, Why.SENDER_STOPPED),
    (HoldKind.PAUSE, Why.PAUSED),
]
BY_A_DAY = (
    HoldKind.SENDER_STOPPED,
    HoldKind.PAUSE,
    HoldKind.PROMISE,
    HoldKind.PAYMENT_SENT,
    HoldKind.DIRECT_DEBIT,
)


def in_order(invoices: list[InvoiceFacts]) -> list[InvoiceFacts]:
    return sorted(invoices, key=lambda i: (i.due_on, i.id))


def name_of(invoice: InvoiceFacts) -> str:
    return invoice.part_of if invoice.part_of is not None else invoice.id


def standing(facts: Facts, on: date) -> list[tuple[HoldKind, str, date | None, int | None]]:
    """Kind, invoice (empty for all), last day, amount of all that stands, plans included."""
    found: list[tuple[HoldKind, str, date | None, int | None]] = []
    for hold in facts.holds:
        by_a_day = hold.kind in BY_A_DAY
        if hold.until is None and not by_a_day:
            stands = True
        elif hold.until is None:
            stands = hold.since <= on
        else:
            stands = hold.since <= on <= hold.until
        if stands:
            found.append((hold.kind, hold.invoice_id, hold.until, hold.amount.cents if hold.amount else None))
    for plan in standing_plans(facts, on)[0]:
        for name in plan.plan.invoice_ids:
            found.append((HoldKind.PLAN, name, plan.last, None))
    return found


def contested_cents(facts: Facts, on: date) -> dict[str, int]:
    """By invoice or part."""
    taken = {i.id: 0 for i in facts.invoices}
    for kind, name, _, amount in standing(facts, on):
        if kind == HoldKind.DISPUTE and amount is not None:
            left = amount
            for invoice in in_order(list(facts.invoices)):
                if name_of(invoice) == name:
                    room = max(invoice.open.cents, 0) - taken[invoice.id]
                    take = min(room, left)
                    taken[invoice.id] += take
                    left -= take
    return taken


def hold_of(facts: Facts, invoice: InvoiceFacts, on: date) -> tuple[Why, date | None] | None:
    """The reason, and the last day: of several holds of one kind the longest."""
    on_it = [h for h in standing(facts, on) if h[1] in (name_of(invoice), "")]
    contested = contested_cents(facts, on)[invoice.id]
    takes_all = contested > 0 and contested >= invoice.open.cents
    for kind, why in HOLDS:
        ends = [last for k, _, last, amount in on_it if k == kind and (amount is None or takes_all)]
        if None in ends:
            return why, None
        if ends:
            return why, max(last for last in ends if last is not None)
    return None


def claimed_cents(facts: Facts, on: date) -> dict[str, int]:
    """Owed − contested − credit, of the invoices that owe and are not held."""
    credit = standing_plans(facts, on)[1]
    contested = contested_cents(facts, on)
    claimed: dict[str, int] = {}
    for invoice in in_order(list(facts.invoices)):
        if invoice.open.cents > 0 and hold_of(facts, invoice, on) is None:
            rest = invoice.open.cents - contested[invoice.id]
            share = min(credit.get(invoice.open.currency, 0), rest)
            credit[invoice.open.currency] = credit.get(invoice.open.currency, 0) - share
            claimed[invoice.id] = rest - share
    return claimed
