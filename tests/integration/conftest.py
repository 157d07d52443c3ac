from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws
from typer.testing import CliRunner

from chalicelib.entrypoints.cli.main import app
from chalicelib.world import world
from infra.local.loopback import LoopbackServer, Request, Response
from infra.local.ses_double import SesDouble
from tests.builders import creditor
from tests.cli.conftest import Ended
from tests.integration.aws_watch import MAIL_FROM, watched
from tests.integration.town import TABLE, TOKEN, Town, a_key, an_invoice, case_of, table_as_it_is
from tests.log_watch import logged, secrets_in
from tests.table import create_table

SNS = "arn:aws:sns:eu-west-3:000000000000:deliveries"
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_DEFAULT_REGION": "eu-west-3",
    "RELANCE_STAGE": "test",
    "RELANCE_TABLE": TABLE,
    "RELANCE_LETTERS_BUCKET": "letters",
    "RELANCE_MAIL_FROM": MAIL_FROM,
    "RELANCE_CONFIGURATION_SET": "mail",
    "RELANCE_PORTAL_URL": "https://portal.example",
    "RELANCE_CLOCK": "payload",
    "RELANCE_EPOCH": "0",
    "RELANCE_MAILS_PER_SECOND": "1000",
    "RELANCE_LOOK_UP": "none",
}

Desk = Callable[..., Ended]


@contextmanager
def a_town(monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """A world of its own: the cached one is let go before and after. Roles are enforced in it, and its log is read."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    world.cache_clear()
    with mock_aws():
        create_table(TABLE)
        place: Any = {"LocationConstraint": "eu-west-3"}
        boto3.client("s3").create_bucket(Bucket="letters", CreateBucketConfiguration=place)
        for name in ("assess", "send", "deliveries"):
            url = boto3.client("sqs").create_queue(QueueName=name)["QueueUrl"]
            monkeypatch.setenv(f"RELANCE_{name.upper()}_QUEUE_URL", url)
        owner = creditor(id="cre-1", email="compta@aubin.example")
        world().creditors.put(owner)
        with watched() as aws, logged() as log:
            made = Town(owner, a_key(owner.id))
            yield made
        assert aws.refused == [], "a function went beyond its role"
        assert secrets_in(log.getvalue(), table_as_it_is(), made.key, TOKEN) == [], "a log that tells who owes"
    world.cache_clear()


@contextmanager
def a_mail_service(folder: Path, told: list[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[SesDouble]:
    """SES v2; what it gives to SNS is put into `told`."""
    with SesDouble(folder, topic_arn=SNS, publish=lambda _, message: told.append(message)) as double:
        monkeypatch.setenv("AWS_ENDPOINT_URL_SESV2", double.url)
        yield double


@pytest.fixture
def town(monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    with a_town(monkeypatch) as made:
        yield made


@pytest.fixture(scope="module")
def quiet_town() -> Iterator[Town]:
    """One for all tests of a module that leave it as they found it."""
    with pytest.MonkeyPatch.context() as monkeypatch, a_town(monkeypatch) as made:
        yield made


@pytest.fixture
def told() -> list[str]:
    """What SNS was given to pass on."""
    return []


@pytest.fixture
def ses(tmp_path: Path, told: list[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[SesDouble]:
    with a_mail_service(tmp_path, told, monkeypatch) as double:
        yield double


@pytest.fixture
def desk(town: Town, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """The CLI, against the real handlers behind a port of the loopback."""

    def answer(request: Request) -> Response:
        path = request.path + (f"?{request.query}" if request.query else "")
        said = town.call(request.method, path, request.body, content_type=request.header("content-type"))
        return Response(said.status_code, said.body, (("Content-Type", "application/json"),))

    monkeypatch.setenv("COLUMNS", "400")
    with LoopbackServer(answer, body_limit=10**7, too_long=Response(413)) as server:

        def run(*arguments: str | Path) -> Ended:
            said = [str(a) for a in (*arguments, "--key", town.key, "--api", server.url)]
            result = CliRunner().invoke(app, said)
            if result.exception and not isinstance(result.exception, SystemExit):
                raise result.exception
            # The handlers run in this process too, and tell their figures to the same output, for CloudWatch.
            own = [line for line in result.stdout.splitlines(keepends=True) if not line.startswith('{"_aws"')]
            return Ended(result.exit_code, "".join(own), result.stderr)

        yield run


@pytest.fixture
def chase(town: Town) -> tuple[Town, str, str]:
    """The town with two late invoices of one debtor, the path of that debtor, and the id of the first invoice."""
    town.upload(an_invoice(), an_invoice("F-2", cents=5000))
    return town, f"/v1/debtors/{case_of(town).debtor_id}", str(town.shown("F-1")["id"])
