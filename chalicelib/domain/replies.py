"""The letters beside the chase, made from the case as it is: what nobody has to be told any more makes none."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from chalicelib.domain.case import Case
from chalicelib.domain.case_view import InvoiceStatus, InvoiceView, view_of
from chalicelib.domain.errors import LetterIncomplete
from chalicelib.domain.facts import Facts
from chalicelib.domain.hold import DisputeReason, Hold, HoldKind
from chalicelib.domain.invoice import Invoice, Part
from chalicelib.domain.letter import InstalmentLine, Letter, LetterLine, Schedule, payment_reference
from chalicelib.domain.letter_of_step import line_of
from chalicelib.domain.level import Level
from chalicelib.domain.money import Money, total
from chalicelib.domain.parties import Creditor, Debtor
from chalicelib.domain.plan import Instalment
from chalicelib.domain.position import Position, contests, positions
from chalicelib.domain.reply import Received, Reply, ReplyTo
from chalicelib.domain.standing_plan import credit_left, standing_plans
from chalicelib.domain.step import Step, claim_id

# What a mail says as well is not attached to it: its letter is kept all the same.
NOT_ATTACHED = frozenset({Level.PROMISE, Level.DISPUTE, Level.THANKS})
OF_THE_DEBTOR = frozenset(str(reason) for reason in DisputeReason)


class NothingToReply(LetterIncomplete):
    """What it replies to is no more: the promise was withdrawn, the plan has ended, nothing is owed."""


@dataclass(frozen=True, slots=True)
class _Said:
    """What one kind of reply adds to what all have."""

    lines: tuple[LetterLine, ...]
    reply: Reply
    pay_by: date | None = None
    schedule: Schedule | None = None


@dataclass(frozen=True, slots=True)
class _About:
    """What a reply is made from: the case, the facts of the day of the step, where each claim stands, and by what is
    contested alone.
    """

    creditor: Creditor
    case: Case
    step: Step
    to: ReplyTo
    facts: Facts
    placed: Mapping[str, Position]
    contested: Mapping[str, Position]


def compose_reply(creditor: Creditor, debtor: Debtor, case: Case, step: Step, portal_url: str, facts: Facts) -> Letter:
    """The letter of a step that replies, as of its day; `facts` are the case's own of that day.

    Raises NothingToReply when what it replies to is no more.
    """
    about = _About(
        creditor, case, step, step.reply or ReplyTo(), facts, positions(facts, step.on), contests(facts, step.on)
    )
    said = _MADE[step.level](about)
    if not said.lines:
        raise NothingToReply(f"step {step.reference}: nothing of what it is about is left")
    return Letter(
        reference=step.reference,
        level=step.level,
        language=debtor.language,
        on=step.on,
        creditor=creditor,
        debtor=debtor,
        lines=said.lines,
        open=total((line.open for line in said.lines), said.lines[0].open.currency),
        pay_by=said.pay_by,
        payment_reference=payment_reference(case.key.creditor_id, case.key.debtor_id),
        portal_url=portal_url,
        is_attached=step.level not in NOT_ATTACHED,
        schedule=said.schedule,
        channel=step.channel,
        reply=said.reply,
    )


def _of_promise(about: _About) -> _Said:
    promise = next((p for p in about.case.promises if p.id == about.to.about and p.is_open), None)
    if promise is None or promise.on < about.step.on:
        raise NothingToReply(f"step {about.step.reference}: that promise stands no more")
    until = dict(promise.due_by)
    lines = _lines(about, lambda i, part: i.id in promise.invoice_ids and part.due_on <= until.get(i.id, date.max))
    if lines and all(line.contested == line.open for line in lines):
        raise NothingToReply(f"step {about.step.reference}: all that was promised is contested since")
    return _Said(_covered(about, lines), Reply(promise.made_on), promise.on)


def _of_dispute(about: _About) -> _Said:
    hold = _dispute(about)
    if hold is None or not hold.stands(about.step.on):
        raise NothingToReply(f"step {about.step.reference}: that contest stands no more")
    lines = _lines(about, lambda i, _: i.id == about.to.about)
    reason = hold.reason if hold.reason in OF_THE_DEBTOR else ""
    return _Said(lines, Reply(hold.since, reason, hold.amount if hold.is_partial else None))


def _of_answer(about: _About) -> _Said:
    hold = _dispute(about)
    if hold is None:
        raise NothingToReply(f"step {about.step.reference}: that invoice was contested by nobody")
    if hold.stands(about.step.on):
        raise NothingToReply(f"step {about.step.reference}: that invoice is contested anew")
    # An invoice on which nothing is owed any more has its place here: that is the answer.
    invoice = next((i for i in about.case.invoices if i.id == about.to.about), None)
    if invoice is None:
        raise NothingToReply(f"step {about.step.reference}: that invoice is closed")
    lines = _covered(about, _lines(about, lambda i, _: i.id == invoice.id)) or (_settled(invoice, about.step.on),)
    owes = any((line.open - line.covered - line.contested).is_positive for line in lines)
    reply = Reply(hold.since, words=about.to.words, is_upheld=about.to.is_upheld)
    return _Said(lines, reply, about.step.pay_until if owes else None)


def _of_proposal(about: _About) -> _Said:
    names = {i.invoice_id for i in about.step.items}
    lines = _lines(about, lambda i, _: i.id in names)
    if total(line.open for line in lines) != total(i.amount for i in about.step.recalls):
        raise NothingToReply(f"step {about.step.reference}: what is owed is no more what was proposed to be spread")
    if any(p.ended_on is None for p in about.case.plans) or any(line.contested.cents for line in lines):
        raise NothingToReply(f"step {about.step.reference}: a plan runs, or what was to be spread is contested")
    if about.step.pay_until is None or about.step.recalls[0].on < about.step.pay_until:
        raise NothingToReply(f"step {about.step.reference}: it has waited past its first instalment")
    schedule = _schedule(about.step.on, about.step.recalls, about.step.recalls)
    # What a plan is about is whole: what was overpaid elsewhere pays its first instalments.
    return _Said(_uncovered(lines), Reply(about.step.on, answer_by=about.step.pay_until), schedule=schedule)


def _of_plan(about: _About) -> _Said:
    standing = next((s for s in standing_plans(about.facts, about.step.on) if s.plan.id == about.to.about), None)
    if standing is None:
        raise NothingToReply(f"step {about.step.reference}: that plan runs no more")
    plan = standing.plan
    lines = _uncovered(_lines(about, lambda i, _: i.id in plan.invoice_ids))
    schedule = _schedule(plan.agreed_on, plan.instalments, plan.left())
    return _Said(lines, Reply(plan.agreed_on), schedule=schedule)


def _of_receipt(about: _About) -> _Said:
    """One line for each invoice, as the last of what came on it left it."""
    last = {each.number: each for each in about.to.received}
    lines = tuple(_receipted(each, about.step.on) for each in last.values())
    return _Said(lines, Reply(about.step.on, received=about.to.received))


def _of_account(about: _About) -> _Said:
    """What the debtor's page shows that day, invoice by invoice."""
    view = view_of(about.case, about.creditor, about.step.on, about.facts)
    shown = {i.id: i for i in view.invoices if i.open.is_positive}
    lines = tuple(_shown(about, shown[i.id]) for i in sorted(about.case.invoices, key=_in_order) if i.id in shown)
    return _Said(lines, Reply(about.step.on))


