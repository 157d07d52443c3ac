"""Commands that speak to the local stack: run the planner at a day, wait until all is quiet, read what came of it."""

import json
import time
import urllib.request
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib.adapters.clock import PayloadClock, SystemClock
from chalicelib.bootstrap import UseCases
from chalicelib.entrypoints.cli.output import CommandFailed, Progress
from chalicelib.entrypoints.cli.run_report import RunReport, report_on
from chalicelib.settings import Settings
from chalicelib.world import World
from infra.local.stack import Stack, enter

# A message whose function failed stays hidden for as long as its queue says, and then comes again.
COMES_AGAIN_AFTER = 360
# No function runs for longer: a message that is hidden for more than this is in nobody's work.
LONGEST_WORK = 60
# Long enough for a second delivery to come and to be worked off.
PATIENCE = COMES_AGAIN_AFTER + 2 * LONGEST_WORK
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
    due = tuple(case.key for case in world.cases.due(at))
    content = invoked(stack, stack.outputs.plan_due_function, {"now": now})
    if "queued" not in content:
        raise CommandFailed(f"the planner failed: {content}")
    progress(f"planner at {now}: {content['queued']} cases to look at")
    wait_until_quiet(stack, progress)
    report = report_on(int(content["queued"]), due, world.cases, world.creditors, at)
    for letter in report.unsettled:
        progress(f"  {letter.line}")
    return report


def put_back(stack: Stack, progress: Progress) -> dict[str, int]:
    """What failed goes back into its queues; how many messages, by queue. Raises CommandFailed."""
    sums, are_left = Counter[str](), True
    while are_left:
        content = invoked(stack, stack.outputs.redrive_function, {})
        if "are_left" not in content:
            raise CommandFailed(f"the messages could not be put back: {content}; what went back is kept no more")
        are_left = content.pop("are_left")
        sums.update(content)
        progress(f"redrive: {sums.total()} messages are back in their queues")
    return dict(sums)


def invoked(stack: Stack, function: str, payload: dict[str, Any]) -> dict[str, Any]:
    answer = stack.client("lambda").invoke(FunctionName=function, Payload=json.dumps(payload).encode())
    with answer["Payload"] as said:
        content: dict[str, Any] = json.loads(said.read())
    return content


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is left to do, by what it is; `hidden` of these messages are in work, or wait to be delivered again."""

    left: dict[str, int]
    hidden: int

    def __bool__(self) -> bool:
        return any(self.left.values())

    def line(self, unmoved: float, now: datetime) -> str:
        """For a person who waits; nothing moved for so many seconds."""
        if unmoved > LONGEST_WORK and self.hidden:
            again = (now + timedelta(seconds=COMES_AGAIN_AFTER - unmoved)).astimezone()
            messages = "1 message waits" if self.hidden == 1 else f"{self.hidden} messages wait"
            return f"  {messages} to be delivered again, at about {again:%H:%M}"
        return "  still " + ", ".join(f"{count} {what}" for what, count in self.left.items() if count)


def wait_until_quiet(stack: Stack, progress: Progress) -> None:
    """Until every queue is empty and every event of the mail service was recorded. Raises CommandFailed when stuck."""
    sqs, quiet, left, said = stack.client("sqs"), 0, dict[str, int](), ""
    changed_at = said_at = time.monotonic()
    while quiet < QUIET:
        waits, now = waiting(stack, sqs), time.monotonic()
        quiet = 0 if waits else quiet + 1
        if waits.left != left:
            changed_at, left = now, waits.left
        if waits and now - said_at > SAID_EVERY:
            said_at, before, said = now, said, waits.line(now - changed_at, SystemClock().now())
            if said != before:
                progress(said)
        if now - changed_at > PATIENCE:
            raise CommandFailed(f"nothing moved for {PATIENCE} s: {left}\n{function_log(stack)}")
        time.sleep(0.2)


def waiting(stack: Stack, sqs: Any) -> Waiting:
    o = stack.outputs
    with urllib.request.urlopen(f"{stack.mailbox_url}/_double/state", timeout=10) as answer:  # noqa: S310
        events = int(json.loads(answer.read())["events_pending"])
    urls = (o.assess_queue_url, o.send_queue_url, o.deliveries_queue_url)
    assess, send, deliveries = (_length(sqs, url) for url in urls)
    return Waiting(
        {
            "to assess": sum(assess),
            "to print and send": sum(send),
            "deliveries to record": sum(deliveries) + events,
        },
        hidden=assess[1] + send[1] + deliveries[1],
    )


def _length(sqs: Any, url: str) -> tuple[int, int]:
    """Messages that can be had, now or after their delay, and hidden ones."""
    names = [f"ApproximateNumberOfMessages{which}" for which in ("", "NotVisible", "Delayed")]
    attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    ready, taken, delayed = (int(attributes[name]) for name in names)
    return ready + delayed, taken


def function_log(stack: Stack) -> str:
    """The last lines of each function that said something is wrong: a failure far away explains itself here."""
    logs, text = stack.client("logs"), list[str]()
    for group in logs.describe_log_groups()["logGroups"]:
        name = group["logGroupName"]
        lines = [str(e["message"]).rstrip() for e in logs.filter_log_events(logGroupName=name).get("events", [])]
        if any("Traceback" in line or "ERROR" in line or "WARNING" in line for line in lines):
            text += [f"{name} ends:", *(f"  {line}" for line in "\n".join(lines).splitlines()[-LOG_LINES:])]
    return "\n".join(text) or "no function logged an error"
