"""The first letter of a process in a third of the time: WeasyPrint is imported without what letters never ask of it.

Its import looks for each library by names that no Linux has (starting a compiler for each), reads the certificates of
the web three times, parses three stylesheets of browsers, and loads the tools that edit fonts. What is asked for later
is there all the same, but for the stylesheets: letters bring their own ground.
"""

import ctypes.util
import http.client
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from importlib.metadata import version
from types import ModuleType
from typing import Any

import tinycss2

# What was read of it; another is imported as it is.
KNOWN = "70.0"
ON_LINUX = sys.platform == "linux"
# Asked for where fonts are edited: ours are kept as they are, and HarfBuzz takes out of them what is drawn.
EDITORS = ("fontTools.subset", "fontTools.varLib.instancer")


def rendering() -> Any:
    """The module that prints. Raises OSError where Pango is not there."""
    if "weasyprint" not in sys.modules and ON_LINUX and version("weasyprint") == KNOWN:
        with ExitStack() as spared:
            spared.enter_context(_in_place_of(ctypes.util, "find_library", _not_found))
            spared.enter_context(_in_place_of(http.client, "_create_https_context", _nothing))
            spared.enter_context(_in_place_of(tinycss2, "parse_stylesheet", _no_rule))
            spared.enter_context(_loaded_late(EDITORS))
            import_module("weasyprint")
    return import_module("chalicelib.adapters.pdf.rendering")


class _Late(ModuleType):
    """Stands for a module until somebody asks it for something."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)

        def called(*args: Any, **named: Any) -> Any:
            return getattr(import_module(self.__name__), name)(*args, **named)

        return called


@contextmanager
def _loaded_late(names: tuple[str, ...]) -> Iterator[None]:
    """Whoever imports them meanwhile gets what stands for them; whoever does after that, themselves."""
    stand_ins = {name: _Late(name) for name in names if name not in sys.modules}
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        for name in stand_ins:
            del sys.modules[name]


@contextmanager
def _in_place_of(module: ModuleType, name: str, other: Any) -> Iterator[None]:
    kept = getattr(module, name)
    setattr(module, name, other)
    try:
        yield
    finally:
        setattr(module, name, kept)


def _not_found(_name: str) -> None:
    """WeasyPrint tries the names that Linux has next, which the loader finds itself."""


def _nothing(_version: int) -> None:
    """No context: nothing is ever fetched with it."""


def _no_rule(*_args: Any, **_named: Any) -> list[Any]:
    return []
