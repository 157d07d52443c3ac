"""Figures for alarms, as lines of the log that CloudWatch reads as metrics (its embedded metric format)."""

import json
from dataclasses import dataclass

from chalicelib.ports import Clock

NAMESPACE, DIMENSION = "Relance", "Stage"


@dataclass(frozen=True, slots=True)
class LogMetrics:
    """Implements ports.Metrics. `clock` is the machine's: CloudWatch takes no figure of another day."""

    stage: str
    clock: Clock

    def count(self, name: str, value: int, what: tuple[str, ...]) -> None:
        metric = {"Namespace": NAMESPACE, "Dimensions": [[DIMENSION]], "Metrics": [{"Name": name, "Unit": "Count"}]}
        at = int(self.clock.now().timestamp() * 1000)
        line = {"_aws": {"Timestamp": at, "CloudWatchMetrics": [metric]}, DIMENSION: self.stage, name: value}
        # Bare: a logger's prefix would make it a line of text.
        print(json.dumps({**line, "what": what}), flush=True)
