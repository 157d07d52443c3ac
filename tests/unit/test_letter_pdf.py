"""The PDF itself: its text, its pages, its code, its bytes, and that it fetches nothing."""

import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import zxingcpp
from fontTools.ttLib import TTFont
from PIL import Image
from pypdf import PdfReader

from chalicelib.adapters.epc import epc_payload
from chalicelib.adapters.letters.press import JinjaPress
from chalicelib.adapters.letters.words import templates
from chalicelib.adapters.pdf.rendering import FetchRefused, LetterTooLong, render
from chalicelib.adapters.pdf.workshop import FONTS
from chalicelib.domain.errors import LetterIncomplete
from chalicelib.domain.invoice import Entry, EntryKind
from chalicelib.domain.level import Level
from chalicelib.domain.money import Money
from tests.letter_samples import SIXTY, invoice, letter
from tests.samples import SAMPLES

PRESS = JinjaPress()
MILLIMETRE = 72 / 25.4
poppler = pytest.mark.skipif(not shutil.which("pdftoppm"), reason="poppler-utils is not installed")


def printed(name: str) -> PdfReader:
    return PdfReader(io.BytesIO(PRESS.letter_pdf(SAMPLES[name])))


def pages_of(name: str) -> list[str]:
    return [page.extract_text() for page in printed(name).pages]


def test_amounts_and_accents_can_be_copied_out_as_they_were_written() -> None:
    sample = letter(Level.FORMAL_NOTICE, invoices=(invoice("F-2026-0142", 1234567),))
    (page,) = [p.extract_text() for p in PdfReader(io.BytesIO(PRESS.letter_pdf(sample))).pages]
    for written in (
        "12\u202f345,67\u00a0€",
        "SARL au capital de 15\u202f000\u00a0€",
        "Menuiserie Brunet & Fils SAS",
        "7 allée des Ébénistes",
        "rue de l’Arbre-Sec",
    ):
        assert written in page
    assert "\u202f" not in re.sub("12\u202f345,67|15\u202f000", "", page)


@pytest.mark.parametrize("name", [n for n, sample in SAMPLES.items() if len(sample.lines) == 1])
def test_a_letter_about_one_invoice_is_one_page(name: str) -> None:
    """And its statement another; of a plan, what its debtor signs and the codes of the instalments two."""
    # To read its words takes longer than to print it.
    pages = 1 + (SAMPLES[name].statement is not None) + 2 * (SAMPLES[name].level is Level.PLAN)
    assert len(printed(name).pages) == pages


def test_sixty_invoices_repeat_the_head_and_number_the_pages() -> None:
    pages = pages_of("sixty-invoices.formal-notice.fr")
    assert len(pages) == 3
    for number, page in enumerate(pages, 1):
        assert f"{number}\u00a0/\u00a03" in page
        assert SAMPLES["sixty-invoices.formal-notice.fr"].reference in page
    assert all("Émise le" in page for page in pages[:2])
    assert [
        sum(line.number in page for page in pages) for line in SAMPLES["sixty-invoices.formal-notice.fr"].lines
    ] == [1] * 60


@pytest.mark.parametrize("count", range(22, 29))
def test_the_total_is_never_parted_from_the_last_invoice(count: int) -> None:
    pages = PdfReader(io.BytesIO(PRESS.letter_pdf(letter(Level.REMINDER_1, invoices=SIXTY[:count])))).pages
    holding = [page for page in (p.extract_text() for p in pages) if "Reste à payer" in page]
    assert len(holding) == 1
    assert SIXTY[count - 1].number in holding[0]


@poppler
def test_poppler_reads_the_amounts_and_the_accents(tmp_path: Path) -> None:
    (tmp_path / "letter.pdf").write_bytes(PRESS.letter_pdf(SAMPLES["consumer.formal-notice.fr"]))
    read = subprocess.run(["pdftotext", "-layout", "letter.pdf", "-"], cwd=tmp_path, check=True, capture_output=True)
    text = read.stdout.decode()
    for written in (
        "1 284,50 €",
        "3 chemin des Cœurs-Vaillants",
        "FR76 3000 3035 7100 0268 1732 544",
        "l’article 1344",
    ):
        assert written in text


@poppler
def test_the_code_on_the_page_pays_what_the_page_says(tmp_path: Path) -> None:
    sample = SAMPLES["three-invoices.final-reminder.fr"]
    (tmp_path / "letter.pdf").write_bytes(PRESS.letter_pdf(sample))
    subprocess.run(
        ["pdftoppm", "-r", "150", "-png", "-f", "1", "-l", "1", "letter.pdf", "page"], cwd=tmp_path, check=True
    )
    (picture,) = tmp_path.glob("page*.png")
    with Image.open(picture) as page:
        found = zxingcpp.read_barcodes(page)
    payload = epc_payload(sample.creditor.bank, sample.open, sample.payment_reference)
    assert {code.text for code in found} == {payload, sample.portal_url}