_MADE: dict[Level, Callable[[_About], _Said]] = {
    Level.PROMISE: _of_promise,
    Level.DISPUTE: _of_dispute,
    Level.DISPUTE_ANSWER: _of_answer,
    Level.PLAN_PROPOSAL: _of_proposal,
    Level.PLAN: _of_plan,
    Level.RECEIPT: _of_receipt,
    Level.THANKS: _of_receipt,
    Level.ACCOUNT: _of_account,
}


def _lines(about: _About, is_wanted: Callable[[Invoice, Part], bool]) -> tuple[LetterLine, ...]:
    """What is owed of the invoices that are wanted, part by part, the oldest first."""
    found = [
        ((part.due_on, invoice.place), place, (invoice, place, part))
        for invoice in about.case.invoices
        if invoice.is_open
        for place, part in invoice.open_parts()
        if is_wanted(invoice, part)
    ]
    return tuple(_line(about, *which) for _, _, which in sorted(found, key=lambda f: f[:2]))


def _line(about: _About, invoice: Invoice, place: int, part: Part) -> LetterLine:
    """What is contested as a whole is contested in its line too, whatever else holds it."""
    name, on = claim_id(invoice.id, place), about.step.on
    was_contested = invoice.id in about.case.ever_contested
    line = line_of(invoice, place, part, on, about.step.level, about.placed[name], was_contested)
    contest = about.contested[name]
    return replace(line, contested=line.open if contest.hold else contest.contested)


