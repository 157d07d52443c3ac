"""The daily decision: what a debtor must hear on a day, and for every invoice why, also when nothing is said.

Pure, total and level-triggered: same facts, policy and day give the same decision; a missed run, or forty, neither
loses nor stacks a level. Every sum that counts here is what is still owed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from chalicelib.domain.calendar import first_working_day
from chalicelib.domain.hold import Hold
from chalicelib.domain.lifecycle import ON_ITS_WAY, StepState
from chalicelib.domain.money import Money
from chalicelib.domain.policy import DAYS_TO_PAY, Level, Policy, Rung, asks_for
from chalicelib.domain.step import Step, StepItem

# A message in one of these states was heard, or may have been: it counts for the gap between two messages.
HEARD = frozenset({StepState.ACCEPTED, StepState.DELIVERED, StepState.COMPLAINED})


@dataclass(frozen=True, slots=True)
class InvoiceFacts:
    """What counts of an invoice: when it is due and what is still owed on it."""

    id: str
    number: str
    due_on: date
    open: Money


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a decision may look at. `can_write` says whether the debtor has an address that takes mail; `email`
    which one, where that is known.
    """

    invoices: tuple[InvoiceFacts, ...]
    steps: tuple[Step, ...] = ()
    holds: tuple[Hold, ...] = ()
    can_write: bool = True
    email: str | None = None
    holidays: frozenset[date] = frozenset()

    @property
    def credit_cents(self) -> int:
        """What was overpaid: it is set against what falls due."""
        return -sum(i.open.cents for i in self.invoices if i.open.cents < 0)


class Why(StrEnum):
    """The reason of an invoice on a day. The sentences stand in `reasons`."""

    SENDS = "sends"
    PRINTS = "prints"
    PAID = "paid"
    IN_CREDIT = "in-credit"
    CONTESTED = "contested"
    PAUSED = "paused"
    NOT_DUE_BEFORE = "not-due-before"
    ON_ITS_WAY = "on-its-way"
    UNCONFIRMED = "unconfirmed"
    HELD = "held"
    WAITS_FOR_PROOF = "waits-for-proof"
    WAITS_FOR_PERSON = "waits-for-person"
    GIVEN_TIME = "given-time"
    CONTACT_GAP = "contact-gap"
    NOT_A_WORKING_DAY = "not-a-working-day"
    NO_CHANNEL = "no-channel"
    LADDER_ENDED = "ladder-ended"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an invoice is, or is not, in today's message. `until` is the day on which that may change."""

    invoice_id: str
    why: Why
    level: Level | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """One message: its level is the highest of its invoices', each invoice keeps its own.

    `by_mail` is False when the debtor has no working address: the letter is made for a person to print and post.
    """

    level: Level
    items: tuple[StepItem, ...]
    by_mail: bool = True


@dataclass(frozen=True, slots=True)
class Decision:
    """At most one message; a reason for each invoice; the next day to look, None when there is nothing to look for."""

    message: Message | None
    reasons: tuple[Reason, ...]
    next_look_on: date | None


@dataclass(slots=True)
class _Outcome:
    """What the invoices one by one lead to, before the debtor as a whole is looked at."""

    due: list[StepItem] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)


def decide(facts: Facts, policy: Policy, on: date) -> Decision:
    """What the debtor hears on that day, and why. Deciding twice is deciding once."""
    outcome = _Outcome()
    for invoice in facts.invoices:
        _look_at(invoice, facts, policy, on, outcome)
    if not outcome.due:
        return _nothing(outcome.reasons)
    _set_credit_against(facts, on, outcome)
    if not outcome.due:
        return _nothing(_ordered(facts, outcome.reasons))
    level = max((i.level for i in outcome.due), key=lambda level: level.rank)
    blocked = _blocked(facts, policy, on)
    if blocked:
        why, until = blocked
        waiting = [Reason(i.invoice_id, why, i.level, until) for i in outcome.due]
        return _nothing(_ordered(facts, [*outcome.reasons, *waiting]))
    message = Message(level, tuple(outcome.due), by_mail=facts.can_write)
    sent = [Reason(i.invoice_id, Why.SENDS if message.by_mail else Why.PRINTS, i.level) for i in outcome.due]
    return Decision(message, _ordered(facts, [*outcome.reasons, *sent]), on + timedelta(days=1))


