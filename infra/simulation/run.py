"""One run of the simulation, from its seed to what the checker found."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from chalicelib.adapters.io import Site
from infra.simulation.checker import Findings, check
from infra.simulation.desk import Desk
from infra.simulation.faults import Fault
from infra.simulation.people import People
from infra.simulation.world import HOUR, World

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
        Site.OUTCOMES_ADD,
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
    }
)
# Days that a world lives with its faults; and days of peace after them, in which all that was left is found again.
LIVES, PEACE = timedelta(days=100), timedelta(days=5)


@dataclass(frozen=True)
class Simulated:
    """`covered` are the sites at which a fault was met, `asked` how often each was asked something."""

    seed: int
    found: Findings
    covered: frozenset[Site]
    asked: "Counter[Site]"
    broken: int


def simulate(
    seed: int,
    debtors: int,
    rate: float,
    *,
    at: tuple[Site, int, Fault] | None = None,
    lives: timedelta = LIVES,
    restores: bool = True,
) -> Simulated:
    """The history of a seed: the same for the same arguments."""
    world = World(seed, rate, at)
    people = People(world, debtors, Random(seed + 4))
    # At whatever minute the rule was deployed.
    world.later(timedelta(minutes=world.chance.uniform(0, 60)), lambda: world.every(HOUR, world.plans))
    desk = Desk(world, Random(seed + 5))
    world.later(timedelta(hours=2), lambda: world.every(timedelta(hours=24), desk.looks))
    world.every(timedelta(hours=24), world.backs_up)
    world.every(timedelta(hours=4), world.redrives)
    world.every(timedelta(hours=30), world.resumes)
    if restores:
        for _ in range(2):
            world.later(lives * world.chance.uniform(0.2, 0.9), lambda: _restore(world, people))
    start = world.clock.at
    world.run_until(start + lives)
    world.keeper.is_open = True
    world.redrives()
    world.run_until(start + lives + PEACE)
    covered = frozenset(site for site, _ in world.keeper.broken)
    broken = sum(world.keeper.broken.values())
    return Simulated(seed, check(world, people.ledger), covered, world.keeper.asked, broken)


def _restore(world: World, people: People) -> None:
    """Nobody is at work meanwhile: whoever restores a table has stopped the functions first."""
    if world.depth or not world.snapshots:
        world.later(HOUR, lambda: _restore(world, people))
        return
    snapshot = world.chance.choice(world.snapshots[-3:])
    world.restores(snapshot)
    people.say_again(snapshot.at)
