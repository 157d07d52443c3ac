"""The reminders of a plan: an instalment is recalled before its day, and once more when it is late.

They stand beside the ladder, which rests while a plan is kept. Level-triggered like the ladder: of several that were
missed the last is said, and it asks for every instalment whose turn has come.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from chalicelib.domain.contact import waits_for_the_post
from chalicelib.domain.facts import Facts
from chalicelib.domain.hold import Hold
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.money import Money
from chalicelib.domain.plan import Instalment, Plan
from chalicelib.domain.policy import Level, Policy
from chalicelib.domain.position import Position
from chalicelib.domain.step import Step, invoice_of

SAID = frozenset({StepState.ACCEPTED, StepState.DELIVERED, StepState.COMPLAINED, StepState.POSTED})
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class InstalmentReminder:
    """`since` is the day from which it is to be said; `asked` what it asks for, each with what is left of it;
    `claim_ids` what is still owed of the invoices of its plan.
    """

    plan: Plan
    since: date
    asked: tuple[Instalment, ...]
    claim_ids: tuple[str, ...]

    def pay_by(self, on: date) -> date:
        """The day of the instalment; of one that is late, the last on which the plan still stands.

        >>> half = Instalment(date(2026, 12, 3), Money(5000))
        >>> plan = Plan("p", ("a",), (half,), date(2026, 11, 6), "creditor", Money(0), grace_days=8)
        >>> said = InstalmentReminder(plan, date(2026, 11, 30), plan.left(), ("a",))
        >>> [str(said.pay_by(date(2026, 12, day))) for day in (3, 4)]
        ['2026-12-03', '2026-12-11']
        """
        first = self.asked[0].on
        return first if on <= first else first + timedelta(days=self.plan.grace_days)


def reminder_of(
    plan: Plan, facts: Facts, policy: Policy, placed: dict[str, Position], on: date
) -> InstalmentReminder | None:
    """What the plan asks for on that day; None where it asks for nothing, has ended, or something else holds it."""
    if plan.stands_until(on) is None or _holds_on(plan, facts, on):
        return None
    days = policy.instalment_reminder_days
    due = [day for i in plan.left() for n in days if (day := i.on + timedelta(days=n)) <= on]
    if not due:
        return None
    begun = [i for i in plan.left() if i.on + timedelta(days=days[0]) <= on]
    asked = _less(_free_credit(facts, placed, plan.received.currency), begun)
    claims = tuple(i.id for i in facts.invoices if i.invoice_id in plan.invoice_ids and i.open.is_positive)
    if not claims or sum(i.amount.cents for i in asked) <= policy.tolerated(plan.received.currency):
        return None
    return InstalmentReminder(plan, max(due), asked, claims)


def due_reminder(facts: Facts, policy: Policy, placed: dict[str, Position], on: date) -> InstalmentReminder | None:
    """The one to say that day: of several plans that of which the debtor has heard nothing for longest, then the one
    whose turn came first; None when there is none that was not said.
    """
    found = (reminder_of(plan, facts, policy, placed, on) for plan in facts.plans)
    unsaid = [r for r in found if r and not any(_says(s, r, facts, policy, on) for s in facts.steps)]
    return min(unsaid, key=lambda r: (_last_said(r.plan, facts), r.since, r.plan.id), default=None)


def reminder_days(facts: Facts, policy: Policy, on: date) -> Iterator[date]:
    """The days to come on which a reminder may be to say: its own, that after the end of what holds its plan, that on
    which a letter on paper is made anew, and that on which one that is held is tried again.
    """
    for plan in facts.plans:
        last = plan.stands_until(on)
        if last is None:
            continue
        own = (i.on + timedelta(days=n) for i in plan.left() for n in policy.instalment_reminder_days)
        about = (s for s in facts.steps if _is_about(s, plan))
        again = (day for s in about if (day := _again_on(s, policy)))
        freed = (h.until + DAY for h in _holds_on(plan, facts, on) if h.until)
        yield from (day for day in (*own, *freed, *again) if on < day <= last)


def reminder_said(step: Step, facts: Facts, policy: Policy, placed: dict[str, Position]) -> InstalmentReminder | None:
    """What the step recalls on its day; None for every other letter, and where nothing is asked for any more."""
    plans = (p for p in facts.plans if _is_about(step, p))
    return next((r for p in plans if (r := reminder_of(p, facts, policy, placed, step.on))), None)


def is_over(step: Step, plans: tuple[Plan, ...], on: date) -> bool:
    """Whether the step recalls an instalment of a plan that does not stand any more."""
    about = step.level is Level.INSTALMENT
    return about and not any(_is_about(step, p) and p.stands_until(on) is not None for p in plans)


def _is_about(step: Step, plan: Plan) -> bool:
    return step.level is Level.INSTALMENT and any(invoice_of(i.invoice_id) in plan.invoice_ids for i in step.items)


def _holds_on(plan: Plan, facts: Facts, on: date) -> list[Hold]:
    """What holds an invoice of the plan, beside the plan itself."""
    return [h for h in facts.holds if h.stands(on) and any(h.is_on(name) for name in plan.invoice_ids)]


def _last_said(plan: Plan, facts: Facts) -> date:
    return max((s.on for s in facts.steps if s.state in SAID and _is_about(s, plan)), default=date.min)


def _says(step: Step, reminder: InstalmentReminder, facts: Facts, policy: Policy, on: date) -> bool:
    """Whether the step said it, or waits to: for the post, or to be mended."""
    if not _is_about(step, reminder.plan):
        return False
    if step.state is StepState.HELD:
        return on < step.on + timedelta(days=policy.budget.gap_days)
    if waits_for_the_post(step, policy, facts, on):
        return True
    return step.state in SAID and step.on >= reminder.since


def _again_on(step: Step, policy: Policy) -> date | None:
    if step.state is StepState.UNPOSTED:
        return step.post_by + DAY
    return step.on + timedelta(days=policy.budget.gap_days) if step.state is StepState.HELD else None


def _free_credit(facts: Facts, placed: dict[str, Position], currency: str) -> int:
    """In cents: what the debtor paid or was credited beyond all that is set against other invoices."""
    used = sum(p.credit.cents for p in placed.values() if p.credit.currency == currency)
    return max(facts.credit_cents(currency) - used, 0)


def _less(credit: int, instalments: list[Instalment]) -> tuple[Instalment, ...]:
    """The oldest first; those that it covers are left out."""
    found = list[Instalment]()
    for instalment in instalments:
        covered = min(credit, instalment.amount.cents)
        credit -= covered
        if covered < instalment.amount.cents:
            rest = Money(instalment.amount.cents - covered, instalment.amount.currency)
            found.append(Instalment(instalment.on, rest))
    return tuple(found)
