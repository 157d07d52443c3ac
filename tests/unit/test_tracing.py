"""What a traced run tells X-Ray of its requests: their sites and times, and nothing of what they were about."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pynamodb.exceptions import DoesNotExist

from chalicelib.adapters import io, tracing
from chalicelib.adapters.io import Site
from chalicelib.adapters.tracing import traced
from tests.xray import PARENT, ROOT, Daemon, a_traced_run


@pytest.fixture
def daemon(monkeypatch: pytest.MonkeyPatch) -> Iterator[Daemon]:
    with a_traced_run(monkeypatch) as came:
        yield came


def test_each_request_is_told_by_its_site(daemon: Daemon) -> None:
    before = time.time()
    with traced():
        assert io.call(Site.CASES_LOAD, lambda name: f"case of {name}", "Garage Le Goff") == "case of Garage Le Goff"
        io.call(Site.MAILER_SEND, lambda: None)
    one, other = daemon()
    assert (one["name"], other["name"]) == ("cases.load", "mailer.send")
    assert {one["type"], other["type"]} == {"subsegment"}
    assert before <= one["start_time"] <= one["end_time"] <= other["start_time"] <= time.time()
    assert [(told["trace_id"], told["parent_id"]) for told in (one, other)] == [(ROOT, PARENT)] * 2
    assert len({one["id"], other["id"]}) == 2
    assert all(len(bytes.fromhex(told["id"])) == 8 for told in (one, other))
    assert "Goff" not in json.dumps(one)


def test_one_that_fails_is_told_as_failed_and_without_its_words(daemon: Daemon) -> None:
    def fails() -> None:
        raise TimeoutError("compta@legoff.example")

    with traced(), pytest.raises(TimeoutError, match="legoff"):
        io.call(Site.DOCUMENTS_PUT, fails)
    (told,) = daemon()
    assert (told["name"], told["fault"]) == ("documents.put", True)
    assert "legoff" not in json.dumps(told)


def test_a_row_that_is_not_there_is_an_answer(daemon: Daemon) -> None:
    def finds_none() -> None:
        raise DoesNotExist

    with traced(), pytest.raises(DoesNotExist):
        io.call(Site.CREDITORS_STATE, finds_none)
    (told,) = daemon()
    assert "fault" not in told


@pytest.mark.parametrize(
    "header",
    ["", "nonsense", ";;=;", f"Root={ROOT};Parent={PARENT};Sampled=0", f"Root={ROOT};Sampled=1", "Parent=1;Sampled=1"],
)
def test_a_run_that_is_not_traced_tells_nothing(daemon: Daemon, header: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_X_AMZN_TRACE_ID", header)
    with traced():
        assert io.call(Site.CASES_LOAD, lambda: 1) == 1
    assert daemon() == []


@pytest.mark.parametrize(
    "address", ["", "2000", "127.0.0.1:", "127.0.0.1:udp", "256.0.0.1:2000", "127.0.0.1:99999", "\udc80:2000"]
)
def test_where_nobody_listens_the_request_has_its_answer(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_traced_run(monkeypatch), monkeypatch.context() as without:
        without.setenv("AWS_XRAY_DAEMON_ADDRESS", address)
        with traced():
            assert io.call(Site.CASES_LOAD, lambda: 1) == 1


@pytest.mark.usefixtures("daemon")
def test_nobody_waits_until_what_is_told_is_taken() -> None:
    with traced():
        io.call(Site.CASES_LOAD, lambda: 1)
    assert not tracing._sender().getblocking()


@pytest.mark.usefixtures("daemon")
def test_who_stood_in_the_door_before_still_stands_there() -> None:
    asked = list[Site]()

    def counts(site: Site, ask: Callable[[], Any]) -> Any:
        asked.append(site)
        return ask()

    with io.kept_by(counts):
        with traced():
            io.call(Site.CASES_LOAD, lambda: 1)
        assert io.keeper() is counts
    assert asked == [Site.CASES_LOAD]


def test_what_was_at_hand_is_not_told(daemon: Daemon, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracing, "SHORTEST", 0.5)
    with traced():
        assert list(io.each(Site.CASES_LIST, [1, 2, 3])) == [1, 2, 3]
    assert daemon() == []
