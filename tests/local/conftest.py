"""An edge of its own for each test, before an emulator that keeps what it is asked."""

from collections.abc import Iterator

import pytest

from infra.local.edge import Edge, EdgeSettings
from infra.local.loopback import LoopbackServer, Response
from tests.local.edge_bench import Emulator


@pytest.fixture
def emulator() -> Emulator:
    return Emulator()


@pytest.fixture
def edge(emulator: Emulator) -> Iterator[Edge]:
    with (
        LoopbackServer(emulator, body_limit=10**8, too_long=Response(413)) as server,
        Edge(EdgeSettings(server.url, "api1", "prod", "site")) as edge,
    ):
        yield edge
