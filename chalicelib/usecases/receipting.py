"""A receipt for money that was booked: one for all that comes until it goes out, and thanks where all is paid."""

from dataclasses import replace
from datetime import date, timedelta

from chalicelib.domain.case import Case
from chalicelib.domain.invoice import Entry, EntryKind, Invoice
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import STOPPED, StepMove
from chalicelib.domain.money import Money
from chalicelib.domain.reply import Received, ReplyTo
from chalicelib.domain.step import Step, StepItem
from chalicelib.domain.step_events import StepMoved
from chalicelib.usecases.replying import OfCreditor, Wanted, asked_again, with_reply

RECEIPTS = frozenset({Level.RECEIPT, Level.THANKS})
# Money of before is history that is booked, as when a creditor begins: nobody waits for a receipt of it.
YOUNG = timedelta(days=10)


def with_receipt(
    judge: OfCreditor, case: Case, invoice: Invoice, entry: Entry, today: date, by: str
) -> tuple[Case, list[StepMoved]]:
    """The case with a receipt of that entry planned, or added to the one that has not gone out yet."""
    if entry.kind is EntryKind.CREDIT_NOTE:
        return _credited(case, invoice), []
    wanted = RECEIPTS.intersection(judge.creditor_of(case).replies)
    if not wanted or entry.on < today - YOUNG:
        return case, []
    days = invoice.issued_on, invoice.due_on
    new = Received(invoice.number, *days, invoice.total, entry.on, entry.amount, _left(invoice))
    waiting = next((s for s in case.steps if s.is_live and s.level in RECEIPTS and _can_take(s, new)), None)
    told = (*waiting.reply.received, new) if waiting and waiting.reply else (new,)
    level = _level_of(told)
    if level not in wanted:
        # Whoever thanks for what is paid whole alone receipts no part; a receipt tells of the whole too.
        level = Level.RECEIPT
    if level not in wanted:
        return case, []
    if waiting is None:
        place = 1 + sum(s.level in RECEIPTS and s.on == today for s in case.steps)
        reply = Wanted(level, f"receipt-{place}", (invoice.id,), ReplyTo(received=told))
        return with_reply(judge, case, reply, today, by)
    items = tuple(dict.fromkeys((*(i.invoice_id for i in waiting.items), invoice.id)))
    more = replace(waiting, level=level, items=tuple(StepItem(i, level) for i in items), reply=ReplyTo(received=told))
    return case.with_step(more), []


def without_receipt_of(case: Case, invoice: Invoice, entry: Entry, by: str) -> tuple[Case, list[StepMoved]]:
    """After an entry was cancelled, and `invoice` is as it is since: what has not gone out tells of it no more, and of
    what came after it what that has left now.
    """
    for step in (s for s in case.steps if s.reply and (s.is_live or s.state in STOPPED)):
        told = list(step.reply.received) if step.reply else []
        which = invoice.number, entry.on, entry.amount
        place = next((n for n, e in enumerate(told) if (e.number, e.on, e.amount) == which), None)
        if place is None:
            continue
        del told[place]
        later = (replace(e, left=e.left + entry.amount) if e.number == invoice.number else e for e in told[place:])
        kept = _as_it_stands((*told[:place], *later), invoice)
        ended = step.move(StepMove.CANCEL, reason="the payment was cancelled")
        case, events = case.with_step(ended), [StepMoved.of(ended, by, ended.reason or "")]
        if kept:
            left = asked_again(replace(step, level=_level_of(kept), reply=ReplyTo(received=kept)), step.on)
            case, events = case.with_step(left), [*events, StepMoved.of(left, by)]
        return case, events
    return case, []


def _credited(case: Case, invoice: Invoice) -> Case:
    """What has not gone out yet tells what a credit note has left."""
    for step in (s for s in case.steps if s.is_live and s.reply and s.level in RECEIPTS):
        told = _as_it_stands(step.reply.received if step.reply else (), invoice)
        case = case.with_step(replace(step, reply=ReplyTo(received=told)))
    return case


def _as_it_stands(told: tuple[Received, ...], invoice: Invoice) -> tuple[Received, ...]:
    """With what is left of the invoice told by the last that came on it."""
    last = max((n for n, each in enumerate(told) if each.number == invoice.number), default=None)
    return tuple(replace(each, left=_left(invoice)) if n == last else each for n, each in enumerate(told))


def _left(invoice: Invoice) -> Money:
    return invoice.open if invoice.is_open else Money(0, invoice.open.currency)


def _level_of(told: tuple[Received, ...]) -> Level:
    """Thanks, where the last that came on each invoice has left nothing."""
    last = {each.number: each.left for each in told}
    return Level.RECEIPT if any(money.is_positive for money in last.values()) else Level.THANKS


def _can_take(step: Step, new: Received) -> bool:
    """One letter has one currency."""
    told = step.reply.received if step.reply else ()
    return all(each.amount.currency == new.amount.currency for each in told)
