"""What a process is made of where no test stands in for a part of it."""

from chalicelib.adapters.dynamo.counted_cases import CountedCases
from chalicelib.world import World
from tests.settings import settings


def test_whatever_changes_a_case_is_counted_for_the_alarms() -> None:
    assert type(World(settings()).cases) is CountedCases
