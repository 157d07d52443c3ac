"""The command as a user types it, in this process: exit code, stdout and stderr apart."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from chalicelib.adapters.policies.shipped_policies import DOCUMENTS
from chalicelib.entrypoints.cli.main import app

SAMPLES = Path(__file__).parents[2] / "infra" / "local" / "demo"
POLICY = DOCUMENTS / "standard.yaml"
# The commands that speak to a running stack.
NEED_A_STACK = [
    ("run", "--now", "2026-11-24T08:00:00Z"),
    ("key", "create", "atelier-morel"),
    ("creditor", "create", str(SAMPLES / "creditor.json")),
    ("import", str(SAMPLES / "factures.csv"), "--key", "rl_live_a_b"),
    ("why", "F-1", "--key", "rl_live_a_b"),
    ("preview", "--key", "rl_live_a_b"),
    ("worklist", "--key", "rl_live_a_b"),
    ("approve", "F-1", "--key", "rl_live_a_b"),
    ("history", "verify", "--key", "rl_live_a_b"),
    *(("policy", verb, str(POLICY), "--key", "rl_live_a_b") for verb in ("plan", "apply", "backtest")),
]


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Relance = Callable[..., Ended]


@pytest.fixture
def relance(monkeypatch: pytest.MonkeyPatch) -> Relance:
    for name in [n for n in os.environ if n.startswith(("RELANCE_", "AWS_"))]:
        monkeypatch.delenv(name)
    # Wide enough that no message is folded.
    monkeypatch.setenv("COLUMNS", "400")

    def run(*arguments: str | Path, **environment: str) -> Ended:
        result = CliRunner().invoke(app, [str(a) for a in arguments], env=environment)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Ended(result.exit_code, result.stdout, result.stderr)

    return run


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    """Writes a file of JSON, or of text or bytes as they are."""

    def write(content: Any, name: str = "file.json") -> Path:
        path = tmp_path / name
        raw = content if isinstance(content, bytes | str) else json.dumps(content)
        path.write_bytes(raw if isinstance(raw, bytes) else raw.encode())
        return path

    return write


@pytest.fixture
def state(relance: Relance, file: Callable[..., Path]) -> Callable[..., Any]:
    """The JSON of a statement that must come out well."""

    def run(content: dict[str, Any], on: str = "2026-11-29", code: int = 0) -> Any:
        ended = relance("statement", file(content), "--on", on, "--json")
        assert (ended.code, ended.err) == (code, "")
        return ended.json

    return run
