"""What a print batch says of itself: where each letter goes, where it stands in the PDF, and how it is printed."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from chalicelib.adapters.pdf.batch import Place
from chalicelib.domain.parties import Address

# A spreadsheet takes what begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
MOST_LINES = 4
# The oldest that a ZIP knows: the same letters make the same file.
LONG_AGO = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Printed:
    """A letter of the batch; `file` is its name in the ZIP."""

    letter: str
    level: str
    debtor_id: str
    recipient: str
    address: Address
    place: Place
    in_colour: bool
    is_two_sided: bool
    is_registered: bool

    @property
    def file(self) -> str:
        return f"{self.letter}.pdf"

    def as_json(self) -> dict[str, Any]:
        return {
            "letter": self.letter,
            "level": self.level,
            "debtor_id": self.debtor_id,
            "recipient": self.recipient,
            "address": asdict(self.address),
            "first_page": self.place.first,
            "pages": self.place.pages,
            "in_colour": self.in_colour,
            "is_two_sided": self.is_two_sided,
            "is_registered": self.is_registered,
            "file": self.file,
        }


def as_json(batch: Iterable[Printed]) -> str:
    return json.dumps({"letters": [one.as_json() for one in batch]}, ensure_ascii=False, indent=2) + "\n"


def letters_in(manifest: str) -> list[tuple[str, str]]:
    """Of a manifest, each letter's reference and its debtor's id. Raises ValueError for what is none."""
    try:
        return [(str(one["letter"]), str(one["debtor_id"])) for one in json.loads(manifest)["letters"]]
    except (KeyError, TypeError) as error:
        raise ValueError("it is no manifest of a print batch") from error


def as_csv(batch: Iterable[Printed]) -> str:
    """As French spreadsheets read it: semicolons, and a mark that says that it is UTF-8.

    >>> place, address = Place(1, 2), Address(("1 rue du Port",), "35000", "Rennes")
    >>> one = Printed("AAAA-AAAA", "reminder-1", "dbt_1", "=Brunet", address, place, False, True, False)
    >>> print(as_csv([one]).splitlines()[1])
    AAAA-AAAA;reminder-1;'=Brunet;1 rue du Port;;;;35000;Rennes;FR;1;2;no;yes;no;AAAA-AAAA.pdf
    """
    written = io.StringIO()
    rows = csv.writer(written, delimiter=";", lineterminator="\r\n")
    lines = [f"line_{n}" for n in range(1, MOST_LINES + 1)]
    head = ("letter", "level", "recipient", *lines, "postcode", "city", "country", "first_page", "pages")
    rows.writerow((*head, "colour", "two_sided", "registered", "file"))
    for one in batch:
        to = one.address
        spared = [""] * (MOST_LINES - len(to.lines))
        where = (one.recipient, *to.lines, *spared, to.postcode, to.city, to.country)
        how = ("yes" if said else "no" for said in (one.in_colour, one.is_two_sided, one.is_registered))
        rows.writerow(map(_harmless, (one.letter, one.level, *where, one.place.first, one.place.pages, *how, one.file)))
    return "\ufeff" + written.getvalue()


def as_zip(letters: Iterable[tuple[str, bytes]]) -> bytes:
    """Each letter as a file of its own, under its name."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in letters:
            archive.writestr(zipfile.ZipInfo(name, LONG_AGO), content, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def _harmless(value: object) -> str:
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
