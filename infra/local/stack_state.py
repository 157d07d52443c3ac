"""The folder of the local stack: one owner at a time, its ports, and whether the emulator still knows what was done.

MiniStack writes its memory at a clean stop only, while mails are on disk at once. Each run therefore has a number, kept
in a file and in the emulator: when the emulator knows an older one it was killed, and would send again what went out.
"""

import fcntl
import json
import os
import re
import shlex
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[2]
# Raise it when an older folder can no longer be read.
FORMAT = 1


class StackFailed(RuntimeError):
    """The local stack cannot be had; the message says what to do."""


class StateInUse(StackFailed):
    """Another process holds this folder."""


class StateUnusable(StackFailed):
    """The folder was made by another version, or the emulator forgot what the mailbox holds."""


@dataclass(frozen=True)
class Ports:
    """Kept with the state: MiniStack files its queues under an address that holds its port."""

    emulator: int
    mailbox: int
    edge: int


def reset_command(state: Path) -> str:
    return f"rm -r {shlex.quote(str(state))}"


@contextmanager
def held(state: Path) -> Iterator[None]:
    """One owner at a time. The kernel lets go of the lock when its owner dies, however it dies."""
    state.mkdir(parents=True, exist_ok=True)
    with (state / "lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            owner = file.read().strip() or "?"
            raise StateInUse(
                f"process {owner} holds the local stack in {state}: stop it first (Ctrl-C there)"
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def is_held(state: Path) -> bool:
    try:
        with (state / "lock").open("r") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def ports_of(state: Path) -> Ports:
    file = state / "ports.json"
    if file.exists():
        return Ports(**read_json(file))
    with ExitStack() as opened:
        sockets = [opened.enter_context(socket.socket()) for _ in range(3)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        ports = Ports(*(each.getsockname()[1] for each in sockets))
    state.mkdir(parents=True, exist_ok=True)
    write(file, json.dumps(asdict(ports)))
    return ports


def refuse_other_versions(state: Path) -> None:
    """Raises StateUnusable for a folder of another emulator or format."""
    file, ours = state / "made-by.json", {"format": FORMAT, "emulator": _emulator_version()}
    made_by = read_json(file) if file.exists() else ours
    if made_by != ours:
        was, now = (f"emulator {m.get('emulator')}, format {m.get('format')}" for m in (made_by, ours))
        raise StateUnusable(f"{state} was made by another version ({was}; now {now})")
    write(file, json.dumps(ours))


def _emulator_version() -> str:
    pinned = (REPOSITORY / "infra" / "local" / "requirements.txt").read_text(encoding="utf-8")
    found = re.search(r"^ministack\S*==(\S+)", pinned, re.MULTILINE)
    return found[1] if found else "unknown"


def run_number(state: Path) -> int:
    """The number of the last run that began; 0 for none."""
    file = state / "run.json"
    return int(read_json(file)["run"]) if file.exists() else 0


def begin_run(state: Path, number: int) -> None:
    write(state / "run.json", json.dumps({"run": number}))


def put_aside(state: Path) -> Path:
    """Moves what the folder holds into a folder of its own; where to."""
    others = [path for path in state.iterdir() if path.name != "lock" and not path.name.startswith("aside-")]
    aside = state / f"aside-{len(list(state.glob('aside-*'))) + 1}"
    aside.mkdir()
    for path in others:
        path.rename(aside / path.name)
    return aside


def read_json(file: Path) -> dict[str, Any]:
    """Raises StateUnusable for a file that is no JSON object."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (ValueError, UnicodeDecodeError):
        content = None
    if not isinstance(content, dict):
        raise StateUnusable(f"{file} is damaged")
    return content


def write(file: Path, content: str) -> None:
    """The old content or the new, never a part."""
    partial = file.with_name(f".{file.name}.partial")
    partial.write_text(content, encoding="utf-8")
    partial.replace(file)
