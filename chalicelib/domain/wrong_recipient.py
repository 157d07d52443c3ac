"""What whoever reads the mails of a debtor says of their address: that it is not the debtor's, or not the right one."""

from collections.abc import Iterable
from enum import StrEnum

from chalicelib.domain.doubt import NO_TRACE
from chalicelib.domain.lifecycle import StepMove, StepState
from chalicelib.domain.step import Step

NOT_THE_DEBTORS = "read by somebody else"
LEFT = frozenset(
    {
        StepState.CLAIMED,
        StepState.UNKNOWN,
        StepState.ACCEPTED,
        StepState.DELIVERED,
        StepState.BOUNCED,
        StepState.COMPLAINED,
    }
)


class WrongRecipient(StrEnum):
    """Either way nothing more is written there. `NOT_ME` says besides that the debtor has had none of what was."""

    NOT_ME = "not-me"
    WRONG_ADDRESS = "wrong-address"


def never_heard(step: Step, email: str) -> Step:
    """The step as it stands when it went, or may have gone, to an address that is not the debtor's: it proves nothing
    any more, whatever the mail service tells of it.

    >>> from datetime import date
    >>> from chalicelib.domain.policy import Level
    >>> sent = Step("c#d#p#l#o", Level.REMINDER_1, date(2026, 12, 1), (), StepState.DELIVERED, 1, email="A@b.test")
    >>> never_heard(sent, "a@B.test").state, never_heard(sent, "c@b.test").state
    (<StepState.DISOWNED: 'disowned'>, <StepState.DELIVERED: 'delivered'>)
    """
    is_there = (step.email or "").casefold() == email.casefold()
    # What was never claimed has gone nowhere, nor has what was refused for certain.
    may_have_left = step.state in LEFT or (step.state is StepState.CANCELLED and step.reason == NO_TRACE)
    if not is_there or not step.attempt or not may_have_left:
        return step
    return step.move(StepMove.DISOWN, reason=NOT_THE_DEBTORS)


def is_a_strangers(step: Step, steps: Iterable[Step]) -> bool:
    """Whether whoever reads where it went has said so of a mail of that day or later."""
    at = (step.email or "").casefold()
    there = (s for s in steps if s.state is StepState.DISOWNED and (s.email or "").casefold() == at)
    return any(s.on >= step.on for s in there)
