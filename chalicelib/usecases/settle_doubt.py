"""A person has found out whether a mail of which nobody knew went out: until then its debtor hears nothing."""

from dataclasses import dataclass
from datetime import date

from chalicelib.domain.case import Case, CaseKey
from chalicelib.domain.errors import Invalid, NothingThere, Problem
from chalicelib.domain.events import Event
from chalicelib.domain.lifecycle import StepMove, StepState
from chalicelib.domain.step import DID_NOT_GO_OUT
from chalicelib.domain.step_events import StepMoved
from chalicelib.usecases.changing import ChangeCase

WENT_OUT = "a person says that it went out"


@dataclass(frozen=True, slots=True)
class SettleDoubt:
    change: ChangeCase

    def __call__(self, key: CaseKey, reference: str, note: str, by: str, *, went_out: bool) -> Case:
        """A mail that went out is accepted, as if the mail service had said so, and counts from its day. One that did
        not is held, with nothing to mend, and said again as soon as another message may go out: whoever says so may be
        wrong.

        Raises Invalid without a note of how it was found out, NotFound where no mail of that reference is in doubt,
        CaseMoved.
        """
        if not note.strip():
            raise Invalid((Problem("note", "missing", "say how it was found out, for the history"),))
        move, words = (StepMove.ACCEPT, WENT_OUT) if went_out else (StepMove.HOLD, DID_NOT_GO_OUT)
        reason = f"{words}: {note}"

        def settle(case: Case, today: date) -> tuple[Case, list[Event]]:
            step = next((s for s in case.steps if s.reference == reference), None)
            if step is None or step.state is not StepState.UNKNOWN:
                raise NothingThere("no mail of that reference is in doubt")
            told = step.move(move, reason=reason)
            return case.with_step(told), [StepMoved.of(told, by, reason)]

        return self.change(key, by, settle)
