"""Every letter and mail says, to the letter, what was reviewed."""

import pytest

from tests.golden.golden_letters import FOLDER, golden_file, golden_text
from tests.letter_samples import SAMPLES


@pytest.mark.parametrize("name", SAMPLES)
def test_a_letter_and_its_mail_say_what_was_reviewed(name: str) -> None:
    assert golden_text(name) == golden_file(name).read_text(encoding="utf-8")


def test_each_golden_text_has_its_sample() -> None:
    assert {path.stem for path in FOLDER.glob("*.txt")} == set(SAMPLES)
