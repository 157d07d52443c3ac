"""The class of an error says whether trying again can help."""

import pytest

from chalicelib.domain import errors
from chalicelib.domain.errors import Invalid, Problem, Refused, RelanceError, TryAgain


@pytest.mark.parametrize("name", ["NotFound", "ClaimLost", "LetterIncomplete", "Invalid"])
def test_trying_again_is_no_help_when_the_request_is_wrong(name: str) -> None:
    assert issubclass(getattr(errors, name), Refused)


def test_trying_again_may_help_when_another_change_came_first() -> None:
    assert issubclass(errors.CaseMoved, TryAgain)
    assert not issubclass(errors.CaseMoved, Refused)


def test_a_doubt_is_neither_a_refusal_nor_a_reason_to_try_again() -> None:
    assert not issubclass(errors.OutcomeUnknown, Refused | TryAgain | errors.NotSent)


def test_a_throttle_is_a_way_of_not_sending() -> None:
    assert issubclass(errors.NotSentForNow, errors.NotSent)


def test_every_error_of_ours_is_of_one_family() -> None:
    ours = [e for e in vars(errors).values() if isinstance(e, type) and issubclass(e, Exception)]
    assert all(issubclass(e, RelanceError) for e in ours)


def test_every_fault_is_named_when_an_upload_is_refused() -> None:
    problems = (Problem("number", "duplicate", "stands twice", 3), Problem("due_on", "missing", "give a day"))
    refusal = Invalid(problems)
    assert refusal.problems == problems
    assert str(refusal) == "number: stands twice; due_on: give a day"
