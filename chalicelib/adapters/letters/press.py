"""The press: one letter as data becomes HTML, PDF and the words of its mail, always the same for the same letter.

WeasyPrint is loaded only when a PDF is asked for: portal and mail never pay for it.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from chalicelib.adapters.epc import TransferRefused, epc_code, epc_payload
from chalicelib.adapters.letters import words
from chalicelib.adapters.letters.reading import read_letter, read_mail
from chalicelib.adapters.letters.sheet import Sheet, sheet_of
from chalicelib.adapters.qr import Code, code_of
from chalicelib.domain.colour import OURS
from chalicelib.domain.errors import LetterIncomplete
from chalicelib.domain.letter import Letter
from chalicelib.domain.level import Level
from chalicelib.domain.mail import MailText
from chalicelib.domain.typography import typeset_names

# Of 21 mm, each unit is a third of a millimetre wide.
LONGEST_ADDRESS = 200
SPARE_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class JinjaPress:
    """Prints letters. Every method raises LetterIncomplete rather than leave a hole, and LetterUnlawful rather than say
    what may not be said: whatever is printed is read first.
    """

    def letter_html(self, letter: Letter) -> str:
        """The letter as one HTML page that carries its stylesheet and asks for nothing from outside."""
        sheet = sheet_of(letter)
        style = (words.templates() / "_shared" / "letter.css").read_text(encoding="utf-8")
        style = style.replace(OURS, letter.creditor.colour)
        return _letter(sheet, {name: code.svg() for name, code in _codes(sheet).items()}, style)

    def letter_pdf(self, letter: Letter) -> bytes:
        """The letter as PDF, at most 120 pages; same letter, same bytes."""
        from chalicelib.adapters.pdf import quick_start

        # Before whatever else asks for WeasyPrint.
        render = quick_start.rendering().render
        from chalicelib.adapters.letters.enclosed import enclosed_in
        from chalicelib.adapters.pdf.drawing import Squares

        sheet = sheet_of(letter)
        drawn = {name: Squares(code.side, code.runs) for name, code in _codes(sheet).items()}
        content: bytes = render(_letter(sheet), drawn, (*enclosed_in(letter),), letter.creditor.colour)
        return content

    def cannot_draw(self, text: str) -> str:
        """The characters of it that no letter can show."""
        from chalicelib.adapters.pdf import quick_start

        quick_start.rendering()
        from chalicelib.adapters.pdf.workshop import workshop

        return "".join(sorted(set(text) - workshop().drawable))

    def mail_words(self, letter: Letter, link: str) -> MailText:
        """Subject, text and HTML of the mail that carries the letter; both bodies say the same, sentence for sentence.

        `link` is the debtor's personal link, `https://…/fr/<creditor>/#k=…`: it stands in full, as text and as target.
        """
        if not link.startswith(("https://", "http://")) or any(c.isspace() for c in link):
            raise LetterIncomplete(f"letter {letter.reference}: the debtor's link is not a web address")
        values = _values(sheet_of(letter))
        with words.no_hole():
            said = _mail_parts(values)
            text = words.plain().get_template("_shared/mail.txt").render(values, said=said, link=link)
            page = words.html().get_template("_shared/mail.html").render(values, said=said, link=link)
        printed = MailText(
            subject=_composed(said["subject"][0]),
            text=_composed(SPARE_LINES.sub("\n\n", text)).strip() + "\n",
            html=_composed(page),
        )
        read_mail(printed, letter)
        return printed


def _codes(sheet: Sheet) -> dict[str, Code]:
    """What a telephone reads: the transfer, or that of each instalment of a plan; and the creditor's page."""
    letter = sheet.letter
    proof = _page_code(letter.portal_url)
    if proof is None:
        raise LetterIncomplete(f"letter {letter.reference}: portal_url is too long for a code")
    if not letter.asks_to_pay:
        return {"portal": proof}
    sums = {"transfer": sheet.to_pay}
    if letter.level is Level.PLAN and letter.schedule:
        sums = {f"instalment-{line.place}": line.left for line in letter.schedule.asked}
    bank, reference = letter.creditor.bank, letter.payment_reference
    try:
        transfers = {name: epc_code(epc_payload(bank, amount, reference)) for name, amount in sums.items()}
    except TransferRefused as refusal:
        raise LetterIncomplete(f"letter {letter.reference}: {refusal}") from refusal
    return {**transfers, "portal": proof}


