"""Time and chance that do as they are told."""

import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta


@dataclass
class FixedClock:
    """A clock that stands until it is moved."""

    at: datetime = datetime(2026, 11, 23, 8, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def advance(self, **delta: float) -> None:
        self.at += timedelta(**delta)


@dataclass
class MemoryMetrics:
    """Each figure by its name, as it was counted, and what it is about."""

    counted: list[tuple[str, int]] = field(default_factory=list)
    about: list[tuple[str, ...]] = field(default_factory=list)

    def count(self, name: str, value: int, what: tuple[str, ...]) -> None:
        self.counted.append((name, value))
        self.about.append(what)


@dataclass
class CountingIds:
    """Secrets that are easy to read in a failing test."""

    numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def token(self) -> str:
        return f"token{next(self.numbers):027d}"

    def secret(self) -> str:
        return f"secret{next(self.numbers):026d}"

    def kid(self) -> str:
        return f"kid{next(self.numbers):05d}"
