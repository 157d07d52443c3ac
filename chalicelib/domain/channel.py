"""How a message reaches the debtor: by mail, or as a letter on paper that a person prints and posts within its week."""

from datetime import date

from chalicelib.domain.facts import Facts
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.policy import Channel, Policy
from chalicelib.domain.step import Step


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
    if step.state is not StepState.UNPOSTED or on > last_day_to_post(step, facts):
        return False
    return channel_for(step.level, policy_of_letter(step, facts, policy), facts).is_paper


def last_day_to_post(step: Step, facts: Facts) -> date:
    """Its week; of a notice no longer than something that it lists is in time.

    >>> from chalicelib.domain.facts import InvoiceFacts
    >>> from chalicelib.domain.money import Money
    >>> from chalicelib.domain.step import StepItem
    >>> owed = Facts((InvoiceFacts("a", "F-1", date(2026, 11, 7), Money(5000)),))
    >>> printed = [Step("s", x, date(2026, 11, 4), (StepItem("a", x),)) for x in (Level.NOTICE, Level.REMINDER_1)]
    >>> [str(last_day_to_post(step, owed)) for step in printed]
    ['2026-11-07', '2026-11-11']
    """
    if step.level is not Level.NOTICE:
        return step.post_by
    names = {i.invoice_id for i in step.items}
    return min(step.post_by, max((i.due_on for i in facts.invoices if i.id in names), default=step.post_by))
