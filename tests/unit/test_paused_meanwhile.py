"""A creditor's word for all of its debtors, said while a warm function still believes what it read before."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from chalicelib.domain.creditor_state import Closure, CreditorState
from chalicelib.domain.decision import Decision
from chalicelib.domain.letter import Letter
from chalicelib.domain.lifecycle import StepState
from chalicelib.usecases.deciding import Judge
from chalicelib.usecases.steer_creditor import SteerCreditor
from infra.memory.creditors import MemoryCreditors
from tests.builders import CREDITOR, MONDAY, Office, case, days, debtor, invoice
from tests.fakes import PlainPress

LATE = invoice(due=MONDAY - days(3))


@dataclass
class WarmCreditors(MemoryCreditors):
    """As a function that has read it and keeps it: nothing new is seen but by whoever reads it anew."""

    read: dict[str, CreditorState] = field(default_factory=dict)

    def state(self, creditor_id: str, *, anew: bool = False) -> CreditorState:
        if anew or creditor_id not in self.read:
            self.read[creditor_id] = super().state(creditor_id)
        return self.read[creditor_id]


class Elsewhere:
    """Another process: the same table, nothing read before."""

    def __init__(self, office: Office) -> None:
        table = MemoryCreditors(office.creditors.stored, office.creditors.states, office.creditors.entries)
        self.steer, self.today = SteerCreditor(table, office.policies, office.clock), office.today

    def pauses(self) -> None:
        self.steer.pause(CREDITOR, self.today + days(9), "we have moved", "key_1")

    def closes(self) -> None:
        self.steer.close(CREDITOR, (Closure(self.today, self.today),))

    def is_stopped(self) -> None:
        self.steer.stop(CREDITOR, "too many came back")

    def tells_its_bank_data(self) -> None:
        self.steer.tell_bank_data(CREDITOR, self.today)


Word = Callable[[Elsewhere], None]
SILENCES: list[Word] = [Elsewhere.pauses, Elsewhere.closes, Elsewhere.is_stopped]


def warm_office() -> Office:
    office = Office(creditors=WarmCreditors())
    office.keep(case(LATE))
    return office


@pytest.mark.parametrize("word", SILENCES)
def test_nothing_goes_out_once_it_was_said(word: Word) -> None:
    office = warm_office()
    step = office.planned()
    word(Elsewhere(office))
    office.send(step)
    assert office.mailer.mails == []
    assert office.case.steps[0].state is StepState.CANCELLED


@pytest.mark.parametrize("word", SILENCES)
def test_nothing_goes_out_where_it_was_said_while_the_letter_was_printed(word: Word) -> None:
    office = warm_office()
    step = office.planned()

    class SlowPress(PlainPress):
        def letter_pdf(self, letter: Letter) -> bytes:
            word(Elsewhere(office))
            return super().letter_pdf(letter)

    office.press = SlowPress()
    office.send(step)
    assert office.mailer.mails == []


@pytest.mark.parametrize("word", SILENCES)
def test_nothing_goes_out_where_it_was_said_after_the_decision_and_read_by_somebody_before_the_letter(
    word: Word, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same function may have kept the new state for another case: what counts is what was decided on."""
    office = warm_office()
    step, decides, said = office.planned(), Judge.decision_on, list[Word]()

    def decision_on(self: Judge, *given: Any) -> Decision:
        decision = decides(self, *given)
        if not said:
            said.append(word)
            word(Elsewhere(office))
            office.creditors.state(CREDITOR, anew=True)
        return decision

    monkeypatch.setattr(Judge, "decision_on", decision_on)
    office.send(step)
    assert said
    assert office.mailer.mails == []


def test_what_silences_nobody_lets_it_go_out() -> None:
    office = warm_office()
    step = office.planned()
    Elsewhere(office).tells_its_bank_data()
    office.send(step)
    assert len(office.mailer.mails) == 1


def test_no_letter_is_given_to_print_either() -> None:
    office = Office(creditors=WarmCreditors())
    office.keep(case(LATE, debtor=debtor(email=None)))
    step = office.planned()
    Elsewhere(office).pauses()
    office.send(step)
    assert office.case.steps[0].state is StepState.CANCELLED


@dataclass
class OlderAtFirst(MemoryCreditors):
    """What was read a minute ago is believed for so many readings more; then the table is read."""

    older: CreditorState | None = None
    readings: int = 0

    def state(self, creditor_id: str, *, anew: bool = False) -> CreditorState:
        self.readings -= 1
        if self.older is not None and self.readings >= 0 and not anew:
            return self.older
        return super().state(creditor_id)


def looks(office: Office) -> None:
    office.assess(office.case.key)


def changes(office: Office) -> None:
    """As every use case does after its change."""
    now, before = office.clock.now(), office.case
    office.cases.commit(before, office.judge.with_next_look(before, now), (), now)


@pytest.mark.parametrize("change", [looks, changes])
@pytest.mark.parametrize("readings", range(40))
def test_a_pause_that_ends_while_a_case_is_looked_at_is_not_waited_for(
    readings: int, change: Callable[[Office], None]
) -> None:
    """Decided with the pause and put off without it, the case would be looked at when the pause would have ended."""
    creditors = OlderAtFirst()
    office = Office(creditors=creditors)
    office.keep(case(LATE))
    steer = SteerCreditor(creditors, office.policies, office.clock)
    steer.pause(CREDITOR, office.today + days(9), "we are away", "key_1")
    creditors.older = creditors.state(CREDITOR)
    steer.resume(CREDITOR, "key_1")
    creditors.readings = readings
    change(office)
    assert office.case.next_look_at is not None
    assert office.case.next_look_at.date() <= office.today + days(1)
