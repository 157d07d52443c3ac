"""A changed policy: what it would change is planned, replayed on the past, and applied to running cases by a choice."""

from dataclasses import replace

import pytest

from chalicelib.domain.errors import Invalid
from chalicelib.domain.facts import Approval
from chalicelib.domain.level import Level
from chalicelib.domain.parties import DebtorKind
from chalicelib.domain.policy import Policy, Rung, Tone
from chalicelib.domain.segment import Segment
from chalicelib.usecases.apply_policy import ApplyPolicy
from chalicelib.usecases.foresee import Foresee
from chalicelib.usecases.plan_policy import PlanPolicy, PolicyPlan
from chalicelib.usecases.steer_creditor import SteerCreditor
from tests.builders import (
    CREDITOR,
    KEY,
    MONDAY,
    SITE,
    STANDARD,
    UNATTENDED,
    Office,
    case,
    days,
    debtor,
    invoice,
    payment,
)
from tests.fakes import FixedPolicies, OwnPolicies

R1, R2 = Level.REMINDER_1, Level.REMINDER_2
LATER = Policy("standard", 2, (Rung(R1, 10), Rung(R2, 20)), "later")


def office() -> Office:
    made = Office()
    made.keep(case(invoice(due=MONDAY - days(3))))
    return made


def foresee(of: Office) -> Foresee:
    return Foresee(of.cases, of.judge, of.clock, SITE)


def plan(of: Office, policy: Policy = LATER, moves: str | None = None) -> PolicyPlan:
    return PlanPolicy(foresee(of))(CREDITOR, policy, moves)


def apply(of: Office, policy: Policy = LATER, moves: str | None = None) -> int:
    return ApplyPolicy(foresee(of), of.policies, of.change)(CREDITOR, policy, "Claire", moves).moved


def test_a_plan_says_who_would_hear_what_instead_and_changes_nothing() -> None:
    told = office()
    before = told.case
    planned = plan(told)
    (moved,) = planned.moved
    assert planned.cases == 1
    assert [e.on for e in moved.before][:2] == [MONDAY, MONDAY + days(7)]
    assert [(e.on, e.message.level) for e in moved.after] == [(MONDAY + days(7), R1), (MONDAY + days(17), R2)]
    assert told.case == before


def test_a_case_that_would_hear_the_same_is_counted_and_not_told() -> None:
    same = replace(UNATTENDED, version=2)
    assert (plan(office(), same).cases, plan(office(), same).moved) == (1, ())


def levels_changed(**changes: object) -> Policy:
    rungs = tuple(replace(r, **changes) for r in UNATTENDED.rungs[1:])  # type: ignore[arg-type]
    return replace(UNATTENDED, version=2, rungs=(UNATTENDED.rungs[0], *rungs))


def test_an_approval_that_is_asked_for_no_more_is_told_as_a_move_with_the_message_on_its_day() -> None:
    told = office()
    told.policies = FixedPolicies(STANDARD)
    (moved,) = plan(told, replace(UNATTENDED, version=2)).moved
    assert [(e.on, e.message) for e in moved.before] == [(e.on, e.message) for e in moved.after]
    asked = [[i.level for i in e.to_approve] for e in moved.before]
    assert asked == [[], [], [], [Level.FORMAL_NOTICE]]
    assert not any(e.to_approve for e in moved.after)
    (every,) = plan(told, replace(levels_changed(needs_approval=True))).moved
    assert all(e.to_approve for e in every.after)


@pytest.mark.parametrize(
    ("changes", "attached"),
    [
        pytest.param({"tone": Tone.GENTLE}, True, id="tone"),
        pytest.param({"attaches_letter": False}, False, id="letter"),
    ],
)
def test_another_tone_and_a_letter_that_is_not_attached_are_told(changes: dict[str, object], attached: bool) -> None:
    rungs = tuple(r if r.level is Level.FORMAL_NOTICE else replace(r, **changes) for r in UNATTENDED.rungs)  # type: ignore[arg-type]
    (moved,) = plan(office(), replace(UNATTENDED, version=2, rungs=rungs)).moved
    assert [e.on for e in moved.before] == [e.on for e in moved.after]
    second = moved.before[1], moved.after[1]
    assert [e.tone for e in second] == [Tone.PLAIN, changes.get("tone", Tone.PLAIN)]
    assert [e.is_attached for e in second] == [True, attached]


