"""What a world is made of."""

from dataclasses import dataclass
from datetime import timedelta
from random import Random

from infra.simulation.mail_service import BOUNCES

HOUR = timedelta(hours=1)
EVERY_OTHER, MOST_LOST = 0.5, 0.02


@dataclass(frozen=True)
class Life:
    """What a world is made of: its debtors, who owe to so many creditors, how long it lives, and how often its planner
    runs; whether its table comes back from backups; how many of a hundred mails bounce, and after how many the counts
    of a sender are turned over; how often a path loses an event; whether a doubt is looked up. Of these two, paths lose
    one as often as anything fails, at most 2 in a hundred, and the seed has it, where nothing is said. How often others
    come between a worker and its request, and how often that is for long.
    """

    debtors: int = 40
    creditors: int = 3
    # So long with its faults.
    lives: timedelta = timedelta(days=100)
    plans_every: timedelta = HOUR
    restores: bool = True
    bounces: float = BOUNCES
    half: int = 20
    loss: float | None = None
    looks_up: bool | None = None
    interrupted: float = 0.02
    asleep: float = 0.05

    def looks_up_in(self, seed: int) -> bool:
        return Random(seed).random() < EVERY_OTHER if self.looks_up is None else self.looks_up

    def loss_at(self, rate: float) -> float:
        return min(rate, MOST_LOST) if self.loss is None else self.loss


ORDINARY = Life()
