"""What a step says, as data: a frozen snapshot from which letter and mail are printed.

The same snapshot prints the same bytes: the day is the step's day, never the clock's. Sums are what is still owed: a
letter asks for neither interest nor indemnity. It recalls that the law has them, and a formal notice may state them.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from string import ascii_uppercase

from chalicelib.domain.discount import DiscountOffer, taken_off
from chalicelib.domain.invoice import Entry, EntryKind
from chalicelib.domain.letter_names import name_of
from chalicelib.domain.level import Level
from chalicelib.domain.money import Money, total
from chalicelib.domain.parties import Creditor, Debtor, Language
from chalicelib.domain.policy import Channel, Tone, asks_for
from chalicelib.domain.reply import Reply
from chalicelib.domain.statement import Statement

NOTHING = Money(0)
# The replies that say how to pay, where anything is left to pay.
PAYABLE_REPLIES = frozenset({Level.PROMISE, Level.DISPUTE_ANSWER, Level.PLAN, Level.ACCOUNT})


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One invoice as the table shows it. `paid` sums payments and credit notes, `entries` are these, if known;
    `covered` is the part of what is open that was overpaid elsewhere, `contested` the part under a dispute that stands:
    neither is asked for; `was_contested`, by its debtor at any time. `discount` is what a notice says may be earned;
    `formal_notice_on` the day of the formal notice that a follow-up recalls, as that bears it, and None in any other.
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
