"""The levels of what is said, from the kindest to the firmest.

>>> [level.value for level in sorted(Level, key=lambda level: level.rank) if not level.is_reply][:2]
['instalment', 'notice']
"""

from enum import StrEnum


class Level(StrEnum):
    """What a message says: the rungs of the ladder, from the kindest to the firmest; beside them the reminder of an
    instalment, and the replies to what a debtor or its creditor did.
    """

    NOTICE = "notice"
    REMINDER_1 = "reminder-1"
    REMINDER_2 = "reminder-2"
    FINAL_REMINDER = "final-reminder"
    FORMAL_NOTICE = "formal-notice"
    FOLLOW_UP = "follow-up"
    INSTALMENT = "instalment"
    PROMISE = "promise"
    DISPUTE = "dispute"
    DISPUTE_ANSWER = "dispute-answer"
    PLAN_PROPOSAL = "plan-proposal"
    PLAN = "plan"
    RECEIPT = "receipt"
    THANKS = "thanks"
    ACCOUNT = "account"

    @property
    def rank(self) -> int:
        return RANKS[self]

    @property
    def names_day(self) -> bool:
        """Whether its letter always names the last day to pay."""
        return self is not Level.NOTICE and (not self.is_reply or self is Level.PROMISE)

    @property
    def is_formal(self) -> bool:
        """The formal notice, or the letter that recalls it: each is on paper or attached, is never said twice
        blindly, and asks for what reached its own level alone.
        """
        return self in (Level.FORMAL_NOTICE, Level.FOLLOW_UP)

    @property
    def is_reply(self) -> bool:
        return self in REPLIES


# What is said beside the chase: a promise and a contest acknowledged, a contest answered, a plan proposed and agreed,
# money receipted, in part and in whole, and the statement of the account.
REPLIES = frozenset(
    {
        *(Level.PROMISE, Level.DISPUTE, Level.DISPUTE_ANSWER, Level.PLAN_PROPOSAL, Level.PLAN),
        *(Level.RECEIPT, Level.THANKS, Level.ACCOUNT),
    }
)
# What is replied to by itself, unless its creditor wants otherwise, and what else may be: the rest is asked for.
REPLIED_TO = (Level.PROMISE, Level.DISPUTE, Level.PLAN)
BY_ITSELF = frozenset({*REPLIED_TO, Level.RECEIPT, Level.THANKS})
LADDER = tuple(level for level in Level if level is not Level.INSTALMENT and level not in REPLIES)
# Below every rung: an instalment is recalled while the ladder rests, and a reply climbs none.
RANKS = dict.fromkeys((Level.INSTALMENT, *REPLIES), -1) | {level: n for n, level in enumerate(LADDER)}
