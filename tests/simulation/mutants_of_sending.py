"""The guards of the sending, from the claim to the mail service: each mutant takes one out."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from chalicelib.adapters import io
from chalicelib.adapters.io import Site
from chalicelib.domain.access import Link
from chalicelib.domain.case import Case
from chalicelib.domain.errors import OutcomeUnknown
from chalicelib.domain.letter import Letter
from chalicelib.domain.lifecycle import TRANSITIONS, StepMove, StepState
from chalicelib.domain.mail import Mail
from chalicelib.domain.step import Step
from chalicelib.usecases import composing, send_step
from chalicelib.usecases.deciding import Judge
from chalicelib.usecases.send_step import SendStep
from infra.memory.files import MemoryJournal
from infra.simulation.faults import NoAnswer
from infra.simulation.mail_service import MailService
from infra.simulation.ports import DooredCases, DooredJournal

Patch = pytest.MonkeyPatch


def claims_whatever_the_version(patch: Patch) -> None:
    """The transaction has lost its condition."""
    kept = DooredCases._commit

    def commit(self: DooredCases, before: Case, after: Case, *rest: Any) -> Case:
        now = self.stored.get(after.key)
        return kept(self, replace(before, version=now.version if now else 0), after, *rest)

    patch.setattr(DooredCases, "_commit", commit)


def believes_what_it_has_read_of_a_creditor(patch: Patch) -> None:
    """A claim does not ask whether its creditor has said something since."""
    patch.setattr(Judge, "has_moved", lambda self, creditor_id, version: False)


def listens_before_it_prints(patch: Patch) -> None:
    """What its creditor says while the letter is made is not heard."""
    prints, heard = SendStep._print, dict[str, int]()

    def prints_then(self: SendStep, case: Case, *rest: Any) -> Any:
        creditor_id = case.key.creditor_id
        heard[creditor_id] = self.judge.creditors.state(creditor_id, anew=True).version
        return prints(self, case, *rest)

    patch.setattr(SendStep, "_print", prints_then)
    patch.setattr(Judge, "has_moved", lambda self, creditor_id, version: heard[creditor_id] != version)


def claims_over_what_leaves_the_steps_alone(patch: Patch) -> None:
    """A payment, a contest, a pause that come while the claim is on its way do not make it fail."""
    kept = DooredCases._commit

    def commit(
        self: DooredCases, before: Case, after: Case, events: Any, at: datetime, also: Any, to: str | None
    ) -> Case:
        now = self.stored.get(after.key)
        if to and now and now.version != before.version and now.steps == before.steps:
            before, after = now, replace(now, steps=after.steps)
        return kept(self, before, after, events, at, also, to)

    patch.setattr(DooredCases, "_commit", commit)


def posts_again_where_no_answer_came(patch: Patch) -> None:
    """The client's own retries are on."""

    def send(self: MailService, mail: Mail) -> str:
        for _ in range(3):
            try:
                return io.call(Site.MAILER_SEND, self._take, mail)
            except NoAnswer:
                continue
        raise OutcomeUnknown("no answer")

    patch.setattr(MailService, "send", send)


def takes_no_answer_for_a_refusal(patch: Patch) -> None:
    patch.setattr(send_step, "OutcomeUnknown", type("Never", (Exception,), {}))
    patch.setattr(send_step, "NotSentForNow", OutcomeUnknown)


def claims_what_is_claimed(patch: Patch) -> None:
    """A message that is handed out again sends again."""
    kept = SendStep._claim

    def claim(self: SendStep, key: Any) -> Any:
        case = self.cases.load(key.case)
        step = case.step(key.step_id)
        if step.state in (StepState.CLAIMED, StepState.UNKNOWN):
            again = replace(step, state=StepState.PLANNED)
            self.cases.commit(case, case.with_step(again), (), self.clock.now())
        return kept(self, key)

    patch.setattr(SendStep, "_claim", claim)


def writes_no_journal(patch: Patch) -> None:
    patch.setattr(DooredJournal, "begin", lambda self, entry: None)


def writes_the_journal_after_the_mail(patch: Patch) -> None:
    kept, waiting = DooredJournal.begin, dict[int, Any]()

    def begin(self: DooredJournal, entry: Any) -> None:
        waiting[id(self)] = entry

    post = SendStep._post

    def posts(self: SendStep, claim: Any) -> Any:
        outcome = post(self, claim)
        kept(self.journal, waiting.pop(id(self.journal)))  # type: ignore[arg-type]
        return outcome

    patch.setattr(DooredJournal, "begin", begin)
    patch.setattr(SendStep, "_post", posts)


