"""Puts the packaged application on the local emulator, as one CloudFormation stack; a second call changes nothing.

deploy("http://127.0.0.1:4566", package.cloudformation, package.zip_path, {"ClockSource": "payload"}, print)
"""

import json
import time
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from infra.template_repairs import REGION, Template

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_s3 import S3Client

STACK = "relance-local"
ARTIFACTS = "relance-artifacts"
# Far more than the emulator takes (seconds); a stack that is still busy then is stuck.
PATIENCE_SECONDS = 180
DONE = ("CREATE_COMPLETE", "UPDATE_COMPLETE")

Progress = Callable[[str], None]


class DeploymentFailed(Exception):
    """The stack could not be made; the message names the first resource that failed and why."""


@dataclass(frozen=True)
class Outputs:
    table: str
    letters_bucket: str
    site_bucket: str
    assess_queue_url: str
    send_queue_url: str
    deliveries_queue_url: str
    deliveries_topic_arn: str
    configuration_set: str
    plan_due_function: str
    redrive_function: str
    planner_rule: str
    api_id: str
    api_url: str


def deploy(
    endpoint_url: str, template: Path, zip_path: Path, parameters: Mapping[str, str], progress: Progress
) -> Outputs:
    session = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name=REGION)  # noqa: S106
    retries = Config(retries={"total_max_attempts": 2})
    s3 = session.client("s3", endpoint_url=endpoint_url, config=retries)
    stack = session.client("cloudformation", endpoint_url=endpoint_url, config=retries)
    code = _uploaded(s3, zip_path.name, zip_path.read_bytes(), f"{_content_digest(zip_path)}.zip", progress)
    whole: Template = json.loads(template.read_text(encoding="utf-8"))
    known = json.dumps(without_metric_math(whole)).encode()
    # By its address: a template given in the call itself may not be longer than 51,200 bytes.
    described = _uploaded(s3, template.name, known, f"{sha256(known).hexdigest()}.json", progress)
    given = {**parameters, "CodeBucket": ARTIFACTS, "CodeKey": code}
    _create_or_update(stack, f"{endpoint_url}/{ARTIFACTS}/{described}", given, progress)
    # The functions keep their own copy; without this, each change of the code would add 40 MB to the state.
    for key in _stored_keys(s3) - {code, described}:
        s3.delete_object(Bucket=ARTIFACTS, Key=key)
    return _outputs(stack, endpoint_url, whole)


def without_metric_math(template: Template) -> Template:
    """Without the alarms that compare what is reckoned from several figures: MiniStack 1.5.33 knows none of these, and
    rings for nothing.
    """
    kept = {
        name: resource
        for name, resource in template["Resources"].items()
        if resource["Type"] != "AWS::CloudWatch::Alarm" or "Metrics" not in resource["Properties"]
    }
    return {**template, "Resources": kept}


def _uploaded(s3: "S3Client", name: str, content: bytes, key: str, progress: Progress) -> str:
    if key not in _stored_keys(s3):
        progress(f"deploy: upload {name} ({len(content) / 1e6:.1f} MB)")
        s3.put_object(Bucket=ARTIFACTS, Key=key, Body=content)
    return key


def _stored_keys(s3: "S3Client") -> set[str]:
    if ARTIFACTS not in {bucket["Name"] for bucket in s3.list_buckets()["Buckets"]}:
        s3.create_bucket(Bucket=ARTIFACTS, CreateBucketConfiguration={"LocationConstraint": REGION})
    return {stored["Key"] for stored in s3.list_objects_v2(Bucket=ARTIFACTS).get("Contents", [])}


def _content_digest(zip_path: Path) -> str:
    """The same for two zips with the same files, whatever the order they were put in."""
    with zipfile.ZipFile(zip_path) as packed:
        lines = sorted(f"{entry.filename} {entry.CRC} {entry.file_size}" for entry in packed.infolist())
    return sha256("\n".join(lines).encode()).hexdigest()[:32]


