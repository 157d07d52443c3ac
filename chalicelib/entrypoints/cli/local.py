"""Commands that speak to the local stack: run the planner at a day, wait until all is quiet, read what came of it."""

import json
import time
import urllib.request
from datetime import UTC, datetime
from typing import Any

from chalicelib.adapters.clock import PayloadClock, SystemClock
from chalicelib.bootstrap import UseCases, World
from chalicelib.entrypoints.cli.output import CommandFailed, Progress
from chalicelib.entrypoints.cli.run_report import RunReport, report_on
from chalicelib.settings import Settings
from infra.local.stack import Stack, enter

# A function that failed leaves its message hidden for six minutes: without any change for so long, nothing will come.
PATIENCE = 120
QUIET = 3
LOG_LINES = 20
SAID_EVERY = 2.0


def use_cases_on(stack: Stack, at: datetime | None = None) -> UseCases:
    """The use cases in this process, on the stack's table, at the machine's clock or at `at`."""
    environment = stack.environment()
    enter(environment)
    return UseCases(World(Settings.from_env(environment)), PayloadClock(at) if at else SystemClock())


def run_planner(stack: Stack, at: datetime, progress: Progress) -> RunReport:
    """One planner run at that instant, and all that follows from it; what it came to."""
    at = at.astimezone(UTC)
    now = at.isoformat().replace("+00:00", "Z")
    world = use_cases_on(stack, at).world
    # Read before the run: a case that was looked at is no longer due.
    due = tuple(world.cases.due(at))
    answer = stack.client("lambda").invoke(
        FunctionName=stack.outputs.plan_due_function, Payload=json.dumps({"now": now}).encode()
    )
    with answer["Payload"] as payload:
        content = json.loads(payload.read())
    if "queued" not in content:
        raise CommandFailed(f"the planner failed: {content}")
    progress(f"planner at {now}: {content['queued']} cases to look at")
    wait_until_quiet(stack, progress)
    report = report_on(int(content["queued"]), due, world.cases, world.creditors, at)
    for letter in report.unsettled:
        progress(f"  {letter.line}")
    return report


def wait_until_quiet(stack: Stack, progress: Progress) -> None:
    """Until every queue is empty and every event of the mail service was recorded. Raises CommandFailed when stuck."""
    sqs, quiet, counts = stack.client("sqs"), 0, dict[str, int]()
    changed_at = said_at = time.monotonic()
    while quiet < QUIET:
        before, counts = counts, waiting(stack, sqs)
        quiet = 0 if any(counts.values()) else quiet + 1
        now = time.monotonic()
        if counts != before:
            changed_at = now
        if any(counts.values()) and now - said_at > SAID_EVERY:
            said_at = now
            progress("  still " + ", ".join(f"{count} {what}" for what, count in counts.items() if count))
        if now - changed_at > PATIENCE:
            raise CommandFailed(f"nothing moved for {PATIENCE} s: {counts}\n{function_log(stack)}")
        time.sleep(0.2)


def waiting(stack: Stack, sqs: Any) -> dict[str, int]:
    o = stack.outputs
    with urllib.request.urlopen(f"{stack.mailbox_url}/_double/state", timeout=10) as answer:  # noqa: S310
        events = int(json.loads(answer.read())["events_pending"])
    return {
        "to assess": _length(sqs, o.assess_queue_url),
        "to print and send": _length(sqs, o.send_queue_url),
        "deliveries to record": _length(sqs, o.deliveries_queue_url) + events,
    }


def _length(sqs: Any, url: str) -> int:
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    return sum(int(attributes[name]) for name in names)


def function_log(stack: Stack) -> str:
    """The last lines of each function that said something is wrong: a failure far away explains itself here."""
    logs, text = stack.client("logs"), list[str]()
    for group in logs.describe_log_groups()["logGroups"]:
        name = group["logGroupName"]
        lines = [str(e["message"]).rstrip() for e in logs.filter_log_events(logGroupName=name).get("events", [])]
        if any("Traceback" in line or "ERROR" in line or "WARNING" in line for line in lines):
            text += [f"{name} ends:", *(f"  {line}" for line in "\n".join(lines).splitlines()[-LOG_LINES:])]
    return "\n".join(text) or "no function logged an error"
