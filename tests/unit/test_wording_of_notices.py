"""How a letter speaks of a formal notice: a follow-up of the one that went out, by its day; no other letter of any; and
none calls itself one that is none.
"""

from datetime import date

import pytest

from chalicelib.adapters.letters.reading import RULES
from chalicelib.domain.level import LADDER, Level
from chalicelib.domain.parties import DebtorKind, Language
from chalicelib.law.unlawful_notices import NOTICES
from chalicelib.law.wording import Grounds, broken

FR, EN = Language.FR, Language.EN
TRADER, CONSUMER = DebtorKind.TRADER, DebtorKind.CONSUMER
HEARD = frozenset({date(2026, 11, 12), date(2026, 12, 1)})


def rules_broken(
    sentence: str,
    language: Language,
    level: Level = Level.FOLLOW_UP,
    heard: frozenset[date] = HEARD,
    kind: DebtorKind = TRADER,
) -> set[str]:
    return {f.rule for f in broken(RULES, [sentence], Grounds(kind, language, level, formal_notices=heard))}


IN_A_FOLLOW_UP = [
    ("notice-told", FR, "Notre mise en demeure du 13 novembre 2026 est restée sans règlement de votre part."),
    ("notice-told", FR, "Notre mise en demeure du 12 novembre 2025 n’a pas été réglée."),
    ("notice-told", FR, "Par notre mise en demeure du 2 décembre 2026, nous vous avons demandé ce règlement."),
    ("notice-told", FR, "Notre mise en demeure, envoyée le 11/11/2026, reste sans suite."),
    ("notice-told", FR, "Nos mises en demeure, dont la dernière est du 3 décembre 2026, restent impayées."),
    ("notice-told", FR, "Mise en demeure du 21/12/2026"),
    ("notice-told", EN, "Our formal notice of 13 November 2026 has not been paid."),
    ("notice-told", EN, "Our formal notice dated 12 November 2025 has not been paid."),
    ("notice-told", EN, "Our formal notices, the last of which is dated 3 December 2026, asked you to pay."),
    ("notice-told", EN, "Formal notice of 21 Dec 2026"),
    ("default-anew", FR, "Nous vous mettons en demeure de payer cette somme."),
    ("default-anew", FR, "Nous vous mettons donc à nouveau en demeure de payer."),
    ("default-anew", FR, "La présente vaut mise en demeure."),
    ("default-anew", FR, "La présente lettre constitue une seconde mise en demeure."),
    ("default-anew", FR, "Nous vous adressons cette dernière mise en demeure."),
    ("default-anew", FR, "Nous réitérons notre mise en demeure du 12 novembre 2026."),
    ("default-anew", EN, "We give you formal notice to pay this amount."),
    ("default-anew", EN, "This letter is a formal notice."),
    ("default-anew", EN, "Please take this second formal notice seriously."),
    ("default-anew", EN, "We renew our formal notice of 12 November 2026."),
    ("named-formal-notice", FR, "Mise en demeure de payer"),
    ("named-formal-notice", FR, "Objet : mise en demeure"),
    ("named-formal-notice", EN, "Formal notice to pay"),
    ("court-certain", FR, "Sans règlement, un huissier viendra chez vous."),
    ("seizure", FR, "Faute de règlement, vos comptes feront l’objet d’une saisie."),
    ("record", FR, "Vous serez fiché à la Banque de France."),
    ("not-done", FR, "Depuis notre mise en demeure, le dossier a été transmis à notre avocat."),
    ("not-done", EN, "Since our formal notice, your file has been passed to our lawyers."),
    ("told-before", FR, "Malgré notre mise en demeure du 12 novembre 2026, vous n’avez rien payé."),
    ("last-word", FR, "Suite à notre mise en demeure, voici un dernier avertissement."),
]


@pytest.mark.parametrize(("rule", "language", "sentence"), IN_A_FOLLOW_UP, ids=str)
def test_what_a_follow_up_may_not_say_is_found(rule: str, language: Language, sentence: str) -> None:
    assert rule in rules_broken(sentence, language)


