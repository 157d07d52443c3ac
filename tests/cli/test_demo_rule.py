"""While the demonstration walks through the past the hourly rule, which lives in real time, is off; then on again."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from chalicelib.entrypoints.cli.demo import hourly_rule_off
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

    return cast("Stack", SimpleNamespace(client=client, outputs=SimpleNamespace(hourly_rule="hourly")))


def test_the_rule_is_off_meanwhile_and_on_again_whatever_happens() -> None:
    calls: list[tuple[str, str]] = []
    with hourly_rule_off(stack_with(calls)):
        assert calls == [("off", "hourly")]
    assert calls == [("off", "hourly"), ("on", "hourly")]
    with pytest.raises(ZeroDivisionError), hourly_rule_off(stack_with(calls)):
        raise ZeroDivisionError
    assert calls[2:] == [("off", "hourly"), ("on", "hourly")]
