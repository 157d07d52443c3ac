"""What a letter's PDF says of itself: that it lasts (PDF/A-3b), and in which order it is read aloud (PDF/UA-1)."""

import io
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest
from pypdf import PdfReader

from chalicelib.adapters.letters.press import JinjaPress
from tests.samples import SAMPLES

ONE, MANY = "trader.formal-notice.fr", "sixty-invoices.formal-notice.fr"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"


@cache
def printed(name: str) -> Any:
    return _opened(JinjaPress().letter_pdf(SAMPLES[name]))


def _opened(pdf: bytes) -> Any:
    return PdfReader(io.BytesIO(pdf))


def _described(about: str) -> Element:
    """The metadata between the two marks by which other programs find them."""
    return fromstring(about.split("?>", 1)[1].rsplit("<?", 1)[0])  # noqa: S314  our own


def elements(reader: Any) -> Iterator[tuple[int, Any]]:
    """The structure in the order in which it is read, with its depth."""

    def below(element: Any, depth: int) -> Iterator[tuple[int, Any]]:
        yield depth, element
        for kid in _kids(element):
            yield from below(kid, depth + 1)

    yield from below(reader.trailer["/Root"]["/StructTreeRoot"]["/K"].get_object(), 0)


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K", [])
    return [k.get_object() for k in kids if isinstance(k.get_object(), dict) and "/S" in k.get_object()]


def _types(name: str) -> list[str]:
    return [element["/S"] for _, element in elements(printed(name))]


def test_it_says_what_it_is_in_words_that_agree() -> None:
    root, info = printed(ONE).trailer["/Root"], printed(ONE).metadata
    stream = root["/Metadata"].get_object()
    assert "/Filter" not in stream
    about = stream.get_data().decode()
    said = {name: text for described in _described(about).iter() for name, text in described.items()}
    assert said["{http://www.aiim.org/pdfa/ns/id/}part"] == "3"
    assert said["{http://www.aiim.org/pdfa/ns/id/}conformance"] == "B"
    assert said["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
    assert said["{http://ns.adobe.com/pdf/1.3/}Producer"] == info.producer
    assert said["{http://ns.adobe.com/xap/1.0/}CreateDate"] == "2026-11-29"
    assert info["/CreationDate"].startswith("D:20261129")
    assert f">{info.title}<" in about
    assert f">{info.author}<" in about
    # What PDF/A does not know by itself is described.
    assert "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>" in about


def test_a_name_with_signs_of_xml_is_one() -> None:
    sample = SAMPLES[ONE]
    named = replace(sample, creditor=replace(sample.creditor, name="Fils & <Filles>"))
    about = _opened(JinjaPress().letter_pdf(named)).trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    assert "Fils & <Filles>" in [item.text for item in _described(about).iter(f"{RDF}li")]


def test_an_archive_finds_its_colours_fonts_and_identity() -> None:
    reader = printed(ONE)
    (intent,) = reader.trailer["/Root"]["/OutputIntents"]
    assert intent["/S"] == "/GTS_PDFA1"
    assert intent["/DestOutputProfile"].get_object().get_data()[36:40] == b"acsp"
    assert reader.trailer["/ID"]
    fonts = reader.pages[0]["/Resources"]["/Font"].get_object().values()
    assert fonts
    for font in (f.get_object() for f in fonts):
        (descendant,) = font["/DescendantFonts"]
        assert "/FontFile2" in descendant.get_object()["/FontDescriptor"].get_object()
        assert "/ToUnicode" in font


def test_it_is_read_in_its_order_and_with_its_kinds() -> None:
    root = printed(ONE).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert root["/Lang"] == "fr"
    types = _types(ONE)
    assert types[0] == "/Document"
    assert [t for t in types if t in ("/H1", "/Table", "/Figure")] == ["/Figure", "/H1", "/Table", "/Figure", "/Table"]
    assert not set(types) - {f"/{t}" for t in "Document Sect P H1 Table THead TBody TR TH TD Figure".split()}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_picture_has_its_words_and_place(language: str) -> None:
    reader = printed(f"trader.formal-notice.{language}")
    proof, figure = [e for _, e in elements(reader) if e["/S"] == "/Figure"]
    assert proof["/Alt"].startswith({"fr": "Code QR de la page", "en": "QR code of the page"}[language])
    assert figure["/Alt"].startswith({"fr": "Code QR du virement", "en": "QR code of the transfer"}[language])
    _, lowest, *_ = (float(v) / 72 * 25.4 for v in proof["/A"]["/BBox"])
    assert 297 - lowest < 45, "the window of an envelope begins there"
    left, bottom, right, top = (float(v) / 72 * 25.4 for v in figure["/A"]["/BBox"])
    assert 30 < right - left < 32
    assert 30 < top - bottom < 32
    assert 150 < left < 170


def test_each_head_of_a_table_says_of_what() -> None:
    heads = [e for _, e in elements(printed(ONE)) if e["/S"] == "/TH"]
    assert {head["/A"]["/Scope"] for head in heads} == {"/Row", "/Column"}
    (total,) = [head for head in heads if "/ColSpan" in head["/A"]]
    assert total["/A"]["/ColSpan"] == 3


def test_a_table_that_goes_on_overleaf_is_one_and_its_repeated_head_is_not_read() -> None:
    types = _types(MANY)
    assert types.count("/THead") == 1
    rows = [e for _, e in elements(printed(MANY)) if e["/S"] == "/TR"]
    # Sixty invoices, what was paid of some, the head, the total, and the account's five.
    paid = sum(1 for line in SAMPLES[MANY].lines if line.entries)
    assert len(rows) == 60 + paid + 1 + 1 + 5
    assert len({e.raw_get("/Pg").idnum for e in rows}) == 3


@pytest.mark.parametrize("name", [ONE, MANY])
def test_all_that_is_drawn_is_owned_by_an_element_or_is_decoration(name: str) -> None:
    reader = printed(name)
    parents = reader.trailer["/Root"]["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    owned = {int(parents[n]): parents[n + 1].get_object() for n in range(0, len(parents), 2)}
    for number, page in enumerate(reader.pages):
        assert page["/StructParents"] == number
        drawn = page.get_contents().get_data().decode("latin-1").split("\n")
        numbers = {int(line.split("/MCID")[1].split(">>")[0]) for line in drawn if "/MCID" in line}
        assert numbers
        assert all(owned[number][n].get_object()["/S"] for n in numbers)
        # The foot and the number of the page.
        assert drawn.count("/Artifact BMC") >= 2
        depth = 0
        for line in drawn:
            depth += line.endswith(("BMC", "BDC")) - line.endswith("EMC")
            assert 0 <= depth <= 1


def test_a_letter_of_one_page_is_small() -> None:
    assert max(len(JinjaPress().letter_pdf(s)) for s in SAMPLES.values() if len(s.lines) == 1) < 60_000
