"""The sentence of each reason, in French and English: what a creditor reads when it asks "why"."""

from datetime import date, timedelta

from chalicelib.domain.decision import Reason, Why
from chalicelib.domain.parties import Language
from chalicelib.domain.policy import Level
from chalicelib.domain.typography import day

LEVELS = {
    Level.NOTICE: ("le rappel avant échéance", "the note before the due date"),
    Level.REMINDER_1: ("la première relance", "the first reminder"),
    Level.REMINDER_2: ("la deuxième relance", "the second reminder"),
    Level.FINAL_REMINDER: ("la relance avant mise en demeure", "the reminder before formal notice"),
    Level.FORMAL_NOTICE: ("la mise en demeure", "the formal notice"),
}

SENTENCES = {
    Why.SENDS: ("Envoi de {level}.", "Sends {level}."),
    Why.PRINTS: (
        "Aucune adresse électronique valable ; à imprimer : {level}.",
        "No working e-mail address; made for printing: {level}.",
    ),
    Why.PAID: ("Facture réglée.", "Paid."),
    Why.IN_CREDIT: (
        "Couverte par ce que le débiteur a versé en trop : rien à réclamer pour cette facture.",
        "Covered by what the debtor has overpaid: nothing to claim for this invoice.",
    ),
    Why.CONTESTED: ("Facture contestée : relances suspendues.", "Contested: reminders are suspended."),
    Why.PAUSED: ("Relances suspendues jusqu’{last}.", "Reminders paused until {last}."),
    Why.NOT_DUE_BEFORE: ("Pas de message avant le {until} ({level}).", "Nothing before {until} ({level})."),
    Why.ON_ITS_WAY: ("Un message est en cours d’envoi.", "A message is on its way."),
    Why.UNCONFIRMED: (
        "Nul ne sait encore si le dernier message est parti : il ne sera pas envoyé deux fois.",
        "Nobody knows yet whether the last message went out: it is not sent twice.",
    ),
    Why.HELD: (
        "Un message est retenu, son motif est dans l’historique ; nouvel essai le {until}.",
        "A message is held, the history says why; it is tried again on {until}.",
    ),
    Why.WAITS_FOR_PROOF: (
        "Message accepté, preuve de remise attendue jusqu’au {until}.",
        "Message accepted; waiting for proof of delivery until {until}.",
    ),
    Why.WAITS_FOR_PERSON: (
        "La relance précédente n’a pas de preuve de remise : {level} attend une décision.",
        "The previous reminder has no proof of delivery: {level} waits for a person.",
    ),
    Why.RATE_UNKNOWN: (
        "Le taux d’intérêt du semestre n’est pas encore connu ici : {level} attend une décision.",
        "The interest rate of this half-year is not known here yet: {level} waits for a person.",
    ),
    Why.GIVEN_TIME: (
        "Délai de paiement laissé au débiteur : rien avant le {until} ({level}).",
        "The debtor was given time to pay: nothing before {until} ({level}).",
    ),
    Why.CONTACT_GAP: (
        "Message récent : rien avant le {until} ({level}).",
        "Recently written to: nothing before {until} ({level}).",
    ),
    Why.NOT_A_WORKING_DAY: (
        "Jour non ouvré : envoi le {until} ({level}).",
        "Not a working day: sends {level} on {until}.",
    ),
    Why.NO_CHANNEL: (
        "Aucune adresse électronique valable ; à imprimer et à poster par vos soins : {level}.",
        "No working e-mail address; yours to print and post: {level}.",
    ),
    Why.LADDER_ENDED: ("Toutes les relances ont été envoyées.", "All reminders have been sent."),
}


def sentence(reason: Reason, language: Language) -> str:
    """The reason in words."""
    french, english = SENTENCES[reason.why]
    text = french if language is Language.FR else english
    until = day(reason.until, language) if reason.until else ""
    return text.format(level=level_name(reason.level, language), until=until, last=_last_day(reason.until, language))


def level_name(level: Level | None, language: Language) -> str:
    """`la première relance`; nothing for no level."""
    if level is None:
        return ""
    french, english = LEVELS[level]
    return french if language is Language.FR else english


def _last_day(until: date | None, language: Language) -> str:
    """The last day of a pause that ends before `until`, with its preposition in French."""
    if until is None:
        return "à nouvel ordre" if language is Language.FR else "further notice"
    last = day(until - timedelta(days=1), language)
    return f"au {last}" if language is Language.FR else last
