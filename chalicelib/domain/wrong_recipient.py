"""What whoever reads the mails of a debtor says of their address: that it is not the debtor's, or not the right one."""

from enum import StrEnum

from chalicelib.domain.lifecycle import StepMove, can
from chalicelib.domain.step import Step

NOT_THE_DEBTORS = "read by somebody else"


class WrongRecipient(StrEnum):
    """Either way nothing more is written there. `NOT_ME` says besides that the debtor has had none of what was."""

    NOT_ME = "not-me"
    WRONG_ADDRESS = "wrong-address"


def never_heard(step: Step, email: str) -> Step:
    """The step as it stands when it went, or may have gone, to an address that is not the debtor's: it proves nothing
    any more, whatever the mail service tells of it.

    >>> from datetime import date
    >>> from chalicelib.domain.lifecycle import StepState
    >>> from chalicelib.domain.policy import Level
    >>> sent = Step("c#d#p#l#o", Level.REMINDER_1, date(2026, 12, 1), (), StepState.DELIVERED, 1, email="A@b.test")
    >>> never_heard(sent, "a@B.test").state, never_heard(sent, "c@b.test").state
    (<StepState.DISOWNED: 'disowned'>, <StepState.DELIVERED: 'delivered'>)
    """
    is_there = (step.email or "").casefold() == email.casefold()
    # What was never claimed has gone nowhere.
    if not is_there or not step.attempt or not can(step.state, StepMove.DISOWN):
        return step
    return step.move(StepMove.DISOWN, reason=NOT_THE_DEBTORS)
