"""The life of a step, as a table. A state is left only along an edge named here; the README prints its picture from it.

What is promised: each step is sent at most once, nothing is lost, every step is in a named state. Not "exactly once".
"""

from enum import StrEnum

from chalicelib.domain.errors import IllegalMove


class StepState(StrEnum):
    PLANNED = "planned"
    RENDERED = "rendered"
    CLAIMED = "claimed"
    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    DISOWNED = "disowned"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"
    HELD = "held"
    FAILED = "failed"
    UNPOSTED = "unposted"
    POSTED = "posted"
    WITHDRAWN = "withdrawn"


class StepMove(StrEnum):
    RENDER = "render"
    CLAIM = "claim"
    ACCEPT = "accept"
    DELAY = "delay"
    RELEASE = "release"
    LOSE_TRACK = "lose track"
    DELIVER = "deliver"
    BOUNCE = "bounce"
    COMPLAIN = "complain"
    DISOWN = "disown"
    CANCEL = "cancel"
    HOLD = "hold"
    FAIL = "fail"
    PRINT = "print"
    POST = "post"
    WITHDRAW = "withdraw"


class Bounce(StrEnum):
    """How sure it is that nobody had a message that came back, the least first. The note of an absent reader is told as
    a passing bounce too; a full mailbox may take another mail, one that is none does not.
    """

    NOTE = "note"
    PASSING = "passing"
    FOR_GOOD = "for good"

    def tells_more_than(self, other: "Bounce") -> bool:
        """
        >>> Bounce.FOR_GOOD.tells_more_than(Bounce.PASSING), Bounce.NOTE.tells_more_than(Bounce.NOTE)
        (True, False)
        """
        known = list(Bounce)
        return known.index(self) > known.index(other)


S, M = StepState, StepMove

