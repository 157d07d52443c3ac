"""What becomes of a mail in the double of SES, as its recipients' addresses script it.

`bounce@…`, `bounce-7@…` and `compta+bounce@…` bounce; a word that merely begins so (`laterre@…`) means nothing.
An outcome set for one exact address goes before the marker it carries.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    DELIVERY = "delivery"
    BOUNCE = "bounce"
    COMPLAINT = "complaint"
    NOTHING = "nothing"
    TWICE = "twice"
    LATE = "late"
    THROTTLE = "throttle"
    REJECT = "reject"
    LOST = "lost"


# Faults of the call itself, in the order in which they win over each other.
FAULTS = (Outcome.THROTTLE, Outcome.REJECT, Outcome.LOST)

EVENTS: dict[Outcome, tuple[str, ...]] = {
    Outcome.DELIVERY: ("Delivery",),
    Outcome.BOUNCE: ("Bounce",),
    Outcome.COMPLAINT: ("Delivery", "Complaint"),
    Outcome.TWICE: ("Delivery", "Delivery"),
    Outcome.LATE: ("Delivery",),
    Outcome.LOST: ("Delivery",),
    Outcome.NOTHING: (),
}

_MARKERS = "|".join(outcome for outcome in Outcome if outcome is not Outcome.DELIVERY)
_MARKED = re.compile(rf"(?:^|\+)({_MARKERS})(?![a-z])")


@dataclass(frozen=True)
class PlannedEvent:
    name: str
    recipients: tuple[str, ...]
    held: bool = False


def marked_outcome(address: str) -> Outcome:
    """The outcome an address carries in its local part."""
    found = _MARKED.search(address.rpartition("@")[0].lower())
    return Outcome(found.group(1)) if found else Outcome.DELIVERY


def fault_of(outcomes: Iterable[Outcome]) -> Outcome | None:
    given = set(outcomes)
    return next((fault for fault in FAULTS if fault in given), None)


def plan_events(recipients: Iterable[str], outcome_of: Callable[[str], Outcome]) -> tuple[PlannedEvent, ...]:
    """SES says once that it sent, then what became of each recipient; of a mail nobody hears about it says nothing."""
    outcomes = {recipient: outcome_of(recipient) for recipient in recipients}
    heard = tuple(recipient for recipient, outcome in outcomes.items() if EVENTS[outcome])
    if not heard:
        return ()
    return (
        PlannedEvent("Send", heard),
        *(
            PlannedEvent(name, tuple(who for who in outcomes if outcomes[who] is outcome), held=outcome is Outcome.LATE)
            for outcome in dict.fromkeys(outcomes.values())
            for name in EVENTS[outcome]
        ),
    )
