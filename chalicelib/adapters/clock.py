"""The clock of the machine, and one that a payload has set (demonstrations and tests only)."""

from dataclasses import dataclass
from datetime import UTC, datetime

from chalicelib.domain.calendar import FIRST_DAY, LAST_DAY


class ClockRefused(ValueError):
    """A payload tried to set the clock where it may not, or with something that is no instant."""


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class PayloadClock:
    """Stands at the instant that came with the event."""

    at: datetime

    def now(self) -> datetime:
        return self.at


def payload_clock(now: str) -> PayloadClock:
    """At that ISO instant. Raises ClockRefused for what is none, has no zone, or lies beyond the years we know.

    >>> payload_clock("2026-11-22T08:00:00Z").now().hour
    8
    """
    try:
        at = datetime.fromisoformat(now)
    except (ValueError, TypeError):
        raise ClockRefused(f"now: {now!r} is not an instant like 2026-11-22T08:00:00Z") from None
    if at.tzinfo is None:
        raise ClockRefused(f"now: {now!r} has no zone; write 2026-11-22T08:00:00Z")
    # Strictly: where the creditor lives the day may be the one before or after.
    if not FIRST_DAY < at.date() < LAST_DAY:
        raise ClockRefused(f"now: {now!r} is outside {FIRST_DAY.year} to {LAST_DAY.year}")
    return PayloadClock(at)
