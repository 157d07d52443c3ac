"""A creditor pauses and resumes, closes its office, tells how fresh its bank data is, and chooses its policies."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from chalicelib.domain.calendar import day_in
from chalicelib.domain.creditor_state import Closure, CreditorState
from chalicelib.domain.errors import Invalid, Problem
from chalicelib.domain.hold import EVERYTHING, Hold, HoldKind
from chalicelib.ports import Clock, Creditors, Policies

LONGEST_PAUSE = timedelta(days=366)
MOST_CLOSURES = 20


@dataclass(frozen=True, slots=True)
class SteerCreditor:
    """Each verb gives the state after it. What a warm function has read of it holds for another minute at most."""

    creditors: Creditors
    policies: Policies
    clock: Clock

    def pause(self, creditor_id: str, until: date, reason: str, by: str) -> CreditorState:
        """Nothing goes out to anybody until that day, included. Raises Invalid."""
        today = self._today(creditor_id)
        if not today <= until <= today + LONGEST_PAUSE:
            raise Invalid((Problem("until", "wrong", f"from today, {today}, to {today + LONGEST_PAUSE}"),))
        if not reason.strip():
            raise Invalid((Problem("reason", "missing", "say why, for those who wonder"),))
        pause = Hold(HoldKind.PAUSE, EVERYTHING, today, by, reason, until=until)
        return self._put(creditor_id, self.creditors.state(creditor_id).paused(pause))

    def resume(self, creditor_id: str, by: str) -> CreditorState:
        """From today on everything goes out again; the pause stays known, with its end."""
        return self._put(creditor_id, self.creditors.state(creditor_id).resumed(self._today(creditor_id), by))

    def close(self, creditor_id: str, closures: tuple[Closure, ...]) -> CreditorState:
        """All its closures, in the place of those known before. Raises Invalid."""
        if len(closures) > MOST_CLOSURES:
            raise Invalid((Problem("closures", "wrong", f"{len(closures)}: at most {MOST_CLOSURES}"),))
        return self._keep(creditor_id, closures=closures)

    def tell_bank_data(self, creditor_id: str, on: date) -> CreditorState:
        """The day of the newest statement, all of it booked. Raises Invalid for a day to come."""
        today = self._today(creditor_id)
        if on > today:
            raise Invalid((Problem("on", "wrong", f"{on} is yet to come: today is {today}"),))
        return self._keep(creditor_id, bank_data_on=on)

    def choose(self, creditor_id: str, policy: str, segments: tuple[str, ...] | None = None) -> CreditorState:
        """For debtors that come from now on; running cases keep theirs. Without `segments` these stay as chosen. Raises
        NotFound for a policy that is not there, Invalid for one in `segments` that is for nobody.
        """
        self.policies.get(creditor_id, policy)
        for place, reference in enumerate(segments or (), 1):
            if self.policies.get(creditor_id, reference).segment is None:
                said = f"{reference} names no segment: give it a `for`, or choose it for debtors by name"
                raise Invalid((Problem(f"segments.{place}", "wrong", said),))
        if segments is None:
            return self._keep(creditor_id, policy=policy)
        return self._keep(creditor_id, policy=policy, segments=segments)

    def _today(self, creditor_id: str) -> date:
        return day_in(self.creditors.get(creditor_id).time_zone, self.clock.now())

    def _keep(self, creditor_id: str, **changes: object) -> CreditorState:
        return self._put(creditor_id, replace(self.creditors.state(creditor_id), **changes))  # type: ignore[arg-type]

    def _put(self, creditor_id: str, state: CreditorState) -> CreditorState:
        self.creditors.put_state(creditor_id, state)
        return state
