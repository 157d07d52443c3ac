"""Takes invoices in: all of them or, unless a part is asked for, none. The same upload twice creates nothing new.

What is paid is given as the sum so far, as an accounting export states it; the ledger books the difference.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from itertools import batched

from chalicelib.domain.calendar import opening
from chalicelib.domain.case import Case, CaseKey
from chalicelib.domain.errors import Invalid, NotFound, Problem
from chalicelib.domain.events import DebtorChanged, Event, InvoiceUploaded, PaymentRecorded
from chalicelib.domain.invoice import Entry, EntryKind, Invoice
from chalicelib.domain.money import Money
from chalicelib.domain.parties import Creditor, Debtor
from chalicelib.domain.policy import POLICIES
from chalicelib.ports import Cases, Clock, Creditors

# A transaction holds 100 items: an invoice makes three (itself, its number, its event), a payment one more.
CHUNK = 20


class Status(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Row:
    """One invoice as submitted: where it stood, what it claims, who owes, and what was paid so far."""

    line: int
    invoice: Invoice
    debtor: Debtor
    paid: Money
    paid_on: date | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a row. `paid_less` says that it states less paid than the ledger has: the ledger stands."""

    line: int
    invoice_id: str
    number: str
    status: Status
    paid_less: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    taken: tuple[Taken, ...]
    refused: tuple[Problem, ...]


def invoice_id(creditor_id: str, number: str) -> str:
    """The id of an invoice: its number makes it unique with its creditor, so the same number is the same invoice."""
    return "inv_" + hashlib.sha256(f"{creditor_id}#{number}".encode()).hexdigest()[:20]


def debtor_id(creditor_id: str, identity: str) -> str:
    """The id of a debtor, from what identifies it at the creditor's: its customer code, else SIREN, e-mail or name."""
    return "dbt_" + hashlib.sha256(f"{creditor_id}#{identity}".encode()).hexdigest()[:20]


@dataclass(frozen=True, slots=True)
class UploadInvoices:
    cases: Cases
    creditors: Creditors
    clock: Clock

    def __call__(self, creditor_id: str, rows: Sequence[Row], *, partial: bool = False) -> Report:
        """Raises Invalid, with every fault, when a row is bad and no part was asked for: nothing is stored then."""
        creditor = self.creditors.get(creditor_id)
        known = self.cases.find(creditor_id, {r.invoice.id for r in rows})
        problems = _contradictions(rows)
        loaded: dict[CaseKey, Case] = {}
        for row in rows:
            problems += self._against_what_is_stored(creditor, row, known, loaded)
        if problems and not partial:
            raise Invalid(tuple(problems))
        bad = {p.line for p in problems}
        taken: list[Taken] = []
        for debtor_key, group in _by_debtor(creditor_id, [r for r in rows if r.line not in bad]).items():
            for chunk in batched(group, CHUNK):
                taken += self._take(creditor, debtor_key, chunk)
        return Report(tuple(sorted(taken, key=lambda t: t.line)), tuple(problems))

    def _against_what_is_stored(
        self, creditor: Creditor, row: Row, known: dict[str, CaseKey], loaded: dict[CaseKey, Case]
    ) -> list[Problem]:
        key = known.get(row.invoice.id)
        if key is None:
            return []
        if key.debtor_id != row.debtor.id:
            return [_taken_number(row, "is already another debtor's invoice")]
        if key not in loaded:
            loaded[key] = self.cases.load(key)
        case = loaded[key]
        if not any(i.id == row.invoice.id for i in case.invoices):
            case = self.cases.load(key, closed_invoice=row.invoice.id)
        stored = case.invoice(row.invoice.id)
        if not stored.claims_the_same(row.invoice):
            return [_taken_number(row, f"was already uploaded with other content ({_difference(stored, row.invoice)})")]
        return []

    def _take(self, creditor: Creditor, key: CaseKey, rows: Sequence[Row]) -> list[Taken]:
        now = self.clock.now()
        before = self._case_of(key, rows)
        after, events, taken = before, list[Event](), list[Taken]()
        for row in rows:
            after, new, status = _apply(after, row)
            events += new
            paid_less = row.paid.is_positive and row.paid < after.invoice(row.invoice.id).paid
            taken.append(Taken(row.line, row.invoice.id, row.invoice.number, status, paid_less))
        after = _with_debtor(after, rows[-1].debtor, events)
        if after != before:
            self.cases.commit(before, _looked_at_in_time(after, creditor, rows), events, now)
        return taken

    def _case_of(self, key: CaseKey, rows: Sequence[Row]) -> Case:
        """The stored case, with the closed invoices that the rows name; a new one when there is none."""
        try:
            case = self.cases.load(key)
        except NotFound:
            return Case(key, rows[0].debtor)
        missing = {r.invoice.id for r in rows} - {i.id for i in case.invoices}
        for closed in self.cases.find(key.creditor_id, missing):
            case = case.with_invoice(self.cases.load(key, closed_invoice=closed).invoice(closed))
        return case


