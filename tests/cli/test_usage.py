"""How the command behaves as a whole: help, usage errors, `--json` everywhere, and no stack where one is needed."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from chalicelib.entrypoints.cli.main import app
from tests.cli.conftest import NEED_A_STACK, SAMPLES, Relance

COMMANDS = [
    ("up",),
    ("demo",),
    ("run",),
    ("redrive",),
    ("import",),
    ("decide",),
    ("letter",),
    ("letter-preview",),
    ("interest",),
    ("simulate",),
    ("statement",),
    ("law", "check"),
    ("creditor", "create"),
    ("key", "create"),
    ("why",),
    ("preview",),
    ("worklist",),
    ("approve",),
    ("posted",),
    ("posted-batch",),
    ("print",),
    ("checked",),
    ("declared",),
    ("cancel-entry",),
    ("history", "verify"),
    ("policy", "show"),
    ("policy", "check"),
    ("policy", "plan"),
    ("policy", "apply"),
    ("policy", "backtest"),
]
GROUPS = [(), ("key",), ("creditor",), ("law",), ("history",), ("policy",)]


def command_at(path: tuple[str, ...]) -> Any:
    found: Any = get_command(app)
    for name in path:
        found = found.commands[name]
    return found


def leaves(command: Any, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    if not hasattr(command, "commands"):
        return [path]
    return [leaf for name, inner in command.commands.items() for leaf in leaves(inner, (*path, name))]


def test_the_list_of_commands_is_whole() -> None:
    assert sorted(leaves(get_command(app))) == sorted(COMMANDS)


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_has_json_and_says_what_it_does(path: tuple[str, ...]) -> None:
    command = command_at(path)
    assert "--json" in [option for parameter in command.params for option in parameter.opts]
    assert command.help


@pytest.mark.parametrize("path", GROUPS, ids=[" ".join(g) or "relance" for g in GROUPS])
def test_without_arguments_the_help_is_shown(relance: Relance, path: tuple[str, ...]) -> None:
    ended = relance(*path)
    assert ended.code == 2
    assert "Usage:" in ended.out + ended.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("decide",),
        ("decide", "x.json"),
        ("nonsense",),
        ("run",),
        ("run", "--now", "hier"),
        ("run", "--now", "2026-11-22T08:00:00"),
        ("run", "--now", "9999-12-31T08:00:00Z"),
        ("run", "--now", "2026-W48-2T08:00:00Z"),
        ("run", "--now", "20261124T080000Z"),
        ("demo", "--today", "demain"),
        ("demo", "--today", "2099-01-01"),
        ("demo", "--today", "2024-06-03"),
        ("key", "create"),
        ("import", "--key", "k"),
    ],
    ids=" ".join,
)
def test_a_wrong_call_ends_with_two(relance: Relance, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    assert relance(*arguments).code == 2


@pytest.mark.parametrize("arguments", NEED_A_STACK, ids=lambda a: " ".join(a[:2]))
def test_without_a_stack_the_command_to_start_one_is_named(
    relance: Relance, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    ended = relance(*arguments, "--state", tmp_path / "nowhere", "--json")
    assert ended.code == 1
    assert ended.json == {"error": ended.err.removeprefix("relance: ").strip()}
    assert "`relance up`" in ended.err
    assert not (tmp_path / "nowhere").exists()


def test_a_stack_that_was_killed_is_no_stack(relance: Relance, tmp_path: Path) -> None:
    (tmp_path / "lock").touch()
    (tmp_path / "stack.json").write_text('{"endpoint_url": "http://127.0.0.1:9"}')
    ended = relance("run", "--now", "2026-11-24T08:00:00Z", "--state", tmp_path)
    assert ended.code == 1
    assert "no local stack is up" in ended.err


def test_the_installed_command_prints_json_on_stdout_and_nothing_else(tmp_path: Path) -> None:
    command = Path(sys.executable).with_name("relance")
    done = subprocess.run(
        [command, "decide", SAMPLES / "faits.json", "--on", "2026-11-24", "--json"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("{")
    assert done.stdout.endswith("}\n")


@pytest.mark.parametrize(
    "arguments",
    [("decide", "--json"), ("import", "--json"), ("run", "--json"), ("decide", "--nope", "--json"), ("no", "--json")],
)
def test_a_wrong_option_is_an_object_too_where_json_was_asked_for(arguments: tuple[str, ...]) -> None:
    ended = subprocess.run([Path(sys.executable).with_name("relance"), *arguments], capture_output=True, text=True)
    assert ended.returncode == 2
    assert set(json.loads(ended.stdout)) == {"error"}
    assert ended.stderr
    assert "Traceback" not in ended.stderr


def test_an_output_that_nobody_takes_is_a_failure_in_words(tmp_path: Path) -> None:
    command = Path(sys.executable).with_name("relance")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [command, "decide", SAMPLES / "faits.json", "--on", "2026-11-24", "--json"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            cwd=tmp_path,
        )
    assert (done.returncode, done.stderr) == (1, "relance: the output could not be written: No space left on device\n")


def test_a_terminal_that_knows_no_accents_gets_the_same_json(tmp_path: Path) -> None:
    command = Path(sys.executable).with_name("relance")
    done = subprocess.run(
        [command, "decide", SAMPLES / "faits.json", "--on", "2026-11-24", "--json"],
        capture_output=True,
        encoding="ascii",
        env={"PYTHONIOENCODING": "ascii", "PATH": "/usr/bin"},
        cwd=tmp_path,
    )
    assert done.returncode == 0
    assert "mise en demeure" in json.dumps(json.loads(done.stdout), ensure_ascii=False)
