"""What would frighten, shame or deceive whoever reads it: LAW 6, and what a creditor cannot do, or has not done.

Sources: C. pén. 312-1, 312-10, 433-13, 222-33-2-2; CPC exéc. L111-2, L111-3; C. conso. L121-2, L121-6, L121-7; PTT
L34-5, L100; C. civ. 1120. Of a court, see unlawful_courts.
"""

from chalicelib.domain.parties import Language
from chalicelib.law.wording import Rule

FR, EN = Language.FR, Language.EN

_AROUND_FR = (
    r"(?:employeur|patron|famille|conjointe?|epou(?:x|se)|mari|femme|parents|enfants|entourage|voisin(?:s|age)?|amis|"
    r"collegues|bailleur|proprietaire|banques?|banquiers?|assureur|clients?|clientele|fournisseurs?|partenaires?|"
    r"associes|actionnaires|expert-comptable|commissaire aux comptes)"
)
_AROUND_EN = (
    r"(?:employer|boss|family|spouse|wife|husband|partner|parents|children|neighbou?rs?|friends|colleagues|landlord|"
    r"bank|insurer|customers?|clients?|suppliers?|shareholders|accountant|auditor)"
)
_TELL_FR = r"(?:inform|prev(?:en|ien)|avert|contact|signal|alert|avis(?:er|ons)|ecri(?:re|v)|divulg|communiqu|revel)\w*"
_TELL_EN = r"(?:tell|inform|notify|contact|warn|alert|write to|call|report)\w*"
_JUDGE_FR = r"(?:juridictions?|tribuna\w+|juge|justice|mediateur|conciliateur|service)"

