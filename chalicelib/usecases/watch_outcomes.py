"""Counts what becomes of the mails of each creditor, and of all. Where too many come back, or are complained of, it
stops them before the mail service does.
"""

from dataclasses import dataclass
from datetime import timedelta

from chalicelib.domain.calendar import DAY
from chalicelib.domain.hold import EVERYTHING, Hold, HoldKind
from chalicelib.domain.outcomes import ACCOUNT, Outcomes
from chalicelib.ports import Clock, Creditors, Metrics, SendOutcomes
from chalicelib.usecases.steer_creditor import RELANCE, SteerCreditor

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
        """A creditor is stopped until a person resumes its chase, and begins to be counted anew; by that very mail the
        others are not stopped too. Raises CaseMoved.
        """
        is_bad = bool(became.bounces or became.complaints)
        last, of_all = self.outcomes.add(creditor_id, became), self.outcomes.add(ACCOUNT, became)
        if is_bad and last.too_bad:
            self.steer.stop(creditor_id, last.too_bad)
            self._begin_anew(creditor_id)
        elif is_bad and of_all.too_bad:
            today = self.clock.now().date()
            # Somewhere it is yesterday still.
            since, until = today - DAY, today + ALL_STOPPED_FOR
            stop = Hold(HoldKind.SENDER_STOPPED, EVERYTHING, since, RELANCE, of_all.too_bad, until=until)
            self.creditors.stop_all(stop)
            self._begin_anew(ACCOUNT)

    def _begin_anew(self, sender: str) -> None:
        self.outcomes.clear(sender)
        self.metrics.count(STOPPED, 1, (sender,))
