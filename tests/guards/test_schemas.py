"""The published JSON Schemas say what the code reads and says."""

import pytest

from chalicelib.entrypoints.cli.facts_document import schemas
from infra.schemas import FOLDER, text_of


@pytest.mark.parametrize("name", schemas())
def test_the_published_schema_is_that_of_the_code(name: str) -> None:
    """`python -m infra.schemas` writes them."""
    assert (FOLDER / name).read_text(encoding="utf-8") == text_of(schemas()[name])


def test_no_other_schema_is_published() -> None:
    assert {f.name for f in FOLDER.iterdir()} == set(schemas())
