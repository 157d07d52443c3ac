"""What may happen to one debtor, as values: debts, stops, words, deals, and what was sent."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from chalicelib.domain.decision import Why
from chalicelib.domain.letter import Letter
from chalicelib.domain.level import Level
from chalicelib.domain.task import TaskKind
from chalicelib.usecases.upload_rows import Row

EVERYTHING = ""
# What only a person or the debtor can change, and what a person is asked for then.
ASKS_FOR = {
    Why.WAITS_FOR_APPROVAL: TaskKind.APPROVE,
    Why.WAITS_FOR_PERSON: TaskKind.APPROVE,
    Why.CONTESTED: TaskKind.ANSWER_DISPUTE,
    Why.INSOLVENT: TaskKind.DECLARE_CLAIM,
    Why.E_INVOICE_REJECTED: TaskKind.SEND_INVOICE_AGAIN,
    Why.E_INVOICE_REFUSED: TaskKind.CORRECT_INVOICE,
    Why.E_INVOICE_SUSPENDED: TaskKind.GIVE_PAPERS,
    Why.UNMATCHED_MONEY: TaskKind.MATCH_MONEY,
    Why.TO_POST: TaskKind.POST_LETTER,
    Why.PAUSED: TaskKind.REVIEW_PAUSE,
    Why.NOT_APPROVED: TaskKind.REVIEW_REFUSAL,
    Why.LADDER_ENDED: TaskKind.DECIDE_NEXT,
}
# These are asked for in time, and the planner looks on that day.
ASKED_LATER = {Why.PAUSED, Why.NOT_APPROVED, Why.LADDER_ENDED}
ENDS = {Why.PAID, Why.IN_CREDIT, Why.TOLERATED}


@dataclass
class Debt:
    """An invoice, whole (`parts` has one, `is_split` not) or in parts."""

    row: Row
    parts: list[tuple[date, int]]
    is_split: bool = False
    payments: list[tuple[date, int]] = field(default_factory=list)
    references: list[str] = field(default_factory=list)

    @property
    def paid(self) -> int:
        return sum(cents for _, cents in self.payments)

    @property
    def number(self) -> str:
        return self.row.invoice.number

    @property
    def total(self) -> int:
        return sum(cents for _, cents in self.parts)

    @property
    def owed(self) -> int:
        return max(self.total - self.paid, 0)

    def owed_by(self, day: date) -> int:
        """Of the parts that are due by that day."""
        return sum(cents for _, due, cents in self.claims() if due <= day)

    def claims(self) -> Iterator[tuple[str, date, int]]:
        """`F-1` or `F-1 (2/3)`, its day, what is owed on it: what was paid has paid the first parts."""
        covered = self.paid
        for place, (due, cents) in enumerate(self.parts, 1):
            rest = cents - min(max(covered, 0), cents)
            covered -= cents
            if rest:
                yield (f"{self.number} ({place}/{len(self.parts)})" if self.is_split else self.number), due, rest


@dataclass
class Stop:
    """A hold that was placed: `about` is a number, or EVERYTHING; `amount` a part under dispute; `ended` the last day
    on which it stood, once somebody has ended it.
    """

    kind: str
    about: str
    since: date
    until: date | None = None
    amount: int | None = None
    ended: date | None = None

    @property
    def last(self) -> date | None:
        return self.until if self.ended is None else self.ended

    def stands(self, on: date) -> bool:
        return self.ended is None and (self.until is None or on <= self.until)


@dataclass
class Word:
    """A promise, alive until another takes its place, or it was told kept or broken. `due_by`: of each invoice what is
    due by that day was promised.
    """

    id: str
    numbers: tuple[str, ...]
    on: date
    grace: int
    due_by: dict[str, date]
    is_over: bool = False


@dataclass
class Deal:
    """A plan: instalments with their days, and what was owed on its invoices when it was agreed. `reckoned` names the
    payments there were by then; `beyond` is what was cancelled of these.
    """

    id: str
    numbers: tuple[str, ...]
    instalments: tuple[tuple[date, int], ...]
    grace: int
    is_over: bool = False
    reckoned: frozenset[str] = frozenset()
    beyond: int = 0
    tolerance: int = 0
    agreed_on: date = date.min

    def first_unpaid(self, received: int) -> date | None:
        """The day by which more than the tolerance is missing, else the last that is not paid whole."""
        due, last = 0, None
        for day, cents in self.instalments:
            due += cents
            if due - received > self.tolerance:
                return day
            last = day if due > received else last
        return last


@dataclass
class Sent:
    """A message. `fate`: taken, delivered, complained, bounced, disowned (whoever reads it is not the debtor), unknown,
    given up, held (a person says that it did not go out), refused; printed, posted, withdrawn, and lapsed: that was
    withdrawn because nobody had posted it.

    `leaves_out` is what it does not ask for, as it is contested.
    """

    reference: str
    level: Level
    on: date
    to: str | None
    asked: dict[str, Level]
    fate: str = "taken"
    heard_on: date | None = None
    delayed_on: date | None = None
    leaves_out: int = 0
    pay_by: date | None = None
    letter: Letter | None = None

    @property
    def silent_since(self) -> date:
        return self.delayed_on or self.on
