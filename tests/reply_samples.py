"""Sample replies, made from a case as they are sent: what a debtor promised, contested, agreed on or paid."""

from dataclasses import replace
from datetime import date

from chalicelib.domain.case import Case, CaseKey
from chalicelib.domain.hold import Hold, HoldKind
from chalicelib.domain.invoice import Entry, EntryKind, Invoice
from chalicelib.domain.letter import Letter
from chalicelib.domain.level import Level
from chalicelib.domain.money import Money
from chalicelib.domain.parties import Debtor, DebtorKind, Language
from chalicelib.domain.plan import Instalment, Plan
from chalicelib.domain.promise import Promise
from chalicelib.domain.replies import compose_reply
from chalicelib.domain.reply import Received, ReplyTo
from chalicelib.domain.step import Step, StepItem, step_id
from tests.letter_samples import CREDITOR, DEBTORS, DUE, PORTAL, THREE, invoice

ON = date(2026, 11, 17)
ONE = (invoice("F-2026-0142", 128450),)
PART_PAID = (invoice("F-2026-0142", 128450, paid=50000),)
PROMISED_ON, ANSWER_BY, PAY_BY = date(2026, 11, 30), date(2026, 11, 27), date(2026, 12, 1)
WORDS = (
    "Le bon de livraison du 22 octobre, signé sur place, mentionne les douze panneaux sans réserve.",
    "Nous vous en avons adressé la copie ce jour.",
)
WORDS_EN = (
    "The delivery note of 22 October, signed on site, lists the twelve panels without reserve.",
    "We have sent you a copy of it today.",
)
SAID = {Language.FR: WORDS, Language.EN: WORDS_EN}


def case_of(debtor: Debtor, invoices: tuple[Invoice, ...] = ONE) -> Case:
    return Case(CaseKey(CREDITOR.id, debtor.id), debtor, tuple(invoices))


def reply(case: Case, level: Level, to: ReplyTo, on: date = ON, **more: object) -> Letter:
    """The letter of that reply; `more` is what else its step keeps."""
    name = step_id(case.key.creditor_id, case.key.debtor_id, "replies", level, on)
    items = tuple(StepItem(i.id, level) for i in case.invoices)
    step = Step(name, level, on, items, email=case.email, reply=to)
    return compose_reply(CREDITOR, case.debtor, case, replace(step, **more), PORTAL, case.facts())  # type: ignore[arg-type]


def promise(debtor: Debtor, invoices: tuple[Invoice, ...] = ONE) -> Letter:
    case = case_of(debtor, invoices)
    made = Promise("prm", tuple(i.id for i in invoices), PROMISED_ON, ON, "debtor", 3)
    return reply(replace(case, promises=(made,)), Level.PROMISE, ReplyTo("prm"))


def _contested(debtor: Debtor, reason: str, part: Money | None = None, until: date | None = None) -> Case:
    hold = Hold(HoldKind.DISPUTE, ONE[0].id, date(2026, 11, 9), "debtor", reason, amount=part, until=until)
    return replace(case_of(debtor), holds=(hold,))


def dispute(debtor: Debtor, part: Money | None = None) -> Letter:
    case = _contested(debtor, "wrong-amount" if part else "not-received", part)
    return reply(case, Level.DISPUTE, ReplyTo(ONE[0].id), date(2026, 11, 9))


def answer(debtor: Debtor, *, is_upheld: bool, credited: int = 0) -> Letter:
    case = _contested(debtor, "wrong-amount", until=date(2026, 11, 16))
    if credited:
        note = Entry(EntryKind.CREDIT_NOTE, ON, Money(credited), "AV-2026-014")
        case = replace(case, invoices=(replace(ONE[0], entries=(note,)),))
    words = () if is_upheld else SAID[debtor.language]
    return reply(case, Level.DISPUTE_ANSWER, ReplyTo(ONE[0].id, words, is_upheld), pay_until=PAY_BY)


def instalments(cents: int, count: int = 3) -> tuple[Instalment, ...]:
    """Equal ones, the first of the first of December, then each month; the last takes what is left."""
    each = cents // count
    days = [date(2026 + (11 + n) // 12, (11 + n) % 12 + 1, 1) for n in range(count)]
    return tuple(Instalment(d, Money(each if n < count - 1 else cents - each * n)) for n, d in enumerate(days))


def plan(debtor: Debtor, invoices: tuple[Invoice, ...] = ONE, count: int = 3) -> Letter:
    case = case_of(debtor, invoices)
    agreed = instalments(case.open.cents, count)
    made = Plan("pln", tuple(i.id for i in invoices), agreed, ON, "creditor", Money(0), 8)
    return reply(replace(case, plans=(made,)), Level.PLAN, ReplyTo("pln"))


def proposal(debtor: Debtor, invoices: tuple[Invoice, ...] = THREE) -> Letter:
    case = case_of(debtor, invoices)
    spread = instalments(case.open.cents)
    return reply(case, Level.PLAN_PROPOSAL, ReplyTo(), recalls=spread, pay_until=ANSWER_BY)


def received(number: str, total: int, amount: int, left: int, on: date = ON) -> Received:
    issued_on = date(2026, 9, 30)
    return Received(number, issued_on, DUE, Money(total), on, Money(amount), Money(left))


def receipt(debtor: Debtor, *what: Received) -> Letter:
    level = Level.RECEIPT if any(each.left.is_positive for each in what) else Level.THANKS
    return reply(case_of(debtor), level, ReplyTo(received=what))


def account(debtor: Debtor, invoices: tuple[Invoice, ...] = (*THREE, *PART_PAID[:0])) -> Letter:
    hold = Hold(HoldKind.DISPUTE, THREE[0].id, date(2026, 11, 9), "debtor", "not-mine")
    return reply(replace(case_of(debtor, invoices), holds=(hold,)), Level.ACCOUNT, ReplyTo())


PART = received("F-2026-0142", 128450, 50000, 78450)
ALL = received("F-2026-0142", 128450, 78450, 0)
TWO = (received("F-2026-0131", 45360, 45360, 0), PART)


def reply_samples() -> dict[str, Letter]:
    found: dict[str, Letter] = {}
    for language in Language:
        for kind in DebtorKind:
            debtor = replace(DEBTORS[kind], language=language)
            made = {
                "promise": promise(debtor),
                "dispute": dispute(debtor),
                "dispute-answer": answer(debtor, is_upheld=False),
                "plan-proposal": proposal(debtor),
                "plan": plan(debtor),
                "receipt": receipt(debtor, PART),
                "thanks": receipt(debtor, ALL),
                "account": account(debtor),
            }
            found |= {f"{kind}.{name}.{language}": letter for name, letter in made.items()}
        trader = replace(DEBTORS[DebtorKind.TRADER], language=language)
        odd = {
            "three-invoices.promise": promise(trader, THREE),
            "part.dispute": dispute(trader, Money(20000)),
            "upheld.dispute-answer": answer(trader, is_upheld=True, credited=28450),
            "settled.dispute-answer": answer(trader, is_upheld=True, credited=128450),
            "three-invoices.plan": plan(trader, THREE, 36),
            "two.receipt": receipt(trader, *TWO),
            "two.thanks": receipt(trader, TWO[0], ALL),
        }
        found |= {f"{name}.{language}": letter for name, letter in odd.items()}
    return found
