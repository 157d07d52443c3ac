"""The scenario: ordered levels, each with its day, channels and conditions, and how often a debtor may hear from us.

A policy is a versioned value: what runs under one version does so until another one is applied to it.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import time, timedelta
from enum import StrEnum

from chalicelib.domain.errors import Invalid, Problem
from chalicelib.domain.level import Level
from chalicelib.domain.money import Money
from chalicelib.domain.parties import DebtorKind
from chalicelib.domain.segment import Segment

# Days given to pay. No firmer letter about an invoice leaves before the day that the last one named has passed. A
# formal notice gives fifteen, the longer of the two usages, eight and fifteen days; what recalls it, the shorter.
DAYS_TO_PAY = {
    Level.REMINDER_1: 6,
    Level.REMINDER_2: 6,
    Level.FINAL_REMINDER: 8,
    Level.FORMAL_NOTICE: 15,
    Level.FOLLOW_UP: 8,
}

# A letter on paper has a week to be posted: its day to pay is a week later than that of a mail, so that whoever gets it
# has the days of its level still. Not posted by then, it is made anew.
POSTING_DAYS = 7


# A shorter window might never be met: cases are looked at once an hour, at whatever minute, and sent after that.
LEAST_HOURS = timedelta(hours=2)


def waits_by_default(level: Level) -> bool:
    """Whether a level of which its policy does not say so waits for a person: what cannot be taken back does, and what
    speaks of a court.
    """
    return level.is_formal


def asks_for(letter: Level, level: Level, *, is_late: bool) -> bool:
    """Whether a letter of one level asks for an invoice at another: a formal notice, and its follow-up, only for what
    reached that level, a reminder also for all that is past due, a notice before the due date, and a reply, for all it
    lists.
    """
    if letter is Level.NOTICE or letter.is_reply:
        return True
    if letter.is_formal:
        return level is letter and is_late
    return level is letter or is_late


# The same as tables, by the level of the letter: the levels that it asks for of what is late, and of what is not.
ASKED_LATE, ASKED_IN_TIME = (
    {letter: frozenset(level for level in Level if asks_for(letter, level, is_late=late)) for letter in Level}
    for late in (True, False)
)


class Channel(StrEnum):
    """How a message reaches the debtor. What goes by post is printed for a person, who says when it was posted."""

    EMAIL = "e-mail"
    POST = "post"
    REGISTERED_POST = "registered-post"

    @property
    def is_paper(self) -> bool:
        return self is not Channel.EMAIL


class Anchor(StrEnum):
    """What the days of a level are counted from: the due date, or the delivery of the level before."""

    DUE_DATE = "due-date"
    PREVIOUS_LEVEL = "previous-level"


class Tone(StrEnum):
    GENTLE = "gentle"
    PLAIN = "plain"
    FIRM = "firm"


@dataclass(frozen=True, slots=True)
class Conditions:
    """For which invoices a level is there. `at_least` and `at_most` compare with what may be claimed of the invoice, in
    their own currency; an amount in another one meets them.
    """

    kinds: frozenset[DebtorKind] = frozenset(DebtorKind)
    at_least: Money | None = None
    at_most: Money | None = None

    def hold(self, kind: DebtorKind, claimed: Money) -> bool:
        if kind not in self.kinds:
            return False
        least, most = self.at_least, self.at_most
        enough = least is None or least.currency != claimed.currency or least <= claimed
        return enough and (most is None or most.currency != claimed.currency or claimed <= most)


ALWAYS = Conditions()

# What a case runs under when nobody chose.
DEFAULT = "standard-1"


@dataclass(frozen=True, slots=True)
class Rung:
    """One level: `offset_days` after the due date (before it when negative), or after the delivery of the level before.

    `channels` in order of preference: the first that reaches the debtor is taken. `attaches_letter` is whether the
    e-mail carries the letter as PDF.
    """

    level: Level
    offset_days: int
    anchor: Anchor = Anchor.DUE_DATE
    channels: tuple[Channel, ...] = (Channel.EMAIL, Channel.POST)
    tone: Tone = Tone.PLAIN
    attaches_letter: bool = True
    needs_approval: bool = False
    conditions: Conditions = ALWAYS


class ManualStepKind(StrEnum):
    CALL = "call"
    PERSONAL_MAIL = "personal-mail"


@dataclass(frozen=True, slots=True)
class ManualStep:
    """What a person does: it appears as a task on its day, for every late invoice that meets the conditions, and keeps
    no level back.
    """

    kind: ManualStepKind
    offset_days: int
    conditions: Conditions = ALWAYS


@dataclass(frozen=True, slots=True)
class Budget:
    """How often one debtor may hear from us, whatever about and however: days between two messages, and how many in so
    many days running; and at what hours, in the creditor's time zone.
    """

    gap_days: int = 5
    most: int = 2
    in_days: int = 14
    opens: time = time(8)
    closes: time = time(19)

    @property
    def hours(self) -> timedelta:
        """How long the hours of sending last; below zero where they close before they open."""
        return timedelta(hours=self.closes.hour - self.opens.hour, minutes=self.closes.minute - self.opens.minute)


@dataclass(frozen=True, slots=True)
class Policy:
    """A versioned scenario. `why` is its reasoning in words, for those who choose it.

    `tolerance`: what is owed up to these sums is not chased. `bank_data_days`: how old the newest bank statement may
    be; None where payments come in by another way. `approval_days`: how long a person's approval of a level is good.
    `instalment_reminder_days`: when an instalment of a plan is recalled, in days after its own; none for never.
    `segment`: the debtors it is taken for without being named; None for one that must be.
    """

    name: str
    version: int
    rungs: tuple[Rung, ...]
    why: str = ""
    budget: Budget = Budget()
    presumed_delivered_after_days: int = 3
    tolerance: tuple[Money, ...] = ()
    bank_data_days: int | None = None
    approval_days: int = 30
    promise_grace_days: int = 3
    plan_grace_days: int = 8
    instalment_reminder_days: tuple[int, ...] = (-3, 2)
    manual_steps: tuple[ManualStep, ...] = ()
    segment: Segment | None = None

    def __post_init__(self) -> None:
        if found := contradictions(self):
            raise Invalid(tuple(found))

    @property
    def reference(self) -> str:
        return f"{self.name}-{self.version}"

    def rung(self, level: Level) -> Rung | None:
        return next((r for r in self.rungs if r.level is level), None)

    def tolerated(self, currency: str) -> int:
        """In cents: nothing is chased up to that sum."""
        return next((t.cents for t in self.tolerance if t.currency == currency), 0)


def name_in(reference: str) -> str:
    """The name in `name-version`.

    >>> name_in("public-body-2")
    'public-body'
    """
    return reference.rpartition("-")[0]


def contradictions(policy: Policy) -> list[Problem]:
    """What makes the values of a policy impossible together, each at its place in the document, counted from one."""
    found, budget = list[tuple[str, str]](), policy.budget
    ranks = [r.level.rank for r in policy.rungs]
    offsets = [r.offset_days for r in policy.rungs if r.anchor is Anchor.DUE_DATE]
    if ranks != sorted(set(ranks)) or offsets != sorted(set(offsets)):
        found.append(("levels", "levels and offsets must rise together, each once"))
    for n, rung in enumerate(policy.rungs, 1):
        found += [(f"levels.{n}", fault) for fault in _contradictions_of(rung, is_first=n == 1)]
        if rung.level is Level.FOLLOW_UP and policy.rung(Level.FORMAL_NOTICE) is None:
            found.append((f"levels.{n}", "a follow-up recalls a formal notice, and there is none before it"))
    if budget.gap_days < 1:
        found.append(("contact", "one debtor hears one message a day at most, so the gap is at least 1 day"))
    if budget.most < 1 or budget.in_days < budget.gap_days:
        said = "a debtor may hear at least one message in the days counted, and these are no fewer than the gap"
        found.append(("contact", said))
    if budget.opens >= budget.closes:
        found.append(("contact", "the hours of sending open before they close"))
    if any(t.cents < 0 for t in policy.tolerance) or _twice(t.currency for t in policy.tolerance):
        found.append(("tolerance", "the tolerance is not negative, and stated once for each currency"))
    days = ("presumed_delivered_after_days", "bank_data_days", "promise_grace_days", "plan_grace_days")
    found += [(name, "days are not negative") for name in days if (getattr(policy, name) or 0) < 0]
    if policy.approval_days < 1:
        found.append(("approval_days", "an approval is good for a day at least"))
    if list(policy.instalment_reminder_days) != sorted(set(policy.instalment_reminder_days)):
        found.append(("instalment_reminder_days", "the days on which an instalment is recalled rise, each once"))
    for n, step in enumerate(policy.manual_steps, 1):
        if step.offset_days < 1:
            found.append((f"manual_steps.{n}", "a manual step comes after the due date"))
    return [Problem(place, "wrong", said) for place, said in found]


def _contradictions_of(rung: Rung, *, is_first: bool) -> list[str]:
    found = list[str]()
    if rung.level is Level.INSTALMENT:
        found.append("an instalment is no level of the ladder: its days are instalment_reminder_days")
    if not rung.channels or _twice(rung.channels):
        found.append("name one channel at least, each once")
    if rung.anchor is Anchor.PREVIOUS_LEVEL and (is_first or rung.offset_days < 1):
        found.append("after the level before it comes at least a day later, and the first has none before it")
    if rung.level is Level.NOTICE and (rung.anchor is not Anchor.DUE_DATE or rung.offset_days > 0):
        found.append("a notice comes before the due date, or on it")
    if rung.level is not Level.NOTICE and rung.anchor is Anchor.DUE_DATE and rung.offset_days < 1:
        found.append("nobody is late on the due date: the first day is the day after")
    if rung.level.is_formal and not rung.attaches_letter:
        name = "a follow-up" if rung.level is Level.FOLLOW_UP else "a formal notice"
        found.append(f"{name} is the letter: it is always attached")
    return found


def _twice(names: object) -> bool:
    return any(n > 1 for n in Counter(names).values())  # type: ignore[call-overload]
