"""A paper as the page that engines read which take HTML."""

import re

from chalicelib.adapters.letters.press import JinjaPress
from chalicelib.domain.letter import Letter

OWN_FONTS = re.compile(r"@font-face\s*\{[^}]*\}")


def html_of(paper: Letter) -> str:
    """As a browser would have it: stylesheet and code in it, with the fonts of the system."""
    return OWN_FONTS.sub("", JinjaPress().letter_html(paper))
