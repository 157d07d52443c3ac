"""What a policy would change for the running cases, before anybody applies it: who moves, what is sent when."""

from dataclasses import dataclass
from datetime import timedelta

from chalicelib.domain.case import Case, CaseKey
from chalicelib.domain.errors import NotFound
from chalicelib.domain.forecast import Expected, walk
from chalicelib.domain.policy import Policy, name_in
from chalicelib.usecases.foresee import Foresee

AHEAD = timedelta(days=90)
DEBTORS = 100


@dataclass(frozen=True, slots=True)
class Moved:
    """A case that would hear something else, or on another day; both lists reach as far ahead as the other."""

    case: Case
    before: tuple[Expected, ...]
    after: tuple[Expected, ...]


@dataclass(frozen=True, slots=True)
class PolicyPlan:
    """`cases` run under the policy's name; those among them that nothing changes for are counted alone."""

    cases: int
    moved: tuple[Moved, ...]
    cursor: str | None


@dataclass(frozen=True, slots=True)
class PlanPolicy:
    foresee: Foresee

    def __call__(
        self, creditor_id: str, policy: Policy, moves: str | None = None, cursor: str | None = None
    ) -> PolicyPlan:
        """`moves`: the name of the policy whose cases would move, the policy's own unless said."""
        listed = [d for d in sorted(self.foresee.debtors(creditor_id)) if cursor is None or d > cursor]
        page, moved, cases = listed[:DEBTORS], list[Moved](), 0
        for debtor_id in page:
            try:
                case = self.foresee.cases.load(CaseKey(creditor_id, debtor_id))
            except NotFound:
                continue
            if is_moved(case, policy, moves):
                cases += 1
                found = self._compared(case, policy)
                moved += [found] if found.before != found.after else []
        return PolicyPlan(cases, tuple(moved), page[-1] if len(listed) > DEBTORS else None)

    def _compared(self, case: Case, policy: Policy) -> Moved:
        judge = self.foresee.judge
        today = self.foresee.today(case.key.creditor_id)
        runs = judge.policy_of(case)
        before, after = (
            walk(lambda day: judge.facts_on(case, day), each, today, today + AHEAD, approved=True).sent
            for each in (runs, policy)
        )
        return Moved(case, before, after)


def is_moved(case: Case, policy: Policy, moves: str | None) -> bool:
    """Whether the case runs under another version of that name."""
    return case.policy != policy.reference and name_in(case.policy) == (moves or policy.name)
