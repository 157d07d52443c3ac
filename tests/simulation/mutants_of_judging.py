"""The guards of whoever decides, looks again and settles doubts: each mutant takes one out."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.domain import doubt
from chalicelib.domain.case import Case
from chalicelib.domain.events import Event
from chalicelib.domain.facts import Facts
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import Bounce, StepMove, StepState
from chalicelib.domain.listing import DueCase
from chalicelib.domain.send_entry import FROM_JOURNAL
from chalicelib.domain.step import Step
from chalicelib.ports import StepKey
from chalicelib.usecases import reconcile_steps
from chalicelib.usecases.deciding import Judge
from chalicelib.usecases.queue_steps import QueueSteps
from chalicelib.usecases.reconcile_steps import ReconcileSteps
from chalicelib.usecases.record_delivery import Delivery, RecordDelivery
from chalicelib.usecases.remembering import Remember
from chalicelib.usecases.steer_creditor import RELANCE
from infra.memory.cases import MemoryCases
from infra.memory.files import MemoryJournal
from infra.memory.suppressions import MemorySuppressions
from infra.simulation.ports import DooredCases

Patch = pytest.MonkeyPatch


def mails_whoever_complained(patch: Patch) -> None:
    """A claim asks no suppression list."""
    patch.setattr(MemorySuppressions, "holds", lambda self, creditor_id, email: False)


def sends_on_whatever_comes_back(patch: Patch) -> None:
    """A creditor that was stopped is not."""
    kept = Judge.facts_on

    def facts_on(self: Judge, case: Case, on: date) -> Facts:
        facts = kept(self, case, on)
        return replace(facts, holds=tuple(h for h in facts.holds if h.by != RELANCE))

    patch.setattr(Judge, "facts_on", facts_on)


def never_reconciles(patch: Patch) -> None:
    patch.setattr(ReconcileSteps, "__call__", lambda self, case, on, now: (case, []))


def takes_what_came_back_for_delivered(patch: Patch) -> None:
    kept = RecordDelivery._told

    def told(self: RecordDelivery, case: Case, step: Step, delivery: Delivery) -> Step:
        if delivery.move is not StepMove.BOUNCE:
            return kept(self, case, step, delivery)
        return (
            step
            if step.state is StepState.DELIVERED
            else kept(self, case, step, replace(delivery, move=StepMove.DELIVER))
        )

    patch.setattr(RecordDelivery, "_told", told)


def takes_a_note_for_a_mail_that_came_back(patch: Patch) -> None:
    """Whoever is away has the mail, and is told again."""
    patch.setattr(Delivery, "bounce", property(lambda self: Bounce.FOR_GOOD if self.for_good else Bounce.PASSING))


def gives_up_at_once(patch: Patch) -> None:
    patch.setattr(doubt, "DAYS_WITHOUT_TRACE", timedelta(0))


def says_a_formal_notice_again(patch: Patch) -> None:
    """One in doubt is taken for not sent, as a reminder is."""
    kept = doubt.needs_person

    def needs_person(step: Step, steps: Iterable[Step]) -> bool:
        return step.level is not Level.FORMAL_NOTICE and kept(step, steps)

    patch.setattr(doubt, "needs_person", needs_person)


def says_it_a_third_time(patch: Patch) -> None:
    """What was given up once is given up again."""

    def needs_person(step: Step, steps: Iterable[Step]) -> bool:
        return step.level is Level.FORMAL_NOTICE or (step.reason or "").startswith(FROM_JOURNAL)

    patch.setattr(doubt, "needs_person", needs_person)


def waits_for_days_for_whoever_claimed(patch: Patch) -> None:
    patch.setattr(doubt, "CLAIM_IS_LOST", timedelta(hours=60))


def looks_no_more_at_who_was_written_to(patch: Patch) -> None:
    """A case has no next look once a mail of it is out."""
    kept = DooredCases._commit

    def commit(self: DooredCases, before: Case, after: Case, *rest: Any) -> Case:
        is_out = any(s.state in (StepState.ACCEPTED, StepState.DELIVERED) for s in after.steps)
        return kept(self, before, replace(after, next_look_at=None) if is_out else after, *rest)

    patch.setattr(DooredCases, "_commit", commit)


def skips_the_evidence(patch: Patch) -> None:
    """An event about what is in doubt is thrown away."""
    kept = RecordDelivery.__call__

    def record(self: RecordDelivery, delivery: Any) -> bool:
        case = self.cases.load(delivery.case)
        doubtful = {s.reference.replace("-", "") for s in case.steps if s.state is StepState.UNKNOWN}
        return delivery.step not in doubtful and kept(self, delivery)

    patch.setattr(RecordDelivery, "__call__", record)


def asks_no_journal_after_a_restore(patch: Patch) -> None:
    patch.setattr(Remember, "__call__", lambda self, case: (case, []))
    patch.setattr(
        MemoryJournal,
        "begin",
        lambda self, entry: self.written.__setitem__((entry.case, entry.step.reference, entry.step.attempt), entry),
    )


def takes_a_later_attempt_back_to_a_claim_of_the_backup(patch: Patch) -> None:
    def remember(self: Remember, case: Case) -> tuple[Case, list[Event]]:
        after, events = kept(self, case)
        for step in (s for s in case.steps if after is not case and s.state is StepState.CLAIMED):
            after = after.with_step(step.move(StepMove.LOSE_TRACK, reason=FROM_JOURNAL))
        return after, events

    kept = Remember.__call__
    patch.setattr(Remember, "__call__", remember)


def knows_no_holds(patch: Patch) -> None:
    kept = Judge.facts_on
    patch.setattr(Judge, "facts_on", lambda self, case, on: kept(self, replace(case, holds=()), on))


def forgets_whom_it_has_looked_at(patch: Patch) -> None:
    """Edge-triggered: a case is found in its own hour alone."""

    def due(self: MemoryCases, now: Any, _: int | None = None) -> list[DueCase]:
        looks, hour = ((k, c.next_look_at) for k, c in self.stored.items()), timedelta(hours=1)
        return [DueCase(key, look) for key, look in looks if look and now - hour < look <= now]

    patch.setattr(MemoryCases, "due", due)


def knows_no_promises(patch: Patch) -> None:
    kept = Judge.facts_on
    patch.setattr(Judge, "facts_on", lambda self, case, on: kept(self, replace(case, promises=()), on))


def mails_who_said_that_they_are_somebody_else(patch: Patch) -> None:
    """No address of a case is ever suspended."""
    patch.setattr(Case, "is_suspended", lambda self, email: False)


def queues_no_step_of_some(patch: Patch) -> None:
    """One debtor in three is looked at, its step planned, and never handed to whoever sends."""
    kept = QueueSteps.__call__

    def queue(self: QueueSteps, steps: Iterable[StepKey]) -> None:
        kept(self, [key for key in steps if int(key.case.debtor_id.removeprefix("dbt-")) % 3])

    patch.setattr(QueueSteps, "__call__", queue)


def never_gives_a_reminder_up(patch: Patch) -> None:
    """What is in doubt stays so, and nobody is asked."""
    patch.setattr(reconcile_steps, "is_given_up", lambda step, steps, on: False)


def hears_no_complaint(patch: Patch) -> None:
    kept = RecordDelivery.__call__

    def record(self: RecordDelivery, delivery: Any) -> bool:
        return delivery.move is not StepMove.COMPLAIN and kept(self, delivery)

    patch.setattr(RecordDelivery, "__call__", record)


MUTANTS: list[Callable[[Patch], None]] = [
    mails_whoever_complained,
    sends_on_whatever_comes_back,
    never_reconciles,
    takes_what_came_back_for_delivered,
    takes_a_note_for_a_mail_that_came_back,
    gives_up_at_once,
    says_a_formal_notice_again,
    says_it_a_third_time,
    waits_for_days_for_whoever_claimed,
    looks_no_more_at_who_was_written_to,
    skips_the_evidence,
    asks_no_journal_after_a_restore,
    takes_a_later_attempt_back_to_a_claim_of_the_backup,
    knows_no_holds,
    forgets_whom_it_has_looked_at,
    knows_no_promises,
    mails_who_said_that_they_are_somebody_else,
    queues_no_step_of_some,
    never_gives_a_reminder_up,
    hears_no_complaint,
]
