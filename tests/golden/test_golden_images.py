"""A letter of each level looks as it did when somebody looked at it."""

import shutil

import pytest
from PIL import Image, ImageDraw

from chalicelib.domain.level import Level
from tests.golden.golden_images import (
    FOLDER,
    MOST_POINTS,
    SHOWN,
    golden_file,
    picture,
    share_of_difference,
    show_difference,
)

poppler = pytest.mark.skipif(not shutil.which("pdftoppm"), reason="poppler-utils is not installed")


@poppler
@pytest.mark.parametrize("name", SHOWN)
def test_a_letter_looks_as_it_was_looked_at(name: str) -> None:
    expected, found = Image.open(golden_file(name)).convert("L"), picture(name)
    share = share_of_difference(expected, found)
    assert share <= MOST_POINTS, f"{share:.2%} of the page differs: {show_difference(name, expected, found)}"


def test_each_level_is_shown_and_each_picture_has_its_sample() -> None:
    assert {name.split(".")[1] for name in SHOWN} == set(Level)
    assert {path.stem for path in FOLDER.glob("*.png")} == set(SHOWN)


@pytest.mark.parametrize("mark", [(30, 30, 60, 32), (200, 400, 210, 420)])
def test_a_line_or_a_word_more_is_a_difference(mark: tuple[int, int, int, int]) -> None:
    """The comparison sees what a reader would."""
    page = Image.open(golden_file("trader.reminder-1.fr")).convert("L")
    other = page.copy()
    ImageDraw.Draw(other).rectangle(mark, fill=0 if page.getpixel(mark[:2]) else 255)
    assert share_of_difference(page, page) == 0
    assert share_of_difference(page, other) > MOST_POINTS


def test_a_page_that_moved_by_a_point_is_another() -> None:
    page = Image.open(golden_file("trader.reminder-1.fr")).convert("L")
    moved = Image.new("L", page.size, 255)
    moved.paste(page, (0, 1))
    assert share_of_difference(page, moved) > 10 * MOST_POINTS
    assert share_of_difference(page, page.crop((0, 0, 100, 100))) == 1
