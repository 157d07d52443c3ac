"""Someone is told: of what is dead, of what is silent, and of what ends soon."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from chalicelib.adapters.dynamo.counted_cases import COUNTED, OLDEST_UNSENT
from chalicelib.adapters.log_metrics import DIMENSION, NAMESPACE
from chalicelib.domain.lifecycle import StepState
from chalicelib.usecases.plan_due import OLDEST, QUEUED
from chalicelib.usecases.record_failure import FAILED
from chalicelib.usecases.watch_law import ENDING
from chalicelib.usecases.watch_outcomes import STOPPED
from infra.deploy import without_metric_math
from tests.package.test_template import CONSUMERS, Template, of_type, properties, referred

ROOT = Path(__file__).parents[2]


SAID = ("Statistic", "Period", "EvaluationPeriods", "ComparisonOperator", "Threshold", "TreatMissingData")
# Each figure, what is made of it in how many seconds how often, and what that is compared with.
ALARMS = {
    QUEUED: ("SampleCount", 900, 6, "LessThanThreshold", 1, "breaching"),
    OLDEST: ("Maximum", 3600, 1, "GreaterThanThreshold", 120, "missing"),
    OLDEST_UNSENT: ("Maximum", 3600, 1, "GreaterThanThreshold", 1440, "notBreaching"),
    COUNTED[StepState.UNKNOWN]: ("Sum", 3600, 1, "GreaterThanThreshold", 10, "notBreaching"),
    FAILED: ("Sum", 300, 1, "GreaterThanThreshold", 0, "notBreaching"),
    STOPPED: ("Sum", 300, 1, "GreaterThanThreshold", 0, "notBreaching"),
    ENDING: ("Maximum", 86400, 1, "GreaterThanOrEqualToThreshold", 1, "missing"),
}
AGE = "ApproximateAgeOfOldestMessage"
AGE_ALARM = ("Maximum", 900, 1, "GreaterThanThreshold", 3600, "notBreaching")
# What waits in AssessQueue is due, and told by the age of what is due.
AGED = {"LettersWaitAlarm": "SendQueue", "DeliveriesWaitAlarm": "DeliveriesQueue"}


def alarms(plain: Template) -> list[dict[str, Any]]:
    return [entry["Properties"] for entry in of_type(plain, "AWS::CloudWatch::Alarm").values()]


def said_by(alarm: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(alarm[said] for said in SAID)


def test_each_figure_has_its_alarm_and_each_alarm_compares_as_it_should(plain: Template) -> None:
    ours = [alarm for alarm in alarms(plain) if alarm.get("Namespace") == NAMESPACE]
    assert sorted((alarm["MetricName"], said_by(alarm)) for alarm in ours) == sorted(ALARMS.items())
    stage = properties(plain, "PlanDue")["Environment"]["Variables"]["RELANCE_STAGE"]
    assert [alarm["Dimensions"] for alarm in ours] == [[{"Name": DIMENSION, "Value": stage}]] * len(ALARMS)


def test_someone_is_told_of_what_waits_for_an_hour_in_a_queue(plain: Template) -> None:
    of_queues = {
        name: entry["Properties"]
        for name, entry in of_type(plain, "AWS::CloudWatch::Alarm").items()
        if entry["Properties"].get("MetricName") == AGE
    }
    assert {name: referred(alarm["Dimensions"][0]["Value"]) for name, alarm in of_queues.items()} == AGED
    for alarm in of_queues.values():
        assert (alarm["Namespace"], said_by(alarm)) == ("AWS/SQS", AGE_ALARM)
        assert [dimension["Name"] for dimension in alarm["Dimensions"]] == ["QueueName"]


def test_an_alarm_is_of_one_of_these_kinds(plain: Template) -> None:
    dead = {f"{queue}DeadLettersAlarm" for queue in CONSUMERS}
    assert len(alarms(plain)) == len(ALARMS) + len(AGED) + len(dead)


def test_somebody_is_told_of_every_alarm(plain: Template) -> None:
    topic = {"Fn::If": ["HasAlarmTopic", [{"Ref": "AlarmTopicArn"}], {"Ref": "AWS::NoValue"}]}
    assert [alarm["AlarmActions"] for alarm in alarms(plain)] == [topic] * len(alarms(plain))


@pytest.mark.parametrize("queue", CONSUMERS)
def test_someone_is_told_of_dead_letters_that_stay_hidden_or_not(plain: Template, queue: str) -> None:
    """What takes them down tries again and again: for most of the time such a message is hidden."""
    name = f"{queue}DeadLettersAlarm"
    alarm = properties(plain, name)
    there, *parts = alarm["Metrics"]
    assert (there["Expression"], there["ReturnData"]) == ("visible + hidden", True)
    stats = {part["Id"]: part["MetricStat"] for part in parts}
    assert {(name, stat["Metric"]["MetricName"], stat["Stat"], stat["Period"]) for name, stat in stats.items()} == {
        ("visible", "ApproximateNumberOfMessagesVisible", "Maximum", 60),
        ("hidden", "ApproximateNumberOfMessagesNotVisible", "Maximum", 60),
    }
    for stat in stats.values():
        assert stat["Metric"]["Namespace"] == "AWS/SQS"
        assert referred(stat["Metric"]["Dimensions"][0]["Value"]) == f"{queue}DeadLetters"
    assert not any(part["ReturnData"] for part in parts)
    # One that is taken down at once is there for a moment, and told by the alarm of what failed.
    assert (alarm["EvaluationPeriods"], alarm["DatapointsToAlarm"], alarm["Threshold"]) == (15, 13, 1)
    assert (alarm["ComparisonOperator"], alarm["TreatMissingData"]) == ("GreaterThanOrEqualToThreshold", "notBreaching")


def test_the_emulator_is_given_all_but_those_alarms(plain: Template) -> None:
    left_out = set(plain["Resources"]) - set(without_metric_math(plain)["Resources"])
    assert left_out == {f"{queue}DeadLettersAlarm" for queue in CONSUMERS}


@pytest.mark.parametrize("queue", CONSUMERS)
def test_dead_letters_are_kept_for_two_weeks(plain: Template, queue: str) -> None:
    assert properties(plain, f"{queue}DeadLetters")["MessageRetentionPeriod"] == 14 * 24 * 3600


def test_what_became_of_a_mail_is_kept_for_two_weeks_as_nobody_tells_it_again(plain: Template) -> None:
    assert properties(plain, "DeliveriesQueue")["MessageRetentionPeriod"] == 14 * 24 * 3600


def test_each_alarm_has_its_section_in_the_runbook_and_no_section_is_of_none(plain: Template) -> None:
    told = re.findall(r"^## (\w+)$", (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(told) == sorted(of_type(plain, "AWS::CloudWatch::Alarm"))


def test_the_dashboard_shows_each_figure_that_is_counted_and_each_queue_of_dead_letters(plain: Template) -> None:
    (board,) = of_type(plain, "AWS::CloudWatch::Dashboard").values()
    widgets = json.loads(board["Properties"]["DashboardBody"]["Fn::Sub"])["widgets"]
    metrics = [metric for widget in widgets for metric in widget["properties"]["metrics"]]
    assert {m[1] for m in metrics if m[0] == NAMESPACE} == {
        *COUNTED.values(),
        QUEUED,
        OLDEST,
        OLDEST_UNSENT,
        FAILED,
        STOPPED,
    }
    assert {m[3] for m in metrics if m[0] == "AWS/SQS"} == {f"${{{queue}DeadLetters.QueueName}}" for queue in CONSUMERS}
