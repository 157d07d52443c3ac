"""What is kept between letters changes nothing of them: the same bytes as WeasyPrint makes by itself."""

import os
from collections.abc import Iterator

import pytest
from weasyprint.css import StyleFor
from weasyprint.layout import block, percent

from chalicelib.adapters.letters.press import JinjaPress
from chalicelib.adapters.pdf import kept
from tests.samples import SAMPLES

PRESS = JinjaPress()


@pytest.fixture
def as_it_was() -> Iterator[None]:
    """WeasyPrint's own functions."""
    kept.uninstall()
    yield
    kept.install()


def printed_twice(name: str) -> tuple[bytes, bytes]:
    return PRESS.letter_pdf(SAMPLES[name]), PRESS.letter_pdf(SAMPLES[name])


@pytest.mark.parametrize("name", SAMPLES if os.environ.get("RELANCE_SOAK") else list(SAMPLES)[::3])
def test_the_bytes_are_those_of_weasyprint_by_itself(name: str) -> None:
    first, again = printed_twice(name)
    kept.uninstall()
    try:
        alone = PRESS.letter_pdf(SAMPLES[name])
    finally:
        assert kept.install()
    assert first == again == alone


def test_all_of_it_can_be_taken_back(as_it_was: None) -> None:
    assert "kept" not in StyleFor.set_computed_styles.__module__
    assert block.resolve_percentages is percent.resolve_percentages
    assert "kept" not in percent.resolve_percentages.__module__


def test_another_weasyprint_is_left_as_it_is(as_it_was: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "VERSION", "70.1")
    assert not kept.install()
    assert "kept" not in StyleFor.set_computed_styles.__module__


def test_it_takes_its_places(monkeypatch: pytest.MonkeyPatch) -> None:
    assert StyleFor.set_computed_styles.__module__ == kept.__name__
    assert block.resolve_percentages.__module__ == kept.__name__


def test_styles_without_end_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_STYLES", 5)
    monkeypatch.setattr(kept, "_styles", {})
    first, again = printed_twice("trader.formal-notice.fr")
    assert first == again
    assert len(kept._styles) <= 5
