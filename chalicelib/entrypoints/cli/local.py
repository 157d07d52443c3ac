"""Commands that speak to the local stack: run the planner at a day, wait until all is quiet, read what came of it."""

import json
import time
import urllib.request
from datetime import UTC, datetime
from typing import Any

from chalicelib.adapters.clock import PayloadClock, SystemClock
from chalicelib.bootstrap import UseCases, World
from chalicelib.entrypoints.cli.output import CommandFailed, Progress
from chalicelib.settings import Settings
from infra.local.stack import Stack, enter

PATIENCE = 300
QUIET = 3


def use_cases_on(stack: Stack, at: datetime | None = None) -> UseCases:
    """The use cases in this process, on the stack's table, at the machine's clock or at `at`."""
    environment = stack.environment()
    enter(environment)
    return UseCases(World(Settings.from_env(environment)), PayloadClock(at) if at else SystemClock())


def run_planner(stack: Stack, at: datetime, progress: Progress) -> int:
    """One planner run at that instant, and all that follows from it; how many cases it queued."""
    now = at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    answer = stack.client("lambda").invoke(
        FunctionName=stack.outputs.plan_due_function, Payload=json.dumps({"now": now}).encode()
    )
    content = json.loads(answer["Payload"].read())
    if "queued" not in content:
        raise CommandFailed(f"the planner failed: {content}")
    progress(f"planner at {now}: {content['queued']} cases to look at")
    wait_until_quiet(stack)
    return int(content["queued"])


def wait_until_quiet(stack: Stack) -> None:
    """Until every queue is empty and every event of the mail service was recorded. Raises CommandFailed when stuck."""
    sqs, deadline, quiet = stack.client("sqs"), time.monotonic() + PATIENCE, 0
    while quiet < QUIET:
        if time.monotonic() > deadline:
            raise CommandFailed(f"the queues were not empty after {PATIENCE} s: {_waiting(stack, sqs)}")
        quiet = 0 if any(_waiting(stack, sqs).values()) else quiet + 1
        time.sleep(0.2)


def _waiting(stack: Stack, sqs: Any) -> dict[str, int]:
    o = stack.outputs
    counts = {
        url.rsplit("/", 1)[1]: _length(sqs, url)
        for url in (o.assess_queue_url, o.send_queue_url, o.deliveries_queue_url)
    }
    with urllib.request.urlopen(f"{stack.mailbox_url}/_double/state", timeout=10) as answer:  # noqa: S310
        counts["events"] = int(json.loads(answer.read())["events_pending"])
    return counts


def _length(sqs: Any, url: str) -> int:
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    return sum(int(attributes[name]) for name in names)
