"""A policy as a YAML document: read strictly, written back the same, and those that come with Relance."""

from datetime import time
from typing import Any

import pytest

from chalicelib.adapters.policies.policy_document import document_of, policy_of, read_policy, values_of
from chalicelib.adapters.policies.shipped_policies import shipped
from chalicelib.domain.errors import Invalid, NotFound
from chalicelib.domain.level import Level
from chalicelib.domain.money import Money
from chalicelib.domain.parties import DebtorKind
from chalicelib.domain.policy import (
    DAYS_TO_PAY,
    Anchor,
    Budget,
    Channel,
    Conditions,
    ManualStep,
    ManualStepKind,
    Policy,
    Rung,
    Tone,
)
from chalicelib.domain.segment import Segment, most_specific
from tests.fakes import OwnPolicies
from tests.unit.test_segment import profile

WHOLE = """
policy: whole
version: 3
why: Everything that can be said.
for: {kinds: [trader], average_days_late_at_least: 10, owed_at_least: "500.00 EUR", owed_at_most: "9000.00 EUR",
      bought_at_least: "100.00 EUR"}
contact: {gap_days: 4, most: 3, in_days: 20, opens: "09:30", closes: "17:00"}
presumed_delivered_after_days: 2
tolerance: ["5.00 EUR"]
bank_data_days: 3
approval_days: 10
promise_grace_days: 1
plan_grace_days: 5
levels:
  - {level: notice, offset_days: -7, channels: [e-mail], tone: gentle, attach_letter: false}
  - {level: reminder-1, offset_days: 2, kinds: [trader, consumer], at_least: "10.00 EUR", at_most: "800.00 EUR"}
  - {level: formal-notice, offset_days: 12, after: previous-level, channels: [registered-post, post], approval: true}
manual_steps:
  - {task: call, offset_days: 6, kinds: [trader], at_least: "100.00 EUR"}
"""
BOTH = frozenset({DebtorKind.TRADER, DebtorKind.CONSUMER})
EXPECTED = Policy(
    name="whole",
    version=3,
    why="Everything that can be said.",
    rungs=(
        Rung(Level.NOTICE, -7, channels=(Channel.EMAIL,), tone=Tone.GENTLE, attaches_letter=False),
        Rung(Level.REMINDER_1, 2, conditions=Conditions(BOTH, Money(1000), Money(80000))),
        Rung(
            Level.FORMAL_NOTICE,
            12,
            Anchor.PREVIOUS_LEVEL,
            (Channel.REGISTERED_POST, Channel.POST),
            needs_approval=True,
        ),
    ),
    budget=Budget(4, 3, 20, time(9, 30), time(17)),
    presumed_delivered_after_days=2,
    tolerance=(Money(500),),
    bank_data_days=3,
    approval_days=10,
    promise_grace_days=1,
    plan_grace_days=5,
    manual_steps=(
        ManualStep(ManualStepKind.CALL, 6, Conditions(frozenset({DebtorKind.TRADER}), at_least=Money(10000))),
    ),
    segment=Segment(frozenset({DebtorKind.TRADER}), 10, Money(50000), Money(900000), Money(10000)),
)


def test_a_document_says_a_policy_to_the_last_value() -> None:
    assert read_policy(WHOLE) == EXPECTED


def test_a_policy_is_written_back_as_the_document_that_says_it() -> None:
    assert policy_of(document_of(EXPECTED)) == EXPECTED


def test_a_reasoning_is_kept_without_the_spaces_around_it() -> None:
    assert document_of(policy_of(document(why="  x\n")))["why"] == "x"


def test_what_is_left_out_is_as_the_page_on_policies_says() -> None:
    plain = read_policy("{policy: plain, version: 1, why: x, levels: [{level: reminder-1, offset_days: 3}]}")
    assert plain == Policy("plain", 1, (Rung(Level.REMINDER_1, 3),), "x")
    assert plain.budget == Budget(5, 2, 14, time(8), time(19))
    assert document_of(plain)["levels"] == [{"level": "reminder-1", "offset_days": 3}]


def test_a_formal_notice_waits_for_a_person_unless_its_policy_says_otherwise_in_so_many_words() -> None:
    """It cannot be taken back: whoever leaves one word out has not asked for it to go out unattended."""
    for said, waits in (("", True), (", approval: true", True), (", approval: false", False)):
        levels = f"[{{level: reminder-1, offset_days: 3}}, {{level: formal-notice, offset_days: 20{said}}}]"
        own = read_policy(f"{{policy: own, version: 1, why: x, levels: {levels}}}")
        assert [r.needs_approval for r in own.rungs] == [False, waits]
        assert policy_of(document_of(own)) == own
        assert [level["approval"] for level in values_of(own)["levels"]] == [False, waits]
        shown = document_of(own)["levels"]
        assert ["approval" in level for level in shown] == [False, not waits]


LEVEL = {"level": "reminder-1", "offset_days": 3}


def document(**changes: Any) -> dict[str, Any]:
    return {"policy": "odd", "version": 1, "why": "x", "levels": [LEVEL], **changes}


