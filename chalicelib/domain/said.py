"""What was said of each invoice: what its debtor has heard of it, what waits for the post, and what is stopped."""

from dataclasses import dataclass
from datetime import date

from chalicelib.domain.calendar import DAY
from chalicelib.domain.contact import is_bank_data_old
from chalicelib.domain.decision import Why
from chalicelib.domain.facts import Approval, Facts, InvoiceFacts
from chalicelib.domain.level import RANKS, Level
from chalicelib.domain.lifecycle import STOPPED, StepState
from chalicelib.domain.policy import ASKED_IN_TIME, ASKED_LATE, Policy, asks_for
from chalicelib.domain.position import Position
from chalicelib.domain.step import TIME_TO_PAY, Step, StepItem

PROVED = frozenset({StepState.DELIVERED, StepState.COMPLAINED, StepState.POSTED})
COUNT = PROVED | {StepState.ACCEPTED}


@dataclass(frozen=True, slots=True)
class Reached:
    """The highest level that was heard of an invoice, or may have been, and the step that said it first, None before
    any did; `pay_by` is the last day to pay that any letter gave.
    """

    level: Level | None
    step: Step | None
    pay_by: date | None

    @property
    def is_presumed(self) -> bool:
        """Its message was accepted, and there is no proof yet that it was delivered."""
        return self.step is not None and self.step.state is StepState.ACCEPTED


@dataclass(frozen=True, slots=True)
class Said:
    """`reached` is by the id of the invoice; the others by an invoice and a level: `printed` is the last day on which
    their letter may be posted as it is, `stopped` why it has not gone out and the day on which it is tried again,
    `words` what a person last said.
    """

    reached: dict[str, Reached]
    printed: dict[StepItem, date]
    stopped: dict[StepItem, tuple[Why, date]]
    words: dict[StepItem, Approval]


def said_of(facts: Facts, policy: Policy, placed: dict[str, Position], on: date) -> Said:
    """Each letter is read once, whatever it lists."""
    # Nobody posts what asks for money that may have come.
    printed = {} if is_bank_data_old(facts, policy, on) else _printed(facts, placed, on)
    return Said(_reached(facts, placed), printed, _stopped(facts, policy, placed, on), _words(facts, on))


def arrived_on(step: Step) -> date:
    """The day from which its time runs."""
    return max(step.on, step.heard_on) if step.heard_on and step.state in PROVED else step.on


def given_by(step: Step) -> date | None:
    """The last day that it gave to pay: whoever it reached later has all the days of its level still.

    >>> sent = Step("s", Level.REMINDER_1, date(2026, 11, 2), (), StepState.DELIVERED)
    >>> late = Step("s", Level.REMINDER_1, date(2026, 11, 2), (), StepState.DELIVERED, heard_on=date(2026, 11, 4))
    >>> str(given_by(sent)), str(given_by(late))
    ('2026-11-08', '2026-11-10')
    """
    named, there_on = step.pay_by, arrived_on(step)
    return max(named, there_on + TIME_TO_PAY[step.level]) if named and there_on > step.on else named


def formal_notices(facts: Facts, on: date) -> dict[str, date]:
    """By the invoice or part, the day that the last formal notice bears of which its debtor heard until that day: it
    was handed over and is not known to have come back, or was posted; and it asked for that.
    """
    invoices, found = {i.id: i for i in facts.invoices}, dict[str, date]()
    for step in sorted(facts.steps, key=lambda s: s.on):
        if step.level is Level.FORMAL_NOTICE and step.state in COUNT and step.on <= on:
            found |= {i.invoice_id: step.on for i in step.items if _asks_for(i, step, invoices.get(i.invoice_id))}
    return found


