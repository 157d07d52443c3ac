"""Settles by evidence what became of the steps of a case of which nobody knows whether they went out.

Run at each look at a case, hourly while one is in doubt: the normal path, not one for emergencies.
"""

from dataclasses import dataclass
from datetime import date, datetime

from chalicelib.domain.case import Case
from chalicelib.domain.doubt import (
    FOUND,
    NEVER_HANDED_OVER,
    NO_ANSWER,
    NO_TRACE,
    given_up,
    is_abandoned,
    is_given_up,
)
from chalicelib.domain.events import Event
from chalicelib.domain.lifecycle import StepMove, StepState
from chalicelib.domain.step import Step
from chalicelib.domain.step_events import StepMoved
from chalicelib.ports import LookUp
from chalicelib.usecases.remembering import Remember

RECONCILER = "reconciler"


@dataclass(frozen=True, slots=True)
class ReconcileSteps:
    """The events of the mail service settle a doubt by themselves, as they come; what is left is settled here."""

    look_up: LookUp
    remember: Remember

    def __call__(self, case: Case, on: date, now: datetime) -> tuple[Case, list[Event]]:
        """The case with the steps of which nobody comes back, as they are known to stand. Raises TryAgain."""
        case, events = self.remember(case)
        for step in case.steps:
            if not is_abandoned(step, now):
                continue
            found, why = self._settled(case, step, on)
            if found is not step:
                case = case.with_step(found)
                events.append(StepMoved.of(found, RECONCILER, why))
        return case, events

    def _settled(self, case: Case, step: Step, on: date) -> tuple[Step, str]:
        if self.remember.journal.seal(case.key, step):
            return step.move(StepMove.RELEASE, reason=NEVER_HANDED_OVER), NEVER_HANDED_OVER
        ses_id = self.look_up.find(case.key, step)
        if ses_id is not None:
            return step.move(StepMove.ACCEPT, ses_id=ses_id or None, reason=None), FOUND
        if is_given_up(step, case.steps, on):
            return given_up(step), NO_TRACE
        if step.state is StepState.CLAIMED:
            return step.move(StepMove.LOSE_TRACK, reason=NO_ANSWER), NO_ANSWER
        return step, ""
