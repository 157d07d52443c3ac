"""A creditor's colour on letters and mails: dark enough to be read on white, as WCAG 2.2 asks of a text (4.5 to 1)."""

import re

OURS = "#1d3557"
LEAST_CONTRAST = 4.5
_WRITTEN = re.compile(r"#[0-9a-f]{6}")
# From what a screen is given to the light that it sends (IEC 61966-2-1).
_LINEAR, _SLOPE, _OFFSET, _POWER = 0.04045, 12.92, 0.055, 2.4


def fault_of(colour: str) -> str | None:
    """Why it is not taken, or None.

    >>> fault_of("#1d3557"), fault_of("#ffcc00")
    (None, '#ffcc00 is too light to be read on white (1.5 to 1, 4.5 is the least): take a darker one')
    """
    if not _WRITTEN.fullmatch(colour):
        return f"{colour[:40]!r} is not a colour like {OURS}"
    contrast = 1.05 / (_light(colour) + 0.05)
    if contrast < LEAST_CONTRAST:
        said = f"{contrast:.1f} to 1, {LEAST_CONTRAST} is the least"
        return f"{colour} is too light to be read on white ({said}): take a darker one"
    return None


def _light(colour: str) -> float:
    """From 0, black, to 1, white."""
    red, green, blue = (_linear(int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(given: float) -> float:
    return given / _SLOPE if given <= _LINEAR else ((given + _OFFSET) / (1 + _OFFSET)) ** _POWER
