"""A process that prints what a page says by an engine that reads no HTML: `plain_worker.py fpdf2`. Its environment has
nothing of Relance: the words come with what is asked for.
"""

import json
import sys
import tempfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import segno

sys.path.insert(0, str(Path(__file__).parents[2]))
from bench.engines.measuring import serve

FONTS = Path(__file__).parents[2] / "templates" / "fonts"
REGULAR, BOLD = (FONTS / f"NotoSans-{weight}.subset.ttf" for weight in ("Regular", "Bold"))
# Millimetres: the margins, and the place of the code.
LEFT, TOP, CODE = 20, 15, 30

TYPST = """
#set page(paper: "a4", margin: (x: 20mm, y: 15mm), footer: context align(center, text(8pt)[
  Page #counter(page).display() / #counter(page).final().first()
]))
#set text(font: "Noto Sans", size: 9pt, lang: "fr")
#set par(spacing: 0.8em, leading: 0.5em)
#let said = json(bytes(sys.inputs.said))
#set document(title: said.title)
#for block in said.blocks {
  if type(block) == str [ #par(block) ] else {
    table(
      columns: block.first().len(),
      stroke: none,
      table.header(..block.first().map(cell => strong(cell))),
      ..block.slice(1).flatten()
    )
  }
}
#image(bytes(sys.inputs.code), format: "svg", width: 30mm, alt: "QR")
"""


def fpdf2() -> Callable[[dict[str, Any]], bytes]:
    from fpdf import FPDF

    class Paper(FPDF):  # type: ignore[misc]
        def footer(self) -> None:
            self.set_y(-TOP)
            self.set_font("noto", size=8)
            self.cell(0, 10, f"Page {self.page_no()} / {{nb}}", align="C")

    def printed(asked: dict[str, Any]) -> bytes:
        pdf = Paper()
        pdf.set_margins(LEFT, TOP)
        pdf.add_font("noto", fname=REGULAR)
        pdf.add_font("noto", "B", BOLD)
        pdf.add_page()
        pdf.set_font("noto", size=9)
        for block in asked["blocks"]:
            if isinstance(block, str):
                pdf.multi_cell(0, 4, block, new_x="LMARGIN", new_y="NEXT")
                pdf.ln(0.8)
            else:
                with pdf.table(borders_layout="NONE", first_row_as_headings=True) as table:
                    for row in filled(block):
                        table.row(row)
        code = BytesIO()
        segno.make(asked["code"], error="m", mask=3).save(code, kind="png", scale=4)
        pdf.image(code, w=CODE)
        return bytes(pdf.output())

    return printed


def typst() -> Callable[[dict[str, Any]], bytes]:
    from typst import Compiler

    folder = Path(tempfile.mkdtemp(prefix="relance-typst-"))
    (folder / "paper.typ").write_text(TYPST, encoding="utf-8")
    compiler = Compiler(str(folder / "paper.typ"), font_paths=[str(FONTS)], ignore_system_fonts=True)

    def printed(asked: dict[str, Any]) -> bytes:
        drawn = BytesIO()
        segno.make(asked["code"], error="m", mask=3).save(drawn, kind="svg", scale=4)
        blocks = [block if isinstance(block, str) else filled(block) for block in asked["blocks"]]
        said = json.dumps({"title": asked["blocks"][1], "blocks": blocks})
        content: bytes = compiler.compile(
            format="pdf", sys_inputs={"said": said, "code": drawn.getvalue().decode()}, pdf_standards=["a-3a", "ua-1"]
        )
        return content

    return printed


def filled(rows: list[list[str]]) -> list[list[str]]:
    """As many cells in each row."""
    most = max(map(len, rows))
    return [row + [""] * (most - len(row)) for row in rows]


if __name__ == "__main__":
    serve({"fpdf2": fpdf2, "typst": typst}[sys.argv[1]](), dict)
