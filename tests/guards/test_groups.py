"""The tests of a file stay on one worker, and in the order of the file."""

import pytest

from tests.groups import group_of, turn

TURNS = range(12)
SEEN: list[int] = []


@pytest.mark.parametrize("number", TURNS)
def test_each_comes_right_after_the_one_before(number: int) -> None:
    assert SEEN[-1:] in ([], [number - 1])
    SEEN.append(number)


def test_all_came_by_here(request: pytest.FixtureRequest) -> None:
    """Another worker would have another list. Alone, it has nobody to look for."""
    here = [item for item in request.session.items if item.path == request.path]
    assert (list(TURNS) if len(here) > 1 else []) == SEEN


@pytest.mark.parametrize(
    ("test", "group"),
    [
        ("tests/e2e/test_portal.py::test_a[x]", "the stack"),
        ("tests/package/test_zip.py::test_a", "the stack"),
        ("tests/e2e/test_interrupted.py::test_a", "tests/e2e/test_interrupted.py"),
        ("tests/law/test_examples.py::test_a[x]", "tests/law/test_examples.py::test_a[x]"),
        ("tests/unit/test_plan.py::TestIt::test_a", "tests/unit/test_plan.py"),
    ],
)
def test_a_group_is_a_file_unless_said_otherwise(test: str, group: str) -> None:
    assert group_of(test) == group


def test_the_package_is_made_while_another_worker_is_at_what_needs_none() -> None:
    names = [
        "unit/test_a",
        "e2e/test_interrupted",
        "properties/test_decide",
        "properties/test_chase_machine",
        "e2e/test_a",
    ]
    tests = [f"tests/{name}.py::test_a" for name in names]
    assert sorted(tests, key=turn) == [tests[4], tests[3], tests[1], tests[2], tests[0]]
