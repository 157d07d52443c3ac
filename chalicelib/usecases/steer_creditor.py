"""A creditor pauses and resumes, closes its office, tells how fresh its bank data is, and chooses its policies."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from chalicelib.domain.calendar import day_in
from chalicelib.domain.creditor_events import (
    BankDataTold,
    ChasePaused,
    ChaseResumed,
    ClosuresSet,
    PoliciesChosen,
    SenderReleased,
    SenderStopped,
)
from chalicelib.domain.creditor_state import Closure, CreditorState
from chalicelib.domain.errors import CaseMoved, Invalid, Problem
from chalicelib.domain.events import Event
from chalicelib.domain.hold import EVERYTHING, Hold, HoldKind
from chalicelib.ports import Clock, Creditors, Policies
from chalicelib.usecases.choose_policy import named

LONGEST_PAUSE = timedelta(days=366)
MOST_CLOSURES = 20
TRIES = 5
# Whoever holds a key of the creditor's, where no person is named.
CREDITOR = "creditor"
RELANCE = "relance"


@dataclass(frozen=True, slots=True)
class SteerCreditor:
    """Each verb gives the state after it, and what it changed stands in the creditor's history with its author. What a
    warm function has read of it holds for another minute at most, but for a mail, before which it is read anew.
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

    def stop(self, creditor_id: str, reason: str) -> CreditorState:
        """Nothing goes out to anybody until a person resumes; stopped already, it stays so."""
        today = self._today(creditor_id)
        stop = Hold(HoldKind.SENDER_STOPPED, EVERYTHING, today, RELANCE, reason)
        fact = SenderStopped(RELANCE, today, reason)
        return self._change(creditor_id, lambda s: (s if s.stops else replace(s, stops=(stop,)), fact))

    def resume(self, creditor_id: str, by: str) -> CreditorState:
        """From today on everything goes out again; the pause stays known, with its end. Where Relance has stopped it,
        that stop is lifted and no more: a pause beside it is another matter, and ends when this is said again.
        """
        today = self._today(creditor_id)

        def resume(state: CreditorState) -> tuple[CreditorState, Event]:
            if state.stops:
                return state.lifted(today, by), SenderReleased(by, today)
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
        named(self.policies, creditor_id, policy, "policy")
        if double := [r for r, times in Counter(segments or ()).items() if times > 1]:
            raise Invalid((Problem("segments", "wrong", f"{double[0]} is named twice: once is enough"),))
        for place, reference in enumerate(segments or ()):
            if named(self.policies, creditor_id, reference, f"segments.{place}").segment is None:
                said = f"{reference} names no segment: give it a `for`, or choose it for debtors by name"
                raise Invalid((Problem(f"segments.{place}", "wrong", said),))

        def choose(state: CreditorState) -> tuple[CreditorState, Event]:
            taken = state.segments if segments is None else segments
            return replace(state, policy=policy, segments=taken), PoliciesChosen(by, policy, taken)

        return self._change(creditor_id, choose)

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
