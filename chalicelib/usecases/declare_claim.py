"""A person has declared the claim in the insolvency of its debtor: nothing is left to do, and nothing goes out."""

from dataclasses import dataclass, replace
from datetime import date

from chalicelib.domain.case import Case, CaseKey
from chalicelib.domain.errors import Invalid, NothingThere, Problem
from chalicelib.domain.events import ClaimDeclared, Event
from chalicelib.domain.hold import Hold, HoldKind
from chalicelib.usecases.changing import ChangeCase


@dataclass(frozen=True, slots=True)
class DeclareClaim:
    change: ChangeCase

    def __call__(self, key: CaseKey, on: date, proof: str, by: str) -> Case:
        """`proof` is the number on the receipt, or how it was handed over; all that is owed today is declared, and what
        turns up later is asked about anew. Telling the same twice is once; what is told
        otherwise takes its place, and both stand in the history.

        Raises Invalid for a day to come or without proof, NotFound where no insolvency stands, CaseMoved.
        """
        if not proof.strip():
            raise Invalid((Problem("proof", "missing", "give the number on the receipt, or how it was handed over"),))

        def declare(case: Case, today: date) -> tuple[Case, list[Event]]:
            if on > today:
                raise Invalid((Problem("on", "wrong", f"{on} is yet to come: today is {today}"),))
            standing = [h for h in case.holds if h.kind is HoldKind.INSOLVENCY and h.stands(today)]
            if not standing:
                raise NothingThere("no insolvency of this debtor stands")
            owed = {i.id: i.open.cents for i in case.invoices if i.open.is_positive}
            if any((h.declared_on, h.proof) == (on, proof) and _with(h, owed) == h.declared for h in standing):
                return case, []
            # One of another time was declared under a day of its own.
            meant = [h for h in standing if h.declared_on is None] or standing
            holds = tuple(
                replace(h, declared_on=on, proof=proof, declared=_with(h, owed)) if h in meant else h
                for h in case.holds
            )
            return replace(case, holds=holds), [ClaimDeclared(by, on, proof)]

        return self.change(key, by, declare)


def _with(hold: Hold, owed: dict[str, int]) -> tuple[tuple[str, int], ...]:
    """What is declared with this: what was before stays so, whatever was paid since."""
    before = dict(hold.declared or ())
    return tuple((name, max(owed.get(name, 0), before.get(name, 0))) for name in sorted({*before, *owed}))
