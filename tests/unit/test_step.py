"""The unit that is sent once: its id, its reference, its moves."""

import re
from datetime import date

import pytest

from chalicelib.domain.errors import IllegalMove
from chalicelib.domain.level import Level
from chalicelib.domain.lifecycle import StepMove, StepState
from chalicelib.domain.step import reference_of, step_id
from tests.builders import MONDAY, step

PLAIN = ("cre_1", "dbt_1", "standard-1", Level.REMINDER_1, MONDAY)


def test_planning_the_same_level_on_the_same_day_gives_the_same_id() -> None:
    assert step_id(*PLAIN) == step_id(*PLAIN) == "cre_1#dbt_1#standard-1#reminder-1#2026-11-23"


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(("cre_2", *PLAIN[1:]), id="another creditor"),
        pytest.param(("cre_1", "dbt_2", *PLAIN[2:]), id="another debtor"),
        pytest.param((*PLAIN[:2], "standard-2", *PLAIN[3:]), id="another policy"),
        pytest.param((*PLAIN[:3], Level.REMINDER_2, MONDAY), id="another level"),
        pytest.param((*PLAIN[:4], date(2026, 11, 24)), id="another day"),
    ],
)
def test_a_step_is_another_when_one_part_differs(other: tuple[str, str, str, Level, date]) -> None:
    assert step_id(*other) != step_id(*PLAIN)
    assert reference_of(step_id(*other)) != reference_of(step_id(*PLAIN))


def test_the_reference_is_short_enough_to_read_out_and_never_changes() -> None:
    assert re.fullmatch(r"[A-Z2-7]{4}-[A-Z2-7]{4}", reference_of("any"))
    assert step(Level.REMINDER_1).reference == reference_of(step_id(*PLAIN))
    assert reference_of("a") == "ZKLY-CEWK"


def test_a_reference_is_reckoned_once() -> None:
    """A case of some years asks a thousand times for those of all its letters: it was two fifths of their time."""
    asked = [reference_of(step_id(*PLAIN)) for _ in range(2)]
    assert asked[0] is asked[1]


def test_a_move_changes_the_state_and_what_is_given_and_nothing_else() -> None:
    before = step(Level.REMINDER_1, StepState.RENDERED)
    claimed = before.move(StepMove.CLAIM, owner="w", attempt=1)
    assert (claimed.state, claimed.owner, claimed.attempt) == (StepState.CLAIMED, "w", 1)
    assert (claimed.id, claimed.items, claimed.email) == (before.id, before.items, before.email)
    assert before.state is StepState.RENDERED


def test_a_move_is_refused_when_the_lifecycle_has_no_such_edge() -> None:
    with pytest.raises(IllegalMove, match="a cancelled step cannot claim"):
        step(Level.REMINDER_1, StepState.CANCELLED).move(StepMove.CLAIM)
