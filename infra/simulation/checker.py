"""Whether what is promised was kept: seen from the mail sink, what people told and when, the journal, the claims, and
the names of the steps' states.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from chalicelib.adapters.public_holidays import PublicHolidays
from chalicelib.domain.case import CaseKey
from chalicelib.domain.doubt import NO_TRACE
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.outcomes import ACCOUNT
from chalicelib.domain.send_entry import SendEntry
from chalicelib.domain.step import invoice_of
from chalicelib.usecases.deciding import Judge
from infra.memory.creditors import MemoryCreditors, OwnPolicies
from infra.simulation.claims import Claimed
from infra.simulation.known import Stop
from infra.simulation.ledger import Ledger
from infra.simulation.mail_service import Taken
from infra.simulation.office import SKEW
from infra.simulation.ports import FRESH
from infra.simulation.reader import wrong_words
from infra.simulation.replies import NAMED_WITHIN, ON_ITS_WAY, Replied, Unanswered, about_paid
from infra.simulation.world import World

AGAIN_AFTER = timedelta(hours=24)
# An event that was to be told within so long of the mail has been recorded before anybody gives the mail up.
TOLD_IN_TIME = timedelta(hours=36)
# An event that was handed out has been recorded within so long, or is among the dead letters.
WORKED_AT = timedelta(hours=2)
# A decision on each case each day would be most of what a run costs.
ONE_IN = 8
# A person is asked about it, or it is given up, within so long.
ASKED_WITHIN = timedelta(days=4)
# Why a step ends that was planned and not sent; in 21,000 steps at the highest rate of faults never four in a row.
GONE_BY, MOST_GONE_BY = ("stale", "no longer wanted"), 7
DENIES = frozenset({StepState.CANCELLED, StepState.HELD, StepState.FAILED})
BUT_RETURNED = (StepState.DELIVERED, StepState.COMPLAINED)
WENT_OUT = frozenset({StepState.ACCEPTED, StepState.DELIVERED, StepState.BOUNCED, StepState.COMPLAINED})


@dataclass
class Findings:
    """`duplicates`: mails of a step beyond its first. `lost`: steps that say they went out and did not, or that had no
    final name for 48 hours, and cases that nobody looked at for as long after their look, or is to look at ever again.
    `wrong`: a mail about what was known to be paid or held when the table took its claim, that carries another
    creditor's mark, that no journal entry announces, that its step denies, that went to an address that was known to
    take none, or while its creditor was stopped as too many of its mails came back, or had paused all of its chase; a
    level said again that was known to have arrived, or a third time, a formal notice said twice; and all of the above.
    `said_twice`: a reminder that was said again though the first had arrived, as nobody was told of it in time.
    """

    steps: int = 0
    mails: int = 0
    duplicates: int = 0
    lost: int = 0
    held: int = 0
    said_twice: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not self.duplicates and not self.lost and not self.wrong


class Checker:
    """Looks at the world once a day, and at its end, when the planner has had time to find what was left."""

    def __init__(self, world: World, ledger: Ledger) -> None:
        self._world, self._ledger = world, ledger
        # By what is late, once, however long it is.
        self._late: dict[str, None] = {}
        # The looks that were due, and since when that has been seen.
        self._due: dict[tuple[CaseKey, datetime], datetime] = {}
        # The doubts that no worklist has, and since when: a table that comes from a backup learns of some days later.
        self._doubts: dict[tuple[CaseKey, str], datetime] = {}
        self._unanswered = Unanswered(world)

    def looks(self) -> None:
        world = self._world
        found = (*_unnamed(world), *self._unanswered.looks(), *_dropped(world), *_overlooked(world))
        for late in (*found, *self._unasked(), *self._forgotten()):
            self._late.setdefault(late)

    def _forgotten(self) -> Iterator[str]:
        """The cases that nobody has looked at for 48 hours: their look is still that which was due then."""
        world = self._world
        due = {(c.key, c.next_look_at) for c in world.cases.stored.values() if c.next_look_at is not None}
        self._due = {
            (key, look): self._due.get((key, look), world.clock.at)
            for key, look in sorted(due)
            if look <= world.clock.at
        }
        for (key, look), seen_at in self._due.items():
            if seen_at + NAMED_WITHIN <= world.clock.at:
                yield f"forgotten: {key} since {look}"

    def _unasked(self) -> Iterator[str]:
        """The steps in doubt that nobody can end but a person, on cases that no worklist has."""
        world = self._world
        in_doubt = {
            (key, step.id): f"{key} {step.level} {step.on} {step.state} {step.reason}"
            for key, case in world.cases.stored.items()
            if case.waits_since is None and any(i.is_open for i in case.invoices)
            for step in case.steps
            if step.state is StepState.UNKNOWN
        }
        self._doubts = {doubt: self._doubts.get(doubt, world.clock.at) for doubt in in_doubt}
        for doubt, seen_at in self._doubts.items():
            if seen_at + ASKED_WITHIN <= world.clock.at:
                yield f"nobody is asked: {in_doubt[doubt]}"

    def finds(self) -> Findings:
        self.looks()
        world, found = self._world, Findings()
        steps = {(key, s.reference.replace("-", "")): s for key, case in world.cases.stored.items() for s in case.steps}
        entries = {
            (e.case, e.step.reference.replace("-", ""), str(e.step.attempt)): e for e in world.journal.written.values()
        }
        sent = Counter((mail.key, mail.step) for mail in world.mails.sink)
        found.steps, found.mails = len(steps), len(world.mails.sink)
        found.duplicates = sum(n - 1 for n in sent.values())
        found.wrong += [f"twice: {key} {step}" for (key, step), n in sent.items() if n > 1]
        lost = [*self._late, *_never_said(world)]
        for (key, name), step in steps.items():
            found.held += step.state in (StepState.HELD, StepState.UNKNOWN)
            if step.state in WENT_OUT and not sent[key, name]:
                lost.append(f"never went out: {key} {step.level} {step.on} {step.state} {step.reason}")
            if sent[key, name] and step.state in DENIES and step.reason != NO_TRACE:
                found.wrong.append(f"denied: {key} {step.level} {step.on} {step.reason}")
        found.lost = len(lost)
        found.wrong += lost
        for taken in world.mails.sink:
            said = steps.get((taken.key, taken.step))
            if said and _is_reverse(said.state, taken) and _is_known(world, taken, world.clock.at):
                found.wrong.append(f"told otherwise: {taken.key} {said.level} {said.on} {said.state}")
            entry = entries.get((taken.key, taken.step, taken.mail.tags["attempt"]))
            if entry is None:
                found.wrong.append(f"no entry: {taken.key} {taken.step}")
            else:
                found.wrong += _wrong_claim(world, self._ledger, entry, taken)
        _count_repetitions(world, self._ledger, entries, found)
        return found


def _is_reverse(state: StepState, taken: Taken) -> bool:
    return state in (BUT_RETURNED if taken.is_returned else (StepState.BOUNCED,))


def _is_known(world: World, taken: Taken, by: datetime) -> bool:
    """Whether nothing else has been told than what became of it, or that had been told by then, and no backup nor the
    dead letters had taken it away: of two events that say the reverse, the one that counts may be gone.
    """
    told_at = taken.told_at
    if not taken.is_told_twice:
        return True
    if told_at is None or told_at + WORKED_AT > by or (taken.key, taken.step) in world.died:
        return False
    return not any(since - WORKED_AT < told_at < at for since, at in world.restorations)


def _unnamed(world: World) -> Iterator[str]:
    """The steps that are still on their way 48 hours after the day on which they were due; what comes from a backup is
    as old as that, and has as long from then on.
    """
    latest = world.clock.at - NAMED_WITHIN
    if world.restorations and world.restorations[-1][1] > latest:
        return
    for key, case in world.cases.stored.items():
        for step in case.steps:
            if (
                step.state in ON_ITS_WAY
                and not step.level.is_reply
                and datetime.combine(step.on, time(0), UTC) < latest
            ):
                yield f"no final name: {key} {step.level} {step.on} {step.state}"


def _never_said(world: World) -> Iterator[str]:
    """The cases of which one step after the other is planned and ends without having been sent."""
    for key, case in world.cases.stored.items():
        in_a_row = 0
        for step in sorted(case.steps, key=lambda s: s.on):
            in_a_row = in_a_row + 1 if step.state is StepState.CANCELLED and step.reason in GONE_BY else 0
            if in_a_row == MOST_GONE_BY:
                yield f"never said: {key} {step.level} until {step.on}"


def _dropped(world: World) -> Iterator[str]:
    """The cases that nobody is to look at any more although there is something to say, or will be on a day to come."""
    # Beside the door, and as if no creditor had ever said anything for all: a pause of its own ends nothing.
    judge = Judge(MemoryCreditors(world.creditors.stored), PublicHolidays(), OwnPolicies())
    for key, case in world.cases.stored.items():
        if case.next_look_at is None:
            decision = judge.decision_on(case, world.clock.at)
            if decision.message or decision.next_look_on:
                yield f"dropped: {key}"


def _overlooked(world: World) -> Iterator[str]:
    """Of some cases, others each day: those that will have something to say in two days, should nothing change, and are
    not looked at within a day of that.
    """
    day = world.clock.at.toordinal()
    said_at, latest = world.clock.at + NAMED_WITHIN, world.clock.at + NAMED_WITHIN + timedelta(days=1)
    creditors = MemoryCreditors(world.creditors.stored, world.creditors.states, {}, world.creditors.stop)
    judge = Judge(creditors, PublicHolidays(), OwnPolicies())
    for number, (key, case) in enumerate(sorted(world.cases.stored.items(), key=lambda item: item[0])):
        is_late = case.next_look_at is not None and case.next_look_at > latest
        if is_late and (number + day) % ONE_IN == 0 and judge.decision_on(case, said_at).message:
            yield f"overlooked: {key} until {case.next_look_at}, something to say at {said_at}"


def _count_repetitions(
    world: World, ledger: Ledger, entries: Mapping[tuple[CaseKey, str, str], SendEntry], found: Findings
) -> None:
    """A level that a debtor has again. One that has not come back, nor was read by somebody else, and of which an event
    was told in time, is never said again, unless the dead letters had it; a third time nothing is, and a formal notice
    or its follow-up not even a second.
    """
    before = dict[tuple[CaseKey, str, str], list[Taken]]()
    replied = Replied()
    for taken in sorted(world.mails.sink, key=lambda t: t.at):
        entry = entries.get((taken.key, taken.step, taken.mail.tags["attempt"]))
        if entry is None:
            continue
        if entry.step.level.is_reply:
            found.wrong += replied.counts(entry.step, taken)
            continue
        for item in entry.step.items:
            # A formal notice lists what else is late, and asks for what it puts in default alone; its follow-up too.
            is_listed = entry.step.level.is_formal and item.level is not entry.step.level
            if item.level is Level.NOTICE or is_listed:
                continue
            # Each invoice has its own level, whatever that of the letter; a letter on which it is late asks for all.
            had = before.setdefault((taken.key, item.invoice_id, item.level), [])
            had[:] = (t for t in had if not ledger.was_not_had(t, taken.at))
            if had and had[-1].step != taken.step:
                found.said_twice += 1
                # Who was told of a note first, and of the delivery too late, had to take it for a mail that came back.
                is_known = _is_known(world, had[-1], taken.at)
                is_formal, where = item.level.is_formal, f"{taken.key} {item.level} of {taken.at}"
                if len(had) > 1 or (is_formal and is_known):
                    found.wrong.append(f"said {len(had) + 1} times: {where}")
                if taken.at < had[-1].at + AGAIN_AFTER:
                    found.wrong.append(f"said again within a day: {where}, had at {had[-1].at}")
                in_time = had[-1].told_at and had[-1].told_at < had[-1].at + TOLD_IN_TIME
                if in_time and is_known and (taken.key, had[-1].step) not in world.died:
                    found.wrong.append(f"not listened to: {where}, had at {had[-1].at}")
            had.append(taken)


def _wrong_claim(world: World, ledger: Ledger, entry: SendEntry, taken: Taken) -> list[str]:
    """What was known before the claim that led to a mail, and should have kept it from being made; and what it says."""
    claimed, where = world.claims.made.get(entry.step.owner or ""), f"{entry.case} {entry.step.level} {entry.step.on}"
    if claimed is None:
        return [f"never claimed: {where}"]
    email, addresses, found = taken.mail.to, ledger.addresses, list[str]()
    closed_at = world.known.closed.get((entry.case.creditor_id, email))
    if closed_at and closed_at < claimed.at:
        found.append(f"to an address that takes no mail: {where}")
    if email not in addresses.may_be(entry.case, claimed.at):
        found.append(f"to another address than was stated: {where}")
    if addresses.is_disowned(entry.case, email, claimed.at):
        found.append(f"to somebody else, who had said so: {where}")
    if any(_falls_into(entry, claimed, stop) for stop in world.known.stops):
        found.append(f"while its creditor was stopped: {where}")
    found += wrong_words(world, ledger, taken, entry, claimed.at)
    return found + _told_before(entry, claimed.at, ledger)


def _falls_into(entry: SendEntry, claimed: Claimed, stop: Stop) -> bool:
    if stop.creditor_id not in (ACCOUNT, entry.case.creditor_id):
        return False
    # A stop of all is seen within a minute of when a claim begins (docs/decisions/0024), by its worker's own clock; a
    # creditor's own word at once.
    since, at = stop.since, claimed.heard_at
    if stop.creditor_id == ACCOUNT:
        since, at = since + FRESH + SKEW, min(entry.step.claimed_at or claimed.at, claimed.at)
    return since < at and (stop.until is None or at < stop.until)


def _told_before(entry: SendEntry, at: datetime, ledger: Ledger) -> list[str]:
    """What it speaks of and was silenced when it was claimed. A reply is to what silences: but nobody is told of what
    it is known to have paid.
    """
    names = {invoice_of(i.invoice_id) for i in entry.step.items}
    if entry.step.level.is_reply:
        return about_paid(entry, names, at, ledger)
    return [
        f"after it was told: {entry.case} {entry.step.level} {name} claimed {at}, told {told.since}"
        for name in sorted(names)
        for told in ledger.silenced.get(name, ())
        if told.since < at and (told.until is None or at < told.until)
    ]
