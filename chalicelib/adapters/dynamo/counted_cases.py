"""The cases in DynamoDB, which say what each change does to steps: the figures that alarms and the dashboard show."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from chalicelib.adapters.dynamo.cases import DynamoCases
from chalicelib.domain.case import Case
from chalicelib.domain.events import Event
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.step import reference_of
from chalicelib.domain.step_events import StepMoved
from chalicelib.ports import Beside, Metrics

COUNTED = {
    StepState.PLANNED: "StepsPlanned",
    StepState.ACCEPTED: "StepsSent",
    StepState.UNKNOWN: "StepsUnknown",
    StepState.HELD: "StepsHeld",
    StepState.FAILED: "StepsFailed",
    StepState.BOUNCED: "StepsBounced",
    StepState.COMPLAINED: "StepsComplained",
    StepState.UNPOSTED: "StepsPrinted",
}


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
        moved: dict[str, list[str]] = defaultdict(list)
        for event in happened:
            if isinstance(event, StepMoved) and (name := COUNTED.get(StepState(event.state))):
                moved[name].append(reference_of(event.step_id))
        for name, references in moved.items():
            self._metrics.count(name, len(references), tuple(references))
        return saved
