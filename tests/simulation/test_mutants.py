"""The protocol with one of its guards taken out, each in its turn: a harness that does not notice is blind."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.adapters import io
from chalicelib.adapters.io import Site
from chalicelib.domain import doubt
from chalicelib.domain.case import Case
from chalicelib.domain.errors import OutcomeUnknown
from chalicelib.domain.facts import Facts
from chalicelib.domain.lifecycle import TRANSITIONS, StepMove, StepState
from chalicelib.domain.mail import Mail
from chalicelib.usecases import send_step
from chalicelib.usecases.deciding import Judge
from chalicelib.usecases.reconcile_steps import ReconcileSteps
from chalicelib.usecases.record_delivery import RecordDelivery
from chalicelib.usecases.remembering import Remember
from chalicelib.usecases.send_step import SendStep
from chalicelib.usecases.steer_creditor import RELANCE
from infra.memory.cases import MemoryCases
from infra.memory.files import MemoryJournal
from infra.memory.suppressions import MemorySuppressions
from infra.simulation.faults import NoAnswer
from infra.simulation.mail_service import MailService
from infra.simulation.ports import DooredCases, DooredJournal
from infra.simulation.run import Life, simulate

Patch = pytest.MonkeyPatch


def claims_whatever_the_version(patch: Patch) -> None:
    """The transaction has lost its condition."""
    kept = DooredCases._commit

    def commit(self: DooredCases, before: Case, after: Case, *rest: Any) -> Case:
        now = self.stored.get(after.key)
        return kept(self, replace(before, version=now.version if now else 0), after, *rest)

    patch.setattr(DooredCases, "_commit", commit)


def mails_whoever_complained(patch: Patch) -> None:
    """A claim asks no suppression list."""
    patch.setattr(MemorySuppressions, "holds", lambda self, creditor_id, email: False)


def sends_on_whatever_comes_back(patch: Patch) -> None:
    """A creditor that was stopped is not."""
    kept = Judge.facts_on

    def facts_on(self: Judge, case: Case, on: date) -> Facts:
        facts = kept(self, case, on)
        return replace(facts, holds=tuple(h for h in facts.holds if h.by != RELANCE))

    patch.setattr(Judge, "facts_on", facts_on)


def believes_what_it_has_read_of_a_creditor(patch: Patch) -> None:
    """A claim does not ask whether its creditor has said something since."""
    patch.setattr(Judge, "has_moved", lambda self, creditor_id, version: False)


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


def never_reconciles(patch: Patch) -> None:
    patch.setattr(ReconcileSteps, "__call__", lambda self, case, on, now: (case, []))


def gives_up_at_once(patch: Patch) -> None:
    patch.setattr(doubt, "DAYS_WITHOUT_TRACE", timedelta(0))


def skips_the_evidence(patch: Patch) -> None:
    """An event about what is in doubt is thrown away."""
    kept = RecordDelivery.__call__

    def record(self: RecordDelivery, delivery: Any) -> bool:
        case = self.cases.load(delivery.case)
        doubtful = {s.reference.replace("-", "") for s in case.steps if s.state is StepState.UNKNOWN}
        return delivery.step not in doubtful and kept(self, delivery)

    patch.setattr(RecordDelivery, "__call__", record)


def sends_what_was_decided_before(patch: Patch) -> None:
    """The step is not decided on again when it is claimed: what came in between is not seen."""
    patch.setattr(SendStep, "_still_wanted", lambda self, case, step, now: step)


def asks_no_journal_after_a_restore(patch: Patch) -> None:
    patch.setattr(Remember, "__call__", lambda self, case: (case, []))
    patch.setattr(
        MemoryJournal,
        "begin",
        lambda self, entry: self.written.__setitem__((entry.case, entry.step.reference, entry.step.attempt), entry),
    )


def knows_no_holds(patch: Patch) -> None:
    kept = Judge.facts_on
    patch.setattr(Judge, "facts_on", lambda self, case, on: kept(self, replace(case, holds=()), on))


def forgets_whom_it_has_looked_at(patch: Patch) -> None:
    """Edge-triggered: a case is found in its own hour alone."""

    def due(self: MemoryCases, now: Any) -> Any:
        hour = timedelta(hours=1)
        return [k for k, c in self.stored.items() if c.next_look_at and now - hour < c.next_look_at <= now]

    patch.setattr(MemoryCases, "due", due)


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


MUTANTS: list[Callable[[Patch], None]] = [
    claims_whatever_the_version,
    mails_whoever_complained,
    sends_on_whatever_comes_back,
    believes_what_it_has_read_of_a_creditor,
    posts_again_where_no_answer_came,
    takes_no_answer_for_a_refusal,
    claims_what_is_claimed,
    writes_no_journal,
    writes_the_journal_after_the_mail,
    seals_what_was_begun,
    begins_what_is_sealed,
    never_reconciles,
    gives_up_at_once,
    skips_the_evidence,
    sends_what_was_decided_before,
    asks_no_journal_after_a_restore,
    knows_no_holds,
    forgets_whom_it_has_looked_at,
    prints_one_letter_for_all,
    loses_its_claim,
]


# Where each is noticed first: another seed may do once the program or the world has changed, and is looked for then.
NOTICED_AT: dict[Callable[[Patch], None], int] = {
    claims_whatever_the_version: 5,
    mails_whoever_complained: 2,
    sends_on_whatever_comes_back: 2,
    believes_what_it_has_read_of_a_creditor: 3,
    posts_again_where_no_answer_came: 2,
    begins_what_is_sealed: 10,
    gives_up_at_once: 7,
}
# Few debtors have too few mails for so many to come back.
DEBTORS: dict[Callable[[Patch], None], int] = {sends_on_whatever_comes_back: 60}


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.__name__.replace("_", " "))
def test_the_harness_notices(mutant: Callable[[Patch], None], monkeypatch: Patch) -> None:
    mutant(monkeypatch)
    first = NOTICED_AT.get(mutant, 0)
    for seed in (first, *(s for s in range(24) if s != first)):
        found = simulate(seed, 0.05, Life(DEBTORS.get(mutant, 25))).found
        if not found.is_clean:
            return
    pytest.fail("nobody noticed")


def test_with_the_clients_own_retries_mails_go_out_twice(monkeypatch: Patch) -> None:
    """The canary: a harness that counts no duplicates here counts none anywhere."""
    posts_again_where_no_answer_came(monkeypatch)
    first = NOTICED_AT[posts_again_where_no_answer_came]
    assert any(simulate(seed, 0.05, Life(25)).found.duplicates for seed in (first, *range(12)))