def _set_credit_against(facts: Facts, on: date, outcome: _Outcome) -> None:
    """Takes out the levels whose letter would have nothing to ask for, because what was overpaid covers it."""
    invoices = {i.id: i for i in facts.invoices}
    while outcome.due:
        level = max((i.level for i in outcome.due), key=lambda level: level.rank)
        asked = (invoices[i.invoice_id] for i in outcome.due if _asks(level, i, invoices[i.invoice_id], on))
        if sum(i.open.cents for i in asked) > facts.credit_cents:
            return
        covered = (invoices[i.invoice_id] for i in outcome.due if i.level is level)
        # Once it is late an invoice is asked for together with the others: then the sum may outgrow the credit.
        outcome.reasons += [Reason(i.id, Why.IN_CREDIT, until=_late_from(i, on)) for i in covered]
        outcome.due = [i for i in outcome.due if i.level is not level]


def _late_from(invoice: InvoiceFacts, on: date) -> date | None:
    return invoice.due_on + timedelta(days=1) if on <= invoice.due_on else None


def _asks(letter: Level, item: StepItem, invoice: InvoiceFacts, on: date) -> bool:
    return asks_for(letter, item.level, is_late=on > invoice.due_on)


def _look_at(invoice: InvoiceFacts, facts: Facts, policy: Policy, on: date, outcome: _Outcome) -> None:
    """Adds the invoice to what is due, or its reason for not being."""
    reason = _standing_reason(invoice, facts, on)
    if reason:
        outcome.reasons.append(reason)
        return
    reached = _reached(invoice, facts.steps, policy, on)
    rung = _next_rung(invoice, policy, reached, on)
    if reached.waits_until is not None:
        outcome.reasons.append(Reason(invoice.id, Why.WAITS_FOR_PROOF, reached.level, reached.waits_until))
    elif rung is None:
        outcome.reasons.append(Reason(invoice.id, Why.LADDER_ENDED, reached.level))
    elif (too_early := _too_early(invoice, rung, reached, on)) is not None:
        outcome.reasons.append(too_early)
    elif rung.level is Level.FORMAL_NOTICE and reached.is_presumed:
        outcome.reasons.append(Reason(invoice.id, Why.WAITS_FOR_PERSON, rung.level))
    elif not facts.can_write and _is_printed(invoice, rung.level, facts.steps):
        # A notice has its time: past the due date the next level is made for printing in its turn.
        until = invoice.due_on + timedelta(days=1) if rung.level is Level.NOTICE else None
        outcome.reasons.append(Reason(invoice.id, Why.NO_CHANNEL, rung.level, until))
    else:
        outcome.due.append(StepItem(invoice.id, rung.level))


def _too_early(invoice: InvoiceFacts, rung: Rung, reached: "_Reached", on: date) -> Reason | None:
    """Neither before the level's own day nor before the day that the last letter named has passed: the later counts."""
    starts = invoice.due_on + timedelta(days=rung.offset_days)
    given = reached.pay_by + timedelta(days=1) if reached.pay_by else starts
    if max(starts, given) <= on:
        return None
    return Reason(invoice.id, Why.GIVEN_TIME if given > starts else Why.NOT_DUE_BEFORE, rung.level, max(starts, given))


def _standing_reason(invoice: InvoiceFacts, facts: Facts, on: date) -> Reason | None:
    """The reasons that have nothing to do with the ladder."""
    if not invoice.open.is_positive:
        return Reason(invoice.id, Why.PAID)
    for hold in facts.holds:
        if hold.invoice_id == invoice.id and hold.stands(on):
            why = Why.CONTESTED if hold.kind == "dispute" else Why.PAUSED
            return Reason(invoice.id, why, until=hold.until + timedelta(days=1) if hold.until else None)
    return None


