"""The cases in memory."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from chalicelib.domain.access import Link, Session
from chalicelib.domain.case import Case, CaseKey
from chalicelib.domain.errors import AddressSuppressed, CaseMoved, NotFound, Refused
from chalicelib.domain.events import Event
from chalicelib.domain.history import HistoryEntry, chain
from chalicelib.domain.listing import Debtors, DueCase, ListedInvoice, Listing, Waiting
from chalicelib.domain.suppression import Suppression
from chalicelib.ports import Beside
from infra.memory.doors import MemoryDoors
from infra.memory.suppressions import MemorySuppressions


@dataclass
class MemoryCases:
    """Optimistic on the version, as the table is. `interfere` runs once before a commit: a race in one line."""

    doors: MemoryDoors = field(default_factory=MemoryDoors)
    suppressions: MemorySuppressions = field(default_factory=MemorySuppressions)
    stored: dict[CaseKey, Case] = field(default_factory=dict)
    entries: dict[CaseKey, list[HistoryEntry]] = field(default_factory=dict)
    written: dict[CaseKey, datetime] = field(default_factory=dict)
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

    def _taken(self, creditor_id: str, names: Collection[str]) -> bool:
        return bool(self.find(creditor_id, names))

    def commit(
        self,
        before: Case,
        after: Case,
        events: Iterable[Event],
        at: datetime,
        also: Iterable[Beside] = (),
        *,
        to: str | None = None,
    ) -> Case:
        now = self.stored.get(after.key)
        if (now.version if now else 0) != before.version:
            raise CaseMoved("the case changed meanwhile")
        known = before.invoices if before.version else ()
        new = {i.id for i in after.invoices} - {i.id for i in known}
        if new and self._taken(after.key.creditor_id, new):
            raise CaseMoved("an invoice number was taken meanwhile")
        if to and self.suppressions.holds(after.key.creditor_id, to):
            raise AddressSuppressed("the address is on the suppression list")
        history = self.entries.setdefault(after.key, [])
        added = chain(tuple(events), before.version + 1, at, before.last_hash)
        history += added
        for written in also:
            match written:
                case Link():
                    self.doors.links[written.hash] = written
                case Session():
                    self.doors.sessions[written.hash] = written
                case Suppression():
                    self.suppressions.put(written)
        saved = replace(after, version=before.version + 1, last_hash=added[-1].hash if added else before.last_hash)
        unseen = tuple(i for i in (now.invoices if now else ()) if i.id not in {j.id for j in after.invoices})
        whole = tuple(sorted((*after.invoices, *unseen), key=lambda i: (i.due_on, i.id)))
        self.stored[after.key] = replace(saved, invoices=whole)
        self.written[after.key] = at
        self.commits += 1
        return saved

    def due(self, now: datetime, most: int | None = None) -> Iterable[DueCase]:
        looks = ((c.next_look_at, k) for k, c in self.stored.items())
        due = sorted((look, key) for look, key in looks if look and look <= now)
        return [DueCase(key, max(look, self.written.get(key, look))) for look, key in due[:most]]

    def history(self, key: CaseKey) -> tuple[HistoryEntry, ...]:
        return tuple(self.entries.get(key, ()))

    def list(self, creditor_id: str, *, is_open: bool, limit: int, cursor: str | None = None) -> Listing:
        rows = sorted(
            (
                i.due_on.isoformat(),
                i.id,
                ListedInvoice(i.id, key.debtor_id, i.number, i.due_on, i.open, case.contested_until(i)),
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
