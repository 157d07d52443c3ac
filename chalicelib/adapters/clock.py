"""The clock of the machine, and one that a payload has set (demonstrations and tests only)."""

from dataclasses import dataclass
from datetime import UTC, datetime


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class PayloadClock:
    """Stands at the instant that came with the event."""

    at: datetime

    def now(self) -> datetime:
        return self.at
