"""The rows of an upload, and what is wrong with them: among themselves, and against what is stored."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date

from chalicelib.domain.case import Case, CaseKey
from chalicelib.domain.discount import earned
from chalicelib.domain.errors import Problem
from chalicelib.domain.invoice import Entry, EntryKind, Invoice
from chalicelib.domain.money import Money, total
from chalicelib.domain.parties import Debtor


@dataclass(frozen=True, slots=True)
class Row:
    """One invoice as submitted: where it stood, what it claims, who owes, and `paid`, the sum of payments so far.

    Of the debtor, None says nothing; `says_language` tells whether its language was stated or is the usual one.
    """

    line: int
    invoice: Invoice
    debtor: Debtor
    paid: Money
    paid_on: date | None = None
    says_language: bool = True


def contradictions(rows: Sequence[Row]) -> list[Problem]:
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


def yet_to_come(rows: Iterable[Row], latest: date) -> list[Problem]:
    """Payments dated later than any bank can have booked them: a slip that would stop a chase for nothing."""
    return [
        Problem(
            "paid_on",
            "wrong",
            f"{row.paid_on} is yet to come: state what was received, at the latest on {latest}",
            row.line,
        )
        for row in rows
        if row.paid_on and row.paid_on > latest
    ]


def against(case: Case, rows: Iterable[Row], known: Mapping[str, CaseKey]) -> list[Problem]:
    """What the rows say that differs from what is stored. `known` are the cases of the invoices that are stored."""
    problems: list[Problem] = []
    for row in rows:
        if case.version:
            problems += _against_the_debtor(case.debtor, row)
        key = known.get(row.invoice.id)
        if key is None:
            problems += (*_may_be_credit(row, None, case), *_may_count_discount(row, None))
            continue
        if key != case.key:
            problems.append(_taken_number(row, "is already another debtor's invoice"))
            continue
        stored = case.invoice(row.invoice.id)
        if not stored.claims_the_same(row.invoice):
            said = f"was already uploaded with other content ({_difference(stored, row.invoice)})"
            problems.append(_taken_number(row, said))
            continue
        if _may_be_read_two_ways(row, stored):
            problems.append(_ambiguous_sum(row, stored))
        problems += (*_may_be_credit(row, stored, case), *_may_count_discount(row, stored))
    return problems


def _may_be_read_two_ways(row: Row, stored: Invoice) -> bool:
    """Whether a sum beyond the payments that are known may be money alone, or may count credit notes, or what was
    cancelled here and not where the file comes from.
    """
    has_credit_notes = stored.received < stored.paid
    return (has_credit_notes or bool(stored.cancelled)) and stored.received < row.paid


def _ambiguous_sum(row: Row, stored: Invoice) -> Problem:
    known = [f"{_said(stored.received)} of payments"]
    if stored.received < stored.paid:
        known.append(f"{_said(stored.paid)} with its credit notes")
    if stored.cancelled:
        with_cancelled = total((stored.paid, *(c.entry.amount for c in stored.cancelled)), row.paid.currency)
        known.append(f"{_said(with_cancelled)} with what was cancelled")
    text = (
        f"{_said(row.paid)} may be read two ways, for the ledger has {', and '.join(known)}: when more was received, "
        f"book it by POST /v1/invoices/{stored.id}/payments"
    )
    return Problem("paid_cents", "ambiguous", text, row.line)


def _may_be_credit(row: Row, stored: Invoice | None, case: Case) -> Iterator[Problem]:
    """Money that stands on no invoice may be what a sum beyond the payments that are known counts: booked once more, an
    invoice is never asked for.
    """
    received = stored.received if stored else Money(0, row.paid.currency)
    there = [c for c in case.credits if c.kind is EntryKind.PAYMENT and c.amount.currency == row.paid.currency]
    if not there or row.paid <= received:
        return
    known = " and ".join(f"{_said(c.amount)} of {c.reference!r}" for c in there)
    reference = "that reference" if len(there) == 1 else "its reference"
    first = "" if stored else "take the invoice in without it, then "
    text = (
        f"{_said(row.paid)} may count {known}, which stand on no invoice: {first}book what was received by POST "
        f"/v1/invoices/{row.invoice.id}/payments, under {reference} if it is that money, else under its own"
    )
    yield Problem("paid_cents", "ambiguous", text, row.line)


def _may_count_discount(row: Row, stored: Invoice | None) -> Iterator[Problem]:
    """Whoever states all of an invoice as paid, in time for its discount, may have booked that as settled: taken for
    money, it would be a credit of the debtor's, set against what else it owes.
    """
    invoice = stored or row.invoice
    more = row.paid - invoice.received
    # Beside credit notes a sum is refused before.
    is_whole = row.paid == invoice.total and invoice.paid == invoice.received
    if invoice.discount is None or not is_whole or not more.is_positive:
        return
    entry = Entry(EntryKind.PAYMENT, row.paid_on or invoice.issued_on, more, "")
    granted = earned(replace(invoice, entries=(*invoice.entries, entry)), invoice.discount, date.max)
    if granted is None:
        return
    settles, first = _said(invoice.total - granted.amount), "" if stored else "take the invoice in without it, then "
    text = (
        f"{_said(row.paid)} may be read two ways, for {settles} in time settle it with its discount: state {settles} "
        f"if that was received; if all was, {first}book it by POST /v1/invoices/{invoice.id}/payments"
    )
    yield Problem("paid_cents", "ambiguous", text, row.line)


def _against_the_debtor(stored: Debtor, row: Row) -> list[Problem]:
    """The kind decides which law applies, the SIREN who it is: no file changes either by the way."""
    said, problems = row.debtor, list[Problem]()
    if said.kind is not stored.kind:
        text = f"is stored as {stored.kind}, now {said.kind}: another kind is under another law, so it stays"
        problems.append(Problem("debtor.kind", "contradiction", text, row.line))
    if said.siren and stored.siren and said.siren != stored.siren:
        text = f"is stored as {stored.siren}, now {said.siren}: that is another company, under another customer code"
        problems.append(Problem("debtor.siren", "contradiction", text, row.line))
    return problems


def _taken_number(row: Row, what: str) -> Problem:
    return Problem("number", "duplicate", f"invoice {row.invoice.number} {what}", row.line)


def _difference(stored: Invoice, sent: Invoice) -> str:
    """The first field that differs, with both values."""
    for name in ("total", "due_on", "parts", "issued_on", "purchase_order", "discount"):
        was, now = getattr(stored, name), getattr(sent, name)
        if now is not None and was != now:
            return f"{name} {_said(was)}, now {_said(now)}"
    return "number"


def _said(value: object) -> str:
    if isinstance(value, Money):
        return f"{value.cents // 100}.{value.cents % 100:02d} {value.currency}"
    if isinstance(value, tuple):
        return " + ".join(f"{_said(part.amount)} on {part.due_on}" for part in value) or "whole"
    return "none" if value is None else str(value)