def test_whether_a_letter_is_attached_changes_nothing_on_paper() -> None:
    told = Office()
    told.keep(case(invoice(due=MONDAY - days(3)), debtor=debtor(email=None)))
    rungs = tuple(r if r.level is Level.FORMAL_NOTICE else replace(r, attaches_letter=False) for r in UNATTENDED.rungs)
    assert plan(told, replace(UNATTENDED, version=2, rungs=rungs)).moved == ()


def test_the_policies_that_cases_would_leave_are_told_also_where_no_message_moves() -> None:
    same = replace(UNATTENDED, version=2, approval_days=1)
    planned = plan(office(), same)
    assert (planned.moved, planned.left) == ((), (UNATTENDED,))
    assert plan(office(), replace(same, name="mine")).left == ()


def test_a_level_that_was_refused_is_told_neither_before_nor_after() -> None:
    told = Office(policies=FixedPolicies(STANDARD))
    owed = invoice(due=MONDAY - days(3))
    word = Approval(owed.id, Level.FORMAL_NOTICE, MONDAY, "Claire", is_given=False, reason="a good customer")
    told.keep(case(owed, approvals=(word,)))
    assert plan(told, replace(UNATTENDED, version=2)).moved == ()
    later = replace(STANDARD, version=2, rungs=(*STANDARD.rungs[:-1], replace(STANDARD.rungs[-1], offset_days=50)))
    assert plan(told, later).moved == ()


def test_an_invoice_with_a_policy_of_its_own_is_told_by_its_own_levels() -> None:
    short = replace(STANDARD, name="short", rungs=STANDARD.rungs[:2])
    told = Office(policies=FixedPolicies(STANDARD))
    told.policies.put(CREDITOR, short)
    own = replace(invoice(due=MONDAY - days(3)), policy="standard-1")
    told.keep(case(own, policy=short.reference))
    later = replace(STANDARD, version=2, rungs=(*STANDARD.rungs[:-1], replace(STANDARD.rungs[-1], offset_days=52)))
    (moved,) = plan(told, later).moved
    said = [[e.on for e in side if e.message.level is Level.FORMAL_NOTICE] for side in (moved.before, moved.after)]
    assert said[0] < said[1] == [MONDAY + days(49)]


def test_a_version_that_is_not_applied_moves_nobody() -> None:
    told = office()
    ApplyPolicy(foresee(told), told.policies, told.change).keep(CREDITOR, LATER)
    told.run()
    assert told.case.policy == "standard-1"


def test_applying_moves_the_running_cases_once_and_says_so_in_their_history() -> None:
    told = office()
    assert [apply(told), apply(told)] == [1, 0]
    assert told.case.policy == "standard-2"
    (entry,) = told.cases.history(KEY)
    assert (entry.kind, entry.data["policy"], entry.data["before"]) == ("PolicyChosen", "standard-2", "standard-1")
    told.run()
    assert told.mailer.mails == []


def test_a_debtor_who_paid_too_much_moves_with_the_others_and_one_who_is_even_does_not() -> None:
    """What it has in credit is set against what it will owe, which a person sees under the policy that then runs."""
    for paid, moved in ((10001, 1), (10000, 0)):
        told = Office()
        told.keep(case(invoice(due=MONDAY - days(3)).book(payment(paid))))
        assert (plan(told).cases, apply(told)) == (moved, moved)


def test_debtors_to_come_follow_what_was_chosen_for_them_and_nothing_else() -> None:
    told = office()
    apply(told)
    state = told.creditors.state(CREDITOR)
    assert (state.policy, state.segments) == ("standard-2", ("consumer-1", "public-body-1"))
    apply(told, replace(LATER, name="consumer", segment=Segment(kinds=frozenset({DebtorKind.CONSUMER}))))
    apply(told, replace(LATER, name="own", version=1))
    state = told.creditors.state(CREDITOR)
    assert (state.policy, state.segments) == ("standard-2", ("consumer-2", "public-body-1"))
    apply(told, replace(LATER, name="own", version=2), moves="standard")
    assert told.creditors.state(CREDITOR).policy == "own-2"


