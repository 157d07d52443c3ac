"""Packages Relance, and is the only way to: one zip, a SAM template for AWS, a plain one for the local emulator.

python -m infra.build --stage local --out build/
"""

import argparse
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml

from infra import template_repairs

ROOT = Path(__file__).resolve().parent.parent
# All that decides what is packaged; also all that Chalice gets to see.
INPUTS = ("app.py", "chalicelib", "vendor", ".chalice", "requirements.txt", "infra/resources.yaml")
RECIPE = ("infra/build.py", "infra/template_repairs.py")
# The command line is for the desk: it would pull its own dependencies into the zip.
LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.pyc", "cli", "deployments", "deployed")

Progress = Callable[[str], None]


class BuildRefused(Exception):
    """The package would be wrong; the message says what to change."""


@dataclass(frozen=True)
class Package:
    sam: Path
    cloudformation: Path
    zip_path: Path


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def build(stage: str, out: Path, root: Path = ROOT, progress: Progress = say) -> Package:
    """Package `root` for `stage` into `out`; does nothing when nothing it depends on has changed. Whoever comes while
    another packages there waits for it.
    """
    _refuse_other_pythons()
    out.mkdir(parents=True, exist_ok=True)
    with (out / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _built(stage, out, root, progress)


def _built(stage: str, out: Path, root: Path, progress: Progress) -> Package:
    package = Package(out / "sam.json", out / "cloudformation.json", out / "deployment.zip")
    digest, stamp = _digest(root, stage), out / "digest.txt"
    if stamp.is_file() and stamp.read_text() == digest and all(path.is_file() for path in vars(package).values()):
        progress(f"build: {out} is up to date")
        return package
    stamp.unlink(missing_ok=True)
    _package(root, stage, package, progress)
    with _timed("lint both templates", progress):
        _lint(package)
    stamp.write_text(digest)
    progress(f"build: {package.zip_path} holds {package.zip_path.stat().st_size / 1e6:.1f} MB")
    return package


def _package(root: Path, stage: str, package: Package, progress: Progress) -> None:
    with tempfile.TemporaryDirectory(prefix="relance-") as folder:
        copy, made = Path(folder) / "project", Path(folder) / "made"
        _copy_inputs(root, copy)
        with _timed(f"chalice package --stage {stage}: code and dependencies", progress):
            _run_chalice(copy, stage, made)
        sam = template_repairs.with_named_resources(yaml.safe_load((made / "sam.yaml").read_text(encoding="utf-8")))
        plain = template_repairs.for_the_emulator(sam)
        _write(package.sam, sam)
        _write(package.cloudformation, plain)
        shutil.move(made / "deployment.zip", package.zip_path)


def _refuse_other_pythons() -> None:
    if sys.version_info[:2] not in ((3, 12), (3, 13)):
        raise BuildRefused(
            f"Python {sys.version.split()[0]} cannot package: Chalice builds for the Python that runs it, and only 3.13"
            " and 3.12 are right for our Lambdas. Run `make setup`, then .venv/bin/python -m infra.build."
        )


def _digest(root: Path, stage: str) -> str:
    digest = hashlib.sha256(f"{stage} {sys.version_info[:2]}".encode())
    for path in _files(root):
        digest.update(f"\n{path.relative_to(root)} ".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(root: Path) -> Iterator[Path]:
    for name in (*INPUTS, *RECIPE):
        path = root / name
        if path.is_file():
            yield path
        for folder, folders, files in path.walk(follow_symlinks=True):
            left_out = LEFT_OUT(str(folder), [*folders, *files])
            folders[:] = sorted(set(folders) - left_out)
            yield from (folder / file for file in sorted(set(files) - left_out))


def _copy_inputs(root: Path, copy: Path) -> None:
    """Chalice works on a copy: no cache of an earlier run, and nothing in the zip that was not listed."""
    for name in INPUTS:
        source, target = root / name, copy / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=LEFT_OUT)
        else:
            shutil.copy2(source, target)


def _run_chalice(project: Path, stage: str, made: Path) -> None:
    command = [sys.executable, "-c", "from chalice.cli import main; raise SystemExit(main())", "package"]
    options = ["--stage", stage, "--merge-template", "infra/resources.yaml", str(made)]
    # Chalice imports the application to read its routes: the bytecode of that would be packed with it.
    environment = {"AWS_DEFAULT_REGION": template_repairs.REGION, **os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([*command, *options], cwd=project, env=environment, capture_output=True, text=True)
    output = done.stdout + done.stderr
    # Chalice ends with 0 and a zip without the dependency when it could not install one.
    if done.returncode or "Could not install" in output:
        raise BuildRefused(f"chalice package failed:\n{output.strip()}")


def _lint(package: Package) -> None:
    command = [sys.executable, "-c", "from cfnlint.runner import main; main()"]
    options = ["--regions", template_repairs.REGION, "--format", "parseable"]
    templates = [str(package.sam), str(package.cloudformation)]
    done = subprocess.run([*command, *options, *templates], capture_output=True, text=True)
    if done.returncode:
        raise BuildRefused(f"cfn-lint has findings:\n{(done.stdout + done.stderr).strip()}")


def _write(path: Path, template: template_repairs.Template) -> None:
    path.write_text(json.dumps(template, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


@contextmanager
def _timed(what: str, progress: Progress) -> Iterator[None]:
    progress(f"build: {what} ...")
    started = time.monotonic()
    yield
    progress(f"build: {what}: {time.monotonic() - started:.1f} s")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--stage", choices=("local", "prod"), default="local")
    parser.add_argument("--out", type=Path, default=ROOT / "build")
    options = parser.parse_args(arguments)
    try:
        build(options.stage, options.out.resolve())
    except BuildRefused as refused:
        say(f"build: {refused}")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
