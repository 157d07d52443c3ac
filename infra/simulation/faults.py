"""What stands in the door of the simulation: at each request it may break it, kill who asks, or let others go first."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random
from typing import Any

from chalicelib.adapters.io import Site


class Fault(StrEnum):
    """What becomes of a request, and of whoever made it."""

    CRASH_BEFORE = "crash before"
    CRASH_AFTER = "crash after"
    REFUSED = "refused"
    LOST_DONE = "done, the answer lost"
    LOST_NOT_DONE = "not done, no answer"


class Crash(BaseException):
    """The worker is gone: nothing of it runs any more, not even what comes finally."""


class NoAnswer(Exception):
    """Nobody can tell whether the request was done."""


class NotDone(Exception):
    """It was refused for certain."""


@dataclass
class Doorkeeper:
    """`rate` is how often a request meets a fault, from 0 to 1; `others` lets something else happen meanwhile. `breaks`
    are requests that meet one in any case: those of a site, by their numbers from 0. Once `is_open`, nothing is broken.
    """

    chance: Random
    rate: float
    tick: Callable[[], None]
    others: Callable[[], None] | None = None
    breaks: Mapping[tuple[Site, int], Fault] = field(default_factory=dict)
    asked: "Counter[Site]" = field(default_factory=Counter)
    broken: "Counter[tuple[Site, Fault]]" = field(default_factory=Counter)
    is_open: bool = False

    def __call__(self, site: Site, ask: Callable[[], Any]) -> Any:
        self.tick()
        if self.is_open:
            return ask()
        number = self.asked[site]
        self.asked[site] += 1
        fault = self._fault(site, number)
        if fault:
            self.broken[site, fault] += 1
        if fault is Fault.CRASH_BEFORE:
            raise Crash
        if fault is Fault.REFUSED:
            raise NotDone(f"{site} refused")
        if fault is Fault.LOST_NOT_DONE:
            raise NoAnswer(f"{site} gave no answer")
        self._let_others_go()
        answer = ask()
        self._let_others_go()
        if fault is Fault.CRASH_AFTER:
            raise Crash
        if fault is Fault.LOST_DONE:
            raise NoAnswer(f"{site} gave no answer")
        return answer

    def _fault(self, site: Site, number: int) -> Fault | None:
        if fault := self.breaks.get((site, number)):
            return fault
        return self.chance.choice(FAULTS) if self.rate and self.chance.random() < self.rate else None

    def _let_others_go(self) -> None:
        if self.others:
            self.others()


FAULTS = tuple(Fault)
