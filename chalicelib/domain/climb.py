"""How far an invoice has climbed, by what its debtor was told and what was proved of it; and which rung comes next."""

from datetime import date, timedelta

from chalicelib.domain.calendar import DAY
from chalicelib.domain.decision import Why
from chalicelib.domain.facts import Facts, InvoiceFacts
from chalicelib.domain.level import RANKS, Level
from chalicelib.domain.money import Money
from chalicelib.domain.policy import Anchor, Policy, Rung
from chalicelib.domain.said import Reached, arrived_on
from chalicelib.domain.step import Step


def heard_on(so_far: Reached, policy: Policy) -> date | None:
    """The day on which the highest level was heard; accepted without a word for some days is presumed delivered."""
    if so_far.step is None:
        return None
    if so_far.is_presumed:
        return presumed_from(so_far.step, policy)
    return arrived_on(so_far.step)


def presumed_from(step: Step, policy: Policy) -> date:
    """The day from which an accepted mail counts as delivered, should nobody say a word of it any more."""
    return step.silent_since + timedelta(days=policy.presumed_delivered_after_days)


def next_rung(
    invoice: InvoiceFacts, policy: Policy, so_far: Reached, facts: Facts, claimed: Money, on: date
) -> Rung | None:
    """The first rung above that is there for this invoice; a notice before the due date is left out once that date has
    passed, and a follow-up where no formal notice was heard that it could recall; nothing else is.
    """
    climbed = RANKS[so_far.level] if so_far.level else -1
    for rung in policy.rungs:
        if RANKS[rung.level] <= climbed:
            continue
        if rung.level is Level.NOTICE and invoice.is_late(on):
            continue
        if rung.level is Level.FOLLOW_UP and so_far.level is not Level.FORMAL_NOTICE:
            continue
        if rung.conditions.hold(facts.kind, claimed):
            return rung
    return None


def day_of(invoice: InvoiceFacts, rung: Rung, so_far: Reached, heard: date | None) -> tuple[date, Why]:
    """The first day on which the rung may be said, and what sets it: neither before the level's own day nor before the
    invoice is issued, nor before the time that the last letter gave has passed. `heard` is when the last level was.
    """
    starts = _anchor(invoice, rung, heard) + rung.offset_days * DAY
    if invoice.issued_on:
        starts = max(starts, invoice.issued_on)
    given = so_far.pay_by + DAY if so_far.pay_by else starts
    return (given, Why.GIVEN_TIME) if given > starts else (starts, Why.NOT_DUE_BEFORE)


def _anchor(invoice: InvoiceFacts, rung: Rung, heard: date | None) -> date:
    """The day from which the rung counts. Where the level before it was never heard, it counts from the due date."""
    return max(heard, invoice.due_on) if heard and rung.anchor is Anchor.PREVIOUS_LEVEL else invoice.due_on
