"""What the layer that was really made holds: read from its zip, as Lambda gets it."""

import hashlib
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator

import pytest

from infra.layer import glibc
from infra.layer.build import Layer
from infra.layer.closure import ROOTS
from infra.layer.elf import Elf

# Of code and layers together, unzipped: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
UNZIPPED_LIMIT = 250 * 1024 * 1024
# libexpat says which salt it takes when it is asked to.
PARSES = """
import ctypes, sys
expat = ctypes.CDLL(sys.argv[1])
expat.XML_ParserCreate.restype = ctypes.c_void_p
sys.exit(expat.XML_Parse(ctypes.c_void_p(expat.XML_ParserCreate(None)), b"<a/>", 4, 1) != 1)
"""


@pytest.fixture(scope="module")
def zipped(layer: Layer) -> Iterator[zipfile.ZipFile]:
    with zipfile.ZipFile(layer.zip_path) as opened:
        yield opened


@pytest.fixture(scope="module")
def libraries(zipped: zipfile.ZipFile) -> dict[str, Elf]:
    names = [name for name in zipped.namelist() if name.startswith("lib/")]
    return {name.removeprefix("lib/"): Elf(zipped.read(name)) for name in names}


def test_the_folder_is_what_the_zip_holds(layer: Layer, zipped: zipfile.ZipFile) -> None:
    files = {str(path.relative_to(layer.folder)) for path in layer.folder.rglob("*") if path.is_file()}

    assert files == set(zipped.namelist())
    assert [name for name in files if (layer.folder / name).read_bytes() != zipped.read(name)] == []


def test_each_library_has_the_name_by_which_others_ask_for_it(libraries: dict[str, Elf]) -> None:
    assert {name: elf.soname for name, elf in libraries.items()} == {name: name for name in libraries}


def test_all_that_weasyprint_opens_is_there_and_whatever_that_asks_for_and_no_more(libraries: dict[str, Elf]) -> None:
    reached, new = set[str](), set(ROOTS)
    while new:
        reached |= new
        new = {needed for name in new for needed in libraries[name].needed} - reached - glibc.OWN

    assert libraries.keys() == reached


def test_lambdas_glibc_has_all_they_ask_of_it(libraries: dict[str, Elf]) -> None:
    assert {name: found for name, elf in libraries.items() if (found := glibc.too_new(elf))} == {}


def test_the_manifest_says_what_each_library_is(zipped: zipfile.ZipFile, libraries: dict[str, Elf]) -> None:
    manifest = json.loads(zipped.read("manifest.json"))

    assert {entry["library"]: entry["sha256"] for entry in manifest} == {
        name: hashlib.sha256(elf.data).hexdigest() for name, elf in libraries.items()
    }
    assert {entry["library"] for entry in manifest if entry["changed"]} == {"libexpat.so.1"}
    assert {f"share/doc/{entry['package']}/copyright" for entry in manifest} <= set(zipped.namelist())


def test_the_changed_library_parses_and_takes_another_salt_each_time(layer: Layer) -> None:
    command = [sys.executable, "-c", PARSES, str(layer.folder / "lib/libexpat.so.1")]
    asked = {**os.environ, "EXPAT_ENTROPY_DEBUG": "1"}
    salts = [subprocess.run(command, check=True, capture_output=True, text=True, env=asked).stderr for _ in range(2)]

    assert all("(8 bytes)" in salt for salt in salts)
    assert salts[0] != salts[1]


def test_code_and_layer_fit_in_a_lambda(packed: zipfile.ZipFile, zipped: zipfile.ZipFile) -> None:
    assert sum(entry.file_size for part in (packed, zipped) for entry in part.infolist()) < UNZIPPED_LIMIT
