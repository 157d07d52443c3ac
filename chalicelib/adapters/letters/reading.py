"""A printed page read as its reader does, paragraph by paragraph, and held against what the law says of letters."""

from collections.abc import Iterable, Iterator
from xml.parsers import expat

from chalicelib.domain.errors import LetterUnlawful
from chalicelib.domain.letter import Letter
from chalicelib.domain.mail import MailText
from chalicelib.law.mentions import lacking
from chalicelib.law.unlawful_claims import CLAIMS
from chalicelib.law.unlawful_courts import COURTS
from chalicelib.law.unlawful_notices import NOTICES
from chalicelib.law.unlawful_threats import THREATS
from chalicelib.law.wording import Finding, Grounds, broken

RULES = (*THREATS, *COURTS, *CLAIMS, *NOTICES)
# Where one thing that is read ends, and another begins.
PARTS = frozenset({"p", "h1", "h2", "td", "th", "tr", "li", "div", "br", "title", "section", "table", "header", "main"})
NOT_READ = frozenset({"style", "svg"})


def read_letter(page: str, letter: Letter) -> None:
    """Raises LetterUnlawful, naming each sentence and rule, where the page says what it may not, or lacks what it must
    say.
    """
    said = paragraphs_of(page)
    _refuse([*broken(RULES, said, Grounds.of(letter)), *lacking(said, letter)], letter)


def read_mail(words: MailText, letter: Letter) -> None:
    """The same of a mail; its letter bears the mentions. Raises LetterUnlawful."""
    _refuse(broken(RULES, [words.subject, *words.text.split("\n")], Grounds.of(letter)), letter)


def paragraphs_of(page: str) -> list[str]:
    """What stands in a page, which is well-formed XML: the words of a cell, of a line, of a paragraph each in one.

    >>> paragraphs_of("<body><p>Reste <b>dû</b></p><style>p {}</style><td>10&#160;€</td></body>")
    ['Reste dû', '10\\xa0€']
    """
    parts, unread = [""], 0

    def begins(name: str, attributes: dict[str, str]) -> None:
        nonlocal unread
        unread += name in NOT_READ
        if name in PARTS:
            parts.append("")
        if alt := attributes.get("alt"):
            parts.append(alt)

    def ends(name: str) -> None:
        nonlocal unread
        unread -= name in NOT_READ
        if name in PARTS:
            parts.append("")

    def says(text: str) -> None:
        if not unread:
            parts[-1] += text

    reader = expat.ParserCreate()
    reader.StartElementHandler, reader.EndElementHandler, reader.CharacterDataHandler = begins, ends, says
    reader.buffer_text = True
    reader.Parse(page, True)
    return [text for part in parts if (text := part.strip(" \n"))]


def _refuse(findings: Iterable[Finding], letter: Letter) -> None:
    if found := list(_shortened(findings)):
        raise LetterUnlawful(f"letter {letter.reference}: {'; '.join(found)}")


def _shortened(findings: Iterable[Finding], most: int = 10) -> Iterator[str]:
    """The first ones: they stand in the reason of a step."""
    for place, finding in enumerate(findings):
        if place == most:
            yield "and more"
            return
        yield str(finding)
