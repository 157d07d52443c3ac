"""Relance, its creditors and its debtors, moved by one list of what is to happen when."""

import heapq
import itertools
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from random import Random

from chalicelib.adapters import io
from chalicelib.adapters.no_look_up import NoLookUp
from chalicelib.adapters.public_holidays import PublicHolidays
from chalicelib.domain.case import CaseKey
from chalicelib.domain.errors import NotFound
from chalicelib.ports import LookUp, StepKey
from chalicelib.usecases.assess_case import AssessCase
from chalicelib.usecases.changing import ChangeCase
from chalicelib.usecases.deciding import Judge
from chalicelib.usecases.plan_due import PlanDue
from chalicelib.usecases.queue_steps import QueueSteps
from chalicelib.usecases.reconcile_steps import ReconcileSteps
from chalicelib.usecases.record_delivery import Delivery, RecordDelivery
from chalicelib.usecases.record_failure import RecordFailure
from chalicelib.usecases.redrive import Redrive
from chalicelib.usecases.remembering import Remember
from chalicelib.usecases.send_step import SendStep
from chalicelib.usecases.steer_creditor import SteerCreditor
from chalicelib.usecases.watch_outcomes import WatchOutcomes
from infra.memory.doors import MemoryDoors
from infra.memory.sources import FixedClock, MemoryMetrics
from infra.simulation.backups import Snapshot, Table
from infra.simulation.claims import Claims
from infra.simulation.faults import Crash, Doorkeeper, Fault
from infra.simulation.insights import Insights, SimulatedLookUp
from infra.simulation.known import Known
from infra.simulation.life import Life
from infra.simulation.mail_service import MailService
from infra.simulation.message import Message
from infra.simulation.office import SKEW, MarkedPress, SeededIds, SkewedClock, a_creditor
from infra.simulation.ports import (
    DooredCases,
    DooredCreditors,
    DooredDocuments,
    DooredFailedMessages,
    DooredJournal,
    DooredOutcomes,
    DooredPolicies,
    DooredQueues,
)

STARTS = datetime(2026, 9, 1, 6, tzinfo=UTC)
# As the queues are set up: hidden for so long while somebody works at it, and dead after so many times.
HIDDEN, MOST_TIMES = timedelta(minutes=6), 5
# How deep one may be interrupted by another.
DEEPEST = 3
# How long a backup may be taken for a restore.
KEPT_FOR = timedelta(hours=72)
# What the mail service takes.
MAILS_A_SECOND = 14
# How often a person asks for what is refused.
MOST_TRIES = 100


