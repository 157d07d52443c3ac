"""What the merged template says, read from the plain CloudFormation that SAM's own translator makes of it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

Template = dict[str, Any]
ROOT = Path(__file__).parents[2]

FUNCTIONS = {
    "APIHandler": "app.app",
    "Authorize": "app.authorize",
    "PlanDue": "app.plan_due",
    "AssessCase": "app.assess_case",
    "SendStep": "app.send_step",
    "RecordDelivery": "app.record_delivery",
    "RecordFailure": "app.record_failure",
    "Redrive": "app.redrive",
}
CONSUMERS = {"AssessQueue": "AssessCase", "SendQueue": "SendStep", "DeliveriesQueue": "RecordDelivery"}
DEAD = {f"{queue}DeadLetters": "RecordFailure" for queue in CONSUMERS}
ENVIRONMENT = {
    "RELANCE_STAGE",
    "RELANCE_TABLE",
    "RELANCE_LETTERS_BUCKET",
    "RELANCE_ASSESS_QUEUE_URL",
    "RELANCE_SEND_QUEUE_URL",
    "RELANCE_DELIVERIES_QUEUE_URL",
    "RELANCE_MAIL_FROM",
    "RELANCE_CONFIGURATION_SET",
    "RELANCE_PORTAL_URL",
    "RELANCE_CLOCK",
    "RELANCE_EPOCH",
    "RELANCE_MAILS_PER_SECOND",
    "RELANCE_LOOK_UP",
}


def of_type(template: Template, kind: str) -> dict[str, Template]:
    return {name: entry for name, entry in template["Resources"].items() if entry["Type"] == kind}


def properties(template: Template, name: str) -> Template:
    found: Template = template["Resources"][name]["Properties"]
    return found


def referred(value: Any) -> str:
    """The resource behind {"Ref": x} or {"Fn::GetAtt": [x, ...]}."""
    return str(value["Ref"] if "Ref" in value else value["Fn::GetAtt"][0])


def live_queues(template: Template) -> list[str]:
    return [name for name in of_type(template, "AWS::SQS::Queue") if not name.endswith("DeadLetters")]


def consumers(template: Template) -> list[Template]:
    return [entry["Properties"] for entry in of_type(template, "AWS::Lambda::EventSourceMapping").values()]


def test_the_functions_are_those_of_the_switchboard(plain: Template) -> None:
    functions = of_type(plain, "AWS::Lambda::Function")

    assert {name: entry["Properties"]["Handler"] for name, entry in functions.items()} == FUNCTIONS
    assert {entry["Properties"]["Runtime"] for entry in functions.values()} <= {"python3.13", "python3.12"}


def test_every_queue_has_one_consumer_and_what_it_cannot_handle_another(plain: Template) -> None:
    pairs = [(referred(entry["EventSourceArn"]), referred(entry["FunctionName"])) for entry in consumers(plain)]

    assert sorted(pairs) == sorted([*CONSUMERS.items(), *DEAD.items()])
    assert sorted(live_queues(plain)) == sorted(CONSUMERS)


@pytest.mark.parametrize("queue", CONSUMERS)
def test_a_message_that_keeps_failing_ends_in_its_own_dead_letters(plain: Template, queue: str) -> None:
    redrive = properties(plain, queue)["RedrivePolicy"]

    assert referred(redrive["deadLetterTargetArn"]) == f"{queue}DeadLetters"
    assert redrive["maxReceiveCount"] == 5


@pytest.mark.parametrize(("queue", "function"), [*CONSUMERS.items(), *DEAD.items()])
def test_a_message_stays_hidden_long_enough_for_a_slow_run(plain: Template, queue: str, function: str) -> None:
    assert properties(plain, queue)["VisibilityTimeout"] >= 6 * properties(plain, function)["Timeout"]


def test_consumers_report_each_failed_message_apart(plain: Template) -> None:
    assert [entry["FunctionResponseTypes"] for entry in consumers(plain)] == [["ReportBatchItemFailures"]] * 6


def test_steps_are_sent_one_at_a_time(plain: Template) -> None:
    sizes = {referred(entry["EventSourceArn"]): entry["BatchSize"] for entry in consumers(plain)}

    assert sizes == {"AssessQueue": 10, "SendQueue": 1, "DeliveriesQueue": 10, **dict.fromkeys(DEAD, 10)}


def test_every_queue_is_encrypted(plain: Template) -> None:
    queues = of_type(plain, "AWS::SQS::Queue").values()

    assert all(entry["Properties"]["SqsManagedSseEnabled"] for entry in queues)


def test_no_more_letters_at_once_than_the_mail_service_takes(plain: Template) -> None:
    limits = {referred(entry["EventSourceArn"]): entry.get("ScalingConfig") for entry in consumers(plain)}

    assert limits["SendQueue"] == {"MaximumConcurrency": {"Ref": "LettersAtOnce"}}
    at_once, a_second = plain["Parameters"]["LettersAtOnce"], plain["Parameters"]["MailsPerSecond"]
    assert (at_once["Default"], at_once["MinValue"]) == (a_second["Default"], 2)


def test_the_planner_fires_each_quarter_of_an_hour_by_a_rule_with_a_name(plain: Template) -> None:
    (rule,) = (r for r in of_type(plain, "AWS::Events::Rule").values() if "ScheduleExpression" in r["Properties"])

    assert rule["Properties"]["ScheduleExpression"] == "rate(15 minutes)"
    assert rule["Properties"]["Name"] == {"Fn::Sub": "${AWS::StackName}-planner"}
    assert referred(rule["Properties"]["Targets"][0]["Arn"]) == "PlanDue"
    assert rule["Properties"].get("State", "ENABLED") == "ENABLED"


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_function_is_told_where_things_are(plain: Template, function: str) -> None:
    assert set(properties(plain, function)["Environment"]["Variables"]) >= ENVIRONMENT


def test_resources_in_the_environment_are_references_and_not_names(plain: Template) -> None:
    variables = properties(plain, "SendStep")["Environment"]["Variables"]

    assert {name for name in ENVIRONMENT if set(variables[name]) != {"Ref"}} == set()


@pytest.mark.parametrize("function", FUNCTIONS)
def test_logs_do_not_last_for_ever(plain: Template, function: str) -> None:
    groups = [entry["Properties"] for entry in of_type(plain, "AWS::Logs::LogGroup").values()]

    assert [group["RetentionInDays"] for group in groups if f"${{{function}}}" in group["LogGroupName"]["Fn::Sub"]]


def test_pango_is_loaded_only_where_letters_are_made_and_only_when_given(plain: Template) -> None:
    layered = {
        name: entry["Properties"]["Layers"]
        for name, entry in of_type(plain, "AWS::Lambda::Function").items()
        if "Layers" in entry["Properties"]
    }

    assert layered == {"SendStep": {"Fn::If": ["HasPangoLayer", [{"Ref": "PangoLayerArn"}], {"Ref": "AWS::NoValue"}]}}
    assert plain["Parameters"]["PangoLayerArn"]["Default"] == ""


@pytest.mark.parametrize("variable", ["FONTCONFIG_PATH", "LD_LIBRARY_PATH"])
def test_the_layer_is_looked_into_only_where_it_is(plain: Template, variable: str) -> None:
    value = properties(plain, "SendStep")["Environment"]["Variables"][variable]["Fn::If"]

    assert (value[0], value[2]) == ("HasPangoLayer", {"Ref": "AWS::NoValue"})
    assert value[1].startswith("/opt/")


class TestTable:
    def test_it_can_be_restored_and_outlives_its_stack(self, plain: Template) -> None:
        table = plain["Resources"]["RelanceTable"]

        assert (table["DeletionPolicy"], table["UpdateReplacePolicy"]) == ("Retain", "Retain")
        assert table["Properties"]["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
        assert table["Properties"]["SSESpecification"] == {"SSEEnabled": True}
        assert table["Properties"]["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}
        assert table["Properties"]["StreamSpecification"] == {"StreamViewType": "NEW_AND_OLD_IMAGES"}

    def test_its_keys_are_those_the_adapter_spells(self, plain: Template) -> None:
        table = properties(plain, "RelanceTable")
        indexes = {index["IndexName"]: _keys(index) for index in table["GlobalSecondaryIndexes"]}

        assert _keys(table) == ["pk", "sk"]
        assert indexes == {"due": ["due_shard", "due_at"], "open": ["open_pk", "open_sk"]}


def _keys(keyed: Template) -> list[str]:
    return [key["AttributeName"] for key in keyed["KeySchema"]]


class TestBuckets:
    @pytest.mark.parametrize("bucket", ["LettersBucket", "SiteBucket"])
    def test_they_are_private_versioned_and_encrypted(self, plain: Template, bucket: str) -> None:
        kept = properties(plain, bucket)

        assert set(kept["PublicAccessBlockConfiguration"].values()) == {True}
        assert kept["VersioningConfiguration"] == {"Status": "Enabled"}
        assert "BucketEncryption" in kept

    @pytest.mark.parametrize("bucket", ["LettersBucket", "SiteBucket"])
    def test_nothing_in_them_ends_by_itself(self, plain: Template, bucket: str) -> None:
        """The letters are what was said, the send journal is what a restored table asks."""
        assert "LifecycleConfiguration" not in properties(plain, bucket)

    def test_letters_outlive_their_stack(self, plain: Template) -> None:
        assert plain["Resources"]["LettersBucket"]["DeletionPolicy"] == "Retain"


class TestApi:
    def test_the_authorizer_is_asked_each_time(self, plain: Template) -> None:
        (authorizer,) = properties(plain, "RestAPI")["Body"]["securityDefinitions"].values()

        assert authorizer["x-amazon-apigateway-authorizer"]["authorizerResultTtlInSeconds"] == 0
        assert authorizer["name"] == "Authorization"

    def test_every_creditor_route_is_guarded_and_no_debtor_route_is(self, plain: Template) -> None:
        routes = {
            f"{method.upper()} {path}": route.get("security")
            for path, methods in properties(plain, "RestAPI")["Body"]["paths"].items()
            for method, route in methods.items()
        }
        creditor = {name for name in routes if " /v1/" in name}

        assert creditor
        assert {name for name, security in routes.items() if security == [{"authorize": []}]} == creditor
        assert {name for name, security in routes.items() if security is None} == set(routes) - creditor
        assert all(f"{name}/".split(" ")[1].startswith("/portal/") for name in set(routes) - creditor)

    def test_every_body_passes_as_bytes(self, plain: Template) -> None:
        api = properties(plain, "RestAPI")

        assert api["Body"]["x-amazon-apigateway-binary-media-types"] == ["*/*"] == api["BinaryMediaTypes"]

    @pytest.mark.parametrize(
        ("kind", "status", "name"),
        [
            ("UNAUTHORIZED", 401, "unauthorized"),
            ("ACCESS_DENIED", 403, "forbidden"),
            ("REQUEST_TOO_LARGE", 413, "too-large"),
            ("MISSING_AUTHENTICATION_TOKEN", 404, "not-found"),
            ("DEFAULT_4XX", None, "refused"),
            ("DEFAULT_5XX", None, "defect"),
        ],
    )
    def test_what_the_gateway_answers_by_itself_is_a_problem_too(
        self, plain: Template, kind: str, status: int | None, name: str
    ) -> None:
        said = properties(plain, "RestAPI")["Body"]["x-amazon-apigateway-gateway-responses"][kind]
        problem = json.loads(said["responseTemplates"]["application/json"])

        assert said["responseParameters"] == {"gatewayresponse.header.Content-Type": "'application/problem+json'"}
        assert (said.get("statusCode"), problem.get("status")) == (status, status)
        assert problem["type"] == f"urn:relance:problem:{name}"
        assert problem["title"]
        assert problem["detail"]

    def test_there_is_one_stage(self, plain: Template) -> None:
        assert len(of_type(plain, "AWS::ApiGateway::Stage")) == 1
        assert all("StageName" not in e["Properties"] for e in of_type(plain, "AWS::ApiGateway::Deployment").values())


def test_the_way_to_restore_names_what_there_is_and_gives_back_what_no_restore_brings_along(plain: Template) -> None:
    told = (ROOT / "docs" / "restoring.md").read_text(encoding="utf-8")
    names = {str(entry["Properties"].get("Name", {})) for entry in of_type(plain, "AWS::Events::Rule").values()}
    names |= {str(entry["Properties"]["FunctionName"]) for entry in of_type(plain, "AWS::Lambda::Function").values()}
    stopped = set(re.findall(r"<stack>-(\w+)", told))
    assert all(any(f"-{name}'" in known for known in names) for name in stopped)
    consumed = {referred(mapping["FunctionName"]) for mapping in consumers(plain)}
    assert consumed == {"AssessCase", "SendStep", "RecordDelivery", "RecordFailure"}
    assert all(f"`{name}`" in told for name in ("assess_case", "send_step", "record_delivery", "record_failure"))
    table = properties(plain, "RelanceTable")
    settings = {name for name in table if name.endswith("Specification")}
    assert settings == {
        "SSESpecification",
        "PointInTimeRecoverySpecification",
        "TimeToLiveSpecification",
        "StreamSpecification",
    }
    assert table["TimeToLiveSpecification"]["AttributeName"] in told
    assert table["StreamSpecification"]["StreamViewType"] in told
    assert "Epoch" in plain["Parameters"]
