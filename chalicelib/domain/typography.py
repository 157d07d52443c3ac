"""How days and amounts are written for a reader, in French and English.

French: U+202F between thousands, U+00A0 before the euro sign, the first of the month as "1er". No line breaks inside.
What people typed with plain spaces is set by the same rules when it is shown.
"""

import re
import unicodedata
from dataclasses import replace
from datetime import date

from chalicelib.domain.money import Money
from chalicelib.domain.parties import Creditor, Language
from chalicelib.domain.rate import Rate

NARROW, NBSP = "\u202f", "\u00a0"
IN_NUMBER = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
BEFORE_SIGN = re.compile(r" (?=[:;?!»%€])|(?<=\d) (?=(?:EUR|euros?)\b)")
AFTER_QUOTE = re.compile(r"(?<=«) ")
VOWEL_FIRST = re.compile(r"[«“\"\s]*(?:[aeiouœæ]|y(?![aeiou]))")
MONTHS = {
    Language.FR: [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    Language.EN: [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}


def amount(money: Money, language: Language) -> str:
    """`1 284,50 €` in French, `€1,284.50` in English.

    >>> amount(Money(128450), Language.EN)
    '€1,284.50'
    """
    sign = "-" if money.cents < 0 else ""
    units, cents = divmod(abs(money.cents), 100)
    if language is Language.FR:
        return f"{sign}{units:,}".replace(",", NARROW) + f",{cents:02d}{NBSP}€"
    return f"{sign}€{units:,}.{cents:02d}"


def percent(rate: Rate, language: Language) -> str:
    """`12,40 %` in French, `12.40%` in English.

    >>> percent(Rate.percent("12.4"), Language.EN)
    '12.40%'
    """
    return f"{rate}".replace(".", ",") + f"{NBSP}%" if language is Language.FR else f"{rate}%"


def share(rate: Rate, language: Language) -> str:
    """`2 %`, `2,5 %` in French, `2.5%` in English: a part of a sum, and no yearly rate.

    >>> share(Rate.percent("2.50"), Language.EN), share(Rate.percent("10"), Language.EN)
    ('2.5%', '10%')
    """
    figures = f"{rate.as_percent:.4f}".rstrip("0").rstrip(".")
    return figures.replace(".", ",") + f"{NBSP}%" if language is Language.FR else f"{figures}%"


def day(on: date, language: Language) -> str:
    """`31 octobre 2026`, `1er mai 2026`; `31 October 2026` in English."""
    number = "1er" if language is Language.FR and on.day == 1 else str(on.day)
    return f"{number}{NBSP}{MONTHS[language][on.month - 1]}{NBSP}{on.year}"


def short_day(on: date, language: Language) -> str:
    """`31/10/2026`, for tables; English readers get `31 Oct 2026`, which cannot be misread."""
    if language is Language.FR:
        return on.strftime("%d/%m/%Y")
    return f"{on.day}{NBSP}{MONTHS[language][on.month - 1][:3]}{NBSP}{on.year}"


def groups_of_four(text: str) -> str:
    """An IBAN or an RF reference as people read it, unbreakable."""
    return NBSP.join(text[i : i + 4] for i in range(0, len(text), 4))


def groups_of_three(text: str) -> str:
    """A SIREN as people read it."""
    return NBSP.join(text[i : i + 3] for i in range(0, len(text), 3))


def typeset(text: str) -> str:
    """A French text typed with plain spaces, with those made unbreakable that belong to a figure or a sign.

    >>> typeset("SARL au capital de 20 000 €").count(" ")
    4
    """
    return AFTER_QUOTE.sub(NBSP, BEFORE_SIGN.sub(NBSP, IN_NUMBER.sub(NARROW, text)))


def elided(word: str, name: str) -> str:
    """`de` or `que` and the name after it, joined as French joins them.

    Before an h it stays whole: the spelling does not tell a mute one (Hôtel) from one that is not (Hardy), and « de
    Hôtel » is only stiff where « d’Hardy » is wrong.

    >>> elided("de", "Atelier Morel"), elided("de", "Morel")
    ('d’Atelier Morel', 'de Morel')
    """
    # Taken apart, a letter stands before its accent: É begins like E.
    bare = "".join(c for c in unicodedata.normalize("NFD", name.lower()) if not unicodedata.combining(c))
    return f"{word[:-1]}’{name}" if VOWEL_FIRST.match(bare) else f"{word} {name}"


def typeset_names(creditor: Creditor) -> Creditor:
    """The creditor as pages, letters and mails name it.

    Its account stays as typed: the payer copies the holder's name, and banks compare it.
    """
    return replace(
        creditor,
        name=typeset(creditor.name),
        legal_form=typeset(creditor.legal_form),
        signatory=typeset(creditor.signatory),
        signatory_role=typeset(creditor.signatory_role),
    )
