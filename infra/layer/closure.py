"""Which libraries go into the layer: those that WeasyPrint opens, and whatever they say that they ask for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from infra.layer import LayerRefused, glibc
from infra.layer.elf import Elf

# What WeasyPrint 70.0 opens by name (weasyprint/text/ffi.py), and the package of Debian 12 that holds it. It does
# without libharfbuzz-vector, which Debian 12 has not.
ROOTS: Final = {
    "libgobject-2.0.so.0": "libglib2.0-0",
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libharfbuzz.so.0": "libharfbuzz0b",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
    "libfontconfig.so.1": "libfontconfig1",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
}


class Packages(Protocol):
    def fetch(self, names: Iterable[str]) -> None:
        """Those that are not there yet."""

    def library(self, name: str, soname: str) -> bytes | None: ...

    def depends(self, name: str) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Library:
    soname: str
    package: str
    data: bytes
    changed: tuple[glibc.Substitute, ...]


def closure(roots: Mapping[str, str], packages: Packages) -> list[Library]:
    """By name, each as Lambda can load it. glibc's own libraries are not among them."""
    found = dict[str, Library]()
    sought: dict[str, tuple[str, ...]] = {soname: (package,) for soname, package in roots.items()}
    while sought:
        # One call for all that a round asks for: each reads the list of Debian's packages.
        packages.fetch({name for places in sought.values() for name in places})
        level = [_library(soname, places, packages) for soname, places in sought.items()]
        found |= {library.soname: library for library in level}
        sought = {
            needed: _places(library.package, needed, packages)
            for library in level
            for needed in Elf(library.data).needed
            if needed not in found and needed not in glibc.OWN
        }
    return [found[soname] for soname in sorted(found)]


def _places(package: str, soname: str, packages: Packages) -> tuple[str, ...]:
    """Where Debian says that it is: beside the library that asks for it, or in what its package depends on."""
    return (package,) if packages.library(package, soname) is not None else packages.depends(package)


def _library(soname: str, places: Iterable[str], packages: Packages) -> Library:
    for package in places:
        data = packages.library(package, soname)
        if data is not None:
            return Library(soname, package, *glibc.fitted(data))
    raise LayerRefused(f"{soname} is not in {' nor in '.join(places)}: has Debian moved it to another package?")
