"""Which libraries go along, and in which of Debian's packages they are looked for. The packages are made up."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
import weasyprint.text.ffi

from infra.layer import LayerRefused
from infra.layer.closure import ROOTS, closure
from tests.package.elf_samples import library

LIBC = "libc.so.6"
# WeasyPrint does without it, and Debian 12 has none.
OPTIONAL = {"libharfbuzz-vector.so.0"}


class MemoryPackages:
    def __init__(self, held: Mapping[str, Mapping[str, bytes]], depends: Mapping[str, tuple[str, ...]]) -> None:
        self.held, self.needed, self.rounds = held, depends, list[set[str]]()

    def fetch(self, names: Iterable[str]) -> None:
        self.rounds.append(set(names))

    def library(self, name: str, soname: str) -> bytes | None:
        assert any(name in fetched for fetched in self.rounds), f"{name} was not fetched"
        return self.held[name].get(soname)

    def depends(self, name: str) -> tuple[str, ...]:
        return self.needed.get(name, ())


def held(*libraries: bytes, names: Iterable[str]) -> dict[str, bytes]:
    return dict(zip(names, libraries, strict=True))


@pytest.fixture
def packages() -> MemoryPackages:
    """libpango asks for libglib, which lies with another, and that for libz; nobody asks for the tool."""
    return MemoryPackages(
        {
            "pango": held(library("libpango.so.0", ["libglib.so.0", LIBC]), names=["libpango.so.0"]),
            "glib": held(
                library("libglib.so.0", ["libz.so.1", "libgio.so.0"]),
                library("libgio.so.0", ["libglib.so.0", "libm.so.6"]),
                library("libspare.so.0"),
                names=["libglib.so.0", "libgio.so.0", "libspare.so.0"],
            ),
            "zlib": held(library("libz.so.1", [LIBC]), names=["libz.so.1"]),
            "tool": held(library("libtool.so.1"), names=["libtool.so.1"]),
        },
        {"pango": ("tool", "glib"), "glib": ("zlib",)},
    )


def test_the_roots_are_what_weasyprint_opens() -> None:
    source = Path(weasyprint.text.ffi.__file__).read_text(encoding="utf-8")

    assert set(re.findall(r"'(lib[^']+\.so\.\d+)'", source)) == ROOTS.keys() | OPTIONAL


def test_what_a_library_asks_for_goes_along_and_nothing_else(packages: MemoryPackages) -> None:
    found = {library.soname: library.package for library in closure({"libpango.so.0": "pango"}, packages)}

    assert found == {"libpango.so.0": "pango", "libglib.so.0": "glib", "libgio.so.0": "glib", "libz.so.1": "zlib"}


def test_it_comes_in_the_order_of_names(packages: MemoryPackages) -> None:
    found = closure({"libpango.so.0": "pango"}, packages)

    assert [library.soname for library in found] == sorted(library.soname for library in found)


def test_packages_are_fetched_only_where_a_library_may_be_in_them(packages: MemoryPackages) -> None:
    closure({"libpango.so.0": "pango"}, packages)

    assert packages.rounds == [{"pango"}, {"tool", "glib"}, {"glib", "zlib"}]


def test_a_library_that_is_nowhere_is_refused_with_the_places_it_was_sought_in(packages: MemoryPackages) -> None:
    packages.held = {**packages.held, "glib": {}}
    with pytest.raises(LayerRefused, match=re.escape("libglib.so.0 is not in tool nor in glib")):
        closure({"libpango.so.0": "pango"}, packages)


def test_a_library_that_depends_on_no_package_and_asks_for_one_is_refused(packages: MemoryPackages) -> None:
    packages.needed = {}
    with pytest.raises(LayerRefused, match=re.escape("libglib.so.0")):
        closure({"libpango.so.0": "pango"}, packages)


def test_each_library_is_made_to_fit_lambda() -> None:
    data = library("libexpat.so.1", [LIBC], {LIBC: {"GLIBC_2.36": ["arc4random_buf"]}})
    (found,) = closure({"libexpat.so.1": "expat"}, MemoryPackages({"expat": {"libexpat.so.1": data}}, {}))

    assert found.data != data
    assert [str(substitute) for substitute in found.changed] == ["getentropy@GLIBC_2.25 for arc4random_buf@GLIBC_2.36"]
