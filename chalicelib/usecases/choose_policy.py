"""The policy of a debtor, or of one of its invoices, is chosen by name: the chase goes on by that from today."""

from dataclasses import dataclass, replace
from datetime import date

from chalicelib.domain.case import Case, CaseKey
from chalicelib.domain.errors import Invalid, NotFound, Problem
from chalicelib.domain.events import Event, PolicyChosen
from chalicelib.domain.policy import Policy
from chalicelib.domain.segment import profile_of
from chalicelib.ports import Policies
from chalicelib.usecases.changing import ChangeCase


def named(policies: Policies, creditor_id: str, reference: str, place: str) -> Policy:
    """The policy that is chosen so. What a case has had since before may be written otherwise (`mine-01`) and is read;
    two names of one version would be two policies to whoever compares them. Raises Invalid.
    """
    try:
        found = policies.get(creditor_id, reference)
    except NotFound as missing:
        raise Invalid((Problem(place, "unknown", f"{missing}: GET /v1/policies lists them"),)) from None
    if found.reference != reference:
        raise Invalid((Problem(place, "unknown", f"no policy {reference}: it is called {found.reference}"),))
    return found


@dataclass(frozen=True, slots=True)
class ChoosePolicy:
    change: ChangeCase

    def __call__(self, key: CaseKey, reference: str | None, by: str, invoice_id: str = "") -> Case:
        """None takes a choice back: the invoice runs under what its debtor does, the debtor under what is usual for it.
        Raises NotFound for a debtor or an invoice that is not there, Invalid for a policy that is not and an invoice
        on which nothing is owed; CaseMoved.
        """
        if reference is not None:
            self._refuse_unknown(key.creditor_id, reference)

        def choose(case: Case, today: date) -> tuple[Case, list[Event]]:
            if not invoice_id:
                policy = reference or self._usual(case, today)
                after = replace(case, policy=policy, is_policy_chosen=reference is not None)
                return after, [PolicyChosen(by, policy, case.policy, "")]
            if all(i.id != invoice_id for i in case.invoices):
                raise Invalid((Problem("invoice_id", "wrong", "nothing is owed on it: it hears nothing"),))
            invoice = case.invoice(invoice_id)
            event = PolicyChosen(by, reference or case.policy, invoice.policy or case.policy, invoice_id)
            return case.with_invoice(replace(invoice, policy=reference)), [event]

        return self.change(key, by, choose)

    def _refuse_unknown(self, creditor_id: str, reference: str) -> None:
        """Raises Invalid."""
        named(self.change.judge.policies, creditor_id, reference, "policy")

    def _usual(self, case: Case, today: date) -> str:
        judge, creditor_id = self.change.judge, case.key.creditor_id
        invoices = self.change.cases.whole(case.key).invoices if judge.looks_back(creditor_id) else case.invoices
        return judge.policy_for(creditor_id, profile_of(case.debtor.kind, invoices, today))
