"""The sentence of each reason, in French and English: what a creditor reads when it asks "why"."""

from datetime import date, timedelta

from chalicelib.domain.decision import Reason, Why
from chalicelib.domain.level import Level
from chalicelib.domain.parties import Language
from chalicelib.domain.typography import day

LEVELS = {
    Level.NOTICE: ("le rappel avant échéance", "the note before the due date"),
    Level.REMINDER_1: ("la première relance", "the first reminder"),
    Level.REMINDER_2: ("la deuxième relance", "the second reminder"),
    Level.FINAL_REMINDER: ("la relance avant mise en demeure", "the reminder before formal notice"),
    Level.FORMAL_NOTICE: ("la mise en demeure", "the formal notice"),
    Level.FOLLOW_UP: ("la relance après mise en demeure", "the follow-up to the formal notice"),
    Level.INSTALMENT: ("le rappel de l’échéance de l’échéancier", "the reminder of the instalment"),
    Level.PROMISE: ("l’accusé de réception de la promesse", "the acknowledgement of the promise"),
    Level.DISPUTE: ("l’accusé de réception de la contestation", "the acknowledgement of the contest"),
    Level.DISPUTE_ANSWER: ("la réponse à la contestation", "the answer to the contest"),
    Level.PLAN_PROPOSAL: ("la proposition d’échéancier", "the proposal of a plan"),
    Level.PLAN: ("l’accord sur l’échéancier", "the agreement on the plan"),
    Level.RECEIPT: ("le reçu", "the receipt"),
    Level.THANKS: ("le remerciement", "the thanks"),
    Level.ACCOUNT: ("le relevé de compte", "the statement of account"),
}

