"""A creditor's colour is on its letters and mails, and none that cannot be read, or is no colour at all."""

from dataclasses import replace

import pytest

from chalicelib.adapters.letters.press import JinjaPress
from chalicelib.domain.colour import OURS, fault_of
from chalicelib.domain.errors import LetterIncomplete
from chalicelib.domain.letter import Letter
from tests.letter_samples import LINK
from tests.samples import SAMPLES

PRESS, PLAIN = JinjaPress(), SAMPLES["trader.reminder-1.fr"]


def coloured(colour: str) -> Letter:
    return replace(PLAIN, creditor=replace(PLAIN.creditor, colour=colour))


@pytest.mark.parametrize("colour", ["#000000", "#1d3557", "#7a1f1f", "#767676", "#006b3c"])
def test_one_that_is_read_on_white_is_taken(colour: str) -> None:
    assert fault_of(colour) is None


@pytest.mark.parametrize("colour", ["#777777", "#ffffff", "#ffcc00", "#ff0000", "#00ff00"])
def test_one_that_is_not_is_refused_with_its_contrast(colour: str) -> None:
    assert f"{colour} is too light to be read on white" in str(fault_of(colour))


@pytest.mark.parametrize(
    "colour", ["red", "#123", "#12345G", "1d3557", "#1d3557;} body{display:none", "", "#1D3557", "#1d3557\n"]
)
def test_what_is_no_colour_is_refused(colour: str) -> None:
    assert "is not a colour like #1d3557" in str(fault_of(colour))
    with pytest.raises(LetterIncomplete, match=r"colour|control character"):
        PRESS.letter_html(coloured(colour))


def test_it_is_on_the_letter_and_the_button_of_the_mail() -> None:
    other = coloured("#7a1f1f")
    page, mail = PRESS.letter_html(other), PRESS.mail_words(other, LINK).html
    assert "#7a1f1f" in page
    assert "background:#7a1f1f" in mail
    assert OURS not in page + mail


def test_the_pdf_is_in_it_and_the_next_creditors_is_not() -> None:
    ours, theirs, again = (PRESS.letter_pdf(letter) for letter in (PLAIN, coloured("#7a1f1f"), PLAIN))
    assert ours == again
    assert theirs != ours
    assert theirs == PRESS.letter_pdf(coloured("#7a1f1f"))
