"""The reason of one invoice, again and naively, from docs/decisions/0010-the-scenario-engine.md."""

from dataclasses import dataclass
from datetime import date

from chalicelib.domain.decision import Why
from chalicelib.domain.facts import Approval, Facts, InvoiceFacts
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.policy import Anchor, Channel, Conditions, Policy, Rung
from chalicelib.domain.step import Step
from tests.properties.naive_contact import channel_of, days_since
from tests.properties.naive_position import claimed_cents, hold_of
from tests.properties.naive_standing import WEEK_TO_POST, plus

REMINDERS = [Level.REMINDER_1, Level.REMINDER_2, Level.FINAL_REMINDER]
LADDER = [Level.NOTICE, *REMINDERS, Level.FORMAL_NOTICE, Level.FOLLOW_UP]
TIME_GIVEN = dict(zip(LADDER[1:], [6, 6, 8, 15, 8], strict=True))
PROVEN = [StepState.DELIVERED, StepState.COMPLAINED, StepState.POSTED]


@dataclass
class Said:
    """What is said of one invoice, what is claimed of it, and when a person is asked why its chase is over."""

    id: str
    why: Why | None = None
    level: Level | None = None
    until: date | None = None
    claimed: int = 0
    asked_on: date | None = None
    due_since: date | None = None


def is_late(invoice: InvoiceFacts, on: date) -> bool:
    return invoice.due_on < on


def asks(letter: Level, level: Level, late: bool) -> bool:
    if letter == Level.NOTICE:
        return True
    if letter == Level.FORMAL_NOTICE or letter == Level.FOLLOW_UP:
        return level == letter and late
    return letter == level or late


def level_in(step: Step, invoice: InvoiceFacts) -> Level | None:
    for item in step.items:
        if item.invoice_id == invoice.id:
            return item.level
    return None


def asked(step: Step, invoice: InvoiceFacts) -> bool:
    level = level_in(step, invoice)
    return level is not None and asks(step.level, level, is_late(invoice, step.on))


def fits(conditions: Conditions, facts: Facts, claimed: int, currency: str) -> bool:
    if facts.kind not in conditions.kinds:
        return False
    least, most = conditions.at_least, conditions.at_most
    if least is not None and least.currency == currency and claimed < least.cents:
        return False
    return most is None or most.currency != currency or claimed <= most.cents


@dataclass
class Climb:
    """What was heard of one invoice: the highest level and when, and the last day that any letter gave it."""

    level: Level | None = None
    heard_on: date | None = None
    presumed: bool = False
    given_until: date | None = None


def rank(level: Level | None) -> int:
    return -1 if level is None else LADDER.index(level)


def climb_of(facts: Facts, presumed_after: int, invoice: InvoiceFacts) -> Climb:
    climb = Climb()
    for step in sorted(facts.steps, key=lambda s: s.on):
        level = level_in(step, invoice)
        if level is None or step.level == Level.INSTALMENT or not (asked(step, invoice) or level == Level.NOTICE):
            continue
        if step.state in PROVEN:
            presumed = False
            heard_on = step.heard_on if step.heard_on is not None else step.on
            time_from = max(step.on, heard_on)
        elif step.state == StepState.ACCEPTED:
            presumed = True
            last_word = step.on if step.delayed_on is None or step.delayed_on < step.on else step.delayed_on
            heard_on = plus(last_word, presumed_after)
            time_from = step.on
        else:
            continue
        if rank(level) > rank(climb.level):
            climb.level, climb.heard_on, climb.presumed = level, heard_on, presumed
        if asked(step, invoice) and step.level in TIME_GIVEN:
            last = plus(time_from, TIME_GIVEN[step.level])
            if step.channel != Channel.EMAIL:
                last = max(last, plus(step.on, TIME_GIVEN[step.level] + WEEK_TO_POST))
            if climb.given_until is None or climb.given_until < last:
                climb.given_until = last
    return climb


@dataclass
class Look:
    """At one invoice, under its own policy where it has one."""

    facts: Facts
    policy: Policy
    own: Policy
    invoice: InvoiceFacts
    on: date


