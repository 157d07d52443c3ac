"""Whoever the mails reach says that they are not for it: nothing more goes to that address, and a person is asked."""

from dataclasses import dataclass, replace

from chalicelib.domain.access import Session
from chalicelib.domain.case import Case
from chalicelib.domain.events import Event
from chalicelib.domain.step_events import AddressSuspended, StepMoved
from chalicelib.domain.wrong_recipient import NOT_THE_DEBTORS, WrongRecipient, may_have_left, never_heard
from chalicelib.ports import Doors
from chalicelib.usecases.approve_level import without_approvals
from chalicelib.usecases.changing import ChangeCase

READER = "reader"


@dataclass(frozen=True, slots=True)
class DisownAddress:
    """Only the address that the link went to, and of this debtor alone: it may be the right one of another, as that
    of an accountant is.
    """

    change: ChangeCase
    doors: Doors

    def __call__(self, session: Session, answer: WrongRecipient) -> None:
        """Twice is once. Who is not the debtor has no more business in its account: its session ends. Raises NotFound,
        CaseMoved.
        """
        self.change(session.key, READER, lambda case, _: disowned(case, session.email, answer))
        if answer is WrongRecipient.NOT_ME:
            self.doors.close(session.hash)


def disowned(case: Case, email: str | None, answer: WrongRecipient) -> tuple[Case, list[Event]]:
    """A link of before addresses were kept with them went where the last mail did."""
    email = email or next((s.email for s in reversed(case.steps) if s.email and may_have_left(s)), case.email)
    if email is None:
        return case, []
    after, events = case, list[Event]()
    if not case.is_suspended(email):
        after = replace(case, suspended_emails=case.suspended_emails | {email})
        events.append(AddressSuspended(READER, answer))
    if answer is WrongRecipient.NOT_ME:
        for step in case.steps:
            unheard = never_heard(step, email)
            if unheard != step:
                after = after.with_step(unheard)
                events.append(StepMoved.of(unheard, READER, NOT_THE_DEBTORS))
        after, gone = without_approvals(case, after, READER, NOT_THE_DEBTORS)
        events += gone
    return after, events
