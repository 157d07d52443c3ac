"""A person says that a level may go out for these invoices, or that it may not, and why."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from chalicelib.domain.case import Case, CaseKey
from chalicelib.domain.errors import Invalid, Problem
from chalicelib.domain.events import ApprovalTakenBack, Event, LevelApproved, LevelRefused
from chalicelib.domain.facts import Approval
from chalicelib.domain.level import LADDER, Level
from chalicelib.domain.policy import asks_for
from chalicelib.domain.standing_plan import SAID
from chalicelib.domain.step import Step
from chalicelib.usecases.changing import ChangeCase
from chalicelib.usecases.take_manual_step import refuse_unknown


@dataclass(frozen=True, slots=True)
class ApproveLevel:
    change: ChangeCase

    def __call__(
        self, key: CaseKey, level: Level, invoice_ids: tuple[str, ...], *, is_given: bool, reason: str, by: str
    ) -> Case:
        """The last word counts: what was refused may be approved later. Saying the same twice on one day is once.

        Raises NotFound for an invoice that is not in the case, Invalid for a refusal without a reason and for a level
        that is none of the ladder's, CaseMoved.
        """
        if not is_given and not reason.strip():
            raise Invalid((Problem("reason", "missing", "say why it may not go out, for the history"),))
        if level not in LADDER:
            raise Invalid((Problem("level", "wrong", f"{level} is no level of the ladder: nobody approves it"),))
        if not invoice_ids:
            raise Invalid((Problem("invoice_ids", "missing", "name the invoices"),))

        def say(case: Case, today: date) -> tuple[Case, list[Event]]:
            known = {i.id for i in case.facts().invoices}
            refuse_unknown(invoice_ids, known)
            said = [Approval(name, level, today, by, is_given, reason) for name in dict.fromkeys(invoice_ids)]
            if all(word == _last(case, word) for word in said):
                return case, []
            others = (a for a in case.approvals if (a.claim_id, a.level) not in {(w.claim_id, w.level) for w in said})
            event = LevelApproved if is_given else LevelRefused
            return replace(case, approvals=(*others, *said)), [event(by, level, tuple(invoice_ids), reason)]

        return self.change(key, by, say)


def without_approvals(before: Case, after: Case, by: str, reason: str) -> tuple[Case, list[Event]]:
    """The case after it became known that some of what had been said was not heard. What a person approved on the
    strength of it is asked for anew: unless another message below that level has said as much of the invoice.
    """
    lost = [s for s in before.steps if s.state in SAID and after.step(s.id).state not in SAID]
    heard = [s for s in after.steps if s.state in SAID]
    gone = [a for a in after.approvals if a.is_given and _highest(lost, a) > _highest(heard, a)] if lost else []
    kept = tuple(a for a in after.approvals if a not in gone)
    levels = dict.fromkeys(a.level for a in gone)
    events = [
        ApprovalTakenBack(by, level, tuple(a.claim_id for a in gone if a.level is level), reason) for level in levels
    ]
    return replace(after, approvals=kept), [*events]


def _highest(steps: Iterable[Step], approval: Approval) -> int:
    """The rank of the last level before the approved one at which these ask for its invoice; of the first where none
    does: a notice before the due date, or a plan's reminder, opens nothing, nor does a letter that only lists it.
    """
    asked = ((s, i) for s in steps for i in s.items if asks_for(s.level, i.level, is_late=True))
    said = (i.level.rank for _, i in asked if i.invoice_id == approval.claim_id)
    return max((r for r in said if Level.NOTICE.rank < r < approval.level.rank), default=Level.NOTICE.rank)


def _last(case: Case, like: Approval) -> Approval | None:
    """The word that stands; the history has the ones before it."""
    words = [a for a in case.approvals if (a.claim_id, a.level) == (like.claim_id, like.level)]
    return words[-1] if words else None