@pytest.mark.parametrize(
    ("given", "place", "says"),
    [
        pytest.param(
            document(manual_steps=[{"task": "call", "offset_days": 0}]),
            *("manual_steps.1.offset_days", "at least 1"),
            id="a call on the due date",
        ),
        pytest.param(document(levles=[]), "levles", "no field we know", id="a key misspelt"),
        pytest.param(document(levels=[{**LEVEL, "offset": 3}]), "levels.1.offset", "no field", id="a key in a level"),
        pytest.param(document(levels=[LEVEL, {"level": "x", "offset_days": 9}]), "levels.2.level", "", id="no level"),
        pytest.param(document(levels=[{"level": "reminder-1"}]), "levels.1.offset_days", "is missing", id="no offset"),
        pytest.param(document(levels=[]), "levels", "at least 1", id="no level at all"),
        pytest.param(
            document(levels=[{**LEVEL, "level": "instalment"}]),
            *("levels.1.level", "instalment_reminder_days"),
            id="an instalment as a level",
        ),
        pytest.param(
            document(levels=[{**LEVEL, "approval": "no"}]), "levels.1.approval", "true or false", id="no for false"
        ),
        pytest.param(document(levels=[{**LEVEL, "offset_days": "3"}]), "levels.1.offset_days", "", id="days as text"),
        pytest.param(document(levels=[{**LEVEL, "channels": ["sms"]}]), "levels.1.channels.1", "e-mail", id="channel"),
        pytest.param(document(tolerance=["5 EUR"]), "tolerance.1", '"150.00 EUR"', id="an amount without cents"),
        pytest.param(document(tolerance=[5.0]), "tolerance.1", '"150.00 EUR"', id="an amount as a number"),
        pytest.param(document(tolerance=["5.00 XXX"]), "tolerance.1", '"150.00 EUR"', id="no currency of ours"),
        pytest.param(document(contact={"opens": 510}), "contact.opens", '"08:00"', id="an hour without quotes"),
        pytest.param(document(contact={"opens": "24:00"}), "contact.opens", '"08:00"', id="no hour"),
        pytest.param(document(policy="Mine!"), "policy", "must look like", id="a name that is none"),
        pytest.param(document(version=0), "version", "at least 1", id="version 0"),
        *(pytest.param(document(why=no), "why", "what the policy is for", id=repr(no)) for no in ("", " ", "\x1c\n")),
        pytest.param("standard", "body", "", id="a text"),
        pytest.param(None, "body", "", id="nothing"),
        pytest.param(
            document(contact={"opens": "19:00", "closes": "08:00"}), "contact", "open before they close", id="hours"
        ),
        pytest.param(
            document(levels=[{**LEVEL, "offset_days": 0}]), "levels.1", "nobody is late on the due date", id="due date"
        ),
        pytest.param(document(levels=[LEVEL, LEVEL]), "levels", "rise together", id="a level twice"),
        pytest.param(document(contact={"in_days": 2}), "contact", "no fewer than the gap", id="days counted"),
        pytest.param(
            document(tolerance=["1.00 EUR", "2.00 EUR"]), "tolerance", "once for each currency", id="a sum stated twice"
        ),
        pytest.param(
            document(instalment_reminder_days=[2, -3]),
            *("instalment_reminder_days", "rise, each once"),
            id="days that fall",
        ),
    ],
)
def test_a_document_at_fault_is_refused_by_the_place(given: Any, place: str, says: str) -> None:
    with pytest.raises(Invalid) as refused:
        policy_of(given)
    assert refused.value.problems[0].field == place
    assert says in refused.value.problems[0].message


@pytest.mark.parametrize("text", ["policy: [", "policy: a\npolicy: b\n"], ids=["no YAML", "a key twice"])
def test_what_is_no_document_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_policy(text)
    assert refused.value.problems[0].field == "document"


def test_five_policies_come_with_relance_each_with_its_reasoning() -> None:
    assert sorted(shipped()) == ["consumer-1", "firm-1", "gentle-1", "public-body-1", "standard-1"]
    assert all(len(p.why) > 200 for p in shipped().values())


@pytest.mark.parametrize("reference", sorted(shipped()))
def test_each_keeps_the_formal_notice_for_a_person_and_three_levels_before_it(reference: str) -> None:
    policy = shipped()[reference]
    formal = policy.rung(Level.FORMAL_NOTICE)
    assert formal is not None
    assert formal.needs_approval
    assert [r.level for r in policy.rungs][-4:-1] == [Level.REMINDER_1, Level.REMINDER_2, Level.FINAL_REMINDER]


@pytest.mark.parametrize("reference", sorted(shipped()))
def test_each_leaves_the_days_to_pay_and_the_contact_budget_between_its_levels(reference: str) -> None:
    """Else a debtor with one invoice would hear the levels later than the policy says."""
    policy = shipped()[reference]
    for before, after in zip(policy.rungs, policy.rungs[1:], strict=False):
        apart = after.offset_days - before.offset_days
        assert apart > DAYS_TO_PAY.get(before.level, 0)
        assert apart >= policy.budget.gap_days
    for first, third in zip(policy.rungs, policy.rungs[2:], strict=False):
        assert third.offset_days - first.offset_days >= policy.budget.in_days


def test_the_gentle_one_comes_later_than_the_standard_and_the_firm_one_sooner() -> None:
    gentle, standard, firm = (
        {r.level: r.offset_days for r in shipped()[f"{name}-1"].rungs if r.level is not Level.NOTICE}
        for name in ("gentle", "standard", "firm")
    )
    assert all(firm[level] < standard[level] < gentle[level] for level in standard)


@pytest.mark.parametrize(
    ("kind", "taken"),
    [(DebtorKind.TRADER, None), (DebtorKind.CONSUMER, "consumer-1"), (DebtorKind.PUBLIC_BODY, "public-body-1")],
)
def test_consumers_and_public_bodies_have_a_policy_of_their_own(kind: DebtorKind, taken: str | None) -> None:
    segments = [(p.reference, p.segment) for p in shipped().values() if p.segment]
    assert most_specific(segments, profile(kind=kind)) == taken


def test_a_policy_that_there_is_not_is_not_found() -> None:
    with pytest.raises(NotFound, match="no policy standard-2"):
        OwnPolicies().get("cre_1", "standard-2")
