"""The creditor proposes instalments in writing. Nothing stands in the case until they are agreed on."""

from dataclasses import dataclass
from datetime import date, timedelta

from chalicelib.domain.case import Case, CaseKey
from chalicelib.domain.errors import Invalid, Problem
from chalicelib.domain.events import Event
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepMove
from chalicelib.domain.money import total
from chalicelib.domain.plan import Instalment
from chalicelib.domain.reply import ReplyTo
from chalicelib.usecases.agree_plan import refuse_impossible
from chalicelib.usecases.changing import ChangeCase
from chalicelib.usecases.promise_payment import owed_among
from chalicelib.usecases.replying import Wanted, with_reply
from chalicelib.usecases.trying_replies import TryReplies

# A proposal that nobody has accepted by then is made anew.
LONGEST = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class ProposePlan:
    change: ChangeCase
    tries: TryReplies

    def __call__(
        self,
        key: CaseKey,
        invoice_ids: tuple[str, ...],
        instalments: tuple[Instalment, ...],
        answer_by: date,
        by: str,
    ) -> Case:
        """The instalments come to what is owed on the invoices, as when they are agreed on, and begin after the last
        day to accept them. One proposal a day: another takes its place the next. Raises Invalid, NotFound, CaseMoved.
        """

        def propose(case: Case, today: date) -> tuple[Case, list[Event]]:
            names = owed_among(case, invoice_ids)
            owed = total((case.invoice(n).open for n in names), case.invoice(names[0]).open.currency)
            refuse_impossible(instalments, owed, today, case.credits)
            if not today < answer_by <= today + LONGEST:
                raise Invalid((Problem("answer_by", "wrong", f"after today, at the latest on {today + LONGEST}"),))
            if instalments[0].on < answer_by:
                said = f"the first, on {instalments[0].on}, is not before the last day to accept, {answer_by}"
                raise Invalid((Problem("instalments", "wrong", said),))
            if any(p.ended_on is None for p in case.plans):
                raise Invalid((Problem("invoice_ids", "wrong", "a plan runs already: end it first"),))
            for waiting in [s for s in case.steps if s.is_live and s.level is Level.PLAN_PROPOSAL]:
                # Another takes the place of one that has not gone out.
                case = case.with_step(waiting.move(StepMove.CANCEL, reason="another was proposed"))
            wanted = Wanted(Level.PLAN_PROPOSAL, "plan", names, ReplyTo(), answer_by, instalments)
            after, replied = with_reply(self.change.judge, case, wanted, today, by)
            self.tries(after, replied, "instalments")
            return after, [*replied]

        return self.change(key, by, propose)