TRANSITIONS: dict[tuple[StepState, StepMove], StepState] = {
    (S.PLANNED, M.RENDER): S.RENDERED,
    (S.PLANNED, M.CANCEL): S.CANCELLED,
    (S.PLANNED, M.HOLD): S.HELD,
    (S.PLANNED, M.PRINT): S.UNPOSTED,
    # Tried several times, and never claimed: the fault is ours, and whoever mends it gives the step back.
    (S.PLANNED, M.FAIL): S.FAILED,
    (S.RENDERED, M.FAIL): S.FAILED,
    (S.FAILED, M.RELEASE): S.PLANNED,
    (S.FAILED, M.CANCEL): S.CANCELLED,
    (S.RENDERED, M.CLAIM): S.CLAIMED,
    (S.RENDERED, M.CANCEL): S.CANCELLED,
    (S.CLAIMED, M.ACCEPT): S.ACCEPTED,
    (S.CLAIMED, M.RELEASE): S.PLANNED,
    (S.CLAIMED, M.LOSE_TRACK): S.UNKNOWN,
    (S.CLAIMED, M.HOLD): S.HELD,
    # An event that carries our tag may come before our own record of the acceptance: it proves it.
    (S.CLAIMED, M.DELAY): S.ACCEPTED,
    (S.CLAIMED, M.DELIVER): S.DELIVERED,
    (S.CLAIMED, M.BOUNCE): S.BOUNCED,
    (S.CLAIMED, M.COMPLAIN): S.COMPLAINED,
    (S.UNKNOWN, M.ACCEPT): S.ACCEPTED,
    (S.UNKNOWN, M.DELAY): S.ACCEPTED,
    (S.UNKNOWN, M.DELIVER): S.DELIVERED,
    (S.UNKNOWN, M.BOUNCE): S.BOUNCED,
    (S.UNKNOWN, M.COMPLAIN): S.COMPLAINED,
    (S.UNKNOWN, M.HOLD): S.HELD,
    # The send journal proves that it was never handed over.
    (S.UNKNOWN, M.RELEASE): S.PLANNED,
    # No trace of it for more than a day: what it was to say is said again, by another step.
    (S.UNKNOWN, M.CANCEL): S.CANCELLED,
    # Not there yet, and tried again by the mail service.
    (S.ACCEPTED, M.DELAY): S.ACCEPTED,
    (S.ACCEPTED, M.DELIVER): S.DELIVERED,
    (S.ACCEPTED, M.BOUNCE): S.BOUNCED,
    (S.ACCEPTED, M.COMPLAIN): S.COMPLAINED,
    # Taken, then refused after all for its content: nothing went out.
    (S.ACCEPTED, M.HOLD): S.HELD,
    # A mailbox may take a message and return it later, and a reader may complain of what was delivered.
    (S.DELIVERED, M.BOUNCE): S.BOUNCED,
    (S.DELIVERED, M.COMPLAIN): S.COMPLAINED,
    (S.BOUNCED, M.COMPLAIN): S.COMPLAINED,
    # What was told as a passing bounce was the note of an absent reader; or it comes back for good, after all.
    (S.BOUNCED, M.DELIVER): S.DELIVERED,
    (S.BOUNCED, M.BOUNCE): S.BOUNCED,
    # Its reader says that it is not the debtor: whatever is told of it afterwards, the debtor has not had it.
    (S.CLAIMED, M.DISOWN): S.DISOWNED,
    (S.UNKNOWN, M.DISOWN): S.DISOWNED,
    (S.ACCEPTED, M.DISOWN): S.DISOWNED,
    (S.DELIVERED, M.DISOWN): S.DISOWNED,
    # An absence note is read as a passing bounce: somebody had it all the same.
    (S.BOUNCED, M.DISOWN): S.DISOWNED,
    (S.COMPLAINED, M.DISOWN): S.DISOWNED,
    (S.HELD, M.DISOWN): S.DISOWNED,
    (S.CANCELLED, M.DISOWN): S.DISOWNED,
    (S.HELD, M.CANCEL): S.CANCELLED,
    # A person, or a refusal, said that it had not gone out; the mail service knows better.
    (S.HELD, M.DELAY): S.ACCEPTED,
    (S.HELD, M.DELIVER): S.DELIVERED,
    (S.HELD, M.BOUNCE): S.BOUNCED,
    (S.HELD, M.COMPLAIN): S.COMPLAINED,
    (S.CANCELLED, M.DELAY): S.ACCEPTED,
    (S.CANCELLED, M.DELIVER): S.DELIVERED,
    (S.CANCELLED, M.BOUNCE): S.BOUNCED,
    (S.CANCELLED, M.COMPLAIN): S.COMPLAINED,
    (S.UNPOSTED, M.POST): S.POSTED,
    # Printed, and no longer to be posted: its sums or words do not hold any more, or its days to be posted are over.
    (S.UNPOSTED, M.WITHDRAW): S.WITHDRAWN,
    # Whoever had it in hand may have posted it all the same: what the debtor has is what counts.
    (S.WITHDRAWN, M.POST): S.POSTED,
}

ENDED = frozenset({S.DELIVERED, S.BOUNCED, S.COMPLAINED, S.DISOWNED, S.CANCELLED, S.UNPOSTED, S.POSTED, S.WITHDRAWN})
# Not to go out as it is: until what it lacks is given, or until the fault that keeps it is mended.
STOPPED = frozenset({S.HELD, S.FAILED})
ON_ITS_WAY = frozenset({S.PLANNED, S.RENDERED, S.CLAIMED, S.UNKNOWN}) | STOPPED


def can(state: StepState, move: StepMove) -> bool:
    return (state, move) in TRANSITIONS


def after(state: StepState, move: StepMove) -> StepState:
    """Where the move leads. Raises IllegalMove when the table has no such edge."""
    try:
        return TRANSITIONS[state, move]
    except KeyError:
        raise IllegalMove(f"a {state} step cannot {move}") from None


def picture() -> str:
    """The table as a Mermaid state diagram, for the README."""
    lines = ["stateDiagram-v2", "    [*] --> planned"]
    lines += [f"    {start} --> {end}: {move}" for (start, move), end in TRANSITIONS.items()]
    lines += [f"    {state} --> [*]" for state in StepState if state in ENDED]
    return "\n".join(lines)
