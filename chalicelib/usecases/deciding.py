"""What the use cases that change a case share: the decision of its day, and when to look at it next."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.domain.calendar import day_in, opening
from chalicelib.domain.case import Case
from chalicelib.domain.decision import Decision
from chalicelib.domain.errors import CaseMoved
from chalicelib.domain.events import StepMoved
from chalicelib.domain.ladder import decide
from chalicelib.domain.lifecycle import StepMove, StepState
from chalicelib.domain.parties import Creditor
from chalicelib.domain.policy import POLICIES
from chalicelib.law.known import rate_is_known
from chalicelib.ports import Holidays

# A step that was queued and a step that was given back are looked at again after this, should a message be lost.
LOOK_AGAIN = timedelta(hours=1)

# Who moves the steps, in the history.
PLANNER = "planner"
# Why a letter on paper is withdrawn.
OWES_OTHERWISE = "what is owed has changed"
TRIES = 3


def while_it_moves[T](look: Callable[[], T]) -> T:
    """Does it anew, on the case as it is now, when another change came first: a queue would hold it back for minutes.

    Only for what has not left yet. Raises CaseMoved after the last try.
    """
    for _ in range(TRIES - 1):
        try:
            return look()
        except CaseMoved:
            continue
    return look()


def decision_on(case: Case, creditor: Creditor, holidays: Holidays, at: datetime) -> Decision:
    """The decision of the day that `at` is in, where the creditor lives."""
    on = day_in(creditor.time_zone, at)
    days_off = holidays.of(creditor.country, (on.year, on.year + 1))
    kind = case.debtor.kind
    unknown = {i.id for i in case.invoices if not rate_is_known(creditor.country, kind, i.due_on, on)}
    return decide(replace(case.facts(days_off), rate_unknown=frozenset(unknown)), POLICIES[case.policy], on)


def look_after(decision: Decision, creditor: Creditor, at: datetime) -> datetime | None:
    """When to look again: at once when there is something to say, and that look waits for writing hours; else when the
    next day opens.
    """
    if decision.message is not None:
        return at
    return opening(decision.next_look_on, creditor.time_zone) if decision.next_look_on else None


def letters_withdrawn(
    case: Case, by: str, why: str, now: datetime, invoice_id: str | None = None
) -> tuple[Case, list[StepMoved]]:
    """Without the letters that wait to be printed and posted, of that invoice or of all: they say what is no longer
    true. Where there were any the case is looked at anew, and what is still to be said is printed as it stands.
    """
    events = list[StepMoved]()
    for step in case.steps:
        if step.state is StepState.UNDELIVERABLE and (invoice_id is None or step.lists(invoice_id)):
            ended = step.move(StepMove.CANCEL, reason=why)
            events.append(StepMoved.of(ended, by, why))
            case = case.with_step(ended)
    return replace(case, next_look_at=now) if events else case, events


def with_next_look(case: Case, creditor: Creditor, holidays: Holidays, at: datetime) -> Case:
    """The case, to be looked at again when its decision of today asks for it."""
    return replace(case, next_look_at=look_after(decision_on(case, creditor, holidays, at), creditor, at))
