"""Sends one step once: decide again, print, claim, write the journal, send, record. The order is the guarantee.

The claim is conditioned on the version of the case that was just decided on: a payment or a dispute that came in
between makes it fail. What follows the claim is written to the send journal before it is done: an attempt without an
entry was never handed over, and a table restored to an older one learns what has gone out since. The mail service is
called once, without retries; what it does not answer for certain is UNKNOWN and is never sent again blindly.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.domain.access import LINK_LASTS, Link, hash_of
from chalicelib.domain.case import Case
from chalicelib.domain.errors import (
    AddressSuppressed,
    CaseMoved,
    ClaimLost,
    NotSent,
    NotSentForNow,
    OutcomeUnknown,
    Refused,
    SentBefore,
)
from chalicelib.domain.letter import Letter
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepMove, StepState, can
from chalicelib.domain.mail import Attachment, Mail, MailText
from chalicelib.domain.policy import Channel
from chalicelib.domain.replies import NothingToReply
from chalicelib.domain.send_entry import FROM_JOURNAL, SendEntry
from chalicelib.domain.step import Figures, Step
from chalicelib.domain.step_events import AddressSuspended, StepMoved
from chalicelib.ports import Cases, Clock, Documents, Ids, Mailer, Press, SendJournal, StepKey
from chalicelib.usecases.composing import composed, site_of
from chalicelib.usecases.deciding import LOOK_AGAIN, PLANNER, Judge, while_it_moves
from chalicelib.usecases.remembering import Remember
from chalicelib.usecases.replying import ON_PAPER, planned_again

TRIES = 5
NO_LONGER_WANTED = "no longer wanted"
TAKES_NO_MAIL = "its address takes no mail"
SUPPRESSION_LIST = "suppression list"


@dataclass(frozen=True, slots=True)
class SendStep:
    cases: Cases
    judge: Judge
    press: Press
    documents: Documents
    journal: SendJournal
    mailer: Mailer
    clock: Clock
    ids: Ids
    portal_url: str
    remember: Remember

    def __call__(self, key: StepKey) -> None:
        """Raises CaseMoved when the case kept changing before the claim. A letter with a hole is held for a person."""
        claim = while_it_moves(lambda: self._claim(key))
        if claim:
            outcome = self._post(claim)
            self._record(claim.case, claim.step, outcome)

    def _claim(self, key: StepKey) -> "_Claim | None":
        """Decides again, prints, and claims the step on the version decided on; None when there is nothing to send."""
        now = self.clock.now()
        case = self._remembering(self._load(key), now)
        creditor_id = case.key.creditor_id
        decided_on = self.judge.creditors.state(creditor_id).version
        step = case.step(key.step_id)
        if step.state not in (StepState.PLANNED, StepState.RENDERED):
            return None
        opens_at = self.judge.opens_at(case, now)
        if opens_at > now:
            # Left in the queue until the evening: tomorrow's look ends this step and decides anew.
            self.cases.commit(case, replace(case, next_look_at=opens_at), (), now)
            return None
        if step.level.is_reply and self.judge.reply_to_send(case, now) is None:
            self.cases.commit(case, self.judge.with_next_look(case, now), (), now)
            return None
        still = self._still_wanted(case, step, now)
        if still is None:
            self._let_go(case, step, now)
            return None
        try:
            printed = self._print(case, still, now)
        except NothingToReply:
            self._let_go(case, step, now)
            return None
        except Refused as hole:
            self._hold(case, step, str(hole), now)
            return None
        if self.judge.has_moved(creditor_id, decided_on):
            # A pause, a closed day: nothing of it stands in the case, whose version the claim is conditioned on.
            raise CaseMoved("the creditor said something for all of its debtors meanwhile")
        if printed.mail is None:
            self._leave_to_a_person(case, printed.step, now)
            return None
        try:
            return self._claimed(case, printed, printed.mail, now)
        except AddressSuppressed:
            self._send_nothing_to(printed.mail.to, case, step, now)
            return None

    def _load(self, key: StepKey) -> Case:
        """With the invoice that it answers for, which may be closed by now."""
        case = self.cases.load(key.case)
        step = case.step(key.step_id)
        about = step.reply.about if step.reply and step.level is Level.DISPUTE_ANSWER else ""
        is_there = not about or any(i.id == about for i in case.invoices)
        return case if is_there else self.cases.load(key.case, closed_invoice=about)

    def _let_go(self, case: Case, step: Step, now: datetime) -> None:
        cancelled = step.move(StepMove.CANCEL, reason=NO_LONGER_WANTED)
        after = replace(case.with_step(cancelled), next_look_at=now)
        self.cases.commit(case, after, [StepMoved.of(cancelled, PLANNER, NO_LONGER_WANTED)], now)

    def _remembering(self, case: Case, now: datetime) -> Case:
        after, events = self.remember(case)
        if after == case:
            return case
        return self.cases.commit(case, self.judge.with_next_look(after, now) if events else after, events, now)

    def _print(self, case: Case, step: Step, now: datetime) -> "_Printed":
        """Letter and, where there is an address, mail; nothing is claimed yet. Raises what press and letter refuse."""
        site = site_of(self.portal_url, case)
        # On paper an address that takes no mail any more counts for nothing: the letter needs one of the post.
        letter = composed(self.judge, case, replace(case.debtor, email=step.email), step, site)
        pdf = self.press.letter_pdf(letter)
        token = self.ids.token()
        words = self.press.mail_words(letter, f"{site}#k={token}") if step.email else None
        kept = replace(step, letter_key=self.documents.put(pdf, ".pdf"))
        if step.level.is_reply and not step.email:
            # What a person posts is held against what is so by then.
            kept = replace(kept, figures=(Figures(letter.to_pay.cents),))
        mail = _mail(case, kept, letter, words, pdf) if words else None
        return _Printed(kept, mail, Link(hash_of(token), case.key, now + LINK_LASTS, step.email))

    def _hold(self, case: Case, step: Step, reason: str, now: datetime) -> None:
        """A letter that cannot be printed as it must be waits until what it lacks was given: the history says what."""
        held = step.move(StepMove.HOLD, reason=reason)
        after = self.judge.with_next_look(case.with_step(held), now)
        self.cases.commit(case, after, [StepMoved.of(held, PLANNER, reason)], now)

    def _send_nothing_to(self, email: str, case: Case, step: Step, now: datetime) -> None:
        """What the case of another debtor has learned of its address, this one learns too. The next channel has its
        turn on the day after: one day decides on one message.
        """
        ended = step.move(StepMove.CANCEL, reason=TAKES_NO_MAIL)
        after = replace(case.with_step(ended), suspended_emails=case.suspended_emails | {email})
        events = [StepMoved.of(ended, PLANNER, TAKES_NO_MAIL), AddressSuspended(PLANNER, SUPPRESSION_LIST)]
        if step.level in ON_PAPER:
            # What binds goes by another way.
            after, again = planned_again(after, step, self.judge.today(case, now), PLANNER)
            events += again
        self.cases.commit(case, self.judge.with_next_look(after, now), events, now)

    def _still_wanted(self, case: Case, step: Step, now: datetime) -> Step | None:
        """The step as today's facts want it; None when they no longer do."""
        if step.is_stale(self.judge.today(case, now)):
            return None
        if step.level.is_reply:
            return self._reply_to(case, step)
        message = self.judge.decision_on(case.without_step(step.id), now).message
        if message is None or message.level is not step.level:
            return None
        return replace(message.said_by(step), email=case.email if message.by_mail else None)

    def _reply_to(self, case: Case, step: Step) -> Step | None:
        """To the address that takes mail now; on paper where none does and it is worth a stamp."""
        if case.email is None and step.level not in ON_PAPER:
            return None
        return replace(step, email=case.email, channel=Channel.EMAIL if case.email else Channel.POST)

    def _leave_to_a_person(self, case: Case, step: Step, now: datetime) -> None:
        """By post, or because no e-mail reaches the debtor: the letter is ready to print, and the step says so."""
        ended = step.move(StepMove.PRINT, reason=step.channel)
        after = self.judge.with_next_look(case.with_step(ended), now)
        self.cases.commit(case, after, [StepMoved.of(ended, PLANNER, step.channel)], now)

    def _claimed(self, case: Case, printed: "_Printed", mail: Mail, now: datetime) -> "_Claim":
        step = printed.step
        rendered = step.move(StepMove.RENDER) if step.state is StepState.PLANNED else step
        claimed = rendered.move(
            StepMove.CLAIM, owner=self.ids.secret(), attempt=step.attempt + 1, claimed_at=now, reason=None
        )
        events = [StepMoved.of(rendered, PLANNER), StepMoved.of(claimed, PLANNER)]
        held = self.cases.commit(case, case.with_step(claimed), events, now, also=[printed.link], to=mail.to)
        return _Claim(held, claimed, mail)

    def _post(self, claim: "_Claim") -> "_Outcome":
        """One call to the mail service, written down before, and what it means."""
        mail = replace(claim.mail, tags={**claim.mail.tags, "attempt": str(claim.step.attempt)})
        try:
            self.journal.begin(SendEntry(claim.case.key, claim.step))
            return _Outcome(StepMove.ACCEPT, ses_id=self.mailer.send(mail))
        except NotSentForNow as refusal:
            return _Outcome(StepMove.RELEASE, str(refusal))
        except NotSent as refusal:
            return _Outcome(StepMove.HOLD, str(refusal))
        except OutcomeUnknown as doubt:
            return _Outcome(StepMove.LOSE_TRACK, str(doubt))
        except SentBefore as found:
            return _Outcome(StepMove.LOSE_TRACK, f"{FROM_JOURNAL}: {found}")

    def _record(self, case: Case, claimed: Step, outcome: "_Outcome") -> None:
        """Writes what became of our claim, under our fence, whatever else changed on the case meanwhile."""
        for _ in range(TRIES):
            step = case.step(claimed.id)
            if (step.owner, step.attempt) != (claimed.owner, claimed.attempt):
                raise ClaimLost(f"step {claimed.reference} is held by another worker")
            known = outcome.applied_to(step)
            if known == step:
                return
            try:
                self._commit_outcome(case, step, known)
            except CaseMoved:
                case = self.cases.load(case.key)
            else:
                return
        raise CaseMoved(f"case of step {claimed.reference} kept moving")

    def _commit_outcome(self, before: Case, was: Step, step: Step) -> None:
        now, after = self.clock.now(), before.with_step(step)
        if step.state is StepState.PLANNED:
            after = replace(after, next_look_at=now + LOOK_AGAIN)
        else:
            after = self.judge.with_next_look(after, now)
        events = [StepMoved.of(step, PLANNER, step.reason or "")] if step.state is not was.state else []
        self.cases.commit(before, after, events, now)


