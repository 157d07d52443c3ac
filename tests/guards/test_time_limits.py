"""Who waits for whom: a limit here is of use only while it is shorter than the one around it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from chalicelib.adapters.dynamo.models import CLASSES
from chalicelib.adapters.s3_journal import QUICK
from chalicelib.adapters.ses_look_up import SHORT
from chalicelib.adapters.ses_mailer import ONCE
from chalicelib.entrypoints.cli.local import COMES_AGAIN_AFTER, LONGEST_WORK, PATIENCE
from chalicelib.world import World
from tests.settings import settings

# It takes no message, and nobody waits for it.
PLANNER = "plan_due"
ROOT = Path(__file__).parents[2]
CONFIG = json.loads((ROOT / ".chalice" / "config.json").read_text(encoding="utf-8"))


def lambda_timeout(function: str) -> int:
    own: int = CONFIG["lambda_functions"][function].get("lambda_timeout", CONFIG["lambda_timeout"])
    return own


def longest(config: Any) -> float:
    """Seconds until a request is given up: each try waits in vain, and botocore up to 1, 2, 4, ... between them."""
    tries: int = config.retries["total_max_attempts"]
    return tries * float(max(config.connect_timeout, config.read_timeout)) + 2.0 ** (tries - 1) - 1


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-3")
    return World(settings())


def test_a_table_that_does_not_answer_is_given_up_while_every_function_has_time_to_say_so(world: World) -> None:
    """Killed while it waits, a function says nothing: no line in the log, no answer, no message given back."""
    _ = world.cases
    configs = [row_class._get_connection().connection.client.meta.config for row_class in CLASSES]
    shortest = min(lambda_timeout(function) for function in CONFIG["lambda_functions"])
    assert {longest(config) for config in configs} == {9}
    assert shortest > 9


@pytest.mark.parametrize("port", ["queues", "documents", "journal"])
def test_so_is_a_queue_and_a_bucket(world: World, port: str) -> None:
    """No door asks them: the shortest that does is the one that answers requests."""
    assert longest(getattr(world, port)._client.meta.config) < lambda_timeout("api_handler")


def test_a_look_up_waits_no_longer_for_where_its_jobs_are_kept(world: World) -> None:
    del world
    look_up: Any = World(settings(RELANCE_LOOK_UP="message-insights")).look_up
    for client in (look_up._client, look_up._jobs._client):
        assert longest(client.meta.config) == longest(SHORT)


def test_the_mail_service_is_given_up_while_there_is_time_to_write_down_the_doubt() -> None:
    """Killed while it waits, the function could not say that the outcome is unknown: the planner would, later."""
    assert ONCE.connect_timeout + ONCE.read_timeout <= lambda_timeout("send_step") / 2  # type: ignore[attr-defined]


def test_the_journal_is_given_up_while_there_is_time_to_post_the_mail_and_write_down_the_doubt() -> None:
    posting = ONCE.connect_timeout + ONCE.read_timeout  # type: ignore[attr-defined]
    assert longest(QUICK) + posting <= lambda_timeout("send_step") / 2


def test_ten_cases_are_looked_at_in_time_where_the_list_of_the_mail_service_does_not_answer() -> None:
    """The first request that fails ends a look-up."""
    assert 10 * longest(SHORT) <= lambda_timeout("assess_case") * 3 / 4


def test_a_request_is_answered_before_api_gateway_gives_up() -> None:
    assert lambda_timeout("api_handler") <= 29
    assert lambda_timeout("authorize") <= 10


def test_the_command_waits_for_longer_than_a_message_that_has_to_come_again() -> None:
    """Else it would fail where the queue was about to help itself."""
    text = (ROOT / "infra" / "resources.yaml").read_text(encoding="utf-8")
    hidden = [int(seconds) for seconds in re.findall(r"VisibilityTimeout: (\d+)", text)]
    assert set(hidden) == {COMES_AGAIN_AFTER}
    assert len(hidden) == 4
    assert (
        max(lambda_timeout(function) for function in CONFIG["lambda_functions"] if function != PLANNER) == LONGEST_WORK
    )
    assert PATIENCE > COMES_AGAIN_AFTER + LONGEST_WORK


def test_a_run_of_the_planner_ends_before_the_next_begins() -> None:
    """Two at once would hand the same cases out twice."""
    text = (ROOT / "infra" / "resources.yaml").read_text(encoding="utf-8")
    (minutes,) = re.findall(r"Schedule: rate\((\d+) minutes\)", text)
    assert lambda_timeout(PLANNER) < int(minutes) * 60
