"""Many letters as one PDF, for whoever prints them: fonts that are the same are in it once.

It is paper's: neither archivable nor tagged, each letter is that alone. pikepdf stays on the desk, no function has it.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

A4 = (595.28, 841.89)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a letter stands: its first page from 1, and how many it has; a blank one behind it is none of them."""

    first: int
    pages: int


def merged(letters: Iterable[bytes], *, two_sided: bool = False) -> tuple[bytes, tuple[Place, ...]]:
    """One after the other, in that order; `two_sided` begins each on a sheet of its own. Same letters, same bytes."""
    import pikepdf

    whole, places = pikepdf.new(), list[Place]()
    with whole:
        shared = _Shared()
        for content in letters:
            with pikepdf.open(BytesIO(content)) as letter:
                places.append(Place(len(whole.pages) + 1, len(letter.pages)))
                whole.pages.extend(letter.pages)
            for page in whole.pages[places[-1].first - 1 :]:
                shared.add(page)
            if two_sided and len(whole.pages) % 2:
                whole.add_blank_page(page_size=A4)
        written = BytesIO()
        whole.save(written, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return written.getvalue(), tuple(places)


class _Shared:
    """What the fonts of letters have alike, by its content: the first of each stands for all."""

    def __init__(self) -> None:
        self._known = dict[bytes, Any]()

    def add(self, page: Any) -> None:
        fonts: Any = page.resources.get("/Font", {})
        for font in fonts.values():
            (descendant,) = font.DescendantFonts
            descriptor = descendant.FontDescriptor
            descriptor.FontFile2, font.ToUnicode = self._first(descriptor.FontFile2), self._first(font.ToUnicode)
        # The tree of tags that it points into stays behind.
        if "/StructParents" in page.obj:
            del page.obj["/StructParents"]

    def _first(self, stream: Any) -> Any:
        return self._known.setdefault(hashlib.sha256(stream.read_raw_bytes()).digest(), stream)
