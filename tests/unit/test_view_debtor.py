"""A debtor's history as its creditor reads it, while the chase goes on."""

import pytest

from chalicelib.domain.case import Case, CaseKey, CaseUnreadable
from chalicelib.domain.errors import NotFound
from chalicelib.domain.events import PortalOpened
from chalicelib.domain.history import broken_at
from chalicelib.usecases.view_debtor import DebtorHistory, ViewDebtor
from tests.builders import KEY, MORNING, Office, case, invoice
from tests.fakes import MemoryCases


class Damaged(MemoryCases):
    """Of which only the histories are left."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def load(self, key: CaseKey, closed_invoice: str | None = None) -> Case:
        raise self.error


class Busy(MemoryCases):
    """Something happens to the case after each of the first reads of it."""

    changes = 2

    def load(self, key: CaseKey, closed_invoice: str | None = None) -> Case:
        found = super().load(key, closed_invoice)
        if self.changes:
            self.changes -= 1
            self.commit(found, found, [PortalOpened("debtor")], MORNING)
        return found


def read(office: Office) -> DebtorHistory:
    return ViewDebtor(office.cases, office.judge, office.clock).history(KEY)


def test_a_history_is_whole_although_the_case_changes_while_it_is_read() -> None:
    office, busy = Office(), Busy()
    office.keep(case(invoice()), PortalOpened("debtor"))
    busy.stored, busy.entries = office.cases.stored, office.cases.entries
    found = ViewDebtor(busy, office.judge, office.clock).history(KEY)
    assert len(found.entries) == 3
    assert broken_at(found.entries, found.last_hash, found.version) is None


def test_a_history_that_is_gone_is_read_as_none() -> None:
    office = Office()
    office.keep(case(invoice()), PortalOpened("debtor"))
    office.cases.entries.clear()
    assert read(office) == DebtorHistory((), 1, office.cases.load(KEY).last_hash)


@pytest.mark.parametrize("error", [CaseUnreadable(KEY.debtor_id), NotFound("no such case")], ids=["odd", "gone"])
def test_the_history_of_a_case_that_cannot_be_read_ends_with_none_of_its_entries(error: Exception) -> None:
    office, damaged = Office(), Damaged(error)
    office.keep(case(invoice()), PortalOpened("debtor"))
    damaged.entries = office.cases.entries
    found = ViewDebtor(damaged, office.judge, office.clock).history(KEY)
    assert found.is_unreadable
    assert broken_at(found.entries, found.last_hash, found.version) == 2
    damaged.entries = {}
    if isinstance(error, NotFound):
        with pytest.raises(NotFound):
            ViewDebtor(damaged, office.judge, office.clock).history(KEY)
    else:
        found = ViewDebtor(damaged, office.judge, office.clock).history(KEY)
        assert broken_at(found.entries, found.last_hash, found.version) == 1
