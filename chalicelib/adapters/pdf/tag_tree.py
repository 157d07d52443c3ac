"""What a screen reader follows: the paragraphs, tables and pictures in their order (PDF/UA-1, ISO 32000-1 14.8).

In the place of WeasyPrint's own tree, which has an object for each box and each run of text: a paragraph or a cell
holds its text directly, what goes on overleaf is one element, and what is repeated on each page is no content.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pydyf
from weasyprint.formatting_structure.boxes import MarginBox, ReplacedBox, TextBox

TYPES = {
    "h1": "H1",
    "h2": "H2",
    "h3": "H3",
    "p": "P",
    "section": "Sect",
    "table": "Table",
    "thead": "THead",
    "tbody": "TBody",
    "tr": "TR",
    "th": "TH",
    "td": "TD",
    "img": "Figure",
    "a": "Link",
}
# A point is 1/72 of an inch, a pixel of CSS 1/96.
POINTS = 0.75


@dataclass(slots=True)
class _Page:
    """`tags` gives each box that was drawn the number of its content; `owners` the element of each number."""

    number: int
    reference: bytes
    height: float
    tags: dict[Any, dict[str, Any]]
    owners: dict[int, Any] = field(default_factory=dict)


class TagTree:
    """Grows page by page. An element of the page's source has one element here, on however many pages it stands."""

    def __init__(self, pdf: Any) -> None:
        self._pdf = pdf
        self._root = self._object({"Type": "/StructTreeRoot"})
        self._letter = self._object({"S": "/Document", "P": self._root.reference, "K": pydyf.Array()})
        self._root["K"] = self._letter.reference
        self._known: dict[Any, Any] = {}
        self._parents = pydyf.Array()
        self._links: list[tuple[Any, Any]] = []

    def add(self, page: _Page, box: Any) -> None:
        self._grow(page, box, self._letter, None)
        numbers = range(max(page.owners, default=-1) + 1)
        owners = (page.owners[n].reference if n in page.owners else "null" for n in numbers)
        self._parents.extend((page.number, pydyf.Array(owners)))

    def close(self, pages: int) -> None:
        for number, (element, annotation) in enumerate(self._links, pages):
            annotation["StructParent"] = number
            self._parents.extend((number, element.reference))
        self._root["ParentTree"] = self._object({"Nums": self._parents}).reference
        catalog = self._pdf.catalog
        catalog["StructTreeRoot"] = self._root.reference
        catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})
        catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})

    def _object(self, values: dict[str, Any]) -> Any:
        made = pydyf.Dictionary(values)
        self._pdf.add_object(made)
        return made

    def _grow(self, page: _Page, box: Any, parent: Any, above: Any) -> None:
        """The box and all in it. `above` is the source of `parent`: boxes that only wrap it add nothing."""
        # One that floats or is placed stands for its box.
        box = getattr(box, "_box", box)
        if isinstance(box, MarginBox):
            return
        source = box.element
        kind = TYPES.get(box.element_tag) if source is not None and source is not above else None
        if kind:
            known = self._known.get(source)
            if known and kind == "THead":
                # The head of a table, repeated overleaf.
                return
            parent, above = known or self._element(page, box, kind, parent), source
        if isinstance(box, TextBox | ReplacedBox):
            self._take(page, box, parent)
        for child in getattr(box, "children", ()):
            self._grow(page, child, parent, above)

    def _element(self, page: _Page, box: Any, kind: str, parent: Any) -> Any:
        values = {"S": f"/{kind}", "P": parent.reference, "Pg": page.reference, "K": pydyf.Array()}
        made = self._known[box.element] = self._object(values)
        parent["K"].append(made.reference)
        if kind == "Figure":
            made["Alt"] = pydyf.String(box.element.get("alt", ""))
            made["A"] = pydyf.Dictionary({"O": "/Layout", "BBox": pydyf.Array(_corners(page, box))})
        elif kind in ("TH", "TD"):
            made["A"] = pydyf.Dictionary({"O": "/Table", **dict(_of_cell(box, kind))})
        elif kind == "Link" and box.link_annotation:
            self._links.append((made, box.link_annotation))
            values = {"Type": "/OBJR", "Obj": box.link_annotation.reference, "Pg": page.reference}
            made["K"].append(pydyf.Dictionary(values))
        return made

    def _take(self, page: _Page, box: Any, owner: Any) -> None:
        mark = page.tags.pop(box, None)
        if mark is None:
            return
        number = mark["mcid"]
        page.owners[number] = owner
        is_here = owner.get("Pg") == page.reference
        content = {"Type": "/MCR", "Pg": page.reference, "MCID": number}
        owner["K"].append(number if is_here else pydyf.Dictionary(content))


def add_tags(pdf: Any, document: Any, _version: object, streams: list[Any]) -> None:
    """Takes the place of WeasyPrint's function of that name; the pages have been drawn."""
    tree = TagTree(pdf)
    references = pdf.page_references
    for number, (page, stream) in enumerate(zip(document.pages, streams, strict=True)):
        here = _Page(number, references[number], page.height, stream._tags)
        tree.add(here, page._page_box)
        stream.stream[:] = _artifacts(stream.stream, here.owners)
    tree.close(len(streams))


def _corners(page: _Page, box: Any) -> tuple[float, ...]:
    left, top = box.content_box_x(), box.content_box_y()
    right, bottom = left + box.width, top + box.height
    return tuple(round(v * POINTS, 3) for v in (left, page.height - bottom, right, page.height - top))


def _of_cell(box: Any, kind: str) -> Iterator[tuple[str, Any]]:
    if kind == "TH":
        yield "Scope", "/Row" if box.element.get("scope") == "row" else "/Column"
    if box.colspan != 1:
        yield "ColSpan", box.colspan


def _artifacts(drawn: list[Any], owners: dict[int, Any]) -> Iterator[Any]:
    """What was drawn, with the numbered contents that nobody owns as mere decoration: page numbers, the foot, what is
    repeated overleaf.
    """
    at = 0
    while at < len(drawn):
        mark = drawn[at + 1] if at + 1 < len(drawn) else None
        if isinstance(mark, pydyf.Dictionary) and "MCID" in mark and mark["MCID"] not in owners:
            yield b"/Artifact BMC"
            at += 3
        else:
            yield drawn[at]
            at += 1
