"""The two paths by which the mail service tells what became of a mail, and whom their queue believes."""

import pytest

from tests.package.test_template import Template, properties, referred

# What the mail service tells of a mail, by either path.
TOLD = {"delivery", "deliveryDelay", "bounce", "complaint", "reject"}


def test_mail_events_go_to_the_queue_in_their_envelope(plain: Template) -> None:
    subscription = properties(plain, "DeliveriesSubscription")
    destination = properties(plain, "MailEvents")["EventDestination"]

    assert (referred(subscription["TopicArn"]), referred(subscription["Endpoint"])) == (
        "DeliveriesTopic",
        "DeliveriesQueue",
    )
    assert subscription["RawMessageDelivery"] is False
    assert referred(destination["SnsDestination"]["TopicARN"]) == "DeliveriesTopic"
    assert destination["Enabled"] is True
    assert set(destination["MatchingEventTypes"]) == TOLD


def test_the_topic_may_be_written_to_before_the_mail_service_is_told_of_it(plain: Template) -> None:
    """It tries at once, and refuses a topic that it may not write to."""
    assert plain["Resources"]["MailEvents"]["DependsOn"] == "DeliveriesTopicPolicy"


@pytest.mark.parametrize(
    ("policy", "trusted"),
    [
        (
            "DeliveriesTopicPolicy",
            {"ses.amazonaws.com": {"StringEquals": {"AWS:SourceAccount": {"Ref": "AWS::AccountId"}}}},
        ),
        (
            "DeliveriesQueuePolicy",
            {
                "sns.amazonaws.com": {"ArnEquals": {"aws:SourceArn": {"Ref": "DeliveriesTopic"}}},
                "events.amazonaws.com": {
                    "ArnEquals": {"aws:SourceArn": {"Fn::GetAtt": ["MailEventsRule", "Arn"]}},
                },
            },
        ),
    ],
)
def test_only_our_own_mail_service_tells_what_became_of_a_letter(
    plain: Template, policy: str, trusted: dict[str, Template]
) -> None:
    """Another account's SES, topic or rule is a service of AWS too: it could report bounces that never were."""
    statements = properties(plain, policy)["PolicyDocument"]["Statement"]

    assert {s["Principal"]["Service"]: s["Condition"] for s in statements} == trusted


def test_what_becomes_of_a_mail_is_told_by_a_second_path_too(plain: Template) -> None:
    destination = properties(plain, "MailEventsToBus")["EventDestination"]
    rule = properties(plain, "MailEventsRule")

    assert destination["Enabled"] is True
    assert set(destination["MatchingEventTypes"]) == TOLD
    # SES tells no other bus, and the rule is on this one, as it names none.
    assert destination["EventBridgeDestination"]["EventBusArn"]["Fn::Sub"].endswith(":event-bus/default")
    assert "EventBusName" not in rule
    assert rule["EventPattern"]["source"] == ["aws.ses"]
    tags = rule["EventPattern"]["detail"]["mail"]["tags"]
    assert tags == {"ses:configuration-set": [{"Ref": "ConfigurationSet"}]}
    assert referred(rule["Targets"][0]["Arn"]) == "DeliveriesQueue"
