"""The transfer code: the payload line by line, what is refused, and that a phone reads it back."""

from dataclasses import replace

import pytest
import zxingcpp
from PIL import Image

from chalicelib.adapters.epc import TransferRefused, epc_code, epc_payload
from chalicelib.domain.money import Money
from chalicelib.domain.parties import BankAccount

BANK = BankAccount("Société Générale d’Œuvres & Fils", "FR7630003035710002681732544", "SOGEFRPP")
REFERENCE = "RF18539007547034"


def test_the_payload_has_each_field_on_its_line() -> None:
    assert epc_payload(BANK, Money(128450), REFERENCE).split("\n") == [
        "BCD",
        "002",
        "1",
        "SCT",
        "SOGEFRPP",
        "Société Générale d’Œuvres & Fils",
        "FR7630003035710002681732544",
        "EUR1284.50",
        "",
        "RF18539007547034",
    ]


def test_the_bic_line_stays_empty_without_a_bic() -> None:
    assert epc_payload(replace(BANK, bic=None), Money(5), REFERENCE).split("\n")[4:8:3] == ["", "EUR0.05"]


@pytest.mark.parametrize("cents", [1, 99_999_999_999])
def test_the_smallest_and_the_largest_amount_pass(cents: int) -> None:
    assert f"EUR{cents // 100}.{cents % 100:02d}" in epc_payload(BANK, Money(cents), REFERENCE)


@pytest.mark.parametrize(
    ("bank", "amount", "reference"),
    [
        pytest.param(BANK, Money(0), REFERENCE, id="nothing to pay"),
        pytest.param(BANK, Money(-1), REFERENCE, id="a credit"),
        pytest.param(BANK, Money(100_000_000_000), REFERENCE, id="too much for SEPA"),
        pytest.param(BANK, Money(100, "CHF"), REFERENCE, id="not euro"),
        pytest.param(replace(BANK, holder=" "), Money(1), REFERENCE, id="no holder"),
        pytest.param(replace(BANK, holder="é" * 71), Money(1), REFERENCE, id="holder over 70 characters"),
        pytest.param(replace(BANK, holder="A\nFR7612345"), Money(1), REFERENCE, id="holder with a line of its own"),
        pytest.param(replace(BANK, holder="A\u2028B"), Money(1), REFERENCE, id="holder with a Unicode line end"),
        pytest.param(
            replace(BANK, iban="FR7630003035710002681732545"), Money(1), REFERENCE, id="IBAN with a wrong digit"
        ),
        pytest.param(replace(BANK, iban="FR76 3000 3035"), Money(1), REFERENCE, id="IBAN with spaces"),
        pytest.param(replace(BANK, bic="SOGE"), Money(1), REFERENCE, id="short BIC"),
        pytest.param(BANK, Money(1), "RF19539007547034", id="reference with wrong check digits"),
        pytest.param(BANK, Money(1), "F-2026-0142", id="reference of another form"),
    ],
)
def test_what_a_bank_would_refuse_is_refused(bank: BankAccount, amount: Money, reference: str) -> None:
    with pytest.raises(TransferRefused):
        epc_payload(bank, amount, reference)


def test_a_longest_name_in_a_wide_script_still_makes_a_code() -> None:
    payload = epc_payload(replace(BANK, holder="Ж" * 70), Money(99_999_999_999), REFERENCE)
    assert "<svg" in epc_code(payload).svg()


def test_the_picture_is_read_back_as_the_payload() -> None:
    payload = epc_payload(BANK, Money(128450), REFERENCE)
    found = zxingcpp.read_barcodes(_drawn(epc_code(payload).svg()))
    assert [code.text for code in found] == [payload]
    assert "M" in str(found[0].ec_level)


def test_the_picture_has_a_name_only_when_one_is_given() -> None:
    assert 'role="img" aria-label="&quot;A&quot; &amp; &lt;B>"' in epc_code("BCD").svg('"A" & <B>')
    assert 'aria-hidden="true"' in epc_code("BCD").svg()


def _drawn(svg: str) -> Image.Image:
    """A raster of the runs in the path, four pixels a module."""
    side = int(svg.split('viewBox="0 0 ')[1].split(" ")[0])
    picture = Image.new("L", (side, side), 255)
    for run in svg.split('fill="#000" d="M')[1].split('"')[0].rstrip("z").split("zM"):
        start, length = run.split("h")[0], int(run.split("h")[1].split("v")[0])
        x, y = map(int, start.split(" "))
        for step in range(length):
            picture.putpixel((x + step, y), 0)
    return picture.resize((side * 4, side * 4), Image.Resampling.NEAREST)
