"""A person has handed a printed letter to the post: from that day its level counts as heard."""

from dataclasses import dataclass
from datetime import date

from chalicelib.domain.case import Case, CaseKey
from chalicelib.domain.errors import Invalid, NothingThere, Problem
from chalicelib.domain.events import Event, LetterPosted
from chalicelib.domain.lifecycle import StepMove, StepState, can
from chalicelib.domain.step import ANOTHER_WAS_POSTED, NOT_POSTED
from chalicelib.domain.step_events import StepMoved
from chalicelib.usecases.changing import ChangeCase
from chalicelib.usecases.deciding import withdrawn
from chalicelib.usecases.mending import mended
from chalicelib.usecases.turns import in_turn


@dataclass(frozen=True, slots=True)
class RecordPosting:
    change: ChangeCase

    def __call__(self, key: CaseKey, reference: str, on: date, proof: str, by: str) -> Case:
        """`proof` is the number on the receipt of the post. Telling the same twice is once. A letter that was withdrawn
        after it was printed may have been posted too: what waits for the post and asks again for what it said is
        withdrawn then, and what else that says is printed in its turn.

        Raises NotFound for a letter that was not printed for the post; Invalid for a day before the letter or to come,
        or without proof; CaseMoved.
        """
        if not proof.strip():
            raise Invalid((Problem("proof", "missing", "give the number on the receipt, or how it was handed over"),))

        def post(case: Case, today: date) -> tuple[Case, list[Event]]:
            step = next((s for s in case.steps if s.reference == reference), None)
            if step is not None and step.state is StepState.POSTED and (step.heard_on, step.proof) == (on, proof):
                return case, []
            if step is not None and step.state is StepState.POSTED:
                said = f"it was told to be posted on {step.heard_on}, under {step.proof}: what is told first stands"
                raise Invalid((Problem("proof", "wrong", said),))
            if step is None or not can(step.state, StepMove.POST):
                raise NothingThere("no letter of that reference was printed for the post")
            if not step.on <= on <= today:
                said = f"{on} is not from the day of the letter, {step.on}, to today, {today}"
                raise Invalid((Problem("on", "wrong", said),))
            posted = step.move(StepMove.POST, reason=None, heard_on=on, proof=proof)
            judge = self.change.judge
            after, events = in_turn(judge, case.with_step(posted), posted, by, today)
            if step.level.is_reply and step.reason == NOT_POSTED:
                # What was printed in its place says the same.
                again = [s for s in after.steps if s.id == f"{step.id}+"]
                after, given_way = withdrawn(after, again, by, ANOTHER_WAS_POSTED)
                events += given_way
                for waiting in (s for s in again if s.is_live):
                    ended = waiting.move(StepMove.CANCEL, reason=ANOTHER_WAS_POSTED)
                    after, events = after.with_step(ended), [*events, StepMoved.of(ended, by, ANOTHER_WAS_POSTED)]
            # The days that it gives to a plan count, also where this was told in default before anybody said so.
            after, resumed = mended(judge, case, after, today, by, lambda: self.change.cases.whole(key).invoices)
            return after, [LetterPosted(by, step.id, step.level, step.invoice_ids, on, proof), *events, *resumed]

        return self.change(key, by, post)
