"""A debtor's history as its creditor reads it, while the chase goes on."""

from chalicelib.domain.case import Case, CaseKey
from chalicelib.domain.events import PortalOpened
from chalicelib.domain.history import HistoryEntry, broken_at
from chalicelib.usecases.view_debtor import ViewDebtor
from tests.builders import KEY, MORNING, Office, case, invoice
from tests.fakes import MemoryCases


class Busy(MemoryCases):
    """Something happens to the case after each of the first reads of it."""

    changes = 2

    def load(self, key: CaseKey, closed_invoice: str | None = None) -> Case:
        found = super().load(key, closed_invoice)
        if self.changes:
            self.changes -= 1
            self.commit(found, found, [PortalOpened("debtor")], MORNING)
        return found


def read(office: Office) -> tuple[tuple[HistoryEntry, ...], Case]:
    return ViewDebtor(office.cases, office.judge, office.clock).history(KEY)


def test_a_history_is_whole_although_the_case_changes_while_it_is_read() -> None:
    office, busy = Office(), Busy()
    office.keep(case(invoice()), PortalOpened("debtor"))
    busy.stored, busy.entries = office.cases.stored, office.cases.entries
    entries, read_case = ViewDebtor(busy, office.judge, office.clock).history(KEY)
    assert len(entries) == 3
    assert broken_at(entries, read_case.last_hash, read_case.version) is None


def test_a_history_that_is_gone_is_read_as_none() -> None:
    office = Office()
    office.keep(case(invoice()), PortalOpened("debtor"))
    office.cases.entries.clear()
    entries, kept = read(office)
    assert (entries, kept.version) == ((), 1)
