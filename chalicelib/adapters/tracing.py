"""What a request to AWS cost within the work of a function, told to AWS X-Ray: its site, when, and whether it failed.

Lambda decides which runs are traced, and takes what is told on a port of its own machine (docs/decisions/0026).
"""

import json
import os
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from typing import Any, Self

from pynamodb.exceptions import DoesNotExist

from chalicelib.adapters import io
from chalicelib.adapters.io import Keeper, Site

HEADER = b'{"format": "json", "version": 1}\n'
# Seconds. What took less was at hand: the next row of a page that had been read.
SHORTEST = 0.001
HIGHEST_PORT = 65535


@dataclass(frozen=True, slots=True)
class Trace:
    """A run of a function that is traced: its ids, and where Lambda takes what is told of it."""

    id: str
    segment: str
    daemon: tuple[str, int]

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Self | None:
        """None for a run that is not traced, and where nobody listens."""
        said = dict(part.partition("=")[::2] for part in environment.get("_X_AMZN_TRACE_ID", "").split(";"))
        host, _, port = environment.get("AWS_XRAY_DAEMON_ADDRESS", "").rpartition(":")
        is_told = said.get("Sampled") == "1" and said.get("Root") and said.get("Parent")
        if not is_told or not host or not port.isdecimal() or int(port) > HIGHEST_PORT:
            return None
        return cls(said["Root"], said["Parent"], (host, int(port)))

    def tell(self, site: Site, began: float, ended: float, *, failed: bool) -> None:
        """Never fails: whatever happens to what is told, the request itself has its answer."""
        part: dict[str, Any] = {
            "type": "subsegment",
            "name": str(site),
            "id": os.urandom(8).hex(),
            "trace_id": self.id,
            "parent_id": self.segment,
            "start_time": began,
            "end_time": ended,
        }
        if failed:
            part["fault"] = True
        # Of an address that cannot be encoded a socket says so as of a wrong type.
        with suppress(OSError, ValueError, TypeError):
            _sender().sendto(HEADER + json.dumps(part).encode(), self.daemon)


@contextmanager
def traced() -> Iterator[None]:
    """Around the work of a function: tells of each request of it, where the run is traced."""
    trace = Trace.of(os.environ)
    if trace is None:
        yield
        return
    with io.kept_by(_telling(trace, io.keeper())):
        yield


def _telling(trace: Trace, asks: Keeper) -> Keeper:
    def keep(site: Site, ask: Callable[[], Any]) -> Any:
        began, failed = time.time(), True
        try:
            answer = asks(site, ask)
            failed = False
        except DoesNotExist:
            # An answer as any other.
            failed = False
            raise
        finally:
            ended = time.time()
            if failed or ended - began >= SHORTEST:
                trace.tell(site, began, ended, failed=failed)
        return answer

    return keep


@cache
def _sender() -> socket.socket:
    sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sender.setblocking(False)
    return sender
