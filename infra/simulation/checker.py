"""Whether what is promised was kept: seen from the mail sink, what people told and when, the journal, and the names of
the steps' states.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from chalicelib.domain.case import CaseKey
from chalicelib.domain.doubt import NO_TRACE
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.outcomes import ACCOUNT
from chalicelib.domain.policy import Level
from chalicelib.domain.send_entry import SendEntry
from chalicelib.domain.step import Step, invoice_of
from infra.simulation.known import Stop
from infra.simulation.mail_service import Taken
from infra.simulation.people import Ledger
from infra.simulation.ports import FRESH
from infra.simulation.world import World

NAMED_WITHIN = timedelta(hours=48)
# An event that was to be told within so long of the mail has been recorded before anybody gives the mail up.
TOLD_IN_TIME = timedelta(hours=36)
ON_ITS_WAY = frozenset({StepState.PLANNED, StepState.RENDERED, StepState.CLAIMED})
WENT_OUT = frozenset({StepState.ACCEPTED, StepState.DELIVERED, StepState.BOUNCED, StepState.COMPLAINED})
FAULTS_SHOWN = 20


@dataclass
class Findings:
    """`duplicates`: mails of a step beyond its first. `lost`: steps that say they went out and did not, or that have no
    final name after 48 hours, and cases that nobody has looked at for as long after their look. `wrong`: a mail about
    what was known to be paid or held when it was claimed, that carries another creditor's mark, that no journal entry
    announces, that its step denies, that went to an address that was known to take none, or while its creditor was
    stopped as too many of its mails came back, or had paused all of its chase. `said_twice`: a reminder that was said
    again though the first had arrived, as both paths had lost what was told of it.
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


def check(world: World, ledger: Ledger) -> Findings:
    """At the end of a run, when the planner has had time to find what was left."""
    found = Findings()
    steps = {(key, s.reference.replace("-", "")): s for key, case in world.cases.stored.items() for s in case.steps}
    entries = {
        (e.case, e.step.reference.replace("-", ""), str(e.step.attempt)): e for e in world.journal.written.values()
    }
    sent = Counter((mail.key, mail.step) for mail in world.mails.sink)
    found.steps, found.mails = len(steps), len(world.mails.sink)
    found.duplicates = sum(n - 1 for n in sent.values())
    found.wrong += [f"twice: {key} {step}" for (key, step), n in sent.items() if n > 1]
    for (key, name), step in steps.items():
        found.held += step.state in (StepState.HELD, StepState.UNKNOWN)
        if _is_lost(step, sent[key, name], world.clock.at):
            found.lost += 1
            found.wrong.append(f"lost: {key} {step.level} {step.on} {step.state} {step.reason}")
        if sent[key, name] and step.state is StepState.CANCELLED and step.reason != NO_TRACE:
            found.wrong.append(f"denied: {key} {step.level} {step.on} {step.reason}")
    for key, case in world.cases.stored.items():
        if case.next_look_at and case.next_look_at + NAMED_WITHIN < world.clock.at:
            found.lost += 1
            found.wrong.append(f"forgotten: {key} since {case.next_look_at}")
    marks = {f"MARK{n}X".encode(): f"cre-{n}" for n in range(len(world.creditors.stored))}
    for taken in world.mails.sink:
        mail = taken.mail
        entry = entries.get((taken.key, taken.step, mail.tags["attempt"]))
        if entry is None:
            found.wrong.append(f"no entry: {taken.key} {taken.step}")
        else:
            found.wrong += _told_before(entry, ledger)
            closed_at = world.known.closed.get((taken.key.creditor_id, mail.to))
            if closed_at and entry.step.claimed_at and closed_at < entry.step.claimed_at:
                found.wrong.append(f"to an address that takes no mail: {taken.key} {entry.step.on}")
            if any(_falls_into(entry, stop) for stop in world.known.stops):
                found.wrong.append(f"while its creditor was stopped: {taken.key} {entry.step.on}")
        content = b"".join([mail.words.text.encode(), mail.words.html.encode(), *(a.content for a in mail.attachments)])
        strangers = [owner for mark, owner in marks.items() if mark in content and owner != taken.key.creditor_id]
        found.wrong += [f"of {stranger} in a mail of {taken.key}" for stranger in strangers]
    _count_repetitions(world, entries, found)
    return found


def _count_repetitions(world: World, entries: Mapping[tuple[CaseKey, str, str], SendEntry], found: Findings) -> None:
    """A level that a debtor has twice: where the first had not come back, both paths had lost what was told of it, or
    the dead letters had it; else somebody has not listened.
    """
    before = dict[tuple[CaseKey, str, str], Taken]()
    for taken in sorted(world.mails.sink, key=lambda t: t.at):
        entry = entries.get((taken.key, taken.step, taken.mail.tags["attempt"]))
        if entry is None:
            continue
        for item in entry.step.items:
            # A formal notice lists what else is late, and asks for nothing but what it puts in default.
            is_listed = entry.step.level is Level.FORMAL_NOTICE and item.level is not Level.FORMAL_NOTICE
            if item.level is Level.NOTICE or is_listed:
                continue
            # Each invoice has its own level, whatever that of the letter; a letter on which it is late asks for all.
            place = (taken.key, item.invoice_id, item.level)
            first = before.get(place)
            if first and first.step != taken.step:
                found.said_twice += 1
                in_time = first.told_at and first.told_at < first.at + TOLD_IN_TIME
                if in_time and (first.key, first.step) not in world.died:
                    found.wrong.append(f"not listened to: {first.key} {place[2]} of {first.at} and {taken.at}")
            if not taken.is_returned:
                before[place] = taken


def _falls_into(entry: SendEntry, stop: Stop) -> bool:
    at = entry.step.claimed_at
    if stop.creditor_id not in (ACCOUNT, entry.case.creditor_id) or at is None:
        return False
    # A stop of all is seen within a minute (docs/decisions/0024), a creditor's own word at once.
    seen = stop.since + FRESH if stop.creditor_id == ACCOUNT else stop.since
    return seen < at and (stop.until is None or at < stop.until)


def _is_lost(step: Step, mails: int, now: datetime) -> bool:
    if step.state in WENT_OUT:
        return not mails
    return step.state in ON_ITS_WAY and datetime.combine(step.on, datetime.min.time(), now.tzinfo) + NAMED_WITHIN < now


def _told_before(entry: SendEntry, ledger: Ledger) -> list[str]:
    """What it speaks of and was silenced when it was claimed."""
    claimed_at, names = entry.step.claimed_at, {invoice_of(i.invoice_id) for i in entry.step.items}
    return [
        f"after it was told: {entry.case} {entry.step.level} {name} claimed {claimed_at}, told {told.since}"
        for name in sorted(names)
        for told in ledger.silenced.get(name, ())
        if claimed_at and told.since < claimed_at and (told.until is None or claimed_at < told.until)
    ]
