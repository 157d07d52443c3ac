"""Debian's packages, fetched by apt and unpacked beside the system: nothing of it is installed or changed."""

import platform
import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from infra.layer import LayerRefused

RELEASE: Final = "bookworm"
ARCHITECTURE: Final = "amd64"
FOLDERS: Final = ("lib/x86_64-linux-gnu", "usr/lib/x86_64-linux-gnu")
# What all others depend on, and Lambda has its own of.
GLIBC: Final = "libc6"
# In `Depends`: the name, then maybe a version, then maybe other packages that would do too.
NAME: Final = re.compile(r"[a-z0-9][a-z0-9+.-]+")
# Of apt's messages the last ones tell what is wrong.
LAST_LINES: Final = 5


def refuse_other_systems() -> None:
    """Raises LayerRefused where apt has other packages than those that fit Lambda."""
    try:
        system = platform.freedesktop_os_release()
    except OSError:
        system = {}
    if (system.get("ID"), system.get("VERSION_CODENAME")) != ("debian", RELEASE):
        raise LayerRefused(
            f"the layer is made of the packages of Debian 12 ({RELEASE}), and this is"
            f" {system.get('PRETTY_NAME', 'another system')}. Later ones ask for a newer glibc than Lambda's: make it"
            " on Debian 12, or in a container of it."
        )


@dataclass(frozen=True, slots=True)
class Package:
    """One that was unpacked into `folder`."""

    name: str
    version: str
    depends: tuple[str, ...]
    folder: Path

    def copyright(self) -> bytes:
        found = self._read(f"usr/share/doc/{self.name}/copyright")
        if found is None:
            raise LayerRefused(f"{self.name} {self.version} has no licence of its own: the layer may not pass it on")
        return found

    def library(self, soname: str) -> bytes | None:
        return next((data for folder in FOLDERS if (data := self._read(f"{folder}/{soname}")) is not None), None)

    def _read(self, name: str) -> bytes | None:
        path = (self.folder / name).resolve()
        # A link to /lib/... would lead to this machine's own copy.
        return path.read_bytes() if path.is_file() and path.is_relative_to(self.folder.resolve()) else None


class DebianPackages:
    """The newest that this machine's sources offer, by name. Needs no root."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._said = ""
        self._unpacked = dict[str, Package]()

    def refresh(self) -> None:
        """Reads the lists of packages anew, into a folder of its own: those of the system may be old, or not there."""
        refuse_other_systems()
        for made in ("lists/partial", "cache/archives/partial", "debs", "unpacked"):
            (self._folder / made).mkdir(parents=True, exist_ok=True)
        # One source that fails, of which it warns only, may be one that is not needed here.
        self._said = self._apt("update")

    def fetch(self, names: Iterable[str]) -> None:
        missing = sorted(set(names) - self._unpacked.keys())
        if missing:
            self._apt("download", *missing)
        for name in missing:
            (deb,) = (self._folder / "debs").glob(f"{name}_*.deb")
            self._unpacked[name] = self._unpack(name, deb)

    def package(self, name: str) -> Package:
        return self._unpacked[name]

    def library(self, name: str, soname: str) -> bytes | None:
        return self._unpacked[name].library(soname)

    def depends(self, name: str) -> tuple[str, ...]:
        return self._unpacked[name].depends

    def _unpack(self, name: str, deb: Path) -> Package:
        folder = self._folder / "unpacked" / name
        _run(["dpkg-deb", "--extract", str(deb), str(folder)])
        version, depends = (
            _run(["dpkg-deb", "--field", str(deb), field]).stdout.strip() for field in ("Version", "Depends")
        )
        named = (NAME.match(one.strip()) for one in depends.split(","))
        return Package(name, version, tuple(found[0] for found in named if found and found[0] != GLIBC), folder)

    def _apt(self, *command: str) -> str:
        settings = {
            "Dir::State::lists": self._folder / "lists",
            "Dir::Cache": self._folder / "cache",
            # What is installed here may be newer than what its sources offer, and could not be fetched.
            "Dir::State::status": "/dev/null",
            # Images of Debian have these emptied: each call would read all lists anew, for a second.
            "Dir::Cache::pkgcache": "pkgcache.bin",
            "Dir::Cache::srcpkgcache": "srcpkgcache.bin",
            "APT::Architecture": ARCHITECTURE,
            # Another user could not write into this folder.
            "APT::Sandbox::User": "root",
            "Acquire::Languages": "none",
        }
        options = [text for name, value in settings.items() for text in ("-o", f"{name}={value}")]
        return _run(["apt-get", "--quiet", *options, *command], self._folder / "debs", self._said).stderr


def _run(command: list[str], folder: Path | None = None, said_before: str = "") -> subprocess.CompletedProcess[str]:
    """`said_before` may tell why it fails now: apt goes on without the lists that it could not get."""
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    except FileNotFoundError as missing:
        raise LayerRefused(
            f"{missing.filename} is not there: make the layer on Debian 12, or in a container"
        ) from missing
    if done.returncode:
        lines = [line for line in f"{said_before}\n{done.stderr}".splitlines() if line.startswith(("E:", "W:", "dpkg"))]
        raise LayerRefused(
            f"{command[0]} failed. Is there a network, and do the sources of apt name a mirror of Debian 12? It says:\n"
            + "\n".join(lines[-LAST_LINES:])
        )
    return done
