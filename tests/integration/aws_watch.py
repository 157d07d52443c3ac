"""Watches what each function asks of AWS, and refuses what its role does not grant, or a key too long, as AWS would.

No emulator here does: a permission that is missing would be missed on AWS first. Calls made outside the functions
are the test's own and pass.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import urllib3
from botocore.client import BaseClient
from botocore.exceptions import ClientError
from chalice.app import Chalice

from chalicelib.adapters import io
from chalicelib.adapters.io import Site
from chalicelib.entrypoints import events

POLICIES = Path(__file__).parents[2] / ".chalice"
EVENT_FUNCTIONS = ("authorize", "plan_due", "assess_case", "send_step", "record_delivery", "record_failure", "redrive")
FUNCTIONS = ("api_handler", *EVENT_FUNCTIONS)
MAIL_FROM = "relance@relance.example"
ARN = "arn:aws:{0}:eu-west-3:000000000000:{1}"
LONGEST_KEY = 2048
# What the names in the policies stand for in the town of these tests.
NAMED = {
    "AWS::Partition": "aws",
    "AWS::Region": "eu-west-3",
    "AWS::AccountId": "000000000000",
    "AWS::StackName": "relance",
    "RelanceTable.Arn": ARN.format("dynamodb", "table/relance-integration"),
    "LettersBucket.Arn": "arn:aws:s3:::letters",
    "AssessQueue.Arn": ARN.format("sqs", "assess"),
    "SendQueue.Arn": ARN.format("sqs", "send"),
    "DeliveriesQueue.Arn": ARN.format("sqs", "deliveries"),
    **{f"{name}QueueDeadLetters.Arn": ARN.format("sqs", f"{name}-dead") for name in ("Assess", "Send", "Deliveries")},
    "MailFrom": MAIL_FROM,
    "Domain": MAIL_FROM.partition("@")[2],
    "ConfigurationSet": "mail",
}


@dataclass(frozen=True, order=True)
class Permission:
    """One action on one resource; in a role the resource may hold a `*`."""

    action: str
    resource: str


@dataclass(frozen=True)
class Call:
    """One request to AWS: `dynamodb` `Query`, with its parameters, by the function that made it."""

    function: str
    service: str
    operation: str
    parameters: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.function}: {self.service} {self.operation}"

    def needs(self) -> set[Permission]:
        """Every one of them must be granted."""
        return set(NEEDS[self.service](self.operation, self.parameters))

    def context(self) -> dict[str, str]:
        """What the conditions of a policy may ask about."""
        return {
            "ses:FromAddress": self.parameters.get("FromEmailAddress", ""),
            "s3:prefix": self.parameters.get("Prefix", ""),
        }

    def index(self) -> str | None:
        """The index that it reads, if any."""
        return self.parameters.get("IndexName")

    def has_endless_key(self) -> bool:
        """Whether it asks for an item by a partition key that DynamoDB does not take."""
        batches = [wanted.get("Keys", []) for wanted in self.parameters.get("RequestItems", {}).values()]
        found = [key for keys in batches for key in keys] + [self.parameters.get("Key", {})]
        return self.service == "dynamodb" and any(len(key["pk"]["S"].encode()) > LONGEST_KEY for key in found if key)

    def may_be_stale(self) -> bool:
        """Whether it reads the table itself in a way that may miss what was written just before."""
        if self.operation == "BatchGetItem":
            return not all(wanted.get("ConsistentRead") for wanted in self.parameters["RequestItems"].values())
        reads = self.service == "dynamodb" and self.operation in ("GetItem", "Query", "Scan")
        return reads and self.index() is None and not self.parameters.get("ConsistentRead")


@dataclass(frozen=True)
class Grant:
    permission: Permission
    condition: Mapping[str, Mapping[str, str | list[str]]]

    def covers(self, needed: Permission, context: Mapping[str, str]) -> bool:
        mine = self.permission
        if needed.action != mine.action or not fnmatchcase(needed.resource, mine.resource):
            return False
        assert self.condition.keys() <= {"StringEquals", "StringLike"}, "another operator: teach it to this file"
        asked = [(name, values) for named in self.condition.values() for name, values in named.items()]
        return all(
            any(
                fnmatchcase(context.get(name, ""), _filled(v))
                for v in ([values] if isinstance(values, str) else values)
            )
            for name, values in asked
        )


@cache
def role_of(function: str) -> tuple[Grant, ...]:
    """What the policy file of a function grants; infra/build.py makes its role of it."""
    policy = json.loads((POLICIES / f"policy-{function}.json").read_text(encoding="utf-8"))
    return tuple(
        Grant(Permission(action, _filled(resource)), statement.get("Condition", {}))
        for statement in policy["Statement"]
        for action in statement["Action"]
        for resource in statement["Resource"]
    )


def _filled(text: Any) -> str:
    plain = text if isinstance(text, str) else text["Fn::Sub"][0]
    return re.sub(r"\$\{([^}]+)\}", lambda name: NAMED[name[1]], plain)


def _of_dynamodb(operation: str, given: Mapping[str, Any]) -> Iterator[Permission]:
    if operation == "TransactWriteItems":
        for item in given["TransactItems"]:
            for kind, write in item.items():
                action = "ConditionCheckItem" if kind == "ConditionCheck" else f"{kind}Item"
                yield Permission(f"dynamodb:{action}", _table(write["TableName"]))
    elif operation in ("BatchGetItem", "BatchWriteItem"):
        for table in given["RequestItems"]:
            yield Permission(f"dynamodb:{operation}", _table(table))
    else:
        index = f"/index/{given['IndexName']}" if "IndexName" in given else ""
        yield Permission(f"dynamodb:{operation}", _table(given["TableName"]) + index)


def _table(name: str) -> str:
    return ARN.format("dynamodb", f"table/{name}")


def _of_sqs(operation: str, given: Mapping[str, Any]) -> Iterator[Permission]:
    yield Permission(f"sqs:{operation.removesuffix('Batch')}", ARN.format("sqs", given["QueueUrl"].rpartition("/")[2]))


def _of_s3(operation: str, given: Mapping[str, Any]) -> Iterator[Permission]:
    if operation == "ListObjectsV2":
        yield Permission("s3:ListBucket", f"arn:aws:s3:::{given['Bucket']}")
        return
    # Whoever may not list a bucket is told 403 of an object that is not there: nothing else asks for ListBucket.
    action = "GetObject" if operation == "HeadObject" else operation
    yield Permission(f"s3:{action}", f"arn:aws:s3:::{given['Bucket']}/{given['Key']}")


def _of_sesv2(operation: str, given: Mapping[str, Any]) -> Iterator[Permission]:
    if operation == "CreateExportJob":
        yield Permission("ses:CreateExportJob", "*")
        return
    if operation == "GetExportJob":
        yield Permission("ses:GetExportJob", ARN.format("ses", f"export-job/{given['JobId']}"))
        return
    # A raw mail asks for both actions. Which identity is asked about depends on whether the address or its domain was
    # verified, so that both must be granted.
    sender = given["FromEmailAddress"]
    resources = (
        f"identity/{sender}",
        f"identity/{sender.partition('@')[2]}",
        f"configuration-set/{given['ConfigurationSetName']}",
    )
    for action in (operation, *(["SendRawEmail"] if "Raw" in given["Content"] else [])):
        yield from (Permission(f"ses:{action}", ARN.format("ses", resource)) for resource in resources)


NEEDS: dict[str, Callable[[str, Mapping[str, Any]], Iterator[Permission]]] = {
    "dynamodb": _of_dynamodb,
    "sqs": _of_sqs,
    "s3": _of_s3,
    "sesv2": _of_sesv2,
}


@dataclass
class Watch:
    """`calls` are those that functions made; `refused` those of them that went beyond a role."""

    without: frozenset[tuple[str, str]] = frozenset()
    calls: list[Call] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    running: list[str] = field(default_factory=list)
    sites: set[Site | None] = field(default_factory=set)

    def stale_reads(self) -> list[str]:
        return [str(call) for call in self.calls if call.may_be_stale()]

    def check(self, service: str, operation: str, parameters: Mapping[str, Any]) -> None:
        """Raises what AWS would answer."""
        if not self.running:
            return
        call = Call(self.running[-1], service, operation, parameters)
        self.calls.append(call)
        missing = [needed for needed in sorted(call.needs()) if not self._grants(call, needed)]
        if missing:
            self.refused.append(f"{call} needs {missing[0].action} on {missing[0].resource}")
            raise _refusal(operation, 403, "AccessDeniedException")
        if call.has_endless_key():
            raise _refusal(operation, 400, "ValidationException")

    def _grants(self, call: Call, needed: Permission) -> bool:
        if (call.function, needed.action) in self.without:
            return False
        return any(grant.covers(needed, call.context()) for grant in role_of(call.function))


def _refusal(operation: str, status: int, code: str) -> ClientError:
    error = {"Code": code, "Message": "refused in this town"}
    answer: Any = {"Error": error, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(answer, operation)


@contextmanager
def watched(*, without: tuple[str, str] | None = None) -> Iterator[Watch]:
    """Enforces the roles; `without` takes an action from a function. A file behind an address needs none."""
    watch, ask = Watch(frozenset({without} if without else ())), BaseClient._make_api_call  # type: ignore[attr-defined]

    def asked(client: BaseClient, operation: str, parameters: dict[str, Any]) -> Any:
        if watch.running:
            assert io.site(), f"{operation} is asked beside the door"
            watch.sites.add(io.site())
        watch.check(client.meta.service_model.service_name, operation, parameters)
        return ask(client, operation, parameters)

    read = urllib3.PoolManager.request

    def fetched(pool: urllib3.PoolManager, *given: Any, **named: Any) -> Any:
        if watch.running:
            watch.sites.add(io.site())
            if not io.site():
                watch.refused.append(f"{watch.running[-1]}: a file is read beside the door")
        return read(pool, *given, **named)

    def as_function(name: str, body: Callable[..., Any]) -> Callable[..., Any]:
        def run(*given: Any) -> Any:
            watch.running.append(name)
            try:
                return body(*given)
            finally:
                watch.running.pop()

        return run

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(BaseClient, "_make_api_call", asked)
        patched.setattr(urllib3.PoolManager, "request", fetched)
        patched.setattr(Chalice, "__call__", as_function("api_handler", Chalice.__call__))
        for name in EVENT_FUNCTIONS:
            patched.setattr(events, name, as_function(name, getattr(events, name)))
        yield watch
