"""The policy of a debtor, or of one of its invoices, is chosen by name: the chase goes on by that from today."""

from dataclasses import dataclass, replace
from datetime import date

from chalicelib.domain.case import Case, CaseKey
from chalicelib.domain.errors import Invalid, NotFound, Problem
from chalicelib.domain.events import Event, PolicyChosen
from chalicelib.usecases.changing import ChangeCase


@dataclass(frozen=True, slots=True)
class ChoosePolicy:
    change: ChangeCase

    def __call__(self, key: CaseKey, reference: str, by: str, invoice_id: str = "") -> Case:
        """Raises NotFound for a debtor or an invoice that is not there, Invalid for a policy that is not and an invoice
        on which nothing is owed; CaseMoved.
        """
        try:
            self.change.judge.policies.get(key.creditor_id, reference)
        except NotFound as missing:
            raise Invalid((Problem("policy", "unknown", f"{missing}: GET /v1/policies lists them"),)) from None

        def choose(case: Case, today: date) -> tuple[Case, list[Event]]:
            if not invoice_id:
                after = replace(case, policy=reference, is_policy_chosen=True)
                return after, [PolicyChosen(by, reference, case.policy, "")]
            if all(i.id != invoice_id for i in case.invoices):
                raise Invalid((Problem("invoice_id", "wrong", "nothing is owed on it: it hears nothing"),))
            invoice = case.invoice(invoice_id)
            event = PolicyChosen(by, reference, invoice.policy or case.policy, invoice_id)
            return case.with_invoice(replace(invoice, policy=reference)), [event]

        return self.change(key, by, choose)
