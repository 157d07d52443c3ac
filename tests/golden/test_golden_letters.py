"""Every letter and mail says, to the letter, what was reviewed."""

import pytest

from chalicelib.adapters.letters.letter_document import LETTER
from tests.golden.golden_letters import FOLDER, LONG, data_file, golden_data, golden_file, golden_text
from tests.samples import SAMPLES


@pytest.mark.parametrize("name", SAMPLES)
def test_a_letter_and_its_mail_say_what_was_reviewed(name: str) -> None:
    assert golden_text(name) == golden_file(name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(set(SAMPLES) - LONG))
def test_its_data_stands_beside_it_and_is_read_as_that_letter(name: str) -> None:
    """What a letter was made of in another year is read in this one."""
    assert LETTER.validate_json(data_file(name).read_bytes()) == SAMPLES[name]
    assert golden_data(name) == data_file(name).read_text(encoding="utf-8")


def test_each_golden_text_has_its_sample() -> None:
    assert {path.stem for path in FOLDER.glob("*.txt")} == set(SAMPLES)
    assert {path.stem for path in FOLDER.glob("*.json")} == set(SAMPLES) - LONG
