"""A letter as a JSON document, both ways: what `relance letter` reads is what the API foretells."""

from typing import Any

from pydantic import TypeAdapter

from chalicelib.domain.letter import Letter

LETTER = TypeAdapter(Letter)


def document_of(letter: Letter) -> dict[str, Any]:
    """As plain JSON values."""
    document: dict[str, Any] = LETTER.dump_python(letter, mode="json")
    return document
