"""Who waits for whom: a limit here is of use only while it is shorter than the one around it."""

import json
import re
from pathlib import Path

from chalicelib.adapters.s3_journal import QUICK
from chalicelib.adapters.ses_look_up import SHORT
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


def test_the_journal_is_given_up_while_there_is_time_to_post_the_mail_and_write_down_the_doubt() -> None:
    tries: int = QUICK.retries["total_max_attempts"]  # type: ignore[attr-defined]
    longest = tries * max(QUICK.connect_timeout, QUICK.read_timeout) + (tries - 1)  # type: ignore[attr-defined]
    posting = ONCE.connect_timeout + ONCE.read_timeout  # type: ignore[attr-defined]
    assert longest + posting <= lambda_timeout("send_step") / 2


def test_ten_cases_are_looked_at_in_time_where_the_list_of_the_mail_service_does_not_answer() -> None:
    """The first request that fails ends a look-up; botocore waits for a second at most between two tries."""
    tries: int = SHORT.retries["total_max_attempts"]  # type: ignore[attr-defined]
    longest = tries * max(SHORT.connect_timeout, SHORT.read_timeout) + (tries - 1)  # type: ignore[attr-defined]
    assert 10 * longest <= lambda_timeout("assess_case") * 3 / 4


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
