"""What no letter may say is found, in both languages, by the rule that forbids it; what may be said is let pass."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from chalicelib.domain.discount import DiscountOffer
from chalicelib.domain.level import Level
from chalicelib.domain.money import Money
from chalicelib.domain.parties import DebtorKind, Language
from chalicelib.domain.rate import Rate
from chalicelib.law.unlawful_claims import CLAIMS
from chalicelib.law.unlawful_courts import COURTS
from chalicelib.law.unlawful_threats import THREATS
from chalicelib.law.wording import Grounds, broken

RULES = (*THREATS, *COURTS, *CLAIMS)
TRADER, CONSUMER, PUBLIC = DebtorKind.TRADER, DebtorKind.CONSUMER, DebtorKind.PUBLIC_BODY
FR, EN = Language.FR, Language.EN


def rules_broken(sentence: str, language: Language, kind: DebtorKind = TRADER, names: tuple[str, ...] = ()) -> set[str]:
    grounds = Grounds(
        kind,
        language,
        Level.FORMAL_NOTICE,
        frozenset({Money(128450), Money(4000_00)}),
        frozenset({Decimal("12.4")}),
        names,
    )
    return {f.rule for f in broken(RULES, [sentence], grounds)}


# A notice that may say: 98.00 settle F-1 until 11 December, with 2 % off.
OFFER = DiscountOffer(Rate.percent("2"), date(2026, 12, 11), Money(98_00))
TRUE = {
    FR: "En réglant 98,00 € au plus tard le 11 décembre 2026, vous bénéficiez de l’escompte de 2 %.",
    EN: "If you pay €98.00 by 11 December 2026, you get the 2% discount.",
}


def of_a_notice(sentence: str, language: Language, *offers: DiscountOffer) -> set[str]:
    sums = frozenset({Money(100_00), Money(97_00)})
    grounds = Grounds(TRADER, language, Level.NOTICE, sums, frozenset({Decimal(3)}), ("F-1",), offers)
    return {f.rule for f in broken(RULES, [sentence], grounds)}


@pytest.mark.parametrize("language", Language)
def test_a_discount_is_said_where_the_letter_has_it_and_nowhere_else(language: Language) -> None:
    assert of_a_notice(TRUE[language], language, OFFER) == set()
    assert "discount" in of_a_notice(TRUE[language], language)
    other = replace(OFFER, until=date(2026, 12, 1))
    assert of_a_notice(TRUE[language], language, other, OFFER) == set()
    assert of_a_notice(TRUE[language], language, other) == {"discount"}


@pytest.mark.parametrize(
    ("language", "sentence", "rule"),
    [
        (FR, TRUE[FR].replace("98,00", "97,00"), "discount"),
        (FR, TRUE[FR].replace("2 %", "3 %"), "discount"),
        (FR, TRUE[FR].replace("11 décembre", "12 décembre"), "discount"),
        (FR, TRUE[FR].replace("98,00", "96,00"), "sum"),
        (FR, "Profitez de notre escompte.", "discount"),
        (FR, "Un rabais vous est accordé.", "discount"),
        (FR, "Une remise de 3 % vous est accordée.", "discount"),
        (FR, "Il vous reste 98,00 € à régler.", "sum"),
        (FR, "Des pénalités au taux de 2 % sont dues.", "rate"),
        (EN, TRUE[EN].replace("98.00", "97.00"), "discount"),
        (EN, TRUE[EN].replace("11 December", "12 December"), "discount"),
        (EN, "A discounted sum is all we ask for.", "discount"),
        (EN, "You owe us €98.00.", "sum"),
    ],
    ids=str,
)
def test_a_discount_with_another_sum_share_or_day_is_found(language: Language, sentence: str, rule: str) -> None:
    assert rule in of_a_notice(sentence, language, OFFER)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (FR, "Les autres sommes indiquées ici s’entendent avant escompte."),
        (FR, "Escompte pour paiement anticipé : néant."),
        (FR, "Aucun escompte n’est accordé."),
        (FR, "Nous escomptons votre règlement, dont une remise de pièces."),
        (EN, "The other sums given here are before discount."),
        (EN, "No early payment discount is granted."),
    ],
    ids=str,
)
def test_what_denies_a_discount_may_be_said(language: Language, sentence: str) -> None:
    assert of_a_notice(sentence, language) == set()


def test_a_debtor_may_be_called_discount() -> None:
    assert rules_broken("À l’attention de Discount Escompte SARL.", FR, names=("Discount Escompte SARL",)) == set()


FOUND_FR = [
    ("court-paper", "Commandement de payer"),
    ("court-paper", "SOMMATION DE PAYER AVANT POURSUITES"),
    ("court-paper", "La présente vaut titre exécutoire."),
    ("court-paper", "Dernier avis avant saisie"),
    ("court-paper", "Der\u200bnier a\u00advis a\u202evant sai\u2060sie"),
    ("court-paper", "Une ordonnance d’injonction vous sera remise."),
    ("shame", "Nous informerons votre employeur de cette dette."),
    ("shame", "Votre banque sera prévenue de cet impayé, puis informée de la suite."),
    ("shame", "Votre nom figurera sur une liste des mauvais payeurs."),
    ("shame", "Nous pourrions le rendre public sur les réseaux sociaux."),
    ("seizure", "Nous procéderons à la saisie de vos biens."),
    ("seizure", "Nous pourrions saisir votre compte bancaire."),
    ("seizure", "Une saisie sur salaire sera pratiquée."),
    ("seizure", "Votre mobilier fera l’objet d’une vente aux enchères."),
    ("record", "Vous ferez l’objet d’un fichage à la Banque de France."),
    ("record", "Vous risquez d’être interdit bancaire, une interdiction bancaire étant possible."),
    ("crime", "Nous déposerons plainte pour escroquerie."),
    ("crime", "Vous vous exposez à des sanctions pénales."),
    ("insult", "Votre mauvaise foi est évidente."),
    ("insult", "Un tel comportement est malhonnête."),
    ("court-certain", "Nous saisirons le tribunal de commerce."),
    ("court-certain", "À défaut, nous nous réservons ce droit et assignerons votre société en justice."),
    ("court-certain", "Votre dossier sera transmis à notre avocat."),
    ("court-certain", "Un huissier se chargera du recouvrement."),
    ("not-done", "Votre dossier a été transmis à notre service contentieux."),
    ("not-done", "Nous avons mandaté un commissaire de justice."),
    ("not-done", "Une procédure judiciaire est engagée à votre encontre."),
    ("not-done", "Notre avocat a déjà été saisi de cette créance."),
    ("told-before", "Malgré nos nombreuses relances, vous n’avez pas payé."),
    ("told-before", "Nos précédents courriers sont restés sans réponse."),
    ("told-before", "Suite à notre appel, nous attendons votre virement."),
    ("last-word", "Ceci est un dernier avertissement."),
    ("last-word", "Vous devez payer, sous peine de conséquences."),
    ("last-word", "Nous prendrons toutes les mesures nécessaires."),
    ("no-day", "Réglez cette somme sous huit jours."),
    ("no-day", "Vous avez 48 heures : payez sous 48 heures."),
    ("silence", "Votre silence vaudra acceptation de la dette."),
    ("silence", "Sans réponse de votre part, vous reconnaissez devoir cette somme."),
    ("advertising", "Profitez de notre offre exceptionnelle de rentrée !"),
    ("registered", "Le présent e-mail vaut lettre recommandée électronique."),
    ("sum", "Vous nous devez 2 000,00 €."),
    ("sum", "Merci de régler 1284 euros."),
    ("rate", "Des pénalités au taux de 15 % sont dues."),
    ("rate", "Le taux est de 4,26 pour cent."),
    ("discount", "Vous bénéficiez d’un escompte de 2 %."),
    ("costs", "Des frais de relance de notre service vous seront facturés."),
    ("costs", "Les frais de dossier s’ajoutent à la somme due."),
    ("costs", "Le recommandé est à vos frais."),
    ("vat", "Les pénalités de retard s’entendent hors TVA en sus."),
    ("compound", "Les intérêts seront capitalisés chaque année."),
    ("limitation", "La présente interrompt la prescription."),
]
FOUND_EN = [
    ("court-paper", "This is a court order to pay."),
    ("court-paper", "Statutory demand"),
    ("court-paper", "Notice of enforcement"),
    ("shame", "We will inform your employer."),
    ("shame", "Your customers will be told."),
    ("shame", "We may publish your name on social media."),
    ("seizure", "Your goods may be seized."),
    ("seizure", "We could garnish your wages."),
    ("record", "Your credit rating will suffer."),
    ("crime", "Not paying is a criminal offence."),
    ("crime", "We will go to the police."),
    ("insult", "You are acting in bad faith."),
    ("court-certain", "We will take you to court."),
    ("court-certain", "We reserve the right to act and shall instruct our lawyers."),
    ("court-certain", "A bailiff is the next step."),
    ("not-done", "Your file has been passed to our legal department."),
    ("not-done", "We have instructed a solicitor."),
    ("told-before", "Despite our many reminders, you have not paid."),
    ("told-before", "Our previous letters were left unanswered."),
    ("last-word", "This is your final warning."),
    ("last-word", "We will take all necessary measures."),
    ("no-day", "Please pay within 7 days."),
    ("silence", "Your silence means that you agree."),
    ("advertising", "Take advantage of our special offer."),
    ("registered", "This is a registered e-mail."),
    ("sum", "You owe us €2,000.00."),
    ("sum", "Please pay 1,284.00 euros."),
    ("rate", "Interest runs at 15%."),
    ("discount", "You get a discount of 2%."),
    ("costs", "A reminder fee will be added."),
    ("costs", "Collection costs are borne by you."),
    ("vat", "The late-payment interest is subject to VAT."),
    ("compound", "Interest is compounded yearly."),
    ("limitation", "This letter interrupts the limitation period."),
]


@pytest.mark.parametrize(("rule", "sentence"), FOUND_FR, ids=str)
def test_what_may_not_be_written_is_found_in_french(rule: str, sentence: str) -> None:
    assert rule in rules_broken(sentence, FR)


@pytest.mark.parametrize(("rule", "sentence"), FOUND_EN, ids=str)
def test_what_may_not_be_written_is_found_in_english(rule: str, sentence: str) -> None:
    assert rule in rules_broken(sentence, EN)


@pytest.mark.parametrize(
    ("rule", "kind", "language", "sentence"),
    [
        ("consumer-indemnity", CONSUMER, FR, "Une indemnité forfaitaire de 40 € est due."),
        ("consumer-indemnity", CONSUMER, FR, "Voir l’article L441-10 du Code de commerce."),
        ("consumer-indemnity", CONSUMER, FR, "Quarante euros s’y ajoutent."),
        ("consumer-indemnity", CONSUMER, EN, "A fixed sum of €40 is due."),
        ("consumer-indemnity", CONSUMER, EN, "See article D441-5."),
        ("consumer-penalty", CONSUMER, FR, "Des pénalités de retard courent depuis l’échéance."),
        ("consumer-penalty", CONSUMER, FR, "La somme sera majorée."),
        ("consumer-penalty", CONSUMER, EN, "Late-payment interest is running."),
        ("costs", CONSUMER, FR, "Des frais de recouvrement de votre dette s’ajoutent."),
        ("public-law", PUBLIC, FR, "Nous pourrions déposer une requête en injonction de payer."),
        ("public-law", PUBLIC, FR, "En application de l’article L441-10, des intérêts sont dus."),
        ("public-law", PUBLIC, EN, "We might apply for an order for payment."),
        ("sum", CONSUMER, FR, "Il vous reste 40 € à régler."),
        ("sum", PUBLIC, EN, "A fixed sum of €40 is due."),
    ],
    ids=str,
)
def test_what_one_kind_of_debtor_may_not_be_told_is_found(
    rule: str, kind: DebtorKind, language: Language, sentence: str
) -> None:
    assert rule in rules_broken(sentence, language, kind)


@pytest.mark.parametrize(
    "sentence",
    [
        "À défaut, nous nous réservons la possibilité de saisir la juridiction compétente, notamment par requête en "
        "injonction de payer.",
        "Sans règlement de votre part, nous pourrions confier ce dossier à un commissaire de justice.",
        "Nous préférerions l’éviter, et trouver avec vous une solution à l’amiable plutôt qu’en justice.",
        "Vous pouvez aussi saisir gratuitement le médiateur de la consommation.",
        "Sauf erreur de saisie de notre part, la facture reste impayée.",
        "Vous restez nous devoir 1 284,50 €.",
        "La loi prévoit une indemnité forfaitaire pour frais de recouvrement de 40 € par facture.",
        "Des pénalités de retard au taux de 12,4 % sont prévues.",
        "Vous réglez selon l’échéancier convenu le 4 novembre 2026.",
        "Nous n’avons pas connaissance d’un motif qui s’opposerait à son règlement.",
        "Ce paiement est sans frais pour vous.",
        "Merci de nous contacter au plus tard le 14 décembre 2026.",
        "Votre assurance, police d’assurance n° 12, n’est pas en cause.",
        "Si vous contestez cette somme, dites-le-nous avant cette date.",
    ],
)
def test_what_a_french_accounts_department_writes_is_let_pass(sentence: str) -> None:
    assert rules_broken(sentence, FR) == set()


@pytest.mark.parametrize(
    "sentence",
    [
        "We reserve the right to bring the matter before the competent court.",
        "We would rather avoid legal proceedings.",
        "You still owe us €1,284.50.",
        "French law provides for a fixed sum of €40 per invoice for recovery costs.",
        "Please pay by 14 December 2026.",
        "If you contest this amount, please tell us: we will consider your request.",
        "There are no fees for this payment.",
    ],
)
def test_what_an_english_one_writes_is_let_pass(sentence: str) -> None:
    assert rules_broken(sentence, EN) == set()


def test_a_debtor_may_be_called_anything() -> None:
    sentence = "Garage Saisie & Fils, huissier : la facture AVOCAT-12 reste impayée."
    assert rules_broken(sentence, FR) == {"seizure", "court-certain"}
    assert rules_broken(sentence, FR, names=("Garage Saisie & Fils, huissier", "Avocat-12")) == set()


def test_a_name_takes_no_other_word_out() -> None:
    assert rules_broken("La saisie est certaine.", FR, names=("Sais", "a", "12")) == {"seizure"}


def test_a_number_is_no_name_that_hides_a_sum() -> None:
    assert rules_broken("Vous nous devez 2000 €.", FR, names=("2000",)) == {"sum"}


def test_a_finding_names_the_sentence_as_it_is_read_the_rule_and_where_it_stands() -> None:
    grounds = Grounds(CONSUMER, FR, Level.REMINDER_1)
    (found,) = broken(RULES, ["Bonjour. Votre mauvaise foi est évidente. Merci."], grounds)
    assert str(found) == (
        "insult: « Votre mauvaise foi est évidente. »: a letter accuses nobody "
        "(C. pén. 222-33-2-2; a letter is firm at most)"
    )


def test_each_rule_has_a_sentence_that_it_finds() -> None:
    """One without would be a rule that nobody has tried."""
    tried = {rule for rule, _ in (*FOUND_FR, *FOUND_EN)} | {"consumer-indemnity", "consumer-penalty", "public-law"}
    assert tried == {rule.name for rule in RULES}
