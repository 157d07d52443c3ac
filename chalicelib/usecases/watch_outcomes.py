"""Counts what becomes of the mails of each creditor, and of all. Where too many come back, or are complained of, it
stops them before the mail service does.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from chalicelib.domain.calendar import DAY
from chalicelib.domain.creditor_events import SenderReleased
from chalicelib.domain.hold import EVERYTHING, Hold, HoldKind
from chalicelib.domain.outcomes import ACCOUNT, Outcomes
from chalicelib.ports import Clock, Creditors, Metrics, SendOutcomes
from chalicelib.usecases.steer_creditor import RELANCE, SteerCreditor

# All creditors are stopped for this day and the next: their mails are tried again by themselves, and stopped again.
ALL_STOPPED_FOR = timedelta(days=1)
FURTHEST_EAST = timedelta(hours=14)
# A creditor that was let go and is stopped again within these days counts for all.
LATELY = timedelta(days=30)
STOPPED = "SendersStopped"


@dataclass(frozen=True, slots=True)
class WatchOutcomes:
    outcomes: SendOutcomes
    creditors: Creditors
    steer: SteerCreditor
    metrics: Metrics
    clock: Clock

    def __call__(self, creditor_id: str, became: Outcomes) -> None:
        """A creditor is stopped until a person resumes its chase, and begins to be counted anew; so do all together,
        whom its mails say nothing of. What comes back while it is stopped was sent before. Raises CaseMoved.
        """
        today = self.clock.now().date()
        known = self.creditors.state(creditor_id).stops_on(today)
        if known:
            return
        is_bad = bool(became.bounces or became.complaints)
        last, of_all = self.outcomes.add(creditor_id, became), self.outcomes.add(ACCOUNT, became)
        if is_bad and last.too_bad:
            is_again = self._was_let_go_lately(creditor_id)
            self.steer.stop(creditor_id, last.too_bad)
            self.metrics.count(STOPPED, 1, (creditor_id,))
            self.outcomes.clear(creditor_id)
            if not is_again:
                self.outcomes.clear(ACCOUNT)
        elif is_bad and of_all.too_bad:
            self.creditors.stop_all(self._stop_of_all(creditor_id, of_all.too_bad, today))
            self.outcomes.clear(ACCOUNT)
            self.metrics.count(STOPPED, 1, (ACCOUNT,))

    def _was_let_go_lately(self, creditor_id: str) -> bool:
        """Whoever is let go each time, by a person in a hurry or a job, is no matter of its own any more."""
        since = self.clock.now() - LATELY
        return any(e.kind == SenderReleased.kind and e.at > since for e in self.creditors.history(creditor_id))

    def _stop_of_all(self, creditor_id: str, reason: str, today: date) -> Hold:
        """One that follows on another is one with it: there is room for one, and both excuse whoever gave its word."""
        # Somewhere it is yesterday still, and elsewhere tomorrow already.
        since, until = today - DAY, (self.clock.now() + FURTHEST_EAST).date() + ALL_STOPPED_FOR
        before = [s.since for s in self.creditors.state(creditor_id).stops if s.until and s.until + DAY >= since]
        return Hold(HoldKind.SENDER_STOPPED, EVERYTHING, min([since, *before]), RELANCE, reason, until=until)
