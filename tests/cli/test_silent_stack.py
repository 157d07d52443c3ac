"""The stack is held up and its emulator is dead, or dies during the work: one line says so, and what to do."""

import json
import socket
from collections.abc import Iterator
from dataclasses import asdict, fields
from http.client import RemoteDisconnected
from pathlib import Path
from urllib.error import URLError

import pytest
from botocore.exceptions import ConnectionClosedError, EndpointConnectionError, ParamValidationError, ReadTimeoutError
from pynamodb.exceptions import GetError, QueryError

from chalicelib.entrypoints.cli.session import on_stack
from infra.deploy import Outputs
from infra.local.stack import Stack, StackSilent
from infra.local.stack_state import held, write
from tests.cli.conftest import NEED_A_STACK, Relance

WORDS = ("the local stack's AWS emulator does not answer", "`relance up`", "`make demo`")


def announced(state: Path, port: int) -> Stack:
    outputs = Outputs(**{field.name: "x" for field in fields(Outputs)})
    url = f"http://127.0.0.1:{port}"
    stack = Stack(url, url, url, outputs)
    write(state / "stack.json", json.dumps(asdict(stack)))
    return stack


@pytest.fixture
def dead(tmp_path: Path) -> Iterator[Path]:
    """A folder that is held, with the address of nobody."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        with held(tmp_path):
            announced(tmp_path, nobody.getsockname()[1])
            yield tmp_path


@pytest.fixture
def alive(tmp_path: Path) -> Iterator[Path]:
    """A folder that is held, with the address of somebody who takes a connection."""
    with socket.socket() as listening, held(tmp_path):
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        announced(tmp_path, listening.getsockname()[1])
        yield tmp_path


@pytest.mark.parametrize("arguments", NEED_A_STACK, ids=lambda a: " ".join(a[:2]))
def test_a_dead_emulator_is_told_in_one_line(relance: Relance, dead: Path, arguments: tuple[str, ...]) -> None:
    ended = relance(*arguments, "--state", dead)
    assert (ended.code, ended.out) == (1, "")
    assert len(ended.err.splitlines()) == 1
    assert all(words in ended.err for words in WORDS)


@pytest.mark.parametrize(
    "error",
    [
        EndpointConnectionError(endpoint_url="x"),
        ConnectionClosedError(endpoint_url="x"),
        ReadTimeoutError(endpoint_url="x"),
        QueryError("no", EndpointConnectionError(endpoint_url="x")),
        GetError("no", ConnectionClosedError(endpoint_url="x")),
        URLError(ConnectionRefusedError()),
        TimeoutError("timed out"),
        RemoteDisconnected("closed without an answer"),
    ],
    ids=lambda e: type(e).__name__,
)
def test_one_that_dies_during_the_work_is_told_alike(alive: Path, error: Exception) -> None:
    with pytest.raises(StackSilent, match=WORDS[0]), on_stack(alive):
        raise error


@pytest.mark.parametrize(
    "error", [QueryError("a fault of ours", ValueError()), ParamValidationError(report="x")], ids=repr
)
def test_another_fault_stays_what_it_is(alive: Path, error: Exception) -> None:
    with pytest.raises(type(error)), on_stack(alive):
        raise error
