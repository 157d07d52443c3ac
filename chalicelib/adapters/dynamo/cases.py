"""The cases in DynamoDB. A change is the difference between two cases, written in one transaction on the version."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from heapq import merge
from itertools import islice

from pynamodb.exceptions import TransactWriteError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from chalicelib.adapters import io
from chalicelib.adapters.dynamo import keys
from chalicelib.adapters.dynamo.doors import link_row, session_row
from chalicelib.adapters.dynamo.items import items_of
from chalicelib.adapters.dynamo.mapping import Rows, UnknownRow, case_of, entry_in, event_row, rows_of
from chalicelib.adapters.dynamo.models import (
    DebtorRow,
    EventRow,
    HeadRow,
    InvoiceRow,
    NumberRow,
    Row,
    StepRow,
    SuppressionRow,
)
from chalicelib.adapters.dynamo.suppressions import marks, row_of
from chalicelib.adapters.dynamo.transactions import came_second, was_the_first_alone, was_too_large
from chalicelib.adapters.io import Site
from chalicelib.domain.access import Link, Session
from chalicelib.domain.case import Case, CaseKey, CaseUnreadable
from chalicelib.domain.errors import AddressSuppressed, CaseMoved, NotFound, Refused
from chalicelib.domain.events import Event
from chalicelib.domain.history import HistoryEntry, chain
from chalicelib.domain.listing import Debtors, DueCase, ListedInvoice, Listing, Waiting
from chalicelib.domain.money import Money
from chalicelib.domain.suppression import Suppression
from chalicelib.ports import Beside

IN_A_CASE: dict[str, type[Row]] = {c.KIND: c for c in (HeadRow, InvoiceRow, StepRow, EventRow)}


class DynamoCases:
    """Implements ports.Cases. `models.bind` has named the table."""

    def load(self, key: CaseKey, closed_invoice: str | None = None) -> Case:
        with _readable(key):
            return self._loaded(key, closed_invoice)

    def _loaded(self, key: CaseKey, closed_invoice: str | None) -> Case:
        rows = list(_query(Site.CASES_LOAD, keys.case_pk(key), Row.sk < keys.PAST))
        if not rows:
            raise NotFound("no such case")
        if closed_invoice and not any(isinstance(r, InvoiceRow) and r.invoice_id == closed_invoice for r in rows):
            try:
                sk = keys.invoice_sk(closed_invoice, is_open=False)
                found = io.call(Site.CASES_LOAD_CLOSED, InvoiceRow.get, keys.case_pk(key), sk, consistent_read=True)
                rows.append(found)
            except InvoiceRow.DoesNotExist:
                pass
        return case_of(key, rows)

    def whole(self, key: CaseKey) -> Case:
        pk = keys.case_pk(key)
        parts = (Row.sk < keys.PAST, Row.sk.startswith(keys.CLOSED))
        with _readable(key):
            rows = [row for part in parts for row in _query(Site.CASES_WHOLE, pk, part)]
            if not rows:
                raise NotFound("no such case")
            return case_of(key, rows)

    def find(self, creditor_id: str, invoice_ids: Iterable[str]) -> dict[str, CaseKey]:
        wanted = [(keys.number_pk(creditor_id, i), keys.ALONE) for i in sorted(set(invoice_ids))]
        rows = io.each(Site.CASES_FIND, NumberRow.batch_get(wanted, consistent_read=True)) if wanted else ()
        return {row.invoice_id: CaseKey(creditor_id, row.debtor_id) for row in rows}

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
        version = before.version + 1
        entries = chain(tuple(events), version, at, before.last_hash)
        saved = replace(after, version=version, last_hash=entries[-1].hash if entries else before.last_hash)
        old, new = rows_of(before, at) if before.version else {}, rows_of(saved, at)
        extra: list[Row | Suppression] = [event_row(keys.case_pk(after.key), e) for e in entries]
        extra += [_beside(d) for d in also]
        unlisted = row_of(after.key.creditor_id, to) if to else None
        try:
            io.call(Site.CASES_COMMIT, _write, old, new, before.version, extra, unlisted)
        except TransactWriteError as error:
            if unlisted and was_the_first_alone(error):
                raise AddressSuppressed("the address is on the suppression list") from error
            raise _moved(error) from error
        return saved

    def due(self, now: datetime, most: int | None = None) -> Iterator[DueCase]:
        by = HeadRow.due_at <= keys.due_before(now)
        shards = [io.each(Site.CASES_DUE, HeadRow.due_index.query(shard, by)) for shard in keys.due_shards()]
        # Each in its order: read page by page, as far as the oldest of all lie.
        for row in islice(merge(*shards, key=lambda row: row.due_at), most):
            yield DueCase(keys.case_key(row.pk), keys.due_since(row.due_at))

    def history(self, key: CaseKey) -> tuple[HistoryEntry, ...]:
        return tuple(map(entry_in, items_of(Site.CASES_HISTORY, keys.case_pk(key), Row.sk.startswith(keys.HISTORY))))

    def list(self, creditor_id: str, *, is_open: bool, limit: int, cursor: str | None = None) -> Listing:
        if cursor is not None and "#" not in cursor:
            raise Refused("cursor: not one of ours")
        after = InvoiceRow.open_sk > cursor if cursor else None
        pk = keys.open_pk(creditor_id, is_open=is_open)
        found = io.each(Site.CASES_LIST, InvoiceRow.open_index.query(pk, after, limit=limit + 1))
        rows = [_listed(row) for row in found]
        page = rows[:limit]
        more = f"{page[-1].due_on.isoformat()}#{page[-1].invoice_id}" if len(rows) > limit else None
        return Listing(tuple(page), more)

    def debtors(self, creditor_id: str, *, limit: int, cursor: str | None = None) -> Debtors:
        among = DebtorRow.sk.between(*keys.debtors_after(cursor or ""))
        pk = keys.creditor_pk(creditor_id)
        found = io.each(Site.CASES_DEBTORS, DebtorRow.query(pk, among, limit=limit + 1, consistent_read=True))
        ids = [row.debtor_id for row in found]
        more = ids[limit - 1] if len(ids) > limit else None
        return Debtors(tuple(CaseKey(creditor_id, i) for i in ids[:limit]), more)

    def waiting(self, creditor_id: str, *, limit: int, cursor: str | None = None) -> Waiting:
        after = HeadRow.open_sk > cursor if cursor else None
        pk = keys.work_pk(creditor_id)
        rows = list(io.each(Site.CASES_WAITING, HeadRow.open_index.query(pk, after, limit=limit + 1)))
        page = rows[:limit]
        more = page[-1].open_sk if len(rows) > limit else None
        return Waiting(tuple(keys.case_key(row.pk) for row in page), more)


@contextmanager
def _readable(key: CaseKey) -> Iterator[None]:
    """Raises CaseUnreadable for rows that make no case: a field is missing, or holds what is none of ours."""
    try:
        yield
    except NotFound:
        raise
    except (AttributeError, KeyError, RecursionError, Refused, TypeError, ValueError) as odd:
        raise CaseUnreadable(key.debtor_id) from odd


def _beside(written: Beside) -> Row | Suppression:
    match written:
        case Link():
            return link_row(written)
        case Session():
            return session_row(written)
    return written


def _write(
    old: Rows, new: Rows, version: int, extra: Iterable[Row | Suppression], unlisted: SuppressionRow | None
) -> None:
    with TransactWrite(connection=Row._get_connection().connection) as transaction:
        if unlisted:
            # Checks stand before all else in a transaction, whatever the order here: `was_the_first_alone` rests on it.
            transaction.condition_check(SuppressionRow, unlisted.pk, unlisted.sk, condition=Row.pk.does_not_exist())
        _write_difference(transaction, old, new, version)
        for row in extra:
            if isinstance(row, Suppression):
                transaction.update(row_of(row.creditor_id, row.email), marks(row))
            else:
                transaction.save(row)


def _write_difference(transaction: TransactWrite, old: Rows, new: Rows, version: int) -> None:
    for place in old.keys() - new.keys():
        transaction.delete(old[place])
    for place, row in new.items():
        if place not in old:
            fresh = isinstance(row, NumberRow | HeadRow)
            transaction.save(row, condition=Row.pk.does_not_exist() if fresh else None)
        elif actions := _actions(old[place], row):
            is_head = isinstance(row, HeadRow)
            transaction.update(old[place], actions, condition=HeadRow.version == version if is_head else None)


def _actions(old: Row, new: Row) -> list[Action]:
    """What changed, attribute by attribute: an update keeps attributes that this code does not know."""
    actions: list[Action] = []
    for name, attribute in type(new).get_attributes().items():
        was, now = getattr(old, name), getattr(new, name)
        if was != now:
            actions.append(attribute.remove() if now is None else attribute.set(now))
    return actions


def _moved(error: TransactWriteError) -> Exception:
    """CaseMoved when another change came first, Refused when a row would be too large; else the error itself."""
    if was_too_large(error):
        return Refused("so much stands in this debtor's case that nothing more fits: end and withdraw what is over")
    return CaseMoved("the case changed meanwhile") if came_second(error) else error


def _query(site: Site, pk: str, condition: Condition) -> Iterator[Row]:
    """All rows of one case under a condition on the sort key, each as its own class. Raises UnknownRow."""
    for item in items_of(site, pk, condition):
        kind = item["kind"]["S"]
        if kind not in IN_A_CASE:
            raise UnknownRow(f"a row of kind {kind} stands in a case: is this code older than the table?")
        yield IN_A_CASE[kind].from_raw_data(item)


def _listed(row: InvoiceRow) -> ListedInvoice:
    money = Money(int(row.open_cents), row.currency)
    due_on = date.fromisoformat(row.due_on)
    until = date.fromisoformat(row.contested_until) if row.contested_until else None
    return ListedInvoice(row.invoice_id, row.debtor_id, row.number, due_on, money, until)
