"""Looks at one case: decides, writes the step that was decided, and when to look next.

The row comes first and the queue second: a step whose message was lost is found again at the next look.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chalicelib.domain.calendar import day_in, next_opening
from chalicelib.domain.case import Case, CaseKey
from chalicelib.domain.decision import Message
from chalicelib.domain.events import Event, StepMoved
from chalicelib.domain.lifecycle import StepMove, StepState
from chalicelib.domain.parties import Creditor
from chalicelib.domain.policy import POLICIES
from chalicelib.domain.step import Step, step_id
from chalicelib.ports import Cases, Clock, Creditors, Holidays, StepKey
from chalicelib.usecases.deciding import LOOK_AGAIN, PLANNER, decision_on, look_after, while_it_moves

CLAIM_IS_LOST = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class AssessCase:
    cases: Cases
    creditors: Creditors
    holidays: Holidays
    clock: Clock

    def __call__(self, key: CaseKey) -> StepKey | None:
        """The step that waits to be sent, for the queue. Raises CaseMoved when other changes kept coming first,
        NotFound for no such case.
        """
        return while_it_moves(lambda: self._look(key))

    def _look(self, key: CaseKey) -> StepKey | None:
        now = self.clock.now()
        case = self.cases.load(key)
        creditor = self.creditors.get(key.creditor_id)
        opens_at = next_opening(now, creditor.time_zone)
        if opens_at > now:
            self._keep(case, replace(case, next_look_at=opens_at), (), now)
            return None
        tidy, events = self._tidy(case, creditor, now)
        step = tidy.live_step()
        if step is None:
            decision = decision_on(tidy, creditor, self.holidays, now)
            if decision.message is None:
                self._keep(case, replace(tidy, next_look_at=look_after(decision, creditor, now)), events, now)
                return None
            step = self._plan(tidy, creditor, decision.message, now)
            events = (*events, StepMoved.of(step, PLANNER))
        self._keep(case, replace(tidy.with_step(step), next_look_at=now + LOOK_AGAIN), events, now)
        return StepKey(key, step.id)

    def _tidy(self, case: Case, creditor: Creditor, now: datetime) -> tuple[Case, tuple[Event, ...]]:
        """Ends steps of another day that were never claimed, and those held for long enough to be tried again; gives a
        name to a claim that nobody came back from.
        """
        on, events = day_in(creditor.time_zone, now), []
        held_until = on - timedelta(days=POLICIES[case.policy].gap_days)
        for step in case.steps:
            if step.state in (StepState.PLANNED, StepState.RENDERED) and step.on != on:
                ended, why = step.move(StepMove.CANCEL, reason="stale"), "stale"
            elif step.state is StepState.HELD and step.on <= held_until:
                ended, why = step.move(StepMove.CANCEL, reason=step.reason), "tried again"
            elif step.state is StepState.CLAIMED and step.claimed_at and step.claimed_at + CLAIM_IS_LOST < now:
                ended, why = step.move(StepMove.LOSE_TRACK, reason="no answer recorded"), "no answer recorded"
            else:
                continue
            case = case.with_step(ended)
            events.append(StepMoved.of(ended, PLANNER, why))
        return case, tuple(events)

    def _plan(self, case: Case, creditor: Creditor, message: Message, now: datetime) -> Step:
        on = day_in(creditor.time_zone, now)
        return Step(
            id=step_id(case.key.creditor_id, case.key.debtor_id, case.policy, message.level, on),
            level=message.level,
            on=on,
            items=message.items,
            email=case.email if message.by_mail else None,
        )

    def _keep(self, before: Case, after: Case, events: tuple[Event, ...], now: datetime) -> None:
        if after != before or events:
            self.cases.commit(before, after, events, now)
