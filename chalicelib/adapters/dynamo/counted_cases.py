"""The cases in DynamoDB, which say what each change does to steps: the figures that alarms and the dashboard show."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time

from chalicelib.adapters.dynamo.cases import DynamoCases
from chalicelib.domain.case import Case
from chalicelib.domain.doubt import IN_DOUBT
from chalicelib.domain.events import Event
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.put_off import put_off_since
from chalicelib.domain.step import Step, reference_of
from chalicelib.domain.step_events import StepMoved
from chalicelib.ports import Beside, Metrics

PLANNED, SENT = "StepsPlanned", "StepsSent"
COUNTED = {
    StepState.PLANNED: PLANNED,
    StepState.ACCEPTED: SENT,
    StepState.UNKNOWN: "StepsUnknown",
    StepState.HELD: "StepsHeld",
    StepState.FAILED: "StepsFailed",
    StepState.BOUNCED: "StepsBounced",
    StepState.COMPLAINED: "StepsComplained",
    StepState.UNPOSTED: "StepsPrinted",
}

# What the mail service tells of none but what it took.
TOLD = frozenset({StepState.DELIVERED, StepState.BOUNCED, StepState.COMPLAINED})

# For how long the oldest mail has been refused for now: a mail service that takes nothing says so in no other figure,
# as what is put off is looked at again each hour, and planned anew each day.
OLDEST_UNSENT = "OldestUnsentMinutes"


class CountedCases(DynamoCases):
    """Implements ports.Cases. What was not written is not counted."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

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
        happened = tuple(events)
        saved = super().commit(before, after, happened, at, also, to=to)
        moved: dict[str, dict[str, None]] = defaultdict(dict)
        for event in happened:
            if isinstance(event, StepMoved):
                for name in _counts(event, before):
                    moved[name][reference_of(event.step_id)] = None
        for name, references in moved.items():
            self._metrics.count(name, len(references), tuple(references))
        for step in _put_off(before, after):
            since = datetime.combine(put_off_since(step, after.steps), time(0), UTC)
            self._metrics.count(OLDEST_UNSENT, int((at - since).total_seconds()) // 60, (step.reference,))
        return saved


def _counts(event: StepMoved, before: Case) -> Iterator[str]:
    """Each mail is planned once and sent once: one that was let go is planned again, and the event of the mail service
    may come before our own record that it was taken.
    """
    was = next((step.state for step in before.steps if step.id == event.step_id), None)
    name = COUNTED.get(StepState(event.state))
    if name and (name != PLANNED or was is None):
        yield name
    if was in IN_DOUBT and StepState(event.state) in TOLD:
        yield SENT


def _put_off(before: Case, after: Case) -> Iterator[Step]:
    """The steps whose claim was let go: nothing of them was taken."""
    claimed = {step.id for step in before.steps if step.state is StepState.CLAIMED}
    yield from (step for step in after.steps if step.id in claimed and step.state is StepState.PLANNED)
