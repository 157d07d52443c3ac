"""Accounts as a debtor meets them, made by the domain from cases. Names, numbers and accounts are invented."""

from dataclasses import replace
from datetime import date

from chalicelib.domain.case import Case, CaseKey
from chalicelib.domain.case_view import CaseView, view_of
from chalicelib.domain.hold import DisputeReason, Hold, HoldKind
from chalicelib.domain.invoice import Entry, EntryKind, Invoice
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.money import Money
from chalicelib.domain.parties import Address, BankAccount, Creditor, Debtor, DebtorKind
from chalicelib.domain.step import Step, StepItem, step_id

TODAY = date(2026, 11, 22)

CREDITOR = Creditor(
    id="cre_atelier",
    name="Atelier Morel",
    legal_form="SARL au capital de 20 000 €",
    siren="732829320",
    address=Address(("12 rue des Tanneurs",), "69003", "Lyon"),
    email="facturation@atelier-morel.example",
    phone="04 78 00 00 00",
    bank=BankAccount("ATELIER MOREL SARL", "FR7630006000011234567890189", "AGRIFRPP"),
    signatory="Claire Morel",
    signatory_role="gérante",
)
DEBTOR = Debtor("dbt_1", "Boulangerie Lefèvre", DebtorKind.TRADER, email="compta@lefevre.example")

LATE = Invoice("inv_1", "F-2026-0142", date(2026, 9, 30), date(2026, 10, 31), Money(178450)).book(
    Entry(EntryKind.PAYMENT, date(2026, 11, 3), Money(50000), "VIR-88")
)
SOON = Invoice("inv_2", "F-2026-0157", date(2026, 11, 2), date(2026, 12, 2), Money(36000))
DISPUTED = Invoice("inv_3", "F-2026-0149", date(2026, 10, 12), date(2026, 11, 12), Money(9900))
SETTLED = Invoice("inv_4", "F-2026-0121", date(2026, 8, 3), date(2026, 9, 2), Money(42000)).book(
    Entry(EntryKind.PAYMENT, date(2026, 9, 1), Money(42000), "VIR-61")
)
OVERPAID = replace(
    SETTLED, entries=(*SETTLED.entries, Entry(EntryKind.PAYMENT, date(2026, 9, 4), Money(1250), "VIR-62"))
)


def dispute(invoice: Invoice) -> Hold:
    return Hold(HoldKind.DISPUTE, invoice.id, date(2026, 11, 18), "debtor", DisputeReason.WRONG_AMOUNT)


def step(level: Level, on: date) -> Step:
    identity = step_id(CREDITOR.id, DEBTOR.id, "standard-1", level, on)
    return Step(identity, level, on, (StepItem("inv_1", level),), state=StepState.DELIVERED)


STEPS = (
    step(Level.NOTICE, date(2026, 10, 16)),
    step(Level.REMINDER_1, date(2026, 11, 3)),
    step(Level.REMINDER_2, date(2026, 11, 10)),
)


def account(*invoices: Invoice, holds: tuple[Hold, ...] = (), creditor: Creditor = CREDITOR) -> CaseView:
    case = Case(CaseKey(creditor.id, DEBTOR.id), DEBTOR, steps=STEPS, holds=holds)
    for invoice in invoices:
        case = case.with_invoice(invoice)
    return view_of(case, creditor, TODAY, case.facts())


def hostile(text: str) -> CaseView:
    """An account where every name is the given text."""
    creditor = replace(
        CREDITOR,
        name=text,
        legal_form=text,
        phone=text,
        email=text,
        address=Address((text,), text, text),
        bank=replace(CREDITOR.bank, holder=text[:70]),
    )
    view = account(replace(LATE, number=text), SOON, replace(DISPUTED, number=text), creditor=creditor)
    return replace(view, debtor=replace(DEBTOR, name=text))


SITUATIONS = {
    "one late": account(LATE),
    "one due later": account(SOON),
    "one contested in part": account(LATE, SOON, holds=(replace(dispute(LATE), amount=Money(28450)),)),
    "several": account(LATE, SOON, DISPUTED, SETTLED, holds=(dispute(DISPUTED),)),
    "a credit on another": account(LATE, OVERPAID),
    "one covered by a credit": account(
        replace(DISPUTED, total=Money(900)), replace(LATE, due_on=SOON.due_on), OVERPAID
    ),
    "all contested": account(DISPUTED, holds=(dispute(DISPUTED),)),
    "nothing owed": account(SETTLED),
    "paid too much": account(OVERPAID),
    "a large sum": account(replace(LATE, total=Money(123456789), number="FACT/2026/11/000000000142-BIS")),
}
