"""What a letter carries for machines: the statement of claim that it prints, as JSON, with each rate and its source.

Its warnings stay with the creditor: they are advice to whoever claims.
"""

import json
from collections.abc import Iterator

from chalicelib.adapters.pdf.finishing import Enclosure
from chalicelib.adapters.statement_document import line_of, parameters_of, totals_of
from chalicelib.domain.letter import Letter
from chalicelib.domain.parties import Creditor, Debtor, Language
from chalicelib.domain.statement import Statement

NAMES = {Language.FR: "decompte.json", Language.EN: "statement.json"}
DESCRIPTIONS = {Language.FR: "Décompte, lisible par une machine", Language.EN: "Statement of claim, machine-readable"}


def enclosed_in(letter: Letter) -> Iterator[Enclosure]:
    if letter.statement:
        content = json.dumps(_document(letter, letter.statement), ensure_ascii=False, indent=1).encode()
        yield Enclosure(NAMES[letter.language], DESCRIPTIONS[letter.language], content, letter.on)


def _document(letter: Letter, found: Statement) -> dict[str, object]:
    return {
        "letter": letter.reference,
        "creditor": _party(letter.creditor),
        "debtor": _party(letter.debtor),
        **totals_of(found),
        "invoices": [line_of(line) for line in found.lines],
        "parameters": parameters_of(found.parameters),
    }


def _party(party: Creditor | Debtor) -> dict[str, str | None]:
    return {"name": party.name, "siren": party.siren}
