"""A creditor's own words are tried before they are kept: on forty cases, one after another, as letter and as mail.

A slip is found when it is made, and not when the first debtor whose name has an ampersand is late.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product
from typing import Protocol

from chalicelib.domain.errors import Invalid, Problem, Refused
from chalicelib.domain.facts import Facts, InvoiceFacts
from chalicelib.domain.invoice import Entry, EntryKind, Invoice
from chalicelib.domain.letter import Letter
from chalicelib.domain.letter_of_step import compose
from chalicelib.domain.level import Level
from chalicelib.domain.mail import MailText
from chalicelib.domain.money import Money
from chalicelib.domain.own_words import faults_of, said_by_its_creditor
from chalicelib.domain.parties import Address, Creditor, Debtor, DebtorKind, OwnWords
from chalicelib.domain.position import positions
from chalicelib.domain.step import Step, StepItem, step_id
from chalicelib.law.stated import stated_in

PORTAL, LINK = "https://portal.example/fr/essai/", "https://portal.example/fr/essai/#k=essai"
DUE = date(2026, 10, 30)
# Days from the due date to the letter, as a policy may have them.
LATE = {
    Level.NOTICE: -15,
    Level.REMINDER_1: 3,
    Level.REMINDER_2: 10,
    Level.FINAL_REMINDER: 20,
    Level.FORMAL_NOTICE: 30,
    Level.FOLLOW_UP: 60,
}
NAMES = ("Menuiserie Brunet & Fils", "<b>Zoé</b> [[sum]] {{ 1 }}", "Établissements " + "Lefèvre-N’Diaye " * 3, "Ana")
ADDRESSES = (
    Address(("7 allée des Ébénistes",), "38500", "Voiron"),
    Address(("Résidence du Parc", "Bâtiment B", "3 chemin des Cœurs-Vaillants"), "69300", "Caluire-et-Cuire"),
    Address(("Chaussée de Louvain 220",), "1030", "Bruxelles", "BE"),
)
COUNTS, MOST = (1, 3, 60), 40


class Proofs(Protocol):
    """What prints for a look. Raises LetterIncomplete, LetterUnlawful."""

    def cannot_draw(self, text: str) -> str:
        """The characters of it that no letter can show."""
        ...

    def letter_html(self, letter: Letter) -> str: ...

    def letter_pdf(self, letter: Letter) -> bytes: ...

    def mail_words(self, letter: Letter, link: str) -> MailText: ...


@dataclass(frozen=True, slots=True)
class TryWords:
    press: Proofs

    def __call__(self, creditor: Creditor) -> None:
        """Raises Invalid, which names each fault of the words by its place, or the first case that refuses them."""
        problems = [
            problem for n, words in enumerate(creditor.words, 1) for problem in self._faults(n, words, creditor)
        ]
        if problems:
            raise Invalid(tuple(problems))

    def _faults(self, number: int, words: OwnWords, creditor: Creditor) -> Iterator[Problem]:
        before = creditor.words[: number - 1]
        if any((w.level, w.language) == (words.level, words.language) for w in before):
            yield Problem(
                f"words.{number}", "duplicate", f"there are words for {words.level} in {words.language} already"
            )
        found = [replace(p, field=f"words.{number}.{p.field}") for p in faults_of(words)]
        # In whichever part of them it stands, and whoever that part is for.
        if missing := self.press.cannot_draw("".join((words.subject, *words.opening, *words.ending))):
            said = f"a letter cannot show {' '.join(map(ascii, missing))}: leave it out"
            found.append(Problem(f"words.{number}", "wrong", said))
        yield from found or self._refused(number, words, creditor)

    def _refused(self, number: int, words: OwnWords, creditor: Creditor) -> Iterator[Problem]:
        """The first of the cases that cannot be printed."""
        for place, letter in enumerate(cases(creditor, words)):
            try:
                self.press.letter_html(letter)
                self.press.mail_words(letter, LINK)
                if place == 0:
                    self.press.letter_pdf(letter)
            except Refused as refusal:
                yield Problem(f"words.{number}", "refused", f"{_told(letter)}: {refusal}")
                return


def cases(creditor: Creditor, words: OwnWords) -> Iterator[Letter]:
    """Forty letters of that level in those words: each kind of debtor; one invoice, three, sixty; paid in part or not,
    contested once or not; names, addresses and sums of every sort, with a statement and without.
    """
    silent = replace(creditor, late_payment=None)
    made = list(product(DebtorKind, COUNTS, (False, True), (False, True)))
    for n, (kind, count, is_paid, is_contested) in enumerate([*made, *made][:MOST]):
        name, address = NAMES[(n + n // 4) % len(NAMES)], ADDRESSES[(n // 2) % len(ADDRESSES)]
        debtor = Debtor("dbt_essai", name, kind, address, "essai@debtor.example", language=words.language)
        invoices = tuple(_invoice(place, n, is_paid_in_part=is_paid) for place in range(count))
        teller = silent if n % 3 == 1 else creditor
        yield said_by_its_creditor(_letter(teller, debtor, words.level, invoices, is_contested=is_contested))


def _letter(
    creditor: Creditor, debtor: Debtor, level: Level, invoices: tuple[Invoice, ...], *, is_contested: bool
) -> Letter:
    on = DUE + timedelta(days=LATE[level])
    step = Step(
        step_id(creditor.id, debtor.id, "essai-1", level, on), level, on, tuple(StepItem(i.id, level) for i in invoices)
    )
    facts = Facts(tuple(InvoiceFacts(i.id, i.number, i.due_on, i.open) for i in invoices))
    contested = {invoices[0].id} if is_contested else set()
    placed, notices = positions(facts, on), _notices(invoices) if level is Level.FOLLOW_UP else None
    letter = compose(creditor, debtor, invoices, step, PORTAL, placed, contested, notices=notices)
    return replace(letter, statement=stated_in(letter, invoices))


def _notices(invoices: tuple[Invoice, ...]) -> dict[str, date]:
    """Three and sixty were asked for by two formal notices."""
    return {i.id: DUE + timedelta(days=LATE[Level.FORMAL_NOTICE] + n % 2) for n, i in enumerate(invoices)}


def _invoice(n: int, case: int, *, is_paid_in_part: bool) -> Invoice:
    due_on = DUE - timedelta(days=n % 3)
    # Numbers of figures alone are read as a part of what stands beside them.
    number = f"2026{n + 1:04d}" if case % 5 == 4 else f"F-2026-{n + 1:04d}"
    paid = (Entry(EntryKind.PAYMENT, due_on, Money(1001), f"VIR {n}"),) if is_paid_in_part else ()
    order = f"BC 2026/{n}" if n % 2 else None
    return Invoice(
        number, number, due_on - timedelta(days=30), due_on, Money(128450 + 7919 * n + 13700 * case), order, paid
    )


def _told(letter: Letter) -> str:
    return f"said to {letter.debtor.name!r}, a {letter.debtor.kind}, of {len(letter.claimed)}"
