"""What a table that comes from a backup has forgotten: the send journal, which outlives it, knows what went out since.

Asked once by each case of an earlier epoch, before anything is decided or settled on it.
"""

from dataclasses import dataclass, replace

from chalicelib.domain.case import Case
from chalicelib.domain.doubt import IN_DOUBT
from chalicelib.domain.events import Event
from chalicelib.domain.lifecycle import StepMove, StepState
from chalicelib.domain.send_entry import FROM_JOURNAL, forgotten
from chalicelib.domain.step_events import StepMoved
from chalicelib.ports import SendJournal

# Who tells so, in the history.
JOURNAL = "send journal"


@dataclass(frozen=True, slots=True)
class Remember:
    """`epoch` counts the tables that were restored."""

    journal: SendJournal
    epoch: int = 0

    def __call__(self, case: Case) -> tuple[Case, list[Event]]:
        """The case with what was begun and it knows nothing of, and what was in doubt when the backup was made: of both
        it was told to a table that is gone what became of them. Raises TryAgain.
        """
        if case.epoch >= self.epoch:
            return case, []
        known = [(s.reference, attempt) for s in case.steps for attempt in range(1, s.attempt + 1)]
        found = forgotten(case, self.journal.entries(case.key, known))
        # What the journal knows of a later attempt holds, whatever became of the one that the backup knows.
        later = {step.id for step in found}
        for step in (s for s in case.steps if s.id not in later):
            if step.state is StepState.CLAIMED:
                found.append(step.move(StepMove.LOSE_TRACK, reason=FROM_JOURNAL))
            elif step.state in IN_DOUBT:
                found.append(replace(step, reason=FROM_JOURNAL))
        after, events = replace(case, epoch=self.epoch), list[Event]()
        for step in found:
            after = after.with_step(step)
            events.append(StepMoved.of(step, JOURNAL, FROM_JOURNAL))
        return after, events
