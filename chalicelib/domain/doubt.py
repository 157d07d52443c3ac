"""What becomes of a mail of which nobody knows whether it went out: a claim without an end, an answer that was lost.

First evidence: the send journal proves what was never handed over, an event or a look-up what was taken. Where there is
none, a reminder is said again, once, on the second day after it; all else waits for a person.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepMove, StepState
from chalicelib.domain.send_entry import FROM_JOURNAL
from chalicelib.domain.step import Step

IN_DOUBT = frozenset({StepState.CLAIMED, StepState.UNKNOWN})
# No worker is still at it by then: a function ends after a minute.
CLAIM_IS_LOST = timedelta(minutes=10)
# Always more than 24 hours, whatever the hours of the two days, and the same day for all who foresee it.
DAYS_WITHOUT_TRACE = timedelta(days=2)
# Nobody is put in default twice; and what binds is known to have arrived, or a person looks.
KEPT_ON_FILE = frozenset({Level.FORMAL_NOTICE, Level.FOLLOW_UP, Level.DISPUTE_ANSWER, Level.PLAN_PROPOSAL, Level.PLAN})
NEVER_HANDED_OVER = "the send journal has no entry of it: it was never handed to the mail service"
NO_ANSWER = "no answer recorded"
NO_TRACE = "no trace of it for more than a day"
FOUND = "found in the list of the mail service"


def is_abandoned(step: Step, now: datetime) -> bool:
    """Whether nobody is working at it any more, and nobody knows its end."""
    return step.state in IN_DOUBT and (step.claimed_at is None or step.claimed_at + CLAIM_IS_LOST < now)


def needs_person(step: Step, steps: Iterable[Step]) -> bool:
    """Whether nothing but evidence or a person ends the doubt: nobody is put in default, or told of it, twice, what a
    restored table has forgotten was most likely delivered, and what was given up once, by us or by a person who may be
    wrong, is not sent a third time.

    >>> from chalicelib.domain.level import Level
    >>> from chalicelib.domain.step import StepItem
    >>> made = Step("a", Level.REMINDER_1, date(2026, 11, 30), (StepItem("i", Level.REMINDER_1),), StepState.UNKNOWN)
    >>> needs_person(made, [made])
    False
    """
    if step.level in KEPT_ON_FILE or (step.reason or "").startswith(FROM_JOURNAL):
        return True
    if step.level.is_reply:
        return False
    # A letter says of each invoice what its own level says, whatever the level of the letter.
    return any(set(step.items) & set(s.items) for s in steps if s.reason == NO_TRACE or s.is_denied)


def is_given_up(step: Step, steps: Iterable[Step], on: date) -> bool:
    """Whether that day takes it for not sent, should nothing have been heard of it."""
    if step.state is not StepState.UNKNOWN or _begun_on(step) + DAYS_WITHOUT_TRACE > on:
        return False
    return not needs_person(step, steps)


def given_up(step: Step) -> Step:
    return step.move(StepMove.CANCEL, reason=NO_TRACE)


def looks_again(steps: Iterable[Step], on: date) -> bool:
    """Whether a step is in doubt that evidence of the next hours may settle."""
    known = tuple(steps)
    return any(s.state in IN_DOUBT and _begun_on(s) + DAYS_WITHOUT_TRACE >= on for s in known)


def _begun_on(step: Step) -> date:
    """The day on which it was claimed: that of the step, but for a reply, which may have waited over a weekend.

    >>> from dataclasses import replace
    >>> from datetime import UTC
    >>> made = Step("a", Level.PLAN, date(2026, 11, 6), (), StepState.UNKNOWN)
    >>> str(_begun_on(replace(made, claimed_at=datetime(2026, 11, 9, 8, tzinfo=UTC)))), str(_begun_on(made))
    ('2026-11-09', '2026-11-06')
    """
    if not step.level.is_reply or step.claimed_at is None:
        return step.on
    return max(step.on, step.claimed_at.date())
