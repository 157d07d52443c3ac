"""Relance whole on this machine: emulator, double of SES, packaged application, site, edge. The template is AWS's own.

with stack_up(Path(".local"), progress) as stack:
    print(stack.edge_url, stack.mailbox_url)
"""

import json
import os
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import boto3

from infra.build import build
from infra.deploy import Outputs, deploy
from infra.local.edge import Edge, EdgeSettings
from infra.local.emulator import DEFAULT_REGION, REPOSITORY, Emulator
from infra.local.ses_double import SesDouble

Progress = Callable[[str], None]
MAIL_FROM = "relances@relance.example"
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": DEFAULT_REGION}


class NoStack(RuntimeError):
    """No local stack is up."""


@dataclass(frozen=True)
class Ports:
    """Kept with the state: MiniStack files its queues under an address that holds its port."""

    emulator: int
    mailbox: int
    edge: int


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
            "RELANCE_MAIL_FROM": MAIL_FROM,
            "RELANCE_CONFIGURATION_SET": o.configuration_set,
            "RELANCE_PORTAL_URL": self.edge_url,
            "RELANCE_CLOCK": "payload",
        }

    def client(self, service: str) -> Any:
        return boto3.client(
            service,  # type: ignore[call-overload]
            endpoint_url=self.endpoint_url,
            region_name=DEFAULT_REGION,
            aws_access_key_id="test",
            aws_secret_access_key="test",  # noqa: S106
        )


def running_stack(state: Path) -> Stack:
    """The stack that another process holds up. Raises NoStack."""
    try:
        read = json.loads((state / "stack.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NoStack("no local stack is up: start one with `relance up` or `make demo`") from None
    return Stack(**{**read, "outputs": Outputs(**read["outputs"])})


@contextmanager
def stack_up(state: Path, progress: Progress) -> Iterator[Stack]:
    """Starts everything, deploys, and takes it all down again, state kept, on leaving."""
    state.mkdir(parents=True, exist_ok=True)
    ports = _ports(state / "ports.json")
    package = build("local", REPOSITORY / "build", progress=progress)
    with ExitStack() as running:
        progress("stack: start the double of SES (mails stay on this machine)")
        double = running.enter_context(
            SesDouble(state / "mails", port=ports.mailbox, sns_endpoint=f"http://127.0.0.1:{ports.emulator}")
        )
        progress("stack: start the AWS emulator")
        # Not AUTH=true, which checks roles: MiniStack 1.5.33 asks for sqs:SendMessageBatch, an action AWS does not have.
        variables = {"AWS_ENDPOINT_URL_SESV2": double.url}
        emulator = running.enter_context(Emulator().start(state / "emulator", ports.emulator, variables))
        edge_url = f"http://127.0.0.1:{ports.edge}"
        parameters = {"ClockSource": "payload", "PortalUrl": edge_url, "MailFrom": MAIL_FROM}
        outputs = deploy(emulator.endpoint_url, package.cloudformation, package.zip_path, parameters, progress)
        double.store.topic_arn = outputs.deliveries_topic_arn
        stage = outputs.api_url.rsplit("/", 1)[1]
        settings = EdgeSettings(emulator.endpoint_url, outputs.api_id, stage, outputs.site_bucket)
        edge = running.enter_context(Edge(settings, port=ports.edge))
        stack = Stack(emulator.endpoint_url, edge.url, double.url, outputs)
        with _announced(stack, state / "stack.json"):
            yield stack
        progress("stack: stop, state kept")


@contextmanager
def _announced(stack: Stack, file: Path) -> Iterator[None]:
    file.write_text(json.dumps(asdict(stack), indent=1), encoding="utf-8")
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def _ports(file: Path) -> Ports:
    if file.exists():
        return Ports(**json.loads(file.read_text(encoding="utf-8")))
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(3)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        ports = Ports(*(each.getsockname()[1] for each in sockets))
    file.write_text(json.dumps(asdict(ports)), encoding="utf-8")
    return ports


def enter(environment: Mapping[str, str]) -> None:
    """Lets this process stand where a function stands: boto3 reads its endpoints from the environment only."""
    os.environ.update(environment)
