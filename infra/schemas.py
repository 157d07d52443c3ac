"""Writes the published JSON Schemas to docs/schemas: `python -m infra.schemas`. A guard holds them to the code."""

import json
from pathlib import Path

from chalicelib.entrypoints.cli.facts_document import schemas

FOLDER = Path(__file__).parents[1] / "docs" / "schemas"


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, schema in schemas().items():
        (FOLDER / name).write_text(text_of(schema), encoding="utf-8")


def text_of(schema: object) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    main()
