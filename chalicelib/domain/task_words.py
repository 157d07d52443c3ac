"""What a person does about each task, in French and English: the worklist says how a task ends, not only that it is."""

from chalicelib.domain.parties import Language
from chalicelib.domain.task import TaskKind

WHAT_TO_DO = {
    TaskKind.APPROVE: (
        "Relire le courrier, puis l’autoriser ou s’y opposer en disant pourquoi.",
        "Read the letter, then approve it, or refuse it and say why.",
    ),
    TaskKind.POST_LETTER: (
        "Imprimer et poster le courrier, puis le dire avec le numéro du récépissé.",
        "Print and post the letter, then say so with the number on the receipt.",
    ),
    TaskKind.MEND_LETTER: (
        "Compléter ce qui manque au courrier : il repart de lui-même.",
        "Give what the letter lacks: it is tried again by itself.",
    ),
    TaskKind.LETTER_FAILED: (
        "Rien à compléter : une panne de Relance arrête ce courrier, il repart de lui-même. S’il presse, appeler.",
        "Nothing is missing: a fault of Relance stops this letter, it is tried again by itself. If it is urgent, call.",
    ),
    TaskKind.LOOK_FAILED: (
        "Rien à compléter : une panne de Relance arrête ce dossier, rien ne part d’ici là. S’il presse, appeler.",
        "Nothing is missing: a fault of Relance stops this case, nothing goes out until then. If it is urgent, call.",
    ),
    TaskKind.CHECK_MAIL: (
        "Chercher si le message est parti, puis le dire : rien d’autre n’est envoyé d’ici là.",
        "Find out whether the mail went out, then say so: nothing else is sent until then.",
    ),
    TaskKind.GIVE_ADDRESS: (
        "Donner une adresse électronique qui reçoit, ou retirer celle qui ne reçoit plus.",
        "Give an e-mail address that takes mail, or take out the one that does not.",
    ),
    TaskKind.ANSWER_DISPUTE: (
        "Répondre au débiteur, passer un avoir s’il a raison, puis lever la contestation.",
        "Answer the debtor, book a credit note where it is right, then end the dispute.",
    ),
    TaskKind.GIVE_PAPERS: (
        "Donner les pièces demandées sur la plateforme, ou lever la suspension.",
        "Give the papers that were asked for on the platform, or end the hold.",
    ),
    TaskKind.CORRECT_INVOICE: (
        "Corriger la facture refusée par un avoir et en émettre une autre, ou lever le refus.",
        "Correct the refused invoice by a credit note and issue another one, or end the hold.",
    ),
    TaskKind.SEND_INVOICE_AGAIN: (
        "Renvoyer la facture par la plateforme : elle n’est pas parvenue au débiteur.",
        "Send the invoice through the platform again: it did not reach the debtor.",
    ),
    TaskKind.DECLARE_CLAIM: (
        "Déclarer la créance au mandataire avant le dernier jour, puis le dire.",
        "Declare the claim to the administrator by the last day, then say so.",
    ),
    TaskKind.MATCH_MONEY: (
        "Rapprocher l’encaissement d’une facture, puis lever la suspension.",
        "Book the money where it belongs, then end the hold.",
    ),
    TaskKind.FIND_PAYMENT: (
        "Chercher le paiement annoncé et le saisir, ou lever la suspension : la relance reprend.",
        "Find the payment that was announced and book it, or end the hold: the chase goes on.",
    ),
    TaskKind.BOOK_CREDIT: (
        "Affecter ce qui est versé en trop, ou sur aucune facture, aux factures de l’échéancier : il est alors soldé.",
        "Book what was overpaid, or stands on no invoice, on the invoices of the plan: it is paid then.",
    ),
    TaskKind.IMPORT_BANK_DATA: (
        "Importer les relevés bancaires et dire jusqu’à quel jour : rien ne part d’ici là.",
        "Import the bank statements and say up to which day: nothing goes out until then.",
    ),
    TaskKind.REVIEW_PAUSE: (
        "Lever la suspension, ou la poser à nouveau si elle tient encore.",
        "End the pause, or place it once more where it is still wanted.",
    ),
    TaskKind.REVIEW_REFUSAL: (
        "Autoriser le courrier, ou s’y opposer à nouveau.",
        "Approve the letter, or refuse it once more.",
    ),
    TaskKind.DECIDE_NEXT: (
        "Décider de la suite : injonction de payer, avocat, avoir ; une suspension dit que c’est en cours.",
        "Decide what comes next: court, lawyer, credit note; a pause says that it is under way.",
    ),
    TaskKind.CALL: ("Appeler le débiteur, puis dire ce qu’il en est.", "Call the debtor, then say what came of it."),
    TaskKind.PERSONAL_MAIL: (
        "Écrire soi-même au débiteur, puis dire ce qu’il en est.",
        "Write to the debtor yourself, then say what came of it.",
    ),
}


def what_to_do(kind: TaskKind, language: Language) -> str:
    """How a person ends a task of that kind.

    >>> what_to_do(TaskKind.CALL, Language.EN)
    'Call the debtor, then say what came of it.'
    """
    french, english = WHAT_TO_DO[kind]
    return french if language is Language.FR else english
