"""AWS calls for one reminder, counted between the packaged functions and the emulator while a warm stack sends some.

The calls of the queues' own pollers (receive, delete) are AWS's and not counted: functions do not make them.
"""

import time
from collections import Counter
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from bench import cost
from bench.cost import MeteringProxy
from bench.figures import Figure, say
from chalicelib.entrypoints.cli.local import run_planner
from infra.local.many_debtors import account_of, upload
from infra.local.stack import Stack, plan_by_hand_alone, stack_up
from infra.local.stack_state import ports_of

AIM = 6
REMINDERS = 10
# So many that what a run costs by itself (asking whether all is done, twice a second) is little of it.
MANY = 100
# For each reminder: the look, the sending, and what became of it, told once.
MESSAGES = 3
FIRST = datetime(2026, 11, 24, 8, tzinfo=UTC)


def figures(folder: Path) -> list[Figure]:
    state = folder / "calls"
    ports = ports_of(state)
    with ExitStack() as running:
        aws = running.enter_context(MeteringProxy(ports.emulator))
        ses = running.enter_context(MeteringProxy(ports.mailbox))
        through = {"AWS_ENDPOINT_URL": aws.url, "AWS_ENDPOINT_URL_SESV2": ses.url}
        stack = running.enter_context(stack_up(state, say, through))
        plan_by_hand_alone(stack)

        def planned(at: datetime) -> Counter[str]:
            aws.take(), ses.take()
            run_planner(stack, at, say)
            return aws.take() + ses.take()

        api = account_of(stack, "bench")
        upload(api, "warm", "accounts", FIRST.date(), REMINDERS)
        planned(FIRST)
        idle = planned(FIRST)
        upload(api, "unheard", "nothing", FIRST.date(), REMINDERS)
        accepted = planned(FIRST)
        upload(api, "heard", "accounts", FIRST.date(), REMINDERS)
        delivered = planned(FIRST)
        upload(api, "many", "accounts", FIRST.date(), MANY)
        for proxy in (aws, ses):
            proxy.billed.clear()
        before, started = set(_log(stack)), time.perf_counter()
        planned(FIRST)
        seconds = time.perf_counter() - started
        billed = aws.billed + ses.billed + cost.of_functions(set(_log(stack)) - before)
    # What AWS asks of the queues and the topic to hand out the messages: each received and deleted by itself at most.
    billed["sqs-request"] += 2 * MESSAGES * MANY
    billed["sns-publish"] += MANY
    rate = f"{MANY / seconds:.1f}"
    return [
        *_figures(idle, accepted - idle, delivered - idle),
        Figure(f"reminders a second, end to end on the emulator, {MANY} at once, each with its PDF and delivery", rate),
        *cost.figures(billed, MANY),
    ]


def _log(stack: Stack) -> list[str]:
    """What the functions have logged so far."""
    logs = stack.client("logs")
    pages = logs.get_paginator("filter_log_events")
    groups = [group["logGroupName"] for group in logs.describe_log_groups()["logGroups"]]
    return [e["message"] for name in groups for page in pages.paginate(logGroupName=name) for e in page["events"]]


def _figures(idle: Counter[str], accepted: Counter[str], delivered: Counter[str]) -> list[Figure]:
    each = accepted.total() / REMINDERS
    whole = delivered.total() / REMINDERS
    return [
        Figure(f"AWS calls per reminder, from plan to accepted: {_by_service(accepted)}", _number(each), *_aim(each)),
        Figure(f"the same with its delivery recorded: {_by_service(delivered)}", _number(whole), *_aim(whole)),
        Figure("operations of it, per reminder", _by_operation(delivered)),
        Figure("AWS calls of a planner's run that finds nothing", _by_operation(idle, 1)),
    ]


def _aim(calls: float) -> tuple[str, bool]:
    return f"at most {AIM}", calls <= AIM


def _by_service(counts: Counter[str]) -> str:
    services: Counter[str] = Counter()
    for name, count in counts.items():
        services[name.split()[0]] += count
    return ", ".join(f"{service} {_number(count / REMINDERS)}" for service, count in services.most_common())


def _by_operation(counts: Counter[str], times: int = REMINDERS) -> str:
    return ", ".join(f"{name} {_number(count / times)}" for name, count in counts.most_common())


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
