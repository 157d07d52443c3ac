"""A picture that the page names (`<img src="drawing:…"/>`) and that is drawn with the operators of PDF themselves.

A code drawn from an SVG costs a sixth of a letter's time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

BLACK = (0, 0, 0)


@dataclass(frozen=True, slots=True)
class Squares:
    """A square picture of `side` units, black on white: the runs of dark units as (x, y, length). It stands in for an
    image of WeasyPrint.
    """

    side: int
    runs: tuple[tuple[int, int, int], ...]

    def get_intrinsic_size(self, _resolution: object, _font_size: object) -> tuple[int, int, int]:
        return self.side, self.side, 1

    def draw(self, stream: Any, width: float, height: float, _style: object) -> None:
        with stream.stacked():
            stream.transform(a=width / self.side, d=height / self.side)
            stream.set_color_rgb(*BLACK)
            stream.stream.append(_rectangles(self.runs))
            stream.fill()


def _rectangles(runs: Iterable[tuple[int, int, int]]) -> bytes:
    return " ".join(f"{x} {y} {length} 1 re" for x, y, length in runs).encode()
