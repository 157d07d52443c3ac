"""All letters are printed by the packaged application, in a root where only the layer has Pango and what it needs."""

from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from chalicelib.adapters.letters.press import JinjaPress
from infra.layer.build import Layer
from tests.package.lambda_root import LambdaRoot, LettersNotPrinted
from tests.samples import SAMPLES

ONE = dict(list(SAMPLES.items())[:1])
# As Lambda has it where nobody says otherwise.
USUAL_PATH = "/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib"


@pytest.fixture(scope="module")
def loaded(there: LambdaRoot) -> list[str]:
    """The path of every file of code that was loaded while all letters were printed."""
    return there.letters(SAMPLES)


def words_of(pdf: bytes) -> list[list[str]]:
    return [page.extract_text().split() for page in PdfReader(BytesIO(pdf)).pages]


def test_each_letter_says_what_it_says_elsewhere(there: LambdaRoot, loaded: list[str]) -> None:
    press, others = JinjaPress(), list[str]()
    for name, letter in SAMPLES.items():
        here, printed = press.letter_pdf(letter), there.pdf(name)
        # Mostly the bytes are the same; this machine's Pango may be another.
        if printed != here and words_of(printed) != words_of(here):
            others.append(name)

    assert others == []


def test_every_library_of_the_layer_is_used_and_no_other_copy_of_it(layer: Layer, loaded: list[str]) -> None:
    names = {path.name for path in (layer.folder / "lib").iterdir()}

    assert {path for path in loaded if Path(path).name in names} == {f"/opt/lib/{name}" for name in names}


def test_nothing_of_the_systems_pango_can_be_seen_there(there: LambdaRoot) -> None:
    """What is not in the layer is empty: no library."""
    patterns = ("libpango*", "libharfbuzz*", "libfontconfig*", "libglib*", "libgobject*", "libgio*")
    folders = [there.folder / name for name in ("lib", "lib64", "usr")]
    found = [path for folder in folders for pattern in patterns for path in folder.rglob(pattern)]

    assert found
    assert [path for path in found if path.stat().st_size] == []


@pytest.mark.parametrize(
    ("lost", "said"),
    [
        ("lib/libharfbuzz-subset.so.0", "HarfBuzz-Subset will be required"),
        ("lib/libthai.so.0", "cannot load library 'libpango-1.0-0'"),
        ("etc/fonts/fonts.conf", "Cannot load default config file"),
    ],
)
def test_a_layer_that_lacks_something_prints_no_letter(there: LambdaRoot, lost: str, said: str) -> None:
    with there.without(lost), pytest.raises(LettersNotPrinted, match=said):
        there.letters(ONE)


def test_on_the_usual_path_the_systems_own_libraries_would_come_first(there: LambdaRoot) -> None:
    usual: Mapping[str, str] = {**there.environment, "LD_LIBRARY_PATH": USUAL_PATH}

    assert sorted(there.environment["LD_LIBRARY_PATH"].split(":")) == sorted(USUAL_PATH.split(":"))
    with pytest.raises(LettersNotPrinted, match="file too short"):
        replace(there, environment=usual).letters(ONE)
