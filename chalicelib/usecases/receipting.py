"""A receipt for money that was booked: one for all that comes until it goes out, and thanks where all is paid."""

from dataclasses import replace
from datetime import date, timedelta

from chalicelib.domain.case import Case
from chalicelib.domain.invoice import Entry, EntryKind, Invoice
from chalicelib.domain.level import Level
from chalicelib.domain.money import Money
from chalicelib.domain.reply import Received, ReplyTo
from chalicelib.domain.step import Step, StepItem
from chalicelib.domain.step_events import StepMoved
from chalicelib.usecases.replying import OfCreditor, Wanted, receipt_level, with_reply

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
    left = invoice.open if invoice.is_open else Money(0, invoice.open.currency)
    new = Received(invoice.number, invoice.issued_on, invoice.due_on, invoice.total, entry.on, entry.amount, left)
    waiting = next((s for s in case.steps if s.is_live and s.level in RECEIPTS and _can_take(s, new)), None)
    told = (*waiting.reply.received, new) if waiting and waiting.reply else (new,)
    level = receipt_level(told)
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


def _credited(case: Case, invoice: Invoice) -> Case:
    """What has not gone out yet tells what a credit note has left."""
    left = invoice.open if invoice.is_open else Money(0, invoice.open.currency)
    for step in (s for s in case.steps if s.is_live and s.reply and s.level in RECEIPTS):
        told = list(step.reply.received) if step.reply else []
        last = max((n for n, each in enumerate(told) if each.number == invoice.number), default=None)
        if last is not None:
            told[last] = replace(told[last], left=left)
            case = case.with_step(replace(step, reply=ReplyTo(received=tuple(told))))
    return case


def _can_take(step: Step, new: Received) -> bool:
    """One letter has one currency."""
    told = step.reply.received if step.reply else ()
    return all(each.amount.currency == new.amount.currency for each in told)
