"""The small language of a creditor's own words: names that are filled in, and parts that stand where something is so.

`[[invoices]], soit [[sum]], [[if late]]est en retard[[else]]arrive à échéance[[end]].` A name or a condition is one of
a fixed list, nothing is computed, and what is filled in is not read again.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from chalicelib.domain.errors import Refused

MOST_CHARACTERS, DEEPEST, MOST_MARKS = 1500, 3, 20
_MARK = re.compile(r"\[\[ ?([a-z_ ]{1,40}?) ?\]\]")
_IF, _ELSE, _END = "if ", "else", "end"


class WordsRefused(Refused):
    """What is wrong with a text, and where: the character from 1 at which it stands."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A name, in the place of which stands what it means."""

    name: str


@dataclass(frozen=True, slots=True)
class Either:
    """One text or the other, as something is so or not."""

    condition: str
    then: "Text"
    otherwise: "Text"


Text = tuple["str | Filled | Either", ...]


def parsed(text: str, names: Collection[str], conditions: Collection[str]) -> Text:
    """Raises WordsRefused.

    >>> parsed("[[sum]][[if late]]!", {"sum"}, {"late"})
    Traceback (most recent call last):
    chalicelib.domain.placeholders.WordsRefused: character 8: [[if late]] has no [[end]]
    """
    if len(text) > MOST_CHARACTERS:
        raise WordsRefused(f"character {MOST_CHARACTERS + 1}: a paragraph has {MOST_CHARACTERS} characters at most")
    marks = list(_MARK.finditer(text))
    if len(marks) > MOST_MARKS:
        # What each stands for may be long.
        raise WordsRefused(f"character {marks[MOST_MARKS].start() + 1}: a paragraph has {MOST_MARKS} marks at most")
    return _Parser(text, names, conditions).whole()


def filled(text: Text, values: Mapping[str, str], so: Collection[str]) -> str:
    """The text with what its names mean, and of each part the one that is so.

    >>> text = parsed("[[sum]][[if late]] enfin[[else]] bientôt[[end]]", {"sum"}, {"late"})
    >>> [filled(text, {"sum": "[[sum]]"}, so) for so in ({"late"}, set())]
    ['[[sum]] enfin', '[[sum]] bientôt']
    """
    parts = []
    for part in text:
        if isinstance(part, Filled):
            parts.append(values[part.name])
        elif isinstance(part, Either):
            parts.append(filled(part.then if part.condition in so else part.otherwise, values, so))
        else:
            parts.append(part)
    return "".join(parts)


class _Parser:
    """From left to right, each character once."""

    def __init__(self, text: str, names: Collection[str], conditions: Collection[str]) -> None:
        self._text, self._names, self._conditions = text, names, conditions
        self._marks = list(_MARK.finditer(text))
        self._next, self._at = 0, 0

    def whole(self) -> Text:
        found, stopped_by = self._until_mark(0)
        if stopped_by:
            raise self._fault(stopped_by, "has no [[if …]] before it")
        return found

    def _until_mark(self, depth: int) -> "tuple[Text, re.Match[str] | None]":
        """The parts up to an [[else]] or [[end]], or to the end."""
        parts = list[str | Filled | Either]()
        while self._next < len(self._marks):
            mark = self._marks[self._next]
            parts += self._plain(mark.start())
            self._next, self._at = self._next + 1, mark.end()
            word = mark[1]
            if word in (_ELSE, _END):
                return tuple(parts), mark
            parts.append(self._either(mark, depth + 1) if word.startswith(_IF) else self._name(mark))
        parts += self._plain(len(self._text))
        return tuple(parts), None

    def _either(self, opened: re.Match[str], depth: int) -> Either:
        condition = opened[1].removeprefix(_IF).strip()
        if condition not in self._conditions:
            raise self._fault(opened, f"asks what nobody knows: it is one of {', '.join(sorted(self._conditions))}")
        if depth > DEEPEST:
            raise self._fault(opened, f"is the {DEEPEST + 1}th in one another: {DEEPEST} at most")
        then, stopped_by = self._until_mark(depth)
        otherwise: Text = ()
        if stopped_by and stopped_by[1] == _ELSE:
            otherwise, stopped_by = self._until_mark(depth)
            if stopped_by and stopped_by[1] == _ELSE:
                raise self._fault(stopped_by, "is the second of its [[if …]]")
        if stopped_by is None:
            raise self._fault(opened, "has no [[end]]")
        return Either(condition, then, otherwise)

    def _name(self, mark: re.Match[str]) -> Filled:
        if mark[1] not in self._names:
            raise self._fault(mark, f"is no name that can be filled in: {', '.join(sorted(self._names))}")
        return Filled(mark[1])

    def _plain(self, end: int) -> list[str]:
        """What stands before a mark. Brackets that are no mark are a slip."""
        text = self._text[self._at : end]
        for sign in ("[[", "]]"):
            if (place := text.find(sign)) >= 0:
                raise WordsRefused(f"character {self._at + place + 1}: {sign} is no mark like [[sum]] or [[if late]]")
        return [text] if text else []

    def _fault(self, mark: re.Match[str], why: str) -> WordsRefused:
        return WordsRefused(f"character {mark.start() + 1}: {mark[0]} {why}")