def _create_or_update(
    client: "CloudFormationClient", template_url: str, parameters: Mapping[str, str], progress: Progress
) -> None:
    started = time.monotonic()
    before = _status_to_start_from(client)
    change = client.create_stack if before is None else client.update_stack
    try:
        change(
            StackName=STACK,
            TemplateURL=template_url,
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
            Capabilities=["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"],
        )
    except ClientError as error:
        if "No updates are to be performed" in str(error):
            progress(f"deploy: stack {STACK} is up to date")
            return
        raise DeploymentFailed(f"the emulator refused the stack {STACK} ({before}): {error}") from error
    progress(f"deploy: {'create' if before is None else 'update'} stack {STACK} ...")
    status = _settled(client)
    if status not in DONE:
        raise DeploymentFailed(f"stack {STACK} ended {status}: {_reason(client)}")
    progress(f"deploy: stack {STACK}: {time.monotonic() - started:.1f} s")


def _status_to_start_from(client: "CloudFormationClient") -> str | None:
    status = _settled(client)
    if status == "ROLLBACK_COMPLETE":
        # A stack that could not be made holds nothing, and can neither be updated nor made again.
        client.delete_stack(StackName=STACK)
        status = _settled(client)
    return status


def _settled(client: "CloudFormationClient") -> str | None:
    """The stack's status once nothing moves any more; None when there is no stack."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (status := _status(client)) is not None and status.endswith("_IN_PROGRESS"):
        if time.monotonic() > deadline:
            raise DeploymentFailed(f"stack {STACK} is still {status} after {PATIENCE_SECONDS} s")
        time.sleep(0.2)
    return None if status == "DELETE_COMPLETE" else status


def _status(client: "CloudFormationClient") -> str | None:
    try:
        return client.describe_stacks(StackName=STACK)["Stacks"][0]["StackStatus"]
    except ClientError as error:
        if "does not exist" in str(error):
            return None
        raise


def _reason(client: "CloudFormationClient") -> str:
    """What the resource that failed says: when it was made, or when the template was looked over before."""
    made = [
        (event.get("LogicalResourceId"), event.get("ResourceType"), event.get("ResourceStatusReason", ""))
        for event in client.describe_stack_events(StackName=STACK)["StackEvents"]
        if event.get("ResourceStatus", "").endswith("_FAILED")
    ]
    looked_over = [
        (event.get("LogicalResourceId"), event.get("ResourceType"), event["ValidationStatusReason"])
        for event in client.describe_events(StackName=STACK)["OperationEvents"]
        if "ValidationStatusReason" in event
    ]
    for name, kind, why in (*made, *looked_over):
        if name != STACK and "cancelled" not in why:
            return f"{name} ({kind}): {why}"
    return "no resource says why"


def _outputs(client: "CloudFormationClient", endpoint_url: str, template: Template) -> Outputs:
    stack = client.describe_stacks(StackName=STACK)["Stacks"][0]
    said = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
    (stage,) = (
        resource["Properties"]["StageName"]
        for resource in template["Resources"].values()
        if resource["Type"] == "AWS::ApiGateway::Stage"
    )
    return Outputs(
        table=said["TableName"],
        letters_bucket=said["LettersBucketName"],
        site_bucket=said["SiteBucketName"],
        assess_queue_url=_checked(endpoint_url, said["AssessQueueUrl"]),
        send_queue_url=_checked(endpoint_url, said["SendQueueUrl"]),
        deliveries_queue_url=_checked(endpoint_url, said["DeliveriesQueueUrl"]),
        deliveries_topic_arn=said["DeliveriesTopicArn"],
        configuration_set=said["ConfigurationSetName"],
        plan_due_function=said["PlanDueName"],
        redrive_function=said["RedriveName"],
        planner_rule=said["PlannerRuleName"],
        api_id=said["RestAPIId"],
        api_url=f"{endpoint_url}/_aws/execute-api/{said['RestAPIId']}/{stage}",
    )


def _checked(endpoint_url: str, queue_url: str) -> str:
    # MiniStack 1.5.33 files queues under an address that holds its port: on another port they are there, yet nothing
    # reads them any more.
    if urlsplit(queue_url).netloc != urlsplit(endpoint_url).netloc:
        raise DeploymentFailed(
            f"this state was made at {queue_url}: start the emulator on that port, or with a new state"
        )
    return queue_url
