"""Sample letters, made as the planner makes them: invented people and companies, numbers whose check digits are right.

`chase_samples` maps a name to a letter: each kind of debtor × level × language, and the odd ones (three invoices,
sixty, a part payment, many payments, mixed levels, a debtor abroad, a discount). No consumer's sample holds a 40
anywhere, so that a test may look for one.
"""

from dataclasses import replace
from datetime import date, timedelta

from chalicelib.domain.clause import LatePaymentTerms
from chalicelib.domain.early_payment import EarlyPaymentDiscount
from chalicelib.domain.facts import Facts, InvoiceFacts
from chalicelib.domain.instalment_reminder import reminder_of
from chalicelib.domain.invoice import Entry, EntryKind, Invoice
from chalicelib.domain.letter import Letter
from chalicelib.domain.letter_of_step import compose
from chalicelib.domain.level import LADDER, Level
from chalicelib.domain.money import Money
from chalicelib.domain.parties import Address, BankAccount, Creditor, Debtor, DebtorKind, Language
from chalicelib.domain.plan import Instalment, Plan
from chalicelib.domain.policy import Channel
from chalicelib.domain.position import positions
from chalicelib.domain.rate import Rate
from chalicelib.domain.standing_plan import standing_plans
from chalicelib.domain.step import Step, StepItem, step_id
from chalicelib.law.stated import stated_in
from tests.builders import STANDARD

PORTAL = "https://relance.example/fr/atelier-morel/"
LINK = f"{PORTAL}#k=c7qm2x5vtr3hs6wpu2zn7edgkyb2af5j"
DUE = date(2026, 10, 30)
# The follow-up is in no policy that comes with Relance.
OFFSETS = {rung.level: rung.offset_days for rung in STANDARD.rungs} | {Level.FOLLOW_UP: 60}
NOTICE_ON = DUE + timedelta(days=OFFSETS[Level.FORMAL_NOTICE])

CREDITOR = Creditor(
    id="cre_morel",
    name="Atelier Morel",
    legal_form="SARL au capital de 15 000 €",
    siren="812345676",
    address=Address(("18 rue de l’Arbre-Sec",), "69001", "Lyon"),
    email="facturation@ateliermorel.example",
    phone="04 72 55 01 38",
    bank=BankAccount("ATELIER MOREL SARL", "FR7630003035710002681732544", "SOGEFRPP"),
    signatory="Camille Morel",
    signatory_role="gérante",
)

# The same, which has told its terms of sale: its formal notices state what lateness costs.
TOLD = replace(CREDITOR, late_payment=LatePaymentTerms())
TOLD_RATE = replace(CREDITOR, late_payment=LatePaymentTerms(Rate.percent("9.5")))

DEBTORS = {
    DebtorKind.TRADER: Debtor(
        id="dbt_brunet",
        name="Menuiserie Brunet & Fils SAS",
        kind=DebtorKind.TRADER,
        address=Address(("ZA des Peupliers", "7 allée des Ébénistes"), "38500", "Voiron"),
        email="compta@brunet.example",
        siren="532897162",
    ),
    DebtorKind.CONSUMER: Debtor(
        id="dbt_lefevre",
        name="Mme Zoé Lefèvre-N’Diaye",
        kind=DebtorKind.CONSUMER,
        address=Address(("Résidence du Parc, bâtiment B", "3 chemin des Cœurs-Vaillants"), "69300", "Caluire-et-Cuire"),
        email="zoe.lefevre@courriel.example",
    ),
    DebtorKind.PUBLIC_BODY: Debtor(
        id="dbt_commune",
        name="Commune de Saint-Égrève",
        kind=DebtorKind.PUBLIC_BODY,
        address=Address(
            ("Hôtel de ville", "Service des finances", "36 avenue du Général-de-Gaulle"), "38120", "Saint-Égrève"
        ),
        email="finances@saint-egreve.example",
        siren="213801855",
    ),
}


def invoice(number: str, cents: int, due_on: date = DUE, paid: int = 0, order: str | None = None) -> Invoice:
    entries = (Entry(EntryKind.PAYMENT, due_on, Money(paid), f"pay-{number}"),) if paid else ()
    return Invoice(number, number, due_on - timedelta(days=30), due_on, Money(cents), order, entries)