THREATS = (
    Rule(
        "court-paper",
        "it looks like a paper of a court or of a bailiff, which a creditor's letter is not",
        "C. pén. 433-13",
        {
            FR: (
                r"ordonnance (?:de|d'|portant|rendue)\w*",
                r"commandement|sommation|exploit",
                r"actes? (?:extrajudiciaires?|d'huissier|de commissaire)",
                r"(?:formule|titre|copie) executoire",
                r"au nom du peuple|republique francaise|ministere de la justice",
                r"avis (?:avant|de) (?:saisie|poursuites?|expulsion)",
                r"signifi(?:e|ee|ons|cation)|proces-verbal",
            ),
            EN: (
                r"writs?|summons|subpoena\w*|warrants?|court orders?|order of the court|statutory demand",
                r"notice (?:of|before) (?:seizure|enforcement|execution|eviction)",
                r"in the name of the (?:law|republic|people)|enforceable title",
            ),
        },
    ),
    Rule(
        "shame",
        "nobody else is told what somebody owes, and nobody is threatened with it",
        "C. pén. 312-10",
        {
            FR: (
                rf"{_TELL_FR}(?: \w+)* (?:votre|vos|leurs?) {_AROUND_FR}",
                rf"(?:votre|vos) {_AROUND_FR}\b.*\b(?:inform|prevenu|averti|contacte|appren|saur|courant)\w*",
                r"reseaux sociaux|rend(?:re|rons) publi(?:c|que)|publi(?:er|ons|erons)|place publique",
                r"liste (?:noire|des mauvais)|mauvais payeurs?",
            ),
            EN: (
                rf"{_TELL_EN}(?: \w+)* (?:your|the) {_AROUND_EN}",
                rf"your {_AROUND_EN}\b.*\b(?:informed|told|notified|contacted|hear|know)",
                r"social (?:media|networks?)|go(?:ing)? public|publish\w*|name and shame|black ?list|bad payers?",
            ),
        },
    ),
    Rule(
        "seizure",
        "nothing can be seized, cut off or sold without an enforceable title, which a letter never follows from",
        "CPC exéc. L111-2, L111-3; C. conso. L121-6 5°",
        {
            FR: (
                r"saisies?",
                rf"saisi(?:r|rons|ront|ssons)\b(?! (?:\S+ ){{0,3}}{_JUDGE_FR})",
                r"(?:prelev|bloqu|gel)\w+ (?:sur )?(?:votre|vos) (?:comptes?|salaires?|biens|revenus)",
                r"expuls\w+|vente (?:forcee|aux encheres)",
                r"(?:couper|coupure|suspend\w*) (?:\S+ )?(?:electricite|eau|gaz|chauffage|ligne)",
                r"(?:nous (?:rendrons|presenterons|deplacerons)|visite) (?:a|chez|dans) (?:votre|vos|vous)",
            ),
            EN: (
                r"seiz\w+|garnish\w*|distrain\w*|repossess\w*|freez\w+ your|auction\w*|evict\w*",
                r"attach\w* your (?:account|wages|salary)|cut off your",
                r"(?:come|visit) (?:to )?your (?:home|premises|place)",
            ),
        },
        {
            FR: (
                r"(?:erreur|faute) de saisie",
                rf"{_JUDGE_FR}(?: \w+){{0,3}} saisie?",
                rf"saisie (?:de la|du|d'une?) {_JUDGE_FR}",
            )
        },
    ),
    Rule(
        "record",
        "no creditor enters a debtor into a register of bad payers",
        "C. conso. L121-6 5°; CNIL 2021-130",
        {
            FR: (
                r"fich(?:age|er|ee?s?)|ficp|banque de france|interdi(?:t|ction) bancaire",
                r"(?:note|cote|cotation|score) (?:de credit|bancaire)",
            ),
            EN: (
                r"credit (?:rating|score|file|record|history|bureau|reference|agenc)\w*",
                r"ccj|county court judgment",
            ),
        },
    ),
    Rule(
        "crime",
        "an unpaid invoice is no crime, and a threat to call it one may be",
        "C. pén. 312-10; C. conso. L121-6 5°",
        {
            FR: (
                r"(?:depo\w+|port\w+|depot de) (?:une )?plainte|penal(?:es?|ement)?",
                r"escroquerie|abus de confiance|delits?|infractions?",
                r"(?:la|services? de) police\b(?! d'assurance)|gendarm\w+|prison|emprison\w*",
                r"procureur|ministere public",
            ),
            EN: (r"criminal\w*|police\b(?! number)|prosecut\w+|theft|jail|prison|arrest\w*|offences?",),
        },
        {FR: (r"clauses? penales?",)},
    ),
    Rule(
        "insult",
        "a letter accuses nobody",
        "C. pén. 222-33-2-2; a letter is firm at most",
        {
            FR: (
                r"mauvaise foi|malhonnet\w+|escrocs?|voleu(?:r|se)s?|hont(?:e|eux|euse)|inadmissible",
                r"scandaleu\w+|insolvable|indelicat\w*",
            ),
            EN: (r"bad faith|dishonest\w*|crooks?|thie(?:f|ves)|ashamed|shameful\w*|outrageous|insolvent",),
        },
    ),
    Rule(
        "told-before",
        "what was said before, and whether it was heard, no letter knows of itself",
        "C. conso. L121-2",
        {
            FR: (
                r"malgre (?:nos|notre|mes|mon|de|plusieurs|les|l'\w+)",
                r"(?:nos|notre|mes|mon) (?:\w+ ){0,2}(?:precedent\w*|dernier\w*|nombreu\w+|multiples) (?:\w+ )?"
                r"(?:appels?|courriers?|lettres?|relances?|rappels?|messages?|visites?|mises? en demeure)",
                r"(?:appels?|courriers?|relances?|rappels?|messages?) (?:precedents?|anterieure?s?|restee?s? sans)",
                r"comme convenu\b(?! le \d)|suite a (?:notre|nos) (?:appel|entretien|echange)s?",
            ),
            EN: (
                r"despite (?:our|my|several|many|numerous|repeated)",
                r"(?:our|my) (?:\w+ ){0,2}(?:previous|earlier|last|many|numerous|repeated|recent) (?:\w+ )?"
                r"(?:calls?|letters?|reminders?|messages?|visits?|notices?|e-?mails?)",
                r"as agreed (?:by|over)|following our (?:call|conversation)",
            ),
        },
    ),
    Rule(
        "last-word",
        "it threatens with what it does not name",
        "C. conso. L121-6",
        {
            FR: (
                r"derni(?:er|ere) (?:avertissement|avis|chance|sommation|delai)",
                r"sous peine d\w*|a vos risques|sans (?:autre )?preavis|sans menagement",
                r"toutes? (?:les )?(?:mesures?|voies?) (?:utiles?|necessaires?|de droit)",
                r"vous (?:allez|aurez a) (?:le )?(?:regretter|subir)",
            ),
            EN: (
                r"(?:last|final) (?:warning|chance)|at your (?:own )?risk|without (?:further )?(?:warning|notice)",
                r"(?:all|any|every) (?:necessary|available|appropriate) (?:means|measures|steps|action)",
                r"or else|you will regret|face (?:the )?consequences",
            ),
        },
    ),
    Rule(
        "no-day",
        "until when is said as a day of the calendar: nobody knows from when hours or days would count",
        "LAW 5",
        {
            FR: (
                r"(?:sous|dans (?:les|un delai de)|d'ici) (?:\d+|huit|dix|quinze|vingt-quatre|quarante-huit|trente) ?"
                r"(?:h|heures?|jours?)",
                r"sous (?:huitaine|quinzaine)|sans delai|sur-le-champ",
            ),
            EN: (
                r"within (?:\d+|seven|eight|ten|fourteen|fifteen|thirty|twenty-four|forty-eight) (?:hours?|days?)",
                r"without delay|forthwith",
            ),
        },
    ),
    Rule(
        "silence",
        "who says nothing accepts nothing",
        "C. civ. 1120",
        {
            FR: (
                r"silence (?:\S+ )?(?:vaut|vaudra|sera|vaudrait)",
                r"(?:sans (?:reponse|retour|contestation)|a defaut)\b.*\bvous (?:reconnai\w+|accept\w+|admett\w+)",
                r"(?:sera|est) (?:reputee?|consideree?) (?:comme )?acceptee?",
            ),
            EN: (
                r"silence (?:means|is|will|shall)",
                r"(?:without|no) (?:answer|reply|objection)\b.*\byou (?:accept|admit|acknowledge)",
                r"(?:deemed|considered) (?:to be )?accepted",
            ),
        },
    ),
    Rule(
        "advertising",
        "what asks for a payment advertises nothing: else it would be canvassing, which needs a consent",
        "PTT L34-5",
        {
            FR: (
                r"promotions?|offres? (?:speciale|exceptionnelle|promotionnelle|d'ete|de rentree)|code promo",
                r"profite[zr]|decouvrez|soldes d\w+|nouvelle collection|parrain\w*|bons? d'achat",
            ),
            EN: (
                r"promotions?|special offers?|promo code|take advantage|discover our|sales? ends?",
                r"new collection|refer a friend|vouchers?",
            ),
        },
    ),
    Rule(
        "registered",
        "a mail is no registered letter, and to call it one is a false claim",
        "PTT L100, L101",
        {
            FR: (r"(?:lettre )?recommandee? electronique|lre|eidas",),
            EN: (r"electronic registered|registered (?:e-?mail|electronic)|eidas",),
        },
    ),
)
