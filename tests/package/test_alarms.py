"""Someone is told: of what is dead, of what is silent, and of what ends soon."""

from typing import Any

import pytest

from chalicelib.adapters.log_metrics import DIMENSION, NAMESPACE
from chalicelib.usecases.plan_due import QUEUED
from chalicelib.usecases.watch_law import ENDING
from tests.package.test_template import CONSUMERS, Template, of_type, properties, referred


def alarms_of(plain: Template, namespace: str) -> list[dict[str, Any]]:
    alarms = (entry["Properties"] for entry in of_type(plain, "AWS::CloudWatch::Alarm").values())
    return [alarm for alarm in alarms if alarm["Namespace"] == namespace]


@pytest.mark.parametrize("queue", CONSUMERS)
def test_someone_is_told_of_dead_letters(plain: Template, queue: str) -> None:
    watched = [
        alarm
        for alarm in alarms_of(plain, "AWS/SQS")
        if referred(alarm["Dimensions"][0]["Value"]) == f"{queue}DeadLetters"
    ]

    assert [(alarm["MetricName"], alarm["Threshold"]) for alarm in watched] == [
        ("ApproximateNumberOfMessagesVisible", 1)
    ]


def test_someone_is_told_of_legal_parameters_that_end(plain: Template) -> None:
    (alarm,) = (a for a in alarms_of(plain, NAMESPACE) if a["MetricName"] == ENDING)
    assert alarm["Threshold"] == 1
    assert (alarm["Statistic"], alarm["ComparisonOperator"]) == ("Maximum", "GreaterThanOrEqualToThreshold")
    variables = properties(plain, "PlanDue")["Environment"]["Variables"]
    assert alarm["Dimensions"] == [{"Name": DIMENSION, "Value": variables["RELANCE_STAGE"]}]
    assert "AlarmActions" in alarm


def test_someone_is_told_of_a_planner_that_is_silent_for_ninety_minutes(plain: Template) -> None:
    (alarm,) = (a for a in alarms_of(plain, NAMESPACE) if a["MetricName"] == QUEUED)
    assert (alarm["Period"], alarm["EvaluationPeriods"], alarm["TreatMissingData"]) == (5400, 1, "breaching")
    assert (alarm["Statistic"], alarm["ComparisonOperator"], alarm["Threshold"]) == (
        "SampleCount",
        "LessThanThreshold",
        1,
    )
    assert alarm["Dimensions"][0]["Name"] == DIMENSION
    assert "AlarmActions" in alarm
