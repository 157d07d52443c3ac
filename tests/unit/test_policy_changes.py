"""Setting by setting, what two policies say differently."""

from dataclasses import replace
from datetime import time
from typing import Any

import pytest

from chalicelib.adapters.policies.policy_changes import Changed, changes
from chalicelib.domain.money import Money
from chalicelib.domain.parties import DebtorKind
from chalicelib.domain.policy import Conditions, ManualStep, ManualStepKind, Rung
from tests.builders import STANDARD


def changed(**values: Any) -> list[tuple[str, Any, Any]]:
    return [(c.setting, c.before, c.after) for c in changes(STANDARD, replace(STANDARD, version=2, **values))]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"why": "other words"}, []),
        ({"approval_days": 1}, [("approval_days", 30, 1)]),
        ({"presumed_delivered_after_days": 30}, [("presumed_delivered_after_days", 3, 30)]),
        ({"bank_data_days": 3}, [("bank_data_days", None, 3)]),
        ({"tolerance": (Money(500),)}, [("tolerance", [], ["5.00 EUR"])]),
        ({"instalment_reminder_days": ()}, [("instalment_reminder_days", [-3, 2], [])]),
        ({"promise_grace_days": 1, "plan_grace_days": 1}, [("promise_grace_days", 3, 1), ("plan_grace_days", 8, 1)]),
        (
            {"budget": replace(STANDARD.budget, opens=time(15), gap_days=6)},
            [("contact.gap_days", 5, 6), ("contact.opens", "08:00", "15:00")],
        ),
    ],
    ids=lambda value: ", ".join(value) if isinstance(value, dict) else "",
)
def test_a_setting_is_told_by_its_place_with_what_it_was_and_what_it_is(values: Any, told: Any) -> None:
    assert changed(**values) == told


def test_levels_are_told_by_their_name_and_field_by_field() -> None:
    *others, formal = STANDARD.rungs
    traders = Conditions(frozenset({DebtorKind.TRADER}))
    assert changed(rungs=(*others, replace(formal, needs_approval=False, conditions=traders))) == [
        ("levels.formal-notice.approval", True, False),
        ("levels.formal-notice.kinds", sorted(DebtorKind), ["trader"]),
    ]


def test_a_level_that_is_there_in_one_alone_and_the_manual_steps_are_told_whole() -> None:
    first, *others = STANDARD.rungs
    call = ManualStep(ManualStepKind.CALL, 5)
    gone, calls = changes(STANDARD, replace(STANDARD, rungs=tuple(others), manual_steps=(call,)))
    assert (gone.setting, gone.before["offset_days"], gone.after) == ("levels.notice", -15, None)
    assert (calls.setting, calls.before, calls.after[0]["task"]) == ("manual_steps", [], "call")
    assert changes(STANDARD, replace(STANDARD, rungs=(Rung(first.level, first.offset_days),)))[0] == Changed(
        "levels.notice.channels", ["e-mail"], ["e-mail", "post"]
    )
