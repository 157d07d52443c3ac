"""When a debtor may hear from us at all, whatever about: not twice a day, not too often, on working days."""

from datetime import date, timedelta

from chalicelib.domain.calendar import DAY, first_working_day
from chalicelib.domain.channel import last_day_to_post, waits_for_the_post
from chalicelib.domain.decision import Why
from chalicelib.domain.facts import Facts
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import ON_ITS_WAY, STOPPED, StepState
from chalicelib.domain.policy import Policy
from chalicelib.domain.step import Step

# A message in one of these states was heard, or may have been: it counts for the gap between two messages.
# It may have been read, or be read by whom it was meant for once a person trusts the address anew.
CAME_BACK = frozenset({StepState.BOUNCED, StepState.DISOWNED})
HEARD = frozenset({StepState.ACCEPTED, StepState.DELIVERED, StepState.COMPLAINED, StepState.POSTED})


def blocked(facts: Facts, policy: Policy, on: date, *, recalls: bool = False) -> tuple[Why, date] | None:
    """What keeps the whole debtor from hearing anything today, and the day on which that may change. `recalls`: what is
    to be said is the reminder of a plan, for which letters of the ladder give way.
    """
    tomorrow = on + DAY
    waiting = {s.state for s in facts.steps} & ON_ITS_WAY - STOPPED
    if waiting:
        # The next look, tomorrow, finds it sent, failed or still unknown.
        return (Why.UNCONFIRMED if StepState.UNKNOWN in waiting else Why.ON_ITS_WAY), tomorrow
    if is_bank_data_old(facts, policy, on):
        return Why.BANK_DATA_OLD, tomorrow
    letters = [s for s in facts.steps if waits_for_the_post(s, policy, facts, on)]
    if letters and not (recalls and all(s.level is not Level.INSTALMENT for s in letters)):
        # It may go to the post on any day of its week: with a second one beside it both could go on one day.
        return Why.CONTACT_GAP, max(last_day_to_post(s, facts) for s in letters) + DAY
    soon = too_soon(facts, policy, on)
    if soon and soon[0] is Why.CONTACT_GAP:
        return soon
    # A step that failed or was cancelled today is not planned again today: one day, one step.
    if any(s.on == on for s in facts.steps):
        return Why.DECIDED_TODAY, tomorrow
    if soon:
        return soon
    working = first_working_day(on, facts.holidays)
    return (Why.NOT_A_WORKING_DAY, working) if working != on else None


def too_soon(facts: Facts, policy: Policy, on: date) -> tuple[Why, date] | None:
    """Whether the debtor has heard from us too lately, or too often of late, whatever waits; and until when."""
    heard, budget = sorted(_heard_on(facts)), policy.budget
    if heard and (free_on := heard[-1] + timedelta(days=budget.gap_days)) > on:
        return Why.CONTACT_GAP, free_on
    if len(heard) >= budget.most and (free_on := heard[-budget.most] + timedelta(days=budget.in_days)) > on:
        return Why.CONTACT_BUDGET, free_on
    return None


def is_bank_data_old(facts: Facts, policy: Policy, on: date) -> bool:
    """Whether a payment may have come that nobody here knows of: no statement, or none for longer than allowed."""
    if policy.bank_data_days is None:
        return False
    return facts.bank_data_on is None or facts.bank_data_on + timedelta(days=policy.bank_data_days) < on


def _heard_on(facts: Facts) -> list[date]:
    """The days of what was heard, or is taken to be."""
    return [
        max(s.on, s.heard_on) if s.heard_on and s.state is StepState.POSTED else s.on
        for s in facts.steps
        if s.state in HEARD or s.is_denied or _bounced_for_now(s, facts)
    ]


def _bounced_for_now(step: Step, facts: Facts) -> bool:
    """A mail that came back from an address that is still good: the next try keeps the distance of any message."""
    is_the_same = (step.email or "").casefold() == (facts.email or "").casefold()
    return step.state in CAME_BACK and facts.can_write and is_the_same
