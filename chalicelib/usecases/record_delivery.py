"""Records what the mail service says became of a message: in any order, however often, even before our own record.

A bounce for good or a complaint suspends the address: nothing more is written to it until the creditor gives another. A
passing bounce (mailbox full, an absence read as one) does so the third time running; after that, where a person has
trusted the address anew, at once.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import takewhile

from chalicelib.domain.case import Case, CaseKey
from chalicelib.domain.channel import policy_of_letter
from chalicelib.domain.climb import presumed_from
from chalicelib.domain.errors import CaseMoved
from chalicelib.domain.events import Event
from chalicelib.domain.lifecycle import ON_ITS_WAY, Bounce, StepMove, StepState, can
from chalicelib.domain.outcomes import Outcomes
from chalicelib.domain.standing_plan import SAID
from chalicelib.domain.step import Step
from chalicelib.domain.step_events import AddressSuspended, DeliveryDelayed, StepMoved
from chalicelib.domain.suppression import SuppressedFor, Suppression
from chalicelib.ports import Cases, Clock
from chalicelib.usecases.approve_level import without_approvals
from chalicelib.usecases.deciding import Judge
from chalicelib.usecases.mending import mended
from chalicelib.usecases.remembering import Remember
from chalicelib.usecases.replying import ON_PAPER, planned_again
from chalicelib.usecases.turns import in_turn
from chalicelib.usecases.watch_outcomes import WatchOutcomes

MAIL_SERVICE = "mail service"
MOST_BOUNCES = 3
# What proves that the message has reached its reader.
HEARD = frozenset({StepMove.DELIVER, StepMove.COMPLAIN})
WAS_NOT_HEARD = "the mail before it came back, or was refused after all"
TRIES = 5


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event of the mail service. `step` is the reference from the message's own tags.

    `for_good` says of a bounce that the address will not take mail later either, `never_sent` that the mail service has
    not tried, as the address stands on a list of its own; `is_note` of one that passes that it may be the note of an
    absent reader.
    """

    case: CaseKey
    step: str
    move: StepMove
    at: datetime
    ses_id: str
    detail: str = ""
    for_good: bool = True
    never_sent: bool = False
    is_note: bool = False

    @property
    def bounce(self) -> Bounce | None:
        if self.move is not StepMove.BOUNCE:
            return None
        return Bounce.FOR_GOOD if self.for_good else Bounce.NOTE if self.is_note else Bounce.PASSING


@dataclass(frozen=True, slots=True)
class RecordDelivery:
    cases: Cases
    judge: Judge
    clock: Clock
    watch: WatchOutcomes
    remember: Remember

    def __call__(self, delivery: Delivery) -> bool:
        """Whether it told us anything new. Raises NotFound for no such case; CaseMoved when it keeps moving, TryAgain
        when what a restored table has forgotten cannot be read.
        """
        for _ in range(TRIES):
            try:
                case = self._remembered(self.cases.load(delivery.case))
            except CaseMoved:
                continue
            step = next((s for s in case.steps if s.reference.replace("-", "") == delivery.step), None)
            if step and step.state is StepState.DISOWNED and _is_bad(delivery):
                # The debtor has not had it; the mailbox is what it is. It is not counted: told twice, it would be two.
                self._lists(case, step, delivery)
                return False
            if step is None or not step.attempt or not self._tells_more(case, step, delivery):
                # Of what was never handed to the mail service it can tell nothing.
                return False
            if delivery.move is StepMove.DELAY and self._is_known(case, step, delivery):
                return False
            try:
                self._record(case, step, delivery)
            except CaseMoved:
                continue
            self.watch(case.key.creditor_id, _became(step, delivery))
            return True
        raise CaseMoved("the case kept moving")

    def _remembered(self, case: Case) -> Case:
        """With the mails that a table from a backup knows nothing of: what becomes of one is told once.

        Raises CaseMoved, TryAgain.
        """
        after, events = self.remember(case)
        if after == case:
            return case
        now = self.clock.now()
        looked_at = _no_later(case, self.judge.with_next_look(after, now))
        return self.cases.commit(case, looked_at, events, now)

    def _record(self, case: Case, step: Step, delivery: Delivery) -> None:
        now = self.clock.now()
        told = self._told(case, step, delivery)
        after = case.with_step(told)
        events: list[Event] = []
        if told.state is not step.state:
            events.append(StepMoved.of(told, MAIL_SERVICE, delivery.detail))
        after, gone = without_approvals(case, after, MAIL_SERVICE, WAS_NOT_HEARD)
        events += gone
        if delivery.move is StepMove.DELAY:
            after = self._waits_again(after, told, now)
            events.append(DeliveryDelayed(MAIL_SERVICE, told.id, told.level, told.invoice_ids, delivery.detail))
        listed: list[Suppression] = []
        if step.email and _suspends(after, told, delivery):
            after = replace(after, suspended_emails=after.suspended_emails | {step.email})
            events.append(AddressSuspended(MAIL_SERVICE, delivery.move))
            listed = [self._suppression(case, step, delivery)]
        if _did_not_arrive(step, told) and all(s.id != f"{step.id}+" for s in after.steps):
            # What binds is tried again, and goes on paper once no address takes it.
            after, anew = planned_again(after, told, self.judge.today(case, now), MAIL_SERVICE)
            events += anew
        is_news = told.state in SAID and step.state not in SAID
        today = self.judge.today(case, now)
        if is_news:
            # What waits for the post was printed while nobody knew that it had been heard.
            after, given_way = in_turn(self.judge, after, told, MAIL_SERVICE, today)
            events += given_way
        if is_news and any(p.is_in_default for p in after.plans):
            # It may have been told so while nobody knew that its reminder gives it days.
            after, again = mended(
                self.judge, case, after, today, MAIL_SERVICE, lambda: self.cases.whole(case.key).invoices
            )
            after, wrong = self.judge.without_wrong_letters(case, after, MAIL_SERVICE, now, today)
            events += [*again, *wrong]
        after = self.judge.with_next_look(after, now)
        if any(s.state in ON_ITS_WAY for s in after.steps):
            after = _no_later(case, after)
        self.cases.commit(case, after, events, now, also=listed)

    def _lists(self, case: Case, step: Step, delivery: Delivery) -> None:
        """Raises CaseMoved."""
        self.cases.commit(case, case, [], self.clock.now(), also=[self._suppression(case, step, delivery)])

    def _suppression(self, case: Case, step: Step, delivery: Delivery) -> Suppression:
        reason = SuppressedFor.COMPLAINT if delivery.move is StepMove.COMPLAIN else SuppressedFor.BOUNCE
        return Suppression(case.key.creditor_id, step.email or "", reason, self.judge.today(case, self.clock.now()))

    def _told(self, case: Case, step: Step, delivery: Delivery) -> Step:
        day = self.judge.today(case, delivery.at)
        if delivery.move is StepMove.DELAY:
            return step.move(delivery.move, ses_id=delivery.ses_id, reason=None, delayed_on=day)
        if step.state is StepState.COMPLAINED:
            # That it had arrived: nothing else tells more of it.
            return replace(step, heard_on=day)
        # Whoever complains of what has arrived heard it on the day on which it did.
        heard_on = step.heard_on or (day if delivery.move in HEARD else None)
        return step.move(
            delivery.move,
            ses_id=delivery.ses_id,
            reason=delivery.detail or None,
            heard_on=heard_on,
            bounce=delivery.bounce,
        )

    def _tells_more(self, case: Case, step: Step, delivery: Delivery) -> bool:
        """Whether it is news: of what was complained of, the earlier day on which it had arrived, and nothing else."""
        if (step.state, delivery.move) == (StepState.COMPLAINED, StepMove.DELIVER):
            return self.judge.today(case, delivery.at) < (step.heard_on or date.min)
        return _is_news(step, delivery)

    def _is_known(self, case: Case, step: Step, delivery: Delivery) -> bool:
        """Whether as late a day of the delay was told before: the mail service says so again and again."""
        return step.delayed_on is not None and step.delayed_on >= self.judge.today(case, delivery.at)

    def _waits_again(self, case: Case, step: Step, now: datetime) -> Case:
        """With its delivery presumed no more, where the last word of it is too young for that."""
        today = self.judge.today(case, now)
        policy = policy_of_letter(step, self.judge.facts_on(case, today), self.judge.policy_of(case))
        return case if presumed_from(step, policy) <= today else case.with_step(replace(step, presumed_on=None))


