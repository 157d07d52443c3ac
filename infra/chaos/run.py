"""Reminders go out on a stack whose workers die; until each debtor has been written to, the planner comes again."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from chalicelib.entrypoints.cli.local import invoked, put_back, wait_until_quiet
from chalicelib.entrypoints.cli.output import CommandFailed
from infra.chaos.killer import Killer
from infra.chaos.verdict import Verdict, verdict
from infra.local.aws_proxy import AwsProxy
from infra.local.mail_store import MailStore
from infra.local.many_debtors import account_of, upload
from infra.local.stack import HeldStack, plan_by_hand_alone, stack_up
from infra.local.stack_state import ports_of

FIRST = datetime(2026, 11, 24, 8, tzinfo=UTC)
# An hour later what was begun is found; on the second day what nobody knows of is said once more. The next reminder of
# all the others would be later.
RUNS = tuple(timedelta(days=day, hours=hour) for day in range(4) for hour in (0, 1, 2))
# A message whose worker died comes back so soon, instead of after six minutes: nobody waits hours for a figure.
COMES_BACK_AFTER = "20"
# A planner that is killed is made up for by the next, a quarter of an hour later.
TRIES = 20
# Calls to AWS that one reminder makes, about.
CALLS = 10

Say = Callable[[str], None]


def chaos(state: Path, reminders: int, kills: int, seed: int, say: Say) -> Verdict:
    """Raises CommandFailed where the stack stands still, StackFailed where it does not come up."""
    killer = Killer(seed, kills, max(1, int(reminders * CALLS * 0.6 / max(kills, 1))))
    ports = ports_of(state)
    started = time.monotonic()
    with ExitStack() as running:
        aws = running.enter_context(AwsProxy(ports.emulator, killer.at_each))
        ses = running.enter_context(AwsProxy(ports.mailbox, killer.at_each))
        through = {"AWS_ENDPOINT_URL": aws.url, "AWS_ENDPOINT_URL_SESV2": ses.url}
        stack = running.enter_context(stack_up(state, say, through))
        killer.emulator = stack.emulator.process.pid
        plan_by_hand_alone(stack)
        addresses = upload(account_of(stack, "chaos"), "chaos", "accounts", FIRST.date(), reminders)
        say(f"chaos: {reminders} debtors are late; {kills} workers are to die (seed {seed})")
        _comes_back_soon(stack)
        found = verdict(addresses, ())
        for after in RUNS:
            killer.is_armed = True
            _plan(stack, FIRST + after, say)
            killer.is_armed = False
            found = verdict(addresses, MailStore(state / "mails").newest_first())
            say(
                f"chaos: {found.mails} mails, {len(found.missing)} debtors without one, "
                f"{killer.killed.total()} workers killed"
            )
            if not found.missing:
                break
            put_back(stack, say)
    kills_by = {f"{function}, {moment}": count for (function, moment), count in sorted(killer.killed.items())}
    return replace(found, kills=kills_by, seconds=round(time.monotonic() - started))


def _comes_back_soon(stack: HeldStack) -> None:
    sqs, o = stack.client("sqs"), stack.outputs
    for url in (o.assess_queue_url, o.send_queue_url, o.deliveries_queue_url):
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": COMES_BACK_AFTER})


def _plan(stack: HeldStack, at: datetime, say: Say) -> None:
    now = at.isoformat().replace("+00:00", "Z")
    for _ in range(TRIES):
        content = invoked(stack, stack.outputs.plan_due_function, {"now": now})
        wait_until_quiet(stack, say)
        if "queued" in content:
            say(f"chaos: planner at {now}: {content['queued']} cases to look at")
            return
        say(f"chaos: the planner of {now} was killed; it comes again")
    raise CommandFailed(f"the planner died {TRIES} times in a row")
