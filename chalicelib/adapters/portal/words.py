"""The portal's words in one language, read from templates/portal/words.toml.

French is written there with plain spaces and whole words; the unbreakable spaces and the elisions before a name are put
in here, so that no author can forget one.
"""

import re
import tomllib
from functools import cache
from pathlib import Path

from chalicelib.domain.parties import Language
from chalicelib.domain.typography import elided, typeset

BEFORE_NAME = re.compile(r"\b(de|que) \{(\w+)\}", re.IGNORECASE)


class Words:
    """Called with a key such as `pay.title`, and what stands for the names in braces."""

    def __init__(self, language: Language, table: dict[str, dict[str, dict[str, str]]]) -> None:
        self._elides = language is Language.FR
        self._texts = {
            f"{section}.{key}": typeset(pair[language]) if language is Language.FR else pair[language]
            for section, pairs in table.items()
            for key, pair in pairs.items()
        }

    def __call__(self, key: str, **values: str) -> str:
        text = self._texts[key]
        if not self._elides:
            return text.format(**values)

        def joined(found: re.Match[str]) -> str:
            # Doubled, the braces of a name are not read as places to fill.
            return elided(found[1], values[found[2]].replace("{", "{{").replace("}", "}}"))

        return BEFORE_NAME.sub(joined, text).format(**values)

    def counted(self, key: str, n: int, **values: str) -> str:
        """The words for one thing, or for several."""
        return self(f"{key}_one" if n == 1 else f"{key}_many", n=str(n), **values)

    def fault(self, field: str, code: str) -> str:
        """What is wrong with a field; a code without words of its own gets the general ones."""
        key = f"fault.{field}-{code}"
        return self(key) if key in self._texts else self("contest.wrong")

    def __contains__(self, key: str) -> bool:
        return key in self._texts


def other_than(language: Language) -> Language:
    return Language.EN if language is Language.FR else Language.FR


@cache
def table(folder: Path) -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads((folder / "words.toml").read_text(encoding="utf-8"))
