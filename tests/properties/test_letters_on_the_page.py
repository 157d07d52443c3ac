"""Any lawful letter is printed whole: no text leaves the page or lies on another, and its total is the ledger's."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from chalicelib.domain.invoice import Entry, EntryKind, Invoice
from chalicelib.domain.letter import Letter
from chalicelib.domain.level import LADDER, Level
from chalicelib.domain.money import Money
from chalicelib.domain.own_words import said_by_its_creditor
from chalicelib.domain.parties import Address, DebtorKind, Language, OwnWords
from chalicelib.domain.typography import amount
from tests.letter_samples import DUE, TOLD, TOLD_RATE, letter
from tests.properties.letter_boxes import faults, placed
from tests.samples import SAMPLES

LETTERS = 48
# As long as an upload may have them, with and without a place to break.
WORDS = (
    "Ébénisterie",
    "de",
    "la",
    "Grande-Rue",
    "& Fils",
    "SARL",
    "W" * 30,
    "n° 12",
    "Saint-Rémy-de-Provence",
    "l’Île",
)
MOST_CENTS = 99_999_999_999


def words(chance: Random, most: int) -> str:
    text = " ".join(chance.choice(WORDS) for _ in range(chance.randrange(1, 14)))[:most].strip()
    return "M" * most if chance.random() < 0.1 else text


def ledger(chance: Random, n: int) -> Invoice:
    total = chance.choice((1, 4000, 128450, chance.randrange(1, 10**7), MOST_CENTS // 70))
    due_on = DUE - timedelta(days=chance.randrange(40))
    entries, left = list[Entry](), total
    for place in range(chance.choice((0, 0, 0, 1, 3, 7))):
        part = left // chance.randrange(2, 9)
        if part:
            kind = chance.choice(list(EntryKind))
            entries.append(Entry(kind, due_on + timedelta(days=place), Money(part), f"R{place}"))
            left -= part
    number = f"{n}-" + words(chance, 50).replace(" ", "/")
    order = words(chance, 60) if chance.random() < 0.3 else None
    return Invoice(f"i{n}", number[:60], due_on - timedelta(days=30), due_on, Money(total), order, tuple(entries))


def any_letter(chance: Random) -> tuple[Letter, int]:
    """And what is owed on its invoices, in cents."""
    invoices = tuple(ledger(chance, n) for n in range(chance.choice((1, 1, 2, 3, 7, 20, 45))))
    level, kind, language = chance.choice(LADDER), chance.choice(list(DebtorKind)), chance.choice(list(Language))
    if level is Level.NOTICE:
        invoices = tuple(replace(i, entries=()) for i in invoices)
    teller = chance.choice((TOLD, TOLD_RATE))
    own = OwnWords(level, language, "x [[numbers]]", (words(chance, 900),) * 2, ("[[debtor]]", words(chance, 400)))
    creditor = replace(
        teller,
        name=words(chance, 70),
        legal_form=words(chance, 80),
        phone="0" * chance.randrange(4, 30),
        signatory=words(chance, 70),
        signatory_role=words(chance, 70),
        bank=replace(teller.bank, holder=words(chance, 70)),
        words=(own,) if chance.random() < 0.3 else (),
    )
    made = letter(level, kind, language, invoices, creditor=creditor)
    lines = tuple(words(chance, 60) for _ in range(chance.randrange(1, 5)))
    lives = Address(lines, "38500", words(chance, 60), chance.choice(("FR", "BE")))
    debtor = replace(made.debtor, name=words(chance, 70), address=lives)
    owed = sum(i.total.cents - sum(e.amount.cents for e in i.entries) for i in invoices)
    return said_by_its_creditor(replace(made, debtor=debtor)), owed


@pytest.mark.parametrize("seed", range(LETTERS))
def test_nothing_leaves_the_page_or_lies_on_something_else(seed: int) -> None:
    printed, owed = any_letter(Random(seed))
    boxes = placed(printed)
    assert list(faults(boxes)) == []
    assert amount(Money(owed), printed.language) in {box.text.strip() for box in boxes}


@pytest.mark.parametrize("name", SAMPLES)
def test_nor_does_it_in_any_sample(name: str) -> None:
    assert list(faults(placed(SAMPLES[name]))) == []