def reason_of(facts: Facts, policy: Policy, invoice: InvoiceFacts, on: date) -> Said:
    """`why` is left open where the invoice is due."""
    said = Said(invoice.id)
    if invoice.open.cents <= 0:
        said.why = Why.PAID
        return said
    held = hold_of(facts, invoice, on)
    if held is not None:
        said.why = held[0]
        said.until = plus(held[1], 1) if held[1] is not None else None
        return said
    said.claimed = claimed_cents(facts, on)[invoice.id]
    if said.claimed <= 0:
        said.why = Why.IN_CREDIT
        return said
    own = invoice.policy if invoice.policy is not None else policy
    climb = climb_of(facts, own.presumed_delivered_after_days, invoice)
    said.level = climb.level
    if climb.presumed and climb.heard_on is not None and on < climb.heard_on:
        said.why, said.until = Why.WAITS_FOR_PROOF, climb.heard_on
        return said
    look = Look(facts, policy, own, invoice, on)
    rung = next_rung(look, climb, said.claimed)
    if rung is None:
        said.why = Why.LADDER_ENDED
        said.asked_on = plus(invoice.due_on, 1)
        if climb.given_until is not None and invoice.due_on < climb.given_until:
            said.asked_on = plus(climb.given_until, 1)
        return said
    said.level = rung.level
    counted_from = invoice.due_on
    if rung.anchor == Anchor.PREVIOUS_LEVEL and climb.heard_on is not None:
        counted_from = max(climb.heard_on, invoice.due_on)
    day = plus(counted_from, rung.offset_days)
    if invoice.issued_on is not None and invoice.issued_on > day:
        day = invoice.issued_on
    if climb.given_until is not None and plus(climb.given_until, 1) > day:
        said.why, said.until = Why.GIVEN_TIME, plus(climb.given_until, 1)
    else:
        said.why, said.until = Why.NOT_DUE_BEFORE, day
    if on < said.until:
        return said
    said.due_since = said.until
    said.why, said.until = None, None
    ask_a_person(look, rung, climb, said)
    if said.why is None:
        look_at_letters(look, rung.level, said)
    return said


def next_rung(look: Look, climb: Climb, claimed: int) -> Rung | None:
    for rung in look.own.rungs:
        if rank(rung.level) <= rank(climb.level) or not fits(
            rung.conditions, look.facts, claimed, look.invoice.open.currency
        ):
            continue
        if rung.level == Level.NOTICE and is_late(look.invoice, look.on):
            continue
        if rung.level == Level.FOLLOW_UP and climb.level != Level.FORMAL_NOTICE:
            continue
        return rung
    return None


def ask_a_person(look: Look, rung: Rung, climb: Climb, said: Said) -> None:
    last: Approval | None = None
    for word in look.facts.approvals:
        on_it = word.claim_id == look.invoice.id and word.level == rung.level
        if on_it and word.on <= look.on and (last is None or last.on <= word.on):
            last = word
    over = plus(look.invoice.due_on, 1) if rung.level == Level.NOTICE else None
    in_time = last is not None and days_since(last.on, look.on) <= look.own.approval_days
    presumed = rung.level in (Level.FORMAL_NOTICE, Level.FOLLOW_UP) and climb.presumed
    before_presumed = presumed and last is not None and (climb.heard_on is None or last.on < climb.heard_on)
    if last is not None and not last.is_given:
        said.why, said.until, said.asked_on = Why.NOT_APPROVED, over, plus(last.on, 30)
    elif in_time and not before_presumed:
        return
    elif presumed:
        said.why = Why.WAITS_FOR_PERSON
    elif rung.level == Level.FORMAL_NOTICE and look.invoice.id in look.facts.rate_unknown:
        said.why, said.until = Why.RATE_UNKNOWN, plus(look.on, 1)
    elif rung.needs_approval:
        said.why, said.until = Why.WAITS_FOR_APPROVAL, over


def look_at_letters(look: Look, level: Level, said: Said) -> None:
    day_after_due = plus(look.invoice.due_on, 1)
    by_post = channel_of(look.own, level, look.facts) != Channel.EMAIL
    at_level = [s for s in look.facts.steps if level_in(s, look.invoice) == level]
    for step in at_level:
        in_time = days_since(step.on, look.on) <= WEEK_TO_POST
        waits = step.state == StepState.UNPOSTED and in_time and (asked(step, look.invoice) or level == Level.NOTICE)
        newest, longest = look.facts.bank_data_on, look.policy.bank_data_days
        if longest is not None and (newest is None or days_since(newest, look.on) > longest):
            waits = False
        if waits and by_post:
            over = plus(step.on, WEEK_TO_POST + 1)
            if level == Level.NOTICE and day_after_due < over:
                over = day_after_due
            if said.until is None or said.until < over:
                said.why, said.until = Why.TO_POST, over
    if said.why == Why.TO_POST:
        return
    for step in at_level:
        again = plus(step.on, 1 if step.state == StepState.FAILED else look.policy.budget.gap_days)
        if step.state in (StepState.HELD, StepState.FAILED) and asked(step, look.invoice) and look.on < again:
            if level == Level.NOTICE and day_after_due < again:
                again = day_after_due
            if said.until is None or said.until < again:
                said.why, said.until = (Why.HELD if step.state == StepState.HELD else Why.FAILED), again
