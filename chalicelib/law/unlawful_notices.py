"""How a letter may speak of a formal notice: of one that went out, by the day that it bears; and none is one unawares.

A follow-up recalls, and puts nobody in default anew; what a reminder calls a formal notice would go out without the
person whom the formal notice waits for. Sources: C. civ. 1344; C. conso. L121-2.
"""

import re

from chalicelib.domain.level import Level
from chalicelib.domain.parties import Language
from chalicelib.domain.typography import day, short_day
from chalicelib.law.wording import A_NAME, Grounds, Rule, plain

FR, EN = Language.FR, Language.EN

_MONTHS = {
    FR: r"(?:janv|fev|mars|avr|mai|juin|juil|aou|sept|oct|nov|dec)\w*\.?",
    EN: r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*\.?",
}
_DAY = {g: rf"(?:\d{{1,2}}(?:er|st|nd|rd|th)? {_MONTHS[g]}|\d{{1,2}}[/.-]\d{{1,2}}|{_MONTHS[g]} \d)" for g in Language}
_SENT_FR = r"(?:envoyees?|adressees?|postees?|recues?|notifiees?|datees?|en date)"
_SENT_EN = r"(?:sent|posted|received|dated)"
# Words that name the day of a formal notice.
_DATED = {
    FR: (
        rf"mises? en demeure(?: de payer)?,? (?:(?:que )?(?:nous |vous |avons |a |ont |ete |est |etait )*{_SENT_FR} )?"
        rf"(?:du|le|au) {_DAY[FR]}",
        rf"(?:derniere|premiere) (?:est|etait|date) (?:{_SENT_FR} )?du {_DAY[FR]}",
    ),
    EN: (
        rf"formal notices?(?: to pay)?,? (?:(?:which |that |we |was |were |you )*{_SENT_EN} )?(?:you )?"
        rf"(?:of |on )?{_DAY[EN]}",
        rf"(?:latest|last|first) (?:of which )?(?:is|was) (?:{_SENT_EN} )?(?:of |on )?{_DAY[EN]}",
    ),
}
_OF_A_DAY = {g: re.compile(rf"\b(?:{'|'.join(words)})") for g, words in _DATED.items()}


def _is_no_formal_notice(_: str, grounds: Grounds) -> bool:
    return grounds.level is not Level.FORMAL_NOTICE


def _tells_of_another(sentence: str, grounds: Grounds) -> bool:
    """Whether none went out, or the day it names is of none that did.

    >>> from datetime import date
    >>> from chalicelib.domain.parties import DebtorKind
    >>> heard = frozenset({date(2026, 11, 12)})
    >>> grounds = Grounds(DebtorKind.TRADER, FR, Level.FOLLOW_UP, formal_notices=heard)
    >>> [_tells_of_another(f"notre mise en demeure du {n} novembre 2026", grounds) for n in (12, 13)]
    [False, True]
    """
    if not grounds.formal_notices:
        return True
    for known in grounds.formal_notices:
        for written in (day(known, grounds.language), short_day(known, grounds.language)):
            sentence = re.sub(rf"(?<!\d){re.escape(plain(written))}(?!\d)", A_NAME, sentence)
    return bool(_OF_A_DAY[grounds.language].search(sentence))


NOTICES = (
    Rule(
        "default-anew",
        "only the formal notice puts in default, which waits for a person, and it does so once",
        "C. civ. 1344",
        {
            FR: (
                r"(?:mettons|mets) (?!pas|plus)(?:\w+ ){0,3}en demeure|etes (?:\w+ ){0,2}mis(?:e|es)? en demeure",
                r"(?:vaut|vaudra|valant|constitue|tient lieu de) (?!pas|plus)(?:\w+ )?mise en demeure",
                r"(?:presente|nouvelle|seconde|deuxieme|ultime|derniere) mise en demeure",
                r"(?:reiter|renouvel)\w+ (?:\w+ ){0,2}mise en demeure",
            ),
            EN: (
                r"(?:give|giving) you (?:\w+ ){0,2}formal notice|(?:hereby|formally) put (?:you )?in default",
                r"(?:this|it|letter|mail|message|reminder) (?:is|constitutes|serves as) (?:an?|our|the) (?:\w+ )?"
                r"formal notice",
                r"(?:this|present|new|second|another|final) formal notice",
                r"(?:repeat|renew)\w* (?:our |the )?formal notice",
            ),
        },
        reads=_is_no_formal_notice,
    ),
    # As a subject or a heading.
    Rule(
        "named-formal-notice",
        "it calls itself a formal notice, and is none",
        "C. civ. 1344; C. conso. L121-2",
        {
            FR: rf"^(?:objet ?: ?)?mise en demeure\b(?! (?:du|le) {_DAY[FR]})",
            EN: rf"^(?:subject ?: ?)?formal notice\b(?! of {_DAY[EN]})",
        },
        reads=_is_no_formal_notice,
    ),
    Rule(
        "notice-told",
        "it tells of a formal notice that did not go out for this, or bears another day",
        "C. conso. L121-2",
        {
            FR: (
                r"(?:notre|nos|ma|mes) (?:\w+ ){0,2}mises? en demeure",
                rf"mises? en demeure(?: de payer)?,? (?:{_SENT_FR} )?(?:du|le) {_DAY[FR]}",
                r"mis(?:e|es)? en demeure\b[^.]* (?:restee?s?|demeuree?s?) (?:sans|vaines?|infructueuses?)",
                r"(?:avons|ai|avez ete|as ete|aviez ete) (?:\w+ )?mis(?:e|es)? en demeure",
                r"(?:adresse|envoye|poste|notifie|recu) (?:une|la|cette|plusieurs|deux|trois|des) mises? en demeure",
            ),
            EN: (
                r"(?:our|my) (?:\w+ ){0,2}formal notices?",
                rf"formal notices?(?: to pay)?,? (?:{_SENT_EN} )?(?:(?:of|on|dated) )?{_DAY[EN]}",
                r"(?:sent|gave|given|served|posted|received|had|got) (?:\w+ ){0,3}formal notices?",
                r"formal notices?\b[^.]* (?:remained|went|was|were|been) (?:\w+ )?(?:unanswered|without|ignored)",
            ),
        },
        {FR: (r"avant notre mise en demeure",), EN: (r"before our formal notice",)},
        reads=_tells_of_another,
    ),
)
