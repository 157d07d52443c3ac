"""While the demonstration walks through the past the rule of the planner, which lives in real time, is off; then on."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from chalicelib.entrypoints.cli.demo import planner_rule_off
from infra.local.stack import Stack


def stack_with(calls: list[tuple[str, str]]) -> Stack:
    class Events:
        def disable_rule(self, **of: str) -> None:
            calls.append(("off", of["Name"]))

        def enable_rule(self, **of: str) -> None:
            calls.append(("on", of["Name"]))

    def client(service: str) -> Any:
        assert service == "events"
        return Events()

    return cast("Stack", SimpleNamespace(client=client, outputs=SimpleNamespace(planner_rule="planner")))


def test_the_rule_is_off_meanwhile_and_on_again_whatever_happens() -> None:
    calls: list[tuple[str, str]] = []
    with planner_rule_off(stack_with(calls)):
        assert calls == [("off", "planner")]
    assert calls == [("off", "planner"), ("on", "planner")]
    with pytest.raises(ZeroDivisionError), planner_rule_off(stack_with(calls)):
        raise ZeroDivisionError
    assert calls[2:] == [("off", "planner"), ("on", "planner")]
