"""A mail service that loses answers, and tells what becomes of a mail late, twice, in any order, or never."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

from chalicelib.adapters import io
from chalicelib.adapters.io import Site
from chalicelib.domain.case import CaseKey
from chalicelib.domain.errors import NotSent, NotSentForNow, OutcomeUnknown
from chalicelib.domain.lifecycle import StepMove
from chalicelib.domain.mail import Mail
from chalicelib.usecases.record_delivery import Delivery
from infra.simulation.faults import NoAnswer, NotDone

# Of a hundred mails: so many come back, so many are complained of; the rest arrive.
BOUNCES, COMPLAINTS = 3, 1
# Of a hundred that arrive: so many are answered by whoever is away, so many come back after all, as a mailbox is full.
AWAY, TAKEN_BACK = 4, 1


@dataclass(frozen=True)
class Taken:
    """A mail in the sink, and the instant at which the service took it. `told_at` is when the event is told that says
    what became of it, None where both paths lose all of them; `is_told_twice` where another says the reverse.
    """

    at: datetime
    mail: Mail
    ses_id: str
    told_at: datetime | None = None
    is_returned: bool = False
    is_told_twice: bool = False

    @property
    def key(self) -> CaseKey:
        return CaseKey(self.mail.tags["creditor"], self.mail.tags["debtor"])

    @property
    def step(self) -> str:
        return self.mail.tags["step"]


@dataclass
class MailService:
    """`later` puts an event into the world, to be told after a while; `loss` is how often a path loses one. Of
    a hundred mails so many bounce.
    """

    chance: Random
    now: Callable[[], datetime]
    later: Callable[[timedelta, Delivery], None]
    loss: float
    bounces: float = BOUNCES
    sink: list[Taken] = field(default_factory=list)

    def send(self, mail: Mail) -> str:
        if self.chance.random() < 0.005:
            raise NotSent("the address is on the suppression list")
        try:
            return io.call(Site.MAILER_SEND, self._take, mail)
        except NotDone as refusal:
            raise NotSentForNow(str(refusal)) from refusal
        except NoAnswer as doubt:
            raise OutcomeUnknown(str(doubt)) from doubt

    def _take(self, mail: Mail) -> str:
        ses_id, delays = f"ses-{len(self.sink)}", list[timedelta]()
        taken = Taken(self.now(), mail, ses_id)
        drawn, is_late = self.chance.random() * 100, self.chance.random() < 0.15
        moves = [StepMove.BOUNCE if drawn < self.bounces else StepMove.DELIVER]
        if self.bounces <= drawn < self.bounces + COMPLAINTS:
            moves.append(StepMove.COMPLAIN)
        for n, move in enumerate(moves):
            said = Delivery(taken.key, taken.step, move, taken.at, ses_id, for_good=self.chance.random() < 0.7)
            delays += self._tell(said, timedelta(hours=n), is_late=is_late)
        if is_late and drawn % 2 < 1:
            # The mailbox does not answer yet: the service says so while it tries.
            slow = Delivery(taken.key, taken.step, StepMove.DELAY, taken.at, ses_id)
            for minutes in (15, 40):
                self.later(timedelta(minutes=minutes), slow)
        rare = self.chance.random() * 100
        arrived = moves == [StepMove.DELIVER]
        is_away, is_taken_back = arrived and rare < AWAY, arrived and AWAY <= rare < AWAY + TAKEN_BACK
        if is_away or is_taken_back:
            said = Delivery(taken.key, taken.step, StepMove.BOUNCE, taken.at, ses_id, for_good=False, is_note=is_away)
            after = self._tell(said, timedelta(minutes=1), is_late=is_late)
            delays = after if is_taken_back else delays
            taken = replace(taken, is_told_twice=True)
        told_at = taken.at + min(delays) if delays else None
        self.sink.append(replace(taken, told_at=told_at, is_returned=StepMove.BOUNCE in moves or is_taken_back))
        return ses_id

    def _tell(self, said: Delivery, after: timedelta, *, is_late: bool) -> list[timedelta]:
        """After how long it is told: two paths carry each event, and each may lose it, or carry it twice."""
        delays = list[timedelta]()
        for _ in range(2):
            times = 0 if self.chance.random() < self.loss else 1 + (self.chance.random() < 0.02)
            for _ in range(times):
                delays.append(self._delay(is_late=is_late) + after)
                self.later(delays[-1], said)
        return delays

    def _delay(self, *, is_late: bool) -> timedelta:
        """Seconds, as a rule; sometimes hours for one path, or for both, where the service itself is behind."""
        if is_late:
            return timedelta(hours=self.chance.uniform(1, 35))
        if self.chance.random() < 0.02:
            return timedelta(hours=self.chance.uniform(1, 30))
        return timedelta(seconds=self.chance.uniform(0.2, 90))
