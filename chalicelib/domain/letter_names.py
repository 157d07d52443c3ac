"""What a letter is called among the files of whoever has it."""

from chalicelib.domain.level import Level
from chalicelib.domain.parties import Language

# Without accents: some mail programs still garble them in the name of a file. English takes the levels' own words.
FRENCH_FILE_NAMES = {
    Level.NOTICE: "rappel-avant-echeance",
    Level.REMINDER_1: "relance-1",
    Level.REMINDER_2: "relance-2",
    Level.FINAL_REMINDER: "relance-avant-mise-en-demeure",
    Level.FORMAL_NOTICE: "mise-en-demeure",
    Level.FOLLOW_UP: "relance-apres-mise-en-demeure",
    Level.INSTALMENT: "rappel-echeancier",
    Level.PROMISE: "promesse-de-reglement",
    Level.DISPUTE: "contestation-recue",
    Level.DISPUTE_ANSWER: "reponse-a-votre-contestation",
    Level.PLAN_PROPOSAL: "proposition-echeancier",
    Level.PLAN: "accord-echeancier",
    Level.RECEIPT: "recu",
    Level.THANKS: "reglement-complet",
    Level.ACCOUNT: "releve-de-compte",
}


def name_of(level: Level, language: Language) -> str:
    """
    >>> name_of(Level.REMINDER_1, Language.FR), name_of(Level.REMINDER_1, Language.EN)
    ('relance-1', 'reminder-1')
    """
    return FRENCH_FILE_NAMES[level] if language is Language.FR else level.value
