"""Since when a mail waits that is refused for now each time: by the mail service, or by what is written before it.

A step that is not sent on its day ends with it, and the next day has another: by itself each is young.
"""

from collections.abc import Iterable
from datetime import date

from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.step import STALE, Step


def put_off_since(step: Step, steps: Iterable[Step]) -> date:
    """The day of the first of those steps that ended unsent, one after the other, up to this one; all of one case.

    >>> from dataclasses import replace
    >>> from chalicelib.domain.level import Level
    >>> first = Step("a", Level.REMINDER_1, date(2026, 11, 26), (), StepState.CANCELLED, attempt=9, reason=STALE)
    >>> now = Step("b", Level.REMINDER_1, date(2026, 11, 27), (), StepState.PLANNED, attempt=1)
    >>> put_off_since(now, [first, now]).isoformat()
    '2026-11-26'
    >>> put_off_since(now, [replace(first, state=StepState.DELIVERED), now]).isoformat()
    '2026-11-27'
    >>> never_tried = replace(first, attempt=0)
    >>> put_off_since(now, [never_tried, now]).isoformat()
    '2026-11-27'
    """
    since = step.on
    for earlier in sorted((s for s in steps if s.on < step.on), key=lambda s: s.on, reverse=True):
        if earlier.state is not StepState.CANCELLED or earlier.reason != STALE or not earlier.attempt:
            break
        since = earlier.on
    return since
