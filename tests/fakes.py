"""The ports in memory: real behaviour, no mocks. The contract tests hold them to the same body as the adapters."""

import hashlib
import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from chalicelib.adapters.policies.shipped_policies import shipped
from chalicelib.domain.access import Link, Session
from chalicelib.domain.case import Case, CaseKey
from chalicelib.domain.creditor_state import CreditorState
from chalicelib.domain.errors import CaseMoved, NotFound, Refused
from chalicelib.domain.events import Event
from chalicelib.domain.history import HistoryEntry, chain
from chalicelib.domain.letter import Letter
from chalicelib.domain.mail import Mail, MailText
from chalicelib.domain.parties import Creditor
from chalicelib.domain.policy import Policy
from chalicelib.ports import Debtors, ListedInvoice, Listing, StepKey, Waiting
from tests.fake_doors import MemoryDoors


@dataclass
class FixedClock:
    """A clock that stands until it is moved."""

    at: datetime = datetime(2026, 11, 23, 8, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def advance(self, **delta: float) -> None:
        self.at += timedelta(**delta)


@dataclass
class CountingIds:
    """Secrets that are easy to read in a failing test."""

    numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def token(self) -> str:
        return f"token{next(self.numbers):027d}"

    def secret(self) -> str:
        return f"secret{next(self.numbers):026d}"

    def kid(self) -> str:
        return f"kid{next(self.numbers):05d}"


@dataclass
class MemoryCases:
    """Optimistic on the version, as the table is. `interfere` runs once before a commit: a race in one line."""

    doors: MemoryDoors = field(default_factory=MemoryDoors)
    stored: dict[CaseKey, Case] = field(default_factory=dict)
    entries: dict[CaseKey, list[HistoryEntry]] = field(default_factory=dict)
    commits: int = 0

    def load(self, key: CaseKey, closed_invoice: str | None = None) -> Case:
        if key not in self.stored:
            raise NotFound("no such case")
        case = self.stored[key]
        kept = tuple(i for i in case.invoices if i.open.cents != 0 or i.id == closed_invoice)
        return replace(case, invoices=kept)

    def whole(self, key: CaseKey) -> Case:
        if key not in self.stored:
            raise NotFound("no such case")
        return self.stored[key]

    def find(self, creditor_id: str, invoice_ids: Iterable[str]) -> dict[str, CaseKey]:
        wanted = set(invoice_ids)
        return {
            i.id: key
            for key, case in self.stored.items()
            if key.creditor_id == creditor_id
            for i in case.invoices
            if i.id in wanted
        }

    def commit(
        self, before: Case, after: Case, events: Iterable[Event], at: datetime, also: Iterable[Link | Session] = ()
    ) -> Case:
        now = self.stored.get(after.key)
        if (now.version if now else 0) != before.version:
            raise CaseMoved("the case changed meanwhile")
        known = before.invoices if before.version else ()
        new = {i.id for i in after.invoices} - {i.id for i in known}
        if new and self.find(after.key.creditor_id, new):
            raise CaseMoved("an invoice number was taken meanwhile")
        history = self.entries.setdefault(after.key, [])
        added = chain(tuple(events), before.version + 1, at, before.last_hash)
        history += added
        for door in also:
            held = self.doors.links if isinstance(door, Link) else self.doors.sessions
            held[door.hash] = door  # type: ignore[assignment]
        saved = replace(after, version=before.version + 1, last_hash=added[-1].hash if added else before.last_hash)
        unseen = tuple(i for i in (now.invoices if now else ()) if i.id not in {j.id for j in after.invoices})
        whole = tuple(sorted((*after.invoices, *unseen), key=lambda i: (i.due_on, i.id)))
        self.stored[after.key] = replace(saved, invoices=whole)
        self.commits += 1
        return saved

    def due(self, now: datetime) -> Iterable[CaseKey]:
        return sorted(k for k, c in self.stored.items() if c.next_look_at is not None and c.next_look_at <= now)

    def history(self, key: CaseKey) -> tuple[HistoryEntry, ...]:
        return tuple(self.entries.get(key, ()))

    def list(self, creditor_id: str, *, is_open: bool, limit: int, cursor: str | None = None) -> Listing:
        rows = sorted(
            (
                i.due_on.isoformat(),
                i.id,
                ListedInvoice(i.id, key.debtor_id, i.number, i.due_on, i.open, case.contested_until(i.id)),
            )
            for key, case in self.stored.items()
            if key.creditor_id == creditor_id
            for i in case.invoices
            if (i.open.cents != 0) == is_open
        )
        if cursor is not None and "#" not in cursor:
            raise Refused("cursor: not one of ours")
        rest = [r for r in rows if cursor is None or f"{r[0]}#{r[1]}" > cursor]
        page = rest[:limit]
        more = f"{page[-1][0]}#{page[-1][1]}" if len(rest) > limit else None
        return Listing(tuple(r[2] for r in page), more)

    def debtors(self, creditor_id: str, *, limit: int, cursor: str | None = None) -> Debtors:
        known = sorted(key.debtor_id for key in self.stored if key.creditor_id == creditor_id)
        rest = [debtor_id for debtor_id in known if debtor_id > (cursor or "")]
        page = tuple(CaseKey(creditor_id, debtor_id) for debtor_id in rest[:limit])
        return Debtors(page, page[-1].debtor_id if len(rest) > limit else None)

    def waiting(self, creditor_id: str, *, limit: int, cursor: str | None = None) -> Waiting:
        rows = sorted(
            (f"{case.waits_since.isoformat()}#{key.debtor_id}", key)
            for key, case in self.stored.items()
            if key.creditor_id == creditor_id and case.waits_since
        )
        rest = [r for r in rows if cursor is None or r[0] > cursor]
        page = rest[:limit]
        return Waiting(tuple(r[1] for r in page), page[-1][0] if len(rest) > limit else None)


@dataclass
class MemoryCreditors:
    stored: dict[str, Creditor] = field(default_factory=dict)
    states: dict[str, CreditorState] = field(default_factory=dict)
    entries: dict[str, list[HistoryEntry]] = field(default_factory=dict)

    def get(self, creditor_id: str) -> Creditor:
        if creditor_id not in self.stored:
            raise NotFound("no such creditor")
        return self.stored[creditor_id]

    def put(self, creditor: Creditor) -> None:
        self.stored[creditor.id] = creditor

    def state(self, creditor_id: str, *, anew: bool = False) -> CreditorState:
        return self.states.get(creditor_id, CreditorState())

    def commit_state(
        self, creditor_id: str, state: CreditorState, events: Iterable[Event], at: datetime
    ) -> CreditorState:
        if self.state(creditor_id).version != state.version:
            raise CaseMoved("the creditor changed something else meanwhile")
        added = chain(tuple(events), state.version + 1, at, state.last_hash)
        self.entries.setdefault(creditor_id, []).extend(added)
        self.states[creditor_id] = replace(state, version=state.version + 1, last_hash=added[-1].hash)
        return self.states[creditor_id]

    def history(self, creditor_id: str) -> tuple[HistoryEntry, ...]:
        return tuple(self.entries.get(creditor_id, ()))


@dataclass
class FixedHolidays:
    days: frozenset[date] = frozenset()

    def of(self, country: str, years: Iterable[int]) -> frozenset[date]:
        asked = set(years)
        return frozenset(day for day in self.days if day.year in asked)


@dataclass
class OwnPolicies:
    """Those that come with Relance, and each creditor's own."""

    kept: dict[tuple[str, str], Policy] = field(default_factory=dict)

    def get(self, creditor_id: str, reference: str) -> Policy:
        found = shipped().get(reference) or self.kept.get((creditor_id, reference))
        if found is None:
            raise NotFound(f"no policy {reference}")
        return found

    def all(self, creditor_id: str) -> tuple[Policy, ...]:
        own = (p for (creditor, _), p in self.kept.items() if creditor == creditor_id)
        return tuple(sorted([*shipped().values(), *own], key=lambda p: (p.name, p.version)))

    def put(self, creditor_id: str, policy: Policy) -> None:
        if (creditor_id, policy.reference) in self.kept:
            raise CaseMoved("that version was kept meanwhile")
        self.kept[creditor_id, policy.reference] = policy


@dataclass
class FixedPolicies:
    """One policy, whatever reference is asked for that nobody has put."""

    policy: Policy
    kept: dict[tuple[str, str], Policy] = field(default_factory=dict)

    def get(self, creditor_id: str, reference: str) -> Policy:
        return self.kept.get((creditor_id, reference), self.policy)

    def all(self, creditor_id: str) -> tuple[Policy, ...]:
        own = [p for (creditor, _), p in self.kept.items() if creditor == creditor_id]
        return tuple(sorted([self.policy, *own], key=lambda p: (p.name, p.version)))

    def put(self, creditor_id: str, policy: Policy) -> None:
        if (creditor_id, policy.reference) in self.kept:
            raise CaseMoved("that version was kept meanwhile")
        self.kept[creditor_id, policy.reference] = policy


@dataclass
class PlainPress:
    """Prints the data itself: enough to see what was printed, and that it was printed from the same snapshot."""

    printed: list[Letter] = field(default_factory=list)

    def letter_pdf(self, letter: Letter) -> bytes:
        self.printed.append(letter)
        return repr(letter).encode()

    def mail_words(self, letter: Letter, link: str) -> MailText:
        return MailText(f"{letter.creditor.name} {letter.reference}", f"{letter.to_pay.cents} {link}", f"<p>{link}</p>")


@dataclass
class MemoryDocuments:
    files: dict[str, bytes] = field(default_factory=dict)

    def put(self, content: bytes, suffix: str) -> str:
        key = hashlib.sha256(content).hexdigest() + suffix
        self.files[key] = content
        return key

    def get(self, key: str) -> bytes:
        if key not in self.files:
            raise NotFound("no such document")
        return self.files[key]


@dataclass
class SentBox:
    """The mail service: keeps what it accepted. `outcomes` are errors to raise in turn; `lost` ones are kept first."""

    mails: list[Mail] = field(default_factory=list)
    outcomes: list[BaseException | None] = field(default_factory=list)
    lost: bool = False

    def send(self, mail: Mail) -> str:
        outcome = self.outcomes.pop(0) if self.outcomes else None
        if outcome is None or self.lost:
            self.mails.append(mail)
        if outcome is not None:
            raise outcome
        return f"ses-{len(self.mails)}"


@dataclass
class MemoryQueues:
    to_assess: list[CaseKey] = field(default_factory=list)
    to_send: list[StepKey] = field(default_factory=list)

    def assess(self, keys: Iterable[CaseKey], now: datetime) -> int:
        self.to_assess += (added := list(keys))
        return len(added)

    def send(self, keys: Iterable[StepKey], now: datetime) -> int:
        self.to_send += (added := list(keys))
        return len(added)
