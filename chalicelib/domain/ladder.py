"""The daily decision: what a debtor must hear on a day, and for every invoice why, also when nothing is said.

Pure, total and level-triggered: same facts, policy and day give the same decision; a missed run, or forty, neither
loses nor stacks a level.
"""

from datetime import date, timedelta

from chalicelib.domain.calendar import first_working_day
from chalicelib.domain.climb import is_printed, next_rung, reached, too_early
from chalicelib.domain.credit import credit_shares
from chalicelib.domain.decision import Decision, Message, Reason, Why
from chalicelib.domain.facts import Facts, InvoiceFacts
from chalicelib.domain.lifecycle import ON_ITS_WAY, StepState
from chalicelib.domain.policy import Level, Policy, asks_for
from chalicelib.domain.step import Step, StepItem

# A message in one of these states was heard, or may have been: it counts for the gap between two messages.
HEARD = frozenset({StepState.ACCEPTED, StepState.DELIVERED, StepState.COMPLAINED})


def decide(facts: Facts, policy: Policy, on: date) -> Decision:
    """What the debtor hears on that day, and why. Deciding twice is deciding once."""
    shares = credit_shares(facts, on)
    looked_at = [_look_at(invoice, facts, policy, on, shares.get(invoice.id, 0)) for invoice in facts.invoices]
    held = _held(facts, policy, on)
    looked_at = [_unless_held(each, held) for each in looked_at]
    reasons = [r for r in looked_at if isinstance(r, Reason)]
    due = [i for i in looked_at if isinstance(i, StepItem)]
    if not due:
        return _nothing(facts, reasons)
    blocked = _blocked(facts, policy, on)
    if blocked:
        why, until = blocked
        return _nothing(facts, [*reasons, *(Reason(i.invoice_id, why, i.level, until) for i in due)])
    level = max((i.level for i in due), key=lambda level: level.rank)
    message = Message(level, tuple(due), by_mail=facts.can_write)
    why = Why.SENDS if message.by_mail else Why.PRINTS
    reasons += [Reason(i.invoice_id, why, i.level) for i in due]
    return Decision(message, _ordered(facts, reasons), on + timedelta(days=1))


def _look_at(invoice: InvoiceFacts, facts: Facts, policy: Policy, on: date, share: int) -> StepItem | Reason:
    """The invoice at the level that is due, or its reason for not being in a message. `share` is its part of what was
    overpaid, in cents.
    """
    standing = _standing_reason(invoice, facts, on)
    if standing:
        return standing
    if share == invoice.open.cents:
        return Reason(invoice.id, Why.IN_CREDIT)
    so_far = reached(invoice, facts.steps, policy, on)
    if so_far.waits_until is not None:
        return Reason(invoice.id, Why.WAITS_FOR_PROOF, so_far.level, so_far.waits_until)
    rung = next_rung(invoice, policy, so_far, on)
    if rung is None:
        return Reason(invoice.id, Why.LADDER_ENDED, so_far.level)
    early = too_early(invoice, rung, so_far, on)
    if early:
        return early
    if rung.level is Level.FORMAL_NOTICE and so_far.is_presumed:
        return Reason(invoice.id, Why.WAITS_FOR_PERSON, rung.level)
    if rung.level is Level.FORMAL_NOTICE and invoice.id in facts.rate_unknown:
        # The rate may be published, and added, any day.
        return Reason(invoice.id, Why.RATE_UNKNOWN, rung.level, on + timedelta(days=1))
    if not facts.can_write and is_printed(invoice, rung.level, facts.steps):
        # A notice has its time: past the due date the next level is made for printing in its turn.
        until = invoice.due_on + timedelta(days=1) if rung.level is Level.NOTICE else None
        return Reason(invoice.id, Why.NO_CHANNEL, rung.level, until)
    return StepItem(invoice.id, rung.level)


def _standing_reason(invoice: InvoiceFacts, facts: Facts, on: date) -> Reason | None:
    """The reasons that have nothing to do with the ladder."""
    if not invoice.open.is_positive:
        return Reason(invoice.id, Why.PAID)
    for hold in facts.holds:
        if hold.invoice_id == invoice.id and hold.stands(on):
            why = Why.CONTESTED if hold.kind == "dispute" else Why.PAUSED
            return Reason(invoice.id, why, until=hold.until + timedelta(days=1) if hold.until else None)
    return None


def _held(facts: Facts, policy: Policy, on: date) -> dict[StepItem, date]:
    """What was asked for in a letter that is held, and the day on which that is tried again, as what was wrong may have
    been mended by then. It has certainly not gone out, and keeps nothing else back.
    """
    invoices, found = {i.id: i for i in facts.invoices}, dict[StepItem, date]()
    for step in facts.steps:
        again_on = step.on + timedelta(days=policy.gap_days)
        if step.state is not StepState.HELD or again_on <= on:
            continue
        for item in step.items:
            invoice = invoices.get(item.invoice_id)
            if invoice and asks_for(step.level, item.level, is_late=invoice.is_late(step.on)):
                # A notice has its time: past the due date nothing waits for it any more.
                over = invoice.due_on + timedelta(days=1)
                until = min(again_on, over) if item.level is Level.NOTICE else again_on
                found[item] = max(until, found.get(item, until))
    return found


def _unless_held(found: StepItem | Reason, held: dict[StepItem, date]) -> StepItem | Reason:
    if isinstance(found, StepItem) and found in held:
        return Reason(found.invoice_id, Why.HELD, found.level, held[found])
    return found


def _blocked(facts: Facts, policy: Policy, on: date) -> tuple[Why, date | None] | None:
    """What keeps the whole debtor from hearing anything today."""
    waiting = {s.state for s in facts.steps} & ON_ITS_WAY - {StepState.HELD}
    if waiting:
        # The next look, tomorrow, finds it sent, failed or still unknown.
        return Why.UNCONFIRMED if StepState.UNKNOWN in waiting else Why.ON_ITS_WAY, on + timedelta(days=1)
    heard = [s.on for s in facts.steps if s.state in HEARD or _bounced_for_now(s, facts) or _is_posted(s, facts)]
    if heard and (free_on := max(heard) + timedelta(days=policy.gap_days)) > on:
        return Why.CONTACT_GAP, free_on
    # A step that failed or was cancelled today is not planned again today: one day, one step.
    if any(s.on == on for s in facts.steps):
        return Why.CONTACT_GAP, on + timedelta(days=1)
    working = first_working_day(on, facts.holidays)
    return (Why.NOT_A_WORKING_DAY, working) if working != on else None


def _bounced_for_now(step: Step, facts: Facts) -> bool:
    """A mail that came back from an address that is still good: the next try keeps the distance of any message."""
    return step.state is StepState.BOUNCED and facts.can_write and step.email == facts.email


def _is_posted(step: Step, facts: Facts) -> bool:
    """A letter on paper is taken to be posted; it counts for nothing once the debtor can be written to."""
    return step.state is StepState.UNDELIVERABLE and not facts.can_write


def _nothing(facts: Facts, reasons: list[Reason]) -> Decision:
    """No message: look again on the first day on which a reason may change."""
    days = [r.until for r in reasons if r.until is not None]
    return Decision(None, _ordered(facts, reasons), min(days, default=None))


def _ordered(facts: Facts, reasons: list[Reason]) -> tuple[Reason, ...]:
    """In the order of the invoices."""
    place = {invoice.id: n for n, invoice in enumerate(facts.invoices)}
    return tuple(sorted(reasons, key=lambda r: place[r.invoice_id]))
