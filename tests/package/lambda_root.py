"""A root as a Lambda finds it: the layer in /opt, the application in /var/task, Python and glibc; no other Pango.

Without mounts, which a container mostly may not make: what Python needs is linked or copied into it.
"""

import json
import os
import pickle
import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from chalicelib.domain.letter import Letter
from infra.layer.elf import Elf

PROGRAM = Path(__file__).with_name("letters_in_lambda.py")
# Of Python's own, what no function needs.
LEFT_OUT = shutil.ignore_patterns("site-packages", "test", "tests", "idlelib", "config-*", "ensurepip", "__pycache__")
# Three quarters of the application's files, which no letter asks for: one that did would fail. Disks are slow at many.
UNUSED = ("boto3/", "botocore/", "dns/", "holidays/", "tzdata/")
CHROOT = "/usr/sbin/chroot"
# Named in every program.
LOADER = "/lib64/ld-linux-x86-64.so.2"


def enter() -> list[str] | None:
    """The command that changes the root, where this process may; a namespace of its own makes up for not being root."""
    for command in ([CHROOT], ["/usr/bin/unshare", "--user", "--map-root-user", CHROOT]):
        if not subprocess.run([*command, "/", "/bin/true"], capture_output=True).returncode:
            return command
    return None


class LettersNotPrinted(Exception):
    """The message is what Python said."""


@dataclass(frozen=True)
class LambdaRoot:
    folder: Path
    enter: list[str]
    environment: Mapping[str, str]

    def letters(self, letters: Mapping[str, Letter]) -> list[str]:
        """Prints them into /tmp, and returns the path of each file of code that was loaded for it."""
        (self.folder / "tmp/letters").write_bytes(pickle.dumps(dict(letters)))
        proc = os.open("/proc", os.O_RDONLY)
        try:
            done = subprocess.run(
                [*self.enter, str(self.folder), _python(), "/letters.py", str(proc)],
                # Lambda has no HOME.
                env={"PYTHONPATH": "/var/task", **self.environment},
                pass_fds=[proc],
                capture_output=True,
                text=True,
            )
        finally:
            os.close(proc)
        if done.returncode or done.stderr:
            raise LettersNotPrinted(done.stderr)
        return list(json.loads(done.stdout))

    @contextmanager
    def without(self, name: str) -> Iterator[None]:
        """One file of the layer is lost meanwhile."""
        (self.folder / "opt" / name).rename(self.folder / "lost")
        try:
            yield
        finally:
            (self.folder / "lost").rename(self.folder / "opt" / name)

    def pdf(self, name: str) -> bytes:
        return (self.folder / "tmp" / f"{name}.pdf").read_bytes()


def make(folder: Path, layer: Path, package: Path) -> None:
    shutil.copytree(layer, folder / "opt")
    with zipfile.ZipFile(package) as packed:
        packed.extractall(folder / "var/task", [name for name in packed.namelist() if not name.startswith(UNUSED)])
    (folder / "tmp").mkdir()
    shutil.copy(PROGRAM, folder / "letters.py")
    _bring_python(folder)
    _bring_libraries(folder)
    _bring_decoys(folder)


def _python() -> str:
    return str(Path(sys.base_prefix, "bin", f"python{sysconfig.get_python_version()}"))


def _bring_python(folder: Path) -> None:
    for path in {sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")}:
        shutil.copytree(path, _within(folder, path), ignore=LEFT_OUT, copy_function=_bring)
    for path in (_python(), LOADER, *map(str, Path(sys.base_prefix, "lib").glob("libpython*.so.*"))):
        _bring(path, _within(folder, path))


def _bring_libraries(folder: Path) -> None:
    """Those of this machine that Python and the application ask for, each where it lies; not what the layer has."""
    there = {path.name: path for path in folder.rglob("*.so*") if path.is_file()}
    places, told = _places(), [*there.values(), Path(_python())]
    while told:
        wanted = {name for path in told for name in Elf(path.read_bytes()).needed}
        told = [Path(places[name]) for name in sorted(wanted - there.keys()) if name in places]
        for path in told:
            _bring(str(path), _within(folder, str(path)))
        there |= {path.name: path for path in told}


def _places() -> dict[str, str]:
    """Where this machine has its libraries, by name."""
    listed = subprocess.run(["/sbin/ldconfig", "-p"], check=True, capture_output=True, text=True).stdout
    return {
        found[1]: found[2] for found in re.finditer(r"^\t(\S+) \(libc6,x86-64\b.*\) => (\S+)$", listed, re.MULTILINE)
    }


def _bring_decoys(folder: Path) -> None:
    """A Lambda has a GLib of its own, which its usual path finds first. These are empty: to find one is to fail."""
    for path in (folder / "opt/lib").iterdir():
        for system in ("lib64", "usr/lib64"):
            (folder / system).mkdir(parents=True, exist_ok=True)
            (folder / system / path.name).touch()


def _within(folder: Path, path: str) -> str:
    return str(folder / path.lstrip("/"))


def _bring(source: str, target: str) -> None:
    Path(target).parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(Path(source).resolve(), target)
    except OSError:
        shutil.copy(source, target)
