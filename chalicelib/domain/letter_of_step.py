"""The letter of a step of the chase, from the invoices that it lists, as of its day."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date

from chalicelib.domain.calendar import DAY
from chalicelib.domain.discount import DiscountOffer, offer_of
from chalicelib.domain.errors import LetterIncomplete
from chalicelib.domain.instalment_reminder import InstalmentReminder
from chalicelib.domain.invoice import Invoice, Part
from chalicelib.domain.letter import InstalmentLine, Letter, LetterLine, Schedule, lacks_notice, payment_reference
from chalicelib.domain.level import Level
from chalicelib.domain.money import Money, total
from chalicelib.domain.parties import Creditor, Debtor
from chalicelib.domain.policy import Rung, Tone
from chalicelib.domain.position import Position
from chalicelib.domain.standing_plan import there_by
from chalicelib.domain.step import Step, claim_id


def compose(
    creditor: Creditor,
    debtor: Debtor,
    invoices: Iterable[Invoice],
    step: Step,
    portal_url: str,
    placed: Mapping[str, Position],
    ever_contested: Collection[str] = (),
    rung: Rung | None = None,
    reminder: InstalmentReminder | None = None,
    notices: Mapping[str, date] | None = None,
) -> Letter:
    """The letter of a step, from the invoices it lists. `portal_url` is the creditor's public page, without any token;
    `placed` where each invoice stands that day: the letter deducts credit and contested parts of those it asks for;
    `ever_contested` the ids of those that were contested at any time; `rung` what the policy says of the letter;
    `reminder` what is asked for of a plan, for the reminder of an instalment and no other letter; `notices` the days of
    the formal notices that were heard, which a follow-up recalls.

    Raises LetterIncomplete when the step lists an invoice that is not open, or none at all; is the reminder of an
    instalment that is asked for no more; or a follow-up of what no formal notice has asked for.
    """
    levels = {item.invoice_id: item.level for item in step.items}
    claims = {claim_id(i.id, place): (i, place, part) for i in invoices for place, part in i.open_parts()}
    if not levels or not all(name in claims and claims[name][0].is_open for name in levels):
        raise LetterIncomplete(f"step {step.reference} lists an invoice on which nothing is owed")
    if (step.level is Level.INSTALMENT) is not (reminder is not None):
        raise LetterIncomplete(f"step {step.reference} recalls an instalment of which nothing is asked for")
    chosen = sorted(levels, key=lambda name: (claims[name][2].due_on, claims[name][0].place))
    is_paper = step.channel.is_paper or not debtor.email
    lines = tuple(
        replace(
            line_of(*claims[name], step.on, levels[name], placed[name], claims[name][0].id in ever_contested),
            discount=_offered(claims[name][0], step, placed[name], is_paper=is_paper),
        )
        for name in chosen
    )
    if step.level is Level.FOLLOW_UP:
        told = zip(chosen, lines, strict=True)
        lines = tuple(replace(line, formal_notice_on=_notice_of(name, line, notices or {})) for name, line in told)
    letter = Letter(
        reference=step.reference,
        level=step.level,
        language=debtor.language,
        on=step.on,
        creditor=creditor,
        debtor=debtor,
        lines=lines,
        open=total((line.open for line in lines), lines[0].open.currency),
        pay_by=step.pay_until or step.pay_by,
        payment_reference=payment_reference(creditor.id, debtor.id),
        portal_url=portal_url,
        tone=rung.tone if rung else Tone.PLAIN,
        is_attached=rung.attaches_letter if rung else True,
        schedule=_schedule(reminder, step.on) if reminder else None,
        channel=step.channel,
    )
    if unheard := [line.number for line in lacks_notice(letter)]:
        raise LetterIncomplete(f"step {step.reference}: no formal notice was heard of {', '.join(unheard[:5])}")
    if not letter.to_pay.is_positive:
        raise LetterIncomplete(f"step {step.reference} has nothing to ask for: what was overpaid covers it")
    return letter


def line_of(
    invoice: Invoice, place: int, part: Part, on: date, level: Level, position: Position, was_contested: bool
) -> LetterLine:
    """An invoice, or a part of one: then its figures are the part's, and what was booked is not told apart by parts."""
    whole = next((p for n, p in enumerate(invoice.parts, 1) if n == place), Part(invoice.due_on, invoice.total))
    return LetterLine(
        f"{invoice.number} ({place}/{len(invoice.parts)})" if place else invoice.number,
        invoice.issued_on,
        part.due_on,
        whole.amount,
        whole.amount - part.amount,
        part.amount,
        max(0, (on - part.due_on).days),
        level,
        invoice.purchase_order,
        () if place else tuple(sorted(invoice.entries, key=lambda e: e.on)),
        position.credit,
        was_contested,
        position.contested,
    )


def _notice_of(name: str, line: LetterLine, notices: Mapping[str, date]) -> date | None:
    """Of what the letter asks for: of the rest it recalls nothing."""
    return notices.get(name) if line.level is Level.FOLLOW_UP else None


def _schedule(reminder: InstalmentReminder, on: date) -> Schedule:
    plan, asked = reminder.plan, {i.on: i.amount for i in reminder.asked}
    left = {i.on: i.amount for i in plan.left()} | asked
    lines = tuple(
        InstalmentLine(n, i.on, i.amount, left.get(i.on, Money(0, i.amount.currency)), i.on in asked)
        for n, i in enumerate(plan.instalments, 1)
    )
    return Schedule(plan.agreed_on, lines, not reminder.may_wait(on))


def _offered(invoice: Invoice, step: Step, position: Position, *, is_paper: bool) -> DiscountOffer | None:
    """What a notice says of its discount: nothing where that may be earned no more when it is there (of one on paper,
    on the day after), nor where a credit or a contest makes uncertain what is left.
    """
    if step.level is not Level.NOTICE or position.credit.cents or position.contested.cents:
        return None
    earned_on = there_by(step.on, is_paper=True) + DAY if is_paper else step.on
    return offer_of(invoice, step.on, earned_on)
