"""What the send journal holds: that a step was about to be handed to the mail service, written down before it was.

The journal outlives the table: whoever restores an older table learns from it what has gone out since.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from chalicelib.domain.case import Case, CaseKey
from chalicelib.domain.lifecycle import StepMove
from chalicelib.domain.step import Step

# Why a step that only the journal knows is in doubt: what became of it was told to a table that is gone.
FROM_JOURNAL = "sent from a table that an older one has replaced"


@dataclass(frozen=True, slots=True)
class SendEntry:
    """`step` is as it was claimed: with its owner and its attempt."""

    case: CaseKey
    step: Step


def forgotten(case: Case, entries: Iterable[SendEntry]) -> list[Step]:
    """The steps of which an attempt went out, or may have, that the case knows nothing of: the last attempt of each, in
    doubt, for nobody will tell again what became of it.

    >>> from datetime import date
    >>> from chalicelib.domain.lifecycle import StepState
    >>> from chalicelib.domain.parties import Debtor, DebtorKind
    >>> from chalicelib.domain.level import Level
    >>> key = CaseKey("cre", "deb")
    >>> sent = Step("s", Level.REMINDER_1, date(2026, 11, 30), (), StepState.CLAIMED, attempt=1)
    >>> case = Case(key, Debtor("deb", "Lenoir SARL", DebtorKind.TRADER))
    >>> [(s.id, str(s.state)) for s in forgotten(case, [SendEntry(key, sent)])]
    [('s', 'unknown')]
    >>> forgotten(case.with_step(sent), [SendEntry(key, sent)])
    []
    """
    known = {step.id: step.attempt for step in case.steps}
    last: dict[str, Step] = {}
    for entry in sorted(entries, key=lambda e: e.step.attempt):
        if entry.step.attempt > known.get(entry.step.id, 0):
            last[entry.step.id] = entry.step
    return [step.move(StepMove.LOSE_TRACK, reason=FROM_JOURNAL) for step in last.values()]
