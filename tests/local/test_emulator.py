import io
import json
import os
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config

from infra.local.emulator import REPOSITORY, Emulator, EmulatorError, RunningEmulator

needs_emulator = pytest.mark.skipif(not Emulator().python.exists(), reason="no .venv-local: run make setup")


PROBE = """
import importlib.util, os
def handler(event, context):
    return [dict(os.environ), importlib.util.find_spec("ministack") is None]
"""


@contextmanager
def client(emulator: RunningEmulator, service: str) -> Iterator[Any]:
    made: Any = boto3.client(  # type: ignore[call-overload]
        service,
        endpoint_url=emulator.endpoint_url,
        region_name="eu-west-3",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"total_max_attempts": 1}),
    )
    yield made
    made.close()


def fill(emulator: RunningEmulator) -> None:
    with client(emulator, "dynamodb") as dynamodb:
        dynamodb.create_table(
            TableName="cases",
            KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "PK", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        dynamodb.put_item(TableName="cases", Item={"PK": {"S": "C#1"}})
    with client(emulator, "s3") as s3:
        s3.create_bucket(Bucket="letters", CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
        s3.put_object(Bucket="letters", Key="relance é.pdf", Body=b"%PDF", ContentType="application/pdf")
    with client(emulator, "sns") as sns:
        sns.create_topic(Name="events")


def assert_filled(emulator: RunningEmulator) -> None:
    with client(emulator, "dynamodb") as dynamodb:
        assert "Item" in dynamodb.get_item(TableName="cases", Key={"PK": {"S": "C#1"}})
    with client(emulator, "s3") as s3:
        found = s3.get_object(Bucket="letters", Key="relance é.pdf")
        assert (found["Body"].read(), found["ContentType"]) == (b"%PDF", "application/pdf")
        found["Body"].close()
    with client(emulator, "sns") as sns:
        assert [topic["TopicArn"] for topic in sns.list_topics()["Topics"]] == [
            "arn:aws:sns:eu-west-3:000000000000:events"
        ]


@needs_emulator
@pytest.mark.emulator
def test_state_survives_a_clean_stop_in_a_folder_with_spaces(tmp_path: Path) -> None:
    folder = tmp_path / "état de l’émulateur"
    with Emulator().start(folder) as first:
        fill(first)
    assert first.process.returncode == 0
    with Emulator().start(folder, first.port) as second:
        assert second.endpoint_url == first.endpoint_url
        assert_filled(second)
    assert not (folder / "tmp").exists()


@needs_emulator
@pytest.mark.emulator
def test_function_sees_our_environment_and_no_package_of_the_emulator(tmp_path: Path) -> None:
    extra = {"AWS_ENDPOINT_URL_SESV2": "http://127.0.0.1:9"}
    with Emulator().start(tmp_path, extra_environment=extra) as emulator, client(emulator, "lambda") as functions:
        functions.create_function(
            FunctionName="f",
            Runtime="python3.13",
            Role="arn:aws:iam::000000000000:role/f",
            Handler="index.handler",
            Code={"ZipFile": zipped("index.py", PROBE)},
        )
        answer = functions.invoke(FunctionName="f", Payload=b"{}")
        environment, alone = json.load(answer["Payload"])
        answer["Payload"].close()
    assert alone
    assert environment["AWS_ENDPOINT_URL_SESV2"] == "http://127.0.0.1:9"
    assert environment["AWS_ENDPOINT_URL"] == emulator.endpoint_url
    assert "PYTHONPATH" not in environment


def zipped(name: str, source: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, source)
    return buffer.getvalue()


@needs_emulator
@pytest.mark.emulator
def test_emulator_ends_in_order_when_its_parent_is_killed(tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from infra.local.emulator import Emulator\n"
        "running = Emulator().start(Path(sys.argv[1])); print(running.process.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, text=True, cwd=REPOSITORY
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.kill()
    deadline = time.monotonic() + 20
    while Path(f"/proc/{child}").exists() and not is_zombie(child):
        assert time.monotonic() < deadline, "the emulator outlived its parent"
        time.sleep(0.05)
    assert "saved" in (tmp_path / "emulator.log").read_text()


def is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


@needs_emulator
@pytest.mark.emulator
def test_second_emulator_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    with Emulator().start(tmp_path), pytest.raises(EmulatorError, match="another emulator uses"):
        replace(Emulator(), lock_seconds=0.1).start(tmp_path)


@needs_emulator
def test_taken_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(EmulatorError, match=f"port {port} is taken"):
            Emulator().start(tmp_path, port)


def test_missing_environment_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(EmulatorError, match="make setup"):
        Emulator(python=tmp_path / "python").start(tmp_path)


def script(path: Path, text: str) -> Path:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def test_emulator_that_dies_shows_its_last_lines_and_its_log(tmp_path: Path) -> None:
    python = script(tmp_path / "python", "echo no such module; exit 3")
    with pytest.raises(EmulatorError, match="no such module") as died:
        Emulator(python=python).start(tmp_path / "state")
    assert "status 3" in str(died.value)
    assert str(tmp_path / "state" / "emulator.log") in str(died.value)


def test_emulator_that_never_answers_is_given_up_and_ended(tmp_path: Path) -> None:
    python = script(tmp_path / "python", f"echo $$ > '{tmp_path}/pid'; exec sleep 60")
    with pytest.raises(EmulatorError, match="did not answer within"):
        Emulator(python=python, start_seconds=0.5).start(tmp_path / "state")
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)