def says_again(waiting: Step, posted: Step, facts: Facts) -> bool:
    """Whether a letter of the ladder asks again for an invoice at a level that the posted one has said, or at a lower
    one.
    """
    if Level.INSTALMENT in (waiting.level, posted.level):
        return False
    invoices = {i.id: i for i in facts.invoices}
    said = {
        i.invoice_id: i.level
        for i in posted.items
        if i.level is Level.NOTICE or _asks_for(i, posted, invoices.get(i.invoice_id))
    }
    return any(
        i.invoice_id in said and i.level.rank <= said[i.invoice_id].rank
        for i in waiting.items
        if _asks_for(i, waiting, invoices.get(i.invoice_id))
    )


class _Climb:
    """How far an invoice has come while the letters are read, the oldest first."""

    __slots__ = ("due_on", "level", "pay_by", "rank", "step")

    def __init__(self, due_on: date) -> None:
        # The reminder of an instalment is below every rung, and climbs none.
        self.due_on, self.rank = due_on, RANKS[Level.INSTALMENT]
        self.level: Level | None = None
        self.step: Step | None = None
        self.pay_by: date | None = None


def _reached(facts: Facts, placed: dict[str, Position]) -> dict[str, Reached]:
    climbs = {name: _Climb(position.invoice.due_on) for name, position in placed.items()}
    for step in sorted(facts.steps, key=lambda s: s.on):
        if step.state not in COUNT:
            continue
        pay_by, asked_late, asked_in_time = given_by(step), ASKED_LATE[step.level], ASKED_IN_TIME[step.level]
        for item in step.items:
            climb = climbs.get(item.invoice_id)
            if climb is None:
                continue
            asked = item.level in (asked_late if step.on > climb.due_on else asked_in_time)
            if asked and pay_by and (climb.pay_by is None or pay_by > climb.pay_by):
                climb.pay_by = pay_by
            if RANKS[item.level] > climb.rank and (asked or item.level is Level.NOTICE):
                climb.level, climb.rank, climb.step = item.level, RANKS[item.level], step
    return {name: Reached(climb.level, climb.step, climb.pay_by) for name, climb in climbs.items()}


def _printed(facts: Facts, placed: dict[str, Position], on: date) -> dict[StepItem, date]:
    """What is made for a person to post is not made again: one task, not one a day."""
    found: dict[StepItem, date] = {}
    for step in facts.steps:
        if not step.is_to_post(on):
            continue
        for item in step.items:
            position = placed.get(item.invoice_id)
            if position and (item.level is Level.NOTICE or _asks_for(item, step, position.invoice)):
                found[item] = max(step.post_by, found.get(item, step.post_by))
    return found


def _stopped(facts: Facts, policy: Policy, placed: dict[str, Position], on: date) -> dict[StepItem, tuple[Why, date]]:
    """What is stopped is tried again, as what was wrong may have been mended by then. It keeps nothing else back: it
    has not gone out, or counts for the gap between two messages where only a person says so.
    """
    found: dict[StepItem, tuple[Why, date]] = {}
    for step in facts.steps:
        if step.state not in STOPPED:
            continue
        why = Why.HELD if step.state is StepState.HELD else Why.FAILED
        again_on = step.tried_again_on(policy.budget.gap_days)
        if again_on <= on:
            continue
        for item in step.items:
            position = placed.get(item.invoice_id)
            if position and _asks_for(item, step, position.invoice):
                # A notice has its time: past the due date nothing waits for it any more.
                over = position.invoice.due_on + DAY
                until = min(again_on, over) if item.level is Level.NOTICE else again_on
                if item not in found or found[item][1] < until:
                    found[item] = why, until
    return found


def _words(facts: Facts, on: date) -> dict[StepItem, Approval]:
    by_day = sorted(facts.approvals, key=lambda a: a.on)
    return {StepItem(word.claim_id, word.level): word for word in by_day if word.on <= on}


def _asks_for(item: StepItem, step: Step, invoice: InvoiceFacts | None) -> bool:
    return invoice is not None and asks_for(step.level, item.level, is_late=invoice.is_late(step.on))
