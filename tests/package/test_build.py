"""When the build packages anew, and when it refuses to package at all. Chalice and cfn-lint are stood in for."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from time import sleep
from typing import Any

import pytest

from infra import build as builder
from infra.build import INPUTS, RECIPE, BuildRefused, Package, build


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with one of all that decides what is packaged."""
    made = tmp_path / "project"
    for name in (*INPUTS, *RECIPE):
        path = made / name if Path(name).suffix in (".py", ".txt", ".yaml") else made / name / "module.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return made


@pytest.fixture
def packaged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The stages that were packaged, in turn."""
    stages: list[str] = []

    def package(_root: Path, stage: str, made: Package, _progress: object) -> None:
        stages.append(stage)
        for path in (made.sam, made.cloudformation, made.zip_path):
            path.write_text("x")

    monkeypatch.setattr(builder, "_package", package)
    monkeypatch.setattr(builder, "_lint", lambda _: None)
    return stages


def silent(_: str) -> None:
    pass


def test_nothing_is_packaged_twice_while_nothing_changes(root: Path, tmp_path: Path, packaged: list[str]) -> None:
    for _ in range(3):
        build("local", tmp_path / "out", root, silent)
    assert packaged == ["local"]


def test_who_comes_while_another_packages_waits_for_it(
    root: Path, tmp_path: Path, packaged: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, goes_on, kept = Event(), Event(), builder._package

    def slow(*told: Any) -> None:
        begun.set()
        goes_on.wait(10)
        kept(*told)

    monkeypatch.setattr(builder, "_package", slow)
    with ThreadPoolExecutor() as both:
        first = both.submit(build, "local", tmp_path / "out", root, silent)
        begun.wait(10)
        second = both.submit(build, "local", tmp_path / "out", root, silent)
        sleep(0.2)
        assert not second.done()
        goes_on.set()
        assert first.result(10) == second.result(10)
    assert packaged == ["local"]


@pytest.mark.parametrize("name", [*INPUTS, *RECIPE])
def test_a_change_of_whatever_decides_is_packaged(root: Path, tmp_path: Path, packaged: list[str], name: str) -> None:
    build("local", tmp_path / "out", root, silent)
    changed = root / name if (root / name).is_file() else root / name / "module.py"
    changed.write_text("other")
    build("local", tmp_path / "out", root, silent)
    assert packaged == ["local", "local"]


@pytest.mark.parametrize(
    "change",
    [
        lambda root: (root / "chalicelib" / "new.py").write_text(""),
        lambda root: (root / "chalicelib" / "module.py").unlink(),
        lambda root: (root / "chalicelib" / "module.py").rename(root / "chalicelib" / "renamed.py"),
    ],
    ids=["one more", "one less", "another name"],
)
def test_a_file_that_comes_goes_or_is_renamed_is_packaged(
    root: Path, tmp_path: Path, packaged: list[str], change: Callable[[Path], object]
) -> None:
    build("local", tmp_path / "out", root, silent)
    change(root)
    build("local", tmp_path / "out", root, silent)
    assert packaged == ["local", "local"]


def test_what_no_function_gets_is_no_reason_to_package(root: Path, tmp_path: Path, packaged: list[str]) -> None:
    build("local", tmp_path / "out", root, silent)
    for name in ("README.md", "chalicelib/__pycache__/module.pyc", "chalicelib/cli/main.py"):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text("x")
    build("local", tmp_path / "out", root, silent)
    assert packaged == ["local"]


def test_another_stage_or_a_file_that_was_lost_is_packaged(root: Path, tmp_path: Path, packaged: list[str]) -> None:
    build("local", tmp_path / "out", root, silent)
    build("prod", tmp_path / "out", root, silent).zip_path.unlink()
    build("prod", tmp_path / "out", root, silent)
    assert packaged == ["local", "prod", "prod"]


def test_a_package_with_findings_does_not_pass_for_good_the_next_time(
    root: Path, tmp_path: Path, packaged: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor does the one before it, whose files it has overwritten."""
    before = (root / "app.py").read_text()
    build("local", tmp_path / "out", root, silent)

    def refused(_: Package) -> None:
        raise BuildRefused("findings")

    with monkeypatch.context() as patched:
        patched.setattr(builder, "_lint", refused)
        (root / "app.py").write_text("faulty")
        with pytest.raises(BuildRefused):
            build("local", tmp_path / "out", root, silent)
    (root / "app.py").write_text(before)
    build("local", tmp_path / "out", root, silent)
    assert packaged == ["local", "local", "local"]


@pytest.mark.parametrize("version", [(3, 11), (3, 14)])
def test_a_python_that_packages_for_another_system_is_refused(
    root: Path, tmp_path: Path, packaged: list[str], monkeypatch: pytest.MonkeyPatch, version: tuple[int, int]
) -> None:
    monkeypatch.setattr(sys, "version_info", version)
    with pytest.raises(BuildRefused, match="make setup"):
        build("local", tmp_path / "out", root, silent)
    assert packaged == []


def ends(code: int, said: str) -> Callable[..., Any]:
    return lambda *_, **__: subprocess.CompletedProcess([], code, said, "")


@pytest.mark.parametrize(
    ("code", "said"),
    [(1, "no such stage"), (0, "Could not install dependencies:\npillow==12.0.0")],
    ids=["chalice failed", "chalice left a dependency out and was content"],
)
def test_a_package_that_is_not_whole_is_refused(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, said: str
) -> None:
    monkeypatch.setattr(subprocess, "run", ends(code, said))
    with pytest.raises(BuildRefused, match=said.splitlines()[-1]):
        build("local", tmp_path / "out", root, silent)
    assert not (tmp_path / "out" / "digest.txt").exists()


def test_a_template_with_findings_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", ends(2, "E3012 wrong type"))
    with pytest.raises(BuildRefused, match="E3012"):
        builder._lint(Package(tmp_path / "a", tmp_path / "b", tmp_path / "c"))
