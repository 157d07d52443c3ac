"""The life of a step: the table has no hole, no trap and no dead entry."""

import pytest

from chalicelib.domain.errors import IllegalMove
from chalicelib.domain.lifecycle import ENDED, ON_ITS_WAY, TRANSITIONS, StepMove, StepState, after, can, picture

# A message that ended may still be spoken of by the mail service: those moves add what is known, they start nothing. A
# letter that waits on paper may become wrong.
AFTER_THE_END = {
    (StepState.DELIVERED, StepMove.DISOWN),
    (StepState.BOUNCED, StepMove.DISOWN),
    (StepState.COMPLAINED, StepMove.DISOWN),
    (StepState.CANCELLED, StepMove.DISOWN),
    (StepState.DELIVERED, StepMove.BOUNCE),
    (StepState.DELIVERED, StepMove.COMPLAIN),
    (StepState.BOUNCED, StepMove.COMPLAIN),
    (StepState.BOUNCED, StepMove.DELIVER),
    (StepState.BOUNCED, StepMove.BOUNCE),
    (StepState.CANCELLED, StepMove.DELAY),
    (StepState.CANCELLED, StepMove.DELIVER),
    (StepState.CANCELLED, StepMove.BOUNCE),
    (StepState.CANCELLED, StepMove.COMPLAIN),
    (StepState.UNPOSTED, StepMove.WITHDRAW),
    (StepState.UNPOSTED, StepMove.POST),
    (StepState.WITHDRAWN, StepMove.POST),
}


def reachable() -> set[StepState]:
    seen, edge = {StepState.PLANNED}, {StepState.PLANNED}
    while edge:
        edge = {end for (start, _), end in TRANSITIONS.items() if start in edge} - seen
        seen |= edge
    return seen


def test_every_state_is_reached_from_a_plan() -> None:
    assert reachable() == set(StepState)


@pytest.mark.parametrize("state", [s for s in StepState if s not in ENDED])
def test_a_state_has_a_way_out_when_it_is_not_an_end(state: StepState) -> None:
    assert any(start is state for start, _ in TRANSITIONS)


@pytest.mark.parametrize("state", StepState)
def test_an_end_is_in_sight_from_every_state(state: StepState) -> None:
    seen, edge = {state}, {state}
    while edge:
        edge = {end for (start, _), end in TRANSITIONS.items() if start in edge} - seen
        seen |= edge
    assert seen & ENDED


def test_an_ended_step_moves_on_the_word_of_the_mail_service_or_of_a_person() -> None:
    assert {edge for edge in TRANSITIONS if edge[0] in ENDED} == AFTER_THE_END


@pytest.mark.parametrize("move", StepMove)
def test_every_move_is_used(move: StepMove) -> None:
    assert any(m is move for _, m in TRANSITIONS)


def test_every_state_is_on_its_way_or_ended_or_waits_for_the_mail_service() -> None:
    assert not ENDED & ON_ITS_WAY
    assert set(StepState) - ENDED - ON_ITS_WAY == {StepState.ACCEPTED}


@pytest.mark.parametrize("state", StepState)
def test_no_mail_is_claimed_but_from_a_printed_letter(state: StepState) -> None:
    assert can(state, StepMove.CLAIM) is (state is StepState.RENDERED)


@pytest.mark.parametrize("state", StepState)
def test_only_what_was_claimed_is_released_and_never_what_was_accepted(state: StepState) -> None:
    assert can(state, StepMove.RELEASE) is (state in (StepState.CLAIMED, StepState.UNKNOWN, StepState.FAILED))


@pytest.mark.parametrize("state", StepState)
@pytest.mark.parametrize("move", StepMove)
def test_a_move_leads_where_the_table_says_or_is_refused(state: StepState, move: StepMove) -> None:
    if (state, move) in TRANSITIONS:
        assert can(state, move)
        assert after(state, move) is TRANSITIONS[state, move]
    else:
        assert not can(state, move)
        with pytest.raises(IllegalMove, match=f"a {state} step cannot {move}"):
            after(state, move)


@pytest.mark.parametrize("state", StepState)
def test_the_picture_names_every_state(state: StepState) -> None:
    assert f" {state}" in picture()


def test_the_picture_draws_every_edge_and_every_end() -> None:
    lines = picture().splitlines()
    assert lines[:2] == ["stateDiagram-v2", "    [*] --> planned"]
    assert "    claimed --> unknown: lose track" in lines
    assert len(lines) == 2 + len(TRANSITIONS) + len(ENDED)
    assert {line.strip() for line in lines if line.endswith("--> [*]")} == {f"{s} --> [*]" for s in ENDED}


def test_what_somebody_else_has_read_stays_so() -> None:
    assert not any(state is StepState.DISOWNED for state, _ in TRANSITIONS)
