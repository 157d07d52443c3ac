"""How days and amounts are written for a reader, in French and English.

French: U+202F between thousands, U+00A0 before the euro sign, the first of the month as "1er". No line breaks inside.
"""

from datetime import date

from chalicelib.domain.money import Money
from chalicelib.domain.parties import Language

NARROW, NBSP = "\u202f", "\u00a0"
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
