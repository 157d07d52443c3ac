"""Takes invoices in: all of them or, unless a part is asked for, none. The same upload twice creates nothing new.

What is paid is given as the sum so far, as an accounting export states it; the ledger books the difference.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from chalicelib.domain.calendar import day_in, opening
from chalicelib.domain.case import Case, CaseKey
from chalicelib.domain.discount_events import DiscountEarned
from chalicelib.domain.errors import CaseMoved, Invalid, NotFound, Problem
from chalicelib.domain.events import DebtorChanged, Event, InvoiceUploaded, PaymentRecorded, PolicyChosen
from chalicelib.domain.invoice import Entry, EntryKind
from chalicelib.domain.lifecycle import StepMove
from chalicelib.domain.money import Money
from chalicelib.domain.parties import Creditor, Debtor
from chalicelib.domain.policy import Policy
from chalicelib.domain.segment import profile_of
from chalicelib.domain.step_events import StepMoved
from chalicelib.ports import Cases, Clock
from chalicelib.usecases.deciding import Judge, may_end
from chalicelib.usecases.discounting import discounted
from chalicelib.usecases.mending import mended
from chalicelib.usecases.replying import put_again
from chalicelib.usecases.upload_rows import Row, against, contradictions, yet_to_come

# A transaction holds 100 items: an invoice makes three (itself, its number, its event), a payment one more, and so does
# the discount that it earns.
CHUNK = 16
TRIES = 5
# How the references of payments begin that an upload stated: nobody else's may.
UPLOADED = "upload:"
DEBTOR_CHANGED = "the debtor has changed"


class Status(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


class UploadCollided(CaseMoved):
    """Other changes kept coming first: part of the file may be stored, and sending it again takes nothing twice."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a row.

    `paid_less` says that it states less paid than the ledger has: the ledger stands. `credit` is what was paid beyond
    what is owed, where the row states a payment: it may be a slip.
    """

    line: int
    invoice_id: str
    number: str
    status: Status
    paid_less: bool = False
    credit: Money | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """`debtors_changed` counts the debtors of whom anything stored was changed; a row may be unchanged all the same."""

    taken: tuple[Taken, ...]
    refused: tuple[Problem, ...]
    debtors_changed: int = 0


def invoice_id(creditor_id: str, number: str) -> str:
    """The id of an invoice: its number makes it unique with its creditor, so the same number is the same invoice."""
    return "inv_" + hashlib.sha256(f"{creditor_id}#{number}".encode()).hexdigest()[:20]


def debtor_id(creditor_id: str, identity: str) -> str:
    """The id of a debtor, from what identifies it at the creditor's: its customer code, else SIREN, else name."""
    return "dbt_" + hashlib.sha256(f"{creditor_id}#{identity}".encode()).hexdigest()[:20]


