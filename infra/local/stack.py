"""Relance whole on this machine: emulator, double of SES, packaged application, site, edge. The template is AWS's own.

with stack_up(Path(".local"), progress) as stack:
    print(stack.edge_url, stack.mailbox_url)
"""

import json
import os
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field, fields
from errno import EADDRINUSE
from functools import partial
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit

import boto3
from botocore.exceptions import BotoCoreError

from infra.build import BuildRefused, Package, build
from infra.deploy import STACK, DeploymentFailed, Outputs, deploy
from infra.local.edge import Edge, EdgeSettings
from infra.local.emulator import DEFAULT_REGION, REPOSITORY, Emulator, EmulatorError, RunningEmulator
from infra.local.ses_double import SesDouble
from infra.local.stack_state import (
    StackFailed,
    StateUnusable,
    begin_run,
    held,
    is_held,
    ports_of,
    put_aside,
    read_json,
    refuse_other_versions,
    reset_command,
    run_number,
    write,
)

Progress = Callable[[str], None]
MAIL_FROM = "relances@relance.example"
# As many as come: the double of the mail service has no rate.
MAILS_PER_SECOND = "1000"
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": DEFAULT_REGION}

# The kernel takes the connection, however busy the emulator is.
ANSWERS_WITHIN = 5
# A letter and its mail take less, cold start included; a message that failed stays hidden for longer.
LAST_SECONDS = 20
# Where the emulator keeps the number of its last run; see stack_state.
RUN = "/relance-local/run"


class NoStack(StackFailed):
    """No local stack is up."""


class StackSilent(StackFailed):
    """A process holds the stack up, and its emulator is gone."""

    def __init__(self, endpoint_url: str) -> None:
        again = "end what holds it (Ctrl-C there) and start it again with `relance up` or `make demo`"
        super().__init__(f"the local stack's AWS emulator does not answer ({endpoint_url}): {again}")


@dataclass(frozen=True)
class Stack:
    """Where everything is. Written beside the state while the stack is up, so that other commands find it."""

    endpoint_url: str
    edge_url: str
    mailbox_url: str
    outputs: Outputs

    def environment(self) -> dict[str, str]:
        """What a process on this machine needs to stand where a function stands."""
        o = self.outputs
        return {
            **CREDENTIALS,
            "AWS_ENDPOINT_URL": self.endpoint_url,
            "AWS_ENDPOINT_URL_SESV2": self.mailbox_url,
            "RELANCE_STAGE": "local",
            "RELANCE_TABLE": o.table,
            "RELANCE_LETTERS_BUCKET": o.letters_bucket,
            "RELANCE_ASSESS_QUEUE_URL": o.assess_queue_url,
            "RELANCE_SEND_QUEUE_URL": o.send_queue_url,
            "RELANCE_DELIVERIES_QUEUE_URL": o.deliveries_queue_url,
            "RELANCE_MAIL_FROM": MAIL_FROM,
            "RELANCE_CONFIGURATION_SET": o.configuration_set,
            "RELANCE_PORTAL_URL": self.edge_url,
            "RELANCE_CLOCK": "payload",
            "RELANCE_EPOCH": "0",
            "RELANCE_MAILS_PER_SECOND": MAILS_PER_SECOND,
            "RELANCE_LOOK_UP": "none",
        }

    def client(self, service: str) -> Any:
        return aws_client(service, self.endpoint_url)


@dataclass(frozen=True)
class HeldStack(Stack):
    """As the process that holds it up knows it."""

    emulator: RunningEmulator = field(compare=False)


def aws_client(service: str, endpoint_url: str) -> Any:
    return boto3.client(
        service,  # type: ignore[call-overload]
        endpoint_url=endpoint_url,
        region_name=DEFAULT_REGION,
        aws_access_key_id="test",
        aws_secret_access_key="test",  # noqa: S106
    )


def running_stack(state: Path) -> Stack:
    """The stack that another process holds up. Raises NoStack, and StackSilent when its emulator died."""
    _reach_loopback_directly()
    file = state / "stack.json"
    if not is_held(state) or not file.exists():
        raise NoStack("no local stack is up: start one with `relance up` or `make demo`, and leave it up")
    read: dict[str, Any] = read_json(file)
    stack = Stack(**{**read, "outputs": Outputs(**read["outputs"])})
    address = urlsplit(stack.endpoint_url)
    try:
        socket.create_connection((address.hostname, address.port), ANSWERS_WITHIN).close()
    except OSError:
        raise StackSilent(stack.endpoint_url) from None
    return stack


@contextmanager
def stack_up(
    state: Path,
    progress: Progress,
    worker_environment: Mapping[str, str] | None = None,
    *,
    check: Callable[[Path], None] = lambda _: None,
    afresh: bool = False,
) -> Iterator[HeldStack]:
    """Starts everything, deploys, and takes it all down again, state kept, on leaving.

    A folder that `check` or the emulator finds unusable is put aside when `afresh`, else StateUnusable says so. Raises
    StackFailed. `worker_environment` goes to every function: a bench puts a proxy before the emulator with it.
    """
    _reach_loopback_directly()
    with held(state), _failures_named(state):
        package = build("local", REPOSITORY / "build", progress=progress)
        with ExitStack() as running:
            start = partial(_started, state, package, progress, running, worker_environment or {}, check)
            try:
                stack = start()
            except StateUnusable as why:
                if not afresh:
                    raise StateUnusable(f"{why}. Start afresh: {reset_command(state)}") from None
                running.close()
                progress(f"stack: {why}; put aside in {put_aside(state)}, starting afresh")
                stack = start()
            try:
                with _announced(stack, state / "stack.json"):
                    yield stack
            finally:
                if stack.emulator.is_alive():
                    progress("stack: stop, state kept ...")
                    _finish_what_runs(stack)


