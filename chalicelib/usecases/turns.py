"""What waits for the post once the debtor is known to have heard something else: it gives way, for its turn to come."""

from datetime import date

from chalicelib.domain.case import Case
from chalicelib.domain.contact import too_soon
from chalicelib.domain.events import Event
from chalicelib.domain.instalment_reminder import recalls_again
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.said import says_again
from chalicelib.domain.step import ANOTHER_WAS_POSTED, Step
from chalicelib.usecases.deciding import Judge, withdrawn

# Why a letter is withdrawn beside which another one was posted, or a mail turns out to have been read.
IN_ITS_TURN = "another letter was posted: it is printed anew in its turn"
WAS_READ = "a mail was read: it is printed anew in its turn"


def in_turn(judge: Judge, case: Case, said: Step, by: str, today: date) -> tuple[Case, list[Event]]:
    """The case, in which `said` is known to have been heard, without the letters that ask again for what it said, and
    without any that would reach the debtor too soon after it.
    """
    facts, policy = judge.facts_on(case, today), judge.policy_of(case)
    chase = [s for s in case.steps if not s.level.is_reply]
    others = (s for s in chase if s.id != said.id)
    again = [s for s in others if says_again(s, said, facts) or recalls_again(s, said, facts, policy)]
    is_paper = said.state is StepState.POSTED
    after, events = withdrawn(case, again, by, ANOTHER_WAS_POSTED if is_paper else WAS_READ)
    if too_soon(facts, policy, today):
        waiting = (s for s in after.steps if not s.level.is_reply)
        after, turned = withdrawn(after, waiting, by, IN_ITS_TURN if is_paper else WAS_READ)
        events = [*events, *turned]
    return after, list[Event](events)