def test_a_policy_for_nobody_is_refused_in_the_place_of_one_that_is_taken_by_its_segment() -> None:
    """Else debtors to come would go on under what the running ones have left."""
    told, nobody = office(), replace(LATER, name="consumer")
    for verb in (plan, apply):
        with pytest.raises(Invalid, match="for: consumer-1 is taken by its `for`: say for whom consumer-2 is"):
            verb(told, nobody)
    assert nobody.reference not in {p.reference for p in told.policies.all(CREDITOR)}
    SteerCreditor(told.creditors, told.policies, told.clock).choose(CREDITOR, "standard-1", ())
    apply(told, nobody)
    assert told.creditors.state(CREDITOR).segments == ()


def test_cases_under_another_name_move_only_when_that_name_is_said() -> None:
    other = replace(LATER, name="mine", version=1)
    told = office()
    assert (plan(told, other).cases, apply(told, other)) == (0, 0)
    assert (plan(told, other, "standard").cases, apply(told, other, "standard")) == (1, 1)


@pytest.mark.parametrize("moves", ["nope", "standard-1", ""])
def test_a_name_that_no_policy_has_is_refused_and_keeps_nothing(moves: str) -> None:
    told = office()
    for verb in (plan, apply):
        with pytest.raises(Invalid, match="without its version: one of standard"):
            verb(told, LATER, moves)
    assert "standard-2" not in {p.reference for p in told.policies.all(CREDITOR)}
    assert plan(told, replace(LATER, name="mine"), "mine").cases == 0


def test_after_the_last_version_that_a_document_can_have_another_name_is_asked_for() -> None:
    told = office()
    apply(told, replace(LATER, version=9999))
    with pytest.raises(Invalid, match="none follows: give it another name"):
        apply(told)


def test_a_version_is_kept_once_and_only_rises() -> None:
    told = office()
    apply(told)
    for wrong in (replace(LATER, why="other words"), replace(LATER, version=1)):
        for verb in (apply, plan):
            with pytest.raises(Invalid, match="the next version is 3"):
                verb(told, wrong)
    assert apply(told, replace(LATER, version=3)) == 1


def test_an_invoice_with_a_policy_of_its_own_moves_with_that_policy_and_its_plan_says_so() -> None:
    told = Office()
    own = replace(invoice(due=MONDAY - days(3)), policy="mine-1")
    told.policies = OwnPolicies({(CREDITOR, "mine-1"): replace(UNATTENDED, name="mine")})
    other = invoice("F-2", due=MONDAY - days(3))
    told.keep(case(own, other))
    later = replace(LATER, name="mine")
    (moved,) = plan(told, later).moved
    assert [i.invoice_id for i in moved.after[0].message.items] == [other.id]
    assert {i.invoice_id for i in moved.before[0].message.items} == {own.id, other.id}
    assert [apply(told, later), apply(told, later)] == [1, 0]
    assert (told.case.policy, told.case.invoice(own.id).policy, told.case.invoice(other.id).policy) == (
        "standard-1",
        "mine-2",
        None,
    )
    (entry,) = told.cases.history(KEY)
    assert (entry.data["before"], entry.data["invoice_id"]) == ("mine-1", own.id)


def test_debtors_to_come_leave_the_segment_whose_name_is_said() -> None:
    told = office()
    apply(told, replace(LATER, name="people", version=1, segment=Segment(kinds=frozenset({DebtorKind.CONSUMER}))))
    told.policies.put(CREDITOR, replace(STANDARD, name="consumer", version=1))
    mine = replace(LATER, name="mine", version=1, segment=Segment(kinds=frozenset({DebtorKind.CONSUMER})))
    apply(told, mine, moves="consumer")
    assert told.creditors.state(CREDITOR).segments == ("mine-1", "public-body-1")
