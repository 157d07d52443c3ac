"""The same expectations, run on the ports in memory, on moto, and on the local emulator."""

import itertools
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from chalicelib.adapters.dynamo import models
from chalicelib.adapters.dynamo.cases import DynamoCases
from chalicelib.adapters.dynamo.counted_cases import CountedCases
from chalicelib.adapters.dynamo.creditors import DynamoCreditors
from chalicelib.adapters.dynamo.doors import DynamoDoors
from chalicelib.adapters.dynamo.policies import DynamoPolicies
from chalicelib.ports import Cases, Creditors, Doors, Policies
from infra.local.emulator import Emulator
from infra.local.loopback import LoopbackServer
from infra.memory.doors import MemoryDoors
from infra.memory.sources import MemoryMetrics
from tests.builders import KEY, MORNING
from tests.contract.insights import STEP, Insights, Look, another, says
from tests.fakes import FixedClock, MemoryCases, MemoryCreditors, OwnPolicies
from tests.table import create_table

NUMBERS = itertools.count()


@pytest.fixture(autouse=True)
def _credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "eu-west-3",
    }.items():
        monkeypatch.setenv(name, value)


@pytest.fixture(scope="session")
def emulator_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    state: Path = tmp_path_factory.mktemp("emulator")
    with Emulator().start(state) as running:
        yield running.endpoint_url


@pytest.fixture
def s3() -> Iterator[Any]:
    """With the bucket of the letters in it."""
    with mock_aws():
        client = boto3.client("s3")
        client.create_bucket(Bucket="letters", CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
        yield client


@pytest.fixture(params=["memory", "moto", pytest.param("emulator", marks=pytest.mark.emulator)])
def store(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Cases, Doors]]:
    if request.param == "memory":
        doors = MemoryDoors()
        yield MemoryCases(doors), doors
        return
    name = f"relance-{next(NUMBERS)}"
    if request.param == "moto":
        with mock_aws():
            yield _dynamo(name)
        return
    monkeypatch.setenv("AWS_ENDPOINT_URL", request.getfixturevalue("emulator_url"))
    yield _dynamo(name)


@pytest.fixture
def policies(store: tuple[Cases, Doors]) -> Policies:
    """Beside the cases of the same store."""
    return OwnPolicies() if isinstance(store[0], MemoryCases) else DynamoPolicies()


@pytest.fixture
def creditors(store: tuple[Cases, Doors]) -> Creditors:
    return MemoryCreditors() if isinstance(store[0], MemoryCases) else DynamoCreditors(FixedClock())


@pytest.fixture
def table() -> Iterator[tuple[DynamoCases, DynamoDoors]]:
    """For what only a table can do to us."""
    with mock_aws():
        yield _dynamo(f"relance-{next(NUMBERS)}")


def _dynamo(name: str) -> tuple[DynamoCases, DynamoDoors]:
    create_table(name)
    models.bind(name)
    return CountedCases(MemoryMetrics()), DynamoDoors()


@pytest.fixture
def cases(store: tuple[Cases, Doors]) -> Cases:
    return store[0]


@pytest.fixture
def doors(store: tuple[Cases, Doors]) -> Doors:
    return store[1]


@pytest.fixture
def size(request: pytest.FixtureRequest) -> int:
    """How many invoices make a large case; moto copies its tables for each transaction, so it gets a small one."""
    return 80 if "moto" in request.node.name else 1000


@pytest.fixture
def insights(monkeypatch: pytest.MonkeyPatch) -> Iterator[Insights]:
    made = Insights()
    with LoopbackServer(made, body_limit=2**20, too_long=says(413)) as server:
        made.url = server.url
        monkeypatch.setenv("AWS_ENDPOINT_URL_SESV2", server.url)
        yield made


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(MORNING + timedelta(hours=1))


@pytest.fixture
def look(insights: Insights, s3: Any, clock: FixedClock) -> Look:
    """As each process does it: with an adapter of its own."""
    return lambda: another(s3, clock).find(KEY, STEP)
