"""Jinja2 as the letters use it: our own templates only, every hole an error, no clock and no environment.

There are two environments and they never mix: a macro of the plain one, called from HTML, would pass unescaped text.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateNotFound, UndefinedError, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from chalicelib.domain import typography
from chalicelib.domain.errors import LetterIncomplete
from chalicelib.domain.money import Money
from chalicelib.domain.rate import Rate

# Characters of an invoice number kept on one line; a longer one must be able to wrap on a telephone.
LONGEST_WHOLE = 20


@cache
def templates() -> Path:
    """The folder of templates: at the root of the repository, or packed beside the code in a Lambda."""
    spec = find_spec("templates")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("the package 'templates' is not installed")
    return Path(next(iter(spec.submodule_search_locations)))


@cache
def html() -> Environment:
    return _environment(escaped=True)


@cache
def plain() -> Environment:
    return _environment(escaped=False)


@contextmanager
def no_hole() -> Iterator[None]:
    """Turns Jinja2's complaint about a missing word or template into LetterIncomplete."""
    try:
        yield
    except UndefinedError as hole:
        raise LetterIncomplete(str(hole)) from hole
    except TemplateNotFound as hole:
        raise LetterIncomplete(f"there is no template {hole}") from hole


def _environment(*, escaped: bool) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(templates()),
        autoescape=escaped,  # noqa: S701  the plain one makes text/plain alone
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals.clear()
    environment.filters.update(
        amount=_amount,
        cents=_cents,
        percent=_percent,
        share=_share,
        day=_day,
        short_day=_short_day,
        groups_of_four=typography.groups_of_four,
        groups_of_three=typography.groups_of_three,
        unbroken=_unbroken,
        whole=_whole,
    )
    return environment


@pass_context
def _amount(context: Context, money: Money) -> str:
    return typography.amount(money, context["letter"].language)


@pass_context
def _cents(context: Context, cents: int) -> str:
    """In the currency of the letter."""
    letter = context["letter"]
    return typography.amount(Money(cents, letter.open.currency), letter.language)


@pass_context
def _percent(context: Context, rate: Rate) -> str:
    return typography.percent(rate, context["letter"].language)


@pass_context
def _share(context: Context, rate: Rate) -> str:
    return typography.share(rate, context["letter"].language)


@pass_context
def _day(context: Context, on: date) -> str:
    return typography.day(on, context["letter"].language)


@pass_context
def _short_day(context: Context, on: date) -> str:
    return typography.short_day(on, context["letter"].language)


def _unbroken(text: str) -> str:
    """A telephone number as typed, kept on one line."""
    return text.replace(" ", typography.NBSP)


def _whole(text: str, number: str) -> Markup:
    """For HTML alone: the text, in which that invoice number is not broken at its hyphens."""
    if not 0 < len(number) <= LONGEST_WHOLE:
        return escape(text)
    kept = Markup('<span style="white-space:nowrap">{}</span>').format(number)
    return kept.join(text.split(number))
