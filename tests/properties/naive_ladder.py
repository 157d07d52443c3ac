"""The rules of the daily decision a second time, deliberately naive: plain loops over plain days, written from
docs/decisions/0010-the-scenario-engine.md and sharing no line with the engine but the values it is given.
"""

from dataclasses import dataclass
from datetime import date

from chalicelib.domain.decision import Why
from chalicelib.domain.facts import Facts
from chalicelib.domain.hold import HoldKind
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.policy import Channel, Policy
from tests.properties.naive_contact import channel_of, silence
from tests.properties.naive_plan import turn_to_say, turns_to_come
from tests.properties.naive_position import claimed_cents, hold_of, name_of
from tests.properties.naive_reason import (
    LADDER,
    asks,
    is_late,
    reason_of,
)
from tests.properties.naive_standing import WEEK_TO_POST, plus


@dataclass
class Answer:
    level: Level | None
    channel: Channel | None
    items: list[tuple[str, Level]]
    reasons: list[tuple[str, Why | None, Level | None, date | None]]
    next_look_on: date | None
    pay_until: date | None = None


def naive_decision(facts: Facts, policy: Policy, on: date) -> Answer:
    reasons = [reason_of(facts, policy, i, on) for i in facts.invoices]
    invoices = {i.id: i for i in facts.invoices}
    due = [r for r in reasons if r.why is None]
    counted = [r for r in reasons if r.why in (None, Why.TO_POST)]
    for level in reversed(LADDER):
        if not any(r.level == level for r in counted):
            continue
        asked_for: dict[str, int] = {}
        for r in counted:
            assert r.level is not None
            if asks(level, r.level, is_late(invoices[r.id], on)):
                currency = invoices[r.id].open.currency
                asked_for[currency] = asked_for.get(currency, 0) + r.claimed
        small = []
        for r in counted:
            currency = invoices[r.id].open.currency
            tolerance = sum(sum_.cents for sum_ in policy.tolerance if sum_.currency == currency)
            if r.level == level and asked_for[currency] <= tolerance:
                small.append(r)
                if r.why is None:
                    r.why = Why.TOLERATED
        due = [r for r in due if r.why is None]
        counted = [r for r in counted if r not in small]
        if any(r.level == level for r in counted):
            break
    answer = Answer(None, None, [], [], None)
    turn, put_off = turn_to_say(facts, policy, on), None
    if turn is not None and turn.oldest >= on:
        for r in [*due, *(r for r in reasons if r.why == Why.TO_POST)]:
            if r.due_since is not None and plus(r.due_since, policy.budget.in_days) < on:
                put_off = plus(turn.oldest, 1)
                turn = None
                break
    quiet = silence(facts, policy, on, turn is not None)
    if turn is not None:
        recalled = [r for r in reasons if r.id in turn.names]
        for r in recalled:
            r.level = Level.INSTALMENT
        if quiet is not None:
            for r in due + recalled:
                r.why, r.until = quiet
        else:
            answer.level = Level.INSTALMENT
            first = next(invoices[r.id] for r in recalled)
            answer.channel = channel_of(first.policy or policy, Level.INSTALMENT, facts)
            answer.items = [(r.id, Level.INSTALMENT) for r in recalled]
            answer.pay_until = turn.pay_by
            for r in recalled:
                r.why, r.until = (Why.SENDS if answer.channel == Channel.EMAIL else Why.PRINTS), None
            for r in due:
                r.why, r.until = Why.CONTACT_GAP, plus(on, policy.budget.gap_days)
    elif due and quiet is not None:
        for r in due:
            r.why, r.until = quiet
    elif due:
        answer.level = max((r.level for r in due if r.level is not None), key=LADDER.index)
        first = next(invoices[r.id] for r in due if r.level == answer.level)
        answer.channel = channel_of(first.policy or policy, answer.level, facts)
        answer.items = [(r.id, r.level) for r in due if r.level is not None]
        for r in due:
            r.why = Why.SENDS if answer.channel == Channel.EMAIL else Why.PRINTS
    answer.reasons = [(r.id, r.why, r.level, r.until) for r in reasons]
    looks = [r.until for r in reasons if r.until is not None] + manual_days(facts, policy, on)
    if any(s.state == StepState.UNPOSTED and on <= plus(s.on, WEEK_TO_POST) for s in facts.steps):
        looks.append(plus(on, 1))
    looks += turns_to_come(facts, policy, on) + ([put_off] if put_off else [])
    for r in reasons:
        if r.why in (Why.LADDER_ENDED, Why.NOT_APPROVED) and r.asked_on is not None and on < r.asked_on:
            looks.append(r.asked_on)
    for hold in facts.holds:
        if hold.kind == HoldKind.PAUSE and hold.until is None and on < plus(hold.since, 30):
            looks.append(plus(hold.since, 30))
    looks += announced_days(facts, on)
    for hold in facts.holds:
        if hold.amount is not None and hold.until is not None and hold.since <= on <= hold.until:
            looks.append(plus(hold.until, 1))
    for r in reasons:
        if r.why == Why.TOLERATED:
            looks += [plus(i.due_on, 1) for i in facts.invoices if on <= i.due_on]
    if answer.level is not None:
        answer.next_look_on = plus(on, 1)
    elif looks:
        answer.next_look_on = min(looks)
    return answer


def announced_days(facts: Facts, on: date) -> list[date]:
    """A fortnight after the first of the days on which a payment was on its way without a break."""
    found = []
    for invoice in facts.invoices:
        held = hold_of(facts, invoice, on)
        if invoice.open.cents <= 0 or held is None or held[0] not in (Why.PAYMENT_SENT, Why.PROMISED, Why.IN_PLAN):
            continue
        if not is_announced(facts, name_of(invoice), on):
            continue
        first, gap, day = on, 0, on
        while gap < 5:
            day = plus(day, -1)
            gap = 0 if is_announced(facts, name_of(invoice), day) else gap + 1
            first = first if gap else day
        if on < plus(first, 14):
            found.append(plus(first, 14))
    return found


def is_announced(facts: Facts, name: str, day: date) -> bool:
    for hold in facts.holds:
        is_on_it = hold.kind == HoldKind.PAYMENT_SENT and hold.invoice_id in (name, "")
        if is_on_it and hold.since <= day and (hold.until is None or day <= hold.until):
            return True
    return False


def manual_days(facts: Facts, policy: Policy, on: date) -> list[date]:
    """The days to come on which a manual step may appear: by then its conditions may hold, and a credit be used up."""
    claimed, found = claimed_cents(facts, on), []
    for invoice in facts.invoices:
        own = invoice.policy if invoice.policy is not None else policy
        for manual in own.manual_steps:
            day = plus(invoice.due_on, manual.offset_days)
            if invoice.id in claimed and on < day:
                found.append(day)
    return found
