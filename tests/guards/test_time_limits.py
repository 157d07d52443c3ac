"""Who waits for whom: a limit here is of use only while it is shorter than the one around it."""

import json
from pathlib import Path

from chalicelib.adapters.ses_mailer import ONCE

CONFIG = json.loads((Path(__file__).parents[2] / ".chalice" / "config.json").read_text(encoding="utf-8"))


def lambda_timeout(function: str) -> int:
    own: int = CONFIG["lambda_functions"][function].get("lambda_timeout", CONFIG["lambda_timeout"])
    return own


def test_the_mail_service_is_given_up_while_there_is_time_to_write_down_the_doubt() -> None:
    """Killed while it waits, the function could not say that the outcome is unknown: the planner would, later."""
    assert ONCE.connect_timeout + ONCE.read_timeout <= lambda_timeout("send_step") / 2  # type: ignore[attr-defined]


def test_a_request_is_answered_before_api_gateway_gives_up() -> None:
    assert lambda_timeout("api_handler") <= 29
    assert lambda_timeout("authorize") <= 10
