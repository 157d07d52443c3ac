"""Random facts and policies for the daily decision, everything in them drawn: by a seeded generator, as there are many.

The ranges are narrow on purpose: days and sums meet often, so that each edge (`<` or `<=`) is crossed often.
"""

import random
from dataclasses import replace
from datetime import date, time, timedelta
from functools import cache

from chalicelib.domain.facts import Approval, Facts, InvoiceFacts, ManualStepDone
from chalicelib.domain.hold import EVERYTHING, Hold, HoldKind
from chalicelib.domain.level import LADDER, Level
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.money import Money
from chalicelib.domain.parties import DebtorKind
from chalicelib.domain.plan import Instalment, Plan
from chalicelib.domain.policy import (
    ALWAYS,
    Anchor,
    Budget,
    Channel,
    Conditions,
    ManualStep,
    ManualStepKind,
    Policy,
    Rung,
)
from chalicelib.domain.step import DID_NOT_GO_OUT, NOT_POSTED, Step, StepItem

# The follow-up is drawn last: what is drawn without it stays as it was.
LEVELS: list[Level] = list(LADDER[:-1])
SUMS = [100, 300, 500, 900]
ADDRESSES = ["new@garage.test", "old@garage.test"]
KINDS = list(DebtorKind)
CHANNELS = [
    (Channel.EMAIL, Channel.POST),
    (Channel.EMAIL,),
    (Channel.POST,),
    (Channel.REGISTERED_POST, Channel.EMAIL),
    (Channel.EMAIL, Channel.REGISTERED_POST),
]
# What leaves the way free is drawn more often, or nearly every message would be kept back by a step on its way.
FREE = [StepState.DELIVERED] * 7 + [StepState.ACCEPTED] * 4 + [StepState.DISOWNED]
FREE += [StepState.BOUNCED, StepState.COMPLAINED] * 2
FREE += [StepState.POSTED] * 4 + [StepState.CANCELLED, StepState.HELD, StepState.FAILED, StepState.UNPOSTED]
HOURS = [time(0), time(1, 30), time(2, 30), time(3), time(8), time(9, 15)]


def conditions(chance: random.Random) -> Conditions:
    if chance.random() < 0.75:
        return ALWAYS
    kinds = frozenset(chance.sample(KINDS, chance.choice([1, 2, 3])))
    least, most = (Money(chance.choice(SUMS)) if chance.random() < 0.4 else None for _ in "ab")
    return Conditions(kinds, least, most)


def rungs(chance: random.Random) -> tuple[Rung, ...]:
    chosen = [level for level in LEVELS if chance.random() < 0.85] or [Level.REMINDER_1]
    found, offset = list[Rung](), 0
    for level in chosen:
        after_level = found and level is not Level.NOTICE and chance.random() < 0.3
        if level is Level.NOTICE:
            days, offset = -chance.choice([0, 1, 7, 15]), 0
        elif after_level:
            days = chance.randrange(1, 10)
        else:
            days = offset = offset + chance.choice([1, 2, 5, 7, 10])
        found.append(
            Rung(
                level,
                days,
                Anchor.PREVIOUS_LEVEL if after_level else Anchor.DUE_DATE,
                chance.choice(CHANNELS),
                needs_approval=chance.random() < 0.2,
                conditions=conditions(chance),
            )
        )
    return tuple(found)


def random_policy(chance: random.Random) -> Policy:
    gap = chance.choice([1, 2, 3, 5, 7])
    manual = [
        ManualStep(chance.choice(list(ManualStepKind)), chance.choice([1, 5, 12, 30]), conditions(chance))
        for _ in range(chance.choice([0, 0, 1, 2]))
    ]
    drawn = Policy(
        "drawn",
        1,
        rungs(chance),
        budget=Budget(gap, chance.choice([1, 2, 2, 3]), gap + chance.choice([0, 3, 9, 20]), chance.choice(HOURS)),
        presumed_delivered_after_days=chance.choice([0, 1, 3, 10]),
        tolerance=tuple(Money(chance.choice([0, 100, 300, 500]), c) for c in ("EUR", "CHF") if chance.random() < 0.5),
        bank_data_days=chance.choice([None, None, None, 2, 4]),
        approval_days=chance.choice([1, 5, 30]),
        manual_steps=tuple(manual),
        instalment_reminder_days=chance.choice([(-3, 2), (-3, 2), (-5, -1, 4), (0,), ()]),
    )
    return replace(drawn, rungs=(*drawn.rungs, *follow_up(chance, drawn.rungs)))


def follow_up(chance: random.Random, below: tuple[Rung, ...]) -> tuple[Rung, ...]:
    if below[-1].level is not Level.FORMAL_NOTICE or chance.random() < 0.2:
        return ()
    counted = [r.offset_days for r in below if r.anchor is Anchor.DUE_DATE and r.offset_days > 0]
    anchor = Anchor.PREVIOUS_LEVEL if chance.random() < 0.6 else Anchor.DUE_DATE
    after = 0 if anchor is Anchor.PREVIOUS_LEVEL else max(counted, default=0)
    channels, waits = chance.choice(CHANNELS), chance.random() < 0.2
    days = after + chance.choice([1, 5, 15, 20])
    return (Rung(Level.FOLLOW_UP, days, anchor, channels, needs_approval=waits, conditions=conditions(chance)),)