@pytest.mark.parametrize(
    ("rule", "language", "sentence"),
    [
        ("consumer-indemnity", FR, "Depuis notre mise en demeure, une indemnité forfaitaire de 40 € est due."),
        ("consumer-penalty", FR, "Depuis notre mise en demeure, des pénalités de retard courent."),
        ("costs", FR, "Les frais de mise en demeure sont à votre charge."),
        ("consumer-indemnity", EN, "Since our formal notice a fixed sum of €40 is due."),
        ("costs", EN, "The recovery costs since our formal notice are added."),
    ],
    ids=str,
)
def test_of_a_consumer_it_claims_neither_costs_nor_a_fixed_sum(rule: str, language: Language, sentence: str) -> None:
    assert rule in rules_broken(sentence, language, kind=CONSUMER)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (FR, "Par notre mise en demeure du 12 novembre 2026, nous vous avons demandé le règlement de cette facture."),
        (FR, "Notre mise en demeure du 12\u00a0novembre\u00a02026 est restée sans règlement de votre part."),
        (FR, "Nos mises en demeure, dont la dernière est du 1er décembre 2026, restent impayées."),
        (FR, "Mise en demeure du 12/11/2026"),
        (FR, "Suite à notre mise en demeure, nous vous demandons de régler la facture échue le 30 octobre 2026."),
        (FR, "La présente ne vaut pas mise en demeure, et nous ne vous mettons pas en demeure à nouveau."),
        (EN, "By our formal notice of 12 November 2026, we asked you to pay this invoice."),
        (EN, "Our formal notices, the last of which is dated 1 December 2026, asked you to pay."),
        (EN, "Formal notice of 12 Nov 2026"),
        (EN, "This letter is not a formal notice."),
    ],
    ids=str,
)
def test_what_a_follow_up_says_of_the_notice_that_went_out_is_let_pass(language: Language, sentence: str) -> None:
    assert rules_broken(sentence, language) == set()


TOLD = [
    (FR, "Notre mise en demeure du 12 novembre 2026 est restée sans règlement."),
    (FR, "Nous vous avons mis en demeure de payer."),
    (FR, "Nous vous avons adressé une mise en demeure."),
    (FR, "Vous avez déjà reçu une mise en demeure du 12 novembre 2026."),
    (EN, "Our formal notice of 12 November 2026 has not been paid."),
    (EN, "You received a formal notice from us."),
    (EN, "We sent you a formal notice."),
]


@pytest.mark.parametrize(("language", "sentence"), TOLD, ids=str)
@pytest.mark.parametrize("level", [*LADDER[:4], Level.INSTALMENT, Level.FOLLOW_UP], ids=str)
def test_no_letter_tells_of_a_formal_notice_that_did_not_go_out(
    level: Level, language: Language, sentence: str
) -> None:
    assert "notice-told" in rules_broken(sentence, language, level, frozenset())


@pytest.mark.parametrize("level", LADDER[:4], ids=str)
def test_no_reminder_puts_in_default_without_the_person_whom_a_formal_notice_waits_for(level: Level) -> None:
    assert "default-anew" in rules_broken("Nous vous mettons en demeure de payer.", FR, level, frozenset())
    assert "named-formal-notice" in rules_broken("Mise en demeure", FR, level, frozenset())


def test_a_reminder_may_say_that_a_formal_notice_might_come() -> None:
    for language, sentence in (
        (FR, "Nous pourrions être amenés à vous adresser une mise en demeure de payer."),
        (FR, "Règlement attendu avant notre mise en demeure."),
        (FR, "la facture F-1, règlement attendu avant mise en demeure"),
        (EN, "We might have to send you a formal notice to pay."),
    ):
        assert rules_broken(sentence, language, Level.FINAL_REMINDER, frozenset()) == set()


def test_a_formal_notice_speaks_of_itself() -> None:
    on = frozenset({date(2026, 11, 12)})
    for sentence in ("Nous vous mettons en demeure de payer.", "Annexe à la mise en demeure du 12 novembre 2026."):
        assert rules_broken(sentence, FR, Level.FORMAL_NOTICE, on) == set()
    other = "Annexe à la mise en demeure du 13 novembre 2026."
    assert rules_broken(other, FR, Level.FORMAL_NOTICE, on) == {"notice-told"}


def test_each_of_these_rules_has_a_sentence_that_it_finds() -> None:
    assert {rule.name for rule in NOTICES} <= {rule for rule, _, _ in IN_A_FOLLOW_UP}
