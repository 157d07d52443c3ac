"""How a creditor chases at the moment: what it changes from day to day, beside its profile."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from chalicelib.domain.errors import Refused
from chalicelib.domain.hold import Hold, HoldKind
from chalicelib.domain.policy import DEFAULT

LONGEST_CLOSURE = timedelta(days=92)
# What happened on a past day is told for so long.
REMEMBERED = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Closure:
    """Days on which the creditor sends nothing and takes no call, both included: its summer closing, say."""

    since: date
    until: date

    def __post_init__(self) -> None:
        if not self.since <= self.until <= self.since + LONGEST_CLOSURE:
            raise Refused(
                f"closed from {self.since} to {self.until}: from one day to three months, the first day first"
            )


@dataclass(frozen=True, slots=True)
class CreditorState:
    """`policy` is taken for debtors in no segment, `segments` are the policies that are taken by theirs. `pauses` hold
    all that anybody owes this creditor, each between its days; those of a year ago and before are left out.
    `bank_data_on` is the day of the newest bank statement known. `stops` are those of Relance that nobody has lifted.
    `version` counts the changes that stand in the creditor's history and `last_hash` is that of its last entry: neither
    says how it chases.
    """

    policy: str = DEFAULT
    segments: tuple[str, ...] = ("consumer-1", "public-body-1")
    closures: tuple[Closure, ...] = ()
    pauses: tuple[Hold, ...] = ()
    bank_data_on: date | None = None
    stops: tuple[Hold, ...] = ()
    version: int = field(default=0, compare=False)
    last_hash: str = field(default="", compare=False)

    def is_quiet(self, on: date) -> bool:
        """Whether it sends nothing to anybody on that day: that may change on any day, by a word."""
        is_stopped = any(stop.stands(on) for stop in self.stops)
        return is_stopped or on in self.closed_days() or self.pause_on(on) is not None

    @property
    def silences(self) -> tuple[Hold, ...]:
        """All that keeps every debtor from hearing anything, each between its days."""
        return (*self.pauses, *self.stops)

    def stops_on(self, on: date) -> tuple[Hold, ...]:
        """Those of Relance that are not over by that day."""
        return tuple(s for s in self.stops if s.until is None or on <= s.until)

    def lifted(self, on: date, by: str) -> "CreditorState":
        """Without its stops from that day on; they stay known, with their end."""
        ended = on - timedelta(days=1)
        over = tuple(replace(s, until=ended, detail=f"lifted by {by}") for s in self.stops if s.since <= ended)
        return replace(self, stops=(), pauses=(*self.pauses, *over))

    def pause_on(self, on: date) -> Hold | None:
        """Its own that stands on that day."""
        return next((p for p in reversed(self.pauses) if p.kind is HoldKind.PAUSE and p.stands(on)), None)

    def paused(self, pause: Hold) -> "CreditorState":
        """With that pause in the place of one that stands when it begins."""
        kept = (p for p in self.resumed(pause.since, pause.by).pauses if p.until and p.until + REMEMBERED > pause.since)
        return replace(self, pauses=(*kept, pause))

    def resumed(self, on: date, by: str) -> "CreditorState":
        """Without a pause from that day on: one that stands has ended the day before, and says who ended it."""
        ended = on - timedelta(days=1)
        pauses = (replace(p, until=ended, detail=f"ended by {by}") if p.stands(on) else p for p in self.pauses)
        return replace(self, pauses=tuple(pauses))

    def quiet_looks(self, today: date, until: date | None) -> list[date]:
        """The first day to look before `until` although nothing would be sent: a pause or a closure may be taken back
        on any of its days, and what waits for its end would wait for nothing.
        """
        tomorrow = today + timedelta(days=1)
        if self.is_quiet(today):
            return [tomorrow]
        first = min((day for day in self.closed_days() if tomorrow <= day), default=None)
        return [first] if first and until and first < until else []

    def closed_days(self) -> frozenset[date]:
        return frozenset(day for closure in self.closures for day in _days(closure))


def _days(closure: Closure) -> Iterable[date]:
    return (closure.since + timedelta(days=n) for n in range((closure.until - closure.since).days + 1))
