"""What a step says, as data: a frozen snapshot from which letter and mail are printed.

The same snapshot prints the same bytes: the day is the step's day, never the clock's. Sums are what is still owed: a
letter asks for neither interest nor indemnity. It recalls that the law has them, and a formal notice may state them.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from string import ascii_uppercase

from chalicelib.domain.calendar import DAY
from chalicelib.domain.discount import DiscountOffer, offer_of, taken_off
from chalicelib.domain.errors import LetterIncomplete
from chalicelib.domain.instalment_reminder import InstalmentReminder
from chalicelib.domain.invoice import Entry, EntryKind, Invoice, Part
from chalicelib.domain.letter_names import name_of
from chalicelib.domain.level import Level
from chalicelib.domain.money import Money, total
from chalicelib.domain.parties import Creditor, Debtor, Language
from chalicelib.domain.policy import Channel, Rung, Tone, asks_for
from chalicelib.domain.position import Position
from chalicelib.domain.reply import Reply
from chalicelib.domain.standing_plan import there_by
from chalicelib.domain.statement import Statement
from chalicelib.domain.step import Step, claim_id

NOTHING = Money(0)
# The replies that say how to pay, where anything is left to pay.
PAYABLE_REPLIES = frozenset({Level.PROMISE, Level.DISPUTE_ANSWER, Level.PLAN, Level.ACCOUNT})


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One invoice as the table shows it. `paid` sums payments and credit notes, `entries` are these, if known;
    `covered` is the part of what is open that was overpaid elsewhere, `contested` the part under a dispute that stands:
    neither is asked for; `was_contested`, by its debtor at any time. `discount` is what a notice says may be earned.
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
    discount: DiscountOffer | None = None


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
    """What the letters of a plan say of it, and no other has: its proposal, its agreement and its reminders. `is_late`:
    its oldest instalment is.
    """

    agreed_on: date
    lines: tuple[InstalmentLine, ...]
    is_late: bool

    @property
    def is_begun(self) -> bool:
        """Whether anything of it is paid."""
        return any(line.left != line.amount for line in self.lines)

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
    costs on what a formal notice asks for, which it states and reserves; `reply` is what a letter beside the chase
    replies to.
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
    reply: Reply | None = None

    @property
    def is_registered(self) -> bool:
        return self.channel is Channel.REGISTERED_POST

    @property
    def claimed(self) -> tuple[LetterLine, ...]:
        """What this letter asks for: a formal notice what reached that level, a reminder what is past due."""
        return tuple(line for line in self.lines if asks_for(self.level, line.level, is_late=line.days_late > 0))

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
        """The sum it asks for, less that credit and what is contested; of a plan, the instalments whose turn it is, and
        all of them where it is proposed or agreed. A reply may ask for nothing.
        """
        if self.schedule:
            return total((line.left for line in self.schedule.asked), self.open.currency)
        return total((line.open for line in self.claimed), self.open.currency) - self.credit - self.contested

    @property
    def asks_to_pay(self) -> bool:
        """Whether it says how to pay: a receipt does not, nor what proposes a plan or acknowledges a contest."""
        if self.level.is_reply and self.level not in PAYABLE_REPLIES:
            return False
        return self.to_pay.is_positive

    @property
    def file_name(self) -> str:
        """As the debtor finds the letter among its files: `relance-1-7QK4-R2XA.pdf`."""
        return f"{name_of(self.level, self.language)}-{self.reference}.pdf"


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
) -> Letter:
    """The letter of a step, from the invoices it lists. `portal_url` is the creditor's public page, without any token;
    `placed` where each invoice stands that day: the letter deducts credit and contested parts of those it asks for;
    `ever_contested` the ids of those that were contested at any time; `rung` what the policy says of the letter;
    `reminder` what is asked for of a plan, for the reminder of an instalment and no other letter.

    Raises LetterIncomplete when the step lists an invoice that is not open, or none at all; or is the reminder of an
    instalment that is asked for no more.
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
    if not letter.to_pay.is_positive:
        raise LetterIncomplete(f"step {step.reference} has nothing to ask for: what was overpaid covers it")
    return letter


def _schedule(reminder: InstalmentReminder, on: date) -> Schedule:
    plan, asked = reminder.plan, {i.on: i.amount for i in reminder.asked}
    left = {i.on: i.amount for i in plan.left()} | asked
    lines = tuple(
        InstalmentLine(n, i.on, i.amount, left.get(i.on, Money(0, i.amount.currency)), i.on in asked)
        for n, i in enumerate(plan.instalments, 1)
    )
    return Schedule(plan.agreed_on, lines, not reminder.may_wait(on))


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


def _offered(invoice: Invoice, step: Step, position: Position, *, is_paper: bool) -> DiscountOffer | None:
    """What a notice says of its discount: nothing where that may be earned no more when it is there (of one on paper,
    on the day after), nor where a credit or a contest makes uncertain what is left.
    """
    if step.level is not Level.NOTICE or position.credit.cents or position.contested.cents:
        return None
    earned_on = there_by(step.on, is_paper=True) + DAY if is_paper else step.on
    return offer_of(invoice, step.on, earned_on)


def fault_of_discount(line: LetterLine, letter: Letter) -> str | None:
    """What of the discount of a line is not so, where the letter comes from a file; None where all is."""
    offer = line.discount
    if offer is None:
        return None
    if letter.level is not Level.NOTICE:
        return "only a notice speaks of a discount"
    if not letter.on <= offer.until <= line.due_on:
        return f"its last day, {offer.until}, is none from the day of the letter to the due date"
    noted = total((e.amount for e in line.entries if e.kind is EntryKind.CREDIT_NOTE), line.total.currency)
    is_known = line.entries or not line.paid.cents
    off = line.open - offer.settles
    if not is_known or off != taken_off(line.total - noted, offer.rate) or not off.is_positive:
        return "is not its rate of the invoice, less what was paid"
    if line.covered.cents or line.contested.cents or not offer.settles.is_positive:
        return "is not certain where a credit covers it or a part is contested"
    return None


def payment_reference(creditor_id: str, debtor_id: str) -> str:
    """The structured creditor reference of a case (ISO 11649): RF, two check digits, ten digits of our own.

    >>> payment_reference("cre_1", "dbt_1")[:2]
    'RF'
    """
    digest = hashlib.sha256(f"{creditor_id}#{debtor_id}".encode()).digest()
    body = f"{int.from_bytes(digest[:8]) % 10**10:010d}"
    as_number = "".join(str(ascii_uppercase.index(c) + 10) if c.isalpha() else c for c in body + "RF00")
    return f"RF{98 - int(as_number) % 97:02d}{body}"
