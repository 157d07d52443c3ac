"""Someone is told: of what is dead, of what is silent, and of what ends soon."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from chalicelib.adapters.dynamo.counted_cases import COUNTED
from chalicelib.adapters.log_metrics import DIMENSION, NAMESPACE
from chalicelib.domain.lifecycle import StepState
from chalicelib.usecases.plan_due import OLDEST, QUEUED
from chalicelib.usecases.record_failure import FAILED
from chalicelib.usecases.watch_law import ENDING
from chalicelib.usecases.watch_outcomes import STOPPED
from tests.package.test_template import CONSUMERS, Template, of_type, properties, referred

ROOT = Path(__file__).parents[2]


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
    # One that is taken down at once is there for a moment, and told by the next alarm.
    assert [(alarm["Statistic"], alarm["Period"]) for alarm in watched] == [("Minimum", 900)]


def test_someone_is_told_of_each_message_that_failed(plain: Template) -> None:
    (alarm,) = (a for a in alarms_of(plain, NAMESPACE) if a["MetricName"] == FAILED)
    assert (alarm["Statistic"], alarm["ComparisonOperator"], alarm["Threshold"], alarm["TreatMissingData"]) == (
        "Sum",
        "GreaterThanThreshold",
        0,
        "notBreaching",
    )
    assert "AlarmActions" in alarm


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


def test_someone_is_told_when_a_case_that_is_due_is_not_looked_at(plain: Template) -> None:
    (alarm,) = (a for a in alarms_of(plain, NAMESPACE) if a["MetricName"] == OLDEST)
    assert (alarm["Statistic"], alarm["ComparisonOperator"], alarm["Threshold"]) == (
        "Maximum",
        "GreaterThanThreshold",
        120,
    )
    assert "AlarmActions" in alarm


def test_someone_is_told_of_many_mails_in_doubt(plain: Template) -> None:
    (alarm,) = (a for a in alarms_of(plain, NAMESPACE) if a["MetricName"] == COUNTED[StepState.UNKNOWN])
    assert (alarm["Statistic"], alarm["Threshold"], alarm["TreatMissingData"]) == ("Sum", 10, "notBreaching")
    assert "AlarmActions" in alarm


def test_each_alarm_has_its_section_in_the_runbook_and_no_section_is_of_none(plain: Template) -> None:
    told = re.findall(r"^## (\w+)$", (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(told) == sorted(of_type(plain, "AWS::CloudWatch::Alarm"))


def test_the_dashboard_shows_each_figure_that_is_counted_and_each_queue_of_dead_letters(plain: Template) -> None:
    (board,) = of_type(plain, "AWS::CloudWatch::Dashboard").values()
    widgets = json.loads(board["Properties"]["DashboardBody"]["Fn::Sub"])["widgets"]
    metrics = [metric for widget in widgets for metric in widget["properties"]["metrics"]]
    assert {m[1] for m in metrics if m[0] == NAMESPACE} == {*COUNTED.values(), QUEUED, OLDEST, FAILED, STOPPED}
    assert {m[3] for m in metrics if m[0] == "AWS/SQS"} == {f"${{{queue}DeadLetters.QueueName}}" for queue in CONSUMERS}
