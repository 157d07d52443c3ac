"""What a step says, as data: a frozen snapshot from which letter and mail are printed.

The same snapshot prints the same bytes: the day is the step's day, never the clock's. Sums are what is still owed: a
letter asks for neither interest nor indemnity. It recalls that the law has them, and a formal notice may state them.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from string import ascii_uppercase

from chalicelib.domain.errors import LetterIncomplete
from chalicelib.domain.instalment_reminder import InstalmentReminder
from chalicelib.domain.invoice import Entry, Invoice, Part
from chalicelib.domain.level import Level
from chalicelib.domain.money import Money, total
from chalicelib.domain.parties import Creditor, Debtor, Language
from chalicelib.domain.policy import Channel, Rung, Tone, asks_for
from chalicelib.domain.position import Position
from chalicelib.domain.statement import Statement
from chalicelib.domain.step import Step, claim_id

NOTHING = Money(0)

# Without accents: some mail programs still garble them in the name of a file. English takes the levels' own words.
FRENCH_FILE_NAMES = {
    Level.NOTICE: "rappel-avant-echeance",
    Level.REMINDER_1: "relance-1",
    Level.REMINDER_2: "relance-2",
    Level.FINAL_REMINDER: "relance-avant-mise-en-demeure",
    Level.FORMAL_NOTICE: "mise-en-demeure",
    Level.FOLLOW_UP: "relance-apres-mise-en-demeure",
    Level.INSTALMENT: "rappel-echeancier",
}


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One invoice as the table shows it. `paid` sums payments and credit notes, `entries` are these, if known;
    `covered` is the part of what is open that was overpaid elsewhere, `contested` the part under a dispute that stands:
    neither is asked for; `was_contested`, by its debtor at any time. `formal_notice_on` is the day of the
    formal notice that a follow-up recalls, as that bears it; None in any other letter.
    """

    number: str
    issued_on: date
    due_on: date
    total: Money
    paid: Money
    open: Money
    days_late: int
    level: Level
    purchase_order: str | None = None
    entries: tuple[Entry, ...] = ()
    covered: Money = NOTHING
    was_contested: bool = False
    contested: Money = NOTHING
    formal_notice_on: date | None = None


@dataclass(frozen=True, slots=True)
class InstalmentLine:
    """An instalment as the schedule shows it: its `place` from 1, what is left of its amount, and whether the letter
    asks for that.
    """

    place: int
    on: date
    amount: Money
    left: Money
    is_asked: bool


@dataclass(frozen=True, slots=True)
class Schedule:
    """What a plan's reminder says of the plan, and no other letter has. `is_late`: its oldest instalment is."""

    agreed_on: date
    lines: tuple[InstalmentLine, ...]
    is_late: bool

    @property
    def asked(self) -> tuple[InstalmentLine, ...]:
        return tuple(line for line in self.lines if line.is_asked)


@dataclass(frozen=True, slots=True)
class OwnText:
    """What the creditor says in its own words, in the place of ours: filled in. What is empty leaves ours."""

    subject: str = ""
    opening: tuple[str, ...] = ()
    ending: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """The snapshot. `pay_by` is the last day to pay, None in a notice: each line has its own day.

    `open` is the sum of the lines. `is_attached` is whether the mail carries it as PDF. `statement` is what lateness
    costs on what a formal notice asks for, which it states and reserves.
    """

    reference: str
    level: Level
    language: Language
    on: date
    creditor: Creditor
    debtor: Debtor
    lines: tuple[LetterLine, ...]
    open: Money
    pay_by: date | None
    payment_reference: str
    portal_url: str
    tone: Tone = Tone.PLAIN
    is_attached: bool = True
    schedule: Schedule | None = None
    statement: Statement | None = None
    own: OwnText = OwnText()
    channel: Channel = Channel.EMAIL

    @property
    def is_registered(self) -> bool:
        return self.channel is Channel.REGISTERED_POST

    @property
    def claimed(self) -> tuple[LetterLine, ...]:
        """What this letter asks for: a formal notice what reached that level, a reminder what is past due."""
        return tuple(line for line in self.lines if asks_for(self.level, line.level, is_late=line.days_late > 0))

    @property
    def formal_notices(self) -> tuple[date, ...]:
        """The days of the formal notices that a follow-up recalls, each once, the oldest first."""
        if self.level is not Level.FOLLOW_UP:
            return ()
        return tuple(sorted({line.formal_notice_on for line in self.claimed if line.formal_notice_on}))

    @property
    def credit(self) -> Money:
        """What was overpaid elsewhere, as far as it is set against what this letter asks for."""
        return total((line.covered for line in self.claimed), self.open.currency)

    @property
    def contested(self) -> Money:
        """What is under a dispute of what this letter asks for otherwise."""
        return total((line.contested for line in self.claimed), self.open.currency)

    @property
    def to_pay(self) -> Money:
        """The sum it asks for, less that credit and what is contested; of a plan, the instalments whose turn it is."""
        if self.schedule:
            return total((line.left for line in self.schedule.asked), self.open.currency)
        return total((line.open for line in self.claimed), self.open.currency) - self.credit - self.contested

    @property
    def file_name(self) -> str:
        """As the debtor finds the letter among its files: `relance-1-7QK4-R2XA.pdf`."""
        name = FRENCH_FILE_NAMES[self.level] if self.language is Language.FR else self.level.value
        return f"{name}-{self.reference}.pdf"


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
    lines = tuple(
        _line(*claims[name], step.on, levels[name], placed[name], claims[name][0].id in ever_contested)
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


def lacks_notice(letter: Letter) -> tuple[LetterLine, ...]:
    """What a follow-up asks for and no formal notice is known of: nothing, in a letter that may go out."""
    return tuple(line for line in letter.claimed if letter.level is Level.FOLLOW_UP and not line.formal_notice_on)


def notice_faults(letter: Letter) -> Iterator[tuple[int, str]]:
    """What cannot be so of the notices that a letter of a file recalls: the place of the line, from 0, and why."""
    for place, line in enumerate(letter.lines):
        on, recalls = line.formal_notice_on, letter.level is Level.FOLLOW_UP and line.level is Level.FOLLOW_UP
        if on is None:
            if recalls and line.days_late > 0:
                yield place, "is missing: the day of the formal notice that a follow-up recalls"
        elif not recalls:
            yield place, "is for what a follow-up asks for alone"
        elif on > letter.on:
            yield place, f"is later than the letter, {on}"
        elif on <= line.due_on:
            yield place, f"is not after the due date, {on}: it put nobody in default"


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


def _line(
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


def payment_reference(creditor_id: str, debtor_id: str) -> str:
    """The structured creditor reference of a case (ISO 11649): RF, two check digits, ten digits of our own.

    >>> payment_reference("cre_1", "dbt_1")[:2]
    'RF'
    """
    digest = hashlib.sha256(f"{creditor_id}#{debtor_id}".encode()).digest()
    body = f"{int.from_bytes(digest[:8]) % 10**10:010d}"
    as_number = "".join(str(ascii_uppercase.index(c) + 10) if c.isalpha() else c for c in body + "RF00")
    return f"RF{98 - int(as_number) % 97:02d}{body}"