@lru_cache(maxsize=64)
def _page_code(address: str) -> Code | None:
    """The same for all letters of a creditor. None for what would be too fine to be read."""
    return code_of(address) if len(address.encode()) <= LONGEST_ADDRESS else None


def _letter(sheet: Sheet, codes: Mapping[str, str] | None = None, style: str = "") -> str:
    letter, values = sheet.letter, _values(sheet)
    # All are ours: the stylesheet is a file of the repository, the codes are drawn from numbers.
    drawn = {name: Markup(svg) for name, svg in (codes or {}).items()}  # noqa: S704
    trusted = {"codes": drawn, "style": Markup(style)}  # noqa: S704
    is_reply = letter.level.is_reply
    with words.no_hole():
        shared = words.html().get_template(f"_shared/{letter.language}.jinja").make_module(values)
        # One wording: a reply's letter says what its mail says.
        said = _mail_parts(values) if is_reply else {}
        name = "_shared/letter-reply.html" if is_reply else f"letters/{letter.language}/{letter.level}.html"
        page = words.html().get_template(name)
        printed = _composed(page.render(values, w=shared, said=said, **trusted))
    read_letter(printed, letter)
    return printed


def _mail_parts(values: dict[str, Any]) -> dict[str, list[str]]:
    """The mail's sentences by their place, as plain paragraphs: the one source of both bodies.

    A place is a block that the level's template sets, or else the one that all mails of the language share.
    """
    letter = values["letter"]
    said = words.plain().get_template(f"_shared/{letter.language}.jinja").make_module(values)
    shared = words.plain().get_template(f"_shared/mail-{letter.language}.jinja").make_module({**values, "w": said})
    own = words.plain().get_template(f"mails/{letter.language}/{letter.level}.txt").make_module({**values, "w": said})
    places = {**_places(said), **_places(shared), **_places(own)}
    found = {place: _paragraphs(text) for place, text in places.items()}
    after = found["ending"] if letter.level.is_formal else []
    theirs = {"opening": [*letter.own.opening], "ending": [*letter.own.ending, *after] if letter.own.ending else []}
    return found | {place: paragraphs for place, paragraphs in theirs.items() if paragraphs}


def _places(module: Any) -> dict[str, str]:
    return {name: text for name, text in vars(module).items() if not name.startswith("_") and isinstance(text, str)}


def _paragraphs(text: str) -> list[str]:
    """Blank lines part paragraphs; other line ends, which only keep the template readable, become spaces."""
    # Spaces are named: a bare strip() would eat the no-break space that starts " :".
    parts = (part.strip(" \n") for part in text.split("\n\n"))
    return [" ".join(part.split("\n")) for part in parts if part]


def _values(sheet: Sheet) -> dict[str, Any]:
    letter = sheet.letter
    return {
        "letter": letter,
        "sheet": sheet,
        "creditor": typeset_names(letter.creditor),
        "debtor": letter.debtor,
        "kind": letter.debtor.kind,
        "one": sheet.is_one,
        "first": sheet.claimed[0],
        "many": len(sheet.claimed),
        "schedule": letter.schedule,
        "statement": letter.statement,
        "own": letter.own,
        "reply": letter.reply,
        "asked": letter.schedule.asked if letter.schedule else (),
        "numbers": _some_of([line.number for line in sheet.claimed]),
    }


def _some_of(numbers: list[str]) -> str:
    return ", ".join(numbers[:5]) + (", …" if len(numbers) > 5 else "")


def _composed(text: str) -> str:
    """Accents in one piece (NFC): a name typed on a Mac may come with them apart, and fonts draw them joined."""
    return unicodedata.normalize("NFC", text)
