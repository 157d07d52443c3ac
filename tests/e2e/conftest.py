"""The packaged stack, brought up once for all tests here, with the demonstration told as of a fixed day.

A test that fails shows what the functions logged, so that it explains itself.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from chalicelib.entrypoints.cli.demo import Result, run_demo
from chalicelib.entrypoints.cli.local import function_log, use_cases_on, wait_until_quiet
from infra.local.emulator import Emulator
from infra.local.stack import Stack, plan_by_hand_alone, stack_up
from tests.e2e.accounts import Account, open_account
from tests.e2e.mailbox import Kept, mailbox

TODAY = date(2026, 11, 24)
LOCAL = pytest.StashKey["Local"]()


@dataclass
class Local:
    """The stack and its folder; `restart` stops it in order and starts it again on what it kept."""

    state: Path
    lines: list[str] = field(default_factory=list)
    running: ExitStack = field(default_factory=ExitStack)
    stack: Stack = field(init=False)

    def start(self) -> None:
        self.stack = self.running.enter_context(stack_up(self.state, self.lines.append))
        plan_by_hand_alone(self.stack)

    def restart(self) -> None:
        self.running.close()
        self.start()

    def mails(self) -> list[Kept]:
        return mailbox(self.state)

    def wait(self) -> None:
        wait_until_quiet(self.stack, self.lines.append)


@dataclass(frozen=True)
class Demonstration:
    """What it said, printed and sent, as it was right after its first run."""

    result: Result
    mails: tuple[Kept, ...]
    lines: tuple[str, ...]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("e2e")
            item.add_marker("emulator")


@pytest.fixture(scope="package")
def local(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Local]:
    if not Emulator().python.exists():
        pytest.skip("no .venv-local: run make setup")
    environment = dict(os.environ)
    local = Local(tmp_path_factory.mktemp("pile locale") / "état de l’essai")
    try:
        with local.running:
            local.start()
            request.session.stash[LOCAL] = local
            yield local
            assert dead_letters(local.stack) == {}
            assert list(use_cases_on(local.stack).world.failed.all()) == []
    finally:
        # Whoever comes after must not stand on a stack that is gone.
        os.environ.clear()
        os.environ.update(environment)


def dead_letters(stack: Stack) -> dict[str, int]:
    sqs = stack.client("sqs")
    urls = [url for url in sqs.list_queues()["QueueUrls"] if "DeadLetters" in url]
    assert len(urls) == 3
    counts = {
        url: int(sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"][NAME]) for url in urls
    }
    return {url: count for url, count in counts.items() if count}


NAME = "ApproximateNumberOfMessages"


@pytest.fixture(scope="package")
def demonstration(local: Local) -> Demonstration:
    begins = len(local.lines)
    result = run_demo(local.stack, local.state, TODAY, local.lines.append)
    mails = tuple(mail for mail in local.mails() if mail.kept.tags["creditor"] == "atelier-morel")
    return Demonstration(result, mails, tuple(local.lines[begins:]))


@pytest.fixture
def account(local: Local) -> Account:
    """A creditor of its own, with a key."""
    return open_account(local.stack, local.mails, local.lines.append)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[Any]) -> Any:
    report = yield
    local = item.session.stash.get(LOCAL, None)
    if report.failed and local is not None and "local" in getattr(item, "fixturenames", ()):
        report.sections.append(("the stack said", "\n".join(local.lines[-30:])))
        try:
            report.sections.append(("the functions logged", function_log(local.stack)))
        except Exception as error:  # noqa: BLE001 (a report must not fail over a stack that is down)
            report.sections.append(("the functions logged", f"their log cannot be read: {error}"))
    return report
