"""What goes on the paper: the invoices that the letter asks for, those it only mentions, and no word missing.

A step speaks of all that is open, each invoice at its own level. A formal notice, and its follow-up, demand only what
reached that level, and a reminder only what is past due: what is not asked for yet is listed apart, in no sum to pay.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass

from chalicelib.adapters.letters.replied import fault_of_reply
from chalicelib.domain.colour import fault_of
from chalicelib.domain.errors import LetterIncomplete
from chalicelib.domain.interest import interest_on
from chalicelib.domain.invoice import Entry
from chalicelib.domain.letter import Letter, LetterLine, fault_of_discount, notice_faults
from chalicelib.domain.level import Level
from chalicelib.domain.money import Money, total
from chalicelib.domain.parties import Address, Creditor
from chalicelib.domain.statement import Statement
from chalicelib.law.unlawful_claims import INDEMNITY

# At most 120 pages, 12 s and 420 MB on two desktop cores; beyond, laying the table out could outlast the function.
MOST_LINES = 1500


@dataclass(frozen=True, slots=True)
class Sheet:
    """`claimed` is the table, `others` the open invoices that this letter does not ask for."""

    letter: Letter
    claimed: tuple[LetterLine, ...]
    others: tuple[LetterLine, ...]

    @property
    def to_pay(self) -> Money:
        return self.letter.to_pay

    @property
    def received(self) -> Money:
        """All that a receipt is of."""
        reply = self.letter.reply
        return total((each.amount for each in reply.received) if reply else (), self.letter.open.currency)

    @property
    def is_one(self) -> bool:
        return len(self.claimed) == 1

    @property
    def shows_paid(self) -> bool:
        return any(line.paid.cents for line in self.claimed)

    @property
    def offered(self) -> tuple[LetterLine, ...]:
        """Those of which a discount may still be earned."""
        return tuple(line for line in self.claimed if line.discount)

    @property
    def was_contested(self) -> bool:
        """Whether a debtor has objected to any of it: it cannot be said that nothing is known against it."""
        return any(line.was_contested for line in self.claimed)

    @property
    def shows_notices(self) -> bool:
        """Whether each line says the day of its own formal notice: of several, the words say the last alone."""
        return len(self.letter.formal_notices) > 1

    @property
    def shows_late(self) -> bool:
        return any(line.days_late for line in self.claimed)


def sheet_of(letter: Letter) -> Sheet:
    """Raises LetterIncomplete, naming every word that is missing or cannot be printed."""
    missing = [name for name, value in _needed(letter) if not value.strip()]
    if missing:
        raise LetterIncomplete(f"letter {letter.reference} lacks {', '.join(missing)}")
    for text in _texts(letter):
        if any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in text):
            raise LetterIncomplete(f"letter {letter.reference}: a line break or control character in {text!r}")
    if fault := fault_of(letter.creditor.colour):
        raise LetterIncomplete(f"letter {letter.reference}: creditor.colour: {fault}")
    claimed = letter.claimed
    if not claimed or len(letter.lines) > MOST_LINES:
        raise LetterIncomplete(f"letter {letter.reference} asks for no invoice, or for more than {MOST_LINES}")
    for index, line in enumerate(letter.lines):
        if line.entries and total((e.amount for e in line.entries), line.paid.currency) != line.paid:
            raise LetterIncomplete(f"letter {letter.reference}: lines[{index}].entries do not add up to what is paid")
        if fault := fault_of_discount(line, letter):
            raise LetterIncomplete(f"letter {letter.reference}: lines[{index}].discount: {fault}")
    if not letter.level.is_reply and not letter.to_pay.is_positive:
        raise LetterIncomplete(f"letter {letter.reference} asks for an amount that is not above zero")
    if fault := fault_of_reply(letter):
        raise LetterIncomplete(f"letter {letter.reference}: {fault}")
    for index, fault in notice_faults(letter):
        raise LetterIncomplete(f"letter {letter.reference}: lines[{index}].formal_notice_on {fault}")
    if letter.statement and (fault := _fault(letter, letter.statement)):
        raise LetterIncomplete(f"letter {letter.reference}: the statement {fault}")
    return Sheet(letter, claimed, tuple(line for line in letter.lines if line not in claimed))


def _fault(letter: Letter, found: Statement) -> str | None:
    """What of it is not so, where the letter comes from a file: it is of what the letter asks for, on its day, and each
    line is the sum of its segments.
    """
    if found.on != letter.on or letter.level is not Level.FORMAL_NOTICE:
        return "is of another day than the letter, or the letter is no formal notice"
    asked = [(line.number, line.open) for line in letter.claimed]
    if [(line.invoice.number, Money(line.principal_cents, found.currency)) for line in found.lines] != asked:
        return "is not of what the letter asks for"
    for index, line in enumerate(found.lines):
        days = [(s.until - s.since).days + 1 for s in line.segments]
        reckoned = [interest_on(s.base_cents, s.rate, s.days) for s in line.segments]
        if days != [s.days for s in line.segments] or reckoned != [s.interest_cents for s in line.segments]:
            return f"does not add up in lines[{index}].segments"
        if line.interest_cents != sum(reckoned) or line.indemnity_cents not in (0, INDEMNITY.cents):
            return f"does not add up in lines[{index}]"
    return None


def _needed(letter: Letter) -> Iterator[tuple[str, str]]:
    yield from _of_creditor(letter.creditor)
    yield "debtor.name", letter.debtor.name
    # A reminder by e-mail can do without; a formal notice says whom it puts in default, its follow-up whom it did, and
    # paper needs an address.
    if letter.debtor.address or letter.level.is_formal or not letter.debtor.email:
        yield from _of_address("debtor.address", letter.debtor.address)
    yield "reference", letter.reference
    yield "payment_reference", letter.payment_reference
    yield "portal_url", letter.portal_url
    if letter.level.names_day:
        yield "pay_by", str(letter.pay_by or "")
    for index, line in enumerate(letter.lines):
        yield f"lines[{index}].number", line.number


def _of_creditor(creditor: Creditor) -> Iterator[tuple[str, str]]:
    for name in ("name", "legal_form", "siren", "email", "phone", "signatory", "signatory_role"):
        yield f"creditor.{name}", getattr(creditor, name)
    yield from _of_address("creditor.address", creditor.address)
    yield "creditor.bank.holder", creditor.bank.holder
    yield "creditor.bank.iban", creditor.bank.iban


def _of_address(name: str, address: Address | None) -> Iterator[tuple[str, str]]:
    yield f"{name}.lines", "".join(address.lines) if address else ""
    yield f"{name}.postcode", address.postcode if address else ""
    yield f"{name}.city", address.city if address else ""


def _texts(value: object) -> Iterator[str]:
    """Every string of the letter, however deep, but an entry's: only its sum and its day are printed."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Entry):
        return
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts(part)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))
