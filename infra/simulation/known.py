"""What is known to have been taken down of addresses and creditors, and from when on: the checker asks nobody else."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from chalicelib.domain.creditor_state import CreditorState
from chalicelib.domain.hold import Hold
from chalicelib.domain.lifecycle import StepMove
from chalicelib.domain.outcomes import ACCOUNT
from chalicelib.usecases.record_delivery import Delivery
from infra.memory.creditors import MemoryCreditors


@dataclass
class Stop:
    """A creditor whose mails came back too often, or that wants nothing sent to anybody, or all creditors; from when
    that was taken down until it was let go.
    """

    creditor_id: str
    since: datetime
    until: datetime | None = None
    is_own: bool = False


@dataclass
class Known:
    """`closed` are the addresses that take no mail of a creditor's."""

    creditors: MemoryCreditors
    closed: dict[tuple[str, str], datetime] = field(default_factory=dict)
    stops: list[Stop] = field(default_factory=list)
    last_of_all: Hold | None = None

    def learns(self, told: Delivery, email: str, now: datetime) -> None:
        """An event was recorded: nobody can say that what follows from it was not."""
        creditor_id = told.case.creditor_id
        if told.move is StepMove.COMPLAIN or (told.move is StepMove.BOUNCE and told.for_good):
            self.closed.setdefault((creditor_id, email), now)
        if self.is_stopped(creditor_id) and not self._stands(creditor_id):
            self.stops.append(Stop(creditor_id, now))
        pause = self.creditors.stop
        if pause and pause.until and pause != self.last_of_all:
            self.stops.append(Stop(ACCOUNT, now, _end_of(pause.until)))
            self.last_of_all = pause

    def is_stopped(self, creditor_id: str) -> bool:
        """Until a person lets it go: not for a day, as all are at once."""
        return bool(self.creditors.states.get(creditor_id, CreditorState()).stops)

    def lets_go(self, creditor_id: str, now: datetime) -> None:
        if stop := self._stands(creditor_id):
            stop.until = now

    def pauses(self, creditor_id: str, until: date, now: datetime) -> None:
        """A pause of its own for all of its debtors was taken down."""
        self.stops.append(Stop(creditor_id, now, _end_of(until), is_own=True))

    def may_pause(self, creditor_id: str, until: date, now: datetime) -> None:
        """It is about to say a pause, which takes the place of the one that stands: all is silent in either case until
        the first of their ends.
        """
        for stop in self._own(creditor_id, now):
            stop.until = min(stop.until or _end_of(until), _end_of(until))

    def may_go_on(self, creditor_id: str, now: datetime) -> None:
        """It is about to end its pause."""
        for stop in self._own(creditor_id, now):
            stop.until = now

    def forgets(self, since: datetime, now: datetime) -> None:
        """The table is that of a backup: nobody tells an event again."""
        self.closed = {who: at for who, at in self.closed.items() if at <= since}
        for stop in self.stops:
            if stop.since > since and (stop.until is None or stop.until > now):
                stop.until = now

    def _own(self, creditor_id: str, now: datetime) -> list[Stop]:
        return [s for s in self.stops if s.creditor_id == creditor_id and s.is_own and s.until and s.until > now]

    def _stands(self, creditor_id: str) -> Stop | None:
        return next((s for s in self.stops if s.creditor_id == creditor_id and s.until is None), None)


def _end_of(last: date) -> datetime:
    """Where its last day begins first, it is over first."""
    return datetime.combine(last, time(0), UTC)
