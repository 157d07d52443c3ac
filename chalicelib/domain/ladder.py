"""The daily decision: what a debtor must hear on a day, and for every invoice why, also when nothing is said.

Pure, total and level-triggered: same facts, policy and day give the same decision; a missed run, or forty, neither
loses nor stacks a level.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from chalicelib.domain.calendar import DAY
from chalicelib.domain.channel import channel_for
from chalicelib.domain.climb import day_of, heard_on, next_rung
from chalicelib.domain.contact import blocked
from chalicelib.domain.decision import Decision, Message, Reason, Why
from chalicelib.domain.facts import Approval, Facts, InvoiceFacts
from chalicelib.domain.hold import HoldKind
from chalicelib.domain.instalment_reminder import InstalmentReminder, due_reminder, reminder_days
from chalicelib.domain.level import Level
from chalicelib.domain.policy import Policy, Rung, asks_for
from chalicelib.domain.position import Position, positions_beside
from chalicelib.domain.said import Reached, Said, said_of
from chalicelib.domain.standing_plan import StandingPlan, standing_plans
from chalicelib.domain.step import StepItem
from chalicelib.domain.worklist import REVIEWED_AFTER, next_task_days, tasks_of

HOLDS = {
    HoldKind.INSOLVENCY: Why.INSOLVENT,
    HoldKind.REJECTED: Why.E_INVOICE_REJECTED,
    HoldKind.REFUSED: Why.E_INVOICE_REFUSED,
    HoldKind.DISPUTE: Why.CONTESTED,
    HoldKind.SUSPENDED: Why.E_INVOICE_SUSPENDED,
    HoldKind.PLAN: Why.IN_PLAN,
    HoldKind.PROMISE: Why.PROMISED,
    HoldKind.PAYMENT_SENT: Why.PAYMENT_SENT,
    HoldKind.DIRECT_DEBIT: Why.DIRECT_DEBIT,
    HoldKind.UNMATCHED_MONEY: Why.UNMATCHED_MONEY,
    HoldKind.SENDER_STOPPED: Why.SENDER_STOPPED,
    HoldKind.PAUSE: Why.PAUSED,
}


def decide(facts: Facts, policy: Policy, on: date) -> Decision:
    """What the debtor hears on that day, and why. Deciding twice is deciding once."""
    standing = standing_plans(facts, on)
    placed = positions_beside(standing, facts, on)
    looked_at = _looked_at(facts, policy, placed, on)
    waiting = {n: found for n, found in looked_at.items() if isinstance(found, _Due)}
    due = {n: found.item for n, found in waiting.items()}
    reasons = {n: found for n, found in looked_at.items() if isinstance(found, Reason)}
    reasons |= {n: found.reason for n, found in looked_at.items() if isinstance(found, _Printed)}
    # What waits for the post is asked for in the same letter: beside it no sum is too small.
    on_paper = {n: found.item for n, found in looked_at.items() if isinstance(found, _Printed)}
    for name in _tolerated(due | on_paper, placed, policy, on) & due.keys():
        reasons[name] = Reason(name, Why.TOLERATED, due.pop(name).level)
    message, recalled = None, due_reminder(standing, facts, policy, on)
    put_off: date | None = None
    long_ago = on - policy.budget.in_days * DAY
    # What waits for the post is asked for still: taken for said, it would give way, and be said in its place again.
    printed = (found.since for found in looked_at.values() if isinstance(found, _Printed))
    if recalled and recalled.may_wait(on) and any(d < long_ago for d in (*(waiting[n].since for n in due), *printed)):
        # Frequent instalments, all paid in time, would keep the rest from ever being asked for.
        put_off = recalled.oldest + DAY
        recalled = None
    says = {n: StepItem(n, Level.INSTALMENT) for n in recalled.claim_ids} if recalled else due
    if says:
        silence = blocked(facts, policy, on, recalls=recalled is not None)
        message = None if silence else _message(says, facts, policy, placed, recalled)
        why, until = silence or (Why.SENDS if message and message.by_mail else Why.PRINTS, None)
        # An instalment has its day: what the ladder has to say on it waits for its turn.
        rest = silence or (Why.CONTACT_GAP, on + timedelta(days=policy.budget.gap_days))
        reasons |= {name: Reason(name, rest[0], item.level, rest[1]) for name, item in due.items()}
        reasons |= {name: Reason(name, why, item.level, until) for name, item in says.items()}
    ordered = tuple(reasons[i.id] for i in facts.invoices)
    tasks = tasks_of(facts, policy, placed, ordered, on)
    look = _next_look(facts, policy, placed, standing, ordered, on)
    return Decision(message, ordered, min((day for day in (look, put_off) if day), default=None), tasks)


@dataclass(frozen=True, slots=True)
class _Printed:
    """A level of an invoice that waits for the post, and the day from which it was to be said."""

    item: StepItem
    reason: Reason
    since: date


@dataclass(frozen=True, slots=True)
class _Due:
    """A level of an invoice that is to be said, and the day from which it is."""

    item: StepItem
    since: date


def _looked_at(
    facts: Facts, policy: Policy, placed: dict[str, Position], on: date
) -> dict[str, _Due | _Printed | Reason]:
    """Each invoice at the level that is due, or its reason for not being in a message."""
    said = said_of(facts, policy, placed, on)
    found: dict[str, _Due | _Printed | Reason] = {}
    for invoice in facts.invoices:
        position = placed[invoice.id]
        found[invoice.id] = _look_at(position, facts, position.invoice.policy or policy, said, on)
    return found


def _look_at(position: Position, facts: Facts, policy: Policy, said: Said, on: date) -> _Due | _Printed | Reason:
    invoice = position.invoice
    if standing := _standing_reason(position):
        return standing
    so_far = said.reached[invoice.id]
    heard = heard_on(so_far, policy)
    if heard and heard > on and so_far.is_presumed:
        return Reason(invoice.id, Why.WAITS_FOR_PROOF, so_far.level, heard)
    rung = next_rung(invoice, policy, so_far, facts, position.claimed, on)
    if rung is None:
        # What comes next is asked once the time that was given has passed.
        last = max(invoice.due_on, so_far.pay_by or invoice.due_on)
        return Reason(invoice.id, Why.LADDER_ENDED, so_far.level, since=last + DAY)
    day, why = day_of(invoice, rung, so_far, heard)
    if day > on:
        return Reason(invoice.id, why, rung.level, day)
    item = StepItem(invoice.id, rung.level)
    word = said.words.get(item)
    if waits := _waits_for_a_person(invoice, rung, so_far, word, facts, policy, on):
        why, until = waits
        since = word.on + REVIEWED_AFTER if word and why is Why.NOT_APPROVED else day
        return Reason(invoice.id, why, rung.level, until, since=since)
    if (post_by := said.printed.get(item)) and channel_for(rung.level, policy, facts).is_paper:
        # A notice has its time: past the due date the next level is made for printing in its turn.
        last = min(post_by, invoice.due_on) if rung.level is Level.NOTICE else post_by
        return _Printed(item, Reason(invoice.id, Why.TO_POST, rung.level, last + DAY), day)
    if stopped := said.stopped.get(item):
        return Reason(invoice.id, stopped[0], rung.level, stopped[1])
    return _Due(item, day)


def _standing_reason(position: Position) -> Reason | None:
    """The reasons that have nothing to do with the ladder."""
    invoice, hold = position.invoice, position.hold
    if not invoice.open.is_positive:
        return Reason(invoice.id, Why.PAID)
    if hold is None:
        return None if position.claimed.is_positive else Reason(invoice.id, Why.IN_CREDIT)
    return Reason(invoice.id, HOLDS[hold.kind], until=hold.until + DAY if hold.until else None)


def _waits_for_a_person(
    invoice: InvoiceFacts, rung: Rung, so_far: Reached, word: Approval | None, facts: Facts, policy: Policy, on: date
) -> tuple[Why, date | None] | None:
    """A level that nobody may send alone, and until when: one that the policy keeps for a person, and a formal notice
    after a reminder of which there is no proof, or in a half-year whose rate is not known; its follow-up, which recalls
    it, waits for the proof alone, as it states no interest. `word` is what a person last said of it.
    """
    # A notice has its time: past the due date nothing waits for it any more.
    over = invoice.due_on + DAY if rung.level is Level.NOTICE else None
    if word and not word.is_given:
        return Why.NOT_APPROVED, over
    presumed_on = heard_on(so_far, policy) if rung.level.is_formal and so_far.is_presumed else None
    # What was said before the delivery was presumed was said without knowing so.
    is_known = word is not None and (presumed_on is None or presumed_on <= word.on)
    if word and is_known and on <= word.on + timedelta(days=policy.approval_days):
        return None
    if presumed_on:
        return Why.WAITS_FOR_PERSON, None
    if rung.level is Level.FORMAL_NOTICE and invoice.id in facts.rate_unknown:
        # The rate may be published, and added, any day.
        return Why.RATE_UNKNOWN, on + DAY
    return (Why.WAITS_FOR_APPROVAL, over) if rung.needs_approval else None


def _tolerated(due: dict[str, StepItem], placed: dict[str, Position], policy: Policy, on: date) -> set[str]:
    """Those that would be asked for in a letter whose sum is too small to write about, from the firmest letter down."""
    left = dict(due)
    small: set[str] = set()
    while left:
        letter = max((i.level for i in left.values()), key=lambda level: level.rank)
        top = {n for n, i in left.items() if i.level is letter}
        asked = [n for n, i in left.items() if asks_for(letter, i.level, is_late=placed[n].invoice.is_late(on))]
        sums: dict[str, int] = {}
        for name in asked:
            claimed = placed[name].claimed
            sums[claimed.currency] = sums.get(claimed.currency, 0) + claimed.cents
        currencies = {c for c, cents in sums.items() if cents <= policy.tolerated(c)}
        too_small = {n for n in top if placed[n].claimed.currency in currencies}
        if not too_small:
            break
        small |= too_small
        left = {n: i for n, i in left.items() if n not in too_small}
    return small


def _message(
    due: dict[str, StepItem],
    facts: Facts,
    policy: Policy,
    placed: dict[str, Position],
    recalled: InstalmentReminder | None,
) -> Message:
    """One message at the highest level, by the channel of that level."""
    top = max(due.values(), key=lambda item: item.level.rank)
    own = next((i.policy for i in facts.invoices if i.id == top.invoice_id), None)
    channel = channel_for(top.level, own or policy, facts)
    message = Message(top.level, tuple(due.values()), channel, recalled.pay_by if recalled else None)
    if message.by_mail:
        return message
    figures = tuple(placed[name].figures for name in due)
    return replace(message, figures=figures, recalls=recalled.asked if recalled else ())


def _next_look(
    facts: Facts,
    policy: Policy,
    placed: dict[str, Position],
    standing: tuple[StandingPlan, ...],
    reasons: tuple[Reason, ...],
    on: date,
) -> date | None:
    """Tomorrow after a message; else the first day on which a reason may change, or a task appears."""
    met = {r.why for r in reasons}
    if Why.SENDS in met or Why.PRINTS in met:
        return on + DAY
    days = [r.until for r in reasons if r.until is not None]
    days += [h.until + DAY for h in facts.holds if h.is_partial and h.until and h.stands(on)]
    if Why.TOLERATED in met:
        # What falls due may make the sum large enough to write about.
        days += [day for p in placed.values() if (day := p.invoice.due_on + DAY) > on]
    if any(s.is_to_post(on) for s in facts.steps):
        # What it says may be true no longer by a day alone: an approval ends, a pause begins.
        days.append(on + DAY)
    days += next_task_days(facts, policy, placed, reasons, on)
    days += reminder_days(standing, facts, policy, on)
    # Its reminder may be what an invoice waits for, and say nothing of the day on which the plan is over.
    days += [each.until + DAY for each in standing if each.until < date.max]
    return min(days, default=None)