def _mail(case: Case, step: Step, letter: Letter, words: MailText, pdf: bytes) -> Mail:
    return Mail(
        sender_name=letter.creditor.name,
        to=step.email or "",
        reply_to=letter.creditor.email,
        words=words,
        attachments=(Attachment(letter.file_name, "application/pdf", pdf),) if letter.is_attached else (),
        tags={
            "creditor": case.key.creditor_id,
            "debtor": case.key.debtor_id,
            "step": step.reference.replace("-", ""),
        },
        follows=tuple(s.ses_id for s in case.steps if s.ses_id and s.id != step.id and s.email == step.email),
    )


@dataclass(frozen=True, slots=True)
class _Printed:
    """A step with its letter kept, and the mail that would carry it; no mail without an address."""

    step: Step
    mail: Mail | None
    link: Link


@dataclass(frozen=True, slots=True)
class _Claim:
    """A step that is ours to send: from here on nothing is done twice."""

    case: Case
    step: Step
    mail: Mail


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What one call to the mail service came to."""

    move: StepMove
    reason: str | None = None
    ses_id: str | None = None

    def applied_to(self, step: Step) -> Step:
        """The step moved; or, when an event of the mail service came first and said more, only the id is added."""
        if not can(step.state, self.move):
            return replace(step, ses_id=self.ses_id or step.ses_id)
        return step.move(self.move, reason=self.reason, ses_id=self.ses_id)
