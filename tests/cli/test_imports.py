"""What is not imported: WeasyPrint by the switchboard that every function starts with, AWS by the pure commands."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def modules_after(program: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"{program}; import sys; print(*sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


@pytest.mark.parametrize("program", ["import app", "import app; app.app.routes"])
def test_the_switchboard_comes_without_the_press(program: str) -> None:
    assert not modules_after(program) & {"weasyprint", "fontTools", "PIL", "holidays", "typer", "rich"}


def test_the_command_starts_without_aws_and_without_the_press() -> None:
    found = modules_after("import chalicelib.entrypoints.cli.main")
    assert not found & {"boto3", "botocore", "pynamodb", "weasyprint", "chalice"}
