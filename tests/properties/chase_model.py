"""What really happened to one debtor, kept beside the engine: it reads nothing that the engine says.

`Truth` is told of every payment, hold and mail, and answers: is this invoice silenced, what is owed on it, was this
level heard, may the debtor hear from us today?
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from chalicelib.domain.policy import DAYS_TO_PAY, Level, Policy
from chalicelib.usecases.upload_rows import Row
from tests.builders import days, debtor

HOLIDAYS = frozenset(
    date(year, month, day) for year in range(2026, 2060) for month, day in ((1, 1), (5, 1), (11, 11), (12, 25))
)
IN_TRANSIT = ("200", "201", "202", "203")
SILENCING = {"206", "207", "208", "210", "213"}
EVERYTHING = ""
WEEK = timedelta(days=7)


@dataclass
class Debt:
    """An invoice, whole (`parts` has one, `is_split` not) or in parts."""

    row: Row
    parts: list[tuple[date, int]]
    is_split: bool = False
    paid: int = 0

    @property
    def number(self) -> str:
        return self.row.invoice.number

    @property
    def total(self) -> int:
        return sum(cents for _, cents in self.parts)

    @property
    def owed(self) -> int:
        return max(self.total - self.paid, 0)

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
    """A hold that was placed: `about` is a number, or EVERYTHING; `amount` a part under dispute."""

    kind: str
    about: str
    until: date | None = None
    amount: int | None = None
    is_over: bool = False

    def stands(self, on: date) -> bool:
        return not self.is_over and (self.until is None or on <= self.until)


@dataclass
class Word:
    """A promise, alive until another takes its place."""

    numbers: tuple[str, ...]
    until: date
    is_withdrawn: bool = False


@dataclass
class Deal:
    """A plan: instalments with their days, and what was owed on its invoices when it was agreed."""

    id: str
    numbers: tuple[str, ...]
    instalments: tuple[tuple[date, int], ...]
    grace: int
    is_over: bool = False

    def received(self, owed: int) -> int:
        return sum(cents for _, cents in self.instalments) - owed

    def is_in_default(self, owed: int, on: date) -> bool:
        """Whether what should have come by the days that are over, grace included, has not."""
        should = sum(cents for day, cents in self.instalments if day + days(self.grace) < on)
        return self.received(owed) < should


@dataclass
class Sent:
    """A message. `fate`: taken, delivered, complained, bounced, unknown, refused; printed, posted, withdrawn.

    `leaves_out` is what it does not ask for, as it is contested.
    """

    reference: str
    level: Level
    on: date
    to: str | None
    asked: dict[str, Level]
    fate: str = "taken"
    heard_on: date | None = None
    leaves_out: int = 0


@dataclass
class Truth:
    policy: Policy
    debts: dict[str, Debt] = field(default_factory=dict)
    stops: list[Stop] = field(default_factory=list)
    promises: list[Word] = field(default_factory=list)
    plans: list[Deal] = field(default_factory=list)
    statuses: dict[str, list[tuple[datetime, date, str, str]]] = field(default_factory=dict)
    words: dict[tuple[str, Level], tuple[date, bool]] = field(default_factory=dict)
    credits: int = 0
    sent: list[Sent] = field(default_factory=list)
    email: str = debtor().email or ""
    suspended: set[str] = field(default_factory=set)
    paused_until: date | None = None
    closed: set[date] = field(default_factory=set)
    bank_on: date | None = None

    @property
    def can_write(self) -> bool:
        return self.email not in self.suspended

    def owed_on(self, numbers: tuple[str, ...]) -> int:
        return sum(self.debts[n].owed for n in numbers)

    def open_numbers(self) -> list[str]:
        return [n for n, d in self.debts.items() if d.owed]

    def contested(self, number: str, on: date) -> int:
        """The part under dispute, where only parts are."""
        return sum(s.amount or 0 for s in self.stops if s.about == number and s.stands(on))

    def is_silenced(self, number: str, on: date, *, by_plans: bool = True) -> bool:
        """Whether nothing may be said of the whole invoice; apart from the plans, where these do not count."""
        debt = self.debts[number]
        return (
            any(s.stands(on) and s.amount is None and s.about in (number, EVERYTHING) for s in self.stops)
            or any(number in p.numbers and not p.is_withdrawn and on <= p.until for p in self.promises)
            or (by_plans and any(number in p.numbers and self.plan_stands(p, on) for p in self.plans))
            or self._is_silenced_by_its_platform(number, on)
            or (debt.owed > 0 and self.contested(number, on) >= debt.owed)
        )

    def plan_stands(self, plan: Deal, on: date) -> bool:
        owed = self.owed_on(plan.numbers)
        return not plan.is_over and owed > 0 and not plan.is_in_default(owed, on)

    def _is_silenced_by_its_platform(self, number: str, on: date) -> bool:
        told = sorted((at, code, day, reason) for at, day, code, reason in self.statuses.get(number, ()))
        said = [t for t in told if t[1] not in IN_TRANSIT and (t[1], t[3]) != ("213", "DOUBLON")]
        if not said:
            return False
        at, code, day, _ = said[-1]
        if code == "213":
            return not any(t[1] in IN_TRANSIT and (t[0], t[1]) > (at, code) for t in told)
        return code in SILENCING or (code == "211" and on <= _third_working_day(day))

    def account(self, on: date) -> int:
        """What may be asked for of all invoices together."""
        asked = sum(
            max(d.owed - self.contested(n, on), 0) for n, d in self.debts.items() if not self.is_silenced(n, on)
        )
        return asked - self.credits - sum(max(d.paid - d.total, 0) for d in self.debts.values())

    # What was heard.

    def heard(self, claim: str, level: Level, on: date) -> list[Sent]:
        """The messages that asked for it at that level and reached their reader, or are taken to have."""
        presumed = days(self.policy.presumed_delivered_after_days)
        return [
            m
            for m in self.sent
            if m.asked.get(claim) is level
            and (m.fate in ("delivered", "complained", "posted") or (m.fate == "taken" and m.on + presumed <= on))
        ]

    def has_proof(self, claim: str, level: Level, on: date) -> bool:
        return any(m.fate != "taken" for m in self.heard(claim, level, on))

    def last_day_to_pay(self, message: Sent) -> date:
        """On paper a week more than by mail, as it may be posted on any day of that week."""
        given = days(DAYS_TO_PAY.get(message.level, 0))
        heard = max(message.on, message.heard_on or message.on) + given
        return heard if message.to or not given else max(heard, message.on + given + WEEK)

    def contacts(self, on: date) -> list[date]:
        """The days on which the debtor heard from us, or will as soon as a person has been to the post."""
        found = []
        for m in self.sent:
            if m.fate in ("taken", "delivered", "complained"):
                found.append(m.on)
            elif m.fate == "posted":
                found.append(max(m.on, m.heard_on or m.on))
            elif (m.fate == "printed" and on <= m.on + WEEK and self.is_for_the_post(m.level)) or (
                m.fate == "bounced" and self.can_write and m.to == self.email
            ):
                found.append(m.on)
        return sorted(found)

    def is_for_the_post(self, level: Level) -> bool:
        rung = self.policy.rung(level)
        if rung is None:
            return not self.can_write
        first = next((c for c in rung.channels if c.is_paper or self.can_write), None)
        return first is None or first.is_paper

    def may_hear(self, on: date) -> None:
        """Asserts all that keeps the whole debtor from hearing anything."""
        budget, known = self.policy.budget, self.contacts(on)
        assert not [m for m in self.sent if m.fate == "unknown"], "one message is still in doubt"
        assert all((on - day).days >= budget.gap_days for day in known), "the gap is not kept"
        within = [day for day in known if (on - day).days < budget.in_days]
        assert len(within) < budget.most, "the budget is not kept"
        assert on.weekday() < 5, "a weekend"
        assert on not in HOLIDAYS, "a holiday"
        assert on not in self.closed, "the creditor is closed"
        assert self.paused_until is None or self.paused_until < on, "the creditor is paused"
        if self.policy.bank_data_days is not None:
            assert self.bank_on is not None, "there is no bank data"
            assert self.bank_on + days(self.policy.bank_data_days) >= on, "the bank data is old"


def _third_working_day(day: date) -> date:
    left = 3
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5 and day not in HOLIDAYS
    return day
