"""The reminders of a plan: an instalment is recalled before its day, and once more when it is late.

They stand beside the ladder, which rests while a plan is kept. Level-triggered like the ladder: of several that were
missed the last is said, and it asks for every instalment whose turn has come.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from chalicelib.domain.calendar import DAY
from chalicelib.domain.channel import channel_for, waits_for_the_post
from chalicelib.domain.facts import Facts
from chalicelib.domain.hold import last_in_time
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import STOPPED, StepState
from chalicelib.domain.plan import Instalment, Plan
from chalicelib.domain.policy import POSTING_DAYS, Policy
from chalicelib.domain.standing_plan import (
    SAID,
    StandingPlan,
    excuses_of,
    given_by,
    heard_of,
    is_about,
    standing_plans,
    there_by,
)
from chalicelib.domain.step import Step

# What the first reminder of an instalment that is late leaves to pay it, in days from that on which it is there.
DAYS_TO_PAY_LATE = 6
# Of those that come too late for an instalment, so many may be withdrawn before nothing gives days any more.
MOST_WITHDRAWN = 1


@dataclass(frozen=True, slots=True)
class InstalmentReminder:
    """`since` is the day from which it is to be said; `asked` what it asks for, each with what is left of it;
    `claim_ids` what is still owed of the invoices of its plan. `oldest` is the day of the oldest instalment that is
    missing by more than the tolerance, `pay_by` the last day to pay that its letter names: the plan stands until then.
    """

    plan: Plan
    since: date
    asked: tuple[Instalment, ...]
    claim_ids: tuple[str, ...]
    oldest: date
    pay_by: date

    def may_wait(self, on: date) -> bool:
        """Whether nothing that it asks for is late: a word before the day is a courtesy."""
        return on <= self.oldest


def reminder_of(standing: StandingPlan, facts: Facts, policy: Policy, on: date) -> InstalmentReminder | None:
    """What the plan asks for on that day; None where it asks for nothing, or something else holds it; and where the
    letter could not be there by the day that was given already. It asks for no instalment before its own day.
    """
    plan, turns, oldest = standing.plan, _turns(facts, policy), standing.plan.oldest_missing()
    if not turns or oldest is None or excuses_of(plan, facts, on):
        return None
    is_paper = channel_for(Level.INSTALMENT, policy, facts).is_paper

    def named(day: date) -> date:
        return _pay_by(plan, oldest.on, facts, day, there_by(day, is_paper=is_paper))

    there, pay_by = there_by(on, is_paper=is_paper), named(on)
    asked = tuple(i for i in plan.left() if i.on + timedelta(days=turns[0]) <= on and i.on <= pay_by)
    came = sorted(((day, i.on) for i in asked for n in turns if (day := i.on + timedelta(days=n)) <= on), reverse=True)
    # At its first turns an instalment may be due after the day that a letter would have named: it had none then, and
    # gets none on a day that is nobody's.
    since = next((day for day, due_on in came if due_on <= named(day)), None)
    claims = tuple(i.id for i in facts.invoices if i.invoice_id in plan.invoice_ids and i.open.is_positive)
    if since is None or not claims or pay_by < there:
        return None
    if sum(i.amount.cents for i in asked) <= policy.tolerated(plan.received.currency):
        return None
    return InstalmentReminder(plan, since, asked, claims, oldest.on, pay_by)


def due_reminder(standing: Iterable[StandingPlan], facts: Facts, policy: Policy, on: date) -> InstalmentReminder | None:
    """The one to say that day: of several plans that of which the debtor has heard nothing for longest, then the one
    whose turn came first; None when there is none that was not said.

    >>> from chalicelib.domain.facts import InvoiceFacts
    >>> from chalicelib.domain.money import Money
    >>> from chalicelib.domain.policy import Rung
    >>> half = Instalment(date(2026, 12, 3), Money(5000))
    >>> plan = Plan("p", ("a",), (half,), date(2026, 11, 6), "creditor", Money(0), grace_days=8)
    >>> owed = (InvoiceFacts("a", "F-1", date(2026, 11, 2), Money(5000)),)
    >>> own = Policy("own", 1, (Rung(Level.REMINDER_1, 3),))
    >>> mailed, posted = Facts(owed, plans=(plan,)), Facts(owed, plans=(plan,), can_write=False)
    >>> days = [date(2026, 11, day) for day in (29, 30)]
    >>> [due_reminder(standing_plans(f, on), f, own, on) is not None for f in (mailed, posted) for on in days]
    [False, True, True, True]
    """
    found = (reminder_of(each, facts, policy, on) for each in standing)
    unsaid = [r for r in found if r and not any(_says(s, r, facts, policy, on) for s in facts.steps)]
    return min(unsaid, key=lambda r: (_last_said(r.plan, facts), r.since, r.plan.id), default=None)


def reminder_days(standing: Iterable[StandingPlan], facts: Facts, policy: Policy, on: date) -> Iterator[date]:
    """The days to come on which a reminder may be to say: its own, that after the end of what holds its plan, that on
    which a letter on paper is made anew, and that on which one that is held is tried again.
    """
    for each in standing:
        plan, turns = each.plan, _turns(facts, policy)
        own = (i.on + timedelta(days=n) for i in plan.left() for n in turns)
        about = (s for s in facts.steps if is_about(s, plan))
        again = (day for s in about if (day := _again_on(s, policy)))
        freed = (h.until + DAY for h in excuses_of(plan, facts, on) if h.until)
        yield from (day for day in (*own, *freed, *again) if on < day <= each.until)


def reminder_said(step: Step, facts: Facts, policy: Policy) -> InstalmentReminder | None:
    """What the step recalls on its day; None for every other letter, and where nothing is asked for any more."""
    plans = (s for s in standing_plans(facts, step.on) if is_about(step, s.plan))
    return next((r for s in plans if (r := reminder_of(s, facts, policy, step.on))), None)


def recalls_again(waiting: Step, posted: Step, facts: Facts, policy: Policy) -> bool:
    """Whether a reminder that waits says what the posted one has said: of the same plan, at the same turn."""
    if waiting.level is not Level.INSTALMENT or posted.level is not Level.INSTALMENT:
        return False
    reminder = reminder_said(waiting, facts, policy)
    return reminder is not None and is_about(posted, reminder.plan) and posted.on >= reminder.since


def _pay_by(plan: Plan, oldest: date, facts: Facts, on: date, there: date) -> date:
    """The day of the oldest instalment, as long as the letter is there by then. Else the end of its grace, moved by
    what held the plan and is over; or the day that was given before. The first that comes too late for the instalment
    gives some days in any case, and those after it none: each would put off what the first has put off.
    """
    if there <= oldest:
        return oldest
    before = [s for s in heard_of(plan, facts, on) if s.on < on]
    over = [h for h in facts.holds if h.until and h.until < on]
    last = last_in_time(oldest, plan.grace_days, plan.invoice_ids, over, given_by(before))
    late = [s for s in before if there_by(s.on, is_paper=s.channel.is_paper) > oldest]
    # What was withdrawn is said once more in its place, with days of its own, and not again and again.
    if len(late) > MOST_WITHDRAWN or any(not s.may_have_left for s in late):
        return last
    return max(last, there + timedelta(days=DAYS_TO_PAY_LATE))


def _turns(facts: Facts, policy: Policy) -> tuple[int, ...]:
    """When it is said, in days from that of the instalment: a letter on paper has its week to be posted before."""
    days = policy.instalment_reminder_days
    if not channel_for(Level.INSTALMENT, policy, facts).is_paper:
        return days
    return tuple(sorted(n - POSTING_DAYS if n <= 0 else n for n in days))


def _last_said(plan: Plan, facts: Facts) -> date:
    return max((s.on for s in facts.steps if s.state in SAID and is_about(s, plan)), default=date.min)


def _says(step: Step, reminder: InstalmentReminder, facts: Facts, policy: Policy, on: date) -> bool:
    """Whether the step said it, or waits to: for the post, or to be mended."""
    if not is_about(step, reminder.plan):
        return False
    if step.state in STOPPED:
        return on < step.tried_again_on(policy.budget.gap_days)
    if waits_for_the_post(step, policy, facts, on):
        return True
    return step.state in SAID and step.on >= reminder.since


def _again_on(step: Step, policy: Policy) -> date | None:
    if step.state is StepState.UNPOSTED:
        return step.post_by + DAY
    return step.tried_again_on(policy.budget.gap_days) if step.state in STOPPED else None