class World:
    """`rate` is how often a request meets a fault, from 0 to 1; `breaks` are requests that meet one in any case."""

    def __init__(self, seed: int, rate: float, breaks: Mapping[tuple[io.Site, int], Fault], life: Life) -> None:
        # What befalls the world does not move what the world is: one chance for each.
        self.life, self.chance, self.clock = life, Random(seed), FixedClock(STARTS)
        self.keeper = Doorkeeper(Random(seed + 1), rate, self._tick, self._others, breaks)
        self.doors, self.queues, self.epoch, self.depth = MemoryDoors(), DooredQueues(), 0, 0
        self.claims = Claims(self.clock.now, lambda: self.depth)
        self.cases = DooredCases(self.doors, claims=self.claims)
        self.creditors = DooredCreditors(now=self.clock.now, claims=self.claims)
        self.outcomes = DooredOutcomes(half=life.half)
        self.policies, self.documents, self.journal = (
            DooredPolicies(now=self.clock.now),
            DooredDocuments(claims=self.claims),
            DooredJournal(),
        )
        self.mails = MailService(Random(seed + 2), self.clock.now, self._tell_later, life.loss_at(rate), life.bounces)
        insights = Insights(self.clock.now, self.mails.sink)
        self.look_up: LookUp = SimulatedLookUp(insights, self.clock) if life.looks_up_in(seed + 6) else NoLookUp()
        self.ids = SeededIds(Random(seed + 3))
        self.to_come: list[tuple[datetime, int, Callable[[], None]]] = []
        self.number = itertools.count()
        # Who is told that a step waits to be sent, and that its letter is being printed.
        self.on_queued: Callable[[StepKey], None] | None = None
        self.on_printing: Callable[[StepKey], None] | None = None
        self.failed = DooredFailedMessages()
        self.bodies: dict[str, Message] = {}
        # The mails of which an event has been among the dead letters: it may have come to light days later.
        self.died: set[tuple[CaseKey, str]] = set()
        self.known = Known(self.creditors)
        self.table = Table(self.cases, self.creditors, self.failed, self.outcomes)
        self.snapshots: list[Snapshot] = []
        # Each from which instant, and when.
        self.restorations: list[tuple[datetime, datetime]] = []
        for n in range(life.creditors):
            self.creditors.put(a_creditor(n))
        self.judge = Judge(self.creditors, PublicHolidays(), self.policies)
        self.steer = SteerCreditor(self.creditors, self.policies, self.clock)
        self.watch = WatchOutcomes(self.outcomes, self.creditors, self.steer, MemoryMetrics(), self.clock)

    # The use cases, as a worker has them.

    @property
    def change(self) -> ChangeCase:
        return ChangeCase(self.cases, self.judge, self.clock, Remember(self.journal, self.epoch))

    def _act_on(self, message: Message) -> None:
        """What the function of its queue does. Raises what it raises."""
        about, remember, clock = message.about, Remember(self.journal, self.epoch), self._clock_of_a_worker()
        if isinstance(about, CaseKey):
            look = AssessCase(self.cases, self.judge, clock, ReconcileSteps(self.look_up, remember))
            if step := look(about):
                QueueSteps(self.queues, clock)([step])
        elif isinstance(about, StepKey):
            SendStep(
                cases=self.cases,
                judge=self.judge,
                press=MarkedPress(partial(self._printing, about)),
                documents=self.documents,
                journal=self.journal,
                mailer=self.mails,
                clock=clock,
                ids=self.ids,
                portal_url="https://portal.example",
                remember=remember,
            )(about)
        else:
            RecordDelivery(self.cases, self.judge, clock, self.watch, remember)(about)
            self._learns(about)

    def _clock_of_a_worker(self) -> SkewedClock:
        return SkewedClock(self.clock, SKEW * self.chance.uniform(-1, 1))

    def _learns(self, told: Delivery) -> None:
        """Whoever recorded it came to an end, whatever it made of it."""
        steps = self.cases.stored[told.case].steps
        step = next((s for s in steps if s.reference.replace("-", "") == told.step), None)
        if step and step.attempt:
            self.known.learns(told, step.email or "", self.clock.at)

    def _printing(self, step: StepKey) -> None:
        """Somebody else may say something just then, beside whoever prints."""
        self.depth += 1
        if self.on_printing:
            self.on_printing(step)
        self.depth -= 1

    def resumes(self) -> None:
        """A person has looked why so many mails came back, and lets its creditor go on."""
        for creditor_id in self.creditors.stored:
            if self.known.is_stopped(creditor_id):
                self.known.lets_go(creditor_id, self.clock.at)
                self.survives(partial(self.steer.resume, creditor_id, "Claire"))

    # What happens when.

    def later(self, delay: timedelta, act: Callable[[], None]) -> None:
        heapq.heappush(self.to_come, (self.clock.at + delay, next(self.number), act))

    def every(self, pause: timedelta, act: Callable[[], None]) -> None:
        def again() -> None:
            self.later(pause, again)
            act()

        self.later(pause, again)

    def run_until(self, end: datetime) -> None:
        with io.kept_by(self.keeper):
            while self.to_come and self.to_come[0][0] <= end:
                self._next()
            self.clock.at = max(self.clock.at, end)

    def _next(self) -> None:
        at, _, act = heapq.heappop(self.to_come)
        self.clock.at = max(self.clock.at, at)
        act()

    def plans(self) -> None:
        """One run of the planner; one that dies, or is refused, is made up for by the next."""
        self.survives(PlanDue(self.cases, self.queues, self._clock_of_a_worker(), MemoryMetrics(), MAILS_A_SECOND))
        self.hands_out()

    def hands_out(self) -> None:
        """What is in the queues is received a little later, by one worker or another; sometimes by two."""
        queued: list[CaseKey | StepKey] = [*self.queues.assessed, *self.queues.sent]
        found = [Message(about) for about in queued] + [self.bodies[name] for name in self.queues.back]
        for about in queued:
            if isinstance(about, StepKey) and self.on_queued:
                self.on_queued(about)
        self.queues.assessed.clear()
        self.queues.sent.clear()
        self.queues.back.clear()
        for message in found:
            # Now and then a queue is long.
            waits = self.chance.uniform(0, 6 * 3600) if self.chance.random() < 0.05 else self.chance.uniform(0.05, 20)
            self._deliver(message, timedelta(seconds=waits))
            if self.chance.random() < 0.01:
                self._deliver(message, timedelta(seconds=self.chance.uniform(0.05, 400)))

    def survives(self, act: Callable[[], object]) -> bool:
        """Whether it came to its end: a worker that dies takes nobody along."""
        try:
            act()
        except NotFound:
            # As the functions do: there is nothing to come back to.
            return True
        except Crash:
            return False
        except Exception:  # noqa: BLE001 (as the functions do: the message comes back)
            return False
        return True

    def _deliver(self, message: Message, delay: timedelta) -> None:
        def received() -> None:
            if self.survives(lambda: self._act_on(message)):
                self.hands_out()
                return
            self.hands_out()
            again = replace(message, times=message.times + 1)
            if again.times < MOST_TIMES:
                self._deliver(again, HIDDEN)
            else:
                self.later(timedelta(seconds=1), lambda: self._fails(again))
                if isinstance(message.about, Delivery):
                    self.died.add((message.about.case, message.about.step))

        self.later(delay, received)

    def _fails(self, message: Message) -> None:
        """It was handed out as often as it may be; until that is recorded, it stays among the dead letters."""
        name = str(next(self.number))
        self.bodies[name] = replace(message, times=0)
        failed = message.failed(name, self.clock.at)
        record = RecordFailure(self.cases, self.judge, self.failed, self.clock, MemoryMetrics())
        if not self.survives(lambda: record(failed)):
            self.later(HIDDEN, lambda: self._fails(message))

    def redrives(self) -> None:
        """A person has mended what made messages fail, and puts them back: once more where that fails."""
        for _ in range(MOST_TRIES):
            is_done = self.survives(Redrive(self.cases, self.failed, self.queues, self.clock))
            self.hands_out()
            if is_done:
                break

    def _tell_later(self, delay: timedelta, said: Delivery) -> None:
        self._deliver(Message(said), delay)

    def _tick(self) -> None:
        self.clock.advance(milliseconds=self.keeper.chance.randint(1, 60))

    def _others(self) -> None:
        """Meanwhile others work, and sometimes for long: whoever waited comes back to another world."""
        if self.depth >= DEEPEST or self.keeper.chance.random() >= self.life.interrupted:
            return
        self.depth += 1
        asleep = timedelta(0)
        if self.keeper.chance.random() < self.life.asleep:
            asleep = timedelta(minutes=self.keeper.chance.choice((11, 75)))
        until, most = self.clock.at + asleep, 200 if asleep else 1
        while self.to_come and most and (self.to_come[0][0] <= until or not asleep):
            self._next()
            most -= 1
        self.clock.at = max(self.clock.at, until)
        self.depth -= 1

    # Backups.

    def backs_up(self, chance: Random) -> None:
        """From here on, every five minutes to every four hours: also in the moment in which somebody sends."""
        self.snapshots = [s for s in self.snapshots if s.at >= self.clock.at - KEPT_FOR]
        self.snapshots.append(Snapshot.of(self.table, self.clock.at))
        self.later(timedelta(minutes=chance.uniform(5, 240)), lambda: self.backs_up(chance))

    def restores(self, snapshot: Snapshot) -> None:
        """The table as it was then, under a new epoch; what waits in the queues is still there."""
        snapshot.into(self.table)
        self.known.forgets(snapshot.at, self.clock.at)
        self.restorations.append((snapshot.at, self.clock.at))
        self.snapshots = [s for s in self.snapshots if s.at <= snapshot.at]
        self.epoch += 1

    @property
    def today(self) -> date:
        return self.clock.at.date()