def _apply(case: Case, row: Row) -> tuple[Case, list[Event], Status]:
    """The case with the row in it."""
    stored = next((i for i in case.invoices if i.id == row.invoice.id), None)
    invoice, events = stored or row.invoice, list[Event]()
    if stored is None:
        events.append(InvoiceUploaded("creditor", invoice.id, invoice.number, invoice.total, invoice.due_on))
    more = row.paid - invoice.paid
    if more.is_positive:
        entry = Entry(EntryKind.PAYMENT, row.paid_on or invoice.issued_on, more, f"upload:{row.paid.cents}")
        invoice = invoice.book(entry)
        events.append(PaymentRecorded("creditor", invoice.id, more, entry.on, entry.reference, invoice.open))
    status = Status.CREATED if stored is None else Status.UPDATED if events else Status.UNCHANGED
    return case.with_invoice(invoice), events, status


def _with_debtor(case: Case, debtor: Debtor, events: list[Event]) -> Case:
    """The debtor as last stated; what changed is a fact, a new address ends the suspension of the old one."""
    if case.debtor == debtor:
        return case
    changed = tuple(f.name for f in fields(Debtor) if getattr(case.debtor, f.name) != getattr(debtor, f.name))
    events.append(DebtorChanged("creditor", changed))
    return replace(case, debtor=debtor)


def _looked_at_in_time(case: Case, creditor: Creditor, rows: Sequence[Row]) -> Case:
    """Due for a look on the day that the first level of a new invoice can fall due, not later than before."""
    offset = POLICIES[case.policy].rungs[0].offset_days
    first = min(r.invoice.due_on for r in rows)
    look = opening(date.fromordinal(first.toordinal() + offset), creditor.time_zone)
    return replace(case, next_look_at=min(look, case.next_look_at) if case.next_look_at else look)


def _by_debtor(creditor_id: str, rows: Sequence[Row]) -> dict[CaseKey, list[Row]]:
    groups: dict[CaseKey, list[Row]] = {}
    for row in rows:
        groups.setdefault(CaseKey(creditor_id, row.debtor.id), []).append(row)
    return groups


def _contradictions(rows: Sequence[Row]) -> list[Problem]:
    """Rows of one file that say different things of one debtor or one number."""
    problems: list[Problem] = []
    debtors: dict[str, Row] = {}
    invoices: dict[str, Row] = {}
    for row in rows:
        first = debtors.setdefault(row.debtor.id, row)
        for f in fields(Debtor):
            if getattr(first.debtor, f.name) != getattr(row.debtor, f.name):
                text = f"differs from line {first.line}, which names the same debtor: make both lines agree"
                problems.append(Problem(f"debtor.{f.name}", "contradiction", text, row.line))
        same = invoices.setdefault(row.invoice.id, row)
        if same is not row:
            problems.append(_taken_number(row, f"stands on line {same.line} too"))
    return problems


def _taken_number(row: Row, what: str) -> Problem:
    return Problem("number", "duplicate", f"invoice {row.invoice.number} {what}", row.line)


def _difference(stored: Invoice, sent: Invoice) -> str:
    """The first field that differs, with both values."""
    for name in ("total", "due_on", "issued_on", "purchase_order"):
        was, now = getattr(stored, name), getattr(sent, name)
        if was != now:
            return f"{name} {_said(was)}, now {_said(now)}"
    return "number"


def _said(value: object) -> str:
    if isinstance(value, Money):
        return f"{value.cents // 100}.{value.cents % 100:02d} {value.currency}"
    return str(value)
