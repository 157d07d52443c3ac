"""What waits for a person, read from the facts of the day."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from chalicelib.domain.facts import Approval, Facts, InvoiceFacts, ManualStepDone
from chalicelib.domain.hold import EVERYTHING, Hold, HoldKind
from chalicelib.domain.ladder import decide
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.money import Money
from chalicelib.domain.plan import Instalment, Plan
from chalicelib.domain.policy import Conditions, ManualStep, ManualStepKind, Policy, Rung
from chalicelib.domain.step import DID_NOT_GO_OUT, Step, StepItem, reference_of
from chalicelib.domain.task import Task, TaskKind
from tests.builders import MONDAY, STANDARD, days, dispute, fact, pause, step

R1, FINAL, FORMAL = Level.REMINDER_1, Level.FINAL_REMINDER, Level.FORMAL_NOTICE
CALL = ManualStepKind.CALL
CALLS = replace(
    STANDARD,
    manual_steps=(
        ManualStep(CALL, 5, Conditions(at_least=Money(10000))),
        ManualStep(CALL, 15, Conditions(at_least=Money(10000))),
        ManualStep(ManualStepKind.PERSONAL_MAIL, 8),
    ),
)


def tasks(*invoices: InvoiceFacts, policy: Policy = STANDARD, on: date = MONDAY, **facts: object) -> tuple[Task, ...]:
    return decide(Facts(invoices, **facts), policy, on).tasks  # type: ignore[arg-type]


def test_nothing_waits_for_a_person_when_the_machine_does_all() -> None:
    assert tasks(fact()) == ()


def test_an_invoice_with_a_policy_of_its_own_has_the_calls_of_that_policy() -> None:
    own, usual = replace(fact("a", late=20), policy=CALLS), fact("b", late=20)
    assert [t.invoice_ids for t in tasks(own, usual) if t.kind is TaskKind.CALL] == [("a",)]
    other = replace(fact("a", late=20), policy=STANDARD)
    assert [t.invoice_ids for t in tasks(other, usual, policy=CALLS) if t.kind is TaskKind.CALL] == [("b",)]
    ahead = decide(Facts((replace(fact("a", late=1), policy=CALLS),), holds=()), STANDARD, MONDAY)
    assert ahead.next_look_on == MONDAY + days(2)
    sent = step(R1, StepState.DELIVERED, on=MONDAY)
    waits = decide(Facts((replace(fact("a", late=4), policy=CALLS),), (sent,)), STANDARD, MONDAY)
    assert waits.next_look_on == MONDAY + days(1)


def test_what_a_credit_covers_is_not_called_about() -> None:
    assert {t.kind for t in tasks(fact(late=20), policy=CALLS)} == {TaskKind.CALL, TaskKind.PERSONAL_MAIL}
    assert tasks(fact(late=20), policy=CALLS, credits=(Money(10000),)) == ()


def test_what_is_to_approve_is_one_task_for_all_that_one_letter_would_say() -> None:
    proved = step(FINAL, StepState.DELIVERED, on=MONDAY - days(10), items=tuple(StepItem(n, FINAL) for n in "ab"))
    found = tasks(fact("a", late=40), fact("b", late=45), fact("c"), steps=(proved,))
    assert found == (Task(TaskKind.APPROVE, MONDAY - days(1), ("a", "b"), FORMAL),)


def test_a_letter_to_post_and_a_letter_to_mend_name_their_step_and_what_is_wrong() -> None:
    paper = step(R1, StepState.UNPOSTED, on=MONDAY - days(2))
    lacks: dict[str, Any] = {"items": (StepItem("b", R1),), "reason": "lacks debtor.address.lines"}
    held = replace(step(R1, StepState.HELD, on=MONDAY - days(1)), id="held", **lacks)
    assert tasks(fact(), fact("b"), steps=(paper, held), can_write=False) == (
        Task(TaskKind.POST_LETTER, MONDAY - days(2), ("a",), R1, reference=reference_of(paper.id)),
        Task(
            TaskKind.MEND_LETTER,
            MONDAY - days(1),
            ("b",),
            R1,
            reference=reference_of(held.id),
            note="lacks debtor.address.lines",
        ),
    )


HELD = step(R1, StepState.HELD, on=MONDAY, items=(StepItem("a", R1), StepItem("b", R1)), reason="lacks a word")
OTHER = step(R1, StepState.DELIVERED, on=MONDAY - days(1), items=(StepItem("z", R1),))


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param({}, id="nothing else"),
        pytest.param({"holds": (dispute("b"),)}, id="one of its invoices is contested"),
        pytest.param({"steps": (OTHER, HELD)}, id="the debtor has heard of another invoice"),
        pytest.param({"holidays": frozenset(MONDAY + days(n) for n in range(9))}, id="days off"),
        pytest.param({"policy": replace(STANDARD, bank_data_days=1)}, id="old bank data"),
    ],
)
def test_a_letter_is_to_mend_from_its_day_until_the_one_on_which_it_is_tried_again(facts: dict[str, Any]) -> None:
    for n in range(5):
        found = tasks(fact("a"), fact("b"), **{"steps": (HELD,), **facts}, on=MONDAY + days(n))
        assert TaskKind.MEND_LETTER in {t.kind for t in found}, n
    again = tasks(fact("a"), fact("b"), **{"steps": (HELD,), **facts}, on=MONDAY + days(5))
    assert TaskKind.MEND_LETTER not in {t.kind for t in again}


REFUSED = tuple(Approval(n, R1, MONDAY, "Claire", is_given=False) for n in "ab")


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param({"holds": (dispute("a"), dispute("b"))}, id="contested"),
        pytest.param({"holds": (replace(pause(), invoice_id=EVERYTHING),)}, id="paused"),
        pytest.param({"approvals": REFUSED}, id="refused"),
        pytest.param({"credits": (Money(20000),)}, id="covered by a credit"),
        pytest.param({"steps": (replace(HELD, reason=f"{DID_NOT_GO_OUT}: not in the list"),)}, id="did not go out"),
    ],
)
def test_a_letter_is_not_to_mend_where_that_would_let_nothing_go(facts: dict[str, Any]) -> None:
    found = tasks(fact("a"), fact("b"), **{"steps": (HELD,), **facts}, on=MONDAY + days(1))
    assert TaskKind.MEND_LETTER not in {t.kind for t in found}


def test_the_reminder_of_an_instalment_is_to_mend_while_its_plan_stands_and_nothing_else_holds_it() -> None:
    plan = Plan("p", ("a",), (Instalment(MONDAY, Money(10000)),), MONDAY - days(20), "Claire", Money(0), grace_days=8)
    held = step(Level.INSTALMENT, StepState.HELD, on=MONDAY, reason="lacks a word")
    facts: dict[str, Any] = {"steps": (held,), "plans": (plan,), "on": MONDAY + days(1)}
    assert [t.kind for t in tasks(fact(), **facts)] == [TaskKind.MEND_LETTER]
    assert [t.kind for t in tasks(fact(), **facts, holds=(dispute(),))] == [TaskKind.ANSWER_DISPUTE]
    assert tasks(fact(), **(facts | {"plans": (replace(plan, ended_on=MONDAY),)})) == ()


@pytest.mark.parametrize("state", [StepState.BOUNCED, StepState.COMPLAINED, StepState.DISOWNED])
def test_an_address_that_failed_is_asked_for_until_there_is_a_good_one(state: StepState) -> None:
    failed = step(R1, state, on=MONDAY - days(1))
    assert Task(TaskKind.GIVE_ADDRESS, MONDAY - days(1)) in tasks(fact(), steps=(failed,), can_write=False)
    assert TaskKind.GIVE_ADDRESS not in {t.kind for t in tasks(fact(), steps=(failed,))}


def test_an_address_that_takes_no_mail_is_named_though_another_is_written_to() -> None:
    old, failed = (step(R1, StepState.BOUNCED, on=MONDAY - days(n), email=f"{n}@x") for n in (9, 3))
    for can_write in (True, False):
        asked = tasks(fact(), steps=(old, failed), suspended=("3@x", "4@x"), can_write=can_write)
        assert Task(TaskKind.GIVE_ADDRESS, MONDAY - days(3), note="3@x, 4@x") in asked
        assert sum(t.kind is TaskKind.GIVE_ADDRESS for t in asked) == 1
    assert Task(TaskKind.GIVE_ADDRESS, MONDAY - days(9), note="9@x") in tasks(
        fact(), steps=(old, failed), suspended=("9@x",)
    )


@pytest.mark.parametrize(
    ("steps", "since"),
    [
        pytest.param((), MONDAY, id="no mail at all"),
        pytest.param((step(R1, StepState.BOUNCED, on=MONDAY - days(9), email=None),), MONDAY - days(9), id="to whom"),
    ],
)
def test_where_nobody_says_which_mail_came_back_the_task_is_there_all_the_same(
    steps: tuple[Step, ...], since: date
) -> None:
    assert Task(TaskKind.GIVE_ADDRESS, since, note="a@x") in tasks(fact(), steps=steps, suspended=("a@x",))


def test_a_debtor_who_never_had_an_address_is_no_task() -> None:
    assert tasks(fact(), can_write=False) == ()


@pytest.mark.parametrize(
    ("kind", "task"),
    [
        (HoldKind.DISPUTE, TaskKind.ANSWER_DISPUTE),
        (HoldKind.INSOLVENCY, TaskKind.DECLARE_CLAIM),
        (HoldKind.REJECTED, TaskKind.SEND_INVOICE_AGAIN),
        (HoldKind.REFUSED, TaskKind.CORRECT_INVOICE),
        (HoldKind.SUSPENDED, TaskKind.GIVE_PAPERS),
        (HoldKind.UNMATCHED_MONEY, TaskKind.MATCH_MONEY),
    ],
)
def test_a_hold_that_a_person_must_settle_is_a_task_with_its_last_day(kind: HoldKind, task: TaskKind) -> None:
    hold = Hold(kind, "a", MONDAY, "creditor", "because", act_by=MONDAY + days(60))
    assert tasks(fact(), holds=(hold,)) == (Task(task, MONDAY, ("a",), by=MONDAY + days(60), note="because"),)


def test_a_hold_that_ends_by_itself_or_has_ended_is_none() -> None:
    declared = Hold(HoldKind.INSOLVENCY, EVERYTHING, MONDAY, "creditor", "", declared_on=MONDAY)
    assert tasks(fact(), holds=(declared,)) == ()
    ended = dispute(until=MONDAY - days(1))
    promise = Hold(HoldKind.PROMISE, "a", MONDAY, "debtor", "", until=MONDAY + days(3))
    assert tasks(fact(), holds=(pause(until=MONDAY), promise, ended)) == ()


def test_a_pause_without_an_end_is_asked_about_after_thirty_days_and_again_after_thirty_more() -> None:
    placed = pause(since=MONDAY)
    for held in (placed, replace(placed, invoice_id=EVERYTHING)):
        day = MONDAY + days(30)
        waiting = Facts((fact(),), holds=(held,))
        assert decide(waiting, STANDARD, day - days(1)) == replace(decide(waiting, STANDARD, MONDAY), tasks=())
        assert decide(waiting, STANDARD, MONDAY).next_look_on == day
        task = Task(TaskKind.REVIEW_PAUSE, day, ("a",), note=held.reason)
        assert (tasks(fact(), holds=(held,), on=day), tasks(fact(cents=0), holds=(held,), on=day)) == ((task,), ())
        again = replace(held, since=day)
        assert tasks(fact(), holds=(held, again), on=day + days(29)) == ()
        assert tasks(fact(), holds=(again, held), on=day + days(30)) == (replace(task, since=day + days(30)),)


def test_what_comes_next_is_asked_when_the_time_that_the_last_letter_gave_has_passed() -> None:
    last = step(FORMAL, StepState.DELIVERED, on=MONDAY)
    owed = Facts((fact(late=60),), (last,))
    assert (tasks(fact(late=60), steps=(last,)), decide(owed, STANDARD, MONDAY).next_look_on) == ((), MONDAY + days(16))
    day = MONDAY + days(16)
    assert tasks(fact(late=60), steps=(last,), on=day) == (Task(TaskKind.DECIDE_NEXT, day, ("a",), FORMAL),)
    assert decide(owed, STANDARD, day).next_look_on is None
    assert tasks(fact(late=60), steps=(last,), on=day, holds=(pause(since=MONDAY),)) == (), "handed over"


def test_of_what_no_policy_ever_writes_about_one_is_asked_once_it_is_late() -> None:
    silent = Policy("silent", 1, (Rung(FORMAL, 1, conditions=Conditions(at_least=Money(99999))),))
    assert tasks(fact(late=0), policy=silent) == ()
    assert tasks(fact(late=1), policy=silent) == (Task(TaskKind.DECIDE_NEXT, MONDAY, ("a",)),)


def test_a_level_that_was_refused_is_asked_about_after_thirty_days() -> None:
    refused = Approval("a", R1, MONDAY, "Claire", is_given=False, reason="an old friend")
    day = MONDAY + days(30)
    assert tasks(fact(), approvals=(refused,), on=day - days(1)) == ()
    assert decide(Facts((fact(),), approvals=(refused,)), STANDARD, MONDAY).next_look_on == day
    assert tasks(fact(), approvals=(refused,), on=day) == (Task(TaskKind.REVIEW_REFUSAL, day, ("a",), R1),)
    again = replace(refused, on=day)
    assert tasks(fact(), approvals=(refused, again), on=day) == ()


def test_nothing_waits_for_a_person_about_what_is_paid() -> None:
    held = step(FINAL, StepState.HELD, on=MONDAY - days(1))
    assert tasks(fact(cents=0), steps=(held,), holds=(dispute(),)) == ()


def test_old_bank_data_is_a_task_since_the_day_of_the_data() -> None:
    weekly = replace(STANDARD, bank_data_days=3)
    assert tasks(fact(), policy=weekly, bank_data_on=MONDAY - days(9)) == (
        Task(TaskKind.IMPORT_BANK_DATA, MONDAY - days(9)),
    )


def test_a_call_appears_on_its_day_and_the_next_look_is_no_later() -> None:
    assert tasks(fact(late=4), policy=CALLS) == ()
    decision = decide(Facts((fact(late=4),), holds=(dispute("z"),)), CALLS, MONDAY)
    assert decision.next_look_on == MONDAY + days(1)
    due = MONDAY - days(1)
    assert tasks(fact(late=6), policy=CALLS) == (Task(TaskKind.CALL, due, ("a",)),)


def test_a_small_debt_is_no_reason_to_call() -> None:
    assert tasks(fact(late=6, cents=9999), policy=CALLS) == ()


def test_calls_do_not_pile_up_when_nobody_made_the_first() -> None:
    found = tasks(fact(late=20), policy=CALLS)
    assert [(t.kind, t.since) for t in found] == [
        (TaskKind.PERSONAL_MAIL, MONDAY - days(12)),
        (TaskKind.CALL, MONDAY - days(5)),
    ]


def done(offset: int, about: str = "a", kind: ManualStepKind = CALL) -> ManualStepDone:
    return ManualStepDone(kind, about, offset, MONDAY, "promised to look into it")


@pytest.mark.parametrize(
    ("made", "calls"),
    [
        pytest.param(done(15), 0, id="this one"),
        pytest.param(done(5), 1, id="an earlier one"),
        pytest.param(done(15, about="b"), 1, id="one about another invoice"),
        pytest.param(done(15, kind=ManualStepKind.PERSONAL_MAIL), 1, id="a mail, not a call"),
    ],
)
def test_a_call_that_was_made_is_a_task_no_more(made: ManualStepDone, calls: int) -> None:
    found = tasks(fact(late=20), policy=CALLS, done=(made,))
    assert sum(t.kind is TaskKind.CALL for t in found) == calls


def test_nobody_is_called_about_an_invoice_that_is_held_or_covered() -> None:
    assert TaskKind.CALL not in {t.kind for t in tasks(fact(late=20), policy=CALLS, holds=(dispute(),))}
    assert TaskKind.CALL not in {t.kind for t in tasks(fact(late=20), policy=CALLS, credits=(Money(10000),))}


def test_the_most_pressing_comes_first() -> None:
    soon, later = (
        Hold(HoldKind.DISPUTE, n, MONDAY, "debtor", "", act_by=MONDAY + days(d)) for n, d in (("b", 3), ("a", 9))
    )
    old = Hold(HoldKind.SUSPENDED, "c", MONDAY - days(90), "platform", "")
    found = tasks(fact("a"), fact("b"), fact("c"), holds=(old, later, soon))
    assert [t.invoice_ids for t in found] == [("b",), ("a",), ("c",)]
