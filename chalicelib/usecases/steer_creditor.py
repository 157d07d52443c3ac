"""A creditor pauses and resumes, closes its office, tells how fresh its bank data is, and chooses its policies."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from chalicelib.domain.calendar import day_in
from chalicelib.domain.creditor_events import BankDataTold, ChasePaused, ChaseResumed, ClosuresSet, PoliciesChosen
from chalicelib.domain.creditor_state import Closure, CreditorState
from chalicelib.domain.errors import CaseMoved, Invalid, NotFound, Problem
from chalicelib.domain.events import Event
from chalicelib.domain.hold import EVERYTHING, Hold, HoldKind
from chalicelib.domain.policy import Policy
from chalicelib.ports import Clock, Creditors, Policies

LONGEST_PAUSE = timedelta(days=366)
MOST_CLOSURES = 20
TRIES = 5
# Whoever holds a key of the creditor's, where no person is named.
CREDITOR = "creditor"


@dataclass(frozen=True, slots=True)
class SteerCreditor:
    """Each verb gives the state after it, and what it changed stands in the creditor's history with its author. What a
    warm function has read of it holds for another minute at most.
    """

    creditors: Creditors
    policies: Policies
    clock: Clock

    def pause(self, creditor_id: str, until: date, reason: str, by: str) -> CreditorState:
        """Nothing goes out to anybody until that day, included; said again while it stands, it is no other. Raises
        Invalid.
        """
        today = self._today(creditor_id)
        if not today <= until <= today + LONGEST_PAUSE:
            raise Invalid((Problem("until", "wrong", f"from today, {today}, to {today + LONGEST_PAUSE}"),))
        if not reason.strip():
            raise Invalid((Problem("reason", "missing", "say why, for those who wonder"),))
        pause = Hold(HoldKind.PAUSE, EVERYTHING, today, by, reason, until=until)
        fact = ChasePaused(by, today, until, reason)

        def paused(state: CreditorState) -> tuple[CreditorState, Event]:
            standing = state.pause_on(today)
            is_same = standing and (standing.until, standing.reason, standing.by) == (until, reason, by)
            return state if is_same else state.paused(pause), fact

        return self._change(creditor_id, paused)

    def resume(self, creditor_id: str, by: str) -> CreditorState:
        """From today on everything goes out again; the pause stays known, with its end."""
        today = self._today(creditor_id)

        def resume(state: CreditorState) -> tuple[CreditorState, Event]:
            stands = state.pause_on(today)
            return state.resumed(today, by), ChaseResumed(by, today, stands.until if stands else None)

        return self._change(creditor_id, resume)

    def close(self, creditor_id: str, closures: tuple[Closure, ...], by: str = CREDITOR) -> CreditorState:
        """All its closures, in the place of those known before. Raises Invalid."""
        if len(closures) > MOST_CLOSURES:
            raise Invalid((Problem("closures", "wrong", f"{len(closures)}: at most {MOST_CLOSURES}"),))
        fact = ClosuresSet(by, tuple(f"{c.since.isoformat()}/{c.until.isoformat()}" for c in closures))
        return self._change(creditor_id, lambda state: (replace(state, closures=closures), fact))

    def tell_bank_data(self, creditor_id: str, on: date, by: str = CREDITOR) -> CreditorState:
        """The day of the newest statement, all of it booked. Raises Invalid for a day to come."""
        today = self._today(creditor_id)
        if on > today:
            raise Invalid((Problem("on", "wrong", f"{on} is yet to come: today is {today}"),))
        return self._change(creditor_id, lambda state: (replace(state, bank_data_on=on), BankDataTold(by, on)))

    def choose(
        self, creditor_id: str, policy: str, segments: tuple[str, ...] | None = None, by: str = CREDITOR
    ) -> CreditorState:
        """For debtors that come from now on; running cases keep theirs. Without `segments` these stay as chosen. Raises
        Invalid for a policy that is not there, and for one in `segments` that is for nobody.
        """
        self._policy("policy", creditor_id, policy)
        if double := [r for r, times in Counter(segments or ()).items() if times > 1]:
            raise Invalid((Problem("segments", "wrong", f"{double[0]} is named twice: once is enough"),))
        for place, reference in enumerate(segments or ()):
            if self._policy(f"segments.{place}", creditor_id, reference).segment is None:
                said = f"{reference} names no segment: give it a `for`, or choose it for debtors by name"
                raise Invalid((Problem(f"segments.{place}", "wrong", said),))

        def choose(state: CreditorState) -> tuple[CreditorState, Event]:
            taken = state.segments if segments is None else segments
            return replace(state, policy=policy, segments=taken), PoliciesChosen(by, policy, taken)

        return self._change(creditor_id, choose)

    def _policy(self, place: str, creditor_id: str, reference: str) -> Policy:
        """Raises Invalid."""
        try:
            return self.policies.get(creditor_id, reference)
        except NotFound as missing:
            raise Invalid((Problem(place, "unknown", f"{missing}: GET /v1/policies lists them"),)) from None

    def _today(self, creditor_id: str) -> date:
        return day_in(self.creditors.get(creditor_id).time_zone, self.clock.now())

    def _change(
        self, creditor_id: str, change: Callable[[CreditorState], tuple[CreditorState, Event]]
    ) -> CreditorState:
        """What changes nothing is no fact. Raises CaseMoved."""
        for _ in range(TRIES):
            before = self.creditors.state(creditor_id, anew=True)
            after, fact = change(before)
            if after == before:
                return before
            try:
                return self.creditors.commit_state(creditor_id, after, [fact], self.clock.now())
            except CaseMoved:
                continue
        raise CaseMoved("other changes kept coming first: send the same request again")