@dataclass(frozen=True, slots=True)
class _Reached:
    """How far an invoice has climbed. `waits_until`: the last message has no proof yet, and may still get one; `pay_by`
    is the day that it named.
    """

    level: Level | None = None
    is_presumed: bool = False
    waits_until: date | None = None
    pay_by: date | None = None


def _reached(invoice: InvoiceFacts, steps: tuple[Step, ...], policy: Policy, on: date) -> _Reached:
    """The highest level whose message was delivered; accepted without a word for some days is presumed delivered."""
    best = _Reached()
    for step, level in _said(invoice, steps):
        pay_by = step.on + timedelta(days=DAYS_TO_PAY[step.level]) if step.level in DAYS_TO_PAY else None
        if best.level is not None and level.rank <= best.level.rank:
            continue
        if step.state is StepState.DELIVERED or step.state is StepState.COMPLAINED:
            best = _Reached(level, pay_by=pay_by)
        elif step.state is StepState.ACCEPTED:
            presumed_on = step.on + timedelta(days=policy.presumed_delivered_after_days)
            best = _Reached(level, True, presumed_on if presumed_on > on else None, pay_by)
    return best


def _said(invoice: InvoiceFacts, steps: tuple[Step, ...]) -> Iterator[tuple[Step, Level]]:
    """The steps whose letter asked for the invoice. One that only mentions it beside others has not reminded of it; but
    a due date still to come is announced as soon as it is mentioned.
    """
    for step in sorted(steps, key=lambda s: s.on):
        for item in step.items:
            if item.invoice_id == invoice.id and (
                item.level is Level.NOTICE or _asks(step.level, item, invoice, step.on)
            ):
                yield step, item.level


def _is_printed(invoice: InvoiceFacts, level: Level, steps: tuple[Step, ...]) -> bool:
    """Whether the letter of that level was made for a person to post: one task, not one a day."""
    return any(step.state is StepState.UNDELIVERABLE and said is level for step, said in _said(invoice, steps))


def _next_rung(invoice: InvoiceFacts, policy: Policy, reached: _Reached, on: date) -> Rung | None:
    """The first rung above; a notice before the due date is left out once that date has passed, nothing else is."""
    for rung in policy.rungs:
        if reached.level is not None and rung.level.rank <= reached.level.rank:
            continue
        if rung.level is Level.NOTICE and on > invoice.due_on:
            continue
        return rung
    return None


def _blocked(facts: Facts, policy: Policy, on: date) -> tuple[Why, date | None] | None:
    """What keeps the whole debtor from hearing anything today."""
    held = [s.on for s in facts.steps if s.state is StepState.HELD]
    if held and (again_on := max(held) + timedelta(days=policy.gap_days)) > on:
        # What is held has certainly not gone out. What was wrong may have been mended: it is tried again by and by.
        return Why.HELD, again_on
    waiting = {s.state for s in facts.steps} & ON_ITS_WAY - {StepState.HELD}
    if waiting:
        # The next look, tomorrow, finds it sent, failed or still unknown.
        return Why.UNCONFIRMED if StepState.UNKNOWN in waiting else Why.ON_ITS_WAY, on + timedelta(days=1)
    heard = [s.on for s in facts.steps if s.state in HEARD or _bounced_for_now(s, facts)]
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


def _nothing(reasons: list[Reason] | tuple[Reason, ...]) -> Decision:
    """No message: look again on the first day on which a reason may change."""
    days = [r.until for r in reasons if r.until is not None]
    return Decision(None, tuple(reasons), min(days, default=None))


def _ordered(facts: Facts, reasons: list[Reason]) -> tuple[Reason, ...]:
    """In the order of the invoices."""
    place = {invoice.id: n for n, invoice in enumerate(facts.invoices)}
    return tuple(sorted(reasons, key=lambda r: place[r.invoice_id]))
