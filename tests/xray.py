"""A run of a function that AWS X-Ray traces, and the port of Lambda that takes what is told of it."""

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from chalicelib.adapters import tracing

ROOT, PARENT = "1-581cf771-a006649127e371903a2de979", "70de5b6f19ff9a0a"
HEADER = f"Root={ROOT};Parent={PARENT};Sampled=1;Lineage=a87bd80c:0"
# All that has come there since it was asked last.
Daemon = Callable[[], list[dict[str, Any]]]


@contextmanager
def a_traced_run(monkeypatch: pytest.MonkeyPatch) -> Iterator[Daemon]:
    """Each request is told, however short."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taker:
        taker.bind(("127.0.0.1", 0))
        taker.setblocking(False)
        monkeypatch.setenv("AWS_XRAY_DAEMON_ADDRESS", f"127.0.0.1:{taker.getsockname()[1]}")
        monkeypatch.setenv("_X_AMZN_TRACE_ID", HEADER)
        monkeypatch.setattr(tracing, "SHORTEST", 0)

        def came() -> list[dict[str, Any]]:
            found = list[dict[str, Any]]()
            while True:
                try:
                    head, body = taker.recv(65536).split(b"\n")
                except BlockingIOError:
                    return found
                assert json.loads(head) == {"format": "json", "version": 1}
                found.append(json.loads(body))

        yield came
        tracing._sender().close()
        tracing._sender.cache_clear()