@dataclass(frozen=True, slots=True)
class UploadInvoices:
    cases: Cases
    judge: Judge
    clock: Clock

    def __call__(self, creditor_id: str, rows: Sequence[Row], *, partial: bool = False) -> Report:
        """Raises Invalid, with every fault, when a row is bad and no part was asked for: nothing is stored then.

        Raises UploadCollided when other changes kept coming first.
        """
        creditor = self.judge.creditors.get(creditor_id)
        groups = _by_debtor(creditor_id, rows)
        known = self.cases.find(creditor_id, {r.invoice.id for r in rows})
        cases = {key: self._case_of(key, group, known) for key, group in groups.items()}
        latest = day_in(creditor.time_zone, self.clock.now()) + timedelta(days=1)
        problems = contradictions(rows) + yet_to_come(rows, latest)
        for key, group in groups.items():
            problems += against(cases[key], group, known)
        if problems and not partial:
            raise Invalid(tuple(problems))
        bad, taken, changed = {p.line for p in problems}, list[Taken](), 0
        for key, group in groups.items():
            of_one = self._take(creditor, cases[key], [r for r in group if r.line not in bad], partial=partial)
            taken += of_one.taken
            problems += of_one.refused
            changed += of_one.debtors_changed
            if of_one.refused and not partial:
                raise UploadCollided("a row turned bad meanwhile") if taken else Invalid(of_one.refused)
        return Report(tuple(sorted(taken, key=lambda t: t.line)), tuple(problems), changed)

    def _take(self, creditor: Creditor, case: Case, rows: Sequence[Row], *, partial: bool) -> Report:
        """The rows of one debtor, a transaction after the other. Whenever another change came first, the case is read
        anew and the rows left are checked against it: those at fault stay out, or, unless a part was asked for, all.
        """
        taken, faults, changed = list[Taken](), list[Problem](), False
        waiting, failed = list(rows), 0
        while waiting:
            chunk = waiting[:CHUNK]
            now = self.clock.now()
            today = day_in(creditor.time_zone, now)
            days_off = self.judge.days_off_around(case, today)
            after, events, new = _with_rows(case, chunk, today, days_off)
            try:
                if after != case:
                    after, events = self._settled(case, after, events, chunk, today)
                    after = self._under_its_policy(case, after, events, now)
                    policy = self.judge.policy_of(after)
                    after = _released(case, _looked_at_in_time(after, creditor, policy, chunk), events, now)
                    if may_end(after) and any(isinstance(e, PaymentRecorded) for e in events):
                        # It may have come to its end, paid.
                        after = replace(after, next_look_at=now)
                    after, withdrawn = self.judge.without_wrong_letters(case, after, "creditor", now, today)
                    events += withdrawn
                    if after.holds:
                        # What an insolvent debtor is found to owe is to be declared, and is listed today.
                        after = replace(after, waits_since=self.judge.with_next_look(after, now).waits_since)
                    case = self.cases.commit(case, after, events, now)
            except CaseMoved:
                failed += 1
                if failed == TRIES:
                    raise UploadCollided("the case kept moving") from None
                known = self.cases.find(case.key.creditor_id, {r.invoice.id for r in waiting})
                case = self._case_of(case.key, waiting, known)
                faults += against(case, waiting, known)
                if faults and not partial:
                    break
                bad = {p.line for p in faults}
                waiting = [r for r in waiting if r.line not in bad]
                continue
            taken += new
            changed = changed or any(isinstance(e, DebtorChanged) for e in events)
            waiting, failed = waiting[CHUNK:], 0
        return Report(tuple(taken), tuple(faults), int(changed))

    def _settled(
        self, case: Case, after: Case, events: list[Event], chunk: Sequence[Row], today: date
    ) -> tuple[Case, list[Event]]:
        """What had come to its end before the day of the money was broken all the same; what was in time mends it."""
        paid = [e for e in events if isinstance(e, PaymentRecorded)]
        if not paid or not (case.promises or case.plans):
            return after, events
        granted = {e.invoice_id: e.amount.cents for e in events if isinstance(e, DiscountEarned)}
        coming = {e.invoice_id: (e.on, e.amount.cents + granted.get(e.invoice_id, 0)) for e in paid}
        ended, told = self.judge.with_ends(case, min(max(e.on for e in paid), today), "creditor", coming, today)
        after, events, _ = _with_rows(ended, chunk, today, self.judge.days_off_around(case, today))
        after, again = mended(self.judge, ended, after, today, "creditor", lambda: self.cases.whole(case.key).invoices)
        return after, [*told, *events, *again]

    def _under_its_policy(self, case: Case, after: Case, events: list[Event], now: datetime) -> Case:
        """A debtor that comes in, or comes back with nothing owed and no policy that a person chose for it: by what is
        known of it, what it bought and how late it paid included. A chase that runs goes on as it is.
        """
        if case.is_policy_chosen or any(i.is_open for i in case.invoices):
            return after
        creditor_id, today = case.key.creditor_id, self.judge.today(case, now)
        past = self.cases.whole(case.key).invoices if case.version and self.judge.looks_back(creditor_id) else ()
        known = {i.id: i for i in (*past, *after.invoices)}
        policy = self.judge.policy_for(creditor_id, profile_of(after.debtor.kind, known.values(), today))
        if case.version and policy != case.policy:
            events.append(PolicyChosen("creditor", policy, case.policy, ""))
        return replace(after, policy=policy)

    def _case_of(self, key: CaseKey, rows: Sequence[Row], known: Mapping[str, CaseKey]) -> Case:
        """The stored case, with the closed invoices that the rows name; a new one when there is none."""
        try:
            case = self.cases.load(key)
        except NotFound:
            return Case(key, rows[0].debtor)
        there = {i.id for i in case.invoices}
        for closed in {r.invoice.id for r in rows if known.get(r.invoice.id) == key} - there:
            case = case.with_invoice(self.cases.load(key, closed_invoice=closed).invoice(closed))
        return case