def _did_not_arrive(before: Step, told: Step) -> bool:
    """Whether a reply that binds has just come back, and not by the note of an absent reader."""
    is_back = told.state is StepState.BOUNCED and told.bounce is not Bounce.NOTE
    was_back = before.state is StepState.BOUNCED and before.bounce is not Bounce.NOTE
    return told.level in ON_PAPER and is_back and not was_back


def _no_later(before: Case, after: Case) -> Case:
    """A step may wait to be found again, should its message be lost: that look is not put off."""
    if before.next_look_at is None:
        return after
    return replace(after, next_look_at=min(after.next_look_at or before.next_look_at, before.next_look_at))


def _became(before: Step, delivery: Delivery) -> Outcomes:
    """What the event adds to the count: a mail counts once, whatever is told of it."""
    is_new = before.state not in (StepState.DELIVERED, StepState.BOUNCED, StepState.COMPLAINED)
    if delivery.never_sent:
        # The mail service does not count it either: no mailbox has seen it.
        return Outcomes()
    is_told = delivery.move in (StepMove.DELIVER, StepMove.BOUNCE, StepMove.COMPLAIN)
    return Outcomes(
        mails=int(is_new and is_told),
        bounces=int(delivery.move is StepMove.BOUNCE and delivery.for_good),
        complaints=int(delivery.move is StepMove.COMPLAIN),
    )


def _is_news(step: Step, delivery: Delivery) -> bool:
    """Whether it tells more than what is known, whichever came first: an absent reader's note less than a delivery, a
    delivery less than that it came back.
    """
    known = step.bounce or Bounce.FOR_GOOD
    match step.state, delivery.bounce:
        case StepState.DELIVERED, Bounce.NOTE:
            return False
        case StepState.BOUNCED, None if delivery.move is StepMove.DELIVER:
            return known is Bounce.NOTE
        case StepState.BOUNCED, Bounce() as told:
            return told.tells_more_than(known)
        case _:
            return can(step.state, delivery.move)


def _is_bad(delivery: Delivery) -> bool:
    """Of the address, for good."""
    return delivery.move is StepMove.COMPLAIN or (delivery.move is StepMove.BOUNCE and delivery.for_good)


def _suspends(case: Case, told: Step, delivery: Delivery) -> bool:
    if delivery.move is StepMove.COMPLAIN:
        return True
    to_it = (s for s in case.steps if (s.email or "").casefold() == (told.email or "").casefold())
    told_of_it = sorted(to_it, key=lambda s: s.on, reverse=True)
    known = (s for s in told_of_it if s.state in (StepState.BOUNCED, StepState.DELIVERED))
    bounces = sum(1 for _ in takewhile(lambda s: s.state is StepState.BOUNCED, known))
    return delivery.move is StepMove.BOUNCE and (delivery.for_good or bounces >= MOST_BOUNCES)
