"""A debtor and its invoices as a store is given them."""

from dataclasses import replace
from datetime import UTC, date, datetime

from chalicelib.domain.case import Case, CaseKey
from chalicelib.domain.events import InvoiceUploaded
from chalicelib.domain.invoice import Entry, EntryKind, Invoice
from chalicelib.domain.money import Money
from chalicelib.domain.parties import Address, Debtor, DebtorKind
from chalicelib.ports import Cases

KEY = CaseKey("cre_1", "dbt_1")
AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
DEBTOR = Debtor("dbt_1", "Boulangerie Élan", DebtorKind.TRADER, Address(("1 rue du Four",), "75006", "Paris"), "a@b.fr")


def invoice(number: str, due: date = date(2026, 10, 31), cents: int = 128450) -> Invoice:
    return Invoice(f"inv_{number}", number, date(2026, 10, 1), due, Money(cents))


def stored(cases: Cases, *invoices: Invoice, key: CaseKey = KEY) -> Case:
    new = Case(key, replace(DEBTOR, id=key.debtor_id), tuple(sorted(invoices, key=lambda i: (i.due_on, i.id))))
    return cases.commit(
        new, new, [InvoiceUploaded("creditor", i.id, i.number, i.total, i.due_on) for i in invoices], AT
    )


def paid(case: Case, invoice_id: str, cents: int) -> Case:
    entry = Entry(EntryKind.PAYMENT, date(2026, 11, 2), Money(cents), f"vir-{cents}")
    return case.with_invoice(case.invoice(invoice_id).book(entry))