def _with_rows(
    case: Case, rows: Sequence[Row], today: date, days_off: frozenset[date]
) -> tuple[Case, list[Event], list[Taken]]:
    after, events, taken = case, list[Event](), list[Taken]()
    for row in rows:
        after, new, status = _apply(after, row, today, days_off)
        events += new
        now, states = after.invoice(row.invoice.id), row.paid.is_positive
        beyond = now.paid - now.total
        credit = beyond if states and beyond.is_positive else None
        paid_less = states and row.paid < now.received
        taken.append(Taken(row.line, now.id, row.invoice.number, status, paid_less, credit))
    return _with_debtor(after, rows[-1], events), events, taken


def _apply(case: Case, row: Row, today: date, days_off: frozenset[date]) -> tuple[Case, list[Event], Status]:
    """The case with the row in it."""
    stored = next((i for i in case.invoices if i.id == row.invoice.id), None)
    invoice, events = stored or row.invoice, list[Event]()
    if stored is None:
        events.append(InvoiceUploaded("creditor", invoice.id, invoice.number, invoice.total, invoice.due_on))
    # Credit notes are no part of it: a sum that may count them was refused before.
    more = row.paid - invoice.received
    if more.is_positive:
        entry = Entry(EntryKind.PAYMENT, row.paid_on or invoice.issued_on, more, f"{UPLOADED}{row.paid.cents}")
        invoice = invoice.book(entry)
        events.append(PaymentRecorded("creditor", invoice.id, more, entry.on, entry.reference, invoice.open))
        invoice, granted = discounted(invoice, today, "creditor")
        events += granted
    status = Status.CREATED if stored is None else Status.UPDATED if events else Status.UNCHANGED
    return case.with_invoice(invoice, today, days_off), events, status


def _with_debtor(case: Case, row: Row, events: list[Event]) -> Case:
    """The debtor as last stated, where the row states anything; what changed is a fact. An address that sent mail back
    is not trusted for standing in a file: a person says so.
    """
    said, was = row.debtor, case.debtor
    debtor = replace(
        said,
        email=said.email or was.email,
        address=said.address or was.address,
        siren=said.siren or was.siren,
        language=said.language if row.says_language else was.language,
        contacts=was.contacts,
        credit_limit=was.credit_limit,
    )
    if was == debtor:
        return case
    changed = tuple(f.name for f in fields(Debtor) if getattr(was, f.name) != getattr(debtor, f.name))
    events.append(DebtorChanged("creditor", changed))
    return replace(case, debtor=debtor)


def _looked_at_in_time(case: Case, creditor: Creditor, policy: Policy, rows: Sequence[Row]) -> Case:
    """Due for a look on the first day on which a level, or a call, of a new invoice can fall due (the first levels may
    not be there for it); not later than before.
    """
    offset = min([r.offset_days for r in policy.rungs] + [m.offset_days for m in policy.manual_steps])
    first = min(r.invoice.due_on for r in rows)
    look = opening(first + timedelta(days=offset), creditor.time_zone, policy.budget.opens)
    return replace(case, next_look_at=min(look, case.next_look_at) if case.next_look_at else look)


def _released(before: Case, case: Case, events: list[Event], now: datetime) -> Case:
    """What lacked a word of the debtor, or an address that takes mail, is tried again as soon as that was given."""
    if case.debtor == before.debtor:
        return case
    for held in (s for s in case.steps if s.may_be_mended):
        if held.level.is_reply:
            case, again = put_again(case, held, held.on, "creditor", DEBTOR_CHANGED)
            events += again
            continue
        ended = held.move(StepMove.CANCEL)
        events.append(StepMoved.of(ended, "creditor", DEBTOR_CHANGED))
        case = case.with_step(ended)
    return replace(case, next_look_at=now)


def _by_debtor(creditor_id: str, rows: Sequence[Row]) -> dict[CaseKey, list[Row]]:
    groups: dict[CaseKey, list[Row]] = {}
    for row in rows:
        groups.setdefault(CaseKey(creditor_id, row.debtor.id), []).append(row)
    return groups
