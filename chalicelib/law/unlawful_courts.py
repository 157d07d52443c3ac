"""How a letter may speak of a court, a lawyer, a bailiff: in the conditional, and of nothing that has not happened.

Whoever writes has no judgment yet, and may change its mind. Sources: LAW 5 and 6; C. conso. L121-2, L121-6 5°.
"""

from chalicelib.domain.parties import Language
from chalicelib.law.wording import Rule

FR, EN = Language.FR, Language.EN

_OF_A_COURT = {
    FR: (
        r"juridictions?|tribuna(?:l|ux)|juges?|(?:en|la) justice|judiciaires?|contentieux|injonctions? de payer|proces",
        r"poursuites?|poursuivr\w+|assign\w+|huissiers?|commissaires? de justice|avocats?|refere|recouvrement force",
        r"(?:societe|cabinet|agence|service|organisme)s? (?:\w+ )?de recouvrement",
    ),
    EN: (
        r"courts?|judges?|tribunals?|legal (?:action|proceedings|steps)|litigation|lawsuits?|su(?:e|ing) (?:you|for)",
        r"proceedings|orders? for payment|bailiffs?|lawyers?|solicitors?|attorneys?|barristers?|debt collectors?",
        r"(?:debt )?collection (?:agency|agencies|company)|enforced (?:recovery|collection)",
    ),
}
# What leaves it open, or would rather not.
_OPEN = {
    FR: (
        r"reserv(?:ons|er|erions|e|ent)|pourr(?:ions|ait|aient|ais)|serions (?:amenes|contraints|en droit)",
        r"possibilite|eventuel\w*|le cas echeant|vous pouvez|evit\w+|plutot qu\w*|a l'amiable|preferer\w*",
        r"sans (?:avoir|recour\w+|passer|aller)",
    ),
    EN: (
        r"reserv(?:e|es|ing)|might|may|could|possibility|possibly|you can|avoid\w*|rather than|amicabl\w+|prefer",
        r"without (?:having|going|recourse)",
    ),
}
_WILL = {
    FR: (
        r"(?:saisi|engage|entame|assigne|transmett|depose|confie|poursuiv|mandate|charge|lance|remett|intente)rons",
        r"ferons (?:appel|intervenir|proceder)|ser(?:a|ez|ont) (?:\w+ )?(?:transmis|confie|remis|saisi|assigne)\w*",
        r"ser(?:a|ez|ont) (?:\w+ )?(?:poursuivi|engage|entame|depose|mandate)\w*",
        r"allons (?:saisir|engager|entamer|assigner|transmettre|deposer|confier|poursuivre|mandater)",
    ),
    EN: (r"(?:will|shall)\b(?! (?:consider|look|examine|send it))|(?:are going|are about|intend) to",),
}
_DONE = {
    FR: (
        r"(?:a|ont|avons|ai|vient d'etre|viennent d'etre|est|sont) (?:deja |bien |desormais )?(?:ete )?(?:deja )?"
        r"(?:transmis|confie|remis|saisi|mandate|depose|engage|entame|charge|ouvert|lance|introduit|assigne|obtenu)\w*",
        r"est entre les mains",
    ),
    EN: (
        r"(?:has|have) (?:already |now )?(?:been )?(?:already )?(?:passed|handed|referred|forwarded|sent|transferred|"
        r"filed|instructed|opened|issued|obtained|started|commenced|brought|begun)",
        r"is (?:now )?(?:with|in the hands of) our",
    ),
}
# What is handed over, or opened.
_MATTER = {FR: (r"dossier|creance",), EN: (r"file|case|account",)}


def _any(words: tuple[str, ...]) -> str:
    return rf"\b(?:{'|'.join(words)})\b"


COURTS = (
    Rule(
        "court-certain",
        "what a creditor may do is said in the conditional: no court has decided, nor been asked",
        "LAW 5; C. conso. L121-6 5°",
        _OF_A_COURT,
        # What is told as done is of the rule below.
        {g: rf"^(?!.*{_any(_WILL[g])}).*{_any(_OPEN[g])}|{_any(_DONE[g])}" for g in Language},
    ),
    Rule(
        "not-done",
        "a step is told that has not been taken",
        "C. conso. L121-2; LAW 6",
        {g: rf"^(?=.*{_any((*_OF_A_COURT[g], *_MATTER[g]))}).*{_any(_DONE[g])}" for g in Language},
    ),
)
