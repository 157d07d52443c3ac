"""When a debtor may hear from us at all, whatever about: not twice a day, not too often, on working days."""

from datetime import date, timedelta

from chalicelib.domain.calendar import DAY, first_working_day
from chalicelib.domain.decision import Why
from chalicelib.domain.facts import Facts
from chalicelib.domain.lifecycle import ON_ITS_WAY, StepState
from chalicelib.domain.policy import Channel, Level, Policy
from chalicelib.domain.step import Step

# A message in one of these states was heard, or may have been: it counts for the gap between two messages.
HEARD = frozenset({StepState.ACCEPTED, StepState.DELIVERED, StepState.COMPLAINED, StepState.POSTED})


def blocked(facts: Facts, policy: Policy, on: date) -> tuple[Why, date] | None:
    """What keeps the whole debtor from hearing anything today, and the day on which that may change."""
    tomorrow = on + DAY
    waiting = {s.state for s in facts.steps} & ON_ITS_WAY - {StepState.HELD}
    if waiting:
        # The next look, tomorrow, finds it sent, failed or still unknown.
        return (Why.UNCONFIRMED if StepState.UNKNOWN in waiting else Why.ON_ITS_WAY), tomorrow
    if is_bank_data_old(facts, policy, on):
        return Why.BANK_DATA_OLD, tomorrow
    heard = sorted(_heard_on(facts, policy, on))
    budget, given_up_on = policy.budget, _given_up_on(facts, policy, on)
    if heard and (free_on := heard[-1] + timedelta(days=budget.gap_days)) > on:
        return Why.CONTACT_GAP, min(free_on, given_up_on)
    # A step that failed or was cancelled today is not planned again today: one day, one step.
    if any(s.on == on for s in facts.steps):
        return Why.DECIDED_TODAY, tomorrow
    if len(heard) >= budget.most and (free_on := heard[-budget.most] + timedelta(days=budget.in_days)) > on:
        return Why.CONTACT_BUDGET, min(free_on, given_up_on)
    working = first_working_day(on, facts.holidays)
    return (Why.NOT_A_WORKING_DAY, working) if working != on else None


def is_bank_data_old(facts: Facts, policy: Policy, on: date) -> bool:
    """Whether a payment may have come that nobody here knows of: no statement, or none for longer than allowed."""
    if policy.bank_data_days is None:
        return False
    return facts.bank_data_on is None or facts.bank_data_on + timedelta(days=policy.bank_data_days) < on


def channel_for(level: Level, policy: Policy, facts: Facts) -> Channel:
    """The first channel of the level that reaches the debtor; the post where none does: the letter is printed."""
    rung = policy.rung(level)
    usable = (c for c in (rung.channels if rung else (Channel.EMAIL,)) if c.is_paper or facts.can_write)
    return next(usable, Channel.POST)


def policy_of_letter(step: Step, facts: Facts, policy: Policy) -> Policy:
    """That of the first invoice at the level of the letter: it chose the channel."""
    first = next((i.invoice_id for i in step.items if i.level is step.level), None)
    own = next((i.policy for i in facts.invoices if i.id == first), None)
    return own or policy


def waits_for_the_post(step: Step, policy: Policy, facts: Facts, on: date) -> bool:
    """Printed, and still to be posted: it counts for nothing once the debtor is to be written to by e-mail, nor once it
    is too old to be posted.
    """
    if not step.is_to_post(on):
        return False
    return channel_for(step.level, policy_of_letter(step, facts, policy), facts).is_paper


def _heard_on(facts: Facts, policy: Policy, on: date) -> list[date]:
    """The days of what was heard, or is taken to be."""
    return [
        max(s.on, s.heard_on) if s.heard_on and s.state is StepState.POSTED else s.on
        for s in facts.steps
        # A letter on paper is taken to be posted.
        if s.state in HEARD or _bounced_for_now(s, facts) or waits_for_the_post(s, policy, facts, on)
    ]


def _given_up_on(facts: Facts, policy: Policy, on: date) -> date:
    """The first day on which a letter that waits for the post has had its week, and counts as no message any more."""
    days = (s.post_by + DAY for s in facts.steps if waits_for_the_post(s, policy, facts, on))
    return min(days, default=date.max)


def _bounced_for_now(step: Step, facts: Facts) -> bool:
    """A mail that came back from an address that is still good: the next try keeps the distance of any message."""
    return step.state is StepState.BOUNCED and facts.can_write and step.email == facts.email
