"""Kills workers at the calls they make to AWS: before one, after it was done and before its answer, or soon after."""

import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random

from infra.chaos.workers import Worker, worker_of
from infra.local.aws_proxy import PassOn, call_name
from infra.local.loopback import Request, Response

# A letter is set and printed within it.
SOON = 0.6


class Moment(StrEnum):
    BEFORE = "before the call"
    DONE = "done, before its answer"
    SOON = "soon after"


@dataclass
class Killer:
    """`seed` draws which calls are the last of their worker, about one in `one_in`, and at which moment; `kills` is how
    many in all. It lives while it is armed.
    """

    seed: int
    kills: int
    one_in: int
    emulator: int = 0
    is_armed: bool = False
    killed: "Counter[tuple[str, Moment]]" = field(default_factory=Counter)
    at_calls: "Counter[str]" = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._chance, self._lock = Random(self.seed), threading.Lock()  # noqa: S311 (chance that can be had again)
        self._left = self._next()
        self._planned = 0

    def at_each(self, request: Request, pass_on: PassOn) -> Response | None:
        moment = self._moment()
        worker = worker_of(self.emulator, request.port) if moment else None
        if moment is None or worker is None:
            self._gives_back(moment)
            return pass_on()
        if moment is Moment.SOON:
            answer, delay = pass_on(), self._drawn(SOON)
            threading.Thread(target=self._later, args=(worker, request, delay), daemon=True).start()
            return answer
        if moment is Moment.DONE:
            pass_on()
        self._kill(worker, request, moment)
        return None

    def _moment(self) -> Moment | None:
        """Of this call; most pass."""
        with self._lock:
            if not self.is_armed or self._planned >= self.kills:
                return None
            self._left -= 1
            if self._left:
                return None
            self._left = self._next()
            self._planned += 1
            return self._chance.choice(tuple(Moment))

    def _next(self) -> int:
        return self._chance.randint(1, 2 * self.one_in)

    def _drawn(self, most: float) -> float:
        with self._lock:
            return self._chance.uniform(0, most)

    def _gives_back(self, moment: Moment | None) -> None:
        if moment:
            with self._lock:
                self._planned -= 1

    def _later(self, worker: Worker, request: Request, delay: float) -> None:
        time.sleep(delay)
        self._kill(worker, request, Moment.SOON)

    def _kill(self, worker: Worker, request: Request, moment: Moment) -> None:
        if not worker.kill():
            self._gives_back(moment)
            return
        with self._lock:
            self.killed[worker.function, moment] += 1
            self.at_calls[call_name(request)] += 1