def seals_what_was_begun(patch: Patch) -> None:
    patch.setattr(MemoryJournal, "seal", lambda self, key, step: True)


def begins_what_is_sealed(patch: Patch) -> None:
    """The seal forbids nothing: a worker that slept sends what was given to another."""

    def begin(self: MemoryJournal, entry: Any) -> None:
        self.written.setdefault((entry.case, entry.step.reference, entry.step.attempt), entry)

    patch.setattr(MemoryJournal, "begin", begin)


def sends_what_was_decided_before(patch: Patch) -> None:
    """The step is not decided on again when it is claimed: what came in between is not seen."""
    patch.setattr(SendStep, "_still_wanted", lambda self, case, step, now: step)


def prints_one_letter_for_all(patch: Patch) -> None:
    from infra.simulation.office import MarkedPress

    kept, first = MarkedPress.letter_pdf, list[bytes]()

    def letter_pdf(self: MarkedPress, letter: Any) -> bytes:
        first.append(kept(self, letter))
        return first[0]

    patch.setattr(MarkedPress, "letter_pdf", letter_pdf)


def loses_its_claim(patch: Patch) -> None:
    """Nothing says that it is being sent."""
    patch.setitem(TRANSITIONS, (StepState.RENDERED, StepMove.CLAIM), StepState.RENDERED)
    patch.setitem(TRANSITIONS, (StepState.RENDERED, StepMove.ACCEPT), StepState.ACCEPTED)
    patch.setitem(TRANSITIONS, (StepState.RENDERED, StepMove.RENDER), StepState.RENDERED)
    patch.setitem(TRANSITIONS, (StepState.RENDERED, StepMove.RELEASE), StepState.PLANNED)
    patch.setitem(TRANSITIONS, (StepState.RENDERED, StepMove.LOSE_TRACK), StepState.UNKNOWN)
    patch.setitem(TRANSITIONS, (StepState.RENDERED, StepMove.HOLD), StepState.HELD)


def mails_where_it_would_have_when_it_was_planned(patch: Patch) -> None:
    """An address that was stated since is not seen."""
    kept = SendStep._still_wanted

    def still_wanted(self: SendStep, case: Case, step: Step, now: datetime) -> Step | None:
        still = kept(self, case, step, now)
        return replace(still, email=step.email) if still else None

    patch.setattr(SendStep, "_still_wanted", still_wanted)


def prints_the_letter_of_another_debtor(patch: Patch) -> None:
    """Of the same creditor: its first debtor's goes to all."""
    kept, first = composing.composed, dict[str, Letter]()

    def composed(judge: Judge, case: Case, *rest: Any) -> Letter:
        return first.setdefault(case.key.creditor_id, kept(judge, case, *rest))

    patch.setattr(send_step, "composed", composed)


def opens_the_account_of_another(patch: Patch) -> None:
    """The link in a mail leads to whoever had one before."""
    kept, links = SendStep._print, list[Link]()

    def prints(self: SendStep, *given: Any) -> Any:
        printed = kept(self, *given)
        links.append(printed.link)
        return replace(printed, link=replace(printed.link, key=links[-2].key if links[1:] else printed.link.key))

    patch.setattr(SendStep, "_print", prints)


def answers_go_to_another_creditor(patch: Patch) -> None:
    kept, first = send_step._mail, list[Mail]()

    def mail(*given: Any) -> Mail:
        made = kept(*given)
        first.append(made)
        return replace(made, reply_to=first[0].reply_to)

    patch.setattr(send_step, "_mail", mail)


MUTANTS: list[Callable[[Patch], None]] = [
    claims_whatever_the_version,
    believes_what_it_has_read_of_a_creditor,
    listens_before_it_prints,
    claims_over_what_leaves_the_steps_alone,
    posts_again_where_no_answer_came,
    takes_no_answer_for_a_refusal,
    claims_what_is_claimed,
    writes_no_journal,
    writes_the_journal_after_the_mail,
    seals_what_was_begun,
    begins_what_is_sealed,
    sends_what_was_decided_before,
    prints_one_letter_for_all,
    loses_its_claim,
    mails_where_it_would_have_when_it_was_planned,
    prints_the_letter_of_another_debtor,
    opens_the_account_of_another,
    answers_go_to_another_creditor,
]