def test_the_address_stands_in_the_window_of_the_envelope() -> None:
    sample = letter(Level.FORMAL_NOTICE)
    (page,) = PdfReader(io.BytesIO(PRESS.letter_pdf(sample))).pages
    seen: dict[str, tuple[float, float]] = {}

    def note(text: str, cm: list[float], tm: list[float], *_: object) -> None:
        for word in (sample.debtor.name, "38500 Voiron"):
            if word in text:
                x, y = tm[4] * cm[0] + cm[4], tm[5] * cm[3] + cm[5]
                seen[word] = (x / MILLIMETRE, (float(page.mediabox.height) - y) / MILLIMETRE)

    page.extract_text(visitor_text=note)
    assert all(109 < left < 112 and 45 < top < 85 for left, top in seen.values())
    assert len(seen) == 2


def test_the_fonts_are_embedded_and_draw_all_that_french_needs() -> None:
    for name in FONTS:
        drawn = TTFont(templates() / "fonts" / name).getBestCmap()
        assert not set(map(ord, "\u202f\u00a0’œŒÀÉÈÇÿ€–«»°²ŁșğŽΩж")) - set(drawn)
        assert len({drawn[ord(space)] for space in " \u00a0\u202f"}) == 3


def test_a_name_that_the_font_cannot_draw_is_refused_not_boxed() -> None:
    sample = letter(Level.NOTICE)
    with pytest.raises(LetterIncomplete, match="1f4b6"):
        PRESS.letter_pdf(replace(sample, debtor=replace(sample.debtor, name="Caf\u00e9 \U0001f4b6")))


@pytest.mark.parametrize(
    "wanted",
    [
        '<img src="file:///etc/passwd"/>',
        '<img src="http://127.0.0.1:9/x.png"/>',
        '<img src="data:image/png;base64,AAAA"/>',
        '<link rel="stylesheet" href="https://a.example/x.css"/>',
        '<style>@import "file:///etc/hostname";</style>',
        '<p style="background: url(http://127.0.0.1:9/x)">x</p>',
        '<object data="file:///etc/passwd">x</object>',
        '<link rel="attachment" href="file:///etc/passwd"/>',
        '<img src="asset:../letters/fr/notice.html"/>',
    ],
)
def test_a_page_that_wants_something_from_outside_is_not_printed(wanted: str) -> None:
    with pytest.raises(FetchRefused, match="may not fetch"):
        render(f"<html><body>{wanted}<p>text</p></body></html>")


def test_a_hostile_name_is_printed_as_text() -> None:
    hostile = """<script>x</script> & {{ 7*7 }} "q" <img src=file:///etc/passwd>"""
    sample = letter(Level.NOTICE)
    made = PRESS.letter_pdf(replace(sample, debtor=replace(sample.debtor, name=hostile)))
    text = PdfReader(io.BytesIO(made)).pages[0].extract_text()
    assert hostile.replace(" ", "") in text.replace("\n", "").replace(" ", "")


def test_a_letter_of_more_pages_than_the_longest_is_refused() -> None:
    with pytest.raises(LetterTooLong, match="121 pages"):
        render("<html><body>" + "<p style='break-after: page'>x</p>" * 120 + "<p>x</p></body></html>")


def test_hundreds_of_invoices_with_their_orders_and_payments_make_one_letter() -> None:
    """`make soak` prints a thousand: the length of a letter and its time grow with its lines, and with nothing else."""
    count = 1000 if os.environ.get("RELANCE_SOAK") else 200
    many = tuple(
        replace(invoice, id=f"i{n}", number=f"F-{n:04}", purchase_order=f"CDE 2026/{n:05}").book(
            Entry(EntryKind.PAYMENT, invoice.issued_on, Money(100), f"VIR-{n}")
        )
        for n, invoice in ((n, SIXTY[0]) for n in range(count))
    )
    pages = PdfReader(io.BytesIO(PRESS.letter_pdf(letter(Level.REMINDER_1, invoices=many)))).pages
    assert 0.06 * count < len(pages) < 0.1 * count
    assert many[-1].number in "".join(page.extract_text() for page in pages[-3:])


def test_a_letter_about_too_many_invoices_is_refused_before_any_work() -> None:
    sample = letter(Level.REMINDER_1)
    with pytest.raises(LetterIncomplete, match="1500"):
        PRESS.letter_pdf(replace(sample, lines=sample.lines * 1501))


def test_the_same_letter_has_the_same_bytes_in_another_process_without_any_font(tmp_path: Path) -> None:
    name = "mixed-levels.formal-notice.fr"
    bare = tmp_path / "fonts.conf"
    bare.write_text("<?xml version='1.0'?><fontconfig><cachedir>/tmp/none</cachedir></fontconfig>", encoding="utf-8")
    code = (
        "import hashlib; from chalicelib.adapters.letters.press import JinjaPress;"
        "from tests.samples import SAMPLES;"
        f"print(hashlib.sha256(JinjaPress().letter_pdf(SAMPLES[{name!r}])).hexdigest())"
    )
    surroundings = {**os.environ, "FONTCONFIG_FILE": str(bare), "PYTHONHASHSEED": "7"}
    there = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, env=surroundings)
    pdf_here = PRESS.letter_pdf(SAMPLES[name])
    assert hashlib.sha256(pdf_here).hexdigest() == there.stdout.strip()
    assert pdf_here == PRESS.letter_pdf(SAMPLES[name])
    assert len(pdf_here) < 150_000
