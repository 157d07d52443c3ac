"""Invoices as an accountant's export: semicolons, decimal commas, dd/mm/yyyy, UTF-8 with or without BOM, or cp1252.

Columns are found by their heading, French or English; what is ambiguous is refused, never guessed.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from chalicelib.adapters.intake.cp1252_words import misread
from chalicelib.adapters.intake.csv_discount import DISCOUNT_HEADINGS, PERCENT, discount_in, granted
from chalicelib.adapters.intake.limits import MOST_INVOICES, TooManyInvoices
from chalicelib.adapters.intake.texts import quoted
from chalicelib.domain.errors import Invalid, Problem

# Field -> its headings; they are compared without accents, case and punctuation.
HEADINGS = {
    "number": ("numero", "numero facture", "n facture", "facture", "number", "invoice number", "invoice"),
    "issued_on": ("date facture", "date d emission", "date emission", "emise le", "issued on", "invoice date"),
    "due_on": ("echeance", "date echeance", "date d echeance", "due on", "due date"),
    # Not "Montant" or "Total" alone: it may be net of tax, and no look at the figures would show it.
    "total_cents": ("Montant TTC", "Total TTC", "Net à payer", "Total incl. VAT", "Amount incl. VAT"),
    "currency": ("devise", "currency"),
    "paid_cents": ("deja regle", "regle", "montant regle", "paid", "paid amount"),
    "paid_on": ("date reglement", "date de reglement", "regle le", "paid on"),
    "purchase_order": ("bon de commande", "commande", "n commande", "purchase order"),
    **DISCOUNT_HEADINGS,
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
COUNTRIES = {"france": "FR", "belgique": "BE", "suisse": "CH", "luxembourg": "LU", "allemagne": "DE", "monaco": "MC"}
LANGUAGES = {"francais": "fr", "french": "fr", "anglais": "en", "english": "en"}
# Spaces and apostrophes only between groups of three: `1 2` is a slip of the hand and not twelve.
AMOUNT = re.compile(r"(-?)(\d{1,12}|\d{1,3}(?:[ \u00a0\u202f\u2009']\d{3}){1,3})(?:[.,](\d{1,2}))?", re.ASCII)
CURRENCY_SIGN = re.compile(r"[ \u00a0\u202f]*(?:€|EUR)$")
FRENCH_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
# An accented letter as UTF-8 writes it; in Windows-1252 the same bytes are two signs that no name holds in a row.
UTF8_LETTER = re.compile(rb"[\xc3\xc5][\x80-\xbf]")
# What a comma between cells would make of 1 284,50.
CUT_WHOLE, CUT_REST = re.compile(r"-?[\d \u00a0\u202f\u2009']+", re.ASCII), re.compile(r"\d{1,2}", re.ASCII)
LINE_END = re.compile(rb"\r\n|\r|\n")
LONGEST_HEADING = 60
# What is left of the line `sep=;` by which Excel is told the separator, once the separator is taken off.
SEPARATOR_NAMED = "sep="


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text[:LONGEST_HEADING]).encode("ascii", "ignore").decode().lower()
    return " ".join(re.sub(r"[^a-z0-9]+", " ", plain).split())


BY_FOLDED = {_folded(heading): name for name, headings in HEADINGS.items() for heading in headings}


def documents(body: bytes) -> tuple[list[tuple[int, Mapping[str, Any]]], list[Problem]]:
    """The invoices of the file, each with its line in it, and the cells that could not be read.

    Raises Invalid, TooManyInvoices.
    """
    read, problems = list[tuple[int, Mapping[str, Any]]](), list[Problem]()
    text = _text(body)
    rows = _rows(text)
    _, headings = next(rows, (1, []))
    fields, is_comma = _fields(headings), delimiter_of(text) == ","
    for count, (line, cells) in enumerate(rows):
        if count == MOST_INVOICES:
            raise TooManyInvoices
        document, faults = _document(fields, cells, line, is_comma=is_comma)
        problems += faults
        if not faults:
            read.append((line, document))
    if not read and not problems:
        raise Invalid((Problem("body", "empty", "the file has a heading and no invoice"),))
    return read, problems


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold anything, each with the line that it begins on. Raises Invalid."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True)
    line = 1
    try:
        for cells in reader:
            filled = [cell.strip() for cell in cells if cell.strip()]
            if filled and filled != [SEPARATOR_NAMED]:
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise Invalid((Problem("row", "syntax", _said(str(error)), line),)) from None


def _said(error: str) -> str:
    if "unexpected end" in error:
        return "a quotation mark opened in this row is never closed"
    if "field limit" in error:
        return "a cell is far too long: is a quotation mark left open?"
    return 'a quotation mark stands inside a cell: double it ("") and put the whole cell in quotation marks'


def _text(body: bytes) -> str:
    if b"\x00" in body:
        raise _misencoded(body, body.index(b"\x00"), "holds NUL bytes")
    try:
        return _readable(body.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        at = error.start
    if UTF8_LETTER.search(body):
        raise _misencoded(body, at, "mixes UTF-8 with something else")
    try:
        text = _readable(body.decode("cp1252"))
    except UnicodeDecodeError as error:
        raise _misencoded(body, error.start, NEITHER) from None
    if found := misread(text):
        line, word = found
        said = f"{quoted(word)} is no word: the file is in another encoding than UTF-8 or Windows-1252; {SAVE}"
        raise Invalid((Problem("body", "encoding", said, line),))
    return text


SAVE = "save it as CSV UTF-8"
NEITHER = "is neither UTF-8 nor Windows-1252"


def _misencoded(body: bytes, at: int, what: str) -> Invalid:
    """The refusal that names the line of that byte."""
    return Invalid((Problem("body", "encoding", f"{what}: {SAVE}", len(LINE_END.findall(body, 0, at)) + 1),))


def _readable(text: str) -> str:
    if not text.strip():
        raise Invalid((Problem("body", "empty", "the file is empty"),))
    # cp1252 reads almost any bytes: what it makes of another encoding shows as control characters.
    odd = next((at for at, c in enumerate(text) if unicodedata.category(c) == "Cc" and c not in "\r\n\t"), None)
    if odd is not None:
        before = text[:odd].encode()
        raise _misencoded(before, len(before), NEITHER)
    return text


def delimiter_of(text: str) -> str:
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
        columns = [h[:LONGEST_HEADING] for h, f in zip(headings, fields, strict=True) if f == name]
        problems.append(Problem(name, "duplicate-column", f"several columns give it: {', '.join(columns)}", 1))
    if problems:
        raise Invalid(tuple(problems))
    return fields


def _cut_amounts(fields: list[str | None], cells: list[str], line: int) -> list[Problem]:
    """Amounts that a comma may have cut in two: `1284,50` between commas is two cells, and either may be meant."""
    text = "may be cut in two at its comma: write {0}.{1}, or {0}.00, or put the amount in quotation marks"
    return [
        Problem(name, "ambiguous", f"{quoted(f'{whole},{rest}')} " + text.format(whole.strip(), rest.strip()), line)
        for name, whole, rest in zip(fields, cells, cells[1:], strict=False)
        if name
        and (name.endswith("_cents") or name == PERCENT)
        and CUT_WHOLE.fullmatch(whole.strip())
        and CUT_REST.fullmatch(rest.strip())
    ]


def _document(
    fields: list[str | None], cells: list[str], line: int, *, is_comma: bool
) -> tuple[Mapping[str, Any], list[Problem]]:
    beyond = cells[len(fields) :]
    # Between commas an empty cell too many may be what a decimal comma has pushed along.
    if any(cell.strip() or is_comma for cell in beyond):
        text = f"has {len(cells)} cells, the heading {len(fields)}: put a cell with a separator in quotation marks"
        return {}, [Problem("row", "too-many-cells", text, line)]
    if is_comma and (cut := _cut_amounts(fields, cells, line)):
        return {}, cut
    given = {name: cell.strip() for name, cell in zip(fields, cells, strict=False) if name and cell.strip()}
    flat, problems = dict[str, Any](), list[Problem]()
    for name, cell in granted(given, fields).items():
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
    if name in DISCOUNT_HEADINGS:
        return discount_in(name, cell)
    if name == "debtor.kind":
        return _kind(cell)
    if name == "debtor.language":
        return LANGUAGES.get(_folded(cell), cell.lower())
    if name == "debtor.address.country":
        return COUNTRIES.get(_folded(cell), cell.upper())
    return cell


def _kind(cell: str) -> str:
    folded = _folded(cell)
    if cell in KINDS.values() or folded in KINDS:
        return KINDS.get(folded, cell)
    raise ValueError(f"{quoted(cell)} is not a kind of customer: write professionnel, particulier or public")


def _cents(cell: str) -> int:
    """`1 284,50` or `1284.50`. A figure such as `1.284` or `1,284.50` could be read two ways and is refused."""
    match = AMOUNT.fullmatch(CURRENCY_SIGN.sub("", cell))
    if not match:
        raise ValueError(f"{quoted(cell)} is not an amount like 1 284,50 or 1284.50")
    sign, units, cents = match.groups(default="")
    return int(sign + "".join(c for c in units if c.isdecimal()) + cents.ljust(2, "0"))


def _day(cell: str) -> str:
    """`31/10/2026` or `2026-10-31`."""
    if french := FRENCH_DAY.fullmatch(cell):
        day, month, year = french.groups()
    elif iso := ISO_DAY.fullmatch(cell):
        year, month, day = iso.groups()
    else:
        raise ValueError(f"{quoted(cell)} is not a day like 31/10/2026")
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        raise ValueError(f"{quoted(cell)} is no day of the calendar: write day/month/year") from None


def _nested(flat: dict[str, Any]) -> dict[str, Any]:
    debtor = {n.removeprefix("debtor."): v for n, v in flat.items() if n.startswith("debtor.")}
    address = {n.removeprefix("address."): debtor.pop(n) for n in list(debtor) if n.startswith("address.")}
    lines = [address.pop(name) for name in ("line", "line2") if name in address]
    document = {n: v for n, v in flat.items() if "." not in n}
    if discount := {n.removeprefix("discount."): v for n, v in flat.items() if n.startswith("discount.")}:
        document["discount"] = discount
    if lines or address:
        debtor["address"] = {**address, "lines": lines}
    return {**document, "debtor": debtor}
