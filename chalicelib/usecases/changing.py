"""One way to change a case: read it, with what a restored table has forgotten, make the change, withdraw the letters it
makes wrong, look at it anew, write once.

What another change moved meanwhile is read and done again: a change is a function of the case as it is.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from chalicelib.domain.case import Case, CaseKey
from chalicelib.domain.errors import CaseMoved, NotFound
from chalicelib.domain.events import Event
from chalicelib.ports import Cases, Clock
from chalicelib.usecases.deciding import Judge
from chalicelib.usecases.remembering import Remember

TRIES = 5

Change = Callable[[Case, date], tuple[Case, Iterable[Event]]]


@dataclass(frozen=True, slots=True)
class ChangeCase:
    cases: Cases
    judge: Judge
    clock: Clock
    remember: Remember

    def __call__(
        self, key: CaseKey, by: str, change: Change, closed_invoice: str | None = None, *, tells_ends: bool = True
    ) -> Case:
        """The case after it; itself when the change changes nothing. `change` gets the case and the creditor's day.
        `tells_ends` is false where what has ended by then may rest on what the change takes back: the look that follows
        tells it.

        Raises what `change` raises, NotFound for no such case, CaseMoved when other changes kept coming first, TryAgain
        when what a restored table has forgotten cannot be read.
        """
        for _ in range(TRIES):
            now = self.clock.now()
            case = self.cases.load(key, closed_invoice)
            today = self.judge.today(case, now)
            known, remembered = self.remember(case)
            # What has come to its end since the last look is told before anything else is.
            ended, told = self.judge.with_ends(known, today, by) if tells_ends else (known, [])
            after, events = change(ended, today)
            if after == ended:
                return case
            after, withdrawn = self.judge.without_wrong_letters(case, after, by, now, today)
            try:
                told = [*remembered, *told, *events, *withdrawn]
                return self.cases.commit(case, self._looked_at(after, now), told, now)
            except CaseMoved:
                continue
        raise CaseMoved("the case kept moving: send the same request again")

    def of_invoice(self, creditor_id: str, invoice_id: str) -> CaseKey:
        """Raises NotFound for an invoice that is not there, or not this creditor's."""
        key = self.cases.find(creditor_id, [invoice_id]).get(invoice_id)
        if key is None:
            raise NotFound("no such invoice")
        return key

    def _looked_at(self, case: Case, now: datetime) -> Case:
        """Due for a look at once, and in the list of what waits for a person as it now is."""
        return replace(self.judge.with_next_look(case, now), next_look_at=now)
