"""What would go out if nothing changed: the daily decision, walked from look to look, each message taken to be heard.

The same walk over the ledgers of the past tells what a policy would have done with them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from chalicelib.domain.decision import Decision, Message, Reason
from chalicelib.domain.facts import Approval, Facts
from chalicelib.domain.ladder import decide
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.policy import Policy
from chalicelib.domain.step import Step

FOR_A_PERSON = "forecast"
DAY = timedelta(days=1)
GOING = frozenset({StepState.PLANNED, StepState.RENDERED, StepState.CLAIMED, StepState.ACCEPTED})

# The facts of a day, without the messages that the walk itself has sent.
FactsOn = Callable[[date], Facts]


@dataclass(frozen=True, slots=True)
class Expected:
    """A message that would go out on a day."""

    on: date
    message: Message


@dataclass(frozen=True, slots=True)
class Walk:
    """What was sent on the way, and the decision of the last day looked at."""

    sent: tuple[Expected, ...]
    last: Decision | None
    steps: tuple[Step, ...]


def walk(
    facts_on: FactsOn,
    policy: Policy,
    since: date,
    until: date,
    *,
    approved: bool = False,
    too_late: bool = False,
    news: tuple[date, ...] = (),
) -> Walk:
    """From `since` to `until`, both included. `approved`: as if a person approved at once whatever waits for it;
    `too_late`: the hours of sending of the first day are over; `news` the days on which the facts change by themselves,
    and must be looked at again.
    """
    on, steps, sent, last = since, tuple[Step, ...](), list[Expected](), None
    days = sorted(day for day in news if since < day <= until)
    while on <= until:
        last = _decided(facts_on(on), policy, on, steps, since, approved=approved)
        if last.message and not (too_late and on == since):
            sent.append(Expected(on, last.message))
            steps = (*steps, _heard(last.message, on))
        following = [day for day in (last.next_look_on, next((d for d in days if d > on), None)) if day]
        if not following:
            break
        on = min(following)
    return Walk(tuple(sent), last, steps)


def reasons_on(
    facts_on: FactsOn, policy: Policy, today: date, on: date, *, too_late: bool = False
) -> tuple[Reason, ...]:
    """Why each invoice hears something on a day to come, or nothing, should all go as foreseen until then."""
    steps = walk(facts_on, policy, today, on - DAY, too_late=too_late).steps if on > today else ()
    return _decided(facts_on(on), policy, on, steps, today, approved=False).reasons


def _decided(
    facts: Facts, policy: Policy, on: date, steps: tuple[Step, ...], today: date, *, approved: bool
) -> Decision:
    known = facts.steps if on <= today else tuple(_arrived(s) for s in facts.steps)
    facts = replace(facts, steps=(*known, *steps))
    if approved:
        given = (Approval(i.id, r.level, on, FOR_A_PERSON) for i in facts.invoices for r in policy.rungs)
        facts = replace(facts, approvals=(*facts.approvals, *given), rate_unknown=frozenset())
    return decide(facts, policy, on)


def _arrived(step: Step) -> Step:
    """A message that is on its way today has been heard of tomorrow, should all go well."""
    return replace(step, state=StepState.DELIVERED, heard_on=step.on) if step.state in GOING else step


def _heard(message: Message, on: date) -> Step:
    state = StepState.POSTED if message.channel.is_paper else StepState.DELIVERED
    return Step(f"forecast#{on.isoformat()}", message.level, on, message.items, state, channel=message.channel)


def most_within(days: Iterator[date], length: int) -> int:
    """The most of these days in any `length` days running.

    >>> most_within(iter([date(2026, 11, d) for d in (2, 9, 15, 16)]), 7)
    2
    """
    ordered = sorted(days)
    return max((sum(first <= d < first + timedelta(days=length) for d in ordered) for first in ordered), default=0)
