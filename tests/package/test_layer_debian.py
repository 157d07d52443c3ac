"""What is asked of apt and dpkg, stood in for by scripts, and what is said when they fail or are not there."""

import platform
import re
from pathlib import Path

import pytest

from infra.layer import LayerRefused
from infra.layer.debian import DebianPackages, refuse_other_systems

BOOKWORM = {"ID": "debian", "VERSION_CODENAME": "bookworm"}
APT = """#!/bin/sh
echo "$@" >> "{log}"
for word in "$@"; do
  case "$word" in
    update) echo "W: Failed to fetch: could not resolve the mirror" >&2 ;;
    none) echo "E: Unable to locate package none" >&2; exit 100 ;;
    lib*) touch "${{word}}_1.2-3_amd64.deb" ;;
  esac
done
"""
# What each package holds: a library, a link to a library of the machine, and maybe its licence.
DPKG = """#!/bin/sh
case "$1 $3" in
  "--field Version") echo 1.2-3 ;;
  "--field Depends") echo "libc6 (>= 2.34), libb1 | libc1 (= 2), libd-data" ;;
  --extract*)
    mkdir -p "$3/usr/lib/x86_64-linux-gnu" "$3/usr/share/doc/liba1"
    echo library > "$3/usr/lib/x86_64-linux-gnu/liba.so.1.0"
    ln -s liba.so.1.0 "$3/usr/lib/x86_64-linux-gnu/liba.so.1"
    ln -s /etc/hostname "$3/usr/lib/x86_64-linux-gnu/libhost.so.1"
    echo licence > "$3/usr/share/doc/liba1/copyright" ;;
esac
"""


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the calls of apt are written, one a line."""
    told = tmp_path / "log"
    for name, script in (("apt-get", APT.format(log=told)), ("dpkg-deb", DPKG)):
        (tmp_path / "bin").mkdir(exist_ok=True)
        (tmp_path / "bin" / name).write_text(script)
        (tmp_path / "bin" / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=":")
    monkeypatch.setattr(platform, "freedesktop_os_release", lambda: BOOKWORM)
    return told


@pytest.fixture
def packages(log: Path, tmp_path: Path) -> DebianPackages:
    made = DebianPackages(tmp_path / "state")
    made.refresh()
    return made


def test_a_package_is_fetched_and_unpacked(packages: DebianPackages) -> None:
    packages.fetch(["liba1"])

    assert packages.package("liba1").version == "1.2-3"
    assert packages.library("liba1", "liba.so.1") == b"library\n"
    assert packages.library("liba1", "libother.so.1") is None
    assert packages.package("liba1").copyright() == b"licence\n"


def test_of_what_it_depends_on_the_first_of_each_is_taken_and_never_glibc(packages: DebianPackages) -> None:
    packages.fetch(["liba1"])

    assert packages.depends("liba1") == ("libb1", "libd-data")


def test_no_copy_of_this_machine_is_taken_through_a_link(packages: DebianPackages) -> None:
    packages.fetch(["liba1"])

    assert packages.library("liba1", "libhost.so.1") is None


def test_a_package_without_its_licence_is_refused(packages: DebianPackages) -> None:
    packages.fetch(["libb1"])

    with pytest.raises(LayerRefused, match=re.escape("libb1 1.2-3 has no licence")):
        packages.package("libb1").copyright()


def test_packages_are_fetched_together_and_once(packages: DebianPackages, log: Path) -> None:
    packages.fetch(["libb1", "liba1"])
    packages.fetch(["liba1"])

    assert [line.split("none ")[1] for line in log.read_text().splitlines()] == ["update", "download liba1 libb1"]


def test_nothing_of_the_system_is_written_to(packages: DebianPackages, log: Path, tmp_path: Path) -> None:
    packages.fetch(["liba1"])

    for line in log.read_text().splitlines():
        assert f"-o Dir::State::lists={tmp_path}" in line
        assert f"-o Dir::Cache={tmp_path}" in line


def test_a_package_that_is_not_there_is_named_with_what_apt_had_warned_of(packages: DebianPackages) -> None:
    with pytest.raises(LayerRefused) as refused:
        packages.fetch(["none"])
    assert "Is there a network" in str(refused.value)
    assert "could not resolve the mirror" in str(refused.value)
    assert "Unable to locate package none" in str(refused.value)


def test_without_apt_the_place_to_make_it_is_named(log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(LayerRefused, match=re.escape("apt-get is not there: make the layer on Debian 12")):
        DebianPackages(tmp_path / "state").refresh()


@pytest.mark.parametrize(
    "system",
    [
        {"ID": "debian", "VERSION_CODENAME": "trixie", "PRETTY_NAME": "Debian GNU/Linux 13 (trixie)"},
        {"ID": "ubuntu", "VERSION_CODENAME": "noble", "PRETTY_NAME": "Ubuntu 24.04 LTS"},
        {"PRETTY_NAME": "another system"},
    ],
    ids=["a later Debian", "Ubuntu", "one that does not tell"],
)
def test_another_system_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, system: dict[str, str]) -> None:
    monkeypatch.setattr(platform, "freedesktop_os_release", lambda: system)
    with pytest.raises(LayerRefused, match=re.escape(f"this is {system['PRETTY_NAME']}")):
        refuse_other_systems()


def test_a_system_that_has_no_name_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> dict[str, str]:
        raise FileNotFoundError("os-release")

    monkeypatch.setattr(platform, "freedesktop_os_release", nowhere)
    with pytest.raises(LayerRefused, match="this is another system"):
        refuse_other_systems()