def _shown(about: _About, view: InvoiceView) -> LetterLine:
    invoice = about.case.invoice(view.id)
    contested = view.open if view.status is InvoiceStatus.CONTESTED else view.disputed
    line = line_of(
        replace(invoice, parts=()),
        0,
        Part(view.due_on, view.open),
        about.step.on,
        Level.ACCOUNT,
        about.placed[claim_id(invoice.id, invoice.open_parts()[0][0])],
        invoice.id in about.case.ever_contested,
    )
    return replace(line, covered=view.covered, contested=contested)


def _in_order(invoice: Invoice) -> tuple[object, ...]:
    return invoice.next_due_on, invoice.place


def _covered(about: _About, lines: tuple[LetterLine, ...]) -> tuple[LetterLine, ...]:
    """With what was overpaid elsewhere and no letter of the chase deducts: what is promised is held, and gets none of
    that.
    """
    currency = lines[0].open.currency if lines else ""
    left = credit_left(about.facts, currency, standing_plans(about.facts, about.step.on))
    left -= sum(p.credit.cents for p in about.placed.values() if p.credit.currency == currency)
    found: list[LetterLine] = []
    for line in lines:
        share = max(min(left, line.open.cents - line.contested.cents - line.covered.cents), 0)
        left -= share
        found.append(replace(line, covered=Money(line.covered.cents + share, currency)))
    return tuple(found)


def _uncovered(lines: Iterable[LetterLine]) -> tuple[LetterLine, ...]:
    return tuple(replace(line, covered=Money(0, line.open.currency)) for line in lines)


def _dispute(about: _About) -> Hold | None:
    """The last contest of its invoice: told to us, or to its platform."""
    known = (*about.facts.holds, *about.case.holds)
    holds = [h for h in known if h.kind is HoldKind.DISPUTE and h.invoice_id == about.to.about]
    return max(holds, key=lambda h: (h.until or date.max, h.since), default=None)


def _settled(invoice: Invoice, on: date) -> LetterLine:
    entries = tuple(sorted(invoice.entries, key=lambda e: e.on))
    paid, nothing = invoice.paid, Money(0, invoice.total.currency)
    days = invoice.issued_on, invoice.due_on
    return LetterLine(
        invoice.number, *days, invoice.total, paid, nothing, 0, Level.DISPUTE_ANSWER, invoice.purchase_order, entries
    )


def _receipted(each: Received, on: date) -> LetterLine:
    days = each.issued_on, each.due_on
    late = max(0, (on - each.due_on).days) if each.left.is_positive else 0
    return LetterLine(each.number, *days, each.total, each.total - each.left, each.left, late, Level.RECEIPT)


def _schedule(agreed_on: date, instalments: tuple[Instalment, ...], left: tuple[Instalment, ...]) -> Schedule:
    rest = {i.on: i.amount for i in left}
    lines = (
        InstalmentLine(n, i.on, i.amount, due := rest.get(i.on, Money(0, i.amount.currency)), due.is_positive)
        for n, i in enumerate(instalments, 1)
    )
    return Schedule(agreed_on, tuple(lines), is_late=False)
