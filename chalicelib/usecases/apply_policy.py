"""A policy is kept as a version, and moved to: running cases follow only here, page by page, each with its own fact."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from chalicelib.domain.case import Case, CaseKey
from chalicelib.domain.creditor_events import PoliciesChosen
from chalicelib.domain.errors import NotFound
from chalicelib.domain.events import Event, PolicyChosen
from chalicelib.domain.policy import Policy, name_in
from chalicelib.ports import Policies
from chalicelib.usecases.changing import ChangeCase
from chalicelib.usecases.foresee import Foresee
from chalicelib.usecases.plan_policy import is_moved, is_other, name_moved, refuse_known, refuse_without_segment


@dataclass(frozen=True, slots=True)
class Applied:
    moved: int
    cursor: str | None


@dataclass(frozen=True, slots=True)
class ApplyPolicy:
    foresee: Foresee
    policies: Policies
    change: ChangeCase

    def __call__(
        self, creditor_id: str, policy: Policy, by: str, moves: str | None = None, cursor: str | None = None
    ) -> Applied:
        """The next page of cases moved; doing it again moves nothing twice. Debtors to come follow, where the policy
        that moves was chosen for them. Raises Invalid for a version that is known with other content, or older than one
        that is, for a name that no policy has, and for nobody in the place of a segment; CaseMoved.
        """
        name = name_moved(self.policies, creditor_id, policy, moves)
        refuse_without_segment(self.foresee.judge.creditors.state(creditor_id, anew=True), policy, name)
        self.keep(creditor_id, policy)
        self._choose(creditor_id, policy, name, by)
        moved, following = self.foresee.page(creditor_id, cursor, lambda key: self._move(key, policy, by, name))
        return Applied(sum(moved), following)

    def keep(self, creditor_id: str, policy: Policy) -> None:
        """Stores the version, for debtors to come and cases to move. Raises Invalid."""
        if not refuse_known(self.policies, creditor_id, policy):
            self.policies.put(creditor_id, policy)

    def _choose(self, creditor_id: str, policy: Policy, name: str, by: str) -> None:
        creditors = self.foresee.judge.creditors
        state = creditors.state(creditor_id, anew=True)
        usual = policy.reference if name_in(state.policy) == name else state.policy
        segments = tuple(policy.reference if name_in(r) == name else r for r in state.segments)
        if (usual, segments) != (state.policy, state.segments):
            chosen = replace(state, policy=usual, segments=segments)
            creditors.commit_state(creditor_id, chosen, [PoliciesChosen(by, usual, segments)], self.change.clock.now())

    def _move(self, key: CaseKey, policy: Policy, by: str, name: str) -> bool:
        moved = False

        def move(case: Case, today: date) -> tuple[Case, Iterable[Event]]:
            nonlocal moved
            moved = is_moved(case, policy, name)
            if not moved:
                return case, ()
            after, events = case, list[Event]()
            if is_other(case.policy, policy, name):
                after = replace(after, policy=policy.reference)
                events.append(PolicyChosen(by, policy.reference, case.policy, ""))
            for invoice in case.invoices:
                if invoice.policy and is_other(invoice.policy, policy, name):
                    after = after.with_invoice(replace(invoice, policy=policy.reference))
                    events.append(PolicyChosen(by, policy.reference, invoice.policy, invoice.id))
            return after, events

        try:
            self.change(key, by, move)
        except NotFound:
            return False
        return moved
