"""`relance` interrupted and killed: what was done is kept, or its loss is said; no mail goes out twice. Each command
brings up a stack of its own.
"""

import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from infra.local.emulator import Emulator
from tests.e2e.commands import Command, emulator_of, processes_of, wait_for_file, wait_until_gone
from tests.e2e.mailbox import mailbox
from tests.e2e.test_demonstration import OUTCOMES, plain

# As of today, for a fixed day would be refused in a year: what happens to each invoice is the same on every day.
DEMO = ("demo", "--once", "--json")


@pytest.fixture
def state(tmp_path: Path) -> Path:
    if not Emulator().python.exists():
        pytest.skip("no .venv-local: run make setup")
    return tmp_path / "un état"


def undated(happened: list[str]) -> list[str]:
    return [line.partition(" ")[2] or line for line in happened]


def assert_as_expected(told: Any, state: Path) -> None:
    found = {i["number"]: (plain(i["open"]), undated(i["happened"])) for i in told["invoices"]}
    assert found == {number: (owed, undated(happened)) for number, (owed, happened, _) in OUTCOMES.items()}
    keys = [mail.key for mail in mailbox(state)]
    assert len(keys) == len(set(keys)) == told["mails"]


def test_what_was_done_before_each_end_is_kept_or_its_loss_is_said(state: Path) -> None:
    """One folder all along, as each command takes as long as the demonstration. Killed with its emulator: the loss is
    said, and the next starts afresh. Killed alone, over an upload: its emulator keeps its state and ends. Ctrl-C over
    the letters keeps it too.
    """
    with Command(state, *DEMO[:1]) as command:
        command.wait_for("cases looked at")
        command.kill_all()
    wait_until_gone(state)
    lost = len(mailbox(state))
    assert lost
    with Command(state, "up") as refused:
        assert refused.ends() == 1
    assert "the emulator was killed before it could keep what it did" in refused.err
    assert f"Start afresh: rm -r '{state}'" in refused.err
    with Command(state, *DEMO) as command:
        command.wait_for("demo: factures.csv")
        command.process.kill()
        command.ends()
    assert f"put aside in {state}/aside-1, starting afresh" in command.err
    assert len(list((state / "aside-1" / "mails").glob("*.eml"))) == lost
    wait_until_gone(state)
    with Command(state, *DEMO) as command:
        command.wait_for("to print and send")
        for _ in range(2):
            os.kill(command.process.pid, signal.SIGINT)
        assert command.ends() == 1
    assert "5 unchanged" in command.err
    assert json.loads(command.out)["error"].startswith("stopped before the end; what was done is kept")
    assert "Traceback" not in command.err
    assert processes_of(state) == set()
    sent = len(mailbox(state))
    with Command(state, *DEMO) as command:
        assert command.ends() == 0, command.err
    told = json.loads(command.out)
    assert_as_expected(told, state)
    assert told["new_mails"] == told["mails"] - sent
    assert len(list((state / "aside-1" / "mails").glob("*.eml"))) == lost
    wait_until_gone(state)


def test_an_emulator_that_is_killed_alone_ends_the_command_that_held_it_up(state: Path) -> None:
    with Command(state, "up", "--json") as command:
        command.wait_for("deploy: stack relance-local:")
        wait_for_file(state / "stack.json")
        os.kill(emulator_of(command), signal.SIGKILL)
        assert command.ends() == 1
    assert "the emulator was killed (signal 9)" in command.err
    assert f"start afresh: rm -r '{state}'" in command.err
    assert set(json.loads(command.out)) == {"api", "portal", "mailbox"}
    assert "Traceback" not in command.err
    wait_until_gone(state)
