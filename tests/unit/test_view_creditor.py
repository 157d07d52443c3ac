"""A creditor's history as it reads it itself, while somebody else changes how it chases."""

from collections.abc import Callable

from chalicelib.domain.creditor_events import BankDataTold
from chalicelib.domain.creditor_state import CreditorState
from chalicelib.domain.history import broken_at
from chalicelib.usecases.view_creditor import ViewCreditor
from tests.builders import CREDITOR, MONDAY, MORNING
from tests.fakes import MemoryCreditors


class Busy(MemoryCreditors):
    """Each of the first reads of the state is followed by a change."""

    changes = 0

    def state(self, creditor_id: str, *, anew: bool = False) -> CreditorState:
        found = super().state(creditor_id)
        if anew and self.changes:
            self.changes -= 1
            self.tell()
        return found

    def tell(self) -> None:
        self.commit_state(CREDITOR, super().state(CREDITOR), [BankDataTold("Louis", MONDAY)], MORNING)


def is_whole(change: Callable[[Busy], object]) -> bool:
    busy = Busy()
    busy.tell()
    change(busy)
    entries, state = ViewCreditor(busy).history(CREDITOR)
    return broken_at(entries, state.last_hash, state.version) is None


def test_a_history_is_whole_although_it_grows_while_it_is_read() -> None:
    assert is_whole(lambda busy: setattr(busy, "changes", 2))


def test_a_history_or_a_state_that_is_gone_shows() -> None:
    assert not is_whole(lambda busy: busy.entries.clear())
    assert not is_whole(lambda busy: busy.states.clear())


def test_of_whoever_changed_nothing_there_is_none() -> None:
    assert ViewCreditor(Busy()).history(CREDITOR) == ((), CreditorState())