def letter(
    level: Level,
    kind: DebtorKind = DebtorKind.TRADER,
    language: Language = Language.FR,
    invoices: tuple[Invoice, ...] = (invoice("F-2026-0142", 128450),),
    levels: dict[str, Level] | None = None,
    others: tuple[Invoice, ...] = (),
    creditor: Creditor = CREDITOR,
    notices: dict[str, date] | None = None,
) -> Letter:
    """A letter of that level on the day it falls due; `levels` gives invoices another level than the letter's,
    `notices` a follow-up's invoices other formal notices than that of its day.

    `others` are invoices of the case that the letter does not list, overpaid ones for instance.
    """
    debtor = replace(DEBTORS[kind], language=language)
    on = DUE + timedelta(days=OFFSETS[level])
    items = tuple(StepItem(i.id, (levels or {}).get(i.id, level)) for i in invoices)
    step = Step(step_id(creditor.id, debtor.id, STANDARD.reference, level, on), level, on, items)
    known = tuple(InvoiceFacts(i.id, i.number, i.due_on, i.open) for i in (*invoices, *others))
    heard = {i.id: NOTICE_ON for i in invoices} | (notices or {})
    placed = positions(Facts(known), on)
    made = compose(creditor, debtor, (*invoices, *others), step, PORTAL, placed, notices=heard)
    return replace(made, statement=stated_in(made, (*invoices, *others)))


def instalment(
    on: date,
    kind: DebtorKind = DebtorKind.TRADER,
    language: Language = Language.FR,
    invoices: tuple[Invoice, ...] = (invoice("F-2026-0142", 128450, paid=50000),),
    grace_days: int = 8,
) -> Letter:
    """The reminder of an instalment of a plan agreed on 4 November: three of them, a month apart from 1 December on; of
    the 1,284.50 € owed then 500.00 € have come.
    """
    debtor, amounts = replace(DEBTORS[kind], language=language), (46000, 46000, 36450)
    days = (date(2026, 12, 1), date(2027, 1, 5), date(2027, 2, 2))
    instalments = tuple(Instalment(day, Money(cents)) for day, cents in zip(days, amounts, strict=True))
    names = tuple(i.id for i in invoices)
    plan = Plan("plan", names, instalments, date(2026, 11, 4), "creditor", Money(50000), grace_days)
    known = tuple(InvoiceFacts(i.id, i.number, i.due_on, i.open) for i in invoices)
    facts = Facts(known, plans=(plan,))
    placed, (standing,) = positions(facts, on), standing_plans(facts, on)
    reminder = reminder_of(standing, facts, STANDARD, on)
    items = tuple(StepItem(name, Level.INSTALMENT) for name in names)
    name = step_id(CREDITOR.id, debtor.id, STANDARD.reference, Level.INSTALMENT, on)
    step = Step(name, Level.INSTALMENT, on, items, pay_until=reminder.pay_by if reminder else None)
    return compose(CREDITOR, debtor, invoices, step, PORTAL, placed, reminder=reminder)


# Earned until ten days before the due date.
TWO_PER_CENT = EarlyPaymentDiscount(Rate.percent("2"), 10)
THREE = (
    invoice("F-2026-0131", 45360, date(2026, 10, 12)),
    invoice("F-2026-0142", 128450, order="BC 2026/118"),
    invoice("F-2026-0144", 1234567, date(2026, 10, 20), paid=500000),
)
MANY_PAYMENTS = replace(
    invoice("F-2026-0142", 128450, order="BC 2026/118"),
    entries=(
        Entry(EntryKind.PAYMENT, date(2026, 11, 2), Money(15000), "VIR-1"),
        Entry(EntryKind.CREDIT_NOTE, date(2026, 11, 5), Money(30000), "AV-1"),
        *(Entry(EntryKind.PAYMENT, date(2026, 11, 9 + n), Money(1000), f"VIR-{n + 2}") for n in range(4)),
    ),
)
STATED = (
    replace(
        MANY_PAYMENTS, number="F-2026-0098", id="F-2026-0098", issued_on=date(2026, 4, 12), due_on=date(2026, 5, 12)
    ),
    *THREE[::2],
)
ABROAD = Address(("Chaussée de Louvain 220",), "1030", "Bruxelles", "BE")
SOON, LATE = date(2027, 1, 4), date(2027, 1, 7)
SIXTY = tuple(
    invoice(
        f"F-2026-{number:04d}",
        9950 + 7919 * number % 250000,
        DUE - timedelta(days=60 - number),
        paid=1000 * (number % 7 == 0),
    )
    for number in range(1, 61)
)
MIXED = (
    invoice("F-2026-0131", 45360, date(2026, 10, 30)),
    invoice("F-2026-0158", 91200, date(2026, 11, 25)),
    invoice("F-2026-0163", 30500, date(2026, 12, 11)),
)


