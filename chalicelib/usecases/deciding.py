"""What the use cases that change a case share: the decision of its day, and when to look at it next."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from chalicelib.domain.calendar import day_in, next_opening, opening
from chalicelib.domain.case import Case
from chalicelib.domain.creditor_state import CreditorState
from chalicelib.domain.decision import Decision, Why
from chalicelib.domain.doubt import looks_again
from chalicelib.domain.errors import CaseMoved
from chalicelib.domain.events import Event
from chalicelib.domain.facts import Facts
from chalicelib.domain.ladder import decide
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepMove, StepState
from chalicelib.domain.parties import Creditor, Debtor
from chalicelib.domain.policy import Policy, name_in
from chalicelib.domain.position import positions_beside
from chalicelib.domain.posting import letters_in_vain, says_what_is_so
from chalicelib.domain.promised import late_cents
from chalicelib.domain.replies import NothingToReply, compose_reply
from chalicelib.domain.segment import Profile, Segment, most_specific, profile_of
from chalicelib.domain.standing_plan import standing_plans
from chalicelib.domain.step import NOT_POSTED, Figures, Step
from chalicelib.domain.step_events import StepMoved
from chalicelib.law.known import rate_is_known
from chalicelib.ports import Creditors, Holidays, Policies
from chalicelib.usecases.replying import is_kept_back, planned_again, replies_again_on
from chalicelib.usecases.settling import NOTHING, Coming, kept_from, settled

# Nothing but a change of the case brings these back.
ENDED = frozenset({Why.PAID, Why.IN_CREDIT, Why.LADDER_ENDED})

# A step that was queued and a step that was given back are looked at again after this, should a message be lost.
LOOK_AGAIN = timedelta(hours=1)

# Days off of the days before, as the grace of an instalment may have ended on one.
LOOKS_BACK = timedelta(days=62)

# Who moves the steps, in the history.
PLANNER = "planner"
# Why a letter on paper is withdrawn.
NO_LONGER_TRUE = "what it says is no longer true"
TRIES = 3


def while_it_moves[T](look: Callable[[], T]) -> T:
    """Does it anew, on the case as it is now, when another change came first: a queue would hold it back for minutes.

    Only for what has not left yet. Raises CaseMoved after the last try.
    """
    for _ in range(TRIES - 1):
        try:
            return look()
        except CaseMoved:
            continue
    return look()


@dataclass(frozen=True, slots=True)
class Judge:
    """Decides on a case: joins it to its creditor, its policy, the days off and what the law knows that day."""

    creditors: Creditors
    holidays: Holidays
    policies: Policies

    def creditor_of(self, case: Case) -> Creditor:
        return self.creditors.get(case.key.creditor_id)

    def policy_of(self, case: Case) -> Policy:
        """What the case runs under: another version of the same policy changes nothing for it."""
        return self.policies.get(case.key.creditor_id, case.policy)

    def policy_for(self, creditor_id: str, profile: Profile) -> str:
        """What a debtor runs under that nobody has chosen one for: that of its segment, else the creditor's."""
        return most_specific(self._segments(creditor_id), profile) or self.creditors.state(creditor_id).policy

    def would_choose(self, policy: Policy, case: Case, on: date) -> bool:
        """Whether the case, with all its invoices, would run under the policy if that took the place of those of its
        name: the creditor's own, that of a segment, or that which a person chose. One of a new name stands beside the
        others, as a segment where it is for one, else as the creditor's own.
        """
        if case.is_policy_chosen:
            return name_in(case.policy) == policy.name
        state = self.creditors.state(case.key.creditor_id)
        is_usual, is_taken = name_in(state.policy) == policy.name, policy.name in map(name_in, state.segments)
        others = [(r, s) for r, s in self._segments(case.key.creditor_id) if name_in(r) != policy.name]
        is_mine = policy.segment is not None and (is_taken or not is_usual)
        mine = [(policy.reference, policy.segment)] if policy.segment and is_mine else []
        taken = most_specific([*others, *mine], profile_of(case.debtor.kind, case.invoices, on))
        return taken == policy.reference or (taken is None and (is_usual or not mine))

    def looks_back(self, creditor_id: str) -> bool:
        """Whether what a debtor did before may choose its policy."""
        return any(segment.looks_back for _, segment in self._segments(creditor_id))

    def _segments(self, creditor_id: str) -> list[tuple[str, Segment]]:
        named = self.creditors.state(creditor_id).segments
        return [(r, s) for r in named if (s := self.policies.get(creditor_id, r).segment)]

    def has_moved(self, creditor_id: str, version: int) -> bool:
        """Whether the creditor has said something for all of its debtors since that version of its state was read: what
        a warm function believes may be a minute old.
        """
        return self.creditors.state(creditor_id, anew=True).version != version

    def word_for_all(self, case: Case) -> CreditorState:
        """What its creditor has said for all of its debtors, as it is believed now. It may be read anew at any time: a
        decision made with one and a day to look chosen with another would wait for the end of a pause that is over.
        """
        return self.creditors.state(case.key.creditor_id)

    def today(self, case: Case, at: datetime) -> date:
        return day_in(self.creditor_of(case).time_zone, at)

    def opens_at(self, case: Case, at: datetime) -> datetime:
        """`at` itself within the hours of sending, else the next instant that is."""
        budget = self.policy_of(case).budget
        return next_opening(at, self.creditor_of(case).time_zone, budget.opens, budget.closes)

    def is_too_late(self, case: Case, policy: Policy, at: datetime) -> bool:
        """Whether the hours of sending of that day are over: what it would say goes out on another."""
        zone, budget = self.creditor_of(case).time_zone, policy.budget
        return day_in(zone, next_opening(at, zone, budget.opens, budget.closes)) > day_in(zone, at)

    def days_off(self, case: Case, since: date, until: date) -> frozenset[date]:
        """The holidays where the debtor lives, and the days on which the creditor is closed."""
        creditor = self.creditor_of(case)
        country = case.debtor.address.country if case.debtor.address else creditor.country
        years = range(since.year, until.year + 1)
        return self.holidays.of(country, years) | self.creditors.state(creditor.id).closed_days()

    def days_off_around(self, case: Case, on: date) -> frozenset[date]:
        """Those that a decision of that day counts with."""
        return self.days_off(case, on - LOOKS_BACK, on + timedelta(days=366))

    def facts_on(self, case: Case, on: date) -> Facts:
        creditor = self.creditor_of(case)
        state = self.creditors.state(creditor.id)
        kind = case.debtor.kind
        facts = case.facts(self.days_off_around(case, on), state.silences)
        unknown = {i.id for i in facts.invoices if not rate_is_known(creditor.country, kind, i.due_on, on)}
        own = {i.id: self.policies.get(creditor.id, i.policy) for i in case.invoices if i.policy}
        claims = tuple(replace(c, policy=own[c.invoice_id]) if c.invoice_id in own else c for c in facts.invoices)
        return replace(
            facts,
            invoices=claims,
            rate_unknown=frozenset(unknown),
            bank_data_on=state.bank_data_on,
        )

    def decision_on(self, case: Case, at: datetime) -> Decision:
        """The decision of the day that `at` is in, where the creditor lives."""
        on = self.today(case, at)
        return decide(self.facts_on(case, on), self.policy_of(case), on)

    def look_after(self, case: Case, decision: Decision, at: datetime) -> datetime | None:
        """When to look again: at once when there is something to say, and that look waits for the hours of sending;
        else when the next day opens; daily while the creditor is paused or closed, as it may open again by a word.
        """
        if decision.message is not None:
            return at
        today, state = self.today(case, at), self.creditors.state(case.key.creditor_id)
        days = [decision.next_look_on] if decision.next_look_on else []
        if self._waits_for_bank_data(case, today):
            days.append(today + timedelta(days=1))
        if any(r.why not in ENDED for r in decision.reasons):
            days += state.quiet_looks(today, min(days, default=None))
        if not days:
            return None
        return opening(min(days), self.creditor_of(case).time_zone, self.policy_of(case).budget.opens)

    def _waits_for_bank_data(self, case: Case, today: date) -> bool:
        """Whether a promise or a plan has come to its end and nobody may say so yet: that may be any day."""
        if not may_end(case):
            return False
        facts = self.facts_on(case, today)
        standing = {s.plan.id for s in standing_plans(facts, today)}
        ended = any(p.ended_on is None and p.id not in standing for p in case.plans)
        return ended or any(late_cents(p, case.invoices, facts.holds, today) for p in case.promises if p.is_open)

    def with_ends(
        self, case: Case, on: date, by: str, coming: Coming = NOTHING, today: date | None = None
    ) -> tuple[Case, list[Event]]:
        """The case with every promise and plan that has come to its end by that day marked so; `coming` is the money
        that is about to be booked. Where that is of a day before `today`, what is broken was so by that day; what is
        kept is so today: its own money may be younger.
        """
        if not may_end(case):
            return case, []
        after, events = settled(case, self.facts_on(case, on), self.policy_of(case), on, by, coming)
        return kept_from(case, after, today or on), events

    def without_wrong_letters(
        self, before: Case, after: Case, by: str, now: datetime, on: date
    ) -> tuple[Case, list[StepMoved]]:
        """The case after a change, without the letters that wait to be printed and posted and that the change has made
        wrong. Where there were any it is looked at anew, and what is still to be said is printed as it now stands.
        """
        after, answered = self._without_wrong_replies(before, after, by, on)
        waiting = [s for s in after.steps if s.state is StepState.UNPOSTED and not s.level.is_reply]
        if not waiting:
            return (replace(after, next_look_at=now) if answered else after), answered
        facts, is_other = self.facts_on(after, on), _read(after.debtor) != _read(before.debtor)
        standing = standing_plans(facts, on)
        placed = positions_beside(standing, facts, on)
        wrong = [s for s in waiting if is_other or not says_what_is_so(s, facts, placed, standing, on)]
        late = [s for s in wrong if not s.is_to_post(on)]
        after, lapsed = withdrawn(after, late, by, NOT_POSTED)
        after, events = withdrawn(after, (s for s in wrong if s not in late), by)
        events = [*answered, *lapsed, *events]
        return replace(after, next_look_at=now) if events else after, events

    def _without_wrong_replies(self, before: Case, after: Case, by: str, on: date) -> tuple[Case, list[StepMoved]]:
        """Without the replies on paper that say what is so no more; the sum that was printed is kept with each. What
        they reply to may stand: then they are printed anew.
        """
        waiting = [s for s in after.steps if s.state is StepState.UNPOSTED and s.level.is_reply]
        is_other = _read(after.debtor) != _read(before.debtor)
        wrong = [s for s in waiting if is_other or not self._is_so(after, s, on)]
        after, events = withdrawn(after, wrong, by)
        for step in wrong:
            after, anew = planned_again(after, step, on, by)
            events += anew
        return after, events

    def _is_so(self, case: Case, step: Step, on: date) -> bool:
        if step.level is Level.DISPUTE_ANSWER and all(i.id not in step.invoice_ids for i in case.invoices):
            # It said that nothing is owed, and the invoice is closed since.
            return step.figures == (Figures(0),)
        creditor, dated = self.creditor_of(case), replace(step, on=on)
        try:
            letter = compose_reply(creditor, case.debtor, case, dated, "", self.facts_on(case, on))
        except NothingToReply:
            return False
        return not step.figures or step.figures[0].owed_cents == letter.to_pay.cents

    def reply_to_send(self, case: Case, at: datetime) -> Step | None:
        """The oldest reply that is to go out today; None while nothing at all does."""
        today, state = self.today(case, at), self.word_for_all(case)
        return None if is_kept_back(case, today, is_quiet=state.is_quiet(today)) else case.live_reply()

    def _opening_on(self, case: Case, day: date) -> datetime:
        return opening(day, self.creditor_of(case).time_zone, self.policy_of(case).budget.opens)

    def with_next_look(self, case: Case, at: datetime) -> Case:
        """The case, to be looked at again when its decision of today asks for it, and its tasks in the worklist."""
        while True:
            said = self.word_for_all(case)
            after = self.with_decision(case, self.decision_on(case, at), at)
            if self.word_for_all(case) == said:
                return after

    def with_decision(self, case: Case, decision: Decision, at: datetime) -> Case:
        """The case with what a decision without a message leaves behind."""
        days = [task.since for task in decision.tasks] + ([case.look_failed_on] if case.look_failed_on else [])
        since = min(days, default=None)
        # A letter that nobody is to post any more is withdrawn by the next look; a word that was kept, or not, is told.
        is_due = bool(letters_in_vain(case.steps, decision.tasks))
        is_due = is_due or bool(self.with_ends(case, self.today(case, at), PLANNER)[1])
        is_due = is_due or self.reply_to_send(case, at) is not None
        look = at if is_due else self.look_after(case, decision, at)
        tried = replies_again_on(case, self.policy_of(case).budget.gap_days)
        look = min([x for x in (look, *(self._opening_on(case, day) for day in tried)) if x], default=None)
        if not is_due and case.live_reply():
            # What keeps it back may end any day.
            tomorrow = self._opening_on(case, self.today(case, at) + timedelta(days=1))
            look = min(look or tomorrow, tomorrow)
        return replace(case, next_look_at=self.while_in_doubt(case, look, at), waits_since=since)

    def while_in_doubt(self, case: Case, look: datetime | None, at: datetime) -> datetime | None:
        """That look, or one within the hour while a step is in doubt that evidence may settle."""
        if not looks_again(case.steps, self.today(case, at)):
            return look
        return min(look or at + LOOK_AGAIN, at + LOOK_AGAIN)


def may_end(case: Case) -> bool:
    """Whether a promise or a plan may come to its end."""
    return any(p.is_open for p in case.promises) or any(p.ended_on is None for p in case.plans)


def _read(debtor: Debtor) -> Debtor:
    """What a reader of a letter may see of its debtor."""
    return replace(debtor, credit_limit=None)


def withdrawn(case: Case, steps: Iterable[Step], by: str, why: str = NO_LONGER_TRUE) -> tuple[Case, list[StepMoved]]:
    """The case without those of the letters that wait to be posted, and the facts for its history."""
    events = list[StepMoved]()
    for step in (s for s in steps if s.state is StepState.UNPOSTED):
        ended = step.move(StepMove.WITHDRAW, reason=why)
        events.append(StepMoved.of(ended, by, why))
        case = case.with_step(ended)
    return case, events
