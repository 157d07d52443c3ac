"""Who waits for whom: a limit here is of use only while it is shorter than the one around it."""

import json
import re
from pathlib import Path

from chalicelib.adapters.ses_mailer import ONCE
from chalicelib.entrypoints.cli.local import COMES_AGAIN_AFTER, LONGEST_WORK, PATIENCE

ROOT = Path(__file__).parents[2]
CONFIG = json.loads((ROOT / ".chalice" / "config.json").read_text(encoding="utf-8"))


def lambda_timeout(function: str) -> int:
    own: int = CONFIG["lambda_functions"][function].get("lambda_timeout", CONFIG["lambda_timeout"])
    return own


def test_the_mail_service_is_given_up_while_there_is_time_to_write_down_the_doubt() -> None:
    """Killed while it waits, the function could not say that the outcome is unknown: the planner would, later."""
    assert ONCE.connect_timeout + ONCE.read_timeout <= lambda_timeout("send_step") / 2  # type: ignore[attr-defined]


def test_a_request_is_answered_before_api_gateway_gives_up() -> None:
    assert lambda_timeout("api_handler") <= 29
    assert lambda_timeout("authorize") <= 10


def test_the_command_waits_for_longer_than_a_message_that_has_to_come_again() -> None:
    """Else it would fail where the queue was about to help itself."""
    text = (ROOT / "infra" / "resources.yaml").read_text(encoding="utf-8")
    hidden = [int(seconds) for seconds in re.findall(r"VisibilityTimeout: (\d+)", text)]
    assert set(hidden) == {COMES_AGAIN_AFTER}
    assert len(hidden) == 4
    assert max(lambda_timeout(function) for function in CONFIG["lambda_functions"]) == LONGEST_WORK
    assert PATIENCE > COMES_AGAIN_AFTER + LONGEST_WORK
