"""Many letters as one PDF: what they have alike is in it once."""

from io import BytesIO

import pikepdf
import pytest
from pypdf import PdfReader

from chalicelib.adapters.letters.press import JinjaPress
from chalicelib.adapters.pdf.batch import Place, merged
from tests.samples import SAMPLES

NAMES = [f"{kind}.{level}.fr" for kind in ("trader", "consumer") for level in ("reminder-1", "formal-notice")]


@pytest.fixture(scope="module")
def letters() -> list[bytes]:
    return [JinjaPress().letter_pdf(SAMPLES[name]) for name in (*NAMES, "stated-three.formal-notice.fr", *NAMES)]


def fonts_in(content: bytes) -> int:
    with pikepdf.open(BytesIO(content)) as pdf:
        return sum(isinstance(each, pikepdf.Stream) and "/Length1" in each for each in pdf.objects)


def test_each_letter_stands_where_the_manifest_says(letters: list[bytes]) -> None:
    whole, places = merged(letters)
    pages = [page.extract_text() for page in PdfReader(BytesIO(whole)).pages]
    alone = [[page.extract_text() for page in PdfReader(BytesIO(letter)).pages] for letter in letters]
    assert places[4:6] == (Place(5, 3), Place(8, 1))
    assert [pages[p.first - 1 : p.first - 1 + p.pages] for p in places] == alone


def test_fonts_are_in_it_once(letters: list[bytes]) -> None:
    """Two weights, each in as many subsets as letters use other signs."""
    whole, _ = merged(letters)
    several = len({font for letter in letters for font in _fonts(letter)})
    assert fonts_in(letters[0]) == 2
    assert fonts_in(whole) == several < 2 * len(letters)


def _fonts(content: bytes) -> set[bytes]:
    with pikepdf.open(BytesIO(content)) as pdf:
        streams = (each for each in pdf.objects if isinstance(each, pikepdf.Stream) and "/Length1" in each)
        return {each.read_raw_bytes() for each in streams}


def test_it_is_sound_and_carries_nothing_of_what_a_letter_alone_is(letters: list[bytes]) -> None:
    whole, _ = merged(letters)
    with pikepdf.open(BytesIO(whole)) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert not list(pdf.attachments)
        assert not any("/StructParents" in page.obj for page in pdf.pages)


def test_on_two_sides_a_blank_page_fills_the_sheet(letters: list[bytes]) -> None:
    whole, places = merged(letters[3:6], two_sided=True)
    assert places == (Place(1, 1), Place(3, 3), Place(7, 1))
    assert len(PdfReader(BytesIO(whole)).pages) == 8


def test_the_same_letters_make_the_same_bytes(letters: list[bytes]) -> None:
    assert merged(letters) == merged(letters)
    assert merged(letters)[0] != merged(letters[::-1])[0]


def test_of_no_letter_there_is_no_page() -> None:
    _, places = merged([])
    assert places == ()
