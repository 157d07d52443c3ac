"""A person has called, or written in person: what came of it stands in the history, and the task is done."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from chalicelib.domain.case import Case, CaseKey
from chalicelib.domain.errors import Invalid, Problem
from chalicelib.domain.events import Event, ManualStepTaken
from chalicelib.domain.facts import InvoiceFacts, ManualStepDone
from chalicelib.domain.policy import ManualStepKind
from chalicelib.domain.step import invoice_of
from chalicelib.usecases.changing import ChangeCase


@dataclass(frozen=True, slots=True)
class TakeManualStep:
    change: ChangeCase

    def __call__(
        self, key: CaseKey, kind: ManualStepKind, invoice_ids: tuple[str, ...], on: date, outcome: str, by: str
    ) -> Case:
        """It counts for every such step of these invoices that had fallen due by that day. Raises NotFound, Invalid,
        CaseMoved.
        """
        if not outcome.strip():
            raise Invalid((Problem("outcome", "missing", "say what came of it, for the history"),))

        def take(case: Case, today: date) -> tuple[Case, list[Event]]:
            claims = {i.id: i for i in case.facts().invoices}
            refuse_unknown(invoice_ids, claims)
            if not invoice_ids:
                raise Invalid((Problem("claim_ids", "missing", "name the invoices"),))
            if on > today:
                raise Invalid((Problem("on", "wrong", f"{on} is yet to come"),))
            _refuse_before_issue(on, [claims[name] for name in invoice_ids])
            done = tuple(
                ManualStepDone(kind, name, (on - claims[name].due_on).days, on, outcome)
                for name in dict.fromkeys(invoice_ids)
            )
            if set(done) <= set(case.done):
                return case, []
            event = ManualStepTaken(by, kind, tuple(invoice_ids), on, outcome)
            return replace(case, done=(*case.done, *done)), [event]

        return self.change(key, by, take)


def refuse_unknown(names: Iterable[str], claims: Collection[str]) -> None:
    """Raises Invalid for a name that is no claim of the case: an invoice in parts is named part by part."""
    for name in names:
        if name in claims:
            continue
        if parts := [claim for claim in claims if invoice_of(claim) == name]:
            # In the order of their places: the tenth comes after the second.
            said = f"{name} is due in parts: name the part, as {min(parts, key=lambda part: (len(part), part))}"
            raise Invalid((Problem("claim_ids", "wrong", said),))
        raise Invalid((Problem("claim_ids", "unknown", f"nothing is owed here on {name}"),))


def _refuse_before_issue(on: date, claims: Iterable[InvoiceFacts]) -> None:
    """Raises Invalid."""
    for claim in claims:
        if claim.issued_on and on < claim.issued_on:
            said = f"{on} is before {claim.number} was issued, {claim.issued_on}: give the day on which it was done"
            raise Invalid((Problem("on", "wrong", said),))
