"""How far an invoice has climbed, by what its debtor was told and what was proved of it; and which rung comes next."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from chalicelib.domain.decision import Reason, Why
from chalicelib.domain.facts import InvoiceFacts
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.policy import DAYS_TO_PAY, Level, Policy, Rung, asks_for
from chalicelib.domain.step import Step


@dataclass(frozen=True, slots=True)
class Reached:
    """The highest level that was heard, None before the first.

    `waits_until`: the last message has no proof yet, and may still get one; `pay_by` is the day that it named.
    """

    level: Level | None = None
    is_presumed: bool = False
    waits_until: date | None = None
    pay_by: date | None = None


def reached(invoice: InvoiceFacts, steps: tuple[Step, ...], policy: Policy, on: date) -> Reached:
    """The highest level whose message was delivered; accepted without a word for some days is presumed delivered."""
    best = Reached()
    for step, level in _said(invoice, steps):
        if best.level is not None and level.rank <= best.level.rank:
            continue
        if step.state is StepState.DELIVERED or step.state is StepState.COMPLAINED:
            best = Reached(level, pay_by=_pay_by(invoice, step, level))
        elif step.state is StepState.ACCEPTED:
            presumed_on = step.on + timedelta(days=policy.presumed_delivered_after_days)
            best = Reached(level, True, presumed_on if presumed_on > on else None, _pay_by(invoice, step, level))
    return best


def _pay_by(invoice: InvoiceFacts, step: Step, level: Level) -> date | None:
    """The day that the letter named for the invoice: none where it only mentioned it."""
    if step.level not in DAYS_TO_PAY or not _asked(invoice, step, level):
        return None
    return step.on + timedelta(days=DAYS_TO_PAY[step.level])


def next_rung(invoice: InvoiceFacts, policy: Policy, so_far: Reached, on: date) -> Rung | None:
    """The first rung above; a notice before the due date is left out once that date has passed, nothing else is."""
    for rung in policy.rungs:
        if so_far.level is not None and rung.level.rank <= so_far.level.rank:
            continue
        if rung.level is Level.NOTICE and invoice.is_late(on):
            continue
        return rung
    return None


def too_early(invoice: InvoiceFacts, rung: Rung, so_far: Reached, on: date) -> Reason | None:
    """Neither before the level's own day nor before the day that the last letter named has passed: the later counts."""
    starts = invoice.due_on + timedelta(days=rung.offset_days)
    given = so_far.pay_by + timedelta(days=1) if so_far.pay_by else starts
    if max(starts, given) <= on:
        return None
    return Reason(invoice.id, Why.GIVEN_TIME if given > starts else Why.NOT_DUE_BEFORE, rung.level, max(starts, given))


def is_printed(invoice: InvoiceFacts, level: Level, steps: tuple[Step, ...]) -> bool:
    """Whether the letter of that level was made for a person to post: one task, not one a day."""
    return any(step.state is StepState.UNDELIVERABLE and said is level for step, said in _said(invoice, steps))


def _said(invoice: InvoiceFacts, steps: tuple[Step, ...]) -> Iterator[tuple[Step, Level]]:
    """The steps whose letter asked for the invoice. One that only mentions it beside others has not reminded of it; but
    a due date still to come is announced as soon as it is mentioned.
    """
    for step in sorted(steps, key=lambda s: s.on):
        for item in step.items:
            if item.invoice_id != invoice.id:
                continue
            if item.level is Level.NOTICE or _asked(invoice, step, item.level):
                yield step, item.level


def _asked(invoice: InvoiceFacts, step: Step, level: Level) -> bool:
    return asks_for(step.level, level, is_late=invoice.is_late(step.on))
