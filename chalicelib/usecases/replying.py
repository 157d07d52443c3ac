"""Plans the replies of a case with the change that they reply to: in the same transaction, each once.

A reply goes out by the same way as a letter of the chase, claimed and written down before, within the hours of sending.
It counts for no level and for no gap between two reminders: its debtor has just done something, and waits for a word.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from chalicelib.domain.calendar import DAY
from chalicelib.domain.case import Case
from chalicelib.domain.hold import EVERYTHING, HoldKind
from chalicelib.domain.level import BY_ITSELF, Level
from chalicelib.domain.lifecycle import STOPPED, StepMove, StepState
from chalicelib.domain.parties import Creditor
from chalicelib.domain.plan import Instalment
from chalicelib.domain.policy import Channel
from chalicelib.domain.reply import ReplyTo
from chalicelib.domain.step import STALE, Step, StepItem, reference_of, step_id
from chalicelib.domain.step_events import StepMoved

# Who has no address for mails gets these on paper, posted by a person; an acknowledgement is not worth a stamp.
ON_PAPER = frozenset({Level.DISPUTE_ANSWER, Level.PLAN_PROPOSAL, Level.PLAN, Level.ACCOUNT})
# Why an invoice rests whose contest was answered.
TIME_GIVEN = "the answer to the contest gives time to pay"
# These keep a reply back, on all that is owed, as they keep everything else.
SILENCE = frozenset({HoldKind.PAUSE, HoldKind.INSOLVENCY})


@dataclass(frozen=True, slots=True)
class Wanted:
    """A reply that is to go out: `key` tells it from others of its level on one day; the rest as its step keeps it."""

    level: Level
    key: str
    invoice_ids: tuple[str, ...]
    to: ReplyTo
    pay_until: date | None = None
    recalls: tuple[Instalment, ...] = ()


class OfCreditor(Protocol):
    """Who knows what a case is of."""

    def creditor_of(self, case: Case) -> Creditor: ...


def with_reply(judge: OfCreditor, case: Case, wanted: Wanted, on: date, by: str) -> tuple[Case, list[StepMoved]]:
    """The case with that reply planned, and its history. Nothing where it stands already, where its creditor does
    not want it, or nobody can be reached.
    """
    if wanted.level in BY_ITSELF.difference(judge.creditor_of(case).replies):
        return case, []
    if case.email is None and wanted.level not in ON_PAPER:
        return case, []
    name = step_id(case.key.creditor_id, case.key.debtor_id, f"reply-{wanted.key}", wanted.level, on)
    states = {s.id: s.state for s in case.steps}
    while states.get(name) is StepState.CANCELLED:
        # It did not go out, and is asked for once more.
        name += "+"
    if name in states:
        return case, []
    step = Step(
        name,
        wanted.level,
        on,
        tuple(StepItem(i, wanted.level) for i in wanted.invoice_ids),
        email=case.email,
        channel=Channel.EMAIL if case.email else Channel.POST,
        pay_until=wanted.pay_until,
        recalls=wanted.recalls,
        reply=wanted.to,
    )
    return case.with_step(step), [StepMoved.of(step, by)]


def contest_key(case: Case, invoice_id: str) -> str:
    """Of the last contest of that invoice: another one of the same day is acknowledged, and answered, on its own."""
    contests = sum((h.kind, h.invoice_id) == (HoldKind.DISPUTE, invoice_id) for h in case.holds)
    return f"{reference_of(invoice_id)}-{contests}"


def asked_again(ended: Step, on: date) -> Step:
    """The same reply, planned anew on that day; the days that it names have moved with it."""
    later = on - ended.on
    return Step(
        f"{ended.id}+",
        ended.level,
        on,
        ended.items,
        email=ended.email,
        channel=ended.channel,
        pay_until=ended.pay_until + later if ended.pay_until else None,
        recalls=ended.recalls,
        reply=ended.reply,
    )


def put_again(case: Case, step: Step, on: date, by: str, why: str) -> tuple[Case, list[StepMoved]]:
    """The case in which a reply that has waited too long, or was stopped, is planned anew in its place."""
    ended = step.move(StepMove.CANCEL, reason=step.reason if step.state is StepState.HELD else STALE)
    after, planned = planned_again(case.with_step(ended), step, on, by)
    return after, [StepMoved.of(ended, by, why), *planned]


def planned_again(case: Case, step: Step, on: date, by: str) -> tuple[Case, list[StepMoved]]:
    """With the same reply planned anew; the time that an answer gave its debtor moves with it."""
    again = asked_again(step, on)
    given = {(HoldKind.PAUSE, i.invoice_id, TIME_GIVEN, step.pay_until) for i in step.items}
    holds = (
        replace(h, until=again.pay_until) if (h.kind, h.invoice_id, h.reason, h.until) in given else h
        for h in case.holds
    )
    return replace(case.with_step(again), holds=tuple(holds)), [StepMoved.of(again, by)]


def is_kept_back(case: Case, on: date, *, is_quiet: bool) -> bool:
    """Whether nothing goes out to the debtor on that day: its creditor `is_quiet`, or all that it owes is held."""
    return is_quiet or any(h.kind in SILENCE and h.invoice_id == EVERYTHING and h.stands(on) for h in case.holds)


def is_insolvent(case: Case, on: date) -> bool:
    """Whether what waits for its debtor is said no more: who is insolvent is asked and thanked by nobody."""
    return any(h.kind is HoldKind.INSOLVENCY and h.stands(on) for h in case.holds)


def replies_again_on(case: Case, gap_days: int) -> list[date]:
    """The days on which what a reply lacks may have been given, or what nobody posted in its week is printed anew."""
    replies = [s for s in case.steps if s.level.is_reply]
    unposted = [s.post_by + DAY for s in replies if s.state is StepState.UNPOSTED]
    return [*unposted, *(s.tried_again_on(gap_days) for s in replies if s.state in STOPPED)]
