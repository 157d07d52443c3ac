"""The levels of what is said, from the kindest to the firmest.

>>> [level.value for level in sorted(Level, key=lambda level: level.rank)][:2]
['instalment', 'notice']
"""

from enum import StrEnum


class Level(StrEnum):
    """What a message says: the rungs of the ladder, from the kindest to the firmest; and, beside them, the reminder of
    an instalment.
    """

    NOTICE = "notice"
    REMINDER_1 = "reminder-1"
    REMINDER_2 = "reminder-2"
    FINAL_REMINDER = "final-reminder"
    FORMAL_NOTICE = "formal-notice"
    FOLLOW_UP = "follow-up"
    INSTALMENT = "instalment"

    @property
    def rank(self) -> int:
        return RANKS[self]

    @property
    def is_formal(self) -> bool:
        """The formal notice, or the letter that recalls it: each is on paper or attached, is never said twice
        blindly, and asks for what reached its own level alone.
        """
        return self in (Level.FORMAL_NOTICE, Level.FOLLOW_UP)


LADDER = tuple(level for level in Level if level is not Level.INSTALMENT)
# Below every rung: an instalment is recalled while the ladder rests.
RANKS = {Level.INSTALMENT: -1} | {level: n for n, level in enumerate(LADDER)}
