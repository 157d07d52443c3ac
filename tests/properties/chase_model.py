"""What really happened to one debtor, kept beside the engine: it reads nothing that the engine says.

`Truth` is told of every payment, hold and mail, and answers: is this invoice silenced, what is owed on it, was this
level heard, may the debtor hear from us today?
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from chalicelib.domain.level import Level
from chalicelib.domain.policy import DAYS_TO_PAY, Policy
from tests.builders import days, debtor
from tests.properties.chase_values import EVERYTHING, Deal, Debt, Sent, Stop, Word

HOLIDAYS = frozenset(
    date(year, month, day) for year in range(2026, 2060) for month, day in ((1, 1), (5, 1), (11, 11), (12, 25))
)
IN_TRANSIT = ("200", "201", "202", "203")
DISPUTED = {"206", "207"}
ANSWERED = {"205", "206", "207", "210", "212", "213", "ended"}
SILENCING = {"206", "207", "208", "210", "212", "213"}
PROOFS = ("delivered", "complained", "posted")
WEEK = timedelta(days=7)


@dataclass
class Truth:
    policy: Policy
    debts: dict[str, Debt] = field(default_factory=dict)
    stops: list[Stop] = field(default_factory=list)
    promises: list[Word] = field(default_factory=list)
    plans: list[Deal] = field(default_factory=list)
    statuses: dict[str, list[tuple[datetime, date, str, str]]] = field(default_factory=dict)
    words: dict[tuple[str, Level], tuple[date, bool]] = field(default_factory=dict)
    unallocated: list[tuple[date, int]] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    email: str = debtor().email or ""
    suspended: set[str] = field(default_factory=set)
    pauses: list[Stop] = field(default_factory=list)
    closed: set[date] = field(default_factory=set)
    bank_on: date | None = None

    @property
    def spared(self) -> int:
        """What the policy tolerates, in cents."""
        return self.policy.tolerated("EUR")

    @property
    def can_write(self) -> bool:
        return self.email not in self.suspended

    def owed_on(self, numbers: tuple[str, ...]) -> int:
        return sum(self.debts[n].owed for n in numbers)

    def open_numbers(self) -> list[str]:
        return [n for n, d in self.debts.items() if d.owed]

    def contested(self, number: str, on: date) -> int:
        """The part under dispute, where only parts are: of what is owed."""
        if not self.debts[number].owed:
            return 0
        return sum(s.amount or 0 for s in self.stops if s.about == number and s.stands(on))

    def is_silenced(self, number: str, on: date, *, by_plans: bool = True) -> bool:
        """Whether nothing may be said of the whole invoice; apart from the plans, where these do not count."""
        debt = self.debts[number]
        # What is owed no more is held no more, though nobody has said so.
        about = (number, EVERYTHING) if debt.owed else (EVERYTHING,)
        return (
            any(s.stands(on) and s.amount is None and s.about in about for s in self.stops)
            or any(self.is_kept_back_by(p, number, on) for p in self.promises)
            or (by_plans and any(number in p.numbers and self.plan_stands(p, on) for p in self.plans))
            or (debt.owed != 0 and self._is_silenced_by_its_platform(number, on))
            or (debt.owed > 0 and self.contested(number, on) >= debt.owed)
        )

    def is_kept_back_by(self, promise: Word, number: str, on: date) -> bool:
        if promise.is_over or number not in promise.numbers:
            return False
        last = self.last_in_time(promise.on, promise.grace, (number,)) or self.last_of_the_rest(promise, number)
        return on <= (last or promise.on + days(promise.grace))

    # Plans: what was paid anywhere pays them first.

    def overpaid(self, before: date = date.max) -> int:
        """What was paid before a day on no invoice, or too much on some."""
        sums = sum(cents for day, cents in self.unallocated if day < before)
        for debt in self.debts.values():
            sums += max(sum(cents for day, cents in debt.payments if day < before) - debt.total, 0)
        return sums

    def unbooked_of(self, plan: Deal, before: date = date.max) -> int:
        """What of its instalments was not booked on its invoices before a day."""
        owed = 0
        for number in plan.numbers:
            debt = self.debts[number]
            owed += max(debt.total - sum(cents for day, cents in debt.payments if day < before), 0)
        return max(owed - plan.beyond, 0)

    def missing_of(self, plan: Deal, before: date = date.max) -> int:
        """What of its instalments was not received before a day, were all that was overpaid counted."""
        return max(self.unbooked_of(plan, before) - self.overpaid(before), 0)

    def plan_stands(self, plan: Deal, on: date, before: date = date.max) -> bool:
        missing = self.missing_of(plan, before)
        if plan.is_over:
            return False
        if missing <= plan.tolerance < self.unbooked_of(plan, before):
            # What stands on no invoice keeps it to the end.
            return True
        first = plan.first_unpaid(sum(cents for _, cents in plan.instalments) - missing)
        if not missing or first is None:
            return False
        named = [m.pay_by for m in self.reminders(plan, on) if m.pay_by and m.pay_by >= first + days(plan.grace)]
        for given in (None, *([max(named)] if named else [])):
            last = self.last_in_time(first, plan.grace, plan.numbers, given=given)
            if last is None:
                return True
            while last != given and (last.weekday() > 4 or last in HOLIDAYS | self.closed):
                last += days(1)
            if on <= last:
                return True
        return False

    def reminders(self, plan: Deal, on: date) -> Iterator[Sent]:
        """Those of the plan that were said, or wait for the post in their week, or were withdrawn within it: they may
        have been posted.
        """
        for message in self.sent:
            about = {claim.partition(" (")[0] for claim in message.asked} & set(plan.numbers)
            heard = message.fate in ("taken", "unknown", "withdrawn", *PROOFS)
            waits = message.fate == "printed" and on <= message.on + WEEK
            if message.level is Level.INSTALMENT and about and plan.agreed_on <= message.on and (heard or waits):
                yield message

    # What excuses a debtor.

    def last_in_time(
        self, day: date, grace: int, numbers: tuple[str, ...], *, by_parts: bool = True, given: date | None = None
    ) -> date | None:
        """None while something that has no end holds one of them, or a part of one where these count."""
        last = given or day + days(grace)
        about = (*numbers, EVERYTHING)
        stops = [s for s in (*self.stops, *self.pauses, *self._of_platforms()) if s.about in about]
        stops = [self._freed(s) for s in stops if by_parts or s.amount is None]
        for stop in sorted(stops, key=lambda s: s.since):
            if stop.since > last:
                continue
            if stop.last is None:
                return None
            if stop.last >= max(day, stop.since):
                last = max(last, stop.last + days(grace))
        return last

    def _freed(self, stop: Stop) -> Stop:
        """What is owed no more is held no more, though nobody has said so."""
        debt = self.debts.get(stop.about)
        if debt is None or debt.owed:
            return stop
        paid_on = max(day for day, _ in debt.payments)
        return replace(stop, ended=min(stop.last or paid_on, paid_on))

    def last_of_the_rest(self, promise: Word, number: str) -> date | None:
        """That of what is not contested of an invoice, when a part of it is."""
        return self.last_in_time(promise.on, promise.grace, (number,), by_parts=False)

    def late_of(self, promise: Word, number: str, on: date) -> int:
        """What is owed too late of what was promised of it: what is contested has time until that is answered."""
        owed, last = self.debts[number].owed_by(promise.due_by[number]), self.last_of_the_rest(promise, number)
        whole = self.last_in_time(promise.on, promise.grace, (number,))
        if last is None or on <= last or (whole and whole < on):
            return owed if whole and whole < on else 0
        parts = [s for s in self.stops if s.about == number and s.amount and s.since <= last]
        parts = [s for s in parts if s.last is None or s.last >= last]
        return max(owed - sum(s.amount or 0 for s in parts), 0) if parts else 0

    def _of_platforms(self) -> Iterator[Stop]:
        """What each platform kept back, until the day before its next word."""
        for number in self.statuses:
            said = self._words_of(number)
            for place, (_, code, day, _) in enumerate(said):
                ends = [d - days(1) for _, c, d, _ in said[place + 1 :] if _ends(c, code)][:1]
                if code == "211":
                    ends.append(_third_working_day(day, HOLIDAYS | self.closed))
                if code == "211" or code in SILENCING:
                    yield Stop(code, number, day, min(ends) if ends else None)

    def _words_of(self, number: str) -> list[tuple[datetime, str, date, str]]:
        """Those of its platform that say anything of the chase; that it is on its way says so of one rejected."""
        found = list[tuple[datetime, str, date, str]]()
        for at, code, day, reason in sorted((a, c, d, r) for a, d, c, r in self.statuses.get(number, ())):
            last = [c for _, c, _, _ in found if c != "211"][-1:]
            is_in_transit = code in IN_TRANSIT and found and last != ["213"]
            if not is_in_transit and (code, reason) != ("213", "DOUBLON"):
                found.append((at, code, day, reason))
        return found

    def is_cashed_by_its_platform(self, number: str) -> bool:
        return any(s.kind == "212" and s.last is None for s in self._of_platforms() if s.about == number)

    def is_disputed_by_its_platform(self, number: str) -> bool:
        return any(stop.kind in DISPUTED and stop.last is None for stop in self._of_platforms() if stop.about == number)

    def _is_silenced_by_its_platform(self, number: str, on: date) -> bool:
        last = [(s.kind, s.last) for s in self._of_platforms() if s.about == number]
        return any(until is None or (kind == "211" and on <= until) for kind, until in last)

    def account(self, on: date) -> int:
        """What may be asked for of all invoices together."""
        asked = sum(
            max(d.owed - self.contested(n, on), 0) for n, d in self.debts.items() if not self.is_silenced(n, on)
        )
        taken = 0
        for plan in self.plans:
            if self.plan_stands(plan, on):
                taken += max(self.owed_on(plan.numbers) - plan.beyond, 0) - self.missing_of(plan)
        return asked - self.overpaid() + taken

    # What was heard.

    def heard(self, claim: str, level: Level, on: date) -> list[Sent]:
        """The messages that asked for it at that level and reached their reader, or are taken to have."""
        presumed = days(self.policy.presumed_delivered_after_days)
        return [
            m
            for m in self.sent
            if m.asked.get(claim) is level
            and (m.fate in PROOFS or (m.fate == "taken" and m.silent_since + presumed <= on))
        ]

    def has_proof(self, claim: str, level: Level, on: date) -> bool:
        return any(m.fate != "taken" for m in self.heard(claim, level, on))

    def last_day_to_pay(self, message: Sent) -> date:
        """On paper a week more than by mail, as it may be posted on any day of that week."""
        given = days(DAYS_TO_PAY.get(message.level, 0))
        heard = max(message.on, message.heard_on or message.on) + given
        return heard if message.to or not given else max(heard, message.on + given + WEEK)

    def contacts(self) -> list[date]:
        """The days on which the debtor heard from us."""
        found = []
        for m in self.sent:
            if m.fate in ("taken", "delivered", "complained", "held"):
                found.append(m.on)
            elif m.fate == "posted":
                found.append(max(m.on, m.heard_on or m.on))
            elif m.fate in ("bounced", "disowned") and self.can_write and m.to == self.email:
                found.append(m.on)
        return sorted(found)

    def is_for_the_post(self, level: Level) -> bool:
        rung = self.policy.rung(level)
        if rung is None:
            return not self.can_write
        first = next((c for c in rung.channels if c.is_paper or self.can_write), None)
        return first is None or first.is_paper

    def may_be_given_up(self, message: Sent, on: date) -> bool:
        """No formal notice nor its follow-up, nothing before the second day, nothing that was given up once."""
        again = any(m.asked.items() & message.asked.items() for m in self.sent if m.fate in ("given up", "held"))
        is_formal = message.level in (Level.FORMAL_NOTICE, Level.FOLLOW_UP)
        return not is_formal and message.on + days(2) <= on and not again

    def may_hear(self, on: date) -> None:
        """Asserts all that keeps the whole debtor from hearing anything."""
        budget, known = self.policy.budget, self.contacts()
        assert not [m for m in self.sent if m.fate == "unknown"], "one message is still in doubt"
        waiting = [m for m in self.sent if m.fate == "printed" and on <= m.on + WEEK and self.is_for_the_post(m.level)]
        assert not waiting, "a letter waits, and both could go to the post on one day"
        assert all((on - day).days >= budget.gap_days for day in known), "the gap is not kept"
        within = [day for day in known if (on - day).days < budget.in_days]
        assert len(within) < budget.most, "the budget is not kept"
        assert on.weekday() < 5, "a weekend"
        assert on not in HOLIDAYS, "a holiday"
        assert on not in self.closed, "the creditor is closed"
        assert not any(p.stands(on) for p in self.pauses), "the creditor is paused"
        assert not self.is_bank_data_old(on), "the bank data is old"

    def is_bank_data_old(self, on: date) -> bool:
        allowed = self.policy.bank_data_days
        return allowed is not None and (self.bank_on is None or self.bank_on + days(allowed) < on)


def _ends(later: str, code: str) -> bool:
    """A dispute is ended by its answer, and money that came by a person; a payment that is announced ends nothing."""
    if code == "212" or later == "211":
        return later == code or (code, later) == ("212", "ended money")
    if code == "211":
        return later == "212"
    return later in ANSWERED if code in DISPUTED else not later.startswith("ended")


def _third_working_day(day: date, days_off: frozenset[date]) -> date:
    left = 3
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5 and day not in days_off
    return day
