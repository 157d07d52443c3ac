"""The creditor states who a debtor is: its addresses, contacts, language and credit limit; what changed is a fact."""

from dataclasses import dataclass, fields, replace
from datetime import date

from chalicelib.domain.case import Case, CaseKey
from chalicelib.domain.errors import NotFound
from chalicelib.domain.events import DebtorChanged, Event
from chalicelib.domain.lifecycle import StepMove
from chalicelib.domain.parties import Debtor
from chalicelib.domain.segment import Profile
from chalicelib.domain.step_events import StepMoved
from chalicelib.domain.wrong_recipient import has_complained
from chalicelib.ports import Suppressions
from chalicelib.usecases.changing import ChangeCase
from chalicelib.usecases.replying import put_again

DEBTOR_CHANGED = "the debtor has changed"


@dataclass(frozen=True, slots=True)
class UpsertDebtor:
    change: ChangeCase
    suppressions: Suppressions

    def __call__(self, creditor_id: str, debtor: Debtor, by: str) -> tuple[Case, bool]:
        """The case, and whether it is new. What is stated takes the place of all that was known. An address that is
        stated anew after another is trusted anew, unless its reader has complained; letters that lacked a word are
        tried again at once. Raises CaseMoved.
        """
        key = CaseKey(creditor_id, debtor.id)
        trusted: frozenset[str] = frozenset()

        def change(case: Case, _: date) -> tuple[Case, list[Event]]:
            nonlocal trusted
            after, events = restated(case, debtor, by)
            trusted = case.suspended_emails - after.suspended_emails
            return after, events

        try:
            case = self.change(key, by, change)
        except NotFound:
            return self._created(key, debtor, by), True
        for email in trusted:
            # Where this fails, the next mail to it is refused, and a person is asked again.
            self.suppressions.lift(creditor_id, email)
        return case, False

    def _created(self, key: CaseKey, debtor: Debtor, by: str) -> Case:
        new = Case(key, debtor, policy=self.change.judge.policy_for(key.creditor_id, Profile(debtor.kind)))
        now = self.change.clock.now()
        return self.change.cases.commit(new, new, [DebtorChanged(by, ("name",))], now)


def restated(case: Case, debtor: Debtor, by: str) -> tuple[Case, list[Event]]:
    """The case with its debtor as stated."""
    was = case.debtor
    if was == debtor:
        return case, []
    changed = tuple(f.name for f in fields(Debtor) if getattr(was, f.name) != getattr(debtor, f.name))
    events: list[Event] = [DebtorChanged(by, changed)]
    after = replace(case, debtor=debtor, suspended_emails=_still_suspended(case, debtor))
    for held in (s for s in after.steps if s.may_be_mended):
        if held.level.is_reply:
            after, again = put_again(after, held, held.on, by, DEBTOR_CHANGED)
            events += again
            continue
        ended = held.move(StepMove.CANCEL)
        events.append(StepMoved.of(ended, by, DEBTOR_CHANGED))
        after = after.with_step(ended)
    return after, events


def _still_suspended(case: Case, debtor: Debtor) -> frozenset[str]:
    known = {email.casefold() for email in case.debtor.emails}
    new = {email.casefold() for email in debtor.emails} - known
    complained = {s.email.casefold() for s in case.steps if s.email and has_complained(s)}
    return frozenset(e for e in case.suspended_emails if e.casefold() not in new - complained)
