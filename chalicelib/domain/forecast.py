"""What would go out if nothing changed: the daily decision, walked from look to look, each message taken to be heard.

The same walk over the ledgers of the past tells what a policy would have done with them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from chalicelib.domain.channel import policy_of_letter
from chalicelib.domain.climb import presumed_from
from chalicelib.domain.decision import Decision, Message, Reason
from chalicelib.domain.doubt import given_up, is_given_up
from chalicelib.domain.facts import Approval, Facts
from chalicelib.domain.ladder import decide
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.policy import Policy
from chalicelib.domain.posting import letters_in_vain
from chalicelib.domain.step import NOT_POSTED, Step, StepItem
from chalicelib.domain.worklist import FOR_A_PERSON

FORECAST = "forecast"
# Why a letter is withdrawn on the way, within its week.
GONE = "would no longer be true"
DAY = timedelta(days=1)
GOING = frozenset({StepState.PLANNED, StepState.RENDERED, StepState.CLAIMED, StepState.ACCEPTED})

# The facts of a day, without the messages that the walk itself has sent.
FactsOn = Callable[[date], Facts]


@dataclass(frozen=True, slots=True)
class Expected:
    """A message that would go out on a day; `to_approve` are those of its items that wait for a person's approval."""

    on: date
    message: Message
    to_approve: frozenset[StepItem] = frozenset()


@dataclass(frozen=True, slots=True)
class Walk:
    """What was sent on the way, and the decision of the last day looked at. `withdrawn` are the ids of the letters that
    wait for the post today, and would not any more, each with why.
    """

    sent: tuple[Expected, ...]
    last: Decision | None
    steps: tuple[Step, ...]
    withdrawn: Mapping[str, str]


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
    """From `since` to `until`, both included. `approved`: as if a person approved at once whatever waits for it, while
    what was refused stays so; `too_late`: the hours of sending of the first day are over; `news` the days on which the
    facts change by themselves, and must be looked at again.
    """
    on, steps, sent, last = since, tuple[Step, ...](), list[Expected](), None
    gone: dict[str, str] = {}
    days = sorted(day for day in news if since < day <= until)
    while on <= until:
        facts, is_over = _known(facts_on(on), policy, on, steps, since, gone), too_late and on == since
        if not is_over and (useless := letters_in_vain(facts.steps, decide(facts, policy, on).tasks)):
            # As in life: they are withdrawn before anything is said.
            gone |= _why_gone(facts.steps, useless, on)
            facts = replace(facts, steps=_without(facts.steps, gone))
        last, given = _approved(facts, policy, on) if approved else (decide(facts, policy, on), frozenset[StepItem]())
        if last.message and not is_over:
            sent.append(Expected(on, last.message, given.intersection(last.message.items)))
            steps = (*steps, _heard(last.message, on))
            # What still waits for the post gives way.
            gone |= {s.id: GONE for s in facts.steps if s.state is StepState.UNPOSTED}
        following = [day for day in (last.next_look_on, next((d for d in days if d > on), None)) if day]
        if not following:
            break
        on = min(following)
    return Walk(tuple(sent), last, steps, gone)


def reasons_on(
    facts_on: FactsOn, policy: Policy, today: date, on: date, *, too_late: bool = False
) -> tuple[Reason, ...]:
    """Why each invoice hears something on a day, or nothing: on one to come, should all go as foreseen until then;
    today as the look will find it, where there is still one.
    """
    if on < today or (on == today and too_late):
        return decide(facts_on(on), policy, on).reasons
    walked = walk(facts_on, policy, today, on - DAY, too_late=too_late)
    facts = _known(facts_on(on), policy, on, walked.steps, today, walked.withdrawn)
    found = decide(facts, policy, on)
    if useless := letters_in_vain(facts.steps, found.tasks):
        gone = _why_gone(facts.steps, useless, on)
        found = decide(replace(facts, steps=_without(facts.steps, gone)), policy, on)
    return found.reasons


def _known(
    facts: Facts, policy: Policy, on: date, steps: tuple[Step, ...], today: date, withdrawn: Mapping[str, str]
) -> Facts:
    """The facts of a day, with the messages that the walk has sent before it."""
    return replace(facts, steps=steps_known(facts, policy, steps, on, today, withdrawn))


def steps_known(
    facts: Facts, policy: Policy, sent: tuple[Step, ...], on: date, today: date, withdrawn: Mapping[str, str]
) -> tuple[Step, ...]:
    """Those of today as they will stand on a day, and those that the walk has sent before it. A mail of which nobody
    has said a word for so long that its delivery is presumed stays as it is; one of which nobody knows whether it went
    out, and of which nothing is heard, is given up on its day.
    """
    steps = [given_up(s) if is_given_up(s, facts.steps, on) else s for s in facts.steps]
    known = steps if on <= today else (_arrived(s, facts, policy, today) for s in steps)
    return (*_without(known, withdrawn), *sent)


def _why_gone(steps: Iterable[Step], useless: frozenset[str], on: date) -> dict[str, str]:
    return {s.id: GONE if s.is_to_post(on) else NOT_POSTED for s in steps if s.id in useless}


def _without(steps: Iterable[Step], withdrawn: Mapping[str, str]) -> tuple[Step, ...]:
    def known(step: Step) -> Step:
        why = withdrawn.get(step.id)
        return step if why is None else replace(step, state=StepState.WITHDRAWN, reason=why)

    return tuple(map(known, steps))


def _approved(facts: Facts, policy: Policy, on: date) -> tuple[Decision, frozenset[StepItem]]:
    """The decision once a person has approved all that waits for it on that day, and what that is. Whoever refused is
    not asked again.
    """
    found = decide(facts, policy, on)
    waiting = frozenset(StepItem(r.invoice_id, r.level) for r in found.reasons if r.why in FOR_A_PERSON and r.level)
    if not waiting:
        return found, waiting
    given = (Approval(item.invoice_id, item.level, on, FORECAST) for item in waiting)
    return decide(replace(facts, approvals=(*facts.approvals, *given)), policy, on), waiting


def _arrived(step: Step, facts: Facts, policy: Policy, today: date) -> Step:
    """A message that is on its way today has been heard of tomorrow, should all go well."""
    if step.state not in GOING:
        return step
    presumed_on = step.presumed_on or presumed_from(step, policy_of_letter(step, facts, policy))
    is_presumed = step.state is StepState.ACCEPTED and presumed_on <= today
    return step if is_presumed else replace(step, state=StepState.DELIVERED, heard_on=step.on)


def _heard(message: Message, on: date) -> Step:
    state, name = StepState.POSTED if message.channel.is_paper else StepState.DELIVERED, f"forecast#{on.isoformat()}"
    return replace(message.step(name, on), state=state)


def most_within(days: Iterator[date], length: int) -> int:
    """The most of these days in any `length` days running.

    >>> most_within(iter([date(2026, 11, d) for d in (2, 9, 15, 16)]), 7)
    2
    """
    ordered = sorted(days)
    return max((sum(first <= d < first + timedelta(days=length) for d in ordered) for first in ordered), default=0)
