"""What a policy would change for the running cases, before anybody applies it: who moves, what is sent when.

On the days to come the bank data is taken to stay as fresh as it is today, as in all that is foreseen.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from chalicelib.domain.case import Case, CaseKey
from chalicelib.domain.channel import policy_of_letter
from chalicelib.domain.creditor_state import CreditorState
from chalicelib.domain.errors import Invalid, NotFound, Problem
from chalicelib.domain.facts import Facts
from chalicelib.domain.forecast import Expected, FactsOn, walk
from chalicelib.domain.policy import Policy, Tone, name_in
from chalicelib.domain.step import Step
from chalicelib.ports import Policies
from chalicelib.usecases.foresee import Foresee

AHEAD = timedelta(days=90)
# As the documents have it.
LAST_VERSION = 9999


@dataclass(frozen=True, slots=True)
class Told(Expected):
    """A message as its debtor would read it; `is_attached` is whether its e-mail carries the letter as PDF."""

    tone: Tone = Tone.PLAIN
    is_attached: bool = True


@dataclass(frozen=True, slots=True)
class Moved:
    """A case that would hear something else, on another day, or after another word of a person; both lists reach as far
    ahead as the other.
    """

    case: Case
    before: tuple[Told, ...]
    after: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class PolicyPlan:
    """`cases` run under the policy's name, or an invoice of theirs does; those of them that hear the same are counted
    alone. `left` are the policies that they would run under no more: what these say otherwise may change what no
    message shows.
    """

    cases: int
    moved: tuple[Moved, ...]
    cursor: str | None
    left: tuple[Policy, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanPolicy:
    foresee: Foresee

    def __call__(
        self, creditor_id: str, policy: Policy, moves: str | None = None, cursor: str | None = None
    ) -> PolicyPlan:
        """`moves`: the name of the policy whose cases would move, the policy's own unless said. Raises Invalid for what
        could not be applied.
        """
        policies = self.foresee.judge.policies
        refuse_known(policies, creditor_id, policy)
        name = name_moved(policies, creditor_id, policy, moves)
        refuse_without_segment(self.foresee.judge.creditors.state(creditor_id, anew=True), policy, name)
        page, following = self.foresee.page(creditor_id, cursor, lambda key: self._planned(key, policy, name))
        found = [planned for planned in page if planned]
        moved = tuple(planned for planned in found if planned.before != planned.after)
        left = {r for planned in found for r in runs_under(planned.case) if is_other(r, policy, name)}
        known = tuple(policies.get(creditor_id, r) for r in sorted(left))
        return PolicyPlan(len(found), moved, following, known)

    def _planned(self, key: CaseKey, policy: Policy, name: str) -> Moved | None:
        try:
            case = self.foresee.cases.load(key)
        except NotFound:
            return None
        return self._compared(case, policy, name) if is_moved(case, policy, name) else None

    def _compared(self, case: Case, policy: Policy, name: str) -> Moved:
        judge = self.foresee.judge
        today = self.foresee.today(case.key.creditor_id)
        own = {i.id for i in case.invoices if i.policy and is_other(i.policy, policy, name)}

        runs, until = judge.policy_of(case), today + AHEAD
        then = policy if is_other(case.policy, policy, name) else runs
        under_then = self.foresee.facts_from(case, today, then)

        def facts_then(day: date) -> Facts:
            facts = under_then(day)
            moved = (replace(c, policy=policy) if c.invoice_id in own else c for c in facts.invoices)
            return replace(facts, invoices=tuple(moved))

        def sent(facts_on: FactsOn, under: Policy) -> tuple[Told, ...]:
            too_late = judge.is_too_late(case, under, self.foresee.clock.now())
            facts = facts_on(today)
            found = walk(facts_on, under, today, until, approved=True, too_late=too_late).sent
            return tuple(_told(each, facts, under) for each in found)

        return Moved(case, sent(self.foresee.facts_from(case, today, runs), runs), sent(facts_then, then))


def _told(expected: Expected, facts: Facts, policy: Policy) -> Told:
    message = expected.message
    letter = Step("", message.level, expected.on, message.items, channel=message.channel)
    rung = policy_of_letter(letter, facts, policy).rung(message.level)
    told = Told(expected.on, message, expected.to_approve)
    return replace(told, tone=rung.tone, is_attached=rung.attaches_letter and message.by_mail) if rung else told


def runs_under(case: Case) -> set[str]:
    """The policy of the debtor, and those of invoices that have one of their own."""
    return {case.policy, *(i.policy for i in case.invoices if i.policy)}


def is_moved(case: Case, policy: Policy, name: str) -> bool:
    """Whether the case, or an invoice of its own choice, runs under another version of that name. Who owes nothing is
    chosen a policy for with the next invoice, unless a person has chosen it.
    """
    runs = case.is_policy_chosen or any(i.open.cents for i in case.invoices)
    return runs and any(is_other(r, policy, name) for r in runs_under(case))


def is_other(reference: str, policy: Policy, name: str) -> bool:
    return reference != policy.reference and name_in(reference) == name


def name_moved(policies: Policies, creditor_id: str, policy: Policy, moves: str | None) -> str:
    """The name of the policy whose cases move: its own, or the one that is said. Raises Invalid for one that no policy
    has: nothing would move, and nobody would know why.
    """
    if moves is None:
        return policy.name
    names = {policy.name, *(p.name for p in policies.all(creditor_id))}
    if moves not in names:
        said = f"no policy has that name, which is given without its version: one of {', '.join(sorted(names))}"
        raise Invalid((Problem("moves", "unknown", said),))
    return moves


def refuse_without_segment(state: CreditorState, policy: Policy, name: str) -> None:
    """Raises Invalid where the policy that moves is taken by its own `for` and the other is for nobody: debtors to come
    would go on under what the running ones have left.
    """
    taken = next((r for r in state.segments if name_in(r) == name), None)
    if taken and policy.segment is None:
        said = (
            f"{taken} is taken by its `for`: say for whom {policy.reference} is, or take it out of the segments first"
        )
        raise Invalid((Problem("for", "missing", f"{said} (PUT /v1/chase/policies)"),))


def refuse_known(policies: Policies, creditor_id: str, policy: Policy) -> bool:
    """Whether the very version is known already. Raises Invalid for one that is known with other content, or older than
    one that is.
    """
    known = [p for p in policies.all(creditor_id) if p.name == policy.name]
    if any(p == policy for p in known):
        return True
    latest = max((p.version for p in known), default=0)
    if policy.version <= latest:
        said = f"{policy.reference} is known with other content, or an older one: " + (
            f"the next version is {latest + 1}" if latest < LAST_VERSION else "none follows: give it another name"
        )
        raise Invalid((Problem("version", "wrong", said),))
    return False
