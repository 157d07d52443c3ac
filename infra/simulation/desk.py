"""Somebody at the creditors' desks: looks at the worklist once a day, and does most of what stands there."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from random import Random

from chalicelib.domain.case import CaseKey
from chalicelib.domain.errors import Refused
from chalicelib.domain.step import Step
from chalicelib.domain.task import Task, TaskKind
from chalicelib.usecases.approve_level import ApproveLevel
from chalicelib.usecases.record_posting import RecordPosting
from chalicelib.usecases.settle_doubt import SettleDoubt
from infra.simulation.world import World

WHO = "Claire"


class Desk:
    """What is refused, or gets no answer, still stands in the worklist of the next day."""

    def __init__(self, world: World, chance: Random) -> None:
        self.world, self.chance = world, chance

    def looks(self) -> None:
        """Through the worklists of all creditors; each task is done at some hour of the day, or on another day."""
        for key, case in list(self.world.cases.stored.items()):
            if case.waits_since:
                self.world.survives(partial(self._reads, key))

    def _reads(self, key: CaseKey) -> None:
        case, now = self.world.cases.load(key), self.world.clock.at
        for task in self.world.judge.decision_on(case, now).tasks:
            step = next((s for s in case.steps if s.reference == task.reference), None)
            if self.chance.random() < 0.8 and (act := self._act(key, task, step)):
                self.world.later(timedelta(hours=self.chance.uniform(0, 9)), partial(self._does, act))

    def _act(self, key: CaseKey, task: Task, step: Step | None) -> Callable[[], object] | None:
        change = self.world.change
        if task.kind is TaskKind.APPROVE and task.level:
            level, names = task.level, task.invoice_ids
            return lambda: ApproveLevel(change)(key, level, names, is_given=True, reason="", by=WHO)
        if task.kind is TaskKind.POST_LETTER and step:
            # By whoever goes to the post that day: the number is that of the receipt.
            return lambda: RecordPosting(change)(key, step.reference, step.on, f"RK {step.attempt}", WHO)
        if task.kind is TaskKind.CHECK_MAIL and step:
            return lambda: SettleDoubt(change)(key, step.reference, "looked", WHO, went_out=self._went_out(key, step))
        return None

    def _went_out(self, key: CaseKey, step: Step) -> bool:
        """As the list of the mail service has it."""
        name = step.reference.replace("-", "")
        return any((taken.key, taken.step) == (key, name) for taken in self.world.mails.sink)

    def _does(self, act: Callable[[], object]) -> None:
        def done() -> None:
            # Somebody, or something, came first.
            with suppress(Refused):
                act()

        self.world.survives(done)
