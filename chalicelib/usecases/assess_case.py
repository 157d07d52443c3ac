"""Looks at one case: decides, writes the step that was decided, and when to look next.

The row comes first and the queue second: a step whose message was lost is found again at the next look.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from chalicelib.domain.case import Case, CaseKey
from chalicelib.domain.channel import policy_of_letter
from chalicelib.domain.climb import presumed_from
from chalicelib.domain.creditor_state import CreditorState
from chalicelib.domain.decision import Message
from chalicelib.domain.errors import CaseMoved
from chalicelib.domain.events import Event
from chalicelib.domain.lifecycle import STOPPED, StepMove, StepState
from chalicelib.domain.posting import letters_in_vain
from chalicelib.domain.step import NOT_POSTED, STALE, Step, step_id
from chalicelib.domain.step_events import DeliveryPresumed, StepMoved
from chalicelib.ports import Cases, Clock, StepKey
from chalicelib.usecases.deciding import LOOK_AGAIN, PLANNER, Judge, while_it_moves, withdrawn
from chalicelib.usecases.reconcile_steps import ReconcileSteps
from chalicelib.usecases.replying import is_insolvent, planned_again, put_again

INSOLVENT = "its debtor is insolvent"
GIVES_WAY = "an instalment is recalled first"


@dataclass(frozen=True, slots=True)
class AssessCase:
    cases: Cases
    judge: Judge
    clock: Clock
    reconcile: ReconcileSteps

    def __call__(self, key: CaseKey) -> StepKey | None:
        """The step that waits to be sent, for the queue. Raises CaseMoved when other changes kept coming first,
        NotFound for no such case.
        """
        return while_it_moves(lambda: self._look(key))

    def _look(self, key: CaseKey) -> StepKey | None:
        now = self.clock.now()
        case = self.cases.load(key)
        said = self.judge.word_for_all(case)
        settled, told = self.reconcile(case, self.judge.today(case, now), now)
        opens_at = self.judge.opens_at(case, now)
        if opens_at > now:
            again = self.judge.while_in_doubt(settled, opens_at, now)
            self._keep(case, replace(settled, next_look_at=again), tuple(told), now, said)
            return None
        # Whatever kept others from looking at it is over.
        tidy, events = self._tidy(replace(settled, look_failed_on=None), now)
        events = (*told, *events)
        # What the chase has begun first: its day is today alone.
        step = tidy.live_step() or self.judge.reply_to_send(tidy, now)
        if step is None:
            decision = self.judge.decision_on(tidy, now)
            useless = letters_in_vain(tidy.steps, decision.tasks)
            tidy, given_up = withdrawn(tidy, (s for s in tidy.steps if s.id in useless), PLANNER)
            if given_up:
                events, decision = (*events, *given_up), self.judge.decision_on(tidy, now)
            if decision.message is None:
                self._keep(case, self.judge.with_decision(tidy, decision, now), events, now, said)
                return None
            # What waits still gives way to the message: both could go to the post on one day.
            tidy, given_way = withdrawn(tidy, (s for s in tidy.steps if not s.level.is_reply), PLANNER, GIVES_WAY)
            step = self._plan(tidy, decision.message, now)
            events = (*events, *given_way, StepMoved.of(step, PLANNER))
        self._keep(case, replace(tidy.with_step(step), next_look_at=now + LOOK_AGAIN), events, now, said)
        return StepKey(key, step.id)

    def _tidy(self, case: Case, now: datetime) -> tuple[Case, tuple[Event, ...]]:
        """Settles promises and plans; ends steps of another day that were never claimed, and those that were stopped
        for long enough to be tried again; withdraws letters that nobody posted; marks mails whose delivery is presumed
        from today.
        """
        on = self.judge.today(case, now)
        case, events = self.judge.with_ends(case, on, PLANNER)
        gap = self.judge.policy_of(case).budget.gap_days
        for step in case.steps:
            is_over = step.is_live and step.is_stale(on)
            if step.is_live and step.level.is_reply and is_insolvent(case, on):
                ended = step.move(StepMove.CANCEL, reason=INSOLVENT)
                case = case.with_step(ended)
                events.append(StepMoved.of(ended, PLANNER, INSOLVENT))
                continue
            if is_over and step.level.is_reply and self.judge.reply_to_send(case, now) is None:
                # What keeps everything back keeps it too: it is dated anew once, when that is over.
                continue
            if step.level.is_reply and (is_over or _may_be_tried(step, gap, on)):
                case, again = put_again(case, step, on, PLANNER, STALE if step.is_live else "tried again")
                events += again
                continue
            if is_over:
                ended, why = step.move(StepMove.CANCEL, reason=STALE), STALE
            elif _may_be_tried(step, gap, on):
                ended, why = step.move(StepMove.CANCEL, reason=step.reason), "tried again"
            elif step.state is StepState.UNPOSTED and not step.is_to_post(on):
                ended, why = step.move(StepMove.WITHDRAW, reason=NOT_POSTED), NOT_POSTED
            else:
                continue
            case = case.with_step(ended)
            events.append(StepMoved.of(ended, PLANNER, why))
            if step.level.is_reply:
                # Nobody posted it: it is printed anew.
                case, anew = planned_again(case, step, on, PLANNER)
                events += anew
        return self._presumed(case, on, events)

    def _presumed(self, case: Case, on: date, events: list[Event]) -> tuple[Case, tuple[Event, ...]]:
        """With the mails of which nobody has said a word for some days, from today, marked so."""
        taken = (s for s in case.steps if s.state is StepState.ACCEPTED and not s.level.is_reply)
        for step in [s for s in taken if s.presumed_on is None and s.silent_since < on]:
            policy = policy_of_letter(step, self.judge.facts_on(case, on), self.judge.policy_of(case))
            if presumed_from(step, policy) <= on:
                case = case.with_step(replace(step, presumed_on=on))
                events.append(DeliveryPresumed(PLANNER, step.id, step.level, step.invoice_ids))
        return case, tuple(events)

    def _plan(self, case: Case, message: Message, now: datetime) -> Step:
        on = self.judge.today(case, now)
        name = step_id(case.key.creditor_id, case.key.debtor_id, case.policy, message.level, on)
        return replace(message.step(name, on), email=case.email if message.by_mail else None)

    def _keep(self, before: Case, after: Case, events: tuple[Event, ...], now: datetime, said: CreditorState) -> None:
        if self.judge.word_for_all(before) != said:
            raise CaseMoved("the creditor said something for all of its debtors meanwhile")
        if after != before or events:
            self.cases.commit(before, after, events, now)


def _may_be_tried(step: Step, gap_days: int, on: date) -> bool:
    """Whether it was stopped, and for long enough: what it lacks may have been given."""
    return step.state in STOPPED and step.tried_again_on(gap_days) <= on
