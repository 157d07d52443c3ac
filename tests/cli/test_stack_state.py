"""The folder of the local stack: one owner, its ports, and what is done with one that cannot be used."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from infra.build import BuildRefused, Package
from infra.local import stack
from infra.local.stack_state import (
    StackFailed,
    StateInUse,
    StateUnusable,
    begin_run,
    held,
    is_held,
    ports_of,
    put_aside,
    refuse_other_versions,
    run_number,
)
from tests.cli.conftest import Relance

HOLDER = "import sys, time; from pathlib import Path; from infra.local.stack_state import held\n"
HOLDER += "with held(Path(sys.argv[1])): print(flush=True); time.sleep(60)"


def silent(_: str) -> None:
    return None


def test_one_owner_at_a_time_and_the_other_is_told_who_it_is(tmp_path: Path) -> None:
    with held(tmp_path):
        assert is_held(tmp_path)
        with (
            pytest.raises(StateInUse, match=rf"process {os.getpid()} holds the local stack .*Ctrl-C there"),
            held(tmp_path),
        ):
            pass
    assert not is_held(tmp_path)


def test_an_owner_that_was_killed_lets_go(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE) as owner:
        assert owner.stdout is not None
        owner.stdout.readline()
        assert is_held(tmp_path)
        owner.kill()
    assert not is_held(tmp_path)


def test_a_folder_that_is_not_there_is_not_held_and_not_made(tmp_path: Path) -> None:
    assert not is_held(tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_ports_are_chosen_once(tmp_path: Path) -> None:
    first = ports_of(tmp_path)
    assert len({first.emulator, first.mailbox, first.edge}) == 3
    assert ports_of(tmp_path) == first


@pytest.mark.parametrize("content", ["", "{", "[1]", "\x00"])
def test_a_damaged_file_makes_the_folder_unusable(tmp_path: Path, content: str) -> None:
    (tmp_path / "ports.json").write_text(content)
    with pytest.raises(StateUnusable, match=r"ports\.json is damaged"):
        ports_of(tmp_path)


def test_runs_are_counted(tmp_path: Path) -> None:
    assert run_number(tmp_path) == 0
    begin_run(tmp_path, 7)
    assert run_number(tmp_path) == 7


def test_a_folder_of_another_version_is_refused(tmp_path: Path) -> None:
    refuse_other_versions(tmp_path)
    refuse_other_versions(tmp_path)
    (tmp_path / "made-by.json").write_text(json.dumps({"format": 0, "emulator": "1.0"}))
    with pytest.raises(StateUnusable, match=r"made by another version \(emulator 1\.0, format 0; now emulator \d"):
        refuse_other_versions(tmp_path)


def test_putting_aside_loses_nothing_and_can_be_done_again(tmp_path: Path) -> None:
    for n in (1, 2):
        (tmp_path / "mails").mkdir()
        (tmp_path / "mails" / "1.eml").write_text(str(n))
        assert put_aside(tmp_path) == tmp_path / f"aside-{n}"
    assert [p.read_text() for p in sorted(tmp_path.glob("aside-*/mails/1.eml"))] == ["1", "2"]
    assert not (tmp_path / "mails").exists()


@pytest.fixture
def unbuilt(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    package = Package(tmp_path, tmp_path, tmp_path)
    monkeypatch.setattr(stack, "build", lambda *_, **__: package)


@pytest.mark.usefixtures("unbuilt")
@pytest.mark.parametrize("command", ["up", "demo"])
def test_a_second_command_on_the_same_folder_is_refused_in_words(
    relance: Relance, tmp_path: Path, command: str
) -> None:
    with held(tmp_path):
        ended = relance(command, "--state", tmp_path, "--json")
    assert ended.code == 1
    assert f"process {os.getpid()} holds the local stack" in ended.json["error"]


@pytest.mark.usefixtures("unbuilt")
def test_a_taken_port_is_named_with_the_way_out(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", ports_of(tmp_path).mailbox))
        other.listen()
        with (
            pytest.raises(StackFailed, match=r"is taken by another program: .* rm -r "),
            stack.stack_up(tmp_path, silent),
        ):
            pass


@pytest.mark.usefixtures("unbuilt")
def test_up_refuses_a_folder_it_cannot_use_and_names_the_command_that_resets(relance: Relance, tmp_path: Path) -> None:
    state = tmp_path / "a state"
    state.mkdir()
    (state / "ports.json").write_text("{")
    ended = relance("up", "--state", state)
    assert ended.code == 1
    assert f"ports.json is damaged. Start afresh: rm -r '{state}'" in ended.err
    assert (state / "ports.json").exists()


def test_a_package_that_is_refused_is_told_in_words(
    relance: Relance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise BuildRefused("chalice package failed:\nno network")

    monkeypatch.setattr(stack, "build", refuse)
    ended = relance("up", "--state", tmp_path)
    assert (ended.code, ended.err) == (1, "relance: chalice package failed:\nno network\n")
