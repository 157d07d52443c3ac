"""Counts what becomes of the mails of each creditor, and of all. Where too many come back, or are complained of, it
stops them before the mail service does.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from chalicelib.domain.calendar import DAY, day_in
from chalicelib.domain.hold import EVERYTHING, Hold, HoldKind
from chalicelib.domain.outcomes import ACCOUNT, Outcomes
from chalicelib.ports import Clock, Creditors, Metrics, SendOutcomes
from chalicelib.usecases.steer_creditor import LONGEST_PAUSE, SteerCreditor

RELANCE = "relance"
# All creditors are stopped for this day and the next: their mails are tried again by themselves, and stopped again.
ALL_STOPPED_FOR = timedelta(days=1)
STOPPED = "SendersStopped"


@dataclass(frozen=True, slots=True)
class WatchOutcomes:
    outcomes: SendOutcomes
    creditors: Creditors
    steer: SteerCreditor
    metrics: Metrics
    clock: Clock

    def __call__(self, creditor_id: str, became: Outcomes) -> None:
        """A creditor is stopped until a person resumes its chase, and begins to be counted anew. Raises CaseMoved."""
        for sender in (creditor_id, ACCOUNT):
            why = self.outcomes.add(sender, became).too_bad
            if why and (became.bounces or became.complaints):
                self._stop(sender, why)

    def _stop(self, sender: str, why: str) -> None:
        if sender == ACCOUNT:
            today = self.clock.now().date()
            # Somewhere it is yesterday still.
            self.creditors.stop_all(_pause(today - DAY, today + ALL_STOPPED_FOR, why))
        else:
            today = day_in(self.creditors.get(sender).time_zone, self.clock.now())
            standing = self.creditors.state(sender, anew=True).pause_on(today)
            if standing is None or standing.by != RELANCE:
                self.steer.pause(sender, today + LONGEST_PAUSE, why, RELANCE)
        self.outcomes.clear(sender)
        self.metrics.count(STOPPED, 1, (sender,))


def _pause(since: date, until: date, why: str) -> Hold:
    return Hold(HoldKind.PAUSE, EVERYTHING, since, RELANCE, why, until=until)
