"""Who may do what: each function has a role of its own, and no role names more than it needs."""

from collections.abc import Iterator
from typing import Any

import pytest

Template = dict[str, Any]

FUNCTIONS = (
    "APIHandler",
    "Authorize",
    "PlanDue",
    "AssessCase",
    "SendStep",
    "RecordDelivery",
    "RecordFailure",
    "Redrive",
)
CHANGE_CASE = {"dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem", "dynamodb:UpdateItem"}
CONSUME = {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueAttributes"}
JOURNAL = {"s3:PutObject", "s3:GetObject", "s3:ListBucket"}
# A mail in doubt is looked for; with RELANCE_LOOK_UP none nobody asks for it.
LOOK_UP = {"s3:PutObject", "s3:GetObject", "ses:CreateExportJob", "ses:GetExportJob"}
# What its runtime writes in the name of each.
TRACES = {"xray:PutTraceSegments", "xray:PutTelemetryRecords"}
RUNTIME = {"logs:CreateLogStream", "logs:PutLogEvents"} | TRACES
ALLOWED = {
    # Invoices are found by their numbers, many at once. A paid invoice moves to the past, a session is closed: both
    # delete a row. What a restored table has forgotten is read before anything is said of it.
    "APIHandler": CHANGE_CASE
    | {"dynamodb:BatchGetItem", "dynamodb:DeleteItem"}
    | (JOURNAL - {"s3:PutObject"})
    | RUNTIME,
    "Authorize": {"dynamodb:GetItem"} | RUNTIME,
    "PlanDue": {"dynamodb:Query", "sqs:SendMessage"} | RUNTIME,
    "AssessCase": CHANGE_CASE | CONSUME | JOURNAL | LOOK_UP | {"sqs:SendMessage"} | RUNTIME,
    # A claim asks the suppression list in its own transaction.
    "SendStep": CHANGE_CASE
    | {"dynamodb:ConditionCheckItem"}
    | CONSUME
    | JOURNAL
    | {"s3:PutObject", "ses:SendEmail", "ses:SendRawEmail"}
    | RUNTIME,
    # What a restored table has forgotten is read before anything is told of it.
    "RecordDelivery": CHANGE_CASE | CONSUME | (JOURNAL - {"s3:PutObject"}) | RUNTIME,
    "RecordFailure": CHANGE_CASE | CONSUME | RUNTIME,
    # What went back is kept no more.
    "Redrive": (CHANGE_CASE - {"dynamodb:GetItem"}) | {"dynamodb:DeleteItem", "sqs:SendMessage"} | RUNTIME,
}
# What is no resource: AWS grants to trace, or to start an export, all or none.
ALL_OR_NONE = (TRACES, {"ses:CreateExportJob"})
# Objects and exports have no name yet when a role is written, and a log group's streams never do.
STARS = ("${LettersBucket.Arn}/", ":export-job/", ":log-group:/aws/lambda/${AWS::StackName}-")


def role_of(template: Template, function: str) -> str:
    role: str = template["Resources"][function]["Properties"]["Role"]["Fn::GetAtt"][0]
    return role


def statements(template: Template, function: str) -> Iterator[Template]:
    for policy in template["Resources"][role_of(template, function)]["Properties"]["Policies"]:
        yield from policy["PolicyDocument"]["Statement"]


def resources(statement: Template) -> list[str]:
    texts = [resource["Fn::Sub"] for resource in statement["Resource"]]
    return [text if isinstance(text, str) else text[0] for text in texts]


def allowed_on(template: Template, function: str, action: str) -> set[str]:
    return {text for entry in statements(template, function) if action in entry["Action"] for text in resources(entry)}


def test_every_function_has_a_role_of_its_own(plain: Template) -> None:
    assert len({role_of(plain, function) for function in FUNCTIONS}) == len(FUNCTIONS)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_role_allows_what_is_written_here_and_no_more(plain: Template, function: str) -> None:
    actions = [action for statement in statements(plain, function) for action in statement["Action"]]

    assert set(actions) == ALLOWED[function]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_no_role_reaches_further_than_the_stack(plain: Template, function: str) -> None:
    for statement in statements(plain, function):
        assert statement["Effect"] == "Allow"
        if set(statement["Action"]) in ALL_OR_NONE:
            assert statement["Resource"] == ["*"]
            continue
        assert not any("*" in action for action in statement["Action"])
        for text in resources(statement):
            assert "${" in text
            assert "*" not in text or any(star in text for star in STARS), text


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_writes_its_own_log_and_no_other(plain: Template, function: str) -> None:
    name = plain["Resources"][function]["Properties"]["FunctionName"]["Fn::Sub"]

    assert allowed_on(plain, function, "logs:PutLogEvents") == {
        f"arn:${{AWS::Partition}}:logs:${{AWS::Region}}:${{AWS::AccountId}}:log-group:/aws/lambda/{name}:*"
    }


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_function_is_traced(plain: Template, function: str) -> None:
    assert plain["Resources"][function]["Properties"]["TracingConfig"] == {"Mode": "Active"}


def test_the_authorizer_reads_the_table_and_none_of_its_indexes(plain: Template) -> None:
    assert allowed_on(plain, "Authorize", "dynamodb:GetItem") == {"${RelanceTable.Arn}"}


def test_the_planner_reads_only_what_is_due(plain: Template) -> None:
    assert allowed_on(plain, "PlanDue", "dynamodb:Query") == {"${RelanceTable.Arn}/index/due"}


@pytest.mark.parametrize(
    ("function", "action", "queue"),
    [
        ("PlanDue", "sqs:SendMessage", "AssessQueue"),
        ("AssessCase", "sqs:ReceiveMessage", "AssessQueue"),
        ("AssessCase", "sqs:SendMessage", "SendQueue"),
        ("SendStep", "sqs:ReceiveMessage", "SendQueue"),
        ("RecordDelivery", "sqs:ReceiveMessage", "DeliveriesQueue"),
    ],
)
def test_messages_pass_along_the_chain(plain: Template, function: str, action: str, queue: str) -> None:
    assert allowed_on(plain, function, action) == {f"${{{queue}.Arn}}"}


def test_sending_reads_and_lists_the_journal_and_no_letter(plain: Template) -> None:
    assert allowed_on(plain, "SendStep", "s3:GetObject") == {"${LettersBucket.Arn}/journal/*"}
    assert allowed_on(plain, "SendStep", "s3:PutObject") == {
        f"${{LettersBucket.Arn}}/{f}/*" for f in ("journal", "letters")
    }


@pytest.mark.parametrize("function", ["SendStep", "AssessCase", "RecordDelivery", "APIHandler"])
def test_whoever_lists_lists_the_journal_alone(plain: Template, function: str) -> None:
    (lists,) = (entry for entry in statements(plain, function) if "s3:ListBucket" in entry["Action"])
    assert lists["Condition"] == {"StringLike": {"s3:prefix": ["journal/*"]}}


def test_recording_reads_and_lists_the_journal_alone(plain: Template) -> None:
    assert allowed_on(plain, "RecordDelivery", "s3:GetObject") == {"${LettersBucket.Arn}/journal/*"}
    assert allowed_on(plain, "RecordDelivery", "s3:PutObject") == set()


def test_a_look_reads_and_writes_the_journal_and_its_look_ups_and_no_letter(plain: Template) -> None:
    folders = {f"${{LettersBucket.Arn}}/{folder}/*" for folder in ("journal", "look-ups")}

    for action in ("s3:GetObject", "s3:PutObject"):
        assert allowed_on(plain, "AssessCase", action) == folders


def test_mail_leaves_from_our_address_and_through_our_configuration_set(plain: Template) -> None:
    (statement,) = (entry for entry in statements(plain, "SendStep") if "ses:SendEmail" in entry["Action"])

    assert statement["Condition"] == {"StringEquals": {"ses:FromAddress": {"Fn::Sub": "${MailFrom}"}}}
    assert [text.partition("${AWS::AccountId}:")[2] for text in resources(statement)] == [
        "identity/${MailFrom}",
        "identity/${Domain}",
        "configuration-set/${ConfigurationSet}",
    ]
