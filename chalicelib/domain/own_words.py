"""A creditor's own words in its letters and mails: what they may name, and what they say in a letter.

Greeting, table, sum and day to pay, account, signature and mentions stay ours; so do the articles and the reserves of a
formal notice, and what its follow-up says of it and of courts, beside which its creditor's own words stand.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from chalicelib.domain.errors import Problem
from chalicelib.domain.letter import Letter, OwnText
from chalicelib.domain.level import LADDER, Level
from chalicelib.domain.parties import DebtorKind, Language, OwnWords
from chalicelib.domain.placeholders import WordsRefused, filled, parsed
from chalicelib.domain.typography import amount, day, typeset

MOST_PARAGRAPHS, LONGEST_SUBJECT, MOST_NUMBERS = 6, 100, 5
# With what it names; a longer one is none, and ours stands.
LONGEST_SAID = 150
# A subject is read on locked telephones, by whoever looks at them.
IN_SUBJECT = frozenset({"creditor", "invoices", "numbers", "reference"})
NAMES = IN_SUBJECT | {"days_late", "debtor", "due_on", "email", "pay_by", "phone", "signatory", "sum"}
INVOICES = {Language.FR: ("la facture", "les {} factures"), Language.EN: ("invoice", "the {} invoices")}
CONDITIONS = frozenset({"consumer", "contested", "late", "part_paid", "public_body", "several", "trader"})


def said_by_its_creditor(letter: Letter) -> Letter:
    """The letter in the words that its creditor has for it, which it carries filled in."""
    asked = letter.level, letter.language
    words = next((words for words in letter.creditor.words if (words.level, words.language) == asked), None)
    plain = replace(letter, creditor=replace(letter.creditor, words=()))
    return replace(plain, own=_text_of(words, plain)) if words else plain


def faults_of(words: OwnWords) -> Iterator[Problem]:
    """What cannot be taken of them, by its place: `opening.2` is the second paragraph.

    >>> list(faults_of(OwnWords(Level.REMINDER_1, Language.FR, opening=("Il reste [[amount]].",))))[0].field
    'opening.1'
    """
    if words.level not in LADDER:
        yield Problem("level", "wrong", f"the words of {words.level} are ours: one of {', '.join(LADDER)}")
    if not (words.subject or words.opening or words.ending):
        yield Problem("opening", "missing", "give a subject, an opening or an ending")
    if len(words.subject) > LONGEST_SUBJECT:
        yield Problem("subject", "too-long", f"has {LONGEST_SUBJECT} characters at most")
    yield from _slips("subject", [words.subject], IN_SUBJECT)
    for place, paragraphs in (("opening", words.opening), ("ending", words.ending)):
        if len(paragraphs) > MOST_PARAGRAPHS:
            yield Problem(place, "too-long", f"has {MOST_PARAGRAPHS} paragraphs at most")
        known = NAMES if words.level is not Level.NOTICE else NAMES - {"pay_by", "days_late"}
        yield from _slips(place, paragraphs, known)


def _slips(place: str, texts: Iterable[str], names: frozenset[str]) -> Iterator[Problem]:
    for number, text in enumerate(texts, 1):
        field = place if place == "subject" else f"{place}.{number}"
        if place != "subject" and not text.strip():
            yield Problem(field, "missing", "is an empty paragraph: leave it out")
        try:
            parsed(text, names, CONDITIONS)
        except WordsRefused as refusal:
            yield Problem(field, "wrong", str(refusal))


def _text_of(words: OwnWords, letter: Letter) -> OwnText:
    """Raises WordsRefused for what `faults_of` would have found."""
    values, so = _values_of(letter), set(_what_is_so(letter))

    def said(text: str) -> str:
        whole = filled(parsed(text, NAMES, CONDITIONS), values, so)
        return typeset(whole) if letter.language is Language.FR else whole

    # A paragraph of which nothing is so is none.
    opening, ending = (tuple(filter(str.strip, map(said, texts))) for texts in (words.opening, words.ending))
    subject = said(words.subject).strip()
    return OwnText(subject if len(subject) <= LONGEST_SAID else "", opening, ending)


def _values_of(letter: Letter) -> dict[str, str]:
    claimed, language, creditor = letter.claimed, letter.language, letter.creditor
    numbers = [line.number for line in claimed]
    return {
        "creditor": creditor.name,
        "days_late": str(max(line.days_late for line in claimed)),
        "debtor": letter.debtor.name,
        "due_on": day(min(line.due_on for line in claimed), language),
        "email": creditor.email,
        "invoices": _invoices(numbers, language),
        "numbers": ", ".join(numbers[:MOST_NUMBERS]) + (", …" if len(numbers) > MOST_NUMBERS else ""),
        "pay_by": day(letter.pay_by, language) if letter.pay_by else "",
        "phone": creditor.phone,
        "reference": letter.reference,
        "signatory": creditor.signatory,
        "sum": amount(letter.to_pay, language),
    }


def _invoices(numbers: list[str], language: Language) -> str:
    one, several = INVOICES[language]
    return f"{one} {numbers[0]}" if len(numbers) == 1 else several.format(len(numbers))


def _what_is_so(letter: Letter) -> Iterator[str]:
    claimed = letter.claimed
    yield {DebtorKind.PUBLIC_BODY: "public_body"}.get(letter.debtor.kind, letter.debtor.kind.value)
    if len(claimed) > 1:
        yield "several"
    if any(line.days_late for line in claimed):
        yield "late"
    if any(line.paid.cents for line in claimed):
        yield "part_paid"
    if any(line.was_contested for line in claimed):
        yield "contested"
