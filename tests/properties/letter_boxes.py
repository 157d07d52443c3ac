"""Where each text of a printed letter stands, in millimetres: what leaves the page, and what lies on something else."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from weasyprint.formatting_structure.boxes import TextBox

from chalicelib.adapters.letters import press
from chalicelib.adapters.letters.sheet import sheet_of
from chalicelib.adapters.pdf.drawing import Squares
from chalicelib.adapters.pdf.rendering import ARCHIVABLE
from chalicelib.adapters.pdf.workshop import Page, workshop
from chalicelib.domain.letter import Letter

MILLIMETRE = 96 / 25.4
LEFT, RIGHT, BOTTOM = 20, 190, 297
# Lines of one paragraph may touch: a box is as high as its font, and lines are set closer.
TOUCHING, SLACK = 0.25, 0.5


@dataclass(frozen=True, slots=True)
class Placed:
    page: int
    text: str
    left: float
    top: float
    right: float
    bottom: float

    def lies_on(self, other: "Placed") -> bool:
        spare = TOUCHING * min(self.bottom - self.top, other.bottom - other.top)
        is_beside = self.right - SLACK <= other.left or other.right - SLACK <= self.left
        return not is_beside and self.top < other.bottom - spare and other.top < self.bottom - spare


def placed(letter: Letter) -> list[Placed]:
    sheet, shop = sheet_of(letter), workshop()
    codes = press._codes(sheet)
    pictures = {f"drawing:{name}": Squares(code.side, code.runs) for name, code in codes.items()}
    page = Page(press._letter(sheet), shop)
    document = page.render(
        stylesheets=[shop.styles(letter.creditor.colour)], cache=pictures, **ARCHIVABLE, **shop.shared
    )
    return [
        Placed(
            number,
            box.text,
            box.position_x / MILLIMETRE,
            box.position_y / MILLIMETRE,
            (box.position_x + box.width) / MILLIMETRE,
            (box.position_y + box.height) / MILLIMETRE,
        )
        for number, each in enumerate(document.pages, 1)
        for box in each._page_box.descendants()
        if isinstance(box, TextBox) and box.text.strip()
    ]


def faults(boxes: list[Placed]) -> Iterator[str]:
    by_page = defaultdict[int, list[Placed]](list)
    for box in boxes:
        by_page[box.page].append(box)
        if box.left < LEFT - SLACK or box.right > RIGHT + SLACK or box.top < 0 or box.bottom > BOTTOM:
            yield f"page {box.page}: {box.text!r} leaves it"
    for page, on_it in by_page.items():
        on_it.sort(key=lambda box: box.top)
        for place, one in enumerate(on_it):
            for other in on_it[place + 1 :]:
                if other.top >= one.bottom:
                    break
                if one.lies_on(other):
                    yield f"page {page}: {one.text!r} lies on {other.text!r}"
