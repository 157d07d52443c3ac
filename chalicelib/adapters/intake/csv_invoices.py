"""Invoices as an accountant's export: semicolons, decimal commas, dd/mm/yyyy, UTF-8 with or without BOM, or cp1252.

Columns are found by their heading, French or English; what is ambiguous is refused, never guessed.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from chalicelib.domain.errors import Invalid, Problem

# Heading (folded: no accents, no case, no punctuation) -> field.
HEADINGS = {
    "number": ("numero", "numero facture", "n facture", "facture", "number", "invoice number", "invoice"),
    "issued_on": ("date facture", "date d emission", "date emission", "emise le", "issued on", "invoice date"),
    "due_on": ("echeance", "date echeance", "date d echeance", "due on", "due date"),
    "total_cents": ("montant ttc", "total ttc", "montant", "total", "amount"),
    "currency": ("devise", "currency"),
    "paid_cents": ("deja regle", "regle", "montant regle", "paid", "paid amount"),
    "paid_on": ("date reglement", "date de reglement", "regle le", "paid on"),
    "purchase_order": ("bon de commande", "commande", "n commande", "purchase order"),
    "debtor.reference": ("code client", "compte client", "client code", "customer code"),
    "debtor.name": ("client", "nom client", "raison sociale", "customer", "customer name"),
    "debtor.kind": ("type client", "type", "customer type"),
    "debtor.siren": ("siren", "siren client"),
    "debtor.email": ("email", "e mail", "mail", "courriel"),
    "debtor.language": ("langue", "language"),
    "debtor.address.line": ("adresse", "address", "rue"),
    "debtor.address.line2": ("adresse 2", "complement", "complement d adresse", "address 2"),
    "debtor.address.postcode": ("code postal", "cp", "postcode", "zip"),
    "debtor.address.city": ("ville", "city"),
    "debtor.address.country": ("pays", "country"),
}
NEEDED = ("number", "issued_on", "due_on", "total_cents", "debtor.name", "debtor.kind")
KINDS = {
    "entreprise": "trader",
    "professionnel": "trader",
    "pro": "trader",
    "societe": "trader",
    "particulier": "consumer",
    "public": "public-body",
    "collectivite": "public-body",
    "administration": "public-body",
    "organisme public": "public-body",
}
BY_FOLDED = {heading: name for name, headings in HEADINGS.items() for heading in headings}
SPACES = re.compile(r"[\s\u00a0\u202f']+")
FRENCH_AMOUNT = re.compile(r"^-?\d+(,\d{1,2})?$")
PLAIN_AMOUNT = re.compile(r"^-?\d+(\.\d{1,2})?$")
FRENCH_DAY = re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{4})$")


def documents(body: bytes) -> tuple[list[tuple[int, Mapping[str, Any]]], list[Problem]]:
    """The invoices of the file, each with its line in it, and the cells that could not be read. Raises Invalid."""
    text = _text(body)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    read, problems = list[tuple[int, Mapping[str, Any]]](), list[Problem]()
    try:
        fields = _fields(next(reader))
        for cells in reader:
            if any(cell.strip() for cell in cells):
                line = reader.line_num
                document, faults = _document(fields, cells, line)
                problems += faults
                if not faults:
                    read.append((line, document))
    except csv.Error as error:
        raise Invalid((Problem("body", "syntax", f"the CSV breaks here: {error}", reader.line_num),)) from None
    if not read and not problems:
        raise Invalid((Problem("body", "empty", "the file has a heading and no invoice"),))
    return read, problems


def _text(body: bytes) -> str:
    if not body.strip():
        raise Invalid((Problem("body", "empty", "the file is empty"),))
    if b"\x00" in body:
        raise Invalid((Problem("body", "encoding", "holds NUL bytes: save it as CSV UTF-8"),))
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = body.decode(encoding)
        except UnicodeDecodeError:
            continue
        # cp1252 reads almost any bytes: what it makes of another encoding shows as control characters.
        if not any(unicodedata.category(c) == "Cc" and c not in "\r\n\t" for c in text):
            return text
    raise Invalid((Problem("body", "encoding", "is neither UTF-8 nor Windows-1252: save it as CSV UTF-8"),))


def _delimiter(text: str) -> str:
    heading = text.lstrip().split("\n", 1)[0]
    return max(";\t,", key=heading.count)


def _fields(headings: list[str]) -> list[str | None]:
    fields = [BY_FOLDED.get(_folded(h)) for h in headings]
    missing = [n for n in NEEDED if n not in fields]
    problems = [
        Problem(name, "missing-column", f"no column for it; its heading may be: {', '.join(HEADINGS[name])}", 1)
        for name in missing
    ]
    for name in {f for f in fields if f and fields.count(f) > 1}:
        columns = [h for h, f in zip(headings, fields, strict=True) if f == name]
        problems.append(Problem(name, "duplicate-column", f"several columns give it: {', '.join(columns)}", 1))
    if problems:
        raise Invalid(tuple(problems))
    return fields


def _document(fields: list[str | None], cells: list[str], line: int) -> tuple[Mapping[str, Any], list[Problem]]:
    if len(cells) > len(fields):
        text = f"has {len(cells)} cells, the heading has {len(fields)}: is a separator unquoted?"
        return {}, [Problem("row", "too-many-cells", text, line)]
    given = {name: cell.strip() for name, cell in zip(fields, cells, strict=False) if name and cell.strip()}
    flat, problems = dict[str, Any](), list[Problem]()
    for name, cell in given.items():
        try:
            flat[name] = _value(name, cell)
        except ValueError as error:
            problems.append(Problem(name, "wrong", str(error), line))
    return _nested(flat), problems


def _value(name: str, cell: str) -> Any:
    if name.endswith("_cents"):
        return _cents(cell)
    if name.endswith("_on"):
        return _day(cell)
    if name == "debtor.kind":
        return KINDS.get(_folded(cell), cell)
    if name == "debtor.language":
        return cell.lower()
    return cell


def _cents(cell: str) -> int:
    """`1 284,50` or `1284.50`. A figure such as `1.284` or `1,284.50` could be read two ways and is refused."""
    figure = SPACES.sub("", cell).removesuffix("€").removesuffix("EUR")
    if FRENCH_AMOUNT.match(figure) or PLAIN_AMOUNT.match(figure):
        units, _, cents = figure.replace(",", ".").partition(".")
        value = int(units.lstrip("-") + cents.ljust(2, "0"))
        return -value if figure.startswith("-") else value
    raise ValueError(f"{cell!r} is not an amount like 1 284,50 or 1284.50")


def _day(cell: str) -> str:
    """`31/10/2026` or `2026-10-31`."""
    match = FRENCH_DAY.match(cell)
    try:
        if match:
            day, month, year = (int(part) for part in match.groups())
            return date(year, month, day).isoformat()
        return date.fromisoformat(cell).isoformat()
    except ValueError:
        raise ValueError(f"{cell!r} is not a day like 31/10/2026") from None


def _nested(flat: dict[str, Any]) -> dict[str, Any]:
    debtor = {n.removeprefix("debtor."): v for n, v in flat.items() if n.startswith("debtor.")}
    address = {n.removeprefix("address."): debtor.pop(n) for n in list(debtor) if n.startswith("address.")}
    lines = [address.pop(name) for name in ("line", "line2") if name in address]
    document = {n: v for n, v in flat.items() if not n.startswith("debtor.")}
    if lines or address:
        debtor["address"] = {**address, "lines": lines}
    return {**document, "debtor": debtor}


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return " ".join(re.sub(r"[^a-z0-9]+", " ", plain).split())
