"""How far an invoice has climbed, by what its debtor was told and what was proved of it; and which rung comes next."""

from dataclasses import dataclass
from datetime import date, timedelta

from chalicelib.domain.calendar import DAY
from chalicelib.domain.decision import Why
from chalicelib.domain.facts import Facts, InvoiceFacts
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.money import Money
from chalicelib.domain.policy import RANKS, Anchor, Level, Policy, Rung, asks_for
from chalicelib.domain.step import TIME_TO_PAY, Step

PROVED = frozenset({StepState.DELIVERED, StepState.COMPLAINED, StepState.POSTED})
COUNT = PROVED | {StepState.ACCEPTED, StepState.UNPOSTED}


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that was heard, may have been, or waits for the post. `arrived_on` is the day from which its time runs,
    `pay_by` the last day that it gave those it asked for, `post_by` the last on which paper may be posted as it is.
    """

    level: Level
    on: date
    state: StepState
    arrived_on: date
    pay_by: date | None
    post_by: date


# The letters that list each invoice, with its level in them, by its id; oldest first.
Said = dict[str, list[tuple[Letter, Level]]]


@dataclass(frozen=True, slots=True)
class Reached:
    """The highest level that was heard, None before the first, and the day on which it was.

    `waits_until`: its message has no proof yet, and may still get one; `pay_by` is the last day that any letter gave.
    """

    level: Level | None = None
    is_presumed: bool = False
    waits_until: date | None = None
    pay_by: date | None = None
    heard_on: date | None = None


def said_of(steps: tuple[Step, ...]) -> Said:
    """The letters under each invoice that they list; those of which nobody has heard are left out."""
    found: Said = {}
    for step in sorted(steps, key=lambda s: s.on):
        if step.state in COUNT:
            letter = _letter(step)
            for item in step.items:
                found.setdefault(item.invoice_id, []).append((letter, item.level))
    return found


def reached(invoice: InvoiceFacts, said: Said, policy: Policy, on: date) -> Reached:
    """The highest level whose message was delivered; accepted without a word for some days is presumed delivered."""
    top, rank, given = None, -1, None
    for told in said.get(invoice.id, ()):
        letter, level = told
        if letter.state is StepState.UNPOSTED:
            continue
        asked = asks_for(letter.level, level, is_late=letter.on > invoice.due_on)
        if asked and letter.pay_by and (given is None or letter.pay_by > given):
            given = letter.pay_by
        # The reminder of an instalment is below every rung, and climbs none.
        if RANKS[level] > rank and (asked or level is Level.NOTICE):
            top, rank = told, RANKS[level]
    if top is None:
        return Reached(pay_by=given)
    letter, level = top
    if letter.state is not StepState.ACCEPTED:
        return Reached(level, pay_by=given, heard_on=letter.arrived_on)
    presumed_on = letter.arrived_on + timedelta(days=policy.presumed_delivered_after_days)
    return Reached(level, True, presumed_on if presumed_on > on else None, given, presumed_on)


def _letter(step: Step) -> Letter:
    arrived_on = max(step.on, step.heard_on) if step.heard_on and step.state in PROVED else step.on
    given = step.pay_by
    if given is not None and arrived_on > step.on:
        given = max(given, arrived_on + TIME_TO_PAY[step.level])
    return Letter(step.level, step.on, step.state, arrived_on, given, step.post_by)


def next_rung(
    invoice: InvoiceFacts, policy: Policy, so_far: Reached, facts: Facts, claimed: Money, on: date
) -> Rung | None:
    """The first rung above that is there for this invoice; a notice before the due date is left out once that date has
    passed, nothing else is.
    """
    for rung in policy.rungs:
        if so_far.level is not None and rung.level.rank <= so_far.level.rank:
            continue
        if rung.level is Level.NOTICE and invoice.is_late(on):
            continue
        if rung.conditions.hold(facts.kind, claimed):
            return rung
    return None


def day_of(invoice: InvoiceFacts, rung: Rung, so_far: Reached) -> tuple[date, Why]:
    """The first day on which the rung may be said, and what sets it: neither before the level's own day nor before the
    invoice is issued, nor before the time that the last letter gave has passed.
    """
    starts = _anchor(invoice, rung, so_far) + timedelta(days=rung.offset_days)
    starts = max(starts, invoice.issued_on or starts)
    given = so_far.pay_by + DAY if so_far.pay_by else starts
    return (given, Why.GIVEN_TIME) if given > starts else (starts, Why.NOT_DUE_BEFORE)


def _anchor(invoice: InvoiceFacts, rung: Rung, so_far: Reached) -> date:
    """The day from which the rung counts. Where the level before it was never heard, it counts from the due date."""
    if rung.anchor is Anchor.PREVIOUS_LEVEL and so_far.heard_on is not None:
        return max(so_far.heard_on, invoice.due_on)
    return invoice.due_on


def printed_until(invoice: InvoiceFacts, level: Level, said: Said, on: date) -> date | None:
    """The last day on which the letter of that level, made for a person to post, may be posted as it is; None where
    there is none: one task, not one a day.
    """
    days = (
        letter.post_by
        for letter, told in said.get(invoice.id, ())
        if letter.state is StepState.UNPOSTED
        and told is level
        and (level is Level.NOTICE or asks_for(letter.level, told, is_late=letter.on > invoice.due_on))
    )
    return max((day for day in days if on <= day), default=None)
