"""What a creditor changed in how it chases, in the past tense: facts of its own history, which no case has.

>>> ClosuresSet("Claire", ("2027-08-02/2027-08-20",)).data()
{'by': 'Claire', 'closures': ['2027-08-02/2027-08-20']}
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from chalicelib.domain.events import Event


@dataclass(frozen=True, slots=True)
class ChasePaused(Event):
    """Nothing goes out to anybody from `since` to `until`, both included; it takes the place of a pause that stands."""

    kind: ClassVar[str] = "ChasePaused"
    since: date
    until: date
    reason: str


@dataclass(frozen=True, slots=True)
class ChaseResumed(Event):
    """From the day `on` everything goes out again, although the pause was to last until `paused_until`."""

    kind: ClassVar[str] = "ChaseResumed"
    on: date
    paused_until: date | None


@dataclass(frozen=True, slots=True)
class SenderStopped(Event):
    """Too many of its mails came back, or were complained of: `reason` says how many. Nothing goes out from `since`."""

    kind: ClassVar[str] = "SenderStopped"
    since: date
    reason: str


@dataclass(frozen=True, slots=True)
class SenderReleased(Event):
    """A person has looked: from the day `on` its mails go out again."""

    kind: ClassVar[str] = "SenderReleased"
    on: date


@dataclass(frozen=True, slots=True)
class ClosuresSet(Event):
    """All the closures that there are from now on, each as its first and last day, `2027-08-02/2027-08-20`."""

    kind: ClassVar[str] = "ClosuresSet"
    closures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BankDataTold(Event):
    """`on` is the day of the newest statement, all of it booked."""

    kind: ClassVar[str] = "BankDataTold"
    on: date


@dataclass(frozen=True, slots=True)
class PoliciesChosen(Event):
    """For debtors that come from now on: `segments` by their own, `policy` for everybody else."""

    kind: ClassVar[str] = "PoliciesChosen"
    policy: str
    segments: tuple[str, ...]
