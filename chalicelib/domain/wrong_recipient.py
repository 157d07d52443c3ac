"""What whoever reads the mails of a debtor says of their address: that it is not the debtor's, or not the right one."""

from enum import StrEnum

from chalicelib.domain.doubt import NO_TRACE
from chalicelib.domain.lifecycle import StepMove, StepState
from chalicelib.domain.step import Step

NOT_THE_DEBTORS = "read by somebody else"
# Whose complaint stays one: it may be about all that comes from there.
WHO_COMPLAINED = "read by somebody else, who complained"
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
    >>> from chalicelib.domain.level import Level
    >>> sent = Step("c#d#p#l#o", Level.REMINDER_1, date(2026, 12, 1), (), StepState.DELIVERED, 1, email="A@b.test")
    >>> never_heard(sent, "a@B.test").state, never_heard(sent, "c@b.test").state
    (<StepState.DISOWNED: 'disowned'>, <StepState.DELIVERED: 'delivered'>)
    """
    is_there = (step.email or "").casefold() == email.casefold()
    if not is_there or not may_have_left(step):
        return step
    return step.move(StepMove.DISOWN, reason=WHO_COMPLAINED if has_complained(step) else NOT_THE_DEBTORS)


def has_complained(step: Step) -> bool:
    """Whether its reader has, whoever that was."""
    was_a_strangers = step.state is StepState.DISOWNED and step.reason == WHO_COMPLAINED
    return step.state is StepState.COMPLAINED or was_a_strangers


def may_have_left(step: Step) -> bool:
    """Not what was never claimed, nor what was refused for certain: but what we or a person gave up without proof."""
    return step.state in LEFT or _was_given_up(step)


def _was_given_up(step: Step) -> bool:
    return step.is_denied or (step.state is StepState.CANCELLED and step.reason == NO_TRACE)
