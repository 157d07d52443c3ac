"""The scenario: ordered levels, each with its offset from the due date, and how often a debtor may hear from us."""

from dataclasses import dataclass
from enum import StrEnum

from chalicelib.domain.errors import Refused


class Level(StrEnum):
    """The rungs, from the kindest to the firmest."""

    NOTICE = "notice"
    REMINDER_1 = "reminder-1"
    REMINDER_2 = "reminder-2"
    FINAL_REMINDER = "final-reminder"
    FORMAL_NOTICE = "formal-notice"

    @property
    def rank(self) -> int:
        return list(Level).index(self)


# Days given to pay. No firmer letter about an invoice leaves before the day that the last one named has passed. A
# formal notice gives fifteen, the longer of the two usages, eight and fifteen days.
DAYS_TO_PAY = {
    Level.REMINDER_1: 6,
    Level.REMINDER_2: 6,
    Level.FINAL_REMINDER: 8,
    Level.FORMAL_NOTICE: 15,
}


def asks_for(letter: Level, level: Level, *, is_late: bool) -> bool:
    """Whether a letter of one level asks for an invoice at another: a formal notice only for what reached that level, a
    reminder also for all that is past due, a notice before the due date for all it lists.
    """
    if letter is Level.NOTICE:
        return True
    if letter is Level.FORMAL_NOTICE:
        return level is letter and is_late
    return level is letter or is_late


@dataclass(frozen=True, slots=True)
class Rung:
    """One level and the day it falls due: `offset_days` after the due date (before it when negative)."""

    level: Level
    offset_days: int


@dataclass(frozen=True, slots=True)
class Policy:
    """A versioned scenario. `gap_days`: days between two messages to one debtor, whatever they say."""

    name: str
    version: int
    rungs: tuple[Rung, ...]
    gap_days: int = 5
    presumed_delivered_after_days: int = 3

    def __post_init__(self) -> None:
        ranks = [r.level.rank for r in self.rungs]
        offsets = [r.offset_days for r in self.rungs]
        if ranks != sorted(set(ranks)) or offsets != sorted(set(offsets)):
            raise Refused(f"policy {self.name}: levels and offsets must rise together, each once")
        if self.gap_days < 1:
            raise Refused(
                f"policy {self.name}: one debtor hears one message a day at most, so the gap is at least 1 day"
            )

    @property
    def reference(self) -> str:
        return f"{self.name}-{self.version}"


STANDARD = Policy(
    name="standard",
    version=1,
    rungs=(
        Rung(Level.NOTICE, -15),
        Rung(Level.REMINDER_1, 3),
        Rung(Level.REMINDER_2, 10),
        Rung(Level.FINAL_REMINDER, 20),
        Rung(Level.FORMAL_NOTICE, 30),
    ),
)

POLICIES = {STANDARD.reference: STANDARD}
