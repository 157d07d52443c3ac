"""An instant as the API takes it: with its zone, and within the years we know."""

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator

from chalicelib.adapters.intake.texts import quoted
from chalicelib.domain.calendar import FIRST_DAY, LAST_DAY


def checked_instant(given: Any) -> datetime:
    """In UTC. Raises ValueError."""
    if isinstance(given, str):
        try:
            at = datetime.fromisoformat(given)
        except ValueError:
            at = None
        if at is not None and at.tzinfo is not None and FIRST_DAY < at.date() < LAST_DAY:
            return at.astimezone(UTC)
    raise ValueError(f"{quoted(str(given))}: an instant with its zone, like 2026-11-22T08:00:00Z")


Instant = Annotated[datetime, BeforeValidator(checked_instant)]
