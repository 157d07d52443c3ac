"""A QR code as data: its side with the quiet zone, and the runs of dark units of each row; drawn as SVG or in a PDF."""

import re
from dataclasses import dataclass

import segno

QUIET_ZONE = 4


@dataclass(frozen=True, slots=True)
class Code:
    """`side` in units, quiet zone included; `runs` of dark units as (x, y, length); `version` from 1 to 40."""

    version: int
    side: int
    runs: tuple[tuple[int, int, int], ...]

    def svg(self, title: str = "") -> str:
        """Inline SVG, black on its own white ground; the size is left to the stylesheet.

        With a `title` it is an image with that name; without, it is decoration that screen readers pass over.
        """
        path = "".join(f"M{x} {y}h{length}v1h-{length}z" for x, y, length in self.runs)
        name = f'role="img" aria-label="{_attribute(title)}"' if title else 'aria-hidden="true"'
        side = self.side
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" {name} shape-rendering="crispEdges">'
            f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path fill="#000" d="{path}"/></svg>'
        )


def code_of(text: str) -> Code:
    """The code of that text, which a reader takes for UTF-8 (level M: a seventh of it may be lost)."""
    # One mask instead of the best of eight, which costs seven milliseconds: any makes a code that is read.
    code = segno.make(text, error="m", encoding="utf-8", boost_error=False, micro=False, mask=3)
    rows = tuple(bytes(row) for row in code.matrix)
    runs = ((m.span(), y) for y, row in enumerate(rows, QUIET_ZONE) for m in re.finditer(rb"\x01+", row))
    found = tuple((start + QUIET_ZONE, y, end - start) for (start, end), y in runs)
    return Code(int(code.version), len(rows) + 2 * QUIET_ZONE, found)


def _attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
