"""When each claim was made: the instant at which the table took it, and the last at which its worker had listened."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.domain.case import Case


@dataclass(frozen=True)
class Claimed:
    """The table took it `at` that instant. `heard_at` is when its worker, all being printed, last read what its
    creditor had said for all of its debtors: later words it could not know. One that did not read knew all of them.
    """

    at: datetime
    heard_at: datetime


@dataclass
class Claims:
    """By their owners. One worker may be interrupted by another: `depth` tells them apart."""

    now: Callable[[], datetime]
    depth: Callable[[], int]
    made: dict[str, Claimed] = field(default_factory=dict)
    heard: dict[int, datetime] = field(default_factory=dict)

    def prints(self) -> None:
        """Whatever was heard before is old."""
        self.heard.pop(self.depth(), None)

    def hears(self) -> None:
        self.heard[self.depth()] = self.now()

    def takes(self, before: Case, after: Case) -> None:
        known, now = {step.owner for step in before.steps}, self.now()
        for step in after.steps:
            # What a restored table learns from the journal was claimed long ago.
            if step.owner and step.owner not in known and step.owner not in self.made:
                self.made[step.owner] = Claimed(now, self.heard.pop(self.depth(), now))
