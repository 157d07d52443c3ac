"""Who is let in to the API: the authorizer's answer for a right key, and the one answer for every wrong one."""

from types import SimpleNamespace
from typing import Any

import pytest

from chalicelib.entrypoints import events
from chalicelib.ports import Doors
from chalicelib.usecases.authorize import Authorize
from chalicelib.usecases.create_api_key import CreateApiKey
from tests.builders import CREDITOR, Office
from tests.fakes import CountingIds

METHOD = "arn:aws:execute-api:eu-west-3:000000000000:abc123/api/GET/v1/invoices"


def with_doors(monkeypatch: pytest.MonkeyPatch, doors: Doors) -> None:
    monkeypatch.setattr(events, "use_cases", lambda: SimpleNamespace(authorize=lambda: Authorize(doors)))


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch) -> str:
    office = Office()
    made = CreateApiKey(office.creditors, office.doors, office.clock, CountingIds())(CREDITOR, "test")

    with_doors(monkeypatch, office.doors)
    return made


def policy(token: Any) -> dict[str, Any]:
    return events.authorize({"type": "TOKEN", "methodArn": METHOD, "authorizationToken": token})


def test_the_right_key_opens_the_creditors_routes_of_this_stage_and_no_other(key: str) -> None:
    allowed = policy(f"Bearer {key}")
    assert allowed["principalId"] == CREDITOR
    (statement,) = allowed["policyDocument"]["Statement"]
    assert statement == {
        "Action": "execute-api:Invoke",
        "Effect": "Allow",
        "Resource": ["arn:aws:execute-api:eu-west-3:000000000000:abc123/api/*/v1/*"],
    }
    assert policy(f"bearer  {key} ") == allowed


def test_every_wrong_key_reads_alike(key: str) -> None:
    kid, secret = key.removeprefix("rl_live_").split("_")
    wrong = [
        *("", None, "Bearer", "Bearer ", key, f"Basic {key}", f"Bearer rl_live_{kid}", f"Bearer rl_live_{kid}_"),
        *(f"Bearer rl_live_nobody00_{secret}", f"Bearer rl_live_{kid}_{secret[:-1]}", f"Bearer {key}x"),
        *(f"Bearer {key.upper()}", "Bearer " + "x" * 5000, "Bearer rl_live_" + "k" * 3000 + "_s", f"Bearer\t{key}"),
    ]
    answers = [policy(token) for token in wrong]
    answers.append(events.authorize({"type": "TOKEN", "methodArn": METHOD}))
    assert [a["policyDocument"]["Statement"][0]["Effect"] for a in answers] == ["Deny"] * len(answers)
    assert all(a == answers[0] for a in answers)
    assert answers[0]["principalId"] == "nobody"


def test_a_header_of_any_length_asks_the_table_for_no_key_that_it_would_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    doors = Office().doors
    monkeypatch.setattr(doors, "api_key", asked.append)
    with_doors(monkeypatch, doors)
    for length in (1, 100, 3000, 9000):
        policy("Bearer rl_live_" + "k" * length + "_s")
    # DynamoDB takes keys of at most 2048 bytes.
    assert [len(kid) for kid in asked] == [1, 100]
