"""The policy of a debtor, or of one of its invoices, is chosen by name: the chase goes on by that from today."""

from dataclasses import dataclass, replace
from datetime import date

from chalicelib.domain.case import Case, CaseKey
from chalicelib.domain.events import Event, PolicyChosen
from chalicelib.usecases.changing import ChangeCase


@dataclass(frozen=True, slots=True)
class ChoosePolicy:
    change: ChangeCase

    def __call__(self, key: CaseKey, reference: str, by: str, invoice_id: str = "") -> Case:
        """Raises NotFound for a policy, a debtor or an invoice that is not there; CaseMoved."""
        self.change.judge.policies.get(key.creditor_id, reference)

        def choose(case: Case, today: date) -> tuple[Case, list[Event]]:
            if not invoice_id:
                after = replace(case, policy=reference, is_policy_chosen=True)
                return after, [PolicyChosen(by, reference, case.policy, "")]
            invoice = case.invoice(invoice_id)
            event = PolicyChosen(by, reference, invoice.policy or case.policy, invoice_id)
            return case.with_invoice(replace(invoice, policy=reference)), [event]

        return self.change(key, by, choose)