def _started(
    state: Path,
    package: Package,
    progress: Progress,
    running: ExitStack,
    worker_environment: Mapping[str, str],
    check: Callable[[Path], None],
) -> HeldStack:
    refuse_other_versions(state)
    check(state)
    ports = ports_of(state)
    progress("stack: start the double of SES (mails stay on this machine)")
    double = running.enter_context(
        SesDouble(state / "mails", port=ports.mailbox, sns_endpoint=f"http://127.0.0.1:{ports.emulator}")
    )
    progress("stack: start the AWS emulator")
    # Not AUTH=true, which checks roles: MiniStack 1.5.33 asks for sqs:SendMessageBatch, an action AWS does not have.
    unpacked = {"RELANCE_LOCAL_UNPACKED": str(REPOSITORY / "build" / "unpacked")}
    variables = {"AWS_ENDPOINT_URL_SESV2": double.url, **unpacked, **worker_environment}
    emulator = running.enter_context(Emulator().start(state / "emulator", ports.emulator, variables))
    _begin(state, emulator.endpoint_url)
    edge_url = f"http://127.0.0.1:{ports.edge}"
    parameters = {
        "ClockSource": "payload",
        "PortalUrl": edge_url,
        "MailFrom": MAIL_FROM,
        "MailsPerSecond": MAILS_PER_SECOND,
    }
    outputs = deploy(emulator.endpoint_url, package.cloudformation, package.zip_path, parameters, progress)
    _open_queues(emulator.endpoint_url)
    double.store.topic_arn = outputs.deliveries_topic_arn
    stage = outputs.api_url.rsplit("/", 1)[1]
    settings = EdgeSettings(emulator.endpoint_url, outputs.api_id, stage, outputs.site_bucket)
    edge = running.enter_context(Edge(settings, port=ports.edge))
    return HeldStack(emulator.endpoint_url, edge.url, double.url, outputs, emulator)


def _begin(state: Path, endpoint_url: str) -> None:
    """Raises StateUnusable when the emulator lost a run that this folder knows of."""
    ssm, last = aws_client("ssm", endpoint_url), run_number(state)
    try:
        known = int(ssm.get_parameter(Name=RUN)["Parameter"]["Value"])
    except ssm.exceptions.ParameterNotFound:
        known = 0
    if known < last:
        raise StateUnusable("the emulator was killed before it could keep what it did, and would send mails again")
    ssm.put_parameter(Name=RUN, Value=str(last + 1), Type="String", Overwrite=True)
    begin_run(state, last + 1)


def _open_queues(endpoint_url: str) -> None:
    """A worker's cold start keeps a processor busy for seconds: more of them than processors wait for each other."""
    functions, most = aws_client("lambda", endpoint_url), max(2, os.cpu_count() or 2)
    for source in functions.list_event_source_mappings()["EventSourceMappings"]:
        functions.update_event_source_mapping(
            UUID=source["UUID"], Enabled=True, ScalingConfig={"MaximumConcurrency": most}
        )


def plan_by_hand_alone(stack: Stack) -> None:
    """The planner's schedule off, on a stack that lives on days of its own: each quarter of an hour it would tell the
    cases that it is today, and what was to be found tomorrow would not be due any more.
    """
    stack.client("events").disable_rule(Name=f"{STACK}-planner")


def _finish_what_runs(stack: Stack) -> None:
    """No new message is handed out, and what is in work ends: a send that is cut off would stay without an answer."""
    functions, sqs = stack.client("lambda"), stack.client("sqs")
    for source in functions.list_event_source_mappings()["EventSourceMappings"]:
        functions.update_event_source_mapping(UUID=source["UUID"], Enabled=False)
    o, deadline = stack.outputs, time.monotonic() + LAST_SECONDS
    urls = (o.assess_queue_url, o.send_queue_url, o.deliveries_queue_url)
    while any(_in_work(sqs, url) for url in urls) and time.monotonic() < deadline:
        time.sleep(0.1)


def _in_work(sqs: Any, url: str) -> int:
    name = "ApproximateNumberOfMessagesNotVisible"
    return int(sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[name])["Attributes"][name])


@contextmanager
def _failures_named(state: Path) -> Iterator[None]:
    """Says what to do about a port that is taken, a package that was refused, an emulator that died."""
    try:
        yield
    except BuildRefused as error:
        raise StackFailed(str(error)) from error
    except (DeploymentFailed, EmulatorError) as error:
        raise StackFailed(f"{error}\nIf it stays so, start afresh: {reset_command(state)}") from error
    except (BotoCoreError, URLError) as error:
        raise StackFailed(
            f"the AWS emulator died: {error}; its log is {state / 'emulator' / 'emulator.log'}"
        ) from error
    except OSError as error:
        if error.errno != EADDRINUSE:
            raise
        taken = f"one of {ports_of(state)} is taken by another program"
        raise StackFailed(f"{taken}: stop it, or start afresh on other ports: {reset_command(state)}") from error


@contextmanager
def _announced(stack: Stack, file: Path) -> Iterator[None]:
    told = {each.name: getattr(stack, each.name) for each in fields(Stack)}
    write(file, json.dumps({**told, "outputs": asdict(stack.outputs)}, indent=1))
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def _reach_loopback_directly() -> None:
    """Where the machine goes out by a proxy, boto3 and urllib would ask it for 127.0.0.1."""
    direct = ",".join(filter(None, ("127.0.0.1", os.environ.get("no_proxy") or os.environ.get("NO_PROXY"))))
    os.environ.update({"no_proxy": direct, "NO_PROXY": direct})


def enter(environment: Mapping[str, str]) -> None:
    """Lets this process stand where a function stands: boto3 reads its endpoints from the environment only."""
    os.environ.update(environment)