def chase_samples() -> dict[str, Letter]:
    samples = {
        f"{kind}.{level}.{language}": letter(level, kind, language)
        for kind in DebtorKind
        for level in LADDER
        for language in Language
    }
    for language in Language:
        samples |= {
            f"three-invoices.{level}.{language}": letter(level, language=language, invoices=THREE) for level in LADDER
        }
        samples[f"consumer-three-invoices.reminder-2.{language}"] = letter(
            Level.REMINDER_2, DebtorKind.CONSUMER, language, THREE
        )
        samples[f"credit-elsewhere.reminder-2.{language}"] = letter(
            Level.REMINDER_2, language=language, others=(invoice("F-2026-0120", 10000, paid=30050),)
        )
        samples[f"part-paid.final-reminder.{language}"] = letter(
            Level.FINAL_REMINDER, language=language, invoices=(invoice("F-2026-0142", 128450, paid=50000),)
        )
        samples[f"many-payments.formal-notice.{language}"] = letter(
            Level.FORMAL_NOTICE, language=language, invoices=(MANY_PAYMENTS,)
        )
        samples[f"trader-discount.notice.{language}"] = letter(
            Level.NOTICE,
            language=language,
            invoices=(replace(invoice("F-2026-0142", 128450), discount=TWO_PER_CENT),),
        )
        at_home = letter(Level.FORMAL_NOTICE, language=language)
        samples[f"abroad.formal-notice.{language}"] = replace(
            at_home, debtor=replace(at_home.debtor, address=ABROAD, siren=None)
        )
        samples[f"mixed-levels.formal-notice.{language}"] = letter(
            Level.FORMAL_NOTICE,
            language=language,
            invoices=MIXED,
            levels={"F-2026-0158": Level.REMINDER_1, "F-2026-0163": Level.NOTICE},
        )
    for language in Language:
        samples |= {f"{kind}.instalment.{language}": instalment(SOON, kind, language) for kind in DebtorKind}
        samples |= {f"{kind}.instalment-late.{language}": instalment(LATE, kind, language) for kind in DebtorKind}
        samples[f"several.instalment.{language}"] = instalment(
            SOON,
            language=language,
            invoices=(invoice("F-2026-0131", 45360, date(2026, 10, 12)), invoice("F-2026-0142", 33090)),
        )
    for language in Language:
        samples[f"registered.formal-notice.{language}"] = replace(
            letter(Level.FORMAL_NOTICE, language=language), channel=Channel.REGISTERED_POST
        )
        for kind in (DebtorKind.TRADER, DebtorKind.PUBLIC_BODY):
            samples[f"stated-{kind}.formal-notice.{language}"] = letter(
                Level.FORMAL_NOTICE, kind, language, creditor=TOLD
            )
        samples[f"stated-three.formal-notice.{language}"] = letter(
            Level.FORMAL_NOTICE, language=language, invoices=STATED, creditor=TOLD_RATE
        )
    for language in Language:
        samples[f"part-paid.follow-up.{language}"] = letter(
            Level.FOLLOW_UP, language=language, invoices=(invoice("F-2026-0142", 128450, paid=50000),)
        )
        samples[f"two-notices.follow-up.{language}"] = letter(
            Level.FOLLOW_UP,
            language=language,
            invoices=(*THREE, invoice("F-2026-0158", 91200, date(2026, 12, 1))),
            levels={"F-2026-0158": Level.REMINDER_2},
            notices={"F-2026-0131": date(2026, 11, 12)},
        )
    samples["stated-sixty.formal-notice.fr"] = letter(Level.FORMAL_NOTICE, invoices=SIXTY, creditor=TOLD)
    samples["sixty-invoices.formal-notice.fr"] = letter(Level.FORMAL_NOTICE, invoices=SIXTY)
    return samples
