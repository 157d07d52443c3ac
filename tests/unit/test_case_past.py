"""A case on a day that is over: what bears a later day is taken off, and nothing else."""

from dataclasses import replace

from chalicelib.domain.case_past import as_of
from chalicelib.domain.facts import Approval
from chalicelib.domain.invoice import WithdrawnCredit
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepState
from chalicelib.domain.money import Money
from chalicelib.domain.plan import Instalment, Plan
from chalicelib.domain.promise import Promise, PromiseState
from tests.builders import MONDAY, case, days, invoice, pause, payment, step

YESTERDAY, TOMORROW = MONDAY - days(1), MONDAY + days(1)
DAYS = (YESTERDAY, MONDAY, TOMORROW)
OWED = invoice(due=MONDAY - days(9))


def promise(on: object, **changes: object) -> Promise:
    made = Promise("p", (OWED.id,), MONDAY + days(9), on, "debtor", 3)  # type: ignore[arg-type]
    return replace(made, **changes)  # type: ignore[arg-type]


def plan(on: object, **changes: object) -> Plan:
    half = Instalment(MONDAY + days(9), Money(5000))
    return replace(Plan("p", (OWED.id,), (half,), on, "creditor", Money(0), 8), **changes)  # type: ignore[arg-type]


def test_what_was_placed_said_and_booked_up_to_the_day_stands() -> None:
    known = case(
        replace(OWED, entries=tuple(payment(1, f"VIR-{day}", day) for day in DAYS)),
        holds=tuple(pause(since=day) for day in DAYS),
        promises=tuple(promise(day) for day in DAYS),
        plans=tuple(plan(day) for day in DAYS),
        approvals=tuple(Approval("a", Level.FORMAL_NOTICE, day, "Claire") for day in DAYS),
        credits=tuple(payment(1, f"AV-{day}", day) for day in DAYS),
    )
    then = as_of(known, MONDAY)
    assert [e.on for e in then.invoices[0].entries] == [YESTERDAY, MONDAY]
    assert [h.since for h in then.holds] == [YESTERDAY, MONDAY]
    assert [p.made_on for p in then.promises] == [YESTERDAY, MONDAY]
    assert [p.agreed_on for p in then.plans] == [YESTERDAY, MONDAY]
    assert [a.on for a in then.approvals] == [YESTERDAY, MONDAY]
    assert [c.on for c in then.credits] == [YESTERDAY, MONDAY]


def test_a_credit_counts_until_the_day_on_which_a_person_took_it_back() -> None:
    gone = tuple(WithdrawnCredit(payment(1, f"AV-{day}", YESTERDAY), day, "refunded") for day in DAYS)
    then = as_of(case(OWED, withdrawn_credits=gone), MONDAY)
    assert [c.reference for c in then.credits] == [f"AV-{TOMORROW}"]
    assert [w.on for w in then.withdrawn_credits] == [YESTERDAY, MONDAY]


def test_a_credit_that_an_invoice_took_up_is_counted_there_alone() -> None:
    gone = WithdrawnCredit(payment(1, "AV-1", YESTERDAY), TOMORROW, "", OWED.id)
    assert as_of(case(OWED, withdrawn_credits=(gone,)), MONDAY).credits == ()


def test_the_letter_of_the_day_itself_is_yet_to_be_decided() -> None:
    steps = tuple(step(Level.REMINDER_1, StepState.DELIVERED, on=day) for day in DAYS)
    assert [s.on for s in as_of(case(OWED, steps=steps), MONDAY).steps] == [YESTERDAY]


def test_an_invoice_stands_from_the_day_on_which_it_was_issued() -> None:
    issued = tuple(replace(invoice(f"F-{n}", due=MONDAY + days(30)), issued_on=day) for n, day in enumerate(DAYS))
    assert len(as_of(case(*issued), MONDAY).invoices) == 2


def test_a_promise_is_open_and_a_plan_runs_until_the_day_on_which_it_was_told_to_end() -> None:
    for day, state in zip(DAYS, (PromiseState.BROKEN, PromiseState.BROKEN, PromiseState.OPEN), strict=True):
        settled = promise(YESTERDAY, state=PromiseState.BROKEN, settled_on=day)
        assert as_of(case(OWED, promises=(settled,)), MONDAY).promises[0].state is state
    for day, ended in zip(DAYS, (True, True, False), strict=True):
        over = plan(YESTERDAY - days(9), ended_on=day, is_in_default=True)
        (then,) = as_of(case(OWED, plans=(over,)), MONDAY).plans
        assert (then.ended_on is not None, then.is_in_default) == (ended, ended)
