"""Legal parameters that end soon are counted, and CloudWatch can read the count."""

import json
from datetime import UTC, date, datetime

import pytest

from chalicelib.adapters.log_metrics import DIMENSION, NAMESPACE, LogMetrics
from chalicelib.law.watch import endings
from chalicelib.usecases.watch_law import ENDING, WatchLaw
from tests.fakes import FixedClock

MACHINE = datetime(2026, 11, 25, 8, tzinfo=UTC)


@pytest.mark.parametrize("on", [date(2026, 7, 1), date(2026, 12, 1), date(2027, 2, 1)], ids=["none", "soon", "ended"])
def test_what_ends_is_counted_as_a_metric_of_the_stage(on: date, capsys: pytest.CaptureFixture[str]) -> None:
    clock = FixedClock(datetime(on.year, on.month, on.day, 9, tzinfo=UTC))
    found = WatchLaw(clock, LogMetrics("test-2", FixedClock(MACHINE)))()
    assert found == endings(on)
    (line,) = [json.loads(text) for text in capsys.readouterr().out.splitlines()]
    (metrics,) = line["_aws"]["CloudWatchMetrics"]
    assert metrics == {
        "Namespace": NAMESPACE,
        "Dimensions": [[DIMENSION]],
        "Metrics": [{"Name": ENDING, "Unit": "Count"}],
    }
    assert (line[DIMENSION], line[ENDING]) == ("test-2", len(found))
    assert line["what"] == [f"{e.path} until {e.known_until}" for e in found]
    assert line["_aws"]["Timestamp"] == MACHINE.timestamp() * 1000
