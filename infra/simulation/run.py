"""One run of the simulation, from its seed to what the checker found."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from chalicelib.adapters.io import Site
from infra.simulation.checker import Checker, Findings
from infra.simulation.desk import Desk
from infra.simulation.faults import Fault
from infra.simulation.insights import unheard
from infra.simulation.life import EVERY_OTHER, HOUR, ORDINARY, Life
from infra.simulation.people import People
from infra.simulation.world import World

# Where the planner, the sending and the events ask something of AWS: each may fail here.
SITES = frozenset(
    {
        Site.CASES_DUE,
        Site.CASES_LOAD,
        Site.CASES_FIND,
        Site.CASES_COMMIT,
        Site.CREDITORS_GET,
        Site.CREDITORS_STATE,
        Site.CREDITORS_COMMIT,
        Site.CREDITORS_STOP_ALL,
        Site.CREDITORS_ALL_STOPPED,
        Site.CREDITORS_HISTORY,
        Site.OUTCOMES_ADD,
        Site.OUTCOMES_TURN_OVER,
        Site.OUTCOMES_CLEAR,
        Site.POLICIES_GET,
        Site.DOCUMENTS_PUT,
        Site.QUEUES_ASSESS,
        Site.QUEUES_SEND,
        Site.QUEUES_AGAIN,
        Site.FAILED_KEEP,
        Site.FAILED_ALL,
        Site.FAILED_FORGET,
        Site.JOURNAL_BEGIN,
        Site.JOURNAL_SEAL,
        Site.JOURNAL_LIST,
        Site.JOURNAL_READ,
        Site.MAILER_SEND,
        Site.LOOK_UP_KEPT,
        Site.LOOK_UP_ASK,
        Site.LOOK_UP_READ,
        Site.LOOK_UP_START,
        Site.LOOK_UP_KEEP,
    }
)
# Days of peace at the end of a life, in which all that was left is found again.
PEACE = timedelta(days=5)


@dataclass(frozen=True)
class Simulated:
    """`met` are the faults that were met at each site, `asked` is how often each was asked something."""

    seed: int
    found: Findings
    met: frozenset[tuple[Site, Fault]]
    asked: "Counter[Site]"
    broken: int

    @property
    def covered(self) -> frozenset[Site]:
        return frozenset(site for site, _ in self.met) & SITES


def simulate(
    seed: int, rate: float, life: Life = ORDINARY, breaks: Mapping[tuple[Site, int], Fault] | None = None
) -> Simulated:
    """The history of a seed: the same for the same arguments. `rate` is how often a request meets a fault, from 0 to 1;
    `breaks` are requests that meet one in any case, by their numbers from 0.
    """
    world = World(seed, rate, breaks or {}, life)
    people = People(world, life.debtors, Random(seed + 4))
    # At whatever minute the rule was deployed.
    world.later(timedelta(minutes=world.chance.uniform(0, 60)), lambda: world.every(life.plans_every, world.plans))
    desk = Desk(world, Random(seed + 5))
    world.later(timedelta(hours=2), lambda: world.every(timedelta(hours=24), desk.looks))
    checker = Checker(world, people.ledger)
    world.every(timedelta(hours=24), checker.looks)
    world.backs_up(Random(seed + 6))
    world.every(timedelta(hours=4), world.redrives)
    world.every(timedelta(hours=30), world.resumes)
    if life.restores:
        for _ in range(2):
            world.later(life.lives * world.chance.uniform(0.2, 0.9), lambda: _restore(world, people))
    start = world.clock.at
    with unheard():
        world.run_until(start + life.lives)
        world.keeper.is_open = True
        world.redrives()
        world.run_until(start + life.lives + PEACE)
    keeper = world.keeper
    return Simulated(seed, checker.finds(), frozenset(keeper.broken), keeper.asked, sum(keeper.broken.values()))


def _restore(world: World, people: People) -> None:
    """Nobody is at work meanwhile: whoever restores a table has stopped the functions first."""
    if world.depth:
        world.later(HOUR, lambda: _restore(world, people))
        return
    # Every other time of a moment in which a mail was about to go out, where there was one.
    in_flight = [s for s in world.snapshots if s.is_in_flight] if world.chance.random() < EVERY_OTHER else []
    snapshot = world.chance.choice(in_flight or world.snapshots)
    world.restores(snapshot)
    people.say_again(snapshot.at)
