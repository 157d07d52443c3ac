"""What the use cases that change a case share: the decision of its day, and when to look at it next."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

from chalicelib.domain.calendar import day_in, opening
from chalicelib.domain.case import Case
from chalicelib.domain.credit import credit_shares
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
NO_LONGER_TRUE = "what it says is no longer true"
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


def without_wrong_letters(before: Case, after: Case, by: str, now: datetime, on: date) -> tuple[Case, list[StepMoved]]:
    """The case after a change, without the letters that wait to be printed and posted and that the change has made
    wrong. Where there were any it is looked at anew, and what is still to be said is printed as it now stands.
    """
    said, says, events = _figures(before, on), _figures(after, on), list[StepMoved]()
    for step in after.steps:
        if step.state is not StepState.UNDELIVERABLE:
            continue
        if after.debtor != before.debtor or any(said.get(i.invoice_id) != says.get(i.invoice_id) for i in step.items):
            ended = step.move(StepMove.CANCEL, reason=NO_LONGER_TRUE)
            events.append(StepMoved.of(ended, by, NO_LONGER_TRUE))
            after = after.with_step(ended)
    return replace(after, next_look_at=now) if events else after, events


def _figures(case: Case, on: date) -> dict[str, tuple[int, int, bool]]:
    """What a letter says of each invoice: what is owed, what an overpayment covers of it, whether it is contested."""
    shares = credit_shares(case.facts(), on)
    return {i.id: (i.open.cents, shares.get(i.id, 0), case.is_contested(i.id)) for i in case.invoices}


def with_next_look(case: Case, creditor: Creditor, holidays: Holidays, at: datetime) -> Case:
    """The case, to be looked at again when its decision of today asks for it."""
    return replace(case, next_look_at=look_after(decision_on(case, creditor, holidays, at), creditor, at))