SENTENCES = {
    Why.SENDS: ("À envoyer, aux heures d’envoi : {level}.", "To be sent, within the hours of sending: {level}."),
    Why.PRINTS: ("À imprimer et à poster : {level}.", "To print and post: {level}."),
    Why.PAID: ("Facture réglée.", "Paid."),
    Why.IN_CREDIT: (
        "Couverte par un avoir, ou par ce que le débiteur a versé en trop : rien à réclamer pour cette facture.",
        "Covered by a credit note, or by what the debtor has overpaid: nothing to claim for this invoice.",
    ),
    Why.TOLERATED: (
        "Somme trop faible pour écrire : {level} partira si le débiteur doit davantage.",
        "Too little to write about: {level} goes out should the debtor owe more.",
    ),
    Why.INSOLVENT: (
        "Procédure collective : plus aucune relance, la créance se déclare dans la procédure.",
        "Insolvency: no more reminders, the claim is declared in the proceedings.",
    ),
    Why.E_INVOICE_REJECTED: (
        "Facture électronique rejetée (213) : elle n’est pas parvenue au débiteur, à corriger et à renvoyer.",
        "E-invoice rejected (213): it did not reach the debtor; correct it and send it again.",
    ),
    Why.E_INVOICE_REFUSED: (
        "Facture électronique refusée (210) : à corriger.",
        "E-invoice refused (210): to be corrected.",
    ),
    Why.CONTESTED: ("Facture contestée : relances suspendues.", "Contested: reminders are suspended."),
    Why.E_INVOICE_SUSPENDED: (
        "Facture électronique suspendue (208) : le débiteur attend des pièces.",
        "E-invoice suspended (208): the debtor waits for papers.",
    ),
    Why.IN_PLAN: (
        "Échéancier en cours : rien d’autre n’est réclamé tant qu’il est tenu.",
        "Paid in instalments: nothing else is asked for while they are kept.",
    ),
    Why.PROMISED: ("Paiement promis : rien avant le {until}.", "Payment promised: nothing before {until}."),
    Why.PAYMENT_SENT: (
        "Paiement annoncé par le débiteur (211) : rien avant le {until}.",
        "The debtor says that it has paid (211): nothing before {until}.",
    ),
    Why.DIRECT_DEBIT: (
        "Prélèvement prévu : rien avant le {until}.",
        "A direct debit is set: nothing before {until}.",
    ),
    Why.UNMATCHED_MONEY: (
        "Un encaissement non rapproché, ou annoncé par la plateforme (212), peut être celui-ci : à vérifier avant "
        "toute relance.",
        "Money that came in and is not matched, or was cashed by its platform (212), may be this: check before any "
        "reminder.",
    ),
    Why.SENDER_STOPPED: (
        "Trop de messages de ce créancier, ou de tous, reviennent ou déplaisent : Relance n’envoie rien jusqu’{last}.",
        "Too many messages of this creditor, or of all, come back or displease: Relance sends nothing until {last}.",
    ),
    Why.PAUSED: ("Relances suspendues jusqu’{last}.", "Reminders paused until {last}."),
    Why.BANK_DATA_OLD: (
        "Aucun relevé bancaire assez récent : un paiement peut être arrivé, rien ne part ({level}).",
        "No bank statement is recent enough: a payment may have come, nothing goes out ({level}).",
    ),
    Why.NOT_DUE_BEFORE: ("Pas de message avant le {until} ({level}).", "Nothing before {until} ({level})."),
    Why.ON_ITS_WAY: ("Un message est en cours d’envoi.", "A message is on its way."),
    Why.UNCONFIRMED: (
        "Nul ne sait encore si le dernier message est parti : il ne sera pas envoyé deux fois.",
        "Nobody knows yet whether the last message went out: it is not sent twice.",
    ),
    Why.HELD: (
        "Un message est retenu, son motif est dans l’historique ; nouvel essai à partir du {until}.",
        "A message is held, the history says why; it is tried again from {until} on.",
    ),
    Why.FAILED: (
        "Un message n’a pu être préparé, par une panne de Relance ; nouvel essai à partir du {until}.",
        "A message could not be made, through a fault of Relance; it is tried again from {until} on.",
    ),
    Why.WAITS_FOR_PROOF: (
        "Message accepté, preuve de remise attendue jusqu’au {until}.",
        "Message accepted; waiting for proof of delivery until {until}.",
    ),
    Why.WAITS_FOR_APPROVAL: (
        "Attend votre accord pour partir : {level}.",
        "Waits for your approval: {level}.",
    ),
    Why.WAITS_FOR_PERSON: (
        "La relance précédente n’a pas de preuve de remise : {level} attend une décision.",
        "The previous reminder has no proof of delivery: {level} waits for a person.",
    ),
    Why.NOT_APPROVED: (
        "Une personne s’y est opposée, son motif est dans l’historique : {level}.",
        "Refused by a person, the history says why: {level}.",
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
        "Message récent, ou courrier encore à poster : rien avant le {until} ({level}).",
        "Recently written to, or a letter is still to be posted: nothing before {until} ({level}).",
    ),
    Why.DECIDED_TODAY: (
        "Un message a déjà été décidé ce jour, puis abandonné ou refusé : nouvel essai à partir du {until} ({level}).",
        "A message was decided today already, and dropped or refused: it is tried again from {until} on ({level}).",
    ),
    Why.CONTACT_BUDGET: (
        "Assez de messages ces derniers temps : rien avant le {until} ({level}).",
        "Written to often enough of late: nothing before {until} ({level}).",
    ),
    Why.NOT_A_WORKING_DAY: (
        "Jour non ouvré : rien avant le {until} ({level}).",
        "Not a working day: nothing before {until} ({level}).",
    ),
    Why.TO_POST: (
        "Sur papier, à poster par vos soins : {level}.",
        "Printed, and yours to post: {level}.",
    ),
    Why.LADDER_ENDED: (
        "Le scénario ne prévoit plus de relance : la suite est à décider.",
        "The policy has no further reminder: what comes next is yours to decide.",
    ),
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
