"""Reading a letter before it goes out: what no sentence of it may say, each found with its rule and where that stands.

A rule knows the words of both languages, read without accents, case and typography. A sentence is freed of the names
that it holds before it is found at fault: a debtor may be called anything.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from chalicelib.domain.discount import DiscountOffer
from chalicelib.domain.interest import Segment
from chalicelib.domain.letter import Letter
from chalicelib.domain.level import Level
from chalicelib.domain.money import Money, total
from chalicelib.domain.parties import Address, DebtorKind, Language

A_NAME = "·"
# Shorter ones are no names, and are in every word.
SHORTEST_NAME = 3
# Nobody sees them, and a word with one in it is read as without.
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
ENDS = re.compile(r"(?<=[.!?…])\s+(?=[^\Wa-z]|[«“\"(\[])")


@dataclass(frozen=True, slots=True)
class Finding:
    """`sentence` as its reader sees it; of a mention that is missing, what it would have told."""

    rule: str
    sentence: str
    why: str
    source: str

    def __str__(self) -> str:
        return f"{self.rule}: « {self.sentence} »: {self.why} ({self.source})"


@dataclass(frozen=True, slots=True)
class Grounds:
    """What the sentences of a letter may rest on: to whom they speak; the sums, rates and names that they may hold; the
    discounts that may still be earned; the days of the formal notices that they may tell of.
    """

    kind: DebtorKind
    language: Language
    level: Level
    amounts: frozenset[Money] = frozenset()
    rates: frozenset[Decimal] = frozenset()
    names: tuple[str, ...] = ()
    discounts: tuple[DiscountOffer, ...] = ()
    formal_notices: frozenset[date] = frozenset()

    @classmethod
    def of(cls, letter: Letter) -> "Grounds":
        return cls(
            letter.debtor.kind,
            letter.language,
            letter.level,
            frozenset(_amounts(letter)),
            frozenset(segment.rate.as_percent for segment in _segments(letter)),
            (*_names(letter),),
            tuple(line.discount for line in letter.lines if line.discount),
            # A formal notice may speak of itself.
            frozenset({letter.on} if letter.level is Level.FORMAL_NOTICE else letter.formal_notices),
        )


Reads = Callable[[str, Grounds], bool]
# Whole words, each a pattern; or one pattern, of what is no word.
Words = tuple[str, ...] | str


@dataclass(frozen=True, slots=True)
class Rule:
    """`words` are those at fault, `unless` those that make it none; to another kind of debtor than `kinds` all may be
    said. `reads` looks closer at what holds the words.
    """

    name: str
    why: str
    source: str
    words: Mapping[Language, Words]
    unless: Mapping[Language, Words] = field(default_factory=dict)
    kinds: frozenset[DebtorKind] = frozenset(DebtorKind)
    reads: Reads = lambda *_: True
    _read: dict[Language, tuple[re.Pattern[str], re.Pattern[str] | None]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for language, words in self.words.items():
            unless = self.unless.get(language)
            self._read[language] = _pattern(words), _pattern(unless) if unless else None

    def is_broken_by(self, sentence: str, grounds: Grounds) -> bool:
        """`sentence` is plain."""
        if grounds.kind not in self.kinds or grounds.language not in self._read:
            return False
        words, unless = self._read[grounds.language]
        return bool(
            words.search(sentence) and not (unless and unless.search(sentence)) and self.reads(sentence, grounds)
        )


def _pattern(words: Words) -> re.Pattern[str]:
    return re.compile(words if isinstance(words, str) else rf"\b(?:{'|'.join(words)})\b")


def plain(text: str) -> str:
    """Without accents and case, one space where there is any, straight apostrophes.

    >>> plain("L’ÉCHÉANCE\\u00a0: 1\\u202f284,50\\u00a0€")
    "l'echeance : 1 284,50 €"
    """
    apart = unicodedata.normalize("NFKD", UNSEEN.sub("", text).replace("’", "'").replace("ʼ", "'"))
    return " ".join("".join(c for c in apart if not unicodedata.combining(c)).lower().split())


def sentences_of(paragraphs: Iterable[str]) -> Iterator[str]:
    """Each sentence once.

    >>> list(sentences_of(["Payez 10,50 € avant le 3. Merci. Merci.", ""]))
    ['Payez 10,50 € avant le 3.', 'Merci.']
    """
    return iter(dict.fromkeys(part.strip() for text in paragraphs for part in ENDS.split(text) if part.strip()))


def broken(rules: Iterable[Rule], paragraphs: Iterable[str], grounds: Grounds) -> Iterator[Finding]:
    """What of the sentences breaks a rule: each rule by its first sentence, and by each other one."""
    rules, names = tuple(rules), _longest_first(grounds.names)
    for sentence in sentences_of(paragraphs):
        read = plain(sentence)
        for rule in rules:
            if rule.is_broken_by(read, grounds) and rule.is_broken_by(_without(names, read), grounds):
                yield Finding(rule.name, sentence, rule.why, rule.source)


def _without(names: list[str], read: str) -> str:
    """A name is taken out whole alone: `Ana` is not in `analyse`."""
    for name in names:
        read = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", A_NAME, read)
    return read


def _longest_first(names: Iterable[str]) -> list[str]:
    """What is figures alone may be a sum, and is no name."""
    known = {plain(name) for name in names}
    return sorted((n for n in known if len(n) >= SHORTEST_NAME and re.search("[a-z]", n)), key=len, reverse=True)


def _amounts(letter: Letter) -> Iterator[Money]:
    """Every sum that the letter is made of, and no other."""
    yield from (letter.to_pay, letter.open, letter.credit, letter.contested)
    for line in letter.lines:
        yield from (line.total, line.paid, line.open, line.covered, line.contested)
        yield from (entry.amount for entry in line.entries)
    for instalment in letter.schedule.lines if letter.schedule else ():
        yield from (instalment.amount, instalment.left)
    if reply := letter.reply:
        yield from (reply.part,) if reply.part else ()
        yield from (sum_ for each in reply.received for sum_ in (each.total, each.amount, each.left))
        yield total((each.amount for each in reply.received), letter.open.currency)
    if found := letter.statement:
        sums = [found.principal_cents, found.interest_cents, found.indemnity_cents, found.total_cents]
        sums += [cents for line in found.lines for cents in (line.interest_cents, line.indemnity_cents)]
        sums += [cents for s in _segments(letter) for cents in (s.base_cents, s.interest_cents)]
        yield from (Money(cents, found.currency) for cents in sums)


def _segments(letter: Letter) -> Iterator[Segment]:
    for line in letter.statement.lines if letter.statement else ():
        yield from line.segments


def _names(letter: Letter) -> Iterator[str]:
    creditor, debtor = letter.creditor, letter.debtor
    yield from (creditor.name, creditor.legal_form, creditor.email, creditor.phone, creditor.bank.holder)
    yield from (creditor.signatory, creditor.signatory_role, debtor.name, debtor.email or "", letter.portal_url)
    yield from _parts(creditor.address)
    yield from _parts(debtor.address)
    for line in letter.lines:
        yield from (line.number, line.purchase_order or "")


def _parts(address: Address | None) -> Iterator[str]:
    if address:
        yield from (*address.lines, address.city, f"{address.postcode} {address.city}")