@cache
def policies() -> list[Policy]:
    """Made once: a policy takes as long to check as a decision to take."""
    return [random_policy(random.Random(seed)) for seed in range(3000)]


class Draw:
    """One debtor as its facts may stand on a day."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        # Over five weeks, so that every day of the week and the ends of months are met.
        self.on = date(2028, 2, 14) + timedelta(days=chance.randrange(35))
        self.policy = chance.choice(policies())
        names = ["a", "b", "c"][: chance.choice([1, 2, 3])]
        self.parts: list[tuple[str, str | None]] = [(name, None) for name in names]
        if chance.random() < 0.25:
            self.parts = [("a/1", "a"), ("a/2", "a"), *self.parts[1:]]
        chance.shuffle(self.parts)
        # What is owed in another currency is a case of its own in all but the letter.
        others = 0.3 if chance.random() < 0.3 else 0.0
        self.currencies = {name: "CHF" if chance.random() < others else "EUR" for name in names}

    def day(self, least: int, most: int) -> date:
        return self.on + timedelta(days=self.chance.randint(least, most))

    def often(self, share: float) -> bool:
        return self.chance.random() < share

    def name(self) -> str:
        name, whole = self.chance.choice(self.parts)
        return whole or name

    def in_currency_of(self, name: str, cents: int) -> Money:
        return Money(cents, self.currencies[name])

    def invoices(self) -> tuple[InvoiceFacts, ...]:
        found = []
        for name, whole in self.parts:
            cents = self.chance.choice([*SUMS, *SUMS, 10_000, 10_000, 10_000, 0, -300])
            sum_ = self.in_currency_of(whole or name, cents)
            own = self.chance.choice(policies()) if self.often(0.1) else None
            issued = self.day(-60, 9) if self.often(0.3) else None
            found.append(InvoiceFacts(name, name.upper(), self.day(-45, 12), sum_, own, whole, issued))
        return tuple(found)

    def steps(self) -> tuple[Step, ...]:
        found = []
        ages = self.chance.sample(range(46), self.chance.choice([0, 0, 1, 1, 2, 3, 4]))
        if self.often(0.6):
            # In the order in which a case climbs, so that the higher levels are reached as often as the lower.
            ages.sort(reverse=True)
        top = self.chance.randrange(5)
        for n, age in enumerate(ages):
            highest = min(top, n + self.chance.choice([0, 0, 1])) if self.often(0.7) else self.chance.randrange(5)
            items = tuple(
                StepItem(name, LEVELS[self.chance.choice([highest, highest, self.chance.randint(0, highest)])])
                for name, _ in self.parts
                if self.often(0.75)
            )
            state = self.chance.choice(list(StepState) if self.often(0.1) else FREE)
            on = self.on - timedelta(days=age)
            heard = on + timedelta(days=self.chance.randint(0, min(age, 9))) if self.often(0.3) else None
            if items:
                level = max((i.level for i in items), key=LEVELS.index)
                email = self.chance.choice([None, *ADDRESSES])
                channel = self.chance.choice([Channel.EMAIL, Channel.POST])
                step = Step(f"s{n}", level, on, items, state, email=email, channel=channel, heard_on=heard)
                delayed = on + timedelta(days=self.chance.randint(-1, min(age, 4))) if self.often(0.2) else None
                found.append(replace(step, delayed_on=delayed))
        following = LEVELS[min(4, top + 1)] if found else LEVELS[self.chance.choice([0, 1])]
        found += [self.kept_back(following) for _ in range(self.chance.choice([1, 2])) if self.often(0.16)]
        return tuple(found)

    def kept_back(self, level: Level) -> Step:
        """The next letter, which waits for mending or for the post."""
        state = self.chance.choice([StepState.HELD, StepState.FAILED, StepState.UNPOSTED])
        items = tuple(StepItem(name, level) for name, _ in self.parts)
        on = self.day(-10 if state is not StepState.FAILED else -2, 0)
        reason = f"{DID_NOT_GO_OUT}: so it is" if state is StepState.HELD and self.often(0.4) else None
        return Step("kept", level, on, items, state, channel=Channel.POST, reason=reason)

    def hold(self) -> Hold:
        kind = self.chance.choice(list(HoldKind))
        is_part = kind is HoldKind.DISPUTE and self.often(0.7)
        name = EVERYTHING if not is_part and self.often(0.2) else self.name()
        part = self.in_currency_of(name, self.chance.choice(SUMS)) if is_part else None
        until = self.day(-4, 9) if self.often(0.5) else None
        return Hold(kind, name, self.day(-20, 3), "debtor", "other", until=until, amount=part)

    def holds(self) -> tuple[Hold, ...]:
        """At most one dispute about a part of an invoice: the rules do not say until when several of them hold it."""
        found, parts = list[Hold](), set[str]()
        for _ in range(self.chance.choice([0, 0, 0, 1, 2])):
            hold = self.hold()
            if hold.amount is None or hold.invoice_id not in parts:
                found.append(hold)
            if hold.amount is not None:
                parts.add(hold.invoice_id)
        return tuple(found)

    def plan(self, name: str = "p") -> Plan:
        first = self.day(-30, 3)
        days = [first + timedelta(days=30 * n) for n in range(self.chance.choice([1, 2, 3]))]
        one, other = self.name(), self.name()
        names = tuple({one, other} if self.currencies[one] == self.currencies[other] else {one})
        instalments = tuple(Instalment(on, self.in_currency_of(one, self.chance.choice(SUMS))) for on in days)
        received = self.in_currency_of(one, self.chance.choice([0, 0, *SUMS, 1300]))
        ended = self.on if self.often(0.15) else None
        grace = self.chance.choice([0, 3, 8])
        spared = self.chance.choice([0, 0, 100, 500])
        return Plan(name, names, instalments, first, "creditor", received, grace, ended, tolerance_cents=spared)

    def approval(self) -> Approval:
        name, level = self.chance.choice(self.parts)[0], self.chance.choice(self.policy.rungs[-2:]).level
        return Approval(name, level, self.day(-34, 2), "claire", self.often(0.7))

    def recalls(self, plan: Plan) -> tuple[Step, ...]:
        """Reminders of its instalments that were said, or were to be."""
        found = []
        for n, age in enumerate(self.chance.sample(range(20), self.chance.choice([0, 0, 1, 2]))):
            names = [name for name, whole in self.parts if (whole or name) in plan.invoice_ids]
            items = tuple(StepItem(name, Level.INSTALMENT) for name in names)
            state = self.chance.choice([*FREE, *[StepState.WITHDRAWN] * 3])
            channel = self.chance.choice([Channel.EMAIL, Channel.POST])
            email = self.chance.choice([None, *ADDRESSES])
            day = self.on - timedelta(days=age)
            named = day + timedelta(days=self.chance.choice([0, 6, 9, 13, 20]))
            said = Step(f"i{n}", Level.INSTALMENT, day, items, state, email=email, channel=channel)
            reason = self.chance.choice([None, None, NOT_POSTED]) if state is StepState.WITHDRAWN else None
            found.append(replace(said, pay_until=self.chance.choice([named, named, None]), reason=reason))
        return tuple(found)

    def facts(self) -> Facts:
        known = self.known()
        known = replace(known, steps=(*known.steps, *(s for plan in known.plans for s in self.recalls(plan))))
        return replace(known, steps=(*known.steps, *self.in_default())) if self.often(0.3) else known

    def in_default(self) -> tuple[Step, ...]:
        """A formal notice of most of it, and perhaps what follows it."""
        found = list[Step]()
        ages = {Level.FORMAL_NOTICE: self.chance.randint(16, 45), Level.FOLLOW_UP: self.chance.randint(0, 10)}
        for level, age in ages.items():
            items = tuple(StepItem(name, level) for name, _ in self.parts if self.often(0.85))
            if items and (level is Level.FORMAL_NOTICE or self.often(0.15)):
                state = self.chance.choice([*FREE, *FREE, StepState.HELD, StepState.UNPOSTED, StepState.FAILED])
                channel = self.chance.choice([Channel.EMAIL, Channel.POST])
                on = self.on - timedelta(days=age)
                found.append(Step(f"d{level}", level, on, items, state, email=ADDRESSES[0], channel=channel))
        return tuple(found)

    def known(self) -> Facts:
        address = self.chance.choice([None, *ADDRESSES])
        approvals = [self.approval() for _ in range(self.chance.choice([0, 0, 1, 2, 3]))]
        return Facts(
            self.invoices(),
            self.steps(),
            self.holds(),
            can_write=self.often(0.75),
            email=address,
            holidays=frozenset(self.day(-1, 9) for _ in range(self.chance.choice([0, 0, 1, 4]))),
            rate_unknown=frozenset(self.chance.choice(self.parts)[0] for _ in range(self.chance.choice([0, 1, 1]))),
            kind=self.chance.choice(KINDS),
            credits=(self.in_currency_of(self.name(), self.chance.choice(SUMS)),) if self.often(0.15) else (),
            plans=tuple(self.plan(name) for name in "pq"[: self.chance.choice([0, 0, 0, 1, 1, 2])]),
            approvals=tuple(sorted(approvals, key=lambda a: a.on)),
            done=tuple(self.done() for _ in range(self.chance.choice([0, 0, 1]))),
            bank_data_on=None if self.often(0.1) else self.day(-5, 0),
        )

    def done(self) -> ManualStepDone:
        kind, offset = ManualStepKind.CALL, self.chance.choice([0, 1, 5, 12, 30])
        return ManualStepDone(kind, self.chance.choice(self.parts)[0], offset, self.day(-9, 0))


def random_case(seed: int) -> tuple[Facts, Policy, date]:
    """The same for the same seed."""
    draw = Draw(random.Random(seed))
    return draw.facts(), draw.policy, draw.on
