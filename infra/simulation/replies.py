"""Whether the replies beside the chase are what is promised: each once, in time, and about nothing that is paid."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from chalicelib.adapters.public_holidays import PublicHolidays
from chalicelib.domain.case import CaseKey
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.send_entry import SendEntry
from chalicelib.domain.step import Step
from chalicelib.usecases.deciding import Judge
from infra.memory.creditors import MemoryCreditors, OwnPolicies
from infra.simulation.ledger import Ledger
from infra.simulation.mail_service import Taken
from infra.simulation.world import World

NAMED_WITHIN = timedelta(hours=48)
ON_ITS_WAY = frozenset({StepState.PLANNED, StepState.RENDERED, StepState.CLAIMED})


class Unanswered:
    """The replies that have been on their way for 48 hours in which nothing kept them back: what a creditor pauses
    waits until it ends.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._waiting: dict[tuple[CaseKey, str], datetime] = {}

    def looks(self) -> Iterator[str]:
        world = self._world
        creditors = MemoryCreditors(world.creditors.stored, world.creditors.states, {}, world.creditors.stop)
        judge = Judge(creditors, PublicHolidays(), OwnPolicies())
        waiting = {
            (key, step.id): f"no final name: {key} {step.level} {step.on} {step.state}"
            for key, case in world.cases.stored.items()
            for step in case.steps
            if step.level.is_reply and step.state in ON_ITS_WAY
            if step.state is StepState.CLAIMED or judge.reply_to_send(case, world.clock.at) is not None
        }
        self._waiting = {name: self._waiting.get(name, world.clock.at) for name in waiting}
        # What comes from a backup is as old as that, and has as long from then on.
        restored_at = world.restorations[-1][1] if world.restorations else datetime.min.replace(tzinfo=UTC)
        for name, seen_at in self._waiting.items():
            if max(seen_at, restored_at) + NAMED_WITHIN <= world.clock.at:
                yield waiting[name]


class Replied:
    """What each debtor has had in reply to what it said."""

    def __init__(self) -> None:
        self._had: dict[tuple[CaseKey, str], Taken] = {}

    def counts(self, step: Step, taken: Taken) -> list[str]:
        """A promise is acknowledged once; what is contested may be contested anew."""
        about = taken.key, step.reply.about if step.reply else ""
        had = self._had.get(about)
        self._had[about] = taken
        if had is None or had.step == taken.step or step.level is not Level.PROMISE or had.is_returned:
            return []
        return [f"replied twice: {about} at {had.at} and {taken.at}"]


def about_paid(entry: SendEntry, names: set[str], at: datetime, ledger: Ledger) -> list[str]:
    """A reply to nothing but what was known to be paid."""
    if any(not ledger.is_paid(name, at) for name in names):
        return []
    return [f"a reply about what is paid: {entry.case} {entry.step.level} {sorted(names)} claimed {at}"]
