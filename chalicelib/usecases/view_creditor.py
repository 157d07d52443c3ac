"""What a creditor sees of itself: all that it changed in how it chases, with the authors."""

from dataclasses import dataclass

from chalicelib.domain.creditor_state import CreditorState
from chalicelib.domain.history import HistoryEntry, last_of
from chalicelib.ports import Creditors

READS = 3


@dataclass(frozen=True, slots=True)
class ViewCreditor:
    creditors: Creditors

    def history(self, creditor_id: str) -> tuple[tuple[HistoryEntry, ...], CreditorState]:
        """Its history, oldest first, and the state, which keeps the version and the hash of the last entry."""
        for _ in range(READS):
            state, entries = self.creditors.state(creditor_id, anew=True), self.creditors.history(creditor_id)
            # Otherwise a change came between the two reads, or the chain is broken whenever it is read.
            if last_of(entries) == state.last_hash:
                break
        return entries, state
