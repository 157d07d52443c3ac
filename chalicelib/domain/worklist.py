"""What waits for a person on a day, read from the facts: nothing is kept in a list of its own that could go stale."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from chalicelib.domain.channel import waits_for_the_post
from chalicelib.domain.contact import is_bank_data_old
from chalicelib.domain.decision import Reason, Why
from chalicelib.domain.doubt import needs_person
from chalicelib.domain.facts import Facts
from chalicelib.domain.hold import EVERYTHING, Hold, HoldKind, announced_since, is_endless_pause
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import STOPPED, StepState
from chalicelib.domain.policy import ManualStep, ManualStepKind, Policy
from chalicelib.domain.position import Position
from chalicelib.domain.posting import is_still_due, is_waited_for, says_what_is_so
from chalicelib.domain.standing_plan import standing_plans
from chalicelib.domain.step import Step, StepItem, reference_of
from chalicelib.domain.task import Task, TaskKind

FOR_A_PERSON = frozenset({Why.WAITS_FOR_APPROVAL, Why.WAITS_FOR_PERSON, Why.RATE_UNKNOWN})
# What is due at a level, and said, printed, or silent for the moment.
STILL_DUE = frozenset(
    {
        Why.TO_POST,
        Why.SENDS,
        Why.PRINTS,
        Why.CONTACT_GAP,
        Why.CONTACT_BUDGET,
        Why.DECIDED_TODAY,
        Why.NOT_A_WORKING_DAY,
        *(Why.ON_ITS_WAY, Why.UNCONFIRMED),
        Why.BANK_DATA_OLD,
        *(Why.HELD, Why.FAILED),
    }
)
FOR_THE_HAND = frozenset({StepState.UNPOSTED, StepState.UNKNOWN}) | STOPPED
FAILED = frozenset({StepState.BOUNCED, StepState.COMPLAINED, StepState.DISOWNED})
# What a person stopped without an end is asked about again after this: nobody is left without a next action.
REVIEWED_AFTER = timedelta(days=30)
# A payment that has been on its way for so long, told anew each time, may never have left.
FOUND_WITHIN = timedelta(days=14)
WAITED_FOR = frozenset({HoldKind.PAYMENT_SENT, HoldKind.PROMISE, HoldKind.PLAN})
OF_ENDS = {Why.LADDER_ENDED: TaskKind.DECIDE_NEXT, Why.NOT_APPROVED: TaskKind.REVIEW_REFUSAL}
TASKS = {
    HoldKind.INSOLVENCY: TaskKind.DECLARE_CLAIM,
    HoldKind.REJECTED: TaskKind.SEND_INVOICE_AGAIN,
    HoldKind.REFUSED: TaskKind.CORRECT_INVOICE,
    HoldKind.DISPUTE: TaskKind.ANSWER_DISPUTE,
    HoldKind.SUSPENDED: TaskKind.GIVE_PAPERS,
    HoldKind.UNMATCHED_MONEY: TaskKind.MATCH_MONEY,
}


def tasks_of(
    facts: Facts, policy: Policy, placed: dict[str, Position], reasons: Iterable[Reason], on: date
) -> tuple[Task, ...]:
    """Those of a debtor who owes something, or waits for a reply; the most pressing first: by the last day to do them,
    then by age.
    """
    owing = [p for p in placed.values() if p.invoice.open.is_positive]
    if not owing:
        return tuple(sorted(_of_replies(facts, on), key=lambda t: (t.since, t.kind)))
    found = [
        *_of_replies(facts, on),
        *_approvals(reasons),
        *_of_steps(facts, policy, placed, reasons, on),
        *_of_addresses(facts, on),
        *_of_holds(facts, owing, on),
        *_of_announced(facts, owing, on),
        *_of_plans(facts, owing, on),
        *_of_ends(reasons, on),
        *_manual(facts, policy, owing, on),
    ]
    if is_bank_data_old(facts, policy, on):
        found.append(Task(TaskKind.IMPORT_BANK_DATA, facts.bank_data_on or on))
    return tuple(sorted(found, key=lambda t: (t.by or date.max, t.since, t.kind, t.invoice_ids)))


def _approvals(reasons: Iterable[Reason]) -> Iterator[Task]:
    """One for each level: what may go out in one letter is looked at together."""
    waiting: dict[Level, list[Reason]] = {}
    for reason in reasons:
        if reason.why in FOR_A_PERSON and reason.level:
            waiting.setdefault(reason.level, []).append(reason)
    for level, found in waiting.items():
        since = min(r.since for r in found if r.since)
        yield Task(TaskKind.APPROVE, since, tuple(r.invoice_id for r in found), level)


def _of_steps(
    facts: Facts, policy: Policy, placed: dict[str, Position], reasons: Iterable[Reason], on: date
) -> Iterator[Task]:
    known = tuple(reasons)
    to_post, stopped = _items(known, Why.TO_POST), _items(known, Why.HELD, Why.FAILED)
    due = {StepItem(r.invoice_id, r.level) for r in known if r.why in STILL_DUE and r.level}
    standing = standing_plans(facts, on)
    for step in facts.steps:
        if step.state not in FOR_THE_HAND:
            continue
        names = tuple(i.invoice_id for i in step.items)
        if step.state is StepState.UNKNOWN:
            if needs_person(step, facts.steps):
                yield Task(TaskKind.CHECK_MAIL, step.on, names, step.level, reference=reference_of(step.id))
        elif waits_for_the_post(step, policy, facts, on) and is_waited_for(step, facts, standing, to_post, on):
            is_good = is_still_due(step, placed, due) and says_what_is_so(step, facts, placed, standing, on)
            # Nobody posts what asks for money that may have come.
            if is_good and not is_bank_data_old(facts, policy, on):
                yield Task(TaskKind.POST_LETTER, step.on, names, step.level, reference=reference_of(step.id))
        elif (kind := _task_of(step)) and is_waited_for(step, facts, standing, stopped, on):
            yield Task(kind, step.on, names, step.level, reference=reference_of(step.id), note=step.reason or "")


def _of_replies(facts: Facts, on: date) -> Iterator[Task]:
    """What a person does about a reply: posts it, finds out what became of it, or gives what it lacks."""
    for step in facts.replies:
        names = tuple(i.invoice_id for i in step.items)
        kind = _task_of(step)
        if step.is_to_post(on):
            kind = TaskKind.POST_LETTER
        elif step.state is StepState.UNKNOWN and needs_person(step, facts.replies):
            kind = TaskKind.CHECK_MAIL
        if kind:
            yield Task(kind, step.on, names, step.level, reference=reference_of(step.id), note=step.reason or "")


def _task_of(step: Step) -> TaskKind | None:
    """What somebody does about a letter that is stopped."""
    if step.state is StepState.FAILED:
        return TaskKind.LETTER_FAILED
    return TaskKind.MEND_LETTER if step.is_to_mend else None


def _of_addresses(facts: Facts, on: date) -> Iterator[Task]:
    """One that takes no mail is named until the debtor has it no more: what follows goes to its next address, or on
    paper, and nobody else would notice.
    """
    failed = [s for s in facts.steps if s.state in FAILED]
    if facts.is_without_email or (not facts.suspended and (facts.can_write or not failed)):
        return
    suspended = {email.casefold() for email in facts.suspended}
    of_these = [s.on for s in failed if s.email and s.email.casefold() in suspended]
    since = max(of_these or [s.on for s in failed], default=on)
    yield Task(TaskKind.GIVE_ADDRESS, since, note=", ".join(facts.suspended))


def _items(reasons: Iterable[Reason], *whys: Why) -> set[StepItem]:
    return {StepItem(r.invoice_id, r.level) for r in reasons if r.why in whys and r.level}


def _of_holds(facts: Facts, owing: list[Position], on: date) -> Iterator[Task]:
    standing = [h for h in facts.holds if h.stands(on)]
    asked = [(h, TASKS[h.kind], h.since) for h in standing if h.kind in TASKS]
    pauses = _last_on_each([h for h in standing if is_endless_pause(h)])
    asked += [(h, TaskKind.REVIEW_PAUSE, day) for h in pauses if (day := h.since + REVIEWED_AFTER) <= on]
    if not asked:
        return
    parts: dict[str, list[str]] = defaultdict(list)
    for position in owing:
        parts[EVERYTHING].append(position.invoice.id)
        parts[position.invoice.invoice_id].append(position.invoice.id)
    for hold, kind, since in asked:
        names = tuple(parts.get(hold.invoice_id, ()))
        if hold.declared_on is not None:
            names = _undeclared(hold, owing)
        if names:
            yield Task(kind, since, names, by=hold.act_by, note=hold.detail or hold.reason)


def _undeclared(hold: Hold, owing: list[Position]) -> tuple[str, ...]:
    """What turned up since the claim was declared: an invoice, or a sum that was taken for paid."""
    if hold.declared is None:
        return ()
    rest = dict(hold.declared)
    for position in owing:
        name = position.invoice.invoice_id
        rest[name] = rest.get(name, 0) - position.invoice.open.cents
    return tuple(p.invoice.id for p in owing if rest[p.invoice.invoice_id] < 0)


def _of_announced(facts: Facts, owing: list[Position], on: date) -> Iterator[Task]:
    """A payment that is announced again and again keeps the chase back without an end, or what was promised or agreed
    from ever being missed, and nobody would notice.
    """
    waiting: dict[str, list[str]] = defaultdict(list)
    for position in owing:
        if position.hold and position.hold.kind in WAITED_FOR:
            waiting[position.invoice.invoice_id].append(position.invoice.id)
    for name, claims in waiting.items():
        since = announced_since(name, facts.holds, on)
        if since and since + FOUND_WITHIN <= on:
            yield Task(TaskKind.FIND_PAYMENT, since + FOUND_WITHIN, tuple(claims))


def _of_plans(facts: Facts, owing: list[Position], on: date) -> Iterator[Task]:
    """A plan that money on no invoice keeps to its end does not end by itself."""
    for standing in standing_plans(facts, on) if facts.plans else ():
        if standing.credit.is_positive and standing.plan.is_paid:
            names = (p.invoice.id for p in owing if p.invoice.invoice_id in standing.plan.invoice_ids)
            yield Task(TaskKind.BOOK_CREDIT, standing.plan.agreed_on, tuple(names))


def _last_on_each(pauses: list[Hold]) -> Iterable[Hold]:
    """Whoever places a pause once more wants it still."""
    return {h.invoice_id: h for h in sorted(pauses, key=lambda h: h.since)}.values()


def _of_ends(reasons: Iterable[Reason], on: date) -> Iterator[Task]:
    """A chase that has come to its end, or was stopped by a person, while something is owed."""
    waiting: dict[tuple[Why, Level | None, date], list[str]] = {}
    for reason in reasons:
        if reason.why in OF_ENDS and reason.since and reason.since <= on:
            waiting.setdefault((reason.why, reason.level, reason.since), []).append(reason.invoice_id)
    for (why, level, since), names in waiting.items():
        yield Task(OF_ENDS[why], since, tuple(names), level)


def _manual(facts: Facts, policy: Policy, owing: list[Position], on: date) -> Iterator[Task]:
    done = _done(facts)
    waiting: dict[tuple[TaskKind, date], list[str]] = {}
    for position in owing:
        invoice = position.invoice
        for step in _last_of_each_kind(invoice.policy or policy, position, facts, on):
            if step.offset_days > done.get((invoice.id, step.kind), 0):
                key = TaskKind(step.kind.value), invoice.due_on + timedelta(days=step.offset_days)
                waiting.setdefault(key, []).append(invoice.id)
    for (kind, since), names in waiting.items():
        yield Task(kind, since, tuple(names))


def _last_of_each_kind(policy: Policy, position: Position, facts: Facts, on: date) -> list[ManualStep]:
    """Of an invoice that nothing holds: a later call takes the place of an earlier one that nobody made."""
    if not policy.manual_steps or position.hold or not position.claimed.is_positive:
        return []
    days_late = (on - position.invoice.due_on).days
    due = (
        s
        for s in sorted(policy.manual_steps, key=lambda s: s.offset_days)
        if s.offset_days <= days_late and s.conditions.hold(facts.kind, position.claimed)
    )
    return list({s.kind: s for s in due}.values())


def _done(facts: Facts) -> dict[tuple[str, ManualStepKind], int]:
    """The last step of each kind that was done for an invoice, in days after its due date: it stands for those before
    it. Every step comes after that date, so that 0 is none.
    """
    found: dict[tuple[str, ManualStepKind], int] = {}
    for done in facts.done:
        key = done.claim_id, done.kind
        found[key] = max(done.offset_days, found.get(key, 0))
    return found


def next_task_days(
    facts: Facts, policy: Policy, placed: dict[str, Position], reasons: Iterable[Reason], on: date
) -> list[date]:
    """The days to come on which a task appears by itself."""
    days = [
        *_manual_days(facts, policy, placed),
        *(h.since + REVIEWED_AFTER for h in facts.holds if is_endless_pause(h)),
        *_announced_days(facts, placed, on),
        *(r.since for r in reasons if r.why in OF_ENDS and r.since),
    ]
    return [day for day in days if day > on]


def _announced_days(facts: Facts, placed: dict[str, Position], on: date) -> Iterator[date]:
    owing = [p for p in placed.values() if p.invoice.open.is_positive]
    for name in {p.invoice.invoice_id for p in owing if p.hold and p.hold.kind in WAITED_FOR}:
        if since := announced_since(name, facts.holds, on):
            yield since + FOUND_WITHIN


def _manual_days(facts: Facts, policy: Policy, placed: dict[str, Position]) -> list[date]:
    return [
        p.invoice.due_on + timedelta(days=step.offset_days)
        for p in placed.values()
        for step in (p.invoice.policy or policy).manual_steps
        if p.invoice.open.is_positive and not p.hold
    ]
