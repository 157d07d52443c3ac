"""Creditor and debtor agree on instalments for all that is owed on some invoices; a person may end the plan."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from chalicelib.domain.case import Case, CaseKey
from chalicelib.domain.errors import Invalid, NothingThere, Problem
from chalicelib.domain.events import Event, PlanAgreed, PlanEnded
from chalicelib.domain.invoice import Entry
from chalicelib.domain.level import Level
from chalicelib.domain.money import Money, plain, total
from chalicelib.domain.plan import Instalment, Plan
from chalicelib.domain.reply import ReplyTo
from chalicelib.ports import Ids
from chalicelib.usecases.changing import ChangeCase
from chalicelib.usecases.promise_payment import owed_among
from chalicelib.usecases.replying import Wanted, with_reply
from chalicelib.usecases.settling import released, without_promises

MOST_INSTALMENTS = 36
# A day further ahead is a slip of the hand.
LONGEST = timedelta(days=5 * 366)


@dataclass(frozen=True, slots=True)
class AgreePlan:
    change: ChangeCase
    ids: Ids

    def __call__(
        self, key: CaseKey, invoice_ids: tuple[str, ...], instalments: tuple[Instalment, ...], by: str
    ) -> Case:
        """The instalments come to what is owed on the invoices, to the cent, whatever stands on no invoice: that pays
        the first of them. The first is not over. Agreeing on the very same again changes nothing. Raises Invalid,
        NotFound, CaseMoved.
        """
        plan_id = self.ids.kid()

        def agree(case: Case, today: date) -> tuple[Case, list[Event]]:
            names = owed_among(case, invoice_ids)
            policy = self.change.judge.policy_of(case)
            owed = total((case.invoice(n).open for n in names), case.invoice(names[0]).open.currency)
            refuse_impossible(instalments, owed, today, case.credits)
            running = [p for p in case.plans if p.ended_on is None]
            if any((p.invoice_ids, p.instalments) == (names, instalments) for p in running):
                return case, []
            if running:
                raise Invalid(
                    (
                        Problem(
                            "invoice_ids",
                            "wrong",
                            f"a plan runs since {running[0].agreed_on}: end it, and agree on one for all",
                        ),
                    )
                )
            spared = policy.tolerated(owed.currency)
            nothing, grace = Money(0, owed.currency), policy.plan_grace_days
            plan = Plan(plan_id, names, instalments, today, by, nothing, grace, tolerance_cents=spared)
            listed = tuple((i.on.isoformat(), i.amount.cents) for i in instalments)
            after, events = without_promises(case, names, today, by)
            after = replace(after, plans=(*case.plans, plan))
            after = released(after, self.change.judge.facts_on(after, today), today, is_there=True)
            wanted = Wanted(Level.PLAN, plan.id, names, ReplyTo(plan.id))
            after, replied = with_reply(self.change.judge, after, wanted, today, by)
            return after, [*events, PlanAgreed(by, plan.id, names, listed), *replied]

        return self.change(key, by, agree)


@dataclass(frozen=True, slots=True)
class EndPlan:
    change: ChangeCase

    def __call__(self, key: CaseKey, plan_id: str, reason: str, by: str) -> Case:
        """Raises NotFound for a plan that is not there or has ended, Invalid without a reason, CaseMoved."""
        if not reason.strip():
            raise Invalid((Problem("reason", "missing", "say why, for the history"),))

        def end(case: Case, today: date) -> tuple[Case, list[Event]]:
            plan = next((p for p in case.plans if p.id == plan_id and p.ended_on is None), None)
            if plan is None:
                raise NothingThere("no such plan runs")
            ended = replace(plan, ended_on=today)
            plans = tuple(ended if p is plan else p for p in case.plans)
            return replace(case, plans=plans), [PlanEnded(by, plan.id, plan.invoice_ids, reason)]

        return self.change(key, by, end)


def refuse_impossible(instalments: tuple[Instalment, ...], owed: Money, today: date, unbooked: Iterable[Entry]) -> None:
    """Raises Invalid."""
    days = [i.on for i in instalments]
    problem = None
    if not 1 <= len(instalments) <= MOST_INSTALMENTS:
        problem = f"from 1 to {MOST_INSTALMENTS} instalments"
    elif days != sorted(set(days)) or days[0] < today:
        problem = f"each on a later day than the one before it, the first not before today, {today}"
    elif days[-1] > today + LONGEST:
        problem = f"the last within five years, not on {days[-1]}"
    elif any(i.amount.currency != owed.currency or not i.amount.is_positive for i in instalments):
        problem = f"each above zero, in {owed.currency}"
    elif (come_to := total((i.amount for i in instalments), owed.currency)) != owed:
        problem = f"they come to {plain(come_to)}, but {plain(owed)} is owed{_before(unbooked, owed.currency)}"
    if problem:
        raise Invalid((Problem("instalments", "wrong", problem),))


def _before(unbooked: Iterable[Entry], currency: str) -> str:
    """What a person may have taken off already, and what to do about it."""
    named = [f"{plain(c.amount)} of {c.reference!r}" for c in unbooked if c.amount.currency == currency]
    if not named:
        return ""
    return (
        f" before what stands on no invoice ({', '.join(named)}): agree on the whole, as that pays the first "
        "instalments; or book it on an invoice first, and agree on the rest"
    )
