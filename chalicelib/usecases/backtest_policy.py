"""Replays a policy on a creditor's own past: how many mails and letters, and the most that one debtor would hear."""

from dataclasses import dataclass, replace
from datetime import date

from chalicelib.domain.backtest import Replayed, replayed
from chalicelib.domain.case import CaseKey
from chalicelib.domain.errors import Invalid, NotFound, Problem
from chalicelib.domain.limitation import months_before
from chalicelib.domain.policy import Policy, name_in
from chalicelib.usecases.foresee import Foresee

MOST_MONTHS = 36


@dataclass(frozen=True, slots=True)
class Backtest:
    since: date
    until: date
    result: Replayed
    cursor: str | None


@dataclass(frozen=True, slots=True)
class BacktestPolicy:
    foresee: Foresee

    def __call__(self, creditor_id: str, policy: Policy, months: int, cursor: str | None = None) -> Backtest:
        """Of a page of the debtors that the policy is for today, over the last months up to it. Raises Invalid."""
        if not 1 <= months <= MOST_MONTHS:
            raise Invalid((Problem("months", "wrong", f"from 1 to {MOST_MONTHS}"),))
        until = self.foresee.today(creditor_id)
        since = months_before(until, months)
        found, following = self.foresee.page(creditor_id, cursor, lambda key: self._of(key, policy, since, until))
        return Backtest(since, until, sum(found, Replayed()), following)

    def _of(self, key: CaseKey, policy: Policy, since: date, until: date) -> Replayed:
        try:
            case = self.foresee.cases.whole(key)
        except NotFound:
            return Replayed()
        judge = self.foresee.judge
        # Those that were given a policy of their own run under that, wherever their debtor does.
        runs = bool(case.invoices) and judge.would_choose(policy, case, until)
        own = {i.id: name_in(i.policy) == policy.name for i in case.invoices if i.policy}
        invoices = tuple(i for i in case.invoices if own.get(i.id, runs))
        if not invoices:
            return Replayed()
        case = replace(case, invoices=invoices)
        pauses = judge.creditors.state(key.creditor_id).silences
        return replayed(case, policy, since, until, judge.days_off(case, since, until), pauses)
