"""A policy document with what could never apply, or a number that YAML reads as another, is refused by the place."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.adapters.policies.policy_document import document_of, kept_policy_of, policy_of, read_policy
from chalicelib.domain.errors import Invalid
from chalicelib.domain.segment import Segment
from tests.unit.test_policy_document import LEVEL, document


@pytest.mark.parametrize(
    ("given", "place", "says"),
    [
        pytest.param(
            document(levels=[{**LEVEL, "at_least": "10.01 EUR", "at_most": "10.00 EUR"}]),
            *("levels.1.at_most", "10.00 EUR is below at_least, 10.01 EUR"),
            id="no sum",
        ),
        pytest.param(document(levels=[{**LEVEL, "at_most": "0.00 EUR"}]), "levels.1.at_most", "owes nothing", id="0"),
        pytest.param(document(levels=[{**LEVEL, "kinds": []}]), "levels.1.kinds", "at least 1", id="no kind"),
        pytest.param(
            document(levels=[{**LEVEL, "kinds": ["trader"] * 2}]), "levels.1.kinds", "each once", id="a kind twice"
        ),
        pytest.param(document(levels=[{**LEVEL, "kinds": "trader"}]), "levels.1.kinds", "a list", id="no list"),
        pytest.param(
            document(manual_steps=[{"task": "call", "offset_days": 2, "at_least": "2.00 EUR", "at_most": "1.00 EUR"}]),
            *("manual_steps.1.at_most", "below at_least"),
            id="a call about no sum",
        ),
        pytest.param(document(**{"for": {"kinds": []}}), "for.kinds", "at least 1", id="for nobody"),
        pytest.param(
            document(**{"for": {"owed_at_least": "2.00 EUR", "owed_at_most": "1.00 EUR"}}),
            *("for.owed_at_most", "1.00 EUR is below owed_at_least, 2.00 EUR"),
            id="for debtors who owe no sum",
        ),
    ],
)
def test_what_could_never_apply_is_refused_by_the_place(given: Any, place: str, says: str) -> None:
    with pytest.raises(Invalid) as refused:
        policy_of(given)
    (fault,) = refused.value.problems
    assert fault.field == place
    assert says in fault.message


def test_bounds_that_are_one_sum_and_a_segment_of_any_kind_are_read_and_written_back() -> None:
    one = document(levels=[{**LEVEL, "at_least": "10.00 EUR", "at_most": "10.00 EUR"}], **{"for": {}})
    assert policy_of(one).segment == Segment()
    assert policy_of(document_of(policy_of(one))) == policy_of(one)


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("levels: [{level: reminder-1, offset_days: 010}]", "levels.1.offset_days"),
        ("levels: [{level: reminder-1, offset_days: 1:30}]", "levels.1.offset_days"),
        ("levels: [{level: reminder-1, offset_days: 0x10}]", "levels.1.offset_days"),
        ("levels: [{level: reminder-1, offset_days: 3}]\napproval_days: 1_0", "approval_days"),
        ("levels: [{level: reminder-1, offset_days: 3}]\nplan_grace_days: 010", "plan_grace_days"),
        (
            "levels: [{level: reminder-1, offset_days: 3}]\ninstalment_reminder_days: [-03]",
            "instalment_reminder_days.1",
        ),
    ],
)
def test_a_number_that_yaml_reads_as_another_is_refused_by_the_place(said: str, place: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_policy(f"policy: odd\nversion: 1\nwhy: x\n{said}")
    (fault,) = refused.value.problems
    assert fault.field == place
    assert "must be a whole number like 10, without quotation marks and without a zero before it" in fault.message


@pytest.mark.parametrize(
    ("said", "place"),
    [
        pytest.param("policy: {{ name }}", "line 1, column 10", id="a template's name"),
        pytest.param("policy: odd\nlevels: [{level: notice, offset_days: {{ days }}}]", "line 2, column 40", id="days"),
        pytest.param("? [a]\n: b", "line 1, column 3", id="a list"),
        pytest.param("? !!set {a}\n: b", "line 1, column 3", id="a set"),
    ],
)
def test_a_key_that_is_no_plain_value_is_refused_by_its_place(said: str, place: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_policy(said)
    (fault,) = refused.value.problems
    assert (fault.field, fault.message) == (
        "document",
        f"{place}: a list or a mapping cannot be a key; a text that begins with [ or {{ stands in quotation marks",
    )


@pytest.mark.parametrize("said", ["!!bool maybe", "!!timestamp soon", "!!int [3]", "!!map [a]"])
def test_a_value_that_is_not_what_its_tag_says_is_refused_by_its_place(said: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_policy(f"policy: odd\nversion: {said}")
    (fault,) = refused.value.problems
    assert (fault.field, fault.message.partition(":")[0]) == ("document", "line 2, column 10")


@pytest.mark.parametrize("said", [2.0, True])
def test_a_version_that_is_no_whole_number_is_refused_without_a_word_of_amounts(said: Any) -> None:
    with pytest.raises(Invalid) as refused:
        policy_of(document(version=said))
    (fault,) = refused.value.problems
    assert fault.message == "must be a whole number, without quotation marks or a decimal point"


@pytest.mark.parametrize(
    ("opens", "closes", "is_taken"),
    [
        ("08:10", "08:50", False),
        ("08:00", "09:59", False),
        ("08:30", "10:00", False),
        ("08:30", "10:30", True),
        ("08:00", "10:00", True),
        ("22:30", "23:59", False),
        ("10:00", "08:00", False),
    ],
)
def test_hours_of_sending_that_an_hourly_look_may_miss_are_refused(opens: str, closes: str, is_taken: bool) -> None:
    """The debtor would never be written to, and nobody would know why."""
    given = document(contact={"opens": opens, "closes": closes})
    if is_taken:
        policy_of(given)
        return
    with pytest.raises(
        Invalid, match=r"contact: the hours of sending (last two hours at least|open before they close)"
    ):
        policy_of(given)


def test_a_policy_that_was_kept_before_a_rule_came_is_read_all_the_same() -> None:
    """All that its creditor has would stop, for a rule that nobody could know of."""
    kept = kept_policy_of(document(contact={"opens": "08:10", "closes": "08:50"}))
    assert kept.budget.hours == timedelta(minutes=40)


def test_a_document_of_a_few_lines_cannot_say_a_thousand_million_values() -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{n}: &{n} [{', '.join([f'*{b}'] * 9)}]" for b, n in zip("abcdefg", "bcdefgh", strict=True)]
    with pytest.raises(Invalid, match=r"document: line 2, column 8: \*a stands for another value: write that out"):
        read_policy("\n".join([*lines, "tolerance: *h"]))
    with pytest.raises(Invalid) as refused:
        policy_of(document(tolerance=[["x"] * 100_000], contact={"opens": {"a": "x" * 100_000}}))
    assert all(len(str(fault.message)) < 300 for fault in refused.value.problems)
    assert read_policy("{policy: plain, version: 1, why: 2 * 3, levels: [{level: reminder-1, offset_days: 3}]}")


@pytest.mark.parametrize(("grace", "is_taken"), [(9, True), (8, False)])
def test_a_day_on_which_no_plan_stands_any_more_is_none_to_recall_its_instalments(
    *, grace: int, is_taken: bool
) -> None:
    given = document(plan_grace_days=grace, instalment_reminder_days=[-3, 9])
    if is_taken:
        policy_of(given)
        return
    with pytest.raises(Invalid, match=r"instalment_reminder_days: a plan .* is over 8 days after its instalment"):
        policy_of(given)
    assert kept_policy_of(given).instalment_reminder_days == (-3, 9), "one that is kept is read as it was taken"
