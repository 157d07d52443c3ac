"""The portal's Jinja templates in one language: its words, its way to write days and amounts, the one style."""

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from chalicelib.adapters.portal.words import Words, other_than, table
from chalicelib.domain.money import Money
from chalicelib.domain.parties import Address, Language
from chalicelib.domain.typography import NBSP, amount, day, groups_of_four, groups_of_three, share


@cache
def folder() -> Path:
    """Where the templates lie, in a checkout as in the packaged function."""
    spec = find_spec("templates")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("the package `templates` is not installed")
    return Path(spec.submodule_search_locations[0]) / "portal"


@cache
def style() -> str:
    """The style sheet as it is inlined. Its hash in the security policy is taken of this very text."""
    text = (folder() / "style.css").read_text(encoding="utf-8")
    return re.sub(r"\s*([{};,])\s*", r"\1", re.sub(r":\s+", ":", re.sub(r"\s+", " ", text))).replace(";}", "}").strip()


@cache
def script() -> str:
    """The landing page's script, without its comments and indents."""
    lines = (folder() / "landing.js").read_text(encoding="utf-8").splitlines()
    return "\n".join(line.strip() for line in lines if not line.lstrip().startswith("//"))


@cache
def environment(language: Language) -> Environment:
    other = other_than(language)
    words = Words(language, table(folder()))
    made = Environment(
        loader=FileSystemLoader(folder()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "money": lambda money: amount(money, language),
        "opposite": lambda money: Money(-money.cents, money.currency),
        "day": lambda on: day(on, language),
        "share": lambda rate: share(rate, language),
        "fours": fours,
        "threes": groups_of_three,
        "unbroken": lambda text: text.replace(" ", NBSP),
        "one_line": one_line,
        "whole": whole,
    }
    made.globals |= {
        "lang": language.value,
        "other": other.value,
        "say": words,
        "say_other": Words(other, table(folder())),
        "say_fault": words.fault,
        "count": words.counted,
        "style": Markup(style()),  # noqa: S704  (our own file)
        "script": Markup(script()),  # noqa: S704
    }
    return made


def one_line(address: Address) -> str:
    """An address in one line; its country only when it is abroad."""
    country = () if address.country == "FR" else (address.country,)
    return ", ".join((*address.lines, f"{address.postcode}{NBSP}{address.city}", *country))


def fours(text: str) -> Markup:
    """An IBAN or an RF reference in groups of four. The style parts them: what is copied holds no space."""
    groups = groups_of_four(text).split(NBSP)
    return Markup("<wbr>").join(Markup("<span>{}</span>").format(group) for group in groups)


def whole(text: str, *parts: str) -> Markup:
    """The text, in which no line breaks within an invoice's number or an address that fits on one."""
    wanted = "|".join(re.escape(part) for part in parts if part)
    if not wanted:
        return escape(text)
    pieces = re.split(rf"(?<!\w)({wanted})(?!\w)", text)
    kept = Markup('<span class="whole">{}</span>')
    return Markup("").join(kept.format(piece) if odd % 2 else piece for odd, piece in enumerate(pieces))
