"""What tests of replies share: a debtor of two invoices, whose creditor replies to all."""

from typing import Any

from chalicelib.domain.invoice import Invoice
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.money import Money
from chalicelib.domain.plan import Instalment
from chalicelib.domain.step import Step
from chalicelib.usecases.agree_plan import AgreePlan
from chalicelib.usecases.answer_dispute import AnswerDispute
from chalicelib.usecases.promise_payment import PromisePayment
from chalicelib.usecases.trying_replies import TryReplies
from tests.builders import KEY, MONDAY, SITE, Office, case, creditor, days, invoice

ALL = (Level.PROMISE, Level.DISPUTE, Level.PLAN, Level.RECEIPT, Level.THANKS)
ONE = invoice()
OTHER = invoice("F-2", cents=5000)


def office_of(*invoices: Invoice, **changes: Any) -> Office:
    made = Office()
    made.creditors.put(creditor(replies=ALL))
    made.keep(case(*invoices, **changes))
    made.wake(MONDAY + days(1))
    return made


def replies(office: Office) -> list[Step]:
    return [s for s in office.case.steps if s.level.is_reply]


def promise(office: Office, in_days: int = 5, *names: str) -> None:
    on = office.today + days(in_days)
    PromisePayment(office.change, office.ids)(KEY, names or (ONE.id,), on, "", "debtor")


def plan(office: Office) -> None:
    spread = (Instalment(office.today + days(10), Money(5000)), Instalment(office.today + days(40), Money(5000)))
    AgreePlan(office.change, office.ids)(KEY, (ONE.id,), spread, "key_1")


def tries(office: Office) -> TryReplies:
    return TryReplies(office.judge, office.press, SITE)


def answer(office: Office, *words: str, is_upheld: bool = False) -> None:
    AnswerDispute(office.change, tries(office))(KEY, ONE.id, words, "key_1", is_upheld=is_upheld)


def sent(office: Office) -> list[Level]:
    """What went out, in its order."""
    by_reference = {s.reference.replace("-", ""): s.level for s in office.case.steps}
    return [by_reference[mail.tags["step"]] for mail in office.mailer.mails]


def said(office: Office) -> list[StepState]:
    return [s.state for s in replies(office)]


def of(office: Office, level: Level) -> Step:
    """The last of that level."""
    return [s for s in office.case.steps if s.level is level][-1]
