"""What a letter may not ask for: sums and rates that nothing stands behind, and what the law keeps from some debtors.

Sources: C. com. L441-9, L441-10, D441-5; CMP L2192-10 ff.; CPC exéc. L111-8; C. civ. 1343-2; Cass. com. 18 May 2022,
n° 20-23.204. LAW 1.15, 1.18, 3.1, 3.4, 3.13, 4.6.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from chalicelib.domain.discount import DiscountOffer
from chalicelib.domain.money import Money
from chalicelib.domain.parties import DebtorKind, Language
from chalicelib.domain.typography import day
from chalicelib.law.wording import Grounds, Rule, plain

FR, EN = Language.FR, Language.EN
CONSUMER, PUBLIC = frozenset({DebtorKind.CONSUMER}), frozenset({DebtorKind.PUBLIC_BODY})
# What a trader owes for each invoice that is late, whatever it cost to ask for it.
INDEMNITY = Money(4000)

_SUM_FR = r"(?<![\d,.])(\d[\d .]*(?:,\d+)?) ?(?:€|euros?\b|eur\b)|(?:€|\beur) ?(\d[\d .]*(?:,\d+)?)"
_SUM_EN = r"(?:€|\beur) ?(\d[\d,]*(?:\.\d+)?)|(?<![\d,.])(\d[\d,]*(?:\.\d+)?) ?(?:€|euros?\b|eur\b)"
_DISCOUNT = r"\b(?:escompte|discount)"
_PER_CENT = r"(\d+(?:[.,]\d+)?) ?(?:%|pour ?cent|per ?cent|points? de pourcentage)"


def sums_in(sentence: str, language: Language) -> Iterator[Money]:
    """The sums in euros of a plain sentence.

    >>> list(sums_in("reste 1 284,50 € et 40 €", Language.FR)) == [Money(128450), Money(4000)]
    True
    """
    for match in re.finditer(_SUM_FR if language is FR else _SUM_EN, sentence):
        digits = next(group for group in match.groups() if group)
        grouped, point = (" .", ",") if language is FR else (",", ".")
        number = Decimal("".join(c for c in digits if c not in grouped).replace(point, "."))
        yield Money(int(number * 100)) if number * 100 == int(number * 100) else Money(-1)


def _offers(sentence: str, grounds: Grounds) -> tuple[DiscountOffer, ...]:
    """Those whose sums and shares it may hold: a sentence that speaks of a discount."""
    return grounds.discounts if re.search(_DISCOUNT, sentence) else ()


def _holds_another_sum(sentence: str, grounds: Grounds) -> bool:
    known = grounds.amounts | ({INDEMNITY} if grounds.kind is DebtorKind.TRADER else set())
    known |= {offer.settles for offer in _offers(sentence, grounds)}
    return any(found not in known for found in sums_in(sentence, grounds.language))


def _holds_another_rate(sentence: str, grounds: Grounds) -> bool:
    found = (Decimal(text.replace(",", ".")) for text in re.findall(_PER_CENT, sentence))
    known = grounds.rates | {offer.rate.as_percent for offer in _offers(sentence, grounds)}
    return any(rate not in known for rate in found)


def _is_no_discount_of_it(sentence: str, grounds: Grounds) -> bool:
    """Whether it is none that the letter has: each is named by its share, the sum that settles and the last day."""
    rates = {Decimal(text.replace(",", ".")) for text in re.findall(_PER_CENT, sentence)}
    sums = set(sums_in(sentence, grounds.language))
    return not any(
        ({offer.rate.as_percent}, {offer.settles}) == (rates, sums)
        and re.search(rf"(?<!\d){plain(day(offer.until, grounds.language))}", sentence)
        for offer in grounds.discounts
    )


CLAIMS = (
    Rule(
        "sum",
        "it names a sum that is none of this letter's",
        "a letter asks for what the ledger holds",
        {FR: _SUM_FR, EN: _SUM_EN},
        reads=_holds_another_sum,
    ),
    Rule(
        "rate",
        "it names a rate that no rule of its days gives",
        "LAW 2: a rate without a source",
        {FR: _PER_CENT, EN: _PER_CENT},
        reads=_holds_another_rate,
    ),
    Rule(
        "discount",
        "it speaks of a discount that no invoice of this letter grants whoever pays now",
        "C. com. L441-9 I: its terms stand on the invoice",
        {
            FR: r"\b(?:escomptes?|rabais|ristournes?)\b|\bremises? (?:de )?\d[\d,. ]*(?:%|€|euros?\b|pour ?cent)",
            EN: r"\b(?:discount\w*|rebates?)\b",
        },
        {
            FR: (r"(?:sans|avant|aucun|pas d'|ni) ?escompte|escompte\b[^.]*\bneant|(?:j'|il |elle |on )escompte",),
            EN: (r"(?:without|before|no|any) (?:\w+ ){0,3}discounts?",),
        },
        reads=_is_no_discount_of_it,
    ),
    Rule(
        "consumer-indemnity",
        "the fixed sum is owed between businesses alone",
        "C. com. L441-10 II, D441-5",
        {
            FR: r"\b(?:indemnites? forfaitaires?|[ld] ?\.? ?441-(?:10|5)|quarante euros)\b|"
            r"(?<![\d ,.])40 ?(?:€|euros?\b|eur\b)",
            EN: r"\b(?:fixed (?:sum|fee|compensation)|[ld] ?\.? ?441-(?:10|5)|forty euros|40 euros?)\b|"
            r"(?:€|\beur) ?40\b(?![.,]\d)",
        },
        kinds=CONSUMER,
    ),
    Rule(
        "consumer-penalty",
        "a consumer owes no late-payment penalties: interest at the legal rate at most, from a formal notice on",
        "C. com. L441-10 II; C. civ. 1231-6",
        {
            FR: (r"penalites?|interets? de retard|major(?:ation|e)\w*|interets? moratoires?",),
            EN: (r"penalt\w+|late[- ]payment (?:interest|fees?|charges?)|surcharges?",),
        },
        kinds=CONSUMER,
    ),
    Rule(
        "public-law",
        "a public body that pays late is under the Code de la commande publique, and no civil court orders it to pay",
        "CMP L2192-10 to L2192-14",
        {
            FR: (r"[ld] ?\.? ?441-(?:10|5)|code de commerce|injonctions? de payer",),
            EN: (r"[ld] ?\.? ?441-(?:10|5)|commercial code|orders? for payment",),
        },
        kinds=PUBLIC,
    ),
    Rule(
        "costs",
        "what it costs to ask for a payment stays with whoever asks",
        "CPC exéc. L111-8",
        {
            FR: (
                r"frais (?:\w+ ){0,2}(?:de |d'|du |lies a (?:la |l')?)(?:\w+ )?(?:relances?|rappels?|dossiers?|gestion|"
                r"mise en demeure|procedure|justice|huissier|commissaire|avocat|recommandee?|rejet|impayes?|traitement|"
                r"recouvrement|courriers?|poursuites?)",
                r"frais (?:administratifs|supplementaires|bancaires|judiciaires)",
                r"frais\b.*\ba votre charge|a vos frais",
            ),
            EN: (
                r"(?:reminder|collection|recovery|administration|admin|processing|handling|legal|late|court|lawyer'?s?|"
                r"bank|dunning|additional) (?:fees?|costs?|charges?)",
                r"at your (?:own )?expense|costs? .*\bborne by you",
            ),
        },
        {
            FR: (
                r"indemnites? forfaitaires? pour frais de recouvrement",
                r"(?:sans|aucuns?) frais|n'(?:aurez|avez) pas de frais",
            ),
            EN: (r"fixed sums?\b.* for recovery costs|(?:no|without|any) (?:\w+ )?(?:fees?|costs?|charges?)",),
        },
    ),
    Rule(
        "vat",
        "penalties and the fixed sum bear no VAT",
        "CGI 256",
        {
            FR: (
                r"(?:penalites?|indemnites?|interets?)\b[^.]*\b(?:tva|ttc|toutes taxes)",
                r"tva\b[^.]*\b(?:penalites?|indemnites?)",
            ),
            EN: (r"(?:penalt\w+|interest|fixed sum)\b[^.]*\bvat", r"vat\b[^.]*\b(?:penalt\w+|interest|fixed sum)"),
        },
        {
            FR: (r"(?:hors champ|sans|ni) (?:de la )?tva|non soumis\w*|pas (?:de|soumis\w* a la) tva",),
            EN: (r"(?:no|without) vat",),
        },
    ),
    Rule(
        "compound",
        "interest bears interest after a whole year, where a contract or a court says so",
        "C. civ. 1343-2",
        {
            FR: (r"capitalis\w+|anatocisme|interets? composes?|interets? (?:sur|des) (?:les )?interets",),
            EN: (r"compound\w*|interest on (?:the )?interest",),
        },
    ),
    Rule(
        "limitation",
        "no letter interrupts a limitation period",
        "Cass. com. 18 May 2022, n° 20-23.204",
        {
            FR: (r"(?:interrom\w+|suspen\w+) (?:de |toute |la |le |du )*(?:delai )?(?:de )?(?:la )?prescription",),
            EN: (r"(?:interrupt\w*|suspend\w*|stop\w*) (?:the |any )*(?:limitation|prescription)",),
        },
    ),
)
